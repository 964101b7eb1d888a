-- Of a target that is S3 storage: where it is. What opens it lies in the vault.
CREATE TABLE backup_buckets (
    target_id INTEGER PRIMARY KEY REFERENCES backup_targets (id) ON DELETE CASCADE,
    endpoint TEXT NOT NULL,
    region TEXT NOT NULL,
    bucket TEXT NOT NULL,
    prefix TEXT NOT NULL,
    access_key TEXT NOT NULL
) STRICT;
