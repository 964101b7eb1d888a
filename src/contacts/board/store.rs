//! SQL of what a card shows beside the contact itself.
use std::collections::HashMap;

use rusqlite::{Connection, params};

use crate::{error::Result, ids::ContactId, workspaces::Scope};

/// When each of these that ever was in touch was so last.
pub fn last_contacts(
    conn: &Connection,
    scope: &Scope,
    contacts: &[ContactId],
) -> Result<HashMap<ContactId, i64>> {
    let ids: Vec<i64> = contacts.iter().map(|id| id.0).collect();
    let mut statement = conn.prepare_cached(
        "SELECT c.id, c.last_contact_at
         FROM json_each(?2) AS j
         JOIN base_contacts AS c ON c.id = j.value
         WHERE c.workspace_id = ?1 AND c.last_contact_at IS NOT NULL",
    )?;
    let ids = serde_json::json!(ids).to_string();
    let rows = statement
        .query_map(params![scope.workspace(), ids], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
