-- Digests of what was erased are keyed: whoever sees a digest alone cannot try addresses until one
-- fits. None while nothing was ever erased.
CREATE TABLE erased_secret (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    secret BLOB NOT NULL CHECK (length (secret) = 32)
) STRICT;

-- Nobody is found by what stands in a field that was deleted.
DROP VIEW contact_words;

DROP VIEW contact_digits;

DROP VIEW contact_numbers;

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
            WHERE v.contact_id = c.id AND d.type = 'phone' AND d.hidden_on IS NULL
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
                WHERE v.contact_id = c.id AND f.hidden_on IS NULL
                  AND f.type IN ('text', 'long_text', 'dropdown', 'url', 'email')
            )
        ), char (10), ' '), char (9), ' '), ' ', '  ')
FROM base_contacts AS c
JOIN contact_digits AS d ON d.contact_id = c.id;

-- Too many to be indexed within the change that calls for it: a task takes them a few at a time.
CREATE TABLE contacts_to_index_later (
    contact_id INTEGER PRIMARY KEY -- no foreign key: they may be gone by then
) STRICT;

CREATE TRIGGER custom_field_definitions_come_and_go
AFTER UPDATE OF hidden_on ON custom_field_definitions
WHEN (new.hidden_on IS NULL) <> (old.hidden_on IS NULL)
    AND new.type NOT IN ('date', 'number', 'yes_no', 'json', 'contact_link')
BEGIN
    INSERT INTO contacts_to_index (contact_id)
    SELECT contact_id
    FROM custom_fields
    WHERE definition_id = new.id
      AND (
          SELECT count(*)
          FROM (SELECT 1 FROM custom_fields WHERE definition_id = new.id LIMIT 1001)
      ) <= 1000
    ON CONFLICT DO NOTHING;

    INSERT INTO contacts_to_index_later (contact_id)
    SELECT contact_id
    FROM custom_fields
    WHERE definition_id = new.id
      AND (
          SELECT count(*)
          FROM (SELECT 1 FROM custom_fields WHERE definition_id = new.id LIMIT 1001)
      ) > 1000
    ON CONFLICT DO NOTHING;
END;

INSERT INTO contacts_to_index_later (contact_id)
SELECT DISTINCT v.contact_id
FROM custom_fields AS v
JOIN custom_field_definitions AS d ON d.id = v.definition_id
WHERE d.hidden_on IS NOT NULL;
