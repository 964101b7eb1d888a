-- People, how they prove who they are, and settings. None of these tables is recorded for undo:
-- what happens here is audited in words.

CREATE TABLE users(
  id                  INTEGER PRIMARY KEY AUTOINCREMENT,
  uid                 BLOB    NOT NULL UNIQUE CHECK (length(uid) = 16),
  name                TEXT    NOT NULL CHECK (name <> ''),
  email               TEXT    NOT NULL CHECK (email <> ''),
  -- The address folded to lower case: two people never differ by capitals alone.
  email_key           TEXT    NOT NULL UNIQUE,
  password_hash       TEXT    NOT NULL,
  password_changed_on INTEGER NOT NULL,
  role                TEXT    NOT NULL CHECK (role IN ('owner', 'member')),
  created_on          INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions(
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  uid          BLOB    NOT NULL UNIQUE CHECK (length(uid) = 16),
  token_hash   BLOB    NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  user_id      INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  kind         TEXT    NOT NULL CHECK (kind IN ('full')),
  created_on   INTEGER NOT NULL,
  last_seen_on INTEGER NOT NULL,
  -- 0 while both times come from a clock that could not be believed: such a session is not judged
  -- by its age until it has been stamped anew.
  is_dated     INTEGER NOT NULL CHECK (is_dated IN (0, 1)),
  address      TEXT,
  device       TEXT    NOT NULL
) STRICT;

CREATE INDEX sessions_by_user ON sessions(user_id, last_seen_on);

CREATE TABLE api_keys(
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  uid          BLOB    NOT NULL UNIQUE CHECK (length(uid) = 16),
  user_id      INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  name         TEXT    NOT NULL CHECK (name <> ''),
  prefix       TEXT    NOT NULL UNIQUE,
  key_hash     BLOB    NOT NULL UNIQUE CHECK (length(key_hash) = 32),
  -- Names of permissions, separated by a space.
  permissions  TEXT    NOT NULL,
  created_on   INTEGER NOT NULL,
  expires_on   INTEGER,
  last_used_on INTEGER,
  revoked_on   INTEGER
) STRICT;

CREATE INDEX api_keys_by_user ON api_keys(user_id);

-- Attempts by key: who tries from where, hashed, since people type passwords into the wrong field.
CREATE TABLE sign_in_throttle(
  key_hash  BLOB    NOT NULL PRIMARY KEY CHECK (length(key_hash) = 32),
  failures  INTEGER NOT NULL,
  last_on   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_in_throttle_by_age ON sign_in_throttle(last_on);

-- Pairs of account and address that have signed in before: strangers cannot slow these down.
CREATE TABLE known_addresses(
  key_hash BLOB    NOT NULL PRIMARY KEY CHECK (length(key_hash) = 32),
  last_on  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE system_settings(
  scope      TEXT    NOT NULL CHECK (scope IN ('global', 'user', 'workspace')),
  -- The user's or workspace's id; 0 for the whole appliance.
  owner      INTEGER NOT NULL,
  key        TEXT    NOT NULL,
  value      TEXT    NOT NULL,
  created_on INTEGER NOT NULL,
  updated_on INTEGER NOT NULL,
  PRIMARY KEY (scope, owner, key)
) STRICT, WITHOUT ROWID;
