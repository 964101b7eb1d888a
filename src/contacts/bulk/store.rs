//! SQL of bulk work.
use std::collections::HashSet;

use rusqlite::{Connection, params};

use crate::{
    contacts::{Contact, store},
    error::Result,
    ids::ContactId,
    workspaces::Scope,
};

fn json(ids: &[ContactId]) -> String {
    serde_json::json!(ids.iter().map(|id| id.0).collect::<Vec<_>>()).to_string()
}

pub fn people(conn: &Connection, scope: &Scope, ids: &[ContactId]) -> Result<Vec<Contact>> {
    let sql = format!(
        "SELECT {}
         FROM json_each(?2) AS j
         CROSS JOIN base_contacts AS c ON c.id = j.value
         WHERE c.workspace_id = ?1",
        store::CONTACT
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let row = |row: &rusqlite::Row<'_>| store::contact(row, scope.uid());
    let rows = statement.query_map(params![scope.workspace(), json(ids)], row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Which of these are not to be contacted.
pub fn silenced(conn: &Connection, scope: &Scope, ids: &[ContactId]) -> Result<HashSet<ContactId>> {
    let mut statement = conn.prepare_cached(
        "SELECT c.id
         FROM json_each(?2) AS j
         CROSS JOIN base_contacts AS c ON c.id = j.value
         WHERE c.workspace_id = ?1 AND c.do_not_contact = 1",
    )?;
    let rows = statement.query_map(params![scope.workspace(), json(ids)], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub fn silence(conn: &Connection, scope: &Scope, id: ContactId, is_silenced: bool) -> Result<()> {
    conn.prepare_cached(
        "UPDATE base_contacts SET do_not_contact = ?3 WHERE id = ?1 AND workspace_id = ?2",
    )?
    .execute(params![id, scope.workspace(), is_silenced])?;
    Ok(())
}
