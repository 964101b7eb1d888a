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
CREATE INDEX base_contacts_by_name ON base_contacts (workspace_id, sort_name, id);
CREATE INDEX base_contacts_by_age ON base_contacts (workspace_id, created_on, id);

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

-- Finding by any part of a name. Contentless: the words stay in base_contacts alone.
CREATE VIRTUAL TABLE contact_search USING fts5 (
    name, content = '', contentless_delete = 1, tokenize = 'trigram remove_diacritics 1'
);
CREATE TRIGGER base_contacts_are_found AFTER INSERT ON base_contacts
BEGIN
    INSERT INTO contact_search (rowid, name)
    VALUES (new.id, concat_ws (' ', new.first_name, new.last_name, new.company));
END;
CREATE TRIGGER base_contacts_are_found_again
AFTER UPDATE OF first_name, last_name, company ON base_contacts
BEGIN
    DELETE FROM contact_search WHERE rowid = old.id;
    INSERT INTO contact_search (rowid, name)
    VALUES (new.id, concat_ws (' ', new.first_name, new.last_name, new.company));
END;
CREATE TRIGGER base_contacts_are_lost AFTER DELETE ON base_contacts
BEGIN
    DELETE FROM contact_search WHERE rowid = old.id;
END;
