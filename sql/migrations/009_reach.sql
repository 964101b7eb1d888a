-- How contacts are reached beyond their primary e-mail and phone, and what each primary one is
-- called.
ALTER TABLE base_contacts ADD COLUMN email_label TEXT;

ALTER TABLE base_contacts ADD COLUMN phone_label TEXT;

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
