-- Stages and tags, who is on which, and what happened with each contact.

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
    created_on INTEGER NOT NULL,
    UNIQUE (workspace_id, kind, name_key)
) STRICT;

-- What a list is and where it lives is fixed, so that whoever is on it stays rightly there.
CREATE TRIGGER contact_lists_stay_what_they_are
BEFORE UPDATE OF id, workspace_id, kind ON contact_lists
BEGIN
    SELECT RAISE (ABORT, 'a list keeps its kind and its workspace');
END;

-- The stage. Each contact stands in exactly one of the two indexes: by its stage, which the
-- foreign key looks up too, or among those of its workspace that have none.
ALTER TABLE base_contacts ADD COLUMN primary_list_id INTEGER REFERENCES contact_lists (id);
CREATE INDEX base_contacts_by_stage
ON base_contacts (primary_list_id, sort_name, uid, workspace_id)
WHERE primary_list_id IS NOT NULL;
CREATE INDEX base_contacts_without_stage ON base_contacts (workspace_id, sort_name, uid)
WHERE primary_list_id IS NULL;

-- A list that is missing is the foreign key's affair: within an undo it may come back after its
-- contacts, and is looked for at the end.
CREATE TRIGGER base_contacts_start_in_own_stages BEFORE INSERT ON base_contacts
WHEN new.primary_list_id IS NOT NULL
BEGIN
    SELECT RAISE (ABORT, 'not a stage of this workspace')
    FROM contact_lists
    WHERE id = new.primary_list_id
      AND (kind <> 'stage' OR workspace_id <> new.workspace_id);
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

-- The tags.
CREATE TABLE contact_list_assignments (
    contact_id INTEGER NOT NULL REFERENCES base_contacts (id) ON DELETE CASCADE,
    list_id INTEGER NOT NULL REFERENCES contact_lists (id) ON DELETE CASCADE,
    PRIMARY KEY (contact_id, list_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_list_assignments_by_list ON contact_list_assignments (list_id, contact_id);

CREATE TRIGGER contact_list_assignments_are_own_tags BEFORE INSERT ON contact_list_assignments
BEGIN
    SELECT RAISE (ABORT, 'not a tag of this workspace')
    FROM contact_lists AS l
    LEFT JOIN base_contacts AS c ON c.id = new.contact_id
    WHERE l.id = new.list_id AND (l.kind <> 'tag' OR l.workspace_id <> c.workspace_id);
END;
CREATE TRIGGER contact_list_assignments_stay_own_tags BEFORE UPDATE ON contact_list_assignments
BEGIN
    SELECT RAISE (ABORT, 'not a tag of this workspace')
    FROM contact_lists AS l
    LEFT JOIN base_contacts AS c ON c.id = new.contact_id
    WHERE l.id = new.list_id AND (l.kind <> 'tag' OR l.workspace_id <> c.workspace_id);
END;

-- How many are on each list; a list without a row here has nobody.
CREATE TABLE contact_list_counts (
    list_id INTEGER PRIMARY KEY, -- no foreign key: an undo would trip over it
    contacts INTEGER NOT NULL
) STRICT;
CREATE TRIGGER contact_lists_end_uncounted AFTER DELETE ON contact_lists
BEGIN
    DELETE FROM contact_list_counts WHERE list_id = old.id;
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
CREATE TRIGGER base_contacts_change_stages AFTER UPDATE OF primary_list_id ON base_contacts
WHEN new.primary_list_id IS NOT old.primary_list_id
BEGIN
    UPDATE contact_list_counts SET contacts = contacts - 1 WHERE list_id = old.primary_list_id;
    INSERT INTO contact_list_counts (list_id, contacts)
    SELECT new.primary_list_id, 1 WHERE new.primary_list_id IS NOT NULL
    ON CONFLICT (list_id) DO UPDATE SET contacts = contacts + 1;
END;
CREATE TRIGGER contact_list_assignments_count_up AFTER INSERT ON contact_list_assignments
BEGIN
    INSERT INTO contact_list_counts (list_id, contacts) VALUES (new.list_id, 1)
    ON CONFLICT (list_id) DO UPDATE SET contacts = contacts + 1;
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

-- The log: what was said and done, contact by contact.
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
) STRICT;
CREATE INDEX communication_logs_by_contact ON communication_logs (contact_id, at, id);
