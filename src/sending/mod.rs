//! Whether anything may be sent at all (CA-10). After a restore it may not, until a person has
//! looked: what was sent since the backup was made is not known to it. Whoever sends asks here.
pub mod pages;
mod store;
pub mod views;

use rusqlite::Connection;

use crate::error::{Error, Result};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    pub since: i64,
    pub why: String,
}

pub fn held(conn: &Connection) -> Result<Option<Hold>> {
    store::find(conn)
}

pub fn hold(conn: &Connection, why: &str, now: i64) -> Result<()> {
    store::put(conn, why, now)
}

/// Answers whether it was held.
pub fn release(conn: &Connection) -> Result<bool> {
    store::delete(conn)
}

/// For whoever is about to send something.
pub fn may_send(conn: &Connection) -> Result<()> {
    match held(conn)? {
        None => Ok(()),
        Some(_) => Err(Error::Conflict(
            "Sending is held since a backup was restored. Nothing was sent; an owner can release \
             it on the backups page."
                .into(),
        )),
    }
}
