-- What is known of a contact beside what a person typed: kept current by the verbs.
-- By which an address and a number are found and compared: folded, and as E.164.
ALTER TABLE base_contacts ADD COLUMN email_key TEXT;

ALTER TABLE base_contacts ADD COLUMN phone_key TEXT;

-- When they were last written to, spoken with or met; null while they never were (CT-12).
ALTER TABLE base_contacts ADD COLUMN last_contact_at INTEGER;

-- What is not to be sent: nothing at all, no mail, no texts (CT-11).
ALTER TABLE base_contacts
ADD COLUMN do_not_contact INTEGER NOT NULL DEFAULT 0 CHECK (do_not_contact IN (0, 1));

ALTER TABLE base_contacts
ADD COLUMN do_not_mail INTEGER NOT NULL DEFAULT 0 CHECK (do_not_mail IN (0, 1));

ALTER TABLE base_contacts
ADD COLUMN do_not_text INTEGER NOT NULL DEFAULT 0 CHECK (do_not_text IN (0, 1));

CREATE INDEX base_contacts_by_email ON base_contacts (workspace_id, email_key)
WHERE email_key IS NOT NULL;

CREATE INDEX base_contacts_by_phone ON base_contacts (workspace_id, phone_key)
WHERE phone_key IS NOT NULL;

CREATE INDEX base_contacts_by_last_contact
ON base_contacts (workspace_id, last_contact_at, uid);

-- How many things a change was about, where they are too many to count at every look.
CREATE TABLE audit_subject_counts (
    audit_id INTEGER PRIMARY KEY REFERENCES audit_logs (id),
    subjects INTEGER NOT NULL
) STRICT;
