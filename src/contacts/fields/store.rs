//! SQL of field definitions.
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Checked, Definition, FieldOwner, Kind};
use crate::{
    error::Result,
    ids::{FieldId, Uid, UserId, WorkspaceId},
    workspaces::{Mine, Scope},
};

pub const DEFINITION: &str = "d.id, d.uid, d.workspace_id, w.uid, d.name, d.label, d.type,
        d.options, d.is_required, d.default_value, d.is_transaction, d.position, d.created_on,
        d.hidden_on";
const FROM: &str = "FROM custom_field_definitions AS d
        LEFT JOIN workspaces AS w ON w.id = d.workspace_id";

pub fn definition(row: &Row<'_>) -> rusqlite::Result<Definition> {
    let workspace: Option<WorkspaceId> = row.get(2)?;
    let options: Option<String> = row.get(7)?;
    let kind: String = row.get(6)?;
    Ok(Definition {
        id: row.get(0)?,
        uid: row.get(1)?,
        workspace: match workspace {
            Some(id) => Some((id, row.get(3)?)),
            None => None,
        },
        name: row.get(4)?,
        label: row.get(5)?,
        // The table's own check keeps every other text out.
        kind: Kind::from_code(&kind).unwrap_or(Kind::LongText),
        options: options.map_or_else(Vec::new, |it| it.lines().map(str::to_owned).collect()),
        is_required: row.get(8)?,
        default: row.get(9)?,
        is_transaction: row.get(10)?,
        position: row.get(11)?,
        created_on: row.get(12)?,
        hidden_on: row.get(13)?,
    })
}

pub fn list(conn: &Connection, owner: FieldOwner<'_>) -> Result<Vec<Definition>> {
    of_owner(conn, owner.user(), owner.workspace())
}

/// The list that this definition stands in.
pub fn beside(conn: &Connection, mine: &Mine, one: &Definition) -> Result<Vec<Definition>> {
    of_owner(conn, mine.owner(), one.workspace.map(|(id, _)| id))
}

fn of_owner(
    conn: &Connection,
    owner: UserId,
    workspace: Option<WorkspaceId>,
) -> Result<Vec<Definition>> {
    let sql = format!(
        "SELECT {DEFINITION} {FROM}
         WHERE d.owner_id = ?1 AND d.workspace_id IS ?2 AND d.hidden_on IS NULL
         ORDER BY d.position, d.id"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_map(params![owner, workspace], definition)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

pub fn hidden(conn: &Connection, owner: FieldOwner<'_>) -> Result<Vec<(Definition, i64)>> {
    let sql = format!(
        "SELECT {DEFINITION},
                (SELECT count(*) FROM custom_fields AS v WHERE v.definition_id = d.id) AS kept
         {FROM}
         WHERE d.owner_id = ?1 AND d.workspace_id IS ?2 AND d.hidden_on IS NOT NULL
         ORDER BY d.hidden_on DESC, d.id DESC
         LIMIT 100"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_map(params![owner.user(), owner.workspace()], |row| {
        Ok((definition(row)?, row.get("kept")?))
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

pub fn seen(conn: &Connection, scope: &Scope) -> Result<Vec<Definition>> {
    let sql = format!(
        "SELECT {DEFINITION} {FROM}
         WHERE d.owner_id = ?1 AND (d.workspace_id = ?2 OR d.workspace_id IS NULL)
           AND d.hidden_on IS NULL
         ORDER BY d.workspace_id IS NULL, d.position, d.id"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_map(params![scope.owner(), scope.workspace()], definition)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

pub fn find(conn: &Connection, mine: &Mine, uid: Uid) -> Result<Option<Definition>> {
    let sql = format!(
        "SELECT {DEFINITION} {FROM}
         WHERE d.uid = ?1 AND d.owner_id = ?2 AND w.deleted_on IS NULL"
    );
    Ok(conn.prepare_cached(&sql)?.query_row(params![uid, mine.owner()], definition).optional()?)
}

pub fn named(conn: &Connection, owner: FieldOwner<'_>, name: &str) -> Result<Option<Definition>> {
    let sql = format!(
        "SELECT {DEFINITION} {FROM}
         WHERE d.owner_id = ?1 AND coalesce(d.workspace_id, 0) = ?2 AND d.name = ?3"
    );
    let place = owner.workspace().map_or(0, |workspace| workspace.0);
    Ok(conn
        .prepare_cached(&sql)?
        .query_row(params![owner.user(), place, name], definition)
        .optional()?)
}

/// Where else a contact would see the name: the label there, and the workspace's name, if it is
/// in one. Deleted workspaces count, since they may come back.
pub fn elsewhere(
    conn: &Connection,
    owner: UserId,
    workspace: Option<WorkspaceId>,
    name: &str,
) -> Result<Option<(String, Option<String>)>> {
    let sql = format!(
        "SELECT d.label, w.name {FROM}
         WHERE d.owner_id = ?1 AND d.name = ?3 AND d.hidden_on IS NULL
           AND (d.workspace_id IS NULL) <> (?2 IS NULL)
         LIMIT 1"
    );
    Ok(conn
        .prepare_cached(&sql)?
        .query_row(params![owner, workspace, name], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

pub fn in_use(conn: &Connection, definition: FieldId) -> Result<i64> {
    Ok(conn
        .prepare_cached("SELECT count(*) FROM custom_fields WHERE definition_id = ?1")?
        .query_row([definition], |row| row.get(0))?)
}

pub fn next_position(conn: &Connection, owner: FieldOwner<'_>) -> Result<i64> {
    Ok(conn
        .prepare_cached(
            "SELECT coalesce(max(position) + 1, 0)
             FROM custom_field_definitions
             WHERE owner_id = ?1 AND workspace_id IS ?2 AND hidden_on IS NULL",
        )?
        .query_row(params![owner.user(), owner.workspace()], |row| row.get(0))?)
}

pub fn insert(
    conn: &Connection,
    owner: FieldOwner<'_>,
    uid: Uid,
    field: &Checked,
    position: i64,
    now: i64,
) -> Result<FieldId> {
    conn.prepare_cached(
        "INSERT INTO custom_field_definitions (
             uid, owner_id, workspace_id, name, label, type, options, is_required, default_value,
             is_transaction, position, created_on
         )
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        uid,
        owner.user(),
        owner.workspace(),
        field.name,
        field.label,
        field.kind.code(),
        lines(&field.options),
        field.is_required,
        field.default,
        field.is_transaction,
        position,
        now,
    ])?;
    Ok(FieldId(conn.last_insert_rowid()))
}

pub fn update(conn: &Connection, mine: &Mine, field: &Definition) -> Result<()> {
    conn.prepare_cached(
        "UPDATE custom_field_definitions
         SET label = ?3, type = ?4, options = ?5, is_required = ?6, default_value = ?7,
             is_transaction = ?8, position = ?9, hidden_on = ?10
         WHERE id = ?1 AND owner_id = ?2",
    )?
    .execute(params![
        field.id,
        mine.owner(),
        field.label,
        field.kind.code(),
        lines(&field.options),
        field.is_required,
        field.default,
        field.is_transaction,
        field.position,
        field.hidden_on,
    ])?;
    Ok(())
}

fn lines(options: &[String]) -> Option<String> {
    (!options.is_empty()).then(|| options.join("\n"))
}
