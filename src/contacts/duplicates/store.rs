//! SQL of duplicates.
use rusqlite::{Connection, params};

use crate::{error::Result, ids::ContactId, workspaces::Scope};

pub fn keep_apart(
    conn: &Connection,
    scope: &Scope,
    one: ContactId,
    other: ContactId,
    now: i64,
) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO kept_separate (contact_id, other_id, at)
         SELECT c.id, o.id, ?4
         FROM base_contacts AS c
         JOIN base_contacts AS o ON o.workspace_id = c.workspace_id
         WHERE c.id = ?1 AND o.id = ?2 AND c.workspace_id = ?3
         ON CONFLICT DO NOTHING",
    )?
    .execute(params![one, other, scope.workspace(), now])?;
    Ok(())
}

/// In either order.
pub fn is_apart(
    conn: &Connection,
    scope: &Scope,
    one: ContactId,
    other: ContactId,
) -> Result<bool> {
    Ok(conn
        .prepare_cached(
            "SELECT EXISTS (
                 SELECT 1
                 FROM kept_separate AS k
                 JOIN base_contacts AS c ON c.id = k.contact_id
                 WHERE c.workspace_id = ?3
                   AND ((k.contact_id = ?1 AND k.other_id = ?2)
                     OR (k.contact_id = ?2 AND k.other_id = ?1))
             )",
        )?
        .query_row(params![one, other, scope.workspace()], |row| row.get(0))?)
}

pub fn ask_again(conn: &Connection, scope: &Scope, one: ContactId, other: ContactId) -> Result<()> {
    conn.prepare_cached(
        "DELETE FROM kept_separate
         WHERE ((contact_id = ?1 AND other_id = ?2) OR (contact_id = ?2 AND other_id = ?1))
           AND EXISTS (SELECT 1 FROM base_contacts WHERE id = ?1 AND workspace_id = ?3)",
    )?
    .execute(params![one, other, scope.workspace()])?;
    Ok(())
}
