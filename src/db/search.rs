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
