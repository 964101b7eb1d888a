-- Lists of contacts that somebody comes back to: a filter, an order and columns under a name.
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

-- With the last contact beside it, a stage is filtered by it and by tags without a look at the rows.
DROP INDEX base_contacts_by_stage;

CREATE INDEX base_contacts_by_stage
ON base_contacts (primary_list_id, sort_name, uid, workspace_id, last_contact_at)
WHERE primary_list_id IS NOT NULL;
