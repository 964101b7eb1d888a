CREATE TABLE workspaces (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    owner_id INTEGER NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL, -- the name as compared: lower case
    created_on INTEGER NOT NULL,
    deleted_on INTEGER      -- hidden since; purged 30 days later
) STRICT;
CREATE UNIQUE INDEX workspaces_by_name ON workspaces (owner_id, name_key)
WHERE deleted_on IS NULL;
CREATE INDEX workspaces_by_deletion ON workspaces (deleted_on) WHERE deleted_on IS NOT NULL;

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
CREATE INDEX base_contacts_by_name ON base_contacts (workspace_id, sort_name, uid);
CREATE INDEX base_contacts_by_age ON base_contacts (workspace_id, created_on, uid);

-- Counting 70 000 rows costs more than showing 50 of them.
CREATE TABLE workspace_counts (
    workspace_id INTEGER PRIMARY KEY, -- no foreign key: an undo would trip over it
    contacts INTEGER NOT NULL
) STRICT;
CREATE TRIGGER workspaces_start_empty AFTER INSERT ON workspaces
BEGIN
    INSERT INTO workspace_counts (workspace_id, contacts) VALUES (new.id, 0);
END;
CREATE TRIGGER workspaces_end_uncounted AFTER DELETE ON workspaces
BEGIN
    DELETE FROM workspace_counts WHERE workspace_id = old.id;
END;
CREATE TRIGGER base_contacts_count_up AFTER INSERT ON base_contacts
BEGIN
    UPDATE workspace_counts SET contacts = contacts + 1 WHERE workspace_id = new.workspace_id;
END;
CREATE TRIGGER base_contacts_count_down AFTER DELETE ON base_contacts
BEGIN
    UPDATE workspace_counts SET contacts = contacts - 1 WHERE workspace_id = old.workspace_id;
END;

-- What a contact is found by: the one place that says so. Two blanks before each word make its
-- first letters findable, and the workspace before all keeps every workspace's terms apart (see
-- src/db/tokenizer.rs). Whoever adds words (a further address, a field) extends this view and
-- writes the contact's row anew when they change, as the trigger on UPDATE below does.
CREATE VIEW contact_words (contact_id, name, other) AS
SELECT
    c.id,
    c.workspace_id || ':  ' || replace (concat_ws (' ', c.first_name, c.last_name), ' ', '  '),
    c.workspace_id || ':  ' || replace (
        concat_ws (' ', c.company, c.primary_email, d.phone_digits), ' ', '  '
    )
FROM base_contacts AS c
JOIN contact_digits AS d ON d.contact_id = c.id;

-- Numbers are found in any notation: by their digits.
CREATE VIEW contact_digits (contact_id, phone_digits) AS
SELECT
    id,
    replace (replace (replace (replace (replace (replace (replace (replace (replace (replace (
        primary_phone, ' ', ''), '-', ''), '(', ''), ')', ''), '.', ''), '/', ''), '+', ''),
        char (160), ''), char (8209), ''), char (8211), '')
FROM base_contacts;

-- Contentless: the words stay in base_contacts alone.
CREATE VIRTUAL TABLE contact_search USING fts5 (
    name, other, content = '', contentless_delete = 1, tokenize = 'scoped_trigram'
);
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
