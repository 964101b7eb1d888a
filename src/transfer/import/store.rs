//! SQL of imports: files, what waits of them, and who is there already.
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Serialize, de::DeserializeOwned};

use super::{Counts, Import, Plan, State, Wrong, intake::Received, row};
use crate::{
    error::{Error, Result},
    ids::{ContactId, ImportId, Uid},
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

/// The one that the worker is to go on with, with whose it is.
pub fn at_work(conn: &Connection) -> Result<Option<(Import, Uid)>> {
    let sql = format!(
        "SELECT {IMPORT}, w.uid AS workspace_uid
         FROM imports AS i
         JOIN workspaces AS w ON w.id = i.workspace_id AND w.deleted_on IS NULL
         JOIN users AS u ON u.id = i.user_id AND u.deactivated_on IS NULL
         WHERE i.state IN ('checking', 'running')
         ORDER BY i.id
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

pub fn forget_rows(conn: &Connection, id: ImportId) -> Result<()> {
    conn.prepare_cached("DELETE FROM import_rows WHERE import_id = ?1")?.execute([id])?;
    Ok(())
}

pub fn add_row(
    conn: &Connection,
    id: ImportId,
    line: u32,
    who: Option<ContactId>,
    said: &str,
    cells: &[String],
) -> Result<()> {
    let kind = if who.is_some() { "waiting" } else { "wrong" };
    conn.prepare_cached(
        "INSERT OR REPLACE INTO import_rows (import_id, line, kind, contact_id, said, cells)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![id, line, kind, who, said, json(&cells)?])?;
    Ok(())
}

pub fn wrong(conn: &Connection, scope: &Scope, id: ImportId) -> Result<Vec<Wrong>> {
    let sql = "SELECT r.line, r.said, r.cells
         FROM imports AS i
         JOIN import_rows AS r ON r.import_id = i.id
         WHERE i.id = ?1 AND i.workspace_id = ?2 AND r.kind = 'wrong'
         ORDER BY r.line";
    let wrong = |row: &Row<'_>| {
        Ok(Wrong { line: row.get(0)?, said: row.get(1)?, cells: parsed(row, "cells")? })
    };
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map(params![id, scope.workspace()], wrong)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// The next line that waits for a person, from this one on.
pub fn next_waiting(
    conn: &Connection,
    scope: &Scope,
    id: ImportId,
    from: u32,
) -> Result<Option<(u32, ContactId, String, Vec<String>)>> {
    let sql = "SELECT r.line, r.contact_id, r.said, r.cells
         FROM imports AS i
         JOIN import_rows AS r ON r.import_id = i.id
         WHERE i.id = ?1 AND i.workspace_id = ?2 AND r.kind = 'waiting' AND r.line >= ?3
         ORDER BY r.line
         LIMIT 1";
    let found = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, parsed(row, "cells")?));
    Ok(conn
        .prepare_cached(sql)?
        .query_row(params![id, scope.workspace(), from], found)
        .optional()?)
}

/// Whether it still waited.
pub fn settle(conn: &Connection, id: ImportId, line: u32) -> Result<bool> {
    let gone = conn
        .prepare_cached(
            "DELETE FROM import_rows WHERE import_id = ?1 AND line = ?2 AND kind = 'waiting'",
        )?
        .execute(params![id, line])?;
    Ok(gone > 0)
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

/// By the id that an export of ours gave them.
pub fn by_uid(conn: &Connection, scope: &Scope, uid: Uid) -> Result<Option<ContactId>> {
    let sql = "SELECT c.id FROM base_contacts AS c WHERE c.uid = ?1 AND c.workspace_id = ?2";
    Ok(conn
        .prepare_cached(sql)?
        .query_row(params![uid, scope.workspace()], |row| row.get(0))
        .optional()?)
}

pub fn by_email(conn: &Connection, scope: &Scope, key: &str) -> Result<Option<ContactId>> {
    let sql = "SELECT c.id FROM base_contacts AS c
         WHERE c.workspace_id = ?1 AND c.email_key = ?2
         LIMIT 1";
    Ok(conn
        .prepare_cached(sql)?
        .query_row(params![scope.workspace(), key], |row| row.get(0))
        .optional()?)
}

pub fn by_phone(conn: &Connection, scope: &Scope, key: &str) -> Result<Option<ContactId>> {
    let sql = "SELECT c.id FROM base_contacts AS c
         WHERE c.workspace_id = ?1 AND c.phone_key = ?2
         LIMIT 1";
    Ok(conn
        .prepare_cached(sql)?
        .query_row(params![scope.workspace(), key], |row| row.get(0))
        .optional()?)
}

pub fn by_way(conn: &Connection, scope: &Scope, key: &str) -> Result<Option<ContactId>> {
    let sql = "SELECT y.contact_id
         FROM contact_ways AS y
         JOIN base_contacts AS c ON c.id = y.contact_id
         WHERE y.match_key = ?2 AND c.workspace_id = ?1
         LIMIT 1";
    Ok(conn
        .prepare_cached(sql)?
        .query_row(params![scope.workspace(), key], |row| row.get(0))
        .optional()?)
}

/// Everything by which a contact is reached, as it is compared; and how many ways of each kind.
pub fn keys_of(conn: &Connection, scope: &Scope, contact: ContactId) -> Result<Vec<String>> {
    let sql = "SELECT c.email_key FROM base_contacts AS c
             WHERE c.id = ?1 AND c.workspace_id = ?2 AND c.email_key IS NOT NULL
         UNION ALL
         SELECT c.phone_key FROM base_contacts AS c
             WHERE c.id = ?1 AND c.workspace_id = ?2 AND c.phone_key IS NOT NULL
         UNION ALL
         SELECT coalesce (y.match_key, y.value)
             FROM base_contacts AS c
             JOIN contact_ways AS y ON y.contact_id = c.id
             WHERE c.id = ?1 AND c.workspace_id = ?2";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map(params![contact, scope.workspace()], |row| row.get(0))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// They have had this way all along, behind the others.
pub fn add_way(conn: &Connection, scope: &Scope, contact: ContactId, way: &row::Way) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO contact_ways (uid, contact_id, kind, label, value, match_key, position)
         SELECT ?3, c.id, ?4, ?5, ?6, ?7, 1 + coalesce ((
             SELECT max (y.position) FROM contact_ways AS y
             WHERE y.contact_id = c.id AND y.kind = ?4
         ), 0)
         FROM base_contacts AS c
         WHERE c.id = ?1 AND c.workspace_id = ?2",
    )?
    .execute(params![
        contact,
        scope.workspace(),
        Uid::new(),
        way.kind.code(),
        way.label,
        way.value,
        way.key,
    ])?;
    Ok(())
}

/// What no form asks for: what the primary ways are called, what is not wanted (which only ever
/// becomes stricter), when there was the last contact.
pub fn set_beside(
    conn: &Connection,
    scope: &Scope,
    contact: ContactId,
    row: &row::Row,
) -> Result<()> {
    conn.prepare_cached(
        "UPDATE base_contacts
         SET email_label = coalesce (?3, email_label), phone_label = coalesce (?4, phone_label),
             do_not_contact = max (do_not_contact, ?5), do_not_mail = max (do_not_mail, ?6),
             do_not_text = max (do_not_text, ?7),
             last_contact_at = nullif (max (coalesce (last_contact_at, 0), coalesce (?8, 0)), 0)
         WHERE id = ?1 AND workspace_id = ?2",
    )?
    .execute(params![
        contact,
        scope.workspace(),
        row.labels[0],
        row.labels[1],
        row.do_not_contact[0],
        row.do_not_contact[1],
        row.do_not_contact[2],
        row.last_contact_at,
    ])?;
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
