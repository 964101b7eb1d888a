-- Credentials, each sealed once more: by a key that is derived from the database's own, and bound to
-- its row. Whoever reads the rows reads noise.
CREATE TABLE vault (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE CHECK (length (uid) = 16),
    workspace_id INTEGER REFERENCES workspaces (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind <> ''),
    name TEXT NOT NULL CHECK (name <> ''),
    key_id TEXT NOT NULL CHECK (key_id <> ''),
    nonce BLOB NOT NULL CHECK (length (nonce) = 12),
    sealed BLOB NOT NULL CHECK (length (sealed) >= 16),
    changed_on INTEGER NOT NULL
) STRICT;

-- Without a workspace it is the household's.
CREATE UNIQUE INDEX vault_by_name ON vault (coalesce(workspace_id, 0), kind, name);
