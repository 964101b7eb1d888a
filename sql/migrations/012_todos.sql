-- What a person means to do, by hand: theirs alone, perhaps in a workspace, perhaps about a
-- contact, with whom it goes and comes back.
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

-- When it wants to be done: the day it was put off to, or the day it is due; without any, last.
CREATE INDEX todos_open ON todos (
    owner_id, coalesce(snoozed_until, due_day, '9999'), coalesce(due_time, '99'), id
)
WHERE done_on IS NULL;
CREATE INDEX todos_done ON todos (owner_id, done_on, id) WHERE done_on IS NOT NULL;
CREATE INDEX todos_by_contact ON todos (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX todos_by_workspace ON todos (workspace_id) WHERE workspace_id IS NOT NULL;
