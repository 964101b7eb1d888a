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

-- What a contact is found by, now with all further e-mails and phones and what custom fields say in
-- words. A number is found by its digits as typed; one that is typed with a zero in place of its
-- country's code also by those of its E.164. Marks between digits go from all numbers at once,
-- which a bar keeps apart.
DROP VIEW contact_words;

DROP VIEW contact_digits;

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
            WHERE v.contact_id = c.id AND d.type = 'phone'
        )
    )
FROM base_contacts AS c;

CREATE VIEW contact_digits (contact_id, phone_digits) AS
SELECT
    contact_id,
    replace (replace (replace (replace (replace (replace (replace (replace (replace (replace (
    replace (
        numbers, ' ', ''), '-', ''), '(', ''), ')', ''), '.', ''), '/', ''), '+', ''),
        char (160), ''), char (8209), ''), char (8211), ''), '|', ' ')
FROM contact_numbers;

-- Two blanks before each word make its first letters findable, and the workspace before all keeps
-- every workspace's terms apart (see src/db/tokenizer.rs). Whoever adds words extends this view,
-- and has a trigger put the contact among those to be indexed when they change.
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
                WHERE v.contact_id = c.id
                  AND f.type IN ('text', 'long_text', 'dropdown', 'url', 'email')
            )
        ), char (10), ' '), char (9), ' '), ' ', '  ')
FROM base_contacts AS c
JOIN contact_digits AS d ON d.contact_id = c.id;

-- Who has to be indexed before the change at hand is whole: each of them once, however many of
-- their rows it touches (see src/db/search.rs).
CREATE TABLE contacts_to_index (
    contact_id INTEGER PRIMARY KEY -- no foreign key: they may be gone by then
) STRICT;

DROP TRIGGER base_contacts_are_found;

CREATE TRIGGER base_contacts_are_found AFTER INSERT ON base_contacts
BEGIN
    INSERT INTO contacts_to_index (contact_id) VALUES (new.id) ON CONFLICT DO NOTHING;
END;

DROP TRIGGER base_contacts_are_found_again;

CREATE TRIGGER base_contacts_are_found_again
AFTER UPDATE OF
    workspace_id, first_name, last_name, primary_email, primary_phone, phone_key, company
ON base_contacts
BEGIN
    INSERT INTO contacts_to_index (contact_id) VALUES (new.id) ON CONFLICT DO NOTHING;
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

-- Numbers, days and links are not searched for. A definition that is gone was of any type.
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

-- Those who were there before are found by more than they were.
INSERT OR REPLACE INTO contact_search (rowid, name, other)
SELECT contact_id, name, other
FROM contact_words
WHERE contact_id IN (
    SELECT v.contact_id
    FROM custom_fields AS v
    JOIN custom_field_definitions AS d ON d.id = v.definition_id
    WHERE d.type NOT IN ('date', 'number', 'yes_no', 'json', 'contact_link')
    UNION
    SELECT id FROM base_contacts WHERE primary_phone LIKE '0%' OR primary_phone LIKE '%(0%'
);
