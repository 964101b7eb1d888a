//! SQL of answers given once.
use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    error::Result,
    ids::{Uid, UserId},
};

pub fn answer(conn: &Connection, user: UserId, request: &str) -> Result<Option<(Vec<u8>, Uid)>> {
    Ok(conn
        .prepare_cached(
            "SELECT fingerprint, made FROM answered_once WHERE user_id = ?1 AND request = ?2",
        )?
        .query_row(params![user, request], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

pub fn remember_answer(
    conn: &Connection,
    user: UserId,
    request: &str,
    fingerprint: &[u8],
    made: Uid,
    now: i64,
) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO answered_once (user_id, request, fingerprint, made, at)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![user, request, fingerprint, made, now])?;
    Ok(())
}

/// What was made is erased for good, and with it that it was ever asked for.
pub fn forget_made(conn: &Connection, user: UserId, made: Uid) -> Result<()> {
    conn.execute(
        "DELETE FROM answered_once WHERE user_id = ?1 AND made = ?2",
        params![user, made],
    )?;
    Ok(())
}

/// Answers dated outside of the time that there can have been are dated anew.
pub fn date_answers(conn: &Connection, earliest: i64, now: i64) -> Result<usize> {
    Ok(conn.execute(
        "UPDATE answered_once SET at = ?2 WHERE at < ?1 OR at > ?2",
        params![earliest, now],
    )?)
}

pub fn forget_answers(conn: &Connection, before: i64) -> Result<usize> {
    Ok(conn.execute("DELETE FROM answered_once WHERE at < ?1", [before])?)
}
