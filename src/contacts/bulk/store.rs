//! SQL of bulk work.
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
