CREATE TABLE answered_once (
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    request TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    made BLOB NOT NULL,     -- the uid of what the first one made
    at INTEGER NOT NULL,
    PRIMARY KEY (user_id, request)
) STRICT, WITHOUT ROWID;

CREATE INDEX answered_once_by_age ON answered_once (at);

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

CREATE TABLE audit_details (
    audit_id INTEGER NOT NULL REFERENCES audit_logs (id),
    part INTEGER NOT NULL,
    schema_version INTEGER NOT NULL,
    changeset BLOB,
    differences TEXT,
    PRIMARY KEY (audit_id, part)
) STRICT;

CREATE INDEX audit_details_by_expiry ON audit_details (audit_id, part)
WHERE changeset IS NOT NULL;

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
    words TEXT,             -- for what has no changeset: "Chrome on Windows"
    ip TEXT,
    request_id TEXT,
    undoes_id INTEGER REFERENCES audit_logs (id)
) STRICT;

CREATE INDEX audit_logs_by_owner ON audit_logs (owner_id, id);

CREATE INDEX audit_logs_by_undone ON audit_logs (undoes_id) WHERE undoes_id IS NOT NULL;

CREATE TABLE audit_subjects (
    kind TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    audit_id INTEGER NOT NULL REFERENCES audit_logs (id),
    label TEXT NOT NULL,
    PRIMARY KEY (kind, subject_id, audit_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX audit_subjects_by_audit ON audit_subjects (audit_id);

CREATE TABLE base_contacts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    first_name TEXT,
    last_name TEXT,
    primary_email TEXT,
    primary_phone TEXT,
    company TEXT,
    created_on INTEGER NOT NULL,
    sort_name TEXT NOT NULL -- "last first" in lower case, or what else there is
) STRICT;

CREATE INDEX base_contacts_by_age ON base_contacts (workspace_id, created_on, uid);

CREATE INDEX base_contacts_by_name ON base_contacts (workspace_id, sort_name, uid);

CREATE VIEW contact_digits (contact_id, phone_digits) AS
SELECT
    id,
    replace (replace (replace (replace (replace (replace (replace (replace (replace (replace (
        primary_phone, ' ', ''), '-', ''), '(', ''), ')', ''), '.', ''), '/', ''), '+', ''),
        char (160), ''), char (8209), ''), char (8211), '')
FROM base_contacts;

CREATE VIRTUAL TABLE contact_search USING fts5 (
    name, other, content = '', contentless_delete = 1, tokenize = 'scoped_trigram'
);

CREATE VIEW contact_words (contact_id, name, other) AS
SELECT
    c.id,
    c.workspace_id || ':  ' || replace (concat_ws (' ', c.first_name, c.last_name), ' ', '  '),
    c.workspace_id || ':  ' || replace (
        concat_ws (' ', c.company, c.primary_email, d.phone_digits), ' ', '  '
    )
FROM base_contacts AS c
JOIN contact_digits AS d ON d.contact_id = c.id;

CREATE TABLE known_addresses(
  key_hash BLOB    NOT NULL PRIMARY KEY CHECK (length(key_hash) = 32),
  last_on  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

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

CREATE TABLE sign_in_throttle(
  key_hash  BLOB    NOT NULL PRIMARY KEY CHECK (length(key_hash) = 32),
  failures  INTEGER NOT NULL,
  last_on   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_in_throttle_by_age ON sign_in_throttle(last_on);

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

CREATE TABLE workspace_counts (
    workspace_id INTEGER PRIMARY KEY, -- no foreign key: an undo would trip over it
    contacts INTEGER NOT NULL
) STRICT;

CREATE TABLE workspaces (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    owner_id INTEGER NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL, -- the name as compared: lower case
    created_on INTEGER NOT NULL,
    deleted_on INTEGER      -- hidden since; purged 30 days later
) STRICT;

CREATE INDEX workspaces_by_deletion ON workspaces (deleted_on) WHERE deleted_on IS NOT NULL;

CREATE UNIQUE INDEX workspaces_by_name ON workspaces (owner_id, name_key)
WHERE deleted_on IS NULL;

CREATE TRIGGER audit_logs_are_never_changed BEFORE UPDATE ON audit_logs
BEGIN
    SELECT RAISE (ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER audit_logs_are_never_deleted BEFORE DELETE ON audit_logs
BEGIN
    SELECT RAISE (ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER base_contacts_are_found AFTER INSERT ON base_contacts
BEGIN
    INSERT INTO contact_search (rowid, name, other)
    SELECT contact_id, name, other FROM contact_words WHERE contact_id = new.id;
END;

CREATE TRIGGER base_contacts_are_found_again
AFTER UPDATE OF
    workspace_id, first_name, last_name, primary_email, primary_phone, company
ON base_contacts
BEGIN
    INSERT OR REPLACE INTO contact_search (rowid, name, other)
    SELECT contact_id, name, other FROM contact_words WHERE contact_id = new.id;
END;

CREATE TRIGGER base_contacts_are_lost AFTER DELETE ON base_contacts
BEGIN
    DELETE FROM contact_search WHERE rowid = old.id;
END;

CREATE TRIGGER base_contacts_count_down AFTER DELETE ON base_contacts
BEGIN
    UPDATE workspace_counts SET contacts = contacts - 1 WHERE workspace_id = old.workspace_id;
END;

CREATE TRIGGER base_contacts_count_up AFTER INSERT ON base_contacts
BEGIN
    UPDATE workspace_counts SET contacts = contacts + 1 WHERE workspace_id = new.workspace_id;
END;

CREATE TRIGGER workspaces_end_uncounted AFTER DELETE ON workspaces
BEGIN
    DELETE FROM workspace_counts WHERE workspace_id = old.id;
END;

CREATE TRIGGER workspaces_start_empty AFTER INSERT ON workspaces
BEGIN
    INSERT INTO workspace_counts (workspace_id, contacts) VALUES (new.id, 0);
END;

