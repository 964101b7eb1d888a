//! SQL of lines that could not be taken, or that wait for a person.
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{json, parsed};
use crate::{
    error::Result,
    ids::{ContactId, ImportId, UserId},
    transfer::import::Wrong,
    workspaces::Scope,
};

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

/// A line that waits for a person, as it is kept.
pub struct Asked {
    pub line: u32,
    pub contact: ContactId,
    pub cells: Vec<String>,
}

/// The next line that waits for a person, from this one on.
pub fn next_waiting(
    conn: &Connection,
    scope: &Scope,
    id: ImportId,
    from: u32,
) -> Result<Option<Asked>> {
    let sql = "SELECT r.line, r.contact_id, r.cells
         FROM imports AS i
         JOIN import_rows AS r ON r.import_id = i.id
         WHERE i.id = ?1 AND i.workspace_id = ?2 AND r.kind = 'waiting' AND r.line >= ?3
         ORDER BY r.line
         LIMIT 1";
    let found = |row: &Row<'_>| {
        Ok(Asked { line: row.get(0)?, contact: row.get(1)?, cells: parsed(row, "cells")? })
    };
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

/// Lines of this person's files that are somebody's, by whom they seem to be and what they hold.
pub fn forget_lines(
    conn: &Connection,
    owner: UserId,
    is_theirs: impl Fn(Option<ContactId>, &[String]) -> bool,
) -> Result<()> {
    let mut statement = conn.prepare_cached(
        "SELECT r.import_id, r.line, r.contact_id, r.cells
         FROM imports AS i
         JOIN import_rows AS r ON r.import_id = i.id
         WHERE i.user_id = ?1",
    )?;
    let mut rows = statement.query([owner])?;
    let mut theirs: Vec<(ImportId, u32)> = Vec::new();
    while let Some(row) = rows.next()? {
        let cells: Vec<String> = parsed(row, "cells")?;
        if is_theirs(row.get("contact_id")?, &cells) {
            theirs.push((row.get("import_id")?, row.get("line")?));
        }
    }
    drop(rows);
    for (id, line) in theirs {
        if settle(conn, id, line)? {
            conn.prepare_cached("UPDATE imports SET waiting = max(waiting - 1, 0) WHERE id = ?1")?
                .execute([id])?;
        }
        conn.prepare_cached("DELETE FROM import_rows WHERE import_id = ?1 AND line = ?2")?
            .execute(params![id, line])?;
    }
    Ok(())
}

/// What stood in the columns of files that are over.
pub fn forget_samples(conn: &Connection, owner: UserId) -> Result<()> {
    conn.prepare_cached(
        "UPDATE imports SET survey = json_set(survey, '$.samples', json('[]'))
         WHERE user_id = ?1 AND state IN ('done', 'cancelled', 'failed')",
    )?
    .execute([owner])?;
    Ok(())
}
