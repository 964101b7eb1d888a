-- What happened, who did it, and what it takes to undo it.

-- Metadata only, append-only: no names, no values. Readable for as long as the database lives.
CREATE TABLE audit_logs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    owner_id INTEGER,       -- whose data this is about; null for the household's own
    actor TEXT NOT NULL CHECK (actor IN ('person', 'key', 'job', 'terminal')),
    actor_id INTEGER,       -- the user, or the key
    job TEXT,
    action TEXT NOT NULL,
    workspace_id INTEGER,
    ip TEXT,
    request_id TEXT,
    undoes_id INTEGER REFERENCES audit_logs (id)
) STRICT;
CREATE INDEX audit_logs_by_owner ON audit_logs (owner_id, id);
CREATE INDEX audit_logs_by_undone ON audit_logs (undoes_id) WHERE undoes_id IS NOT NULL;

CREATE TRIGGER audit_logs_are_never_changed BEFORE UPDATE ON audit_logs
BEGIN
    SELECT RAISE (ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_logs_are_never_deleted BEFORE DELETE ON audit_logs
BEGIN
    SELECT RAISE (ABORT, 'the audit log is append-only');
END;

-- What it was about. Labels are personal data, hence apart from the log.
CREATE TABLE audit_subjects (
    kind TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    audit_id INTEGER NOT NULL REFERENCES audit_logs (id),
    label TEXT NOT NULL,
    PRIMARY KEY (kind, subject_id, audit_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_subjects_by_audit ON audit_subjects (audit_id);

-- For what has no changeset: "Chrome on Windows", "Name: Andy → Andrew". Personal data as well.
CREATE TABLE audit_words (
    audit_id INTEGER PRIMARY KEY REFERENCES audit_logs (id),
    words TEXT NOT NULL
) STRICT;

-- Before and after of every row. The changeset goes after 30 days, the readable part stays.
-- With a rowid, because a search through keys that lie beside large blobs reads the blobs.
CREATE TABLE audit_details (
    audit_id INTEGER NOT NULL REFERENCES audit_logs (id),
    part INTEGER NOT NULL,
    schema_version INTEGER NOT NULL,
    -- When its 30 days began; null while only a clock that could not be believed has seen it.
    since INTEGER,
    changeset BLOB,
    differences TEXT,
    PRIMARY KEY (audit_id, part)
) STRICT;

CREATE INDEX audit_details_by_expiry ON audit_details (since, audit_id, part)
WHERE changeset IS NOT NULL;

-- The first answer to a form or request that may arrive twice.
CREATE TABLE answered_once (
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    request TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    made BLOB NOT NULL,     -- the uid of what the first one made
    at INTEGER NOT NULL,
    PRIMARY KEY (user_id, request)
) STRICT, WITHOUT ROWID;
CREATE INDEX answered_once_by_age ON answered_once (at);
