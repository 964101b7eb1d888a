-- What a household keeps about people beyond the base fields: definitions, and one row per contact
-- and field that has a value.
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

-- A contact sees its workspace's fields and those of all workspaces, so no name may be in both.
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

CREATE TABLE custom_fields (
    contact_id INTEGER NOT NULL REFERENCES base_contacts (id) ON DELETE CASCADE,
    definition_id INTEGER NOT NULL REFERENCES custom_field_definitions (id) ON DELETE CASCADE,
    value TEXT NOT NULL,
    match_key TEXT,             -- by which it is found: a phone as E.164, an address folded
    linked_id INTEGER REFERENCES base_contacts (id) ON DELETE SET NULL,
    PRIMARY KEY (contact_id, definition_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX custom_fields_by_value
ON custom_fields (definition_id, substr(value, 1, 64), contact_id);
CREATE INDEX custom_fields_by_match ON custom_fields (match_key, contact_id)
WHERE match_key IS NOT NULL;
CREATE INDEX custom_fields_by_link ON custom_fields (linked_id) WHERE linked_id IS NOT NULL;
