//! The search index follows every change, each contact written once within it.
use rusqlite::Connection;

/// Triggers note who is found by other words than before; here they are indexed anew. It is part of
/// the change that it follows, so that the two are never apart.
pub fn follow(conn: &Connection) -> rusqlite::Result<()> {
    let mut is_due = conn.prepare_cached("SELECT 1 FROM contacts_to_index")?;
    if !is_due.exists([])? {
        return Ok(());
    }
    conn.prepare_cached(
        "INSERT OR REPLACE INTO contact_search (rowid, name, other)
         SELECT contact_id, name, other
         FROM contact_words
         WHERE contact_id IN (SELECT contact_id FROM contacts_to_index)",
    )?
    .execute([])?;
    conn.prepare_cached("DELETE FROM contacts_to_index")?.execute([])?;
    Ok(())
}

/// Contacts indexed in one go by the task: the writer is never held long.
const LATER_CHUNK: usize = 500;

/// Takes on some of those who were too many for the change that called for it; false when nobody
/// is left.
pub fn catch_up(conn: &Connection) -> rusqlite::Result<bool> {
    let taken = conn
        .prepare_cached(
            "INSERT INTO contacts_to_index (contact_id)
             SELECT contact_id FROM contacts_to_index_later ORDER BY contact_id LIMIT ?1
             ON CONFLICT DO NOTHING",
        )?
        .execute([LATER_CHUNK as i64])?;
    conn.prepare_cached(
        "DELETE FROM contacts_to_index_later
         WHERE contact_id IN (SELECT contact_id FROM contacts_to_index)",
    )?
    .execute([])?;
    follow(conn)?;
    Ok(taken > 0)
}
