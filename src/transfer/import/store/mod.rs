//! SQL of imports: the files and how far they are.
mod people;
mod rows;

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Serialize, de::DeserializeOwned};

pub use people::by_uid;
pub use rows::{
    Asked, add_row, forget_lines, forget_rows, forget_samples, next_waiting, settle, wrong,
};

use super::{Counts, Import, Plan, State, intake::Received};
use crate::{
    error::{Error, Result},
    ids::{ImportId, Uid, UserId},
    workspaces::Scope,
};

const IMPORT: &str =
    "i.id, i.uid, i.workspace_id, i.user_id, i.name, i.bytes, i.digest, i.file_key,
        i.survey, i.plan, i.state, i.done, i.added, i.updated, i.skipped, i.waiting, i.wrong,
        i.change_uid, i.said, i.created_on, i.ended_on";

fn import(row: &Row<'_>) -> rusqlite::Result<Import> {
    let state: String = row.get("state")?;
    Ok(Import {
        id: row.get("id")?,
        uid: row.get("uid")?,
        workspace: row.get("workspace_id")?,
        user: row.get("user_id")?,
        name: row.get("name")?,
        bytes: row.get("bytes")?,
        digest: row.get("digest")?,
        key: row.get("file_key")?,
        survey: parsed(row, "survey")?,
        plan: parsed(row, "plan")?,
        state: State::from_code(&state).ok_or(rusqlite::Error::InvalidQuery)?,
        counts: Counts {
            done: row.get("done")?,
            added: row.get("added")?,
            updated: row.get("updated")?,
            skipped: row.get("skipped")?,
            waiting: row.get("waiting")?,
            wrong: row.get("wrong")?,
        },
        change: row.get("change_uid")?,
        said: row.get("said")?,
        created_on: row.get("created_on")?,
        ended_on: row.get("ended_on")?,
    })
}

fn parsed<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|cause| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, cause.into())
    })
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(Error::internal)
}

pub fn find(conn: &Connection, scope: &Scope, id: ImportId) -> Result<Option<Import>> {
    let sql = format!("SELECT {IMPORT} FROM imports AS i WHERE i.id = ?1 AND i.workspace_id = ?2");
    Ok(conn.prepare_cached(&sql)?.query_row(params![id, scope.workspace()], import).optional()?)
}

pub fn list(conn: &Connection, scope: &Scope) -> Result<Vec<Import>> {
    let sql = format!(
        "SELECT {IMPORT} FROM imports AS i
         WHERE i.workspace_id = ?1
         ORDER BY i.id DESC
         LIMIT 50"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_map([scope.workspace()], import)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Others of the same content.
pub fn same(
    conn: &Connection,
    scope: &Scope,
    digest: &[u8],
    except: ImportId,
) -> Result<Vec<Import>> {
    let sql = format!(
        "SELECT {IMPORT} FROM imports AS i
         WHERE i.workspace_id = ?1 AND i.digest = ?2 AND i.id <> ?3
         ORDER BY i.id DESC
         LIMIT 10"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_map(params![scope.workspace(), digest, except], import)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// The one that the worker is to go on with, with whose it is: that which is done soonest, so that
/// nobody waits for somebody else's large file.
pub fn at_work(conn: &Connection) -> Result<Option<(Import, Uid)>> {
    let sql = format!(
        "SELECT {IMPORT}, w.uid AS workspace_uid
         FROM imports AS i
         JOIN workspaces AS w ON w.id = i.workspace_id AND w.deleted_on IS NULL
         JOIN users AS u ON u.id = i.user_id AND u.deactivated_on IS NULL
         WHERE i.state IN ('checking', 'running')
         ORDER BY i.survey ->> '$.rows' - i.done, i.id
         LIMIT 1"
    );
    let found = |row: &Row<'_>| Ok((import(row)?, row.get("workspace_uid")?));
    Ok(conn.prepare_cached(&sql)?.query_row([], found).optional()?)
}

pub fn insert(
    conn: &Connection,
    scope: &Scope,
    received: &Received,
    plan: &Plan,
    now: i64,
) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO imports (
             uid, workspace_id, user_id, name, bytes, digest, file_key, survey, plan, state,
             change_uid, created_on
         )
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'ready', ?10, ?11)",
    )?
    .execute(params![
        received.uid,
        scope.workspace(),
        scope.owner(),
        received.name,
        received.bytes,
        received.digest,
        received.key,
        json(&received.survey)?,
        json(plan)?,
        Uid::new(),
        now,
    ])?;
    Ok(())
}

/// The plan, and everything from the beginning.
pub fn set_plan(
    conn: &Connection,
    scope: &Scope,
    id: ImportId,
    plan: &Plan,
    state: State,
) -> Result<()> {
    conn.prepare_cached(
        "UPDATE imports
         SET plan = ?3, state = ?4, done = 0, added = 0, updated = 0, skipped = 0, waiting = 0,
             wrong = 0, said = NULL
         WHERE id = ?1 AND workspace_id = ?2",
    )?
    .execute(params![id, scope.workspace(), json(plan)?, state.code()])?;
    Ok(())
}

pub fn set_state(
    conn: &Connection,
    scope: &Scope,
    id: ImportId,
    state: State,
    ended_on: Option<i64>,
) -> Result<()> {
    conn.prepare_cached(
        "UPDATE imports SET state = ?3, ended_on = ?4 WHERE id = ?1 AND workspace_id = ?2",
    )?
    .execute(params![id, scope.workspace(), state.code(), ended_on])?;
    Ok(())
}

pub fn set_counts(conn: &Connection, id: ImportId, counts: &Counts) -> Result<()> {
    conn.prepare_cached(
        "UPDATE imports
         SET done = ?2, added = ?3, updated = ?4, skipped = ?5, waiting = ?6, wrong = ?7
         WHERE id = ?1",
    )?
    .execute(params![
        id,
        counts.done,
        counts.added,
        counts.updated,
        counts.skipped,
        counts.waiting,
        counts.wrong,
    ])?;
    Ok(())
}

pub fn is_still(conn: &Connection, id: ImportId, state: State) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM imports AS i WHERE i.id = ?1 AND i.state = ?2)";
    Ok(conn.prepare_cached(sql)?.query_row(params![id, state.code()], |row| row.get(0))?)
}

pub fn end(
    conn: &Connection,
    id: ImportId,
    state: State,
    said: Option<&str>,
    now: i64,
) -> Result<()> {
    conn.prepare_cached("UPDATE imports SET state = ?2, said = ?3, ended_on = ?4 WHERE id = ?1")?
        .execute(params![id, state.code(), said, now])?;
    Ok(())
}

pub fn mapping(conn: &Connection, scope: &Scope, headers: &[u8]) -> Result<Option<Vec<String>>> {
    let sql = "SELECT m.targets FROM import_mappings AS m WHERE m.user_id = ?1 AND m.headers = ?2";
    Ok(conn
        .prepare_cached(sql)?
        .query_row(params![scope.owner(), headers], |row| parsed(row, "targets"))
        .optional()?)
}

pub fn remember(
    conn: &Connection,
    scope: &Scope,
    headers: &[u8],
    targets: &[String],
) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO import_mappings (user_id, headers, targets)
         VALUES (?1, ?2, ?3)
         ON CONFLICT (user_id, headers) DO UPDATE SET targets = excluded.targets",
    )?
    .execute(params![scope.owner(), headers, json(&targets)?])?;
    Ok(())
}

/// Files that are still wanted.
pub fn wanted(conn: &Connection) -> Result<Vec<Uid>> {
    let sql = "SELECT i.uid
         FROM imports AS i
         JOIN workspaces AS w ON w.id = i.workspace_id
         WHERE i.file_key IS NOT NULL
           AND i.state IN ('ready', 'checking', 'checked', 'running')";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map([], |row| row.get(0))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Of this person, with a file that is still to come in.
pub fn with_files(conn: &Connection, owner: UserId) -> Result<Vec<Import>> {
    let sql = format!(
        "SELECT {IMPORT} FROM imports AS i
         WHERE i.user_id = ?1 AND i.file_key IS NOT NULL
           AND i.state IN ('ready', 'checking', 'checked', 'running')
         ORDER BY i.survey ->> '$.rows', i.id"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_map([owner], import)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Without its key nobody can read a file any more; the sweep takes it away.
pub fn burn(conn: &Connection, id: ImportId) -> Result<()> {
    conn.prepare_cached("UPDATE imports SET file_key = NULL WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// What nobody asks for any more: the keys of files that are done, lines that have waited long,
/// imports into workspaces that are gone.
pub fn purge(conn: &Connection, before: i64) -> Result<()> {
    conn.prepare_cached(
        "UPDATE imports SET file_key = NULL
         WHERE file_key IS NOT NULL AND state IN ('done', 'cancelled', 'failed')",
    )?
    .execute([])?;
    conn.prepare_cached(
        "UPDATE imports SET state = 'cancelled', ended_on = created_on
         WHERE state IN ('ready', 'checked') AND created_on < ?1",
    )?
    .execute([before])?;
    conn.prepare_cached(
        "DELETE FROM import_rows
         WHERE import_id IN (SELECT i.id FROM imports AS i WHERE i.created_on < ?1)",
    )?
    .execute([before])?;
    conn.prepare_cached(
        "DELETE FROM imports
         WHERE NOT EXISTS (SELECT 1 FROM workspaces AS w WHERE w.id = imports.workspace_id)",
    )?
    .execute([])?;
    Ok(())
}

/// Does a row's work whole or not at all: what is wrong with one leaves the others as they are.
pub fn attempt<T>(conn: &Connection, work: impl FnOnce() -> Result<T>) -> Result<T> {
    conn.prepare_cached("SAVEPOINT import_row")?.execute([])?;
    let done = work();
    if done.is_err() {
        conn.prepare_cached("ROLLBACK TO import_row")?.execute([])?;
    }
    conn.prepare_cached("RELEASE import_row")?.execute([])?;
    done
}
