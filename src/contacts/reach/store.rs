//! SQL of further e-mails and phones, and of what is not to be sent.
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{CheckedWay, Kind, Reach, Silence, Way};
use crate::{
    contacts::Contact,
    error::Result,
    ids::{ContactId, Uid, WorkspaceId},
    workspaces::Scope,
};

const WAY: &str = "w.id, w.uid, w.kind, w.label, w.value";

fn way(row: &Row<'_>) -> rusqlite::Result<Way> {
    let kind: String = row.get(2)?;
    Ok(Way {
        id: row.get(0)?,
        uid: row.get(1)?,
        kind: Kind::from_code(&kind).unwrap_or(Kind::Phone),
        label: row.get(3)?,
        value: row.get(4)?,
    })
}

fn ids(contacts: &[ContactId]) -> String {
    let ids: Vec<i64> = contacts.iter().map(|id| id.0).collect();
    serde_json::json!(ids).to_string()
}

/// What stands in each contact's own row.
pub fn heads(
    conn: &Connection,
    workspace: WorkspaceId,
    contacts: &[ContactId],
) -> Result<Vec<(ContactId, Reach)>> {
    let mut statement = conn.prepare_cached(
        "SELECT c.id, c.email_label, c.phone_label, c.do_not_contact, c.do_not_mail, c.do_not_text
         FROM json_each(?2) AS j
         JOIN base_contacts AS c ON c.id = j.value
         WHERE c.workspace_id = ?1",
    )?;
    let rows = statement.query_map(params![workspace, ids(contacts)], |row| {
        let silence = Silence { all: row.get(3)?, mail: row.get(4)?, text: row.get(5)? };
        let (email_label, phone_label) = (row.get(1)?, row.get(2)?);
        Ok((row.get(0)?, Reach { email_label, phone_label, ways: Vec::new(), silence }))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// E-mails before phones, each in its order.
pub fn ways(
    conn: &Connection,
    workspace: WorkspaceId,
    contacts: &[ContactId],
) -> Result<Vec<(ContactId, Way)>> {
    let sql = format!(
        "SELECT {WAY}, w.contact_id
         FROM json_each(?2) AS j
         JOIN contact_ways AS w ON w.contact_id = j.value
         JOIN base_contacts AS c ON c.id = w.contact_id
         WHERE c.workspace_id = ?1
         ORDER BY w.contact_id, w.kind, w.position, w.id"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement
        .query_map(params![workspace, ids(contacts)], |row| Ok((row.get(5)?, way(row)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub fn find(conn: &Connection, scope: &Scope, contact: ContactId, uid: Uid) -> Result<Option<Way>> {
    let sql = format!(
        "SELECT {WAY}
         FROM contact_ways AS w
         JOIN base_contacts AS c ON c.id = w.contact_id
         WHERE w.uid = ?3 AND w.contact_id = ?2 AND c.workspace_id = ?1"
    );
    Ok(conn
        .prepare_cached(&sql)?
        .query_row(params![scope.workspace(), contact, uid], way)
        .optional()?)
}

/// Whether the contact is reached this way already, by its primary or by another way than `except`.
pub fn holds(
    conn: &Connection,
    contact: ContactId,
    kind: Kind,
    value: &str,
    key: Option<&str>,
    except: Option<&Way>,
) -> Result<bool> {
    let sql = "SELECT 1 FROM contact_ways
               WHERE contact_id = ?1 AND kind = ?2 AND (match_key = ?3 OR value = ?4)
                 AND id IS NOT ?5";
    let except = except.map(|way| way.id);
    Ok(conn.prepare_cached(sql)?.exists(params![contact, kind.code(), key, value, except])?)
}

pub fn is_primary(
    conn: &Connection,
    contact: ContactId,
    kind: Kind,
    value: &str,
    key: Option<&str>,
) -> Result<bool> {
    let (primary, primary_key, _) = columns(kind);
    let sql = format!(
        "SELECT 1 FROM base_contacts WHERE id = ?1 AND ({primary_key} = ?2 OR {primary} = ?3)"
    );
    Ok(conn.prepare_cached(&sql)?.exists(params![contact, key, value])?)
}

pub fn count(conn: &Connection, contact: ContactId, kind: Kind) -> Result<usize> {
    let sql = "SELECT count(*) FROM contact_ways WHERE contact_id = ?1 AND kind = ?2";
    let count: i64 =
        conn.prepare_cached(sql)?.query_row(params![contact, kind.code()], |row| row.get(0))?;
    Ok(count as usize)
}

/// Behind the others of its kind.
pub fn insert(
    conn: &Connection,
    scope: &Scope,
    contact: ContactId,
    checked: &CheckedWay,
) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO contact_ways (uid, contact_id, kind, label, value, match_key, position)
         SELECT ?3, c.id, ?4, ?5, ?6, ?7, (
             SELECT coalesce(max(position), 0) + 1
             FROM contact_ways
             WHERE contact_id = c.id AND kind = ?4
         )
         FROM base_contacts AS c
         WHERE c.id = ?2 AND c.workspace_id = ?1",
    )?
    .execute(params![
        scope.workspace(),
        contact,
        Uid::new(),
        checked.kind.code(),
        checked.label,
        checked.value,
        checked.key,
    ])?;
    Ok(())
}

/// A number that stays as it was keeps its key.
pub fn update(conn: &Connection, scope: &Scope, way: &Way, checked: &CheckedWay) -> Result<()> {
    conn.prepare_cached(
        "UPDATE contact_ways
         SET label = ?3, value = ?4, match_key = iif (value = ?4, match_key, ?5)
         WHERE id = ?1
           AND contact_id IN (SELECT id FROM base_contacts WHERE workspace_id = ?2)",
    )?
    .execute(params![way.id, scope.workspace(), checked.label, checked.value, checked.key])?;
    Ok(())
}

pub fn remove(conn: &Connection, scope: &Scope, way: &Way) -> Result<()> {
    conn.prepare_cached(
        "DELETE FROM contact_ways
         WHERE id = ?1
           AND contact_id IN (SELECT id FROM base_contacts WHERE workspace_id = ?2)",
    )?
    .execute(params![way.id, scope.workspace()])?;
    Ok(())
}

/// Changes places with the primary one, keys and labels included; where there was none, the way
/// is primary and no more a way.
pub fn promote(
    conn: &Connection,
    scope: &Scope,
    contact: &Contact,
    way: &Way,
    sort_name: &str,
) -> Result<()> {
    let (value, key, label) = columns(way.kind);
    let sql = format!(
        "SELECT {value}, {key}, {label} FROM base_contacts WHERE id = ?1 AND workspace_id = ?2"
    );
    let former: [Option<String>; 3] =
        conn.prepare_cached(&sql)?.query_row(params![contact.id, scope.workspace()], |row| {
            Ok([row.get(0)?, row.get(1)?, row.get(2)?])
        })?;
    let sql = format!(
        "UPDATE base_contacts
         SET {value} = w.value, {key} = w.match_key, {label} = w.label, sort_name = ?4
         FROM contact_ways AS w
         WHERE base_contacts.id = ?1 AND base_contacts.workspace_id = ?2 AND w.id = ?3"
    );
    conn.prepare_cached(&sql)?.execute(params![
        contact.id,
        scope.workspace(),
        way.id,
        sort_name
    ])?;
    let [former, key, label] = former;
    if former.is_none() {
        return remove(conn, scope, way);
    }
    conn.prepare_cached(
        "UPDATE contact_ways SET value = ?2, match_key = ?3, label = ?4 WHERE id = ?1",
    )?
    .execute(params![way.id, former, key, label])?;
    Ok(())
}

pub fn set_label(
    conn: &Connection,
    scope: &Scope,
    contact: ContactId,
    kind: Kind,
    label: Option<&str>,
) -> Result<()> {
    let (_, _, column) = columns(kind);
    let sql = format!("UPDATE base_contacts SET {column} = ?3 WHERE id = ?1 AND workspace_id = ?2");
    conn.prepare_cached(&sql)?.execute(params![contact, scope.workspace(), label])?;
    Ok(())
}

pub fn set_silence(
    conn: &Connection,
    scope: &Scope,
    contact: ContactId,
    silence: Silence,
) -> Result<()> {
    conn.prepare_cached(
        "UPDATE base_contacts
         SET do_not_contact = ?3, do_not_mail = ?4, do_not_text = ?5
         WHERE id = ?1 AND workspace_id = ?2",
    )?
    .execute(params![contact, scope.workspace(), silence.all, silence.mail, silence.text])?;
    Ok(())
}

/// Of the primary one: its value, its key, what it is called.
fn columns(kind: Kind) -> (&'static str, &'static str, &'static str) {
    match kind {
        Kind::Email => ("primary_email", "email_key", "email_label"),
        Kind::Phone => ("primary_phone", "phone_key", "phone_label"),
    }
}
