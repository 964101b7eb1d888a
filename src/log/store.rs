//! SQL of the communication log.
use rusqlite::{Connection, Row, params};

use super::{Direction, Entry, Kind, Logged, Position, Status};
use crate::{
    error::{Error, Result},
    ids::{ContactId, Uid},
    workspaces::{Scope, Shared},
};

/// Nothing is written where the contact is not this workspace's.
pub fn insert(
    conn: &Connection,
    scope: &Scope,
    contact: ContactId,
    uid: Uid,
    entry: &Entry,
) -> Result<()> {
    let written = conn
        .prepare_cached(
            "INSERT INTO communication_logs (
                 uid, contact_id, type, content, at, direction, status
             )
             SELECT ?1, id, ?4, ?5, ?6, ?7, ?8
             FROM base_contacts
             WHERE id = ?2 AND workspace_id = ?3",
        )?
        .execute(params![
            uid,
            contact,
            scope.workspace(),
            entry.kind.code(),
            entry.content.to_string(),
            entry.at,
            entry.direction.map(Direction::code),
            entry.status.map(Status::code),
        ])?;
    if written == 0 { Err(Error::NotFound("contact")) } else { Ok(()) }
}

pub fn page(
    conn: &Connection,
    scope: &Scope,
    contact: ContactId,
    before: Option<Position>,
    most: usize,
) -> Result<Vec<Logged>> {
    let (at, id) = before.map_or((i64::MAX, i64::MAX), |it| (it.at, it.id.0));
    let mut statement = conn.prepare_cached(
        "SELECT l.id, l.uid, l.type, l.content, l.at, l.direction, l.status
         FROM communication_logs AS l
         JOIN base_contacts AS c ON c.id = l.contact_id
         WHERE l.contact_id = ?1 AND c.workspace_id = ?2 AND (l.at, l.id) < (?3, ?4)
         ORDER BY l.at DESC, l.id DESC
         LIMIT ?5",
    )?;
    let rows =
        statement.query_map(params![contact, scope.workspace(), at, id, most as i64], row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What the owner's sharing wrote is left out.
pub fn shared_page(
    conn: &Connection,
    shared: &Shared,
    before: Option<Position>,
    most: usize,
) -> Result<Vec<Logged>> {
    let (at, id) = before.map_or((i64::MAX, i64::MAX), |it| (it.at, it.id.0));
    let mut statement = conn.prepare_cached(
        "SELECT id, uid, type, content, at, direction, status
         FROM communication_logs
         WHERE contact_id = ?1 AND (at, id) < (?2, ?3)
           AND json_extract(content, '$.of') IS NOT 'share'
         ORDER BY at DESC, id DESC
         LIMIT ?4",
    )?;
    let rows = statement.query_map(params![shared.contact(), at, id, most as i64], row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What a newer version wrote and this one does not know is shown as the system's.
fn row(row: &Row<'_>) -> rusqlite::Result<Logged> {
    let text = |column| row.get::<_, Option<String>>(column);
    let content = row.get::<_, String>("content")?;
    let entry = Entry {
        kind: Kind::from_code(&row.get::<_, String>("type")?).unwrap_or(Kind::System),
        content: serde_json::from_str(&content).unwrap_or_default(),
        at: row.get("at")?,
        direction: text("direction")?.as_deref().and_then(Direction::from_code),
        status: text("status")?.as_deref().and_then(Status::from_code),
    };
    Ok(Logged { id: row.get("id")?, uid: row.get("uid")?, entry })
}
