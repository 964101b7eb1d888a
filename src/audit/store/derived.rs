//! SQL of columns that rows of other tables decide.
use rusqlite::{Connection, OptionalExtension, params};

use crate::{error::Result, ids::ContactId};

pub fn contact_of_entry(conn: &Connection, entry: i64) -> Result<Option<ContactId>> {
    Ok(conn
        .prepare_cached("SELECT contact_id FROM communication_logs WHERE id = ?1")?
        .query_row([entry], |row| row.get(0))
        .optional()?)
}

/// Writes nothing where it is right already.
pub fn settle_last_contact(conn: &Connection, contact: ContactId) -> Result<()> {
    let last: Option<i64> = conn
        .prepare_cached(include_str!("../../../sql/queries/audit/last_contact_at.sql"))?
        .query_row([contact], |row| row.get(0))?;
    conn.prepare_cached(
        "UPDATE base_contacts
         SET last_contact_at = ?2
         WHERE id = ?1 AND last_contact_at IS NOT ?2",
    )?
    .execute(params![contact, last])?;
    Ok(())
}
