CREATE VIEW active_shares (
    id, uid, contact_id, workspace_id, from_user, to_user, with_history, purpose, created_on
) AS
SELECT
    s.id, s.uid, s.contact_id, w.id, s.from_user, s.to_user, s.with_history, s.purpose,
    s.created_on
FROM contact_shares AS s
JOIN base_contacts AS c ON c.id = s.contact_id
JOIN workspaces AS w ON w.id = c.workspace_id
JOIN users AS f ON f.id = s.from_user
JOIN users AS t ON t.id = s.to_user
WHERE s.revoked_on IS NULL
  AND w.owner_id = s.from_user
  AND w.deleted_on IS NULL
  AND f.deactivated_on IS NULL
  AND t.deactivated_on IS NULL;

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
    -- When its 30 days began; null while only a clock that could not be believed has seen it.
    since INTEGER,
    changeset BLOB,
    differences TEXT,
    PRIMARY KEY (audit_id, part)
) STRICT;

CREATE INDEX audit_details_by_expiry ON audit_details (since, audit_id, part)
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
    ip TEXT,
    request_id TEXT,
    undoes_id INTEGER REFERENCES audit_logs (id)
) STRICT;

CREATE INDEX audit_logs_by_owner ON audit_logs (owner_id, id);

CREATE INDEX audit_logs_by_undone ON audit_logs (undoes_id) WHERE undoes_id IS NOT NULL;

CREATE TABLE audit_subject_counts (
    audit_id INTEGER PRIMARY KEY REFERENCES audit_logs (id),
    subjects INTEGER NOT NULL
) STRICT;

CREATE TABLE audit_subjects (
    kind TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    audit_id INTEGER NOT NULL REFERENCES audit_logs (id),
    label TEXT NOT NULL,
    PRIMARY KEY (kind, subject_id, audit_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX audit_subjects_by_audit ON audit_subjects (audit_id);

CREATE TABLE audit_words (
    audit_id INTEGER PRIMARY KEY REFERENCES audit_logs (id),
    words TEXT NOT NULL
) STRICT;

CREATE TABLE backup_alerts (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    told_on INTEGER NOT NULL
) STRICT;

CREATE TABLE backup_buckets (
    target_id INTEGER PRIMARY KEY REFERENCES backup_targets (id) ON DELETE CASCADE,
    endpoint TEXT NOT NULL,
    region TEXT NOT NULL,
    bucket TEXT NOT NULL,
    prefix TEXT NOT NULL,
    access_key TEXT NOT NULL
) STRICT;

CREATE TABLE backup_runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    target_id INTEGER NOT NULL REFERENCES backup_targets (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('backup', 'proof')),
    state TEXT NOT NULL CHECK (state IN ('asked', 'running', 'done', 'failed')),
    asked_on INTEGER NOT NULL,
    ended_on INTEGER,
    done INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0,
    file TEXT,
    bytes INTEGER,
    said TEXT,
    CHECK ((ended_on IS NULL) = (state IN ('asked', 'running')))
) STRICT;

CREATE INDEX backup_runs_of_target ON backup_runs (target_id, kind, id);

CREATE TABLE backup_targets (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE CHECK (length (uid) = 16),
    kind TEXT NOT NULL,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    place TEXT NOT NULL CHECK (place <> ''),
    schedule TEXT NOT NULL CHECK (schedule IN ('off', 'nightly', 'weekly')),
    keep_days INTEGER NOT NULL DEFAULT 30 CHECK (keep_days BETWEEN 7 AND 30),
    created_on INTEGER NOT NULL
) STRICT;

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
, primary_list_id INTEGER REFERENCES contact_lists (id), email_key TEXT, phone_key TEXT, last_contact_at INTEGER, do_not_contact INTEGER NOT NULL DEFAULT 0 CHECK (do_not_contact IN (0, 1)), do_not_mail INTEGER NOT NULL DEFAULT 0 CHECK (do_not_mail IN (0, 1)), do_not_text INTEGER NOT NULL DEFAULT 0 CHECK (do_not_text IN (0, 1)), email_label TEXT, phone_label TEXT) STRICT;

CREATE INDEX base_contacts_by_age ON base_contacts (workspace_id, created_on, uid);

CREATE INDEX base_contacts_by_email ON base_contacts (workspace_id, email_key)
WHERE email_key IS NOT NULL;

CREATE INDEX base_contacts_by_last_contact
ON base_contacts (workspace_id, last_contact_at, uid);

CREATE INDEX base_contacts_by_name ON base_contacts (workspace_id, sort_name, uid);

CREATE INDEX base_contacts_by_phone ON base_contacts (workspace_id, phone_key)
WHERE phone_key IS NOT NULL;

CREATE INDEX base_contacts_by_stage
ON base_contacts (primary_list_id, sort_name, uid, workspace_id, last_contact_at)
WHERE primary_list_id IS NOT NULL;

CREATE INDEX base_contacts_without_stage ON base_contacts (workspace_id, sort_name, uid)
WHERE primary_list_id IS NULL;

CREATE TABLE communication_logs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    contact_id INTEGER NOT NULL REFERENCES base_contacts (id) ON DELETE CASCADE,
    type TEXT NOT NULL CHECK (
        type IN ('email', 'text', 'call', 'meeting', 'ai', 'stage_change', 'note', 'system')
    ),
    content TEXT NOT NULL CHECK (json_valid (content)),
    at INTEGER NOT NULL,
    direction TEXT CHECK (direction IN ('in', 'out')),
    status TEXT CHECK (status <> '')
, is_contact INTEGER NOT NULL DEFAULT 0 CHECK (is_contact IN (0, 1)), pinned_on INTEGER) STRICT;

CREATE INDEX communication_logs_by_pin ON communication_logs (contact_id, pinned_on)
WHERE pinned_on IS NOT NULL;

CREATE INDEX communication_logs_by_type ON communication_logs (contact_id, type, at);

CREATE VIEW contact_digits (contact_id, phone_digits) AS
SELECT
    contact_id,
    replace (replace (replace (replace (replace (replace (replace (replace (replace (replace (
    replace (
        numbers, ' ', ''), '-', ''), '(', ''), ')', ''), '.', ''), '/', ''), '+', ''),
        char (160), ''), char (8209), ''), char (8211), ''), '|', ' ')
FROM contact_numbers;

CREATE TABLE contact_list_assignments (
    contact_id INTEGER NOT NULL REFERENCES base_contacts (id) ON DELETE CASCADE,
    list_id INTEGER NOT NULL REFERENCES contact_lists (id) ON DELETE CASCADE,
    PRIMARY KEY (contact_id, list_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX contact_list_assignments_by_list ON contact_list_assignments (list_id, contact_id);

CREATE TABLE contact_list_counts (
    list_id INTEGER PRIMARY KEY, -- no foreign key: an undo would trip over it
    contacts INTEGER NOT NULL
) STRICT;

CREATE TABLE contact_lists (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('stage', 'tag')),
    name TEXT NOT NULL CHECK (name <> ''),
    name_key TEXT NOT NULL, -- the name as compared: lower case
    position INTEGER NOT NULL,
    colour TEXT NOT NULL CHECK (
        colour IN ('red', 'orange', 'yellow', 'green', 'teal', 'blue', 'violet', 'pink')
    ),
    created_on INTEGER NOT NULL, inactive_after_days INTEGER CHECK (inactive_after_days BETWEEN 0 AND 3650),
    UNIQUE (workspace_id, kind, name_key)
) STRICT;

CREATE VIEW contact_numbers (contact_id, numbers) AS
SELECT
    c.id,
    concat_ws (
        '|',
        c.primary_phone,
        iif (c.primary_phone LIKE '0%' OR c.primary_phone LIKE '%(0%', c.phone_key, NULL),
        (
            SELECT group_concat (
                concat_ws ('|', value, iif (value LIKE '0%' OR value LIKE '%(0%', match_key, NULL)),
                '|'
            )
            FROM contact_ways
            WHERE contact_id = c.id AND kind = 'phone'
        ),
        (
            SELECT group_concat (
                concat_ws (
                    '|', v.value, iif (v.value LIKE '0%' OR v.value LIKE '%(0%', v.match_key, NULL)
                ),
                '|'
            )
            FROM custom_fields AS v
            JOIN custom_field_definitions AS d ON d.id = v.definition_id
            WHERE v.contact_id = c.id AND d.type = 'phone' AND d.hidden_on IS NULL
        )
    )
FROM base_contacts AS c;

CREATE VIRTUAL TABLE contact_search USING fts5 (
    name, other, columnsize = 0, tokenize = 'scoped_trigram'
);

CREATE TABLE contact_share_views (
    share_id INTEGER PRIMARY KEY, -- no foreign key: an undo would trip over it
    seen_on INTEGER NOT NULL
) STRICT;

CREATE TABLE contact_shares (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    contact_id INTEGER NOT NULL REFERENCES base_contacts (id) ON DELETE CASCADE,
    from_user INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    to_user INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    with_history INTEGER NOT NULL CHECK (with_history IN (0, 1)),
    purpose TEXT CHECK (purpose <> ''),
    created_on INTEGER NOT NULL,
    revoked_on INTEGER,     -- ended since; the row stays to tell of it
    CHECK (from_user <> to_user)
) STRICT;

CREATE INDEX contact_shares_by_contact ON contact_shares (contact_id, id);

CREATE INDEX contact_shares_by_giver ON contact_shares (from_user, id);

CREATE INDEX contact_shares_by_receiver ON contact_shares (to_user, id);

CREATE UNIQUE INDEX contact_shares_once ON contact_shares (contact_id, to_user)
WHERE revoked_on IS NULL;

CREATE TABLE contact_views (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    name TEXT CHECK (name <> ''), -- null: the plain list, of which the columns alone are kept
    name_key TEXT,                -- the name as compared: lower case
    query TEXT NOT NULL,          -- filter and order, as an address has them
    columns TEXT NOT NULL,        -- their codes, one on a line
    created_on INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX contact_views_by_name ON contact_views (workspace_id, coalesce(name_key, ''));

CREATE TABLE contact_ways (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    contact_id INTEGER NOT NULL REFERENCES base_contacts (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('email', 'phone')),
    label TEXT CHECK (label <> ''),  -- Work, Mobile, what its owner likes
    value TEXT NOT NULL CHECK (value <> ''), -- as typed
    match_key TEXT,                  -- by which it is found: an address folded, a phone as E.164
    position INTEGER NOT NULL
) STRICT;

CREATE INDEX contact_ways_by_contact ON contact_ways (contact_id, kind, position);

CREATE INDEX contact_ways_by_match ON contact_ways (match_key, contact_id)
WHERE match_key IS NOT NULL;

CREATE VIEW contact_words (contact_id, name, other) AS
SELECT
    c.id,
    c.workspace_id || ':  ' || replace (concat_ws (' ', c.first_name, c.last_name), ' ', '  '),
    c.workspace_id || ':  ' || replace (replace (replace (
        concat_ws (
            ' ',
            c.company,
            c.primary_email,
            d.phone_digits,
            (
                SELECT group_concat (value, ' ')
                FROM contact_ways
                WHERE contact_id = c.id AND kind = 'email'
            ),
            -- Of a long text its beginning: the index is not to outgrow what it is of.
            (
                SELECT group_concat (substr (v.value, 1, 2000), ' ')
                FROM custom_fields AS v
                JOIN custom_field_definitions AS f ON f.id = v.definition_id
                WHERE v.contact_id = c.id AND f.hidden_on IS NULL
                  AND f.type IN ('text', 'long_text', 'dropdown', 'url', 'email')
            )
        ), char (10), ' '), char (9), ' '), ' ', '  ')
FROM base_contacts AS c
JOIN contact_digits AS d ON d.contact_id = c.id;

CREATE TABLE contacts_to_index (
    contact_id INTEGER PRIMARY KEY -- no foreign key: they may be gone by then
) STRICT;

CREATE TABLE contacts_to_index_later (
    contact_id INTEGER PRIMARY KEY -- no foreign key: they may be gone by then
) STRICT;

CREATE TABLE custom_field_definitions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    owner_id INTEGER NOT NULL REFERENCES users (id),
    -- Null: in all of the owner's workspaces.
    workspace_id INTEGER REFERENCES workspaces (id) ON DELETE CASCADE,
    name TEXT NOT NULL,         -- as programs and placeholders say it: birthday
    label TEXT NOT NULL,
    type TEXT NOT NULL CHECK (type IN (
        'text', 'long_text', 'date', 'number', 'yes_no', 'url', 'phone', 'email', 'dropdown',
        'json', 'contact_link'
    )),
    options TEXT,               -- of a dropdown, one on a line
    is_required INTEGER NOT NULL CHECK (is_required IN (0, 1)),
    default_value TEXT,
    is_transaction INTEGER NOT NULL CHECK (is_transaction IN (0, 1)),
    position INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    hidden_on INTEGER           -- deleted since; its values stay and come back with it
) STRICT;

CREATE UNIQUE INDEX custom_field_definitions_by_name
ON custom_field_definitions (owner_id, coalesce(workspace_id, 0), name);

CREATE INDEX custom_field_definitions_by_workspace
ON custom_field_definitions (workspace_id) WHERE workspace_id IS NOT NULL;

CREATE TABLE custom_fields (
    contact_id INTEGER NOT NULL REFERENCES base_contacts (id) ON DELETE CASCADE,
    definition_id INTEGER NOT NULL REFERENCES custom_field_definitions (id) ON DELETE CASCADE,
    value TEXT NOT NULL,
    match_key TEXT,             -- by which it is found: a phone as E.164, an address folded
    linked_id INTEGER REFERENCES base_contacts (id) ON DELETE SET NULL,
    PRIMARY KEY (contact_id, definition_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX custom_fields_by_link ON custom_fields (linked_id) WHERE linked_id IS NOT NULL;

CREATE INDEX custom_fields_by_match ON custom_fields (match_key, contact_id)
WHERE match_key IS NOT NULL;

CREATE INDEX custom_fields_by_value
ON custom_fields (definition_id, substr(value, 1, 64), contact_id);

CREATE TABLE erased_keys (
    workspace_id INTEGER NOT NULL, -- no foreign key: an undo would trip over it
    digest BLOB NOT NULL CHECK (length (digest) = 32),
    erased_on INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE erased_secret (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    secret BLOB NOT NULL CHECK (length (secret) = 32)
) STRICT;

CREATE TABLE half_sessions(
  token_hash BLOB    NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
  user_id    INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  errand     TEXT    NOT NULL CHECK (errand IN ('code', 'enrol')),
  created_on INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX half_sessions_by_user ON half_sessions(user_id, created_on);

CREATE TABLE household_identity (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    uid BLOB NOT NULL CHECK (length (uid) = 16)
) STRICT;

CREATE TABLE import_mappings (
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    headers BLOB NOT NULL CHECK (length (headers) = 32),
    targets TEXT NOT NULL CHECK (json_valid (targets)),
    PRIMARY KEY (user_id, headers)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_rows (
    import_id INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    line INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('wrong', 'waiting')),
    contact_id INTEGER, -- who it is, as it seems
    said TEXT NOT NULL,
    cells TEXT NOT NULL CHECK (json_valid (cells)),
    PRIMARY KEY (import_id, line)
) STRICT, WITHOUT ROWID;

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

CREATE INDEX imports_at_work ON imports (id) WHERE state IN ('checking', 'running');

CREATE INDEX imports_by_workspace ON imports (workspace_id, id);

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

CREATE TABLE kept_separate (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    contact_id INTEGER NOT NULL REFERENCES base_contacts (id) ON DELETE CASCADE,
    other_id INTEGER NOT NULL REFERENCES base_contacts (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    UNIQUE (contact_id, other_id),
    CHECK (contact_id <> other_id)
) STRICT;

CREATE INDEX kept_separate_by_other ON kept_separate (other_id, contact_id);

CREATE TABLE known_addresses(
  key_hash BLOB    NOT NULL PRIMARY KEY CHECK (length(key_hash) = 32),
  last_on  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE log_versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    log_id INTEGER NOT NULL REFERENCES communication_logs (id) ON DELETE CASCADE,
    contact_id INTEGER NOT NULL REFERENCES base_contacts (id) ON DELETE CASCADE,
    content TEXT NOT NULL CHECK (json_valid (content)),
    at INTEGER NOT NULL,
    direction TEXT CHECK (direction IN ('in', 'out')),
    replaced_on INTEGER NOT NULL -- until then the entry read like this
) STRICT;

CREATE INDEX log_versions_by_contact ON log_versions (contact_id);

CREATE INDEX log_versions_by_log ON log_versions (log_id, id);

CREATE TABLE merged_contacts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,  -- of the contact that is gone
    contact_id INTEGER NOT NULL REFERENCES base_contacts (id) ON DELETE CASCADE,
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX merged_contacts_by_contact ON merged_contacts (contact_id);

CREATE TABLE notice_dismissals (
    contact_id INTEGER NOT NULL, -- no foreign key: an undo would trip over it
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    fact TEXT NOT NULL,          -- a digest: the notice comes back once the fact is another
    PRIMARY KEY (contact_id, user_id, fact)
) STRICT, WITHOUT ROWID;

CREATE INDEX notice_dismissals_by_user ON notice_dismissals (user_id);

CREATE TABLE recovery_codes(
  user_id   INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  code_hash BLOB    NOT NULL CHECK (length(code_hash) = 32),
  used_on   INTEGER,
  PRIMARY KEY (user_id, code_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE second_factor_drafts(
  user_id    INTEGER PRIMARY KEY REFERENCES users(id) ON DELETE CASCADE,
  secret     BLOB    NOT NULL CHECK (length(secret) = 20),
  created_on INTEGER NOT NULL
) STRICT;

CREATE TABLE second_factors(
  user_id           INTEGER PRIMARY KEY REFERENCES users(id) ON DELETE CASCADE,
  secret            BLOB    NOT NULL CHECK (length(secret) = 20),
  on_since          INTEGER NOT NULL,
  -- The newest step (30 seconds) whose code was taken: no older or equal one is taken again.
  last_step         INTEGER NOT NULL,
  -- A step that somebody was told of as being out of time; its code is never taken afterwards.
  told_step         INTEGER,
  -- The sign-in by recovery code that may mend things without another code, and when it was.
  recovered_session INTEGER REFERENCES sessions(id) ON DELETE SET NULL,
  recovered_on      INTEGER
) STRICT;

CREATE INDEX second_factors_by_session ON second_factors(recovered_session);

CREATE TABLE sending_hold (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    since INTEGER NOT NULL,
    why TEXT NOT NULL
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

CREATE TABLE todos (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    owner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    workspace_id INTEGER REFERENCES workspaces (id) ON DELETE CASCADE,
    contact_id INTEGER REFERENCES base_contacts (id) ON DELETE CASCADE,
    title TEXT NOT NULL CHECK (title <> ''),
    note TEXT,
    -- A day of the calendar, such as 2026-11-21, and a time of that day, such as 14:05, in
    -- whatever zone the person is: "tomorrow at nine" stays so on a journey.
    due_day TEXT,
    due_time TEXT CHECK (due_time IS NULL OR due_day IS NOT NULL),
    snoozed_until TEXT,     -- a day; the due day stays to be told
    done_on INTEGER,
    created_on INTEGER NOT NULL,
    CHECK (contact_id IS NULL OR workspace_id IS NOT NULL)
) STRICT;

CREATE INDEX todos_by_contact ON todos (contact_id) WHERE contact_id IS NOT NULL;

CREATE INDEX todos_by_workspace ON todos (workspace_id) WHERE workspace_id IS NOT NULL;

CREATE INDEX todos_done ON todos (owner_id, done_on, id) WHERE done_on IS NOT NULL;

CREATE INDEX todos_open ON todos (
    owner_id, coalesce(snoozed_until, due_day, '9999'), coalesce(due_time, '99'), id
)
WHERE done_on IS NULL;

CREATE TABLE undos (
    change_id INTEGER PRIMARY KEY REFERENCES audit_logs (id),
    undo_uid BLOB NOT NULL UNIQUE, -- the entry in the log that it goes under
    parts INTEGER NOT NULL,
    standing INTEGER NOT NULL,     -- the parts below this number are still to be taken back
    begun_on INTEGER NOT NULL,
    said TEXT                      -- why it was given up; null while it goes on
) STRICT;

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
, deactivated_on INTEGER) STRICT;

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

CREATE UNIQUE INDEX vault_by_name ON vault (coalesce(workspace_id, 0), kind, name);

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
    INSERT INTO contacts_to_index (contact_id) VALUES (new.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER base_contacts_are_found_again
AFTER UPDATE OF
    workspace_id, first_name, last_name, primary_email, primary_phone, phone_key, company
ON base_contacts
BEGIN
    INSERT INTO contacts_to_index (contact_id) VALUES (new.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER base_contacts_are_lost AFTER DELETE ON base_contacts
BEGIN
    DELETE FROM contact_search WHERE rowid = old.id;
END;

CREATE TRIGGER base_contacts_change_stages AFTER UPDATE OF primary_list_id ON base_contacts
WHEN new.primary_list_id IS NOT old.primary_list_id
BEGIN
    UPDATE contact_list_counts SET contacts = contacts - 1 WHERE list_id = old.primary_list_id;
    INSERT INTO contact_list_counts (list_id, contacts)
    SELECT new.primary_list_id, 1 WHERE new.primary_list_id IS NOT NULL
    ON CONFLICT (list_id) DO UPDATE SET contacts = contacts + 1;
END;

CREATE TRIGGER base_contacts_count_down AFTER DELETE ON base_contacts
BEGIN
    UPDATE workspace_counts SET contacts = contacts - 1 WHERE workspace_id = old.workspace_id;
END;

CREATE TRIGGER base_contacts_count_up AFTER INSERT ON base_contacts
BEGIN
    UPDATE workspace_counts SET contacts = contacts + 1 WHERE workspace_id = new.workspace_id;
END;

CREATE TRIGGER base_contacts_enter_a_stage AFTER INSERT ON base_contacts
WHEN new.primary_list_id IS NOT NULL
BEGIN
    INSERT INTO contact_list_counts (list_id, contacts) VALUES (new.primary_list_id, 1)
    ON CONFLICT (list_id) DO UPDATE SET contacts = contacts + 1;
END;

CREATE TRIGGER base_contacts_leave_a_stage AFTER DELETE ON base_contacts
WHEN old.primary_list_id IS NOT NULL
BEGIN
    UPDATE contact_list_counts SET contacts = contacts - 1 WHERE list_id = old.primary_list_id;
END;

CREATE TRIGGER base_contacts_leave_no_dismissals AFTER DELETE ON base_contacts
BEGIN
    DELETE FROM notice_dismissals WHERE contact_id = old.id;
END;

CREATE TRIGGER base_contacts_move_to_own_stages
BEFORE UPDATE OF primary_list_id, workspace_id ON base_contacts
WHEN new.primary_list_id IS NOT NULL
BEGIN
    SELECT RAISE (ABORT, 'not a stage of this workspace')
    FROM contact_lists
    WHERE id = new.primary_list_id
      AND (kind <> 'stage' OR workspace_id <> new.workspace_id);
END;

CREATE TRIGGER base_contacts_start_in_own_stages BEFORE INSERT ON base_contacts
WHEN new.primary_list_id IS NOT NULL
BEGIN
    SELECT RAISE (ABORT, 'not a stage of this workspace')
    FROM contact_lists
    WHERE id = new.primary_list_id
      AND (kind <> 'stage' OR workspace_id <> new.workspace_id);
END;

CREATE TRIGGER contact_list_assignments_are_own_tags BEFORE INSERT ON contact_list_assignments
BEGIN
    SELECT RAISE (ABORT, 'not a tag of this workspace')
    FROM contact_lists AS l
    LEFT JOIN base_contacts AS c ON c.id = new.contact_id
    WHERE l.id = new.list_id AND (l.kind <> 'tag' OR l.workspace_id <> c.workspace_id);
END;

CREATE TRIGGER contact_list_assignments_count_anew AFTER UPDATE OF list_id
ON contact_list_assignments
BEGIN
    UPDATE contact_list_counts SET contacts = contacts - 1 WHERE list_id = old.list_id;
    INSERT INTO contact_list_counts (list_id, contacts) VALUES (new.list_id, 1)
    ON CONFLICT (list_id) DO UPDATE SET contacts = contacts + 1;
END;

CREATE TRIGGER contact_list_assignments_count_down AFTER DELETE ON contact_list_assignments
BEGIN
    UPDATE contact_list_counts SET contacts = contacts - 1 WHERE list_id = old.list_id;
END;

CREATE TRIGGER contact_list_assignments_count_up AFTER INSERT ON contact_list_assignments
BEGIN
    INSERT INTO contact_list_counts (list_id, contacts) VALUES (new.list_id, 1)
    ON CONFLICT (list_id) DO UPDATE SET contacts = contacts + 1;
END;

CREATE TRIGGER contact_list_assignments_stay_own_tags BEFORE UPDATE ON contact_list_assignments
BEGIN
    SELECT RAISE (ABORT, 'not a tag of this workspace')
    FROM contact_lists AS l
    LEFT JOIN base_contacts AS c ON c.id = new.contact_id
    WHERE l.id = new.list_id AND (l.kind <> 'tag' OR l.workspace_id <> c.workspace_id);
END;

CREATE TRIGGER contact_lists_end_uncounted AFTER DELETE ON contact_lists
BEGIN
    DELETE FROM contact_list_counts WHERE list_id = old.id;
END;

CREATE TRIGGER contact_lists_stay_what_they_are
BEFORE UPDATE OF id, workspace_id, kind ON contact_lists
BEGIN
    SELECT RAISE (ABORT, 'a list keeps its kind and its workspace');
END;

CREATE TRIGGER contact_shares_end_unseen AFTER DELETE ON contact_shares
BEGIN
    DELETE FROM contact_share_views WHERE share_id = old.id;
END;

CREATE TRIGGER contact_ways_are_found AFTER INSERT ON contact_ways
BEGIN
    INSERT INTO contacts_to_index (contact_id) VALUES (new.contact_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER contact_ways_are_found_again
AFTER UPDATE OF contact_id, kind, value, match_key ON contact_ways
BEGIN
    INSERT INTO contacts_to_index (contact_id)
    VALUES (old.contact_id), (new.contact_id)
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER contact_ways_are_lost AFTER DELETE ON contact_ways
BEGIN
    INSERT INTO contacts_to_index (contact_id) VALUES (old.contact_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER custom_field_definitions_come_and_go
AFTER UPDATE OF hidden_on ON custom_field_definitions
WHEN (new.hidden_on IS NULL) <> (old.hidden_on IS NULL)
    AND new.type NOT IN ('date', 'number', 'yes_no', 'json', 'contact_link')
BEGIN
    INSERT INTO contacts_to_index (contact_id)
    SELECT contact_id
    FROM custom_fields
    WHERE definition_id = new.id
      AND (
          SELECT count(*)
          FROM (SELECT 1 FROM custom_fields WHERE definition_id = new.id LIMIT 1001)
      ) <= 1000
    ON CONFLICT DO NOTHING;

    INSERT INTO contacts_to_index_later (contact_id)
    SELECT contact_id
    FROM custom_fields
    WHERE definition_id = new.id
      AND (
          SELECT count(*)
          FROM (SELECT 1 FROM custom_fields WHERE definition_id = new.id LIMIT 1001)
      ) > 1000
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER custom_field_names_are_told_apart
BEFORE INSERT ON custom_field_definitions
WHEN new.hidden_on IS NULL AND EXISTS (
    SELECT 1 FROM custom_field_definitions AS d
    WHERE d.owner_id = new.owner_id AND d.name = new.name AND d.hidden_on IS NULL
      AND (d.workspace_id IS NULL) <> (new.workspace_id IS NULL)
)
BEGIN
    SELECT RAISE (ABORT, 'a field of this name is seen by the same contacts');
END;

CREATE TRIGGER custom_field_names_stay_apart
BEFORE UPDATE OF name, hidden_on ON custom_field_definitions
WHEN new.hidden_on IS NULL AND EXISTS (
    SELECT 1 FROM custom_field_definitions AS d
    WHERE d.owner_id = new.owner_id AND d.name = new.name AND d.hidden_on IS NULL
      AND (d.workspace_id IS NULL) <> (new.workspace_id IS NULL)
)
BEGIN
    SELECT RAISE (ABORT, 'a field of this name is seen by the same contacts');
END;

CREATE TRIGGER custom_fields_are_found AFTER INSERT ON custom_fields
BEGIN
    INSERT INTO contacts_to_index (contact_id)
    SELECT new.contact_id
    WHERE NOT EXISTS (
        SELECT 1 FROM custom_field_definitions
        WHERE id = new.definition_id
          AND type IN ('date', 'number', 'yes_no', 'json', 'contact_link')
    )
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER custom_fields_are_found_again
AFTER UPDATE OF contact_id, value, match_key ON custom_fields
BEGIN
    INSERT INTO contacts_to_index (contact_id)
    SELECT id.value
    FROM json_each (json_array (old.contact_id, new.contact_id)) AS id
    WHERE NOT EXISTS (
        SELECT 1 FROM custom_field_definitions
        WHERE id = new.definition_id
          AND type IN ('date', 'number', 'yes_no', 'json', 'contact_link')
    )
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER custom_fields_are_lost AFTER DELETE ON custom_fields
BEGIN
    INSERT INTO contacts_to_index (contact_id)
    SELECT old.contact_id
    WHERE NOT EXISTS (
        SELECT 1 FROM custom_field_definitions
        WHERE id = old.definition_id
          AND type IN ('date', 'number', 'yes_no', 'json', 'contact_link')
    )
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER workspaces_end_uncounted AFTER DELETE ON workspaces
BEGIN
    DELETE FROM workspace_counts WHERE workspace_id = old.id;
END;

CREATE TRIGGER workspaces_end_with_their_erased AFTER DELETE ON workspaces
BEGIN
    DELETE FROM erased_keys WHERE workspace_id = old.id;
END;

CREATE TRIGGER workspaces_start_empty AFTER INSERT ON workspaces
BEGIN
    INSERT INTO workspace_counts (workspace_id, contacts) VALUES (new.id, 0);
END;

