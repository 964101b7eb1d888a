//! SQL of undos that go part by part: how far they are.
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::{
    error::Result,
    ids::{AuditId, Uid, UserId},
};

/// How far an undo is.
#[derive(Clone, Debug)]
pub struct Undoing {
    pub change: AuditId,
    pub undo: Uid,
    pub parts: i64,
    pub standing: i64,
    pub said: Option<String>,
}

const UNDOING: &str = "o.change_id, o.undo_uid, o.parts, o.standing, o.said";

fn undoing(row: &Row<'_>) -> rusqlite::Result<Undoing> {
    Ok(Undoing {
        change: row.get("change_id")?,
        undo: row.get("undo_uid")?,
        parts: row.get("parts")?,
        standing: row.get("standing")?,
        said: row.get("said")?,
    })
}

/// Of this change, under way or given up.
pub fn undo_of(conn: &Connection, change: AuditId) -> Result<Option<Undoing>> {
    let sql = format!("SELECT {UNDOING} FROM undos AS o WHERE o.change_id = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([change], undoing).optional()?)
}

/// The one that goes under this entry.
pub fn undo_by(conn: &Connection, undo: Uid) -> Result<Option<Undoing>> {
    let sql = format!("SELECT {UNDOING} FROM undos AS o WHERE o.undo_uid = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([undo], undoing).optional()?)
}

/// The next to be gone on with, and whose it is. Those in a deleted workspace wait for it.
pub fn undo_under_way(conn: &Connection) -> Result<Option<(Undoing, Uid, UserId)>> {
    let sql = format!(
        "SELECT {UNDOING}, l.uid, l.owner_id
         FROM undos AS o
         JOIN audit_logs AS l ON l.id = o.change_id
         WHERE o.said IS NULL AND l.owner_id IS NOT NULL AND NOT EXISTS (
             SELECT 1 FROM workspaces AS w
             WHERE w.id = l.workspace_id AND w.deleted_on IS NOT NULL
         )
         ORDER BY o.standing, o.change_id
         LIMIT 1"
    );
    let found = |row: &Row<'_>| Ok((undoing(row)?, row.get("uid")?, row.get("owner_id")?));
    Ok(conn.prepare_cached(&sql)?.query_row([], found).optional()?)
}

/// Instead of an earlier one of the same change that was given up.
pub fn begin_undo(
    conn: &Connection,
    change: AuditId,
    undo: Uid,
    (parts, standing): (i64, i64),
    now: i64,
) -> Result<()> {
    conn.prepare_cached(
        "INSERT OR REPLACE INTO undos (change_id, undo_uid, parts, standing, begun_on)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![change, undo, parts, standing, now])?;
    Ok(())
}

pub fn set_standing(conn: &Connection, change: AuditId, standing: i64) -> Result<()> {
    conn.prepare_cached("UPDATE undos SET standing = ?2 WHERE change_id = ?1")?
        .execute(params![change, standing])?;
    Ok(())
}

pub fn give_up_undo(conn: &Connection, change: AuditId, said: &str) -> Result<()> {
    conn.prepare_cached("UPDATE undos SET said = ?2 WHERE change_id = ?1")?
        .execute(params![change, said])?;
    Ok(())
}

/// What is told of those of this person's that were given up.
pub fn given_up(conn: &Connection, owner: UserId) -> Result<Vec<(AuditId, String)>> {
    let mut statement = conn.prepare_cached(
        "SELECT o.change_id, o.said
         FROM undos AS o
         JOIN audit_logs AS l ON l.id = o.change_id
         WHERE l.owner_id = ?1 AND o.said IS NOT NULL",
    )?;
    let found = statement.query_map([owner], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

pub fn end_undo(conn: &Connection, change: AuditId) -> Result<()> {
    conn.prepare_cached("DELETE FROM undos WHERE change_id = ?1")?.execute([change])?;
    Ok(())
}

/// Why something was given up long ago interests nobody any more.
pub fn forget_undos(conn: &Connection, before: i64) -> Result<()> {
    conn.prepare_cached("DELETE FROM undos WHERE said IS NOT NULL AND begun_on < ?1")?
        .execute([before])?;
    Ok(())
}

/// The last part of a change below this number.
pub fn part_below(conn: &Connection, change: AuditId, part: i64) -> Result<Option<i64>> {
    Ok(conn
        .prepare_cached("SELECT max(part) FROM audit_details WHERE audit_id = ?1 AND part < ?2")?
        .query_row(params![change, part], |row| row.get(0))?)
}

pub fn uid_of_entry(conn: &Connection, entry: AuditId) -> Result<Uid> {
    Ok(conn
        .prepare_cached("SELECT uid FROM audit_logs WHERE id = ?1")?
        .query_row([entry], |row| row.get(0))?)
}
