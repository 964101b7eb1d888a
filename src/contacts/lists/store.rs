//! SQL of stages and tags themselves; who is on them stands in `members`.
use rusqlite::{Connection, OptionalExtension, Row, params, types::Type};

use super::{Colour, List, ListDraft, ListKind, Patience, Settings};
use crate::{
    error::Result,
    ids::{ListId, Uid},
    text,
    workspaces::Scope,
};

const LIST: &str = "SELECT l.id, l.uid, l.kind, l.name, l.position, l.colour, l.created_on,
        l.inactive_after_days, coalesce(n.contacts, 0) AS contacts
    FROM contact_lists AS l
    LEFT JOIN contact_list_counts AS n ON n.list_id = l.id";

fn list(row: &Row<'_>) -> rusqlite::Result<List> {
    let unknown = |what: String| {
        rusqlite::Error::FromSqlConversionFailure(0, Type::Text, format!("no {what}").into())
    };
    let (kind, colour): (String, String) = (row.get("kind")?, row.get("colour")?);
    Ok(List {
        id: row.get("id")?,
        uid: row.get("uid")?,
        kind: ListKind::from_code(&kind).ok_or_else(|| unknown(kind))?,
        name: row.get("name")?,
        position: row.get("position")?,
        colour: Colour::from_code(&colour).ok_or_else(|| unknown(colour))?,
        created_on: row.get("created_on")?,
        patience: Patience::stored(row.get("inactive_after_days")?),
        contacts: row.get("contacts")?,
    })
}

pub fn all(conn: &Connection, scope: &Scope) -> Result<Vec<List>> {
    let sql = format!("{LIST} WHERE l.workspace_id = ?1 ORDER BY l.kind, l.position, l.id");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([scope.workspace()], list)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub fn find(conn: &Connection, scope: &Scope, uid: Uid) -> Result<Option<List>> {
    let sql = format!("{LIST} WHERE l.uid = ?1 AND l.workspace_id = ?2");
    let found = conn.prepare_cached(&sql)?.query_row(params![uid, scope.workspace()], list);
    Ok(found.optional()?)
}

pub fn named(conn: &Connection, scope: &Scope, kind: ListKind, name: &str) -> Result<Option<List>> {
    let sql = format!("{LIST} WHERE l.workspace_id = ?1 AND l.kind = ?2 AND l.name_key = ?3");
    Ok(conn
        .prepare_cached(&sql)?
        .query_row(params![scope.workspace(), kind.code(), text::name_key(name)], list)
        .optional()?)
}

/// Where the next of a kind goes.
pub struct Known {
    pub count: usize,
    pub last: i64,
}

pub fn last_position(conn: &Connection, scope: &Scope, kind: ListKind) -> Result<Known> {
    Ok(conn
        .prepare_cached(
            "SELECT count(*), coalesce(max(position), 0)
             FROM contact_lists
             WHERE workspace_id = ?1 AND kind = ?2",
        )?
        .query_row(params![scope.workspace(), kind.code()], |row| {
            Ok(Known { count: row.get::<_, i64>(0)? as usize, last: row.get(1)? })
        })?)
}

pub fn insert(
    conn: &Connection,
    scope: &Scope,
    uid: Uid,
    draft: &ListDraft,
    name: &str,
    position: i64,
    now: i64,
) -> Result<ListId> {
    conn.prepare_cached(
        "INSERT INTO contact_lists (
             uid, workspace_id, kind, name, name_key, position, colour, created_on
         )
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        uid,
        scope.workspace(),
        draft.kind.code(),
        name,
        text::name_key(name),
        position,
        draft.colour.code(),
        now,
    ])?;
    Ok(ListId(conn.last_insert_rowid()))
}

pub fn update(conn: &Connection, scope: &Scope, id: ListId, wanted: &Settings) -> Result<()> {
    let Settings { name, colour, patience } = wanted;
    conn.prepare_cached(
        "UPDATE contact_lists
         SET name = ?3, name_key = ?4, colour = ?5, inactive_after_days = ?6
         WHERE id = ?1 AND workspace_id = ?2",
    )?
    .execute(params![
        id,
        scope.workspace(),
        name,
        text::name_key(name),
        colour.code(),
        patience.to_store(),
    ])?;
    Ok(())
}

pub fn set_position(conn: &Connection, scope: &Scope, id: ListId, position: i64) -> Result<()> {
    conn.prepare_cached(
        "UPDATE contact_lists SET position = ?3 WHERE id = ?1 AND workspace_id = ?2",
    )?
    .execute(params![id, scope.workspace(), position])?;
    Ok(())
}

pub fn delete(conn: &Connection, scope: &Scope, id: ListId) -> Result<()> {
    conn.prepare_cached("DELETE FROM contact_lists WHERE id = ?1 AND workspace_id = ?2")?
        .execute(params![id, scope.workspace()])?;
    Ok(())
}
