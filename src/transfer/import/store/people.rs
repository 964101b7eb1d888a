//! SQL of contacts, as an import looks them up and adds to them.
use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    error::Result,
    ids::{ContactId, Uid},
    transfer::import::row,
    workspaces::Scope,
};

/// By the id that an export of ours gave them.
pub fn by_uid(conn: &Connection, scope: &Scope, uid: Uid) -> Result<Option<ContactId>> {
    let sql = "SELECT c.id FROM base_contacts AS c WHERE c.uid = ?1 AND c.workspace_id = ?2";
    Ok(conn
        .prepare_cached(sql)?
        .query_row(params![uid, scope.workspace()], |row| row.get(0))
        .optional()?)
}

pub fn by_email(conn: &Connection, scope: &Scope, key: &str) -> Result<Option<ContactId>> {
    let sql = "SELECT c.id FROM base_contacts AS c
         WHERE c.workspace_id = ?1 AND c.email_key = ?2
         LIMIT 1";
    Ok(conn
        .prepare_cached(sql)?
        .query_row(params![scope.workspace(), key], |row| row.get(0))
        .optional()?)
}

pub fn by_phone(conn: &Connection, scope: &Scope, key: &str) -> Result<Option<ContactId>> {
    let sql = "SELECT c.id FROM base_contacts AS c
         WHERE c.workspace_id = ?1 AND c.phone_key = ?2
         LIMIT 1";
    Ok(conn
        .prepare_cached(sql)?
        .query_row(params![scope.workspace(), key], |row| row.get(0))
        .optional()?)
}

pub fn by_way(conn: &Connection, scope: &Scope, key: &str) -> Result<Option<ContactId>> {
    let sql = "SELECT y.contact_id
         FROM contact_ways AS y
         JOIN base_contacts AS c ON c.id = y.contact_id
         WHERE y.match_key = ?2 AND c.workspace_id = ?1
         LIMIT 1";
    Ok(conn
        .prepare_cached(sql)?
        .query_row(params![scope.workspace(), key], |row| row.get(0))
        .optional()?)
}

/// Everything by which a contact is reached, as it is compared; and how many ways of each kind.
pub fn keys_of(conn: &Connection, scope: &Scope, contact: ContactId) -> Result<Vec<String>> {
    let sql = "SELECT c.email_key FROM base_contacts AS c
             WHERE c.id = ?1 AND c.workspace_id = ?2 AND c.email_key IS NOT NULL
         UNION ALL
         SELECT c.phone_key FROM base_contacts AS c
             WHERE c.id = ?1 AND c.workspace_id = ?2 AND c.phone_key IS NOT NULL
         UNION ALL
         SELECT coalesce (y.match_key, y.value)
             FROM base_contacts AS c
             JOIN contact_ways AS y ON y.contact_id = c.id
             WHERE c.id = ?1 AND c.workspace_id = ?2";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map(params![contact, scope.workspace()], |row| row.get(0))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// They have had this way all along, behind the others.
pub fn add_way(conn: &Connection, scope: &Scope, contact: ContactId, way: &row::Way) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO contact_ways (uid, contact_id, kind, label, value, match_key, position)
         SELECT ?3, c.id, ?4, ?5, ?6, ?7, 1 + coalesce ((
             SELECT max (y.position) FROM contact_ways AS y
             WHERE y.contact_id = c.id AND y.kind = ?4
         ), 0)
         FROM base_contacts AS c
         WHERE c.id = ?1 AND c.workspace_id = ?2",
    )?
    .execute(params![
        contact,
        scope.workspace(),
        Uid::new(),
        way.kind.code(),
        way.label,
        way.value,
        way.key,
    ])?;
    Ok(())
}

/// What no form asks for: what the primary ways are called, what is not wanted (which only ever
/// becomes stricter), when there was the last contact.
pub fn set_beside(
    conn: &Connection,
    scope: &Scope,
    contact: ContactId,
    row: &row::Row,
) -> Result<()> {
    conn.prepare_cached(
        "UPDATE base_contacts
         SET email_label = coalesce (?3, email_label), phone_label = coalesce (?4, phone_label),
             do_not_contact = max (do_not_contact, ?5), do_not_mail = max (do_not_mail, ?6),
             do_not_text = max (do_not_text, ?7),
             last_contact_at = nullif (max (coalesce (last_contact_at, 0), coalesce (?8, 0)), 0)
         WHERE id = ?1 AND workspace_id = ?2",
    )?
    .execute(params![
        contact,
        scope.workspace(),
        row.labels[0],
        row.labels[1],
        row.do_not_contact[0],
        row.do_not_contact[1],
        row.do_not_contact[2],
        row.last_contact_at,
    ])?;
    Ok(())
}
