-- How further people get in, and how somebody is kept out without losing what is theirs.

ALTER TABLE users ADD COLUMN deactivated_on INTEGER;

CREATE TABLE invitations(
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  uid        BLOB    NOT NULL UNIQUE CHECK (length(uid) = 16),
  -- Null from the terminal.
  invited_by INTEGER REFERENCES users(id) ON DELETE CASCADE,
  code_hash  BLOB    NOT NULL UNIQUE CHECK (length(code_hash) = 32),
  name       TEXT    NOT NULL,
  email      TEXT,
  role       TEXT    NOT NULL CHECK (role IN ('owner', 'member')),
  created_on INTEGER NOT NULL,
  expires_on INTEGER NOT NULL
) STRICT;

CREATE INDEX invitations_by_expiry ON invitations(expires_on);
