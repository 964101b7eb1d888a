-- Contacts shared with other people of the household, and what is left of those who asked to be
-- forgotten.

CREATE TABLE contact_shares (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    contact_id INTEGER NOT NULL REFERENCES base_contacts (id) ON DELETE CASCADE,
    from_user INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    to_user INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    with_history INTEGER NOT NULL CHECK (with_history IN (0, 1)),
    purpose TEXT CHECK (purpose <> ''),
    created_on INTEGER NOT NULL,
    revoked_on INTEGER,     -- ended since; the row stays to tell of it
    CHECK (from_user <> to_user)
) STRICT;
CREATE UNIQUE INDEX contact_shares_once ON contact_shares (contact_id, to_user)
WHERE revoked_on IS NULL;
CREATE INDEX contact_shares_by_contact ON contact_shares (contact_id, id);
CREATE INDEX contact_shares_by_giver ON contact_shares (from_user, id);
CREATE INDEX contact_shares_by_receiver ON contact_shares (to_user, id);

-- What counts, now: the one place that says so.
CREATE VIEW active_shares (
    id, uid, contact_id, workspace_id, from_user, to_user, with_history, purpose, created_on
) AS
SELECT
    s.id, s.uid, s.contact_id, w.id, s.from_user, s.to_user, s.with_history, s.purpose,
    s.created_on
FROM contact_shares AS s
JOIN base_contacts AS c ON c.id = s.contact_id
JOIN workspaces AS w ON w.id = c.workspace_id
JOIN users AS f ON f.id = s.from_user
JOIN users AS t ON t.id = s.to_user
WHERE s.revoked_on IS NULL
  AND w.owner_id = s.from_user
  AND w.deleted_on IS NULL
  AND f.deactivated_on IS NULL
  AND t.deactivated_on IS NULL;

-- When the receiver first opened it. Apart from the share, so that looking at something never
-- stands in the way of the owner's undo.
CREATE TABLE contact_share_views (
    share_id INTEGER PRIMARY KEY, -- no foreign key: an undo would trip over it
    seen_on INTEGER NOT NULL
) STRICT;
CREATE TRIGGER contact_shares_end_unseen AFTER DELETE ON contact_shares
BEGIN
    DELETE FROM contact_share_views WHERE share_id = old.id;
END;

-- Of somebody erased for good: digests of their addresses, so that they are not written to again.
CREATE TABLE erased_keys (
    workspace_id INTEGER NOT NULL, -- no foreign key: an undo would trip over it
    digest BLOB NOT NULL CHECK (length (digest) = 32),
    erased_on INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, digest)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER workspaces_end_with_their_erased AFTER DELETE ON workspaces
BEGIN
    DELETE FROM erased_keys WHERE workspace_id = old.id;
END;
