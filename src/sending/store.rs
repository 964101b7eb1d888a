//! The hold as a row.
use rusqlite::{Connection, OptionalExtension, params};

use super::Hold;
use crate::error::Result;

pub fn find(conn: &Connection) -> Result<Option<Hold>> {
    let sql = "SELECT since, why FROM sending_hold";
    let hold = |row: &rusqlite::Row<'_>| Ok(Hold { since: row.get(0)?, why: row.get(1)? });
    Ok(conn.prepare_cached(sql)?.query_row([], hold).optional()?)
}

pub fn put(conn: &Connection, why: &str, now: i64) -> Result<()> {
    let sql = "
        INSERT INTO sending_hold (id, since, why) VALUES (1, ?1, ?2)
        ON CONFLICT (id) DO UPDATE SET since = excluded.since, why = excluded.why";
    conn.execute(sql, params![now, why])?;
    Ok(())
}

pub fn delete(conn: &Connection) -> Result<bool> {
    Ok(conn.execute("DELETE FROM sending_hold", [])? > 0)
}
