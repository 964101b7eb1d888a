-- Contacts from files (CS-2). What an import does to contacts is recorded as any change is; how far
-- it has come is the machine's own bookkeeping, in the same transaction.
CREATE TABLE imports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    workspace_id INTEGER NOT NULL, -- no foreign key: an undo would trip over it
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT NOT NULL,            -- of the file, as it was uploaded
    bytes INTEGER NOT NULL,
    digest BLOB NOT NULL CHECK (length (digest) = 32),
    file_key BLOB,                 -- opens the file; null once that is gone
    survey TEXT NOT NULL CHECK (json_valid (survey)),
    plan TEXT NOT NULL CHECK (json_valid (plan)),
    state TEXT NOT NULL CHECK (
        state IN ('ready', 'checking', 'checked', 'running', 'done', 'cancelled', 'failed')
    ),
    done INTEGER NOT NULL DEFAULT 0,    -- lines of the file so far
    added INTEGER NOT NULL DEFAULT 0,
    updated INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0,
    waiting INTEGER NOT NULL DEFAULT 0, -- for a person to look at
    wrong INTEGER NOT NULL DEFAULT 0,
    change_uid BLOB NOT NULL UNIQUE,    -- the entry in the log that all of it goes under
    said TEXT,                          -- why it failed
    created_on INTEGER NOT NULL,
    ended_on INTEGER
) STRICT;

CREATE INDEX imports_by_workspace ON imports (workspace_id, id);

CREATE INDEX imports_at_work ON imports (id) WHERE state IN ('checking', 'running');

-- Lines that could not be taken, or that a person wants to decide about.
CREATE TABLE import_rows (
    import_id INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    line INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('wrong', 'waiting')),
    contact_id INTEGER, -- who it is, as it seems
    said TEXT NOT NULL,
    cells TEXT NOT NULL CHECK (json_valid (cells)),
    PRIMARY KEY (import_id, line)
) STRICT, WITHOUT ROWID;

-- What a person made of the columns of a file, for the next one with the same.
CREATE TABLE import_mappings (
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    headers BLOB NOT NULL CHECK (length (headers) = 32),
    targets TEXT NOT NULL CHECK (json_valid (targets)),
    PRIMARY KEY (user_id, headers)
) STRICT, WITHOUT ROWID;
