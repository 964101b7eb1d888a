//! The search index follows every change, each contact written once within it.
use rusqlite::Connection;

use super::Db;
use crate::error::Result;

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

/// Pages of the index that a step may write: the writer is never held long.
const STEP_PAGES: i64 = 500;
/// So many pages beside the largest part are worth writing all of it anew: this many, and a tenth.
const FEWEST_SCATTERED: i64 = 64;
const SCATTERED_SHARE: i64 = 10;

/// Every change adds a part to the index; what many changes left behind is put together here, so
/// that neither a search looks through all of them nor somebody's edit has to do it.
pub async fn tidy(db: &Db) -> Result<()> {
    if db.read(|conn| Ok(is_scattered(conn)?)).await? {
        put_together(db).await?;
    }
    Ok(())
}

/// Makes one of all parts. What was deleted is in none of them afterwards.
pub async fn put_together(db: &Db) -> Result<()> {
    let mut is_first = true;
    while db.transact(move |tx| Ok(step(tx, is_first)?)).await? {
        is_first = false;
    }
    Ok(())
}

fn is_scattered(conn: &Connection) -> rusqlite::Result<bool> {
    let (pages, largest): (i64, i64) = conn.query_row(
        "SELECT coalesce(sum(pages), 0), coalesce(max(pages), 0)
         FROM (SELECT count(*) AS pages FROM contact_search_idx GROUP BY segid)",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let rest = pages - largest;
    Ok(rest >= FEWEST_SCATTERED && rest * SCATTERED_SHARE >= pages)
}

/// A bounded part of the work; false when there is nothing left to do.
fn step(conn: &Connection, is_first: bool) -> rusqlite::Result<bool> {
    // Below zero it begins with all of them, whatever their sizes.
    let pages = if is_first { -STEP_PAGES } else { STEP_PAGES };
    let before = conn.total_changes();
    conn.prepare_cached("INSERT INTO contact_search (contact_search, rank) VALUES ('merge', ?1)")?
        .execute([pages])?;
    // The statement itself counts as one.
    Ok(conn.total_changes() - before >= 2)
}
