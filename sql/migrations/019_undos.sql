-- Undos of large changes, which go part by part: how far each is. What it changes is recorded as any
-- change is; the row goes with its last part.
CREATE TABLE undos (
    change_id INTEGER PRIMARY KEY REFERENCES audit_logs (id),
    undo_uid BLOB NOT NULL UNIQUE, -- the entry in the log that it goes under
    parts INTEGER NOT NULL,
    standing INTEGER NOT NULL,     -- the parts below this number are still to be taken back
    begun_on INTEGER NOT NULL,
    said TEXT                      -- why it was given up; null while it goes on
) STRICT;
