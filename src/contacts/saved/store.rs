//! SQL of saved views.
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{View, codes};
use crate::{
    contacts::Column,
    error::Result,
    ids::{Uid, ViewId},
    text,
    workspaces::Scope,
};

const VIEW: &str = "v.id, v.uid, v.name, v.query, v.columns, v.created_on";

fn view(row: &Row<'_>) -> rusqlite::Result<View> {
    let columns: String = row.get(4)?;
    Ok(View {
        id: row.get(0)?,
        uid: row.get(1)?,
        name: row.get(2)?,
        query: row.get(3)?,
        columns: columns.lines().filter_map(Column::from_code).collect(),
        created_on: row.get(5)?,
    })
}

pub fn all(conn: &Connection, scope: &Scope) -> Result<Vec<View>> {
    let sql = format!(
        "SELECT {VIEW} FROM contact_views AS v WHERE v.workspace_id = ?1 ORDER BY v.name_key, v.id"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_map([scope.workspace()], view)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

pub fn find(conn: &Connection, scope: &Scope, uid: Uid) -> Result<Option<View>> {
    let sql =
        format!("SELECT {VIEW} FROM contact_views AS v WHERE v.uid = ?1 AND v.workspace_id = ?2");
    Ok(conn.prepare_cached(&sql)?.query_row(params![uid, scope.workspace()], view).optional()?)
}

pub fn insert(
    conn: &Connection,
    scope: &Scope,
    uid: Uid,
    name: Option<&str>,
    query: &str,
    columns: &[Column],
    now: i64,
) -> Result<ViewId> {
    conn.prepare_cached(
        "INSERT INTO contact_views (uid, workspace_id, name, name_key, query, columns, created_on)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        uid,
        scope.workspace(),
        name,
        name.map(text::name_key),
        query,
        codes(columns),
        now,
    ])?;
    Ok(ViewId(conn.last_insert_rowid()))
}

pub fn update(conn: &Connection, scope: &Scope, view: &View) -> Result<()> {
    conn.prepare_cached(
        "UPDATE contact_views
         SET name = ?3, name_key = ?4, query = ?5, columns = ?6
         WHERE id = ?1 AND workspace_id = ?2",
    )?
    .execute(params![
        view.id,
        scope.workspace(),
        view.name,
        view.name.as_deref().map(text::name_key),
        view.query,
        codes(&view.columns),
    ])?;
    Ok(())
}

pub fn delete(conn: &Connection, scope: &Scope, id: ViewId) -> Result<()> {
    conn.prepare_cached("DELETE FROM contact_views WHERE id = ?1 AND workspace_id = ?2")?
        .execute(params![id, scope.workspace()])?;
    Ok(())
}
