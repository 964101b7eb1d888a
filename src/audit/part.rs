//! Bulk work that outlives the process: each step a transaction of its own, all of them under one
//! entry in the log, taken back as one.
use rusqlite::Connection;

use super::{Action, Tx, read, store, write::recorded};
use crate::{
    actor::Identify,
    db::Db,
    error::Result,
    ids::{Uid, UserId},
};

impl Db {
    /// One step. The entry's uid was chosen before the first of them, so that a step after a
    /// restart finds it; a step that changes nothing leaves no trace.
    pub async fn write_part<T, F>(
        &self,
        who: impl Identify,
        action: Action,
        entry: Uid,
        step: F,
    ) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Tx<'_>) -> Result<T> + Send + 'static,
    {
        let clock = self.clock().clone();
        self.transact(move |conn| {
            let at = clock.read();
            let actor = who.identify(conn, at)?;
            let (value, record) = recorded(conn, &actor, at, step)?;
            let begun = store::begun(conn, entry)?;
            let part = begun.map_or(0, |(_, part)| part);
            let begun = begun.map(|(id, _)| (id, entry));
            record.under(entry).add_part(conn, &actor, at, action, begun, part)?;
            Ok(value)
        })
        .await
    }
}

/// Whether what was changed under this entry was taken back, or is being taken back: nothing more
/// belongs under it then.
pub fn is_taken_back(conn: &Connection, owner: UserId, entry: Uid) -> Result<bool> {
    match store::find(conn, owner, entry)? {
        Some(found) => Ok(!read::is_in_effect(conn, found.id)?),
        None => Ok(false),
    }
}

/// Whether something was changed under this entry and still stands.
pub fn stands(conn: &Connection, owner: UserId, entry: Uid) -> Result<bool> {
    match store::find(conn, owner, entry)? {
        Some(found) => read::is_in_effect(conn, found.id),
        None => Ok(false),
    }
}
