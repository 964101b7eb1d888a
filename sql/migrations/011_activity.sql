-- The log whole: what is an actual contact, what is pinned, how an entry read before it was edited.
ALTER TABLE communication_logs
ADD COLUMN is_contact INTEGER NOT NULL DEFAULT 0 CHECK (is_contact IN (0, 1));

ALTER TABLE communication_logs ADD COLUMN pinned_on INTEGER;

UPDATE communication_logs
SET is_contact = 1
WHERE type IN ('call', 'meeting')
   OR type IN ('email', 'text')
  AND (direction = 'in' OR status IS NULL OR status NOT IN ('queued', 'bounced', 'failed'));

UPDATE base_contacts
SET last_contact_at = (
    SELECT max(l.at)
    FROM communication_logs AS l
    WHERE l.contact_id = base_contacts.id AND l.is_contact = 1
)
WHERE EXISTS (
    SELECT 1
    FROM communication_logs AS l
    WHERE l.contact_id = base_contacts.id AND l.is_contact = 1
);

-- A tab is one type or a few, merged in order; all activity is all of them. One index serves both.
DROP INDEX communication_logs_by_contact;

CREATE INDEX communication_logs_by_type ON communication_logs (contact_id, type, at);

CREATE INDEX communication_logs_by_pin ON communication_logs (contact_id, pinned_on)
WHERE pinned_on IS NOT NULL;

CREATE TABLE log_versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    log_id INTEGER NOT NULL REFERENCES communication_logs (id) ON DELETE CASCADE,
    contact_id INTEGER NOT NULL REFERENCES base_contacts (id) ON DELETE CASCADE,
    content TEXT NOT NULL CHECK (json_valid (content)),
    at INTEGER NOT NULL,
    direction TEXT CHECK (direction IN ('in', 'out')),
    replaced_on INTEGER NOT NULL -- until then the entry read like this
) STRICT;

CREATE INDEX log_versions_by_log ON log_versions (log_id, id);

CREATE INDEX log_versions_by_contact ON log_versions (contact_id);

CREATE TABLE notice_dismissals (
    contact_id INTEGER NOT NULL, -- no foreign key: an undo would trip over it
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    fact TEXT NOT NULL,          -- a digest: the notice comes back once the fact is another
    PRIMARY KEY (contact_id, user_id, fact)
) STRICT, WITHOUT ROWID;

CREATE INDEX notice_dismissals_by_user ON notice_dismissals (user_id);

CREATE TRIGGER base_contacts_leave_no_dismissals AFTER DELETE ON base_contacts
BEGIN
    DELETE FROM notice_dismissals WHERE contact_id = old.id;
END;
