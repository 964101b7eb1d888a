-- Of a target that is S3 storage: where it is, and what opens it.
CREATE TABLE backup_buckets (
    target_id INTEGER PRIMARY KEY REFERENCES backup_targets (id) ON DELETE CASCADE,
    endpoint TEXT NOT NULL,
    region TEXT NOT NULL,
    bucket TEXT NOT NULL,
    prefix TEXT NOT NULL,
    access_key TEXT NOT NULL,
    secret BLOB NOT NULL
) STRICT;
