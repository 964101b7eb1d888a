//! SQL of the notices: what must not be sent, what was dismissed.
use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, params};

use super::Refusals;
use crate::{
    error::Result,
    ids::{ContactId, UserId},
    workspaces::Scope,
};

pub fn refusals(conn: &Connection, scope: &Scope, contact: ContactId) -> Result<Refusals> {
    let found = conn
        .prepare_cached(
            "SELECT do_not_contact, do_not_mail, do_not_text
             FROM base_contacts
             WHERE id = ?1 AND workspace_id = ?2",
        )?
        .query_row(params![contact, scope.workspace()], |row| {
            Ok(Refusals { all: row.get(0)?, mail: row.get(1)?, text: row.get(2)? })
        })
        .optional()?;
    Ok(found.unwrap_or_default())
}

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
