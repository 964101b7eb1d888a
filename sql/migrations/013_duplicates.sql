-- Two contacts that a person said are two people: never asked about again (CT-14). In either
-- order; the later half of a pair is looked up by an index of its own.
CREATE TABLE kept_separate (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    contact_id INTEGER NOT NULL REFERENCES base_contacts (id) ON DELETE CASCADE,
    other_id INTEGER NOT NULL REFERENCES base_contacts (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    UNIQUE (contact_id, other_id),
    CHECK (contact_id <> other_id)
) STRICT;

CREATE INDEX kept_separate_by_other ON kept_separate (other_id, contact_id);

-- Where a contact that was merged into another is found now (CT-15). The row goes when the merge
-- is undone, and moves on when the other is merged in turn.
CREATE TABLE merged_contacts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,  -- of the contact that is gone
    contact_id INTEGER NOT NULL REFERENCES base_contacts (id) ON DELETE CASCADE,
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX merged_contacts_by_contact ON merged_contacts (contact_id);
