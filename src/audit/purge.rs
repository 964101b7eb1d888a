//! After 30 days a change can no longer be undone: its changeset goes, its words stay.
use rusqlite::Connection;

use super::{
    difference::{KEPT, Teller},
    once, store,
};
use crate::{clock::DAY_S, db::Columns, error::Result};

pub const UNDO_DAYS: i64 = 30;
const ANSWERS_KEPT_S: i64 = 2 * DAY_S;

/// What was changed while the clock could not be believed has its 30 days from now on: until then
/// nothing could be too old to undo, and from here on it ages like everything else.
pub fn begin_days(conn: &Connection, now: i64) -> Result<usize> {
    store::begin_days(conn, now)
}

/// Turns one expired changeset into its readable differences; false when none is left.
pub fn one_changeset(conn: &Connection, columns: &Columns, now: i64) -> Result<bool> {
    let Some(expired) = store::next_expired(conn, now - UNDO_DAYS * DAY_S)? else {
        return Ok(false);
    };
    let teller = Teller::new(conn, expired.owner, columns);
    let told = teller.of_changeset(&expired.changeset, None, KEPT)?;
    store::keep_only_words(conn, expired.audit, expired.part, &told.to_json()?)?;
    Ok(true)
}

pub fn answers(conn: &Connection, now: i64) -> Result<usize> {
    once::forget(conn, now, ANSWERS_KEPT_S)
}
