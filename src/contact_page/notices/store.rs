//! SQL of the notices that were dismissed.
use std::collections::HashSet;

use rusqlite::{Connection, params};

use crate::{
    error::Result,
    ids::{ContactId, UserId},
};

pub fn dismissed(conn: &Connection, user: UserId, contact: ContactId) -> Result<HashSet<String>> {
    let mut statement = conn.prepare_cached(
        "SELECT fact FROM notice_dismissals WHERE contact_id = ?1 AND user_id = ?2",
    )?;
    let facts = statement.query_map(params![contact, user], |row| row.get(0))?;
    Ok(facts.collect::<rusqlite::Result<_>>()?)
}

/// False where it is dismissed already, or too many are.
pub fn dismiss(
    conn: &Connection,
    user: UserId,
    contact: ContactId,
    fact: &str,
    most: i64,
) -> Result<bool> {
    let written = conn
        .prepare_cached(
            "INSERT INTO notice_dismissals (contact_id, user_id, fact)
             SELECT ?1, ?2, ?3
             WHERE (
                 SELECT count(*) FROM notice_dismissals WHERE contact_id = ?1 AND user_id = ?2
             ) < ?4
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![contact, user, fact, most])?;
    Ok(written > 0)
}

pub fn show_again(conn: &Connection, user: UserId, contact: ContactId) -> Result<bool> {
    let removed = conn
        .prepare_cached("DELETE FROM notice_dismissals WHERE contact_id = ?1 AND user_id = ?2")?
        .execute(params![contact, user])?;
    Ok(removed > 0)
}
