//! SQL of who is in which stage and carries which tag.
use rusqlite::{Connection, Row, params};

use super::{super::ListKind, List, Member};
use crate::{
    contacts::display_name,
    error::Result,
    ids::{ContactId, ListId},
    workspaces::Scope,
};

fn ids(contacts: &[ContactId]) -> String {
    let ids: Vec<i64> = contacts.iter().map(|id| id.0).collect();
    serde_json::json!(ids).to_string()
}

/// The stage of each of these contacts that has one.
pub fn stages(
    conn: &Connection,
    scope: &Scope,
    contacts: &[ContactId],
) -> Result<Vec<(ContactId, ListId)>> {
    let mut statement = conn.prepare_cached(
        "SELECT c.id, c.primary_list_id
         FROM json_each(?2) AS j
         JOIN base_contacts AS c ON c.id = j.value
         WHERE c.workspace_id = ?1 AND c.primary_list_id IS NOT NULL",
    )?;
    let rows = statement.query_map(params![scope.workspace(), ids(contacts)], pair)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub fn tags(
    conn: &Connection,
    scope: &Scope,
    contacts: &[ContactId],
) -> Result<Vec<(ContactId, ListId)>> {
    let mut statement = conn.prepare_cached(
        "SELECT a.contact_id, a.list_id
         FROM json_each(?2) AS j
         JOIN contact_list_assignments AS a ON a.contact_id = j.value
         JOIN contact_lists AS l ON l.id = a.list_id
         WHERE l.workspace_id = ?1",
    )?;
    let rows = statement.query_map(params![scope.workspace(), ids(contacts)], pair)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn pair(row: &Row<'_>) -> rusqlite::Result<(ContactId, ListId)> {
    Ok((row.get(0)?, row.get(1)?))
}

/// Some of those on a list: all of them, once fewer come back than were asked for.
pub fn some_on(conn: &Connection, scope: &Scope, list: &List, most: usize) -> Result<Vec<Member>> {
    const NAMED: &str = "c.id, c.first_name, c.last_name, c.company, c.primary_email,
             c.primary_phone";
    let sql = match list.kind {
        ListKind::Stage => format!(
            "SELECT {NAMED}
             FROM base_contacts AS c
             WHERE c.primary_list_id = ?1 AND c.workspace_id = ?2
             LIMIT ?3"
        ),
        ListKind::Tag => format!(
            "SELECT {NAMED}
             FROM contact_list_assignments AS a
             JOIN base_contacts AS c ON c.id = a.contact_id
             WHERE a.list_id = ?1 AND c.workspace_id = ?2
             LIMIT ?3"
        ),
    };
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params![list.id, scope.workspace(), most as i64], member)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn member(row: &Row<'_>) -> rusqlite::Result<Member> {
    let mut parts: [Option<String>; 5] = Default::default();
    for (at, part) in parts.iter_mut().enumerate() {
        *part = row.get(at + 1)?;
    }
    let name = display_name(std::array::from_fn(|at| parts[at].as_deref()));
    Ok(Member { id: row.get(0)?, name })
}

pub fn set_stage(
    conn: &Connection,
    scope: &Scope,
    contact: ContactId,
    stage: Option<ListId>,
) -> Result<()> {
    conn.prepare_cached(
        "UPDATE base_contacts SET primary_list_id = ?3 WHERE id = ?1 AND workspace_id = ?2",
    )?
    .execute(params![contact, scope.workspace(), stage])?;
    Ok(())
}

/// False where the contact carries it already.
pub fn add_tag(conn: &Connection, scope: &Scope, contact: ContactId, tag: ListId) -> Result<bool> {
    let added = conn
        .prepare_cached(
            "INSERT INTO contact_list_assignments (contact_id, list_id)
             SELECT c.id, l.id
             FROM base_contacts AS c
             JOIN contact_lists AS l ON l.workspace_id = c.workspace_id
             WHERE c.id = ?1 AND l.id = ?2 AND c.workspace_id = ?3
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![contact, tag, scope.workspace()])?;
    Ok(added > 0)
}

/// False where the contact does not carry it.
pub fn remove_tag(
    conn: &Connection,
    scope: &Scope,
    contact: ContactId,
    tag: ListId,
) -> Result<bool> {
    let removed = conn
        .prepare_cached(
            "DELETE FROM contact_list_assignments
             WHERE contact_id = ?1 AND list_id = ?2
               AND EXISTS (SELECT 1 FROM contact_lists WHERE id = ?2 AND workspace_id = ?3)",
        )?
        .execute(params![contact, tag, scope.workspace()])?;
    Ok(removed > 0)
}
