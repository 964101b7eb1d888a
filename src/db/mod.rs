//! The database: encrypted, one writer, many readers. Domain code sees a plain `&Connection`.
mod functions;
mod inspect;
pub mod key;
pub mod keys;
mod migrate;
mod open;
pub mod pages;
mod pool;
mod presence;
pub mod rekey;
pub mod search;
pub mod session;
pub(crate) mod tokenizer;
pub mod wrapped;

use std::{collections::HashMap, path::PathBuf, sync::Arc};

use rusqlite::{Connection, Transaction, TransactionBehavior};

pub use inspect::{Inspection, inspect, open_to_look};
pub use migrate::{MIGRATIONS, SCHEMA_VERSION};
pub use open::{OpenError, OpenOptions, find_key};

use self::{key::Key, pool::Pool, presence::Presence};
use crate::{clock::Clock, error::Result};

/// Column names of every table, in order; changesets name columns by position only.
pub type Columns = HashMap<String, Vec<String>>;

#[derive(Clone)]
pub struct Db {
    readers: Pool,
    writer: Pool,
    path: Arc<PathBuf>,
    key: Key,
    columns: Arc<Columns>,
    clock: Clock,
    presence: Arc<Presence>,
}

impl Db {
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    pub fn path(&self) -> &std::path::Path {
        &self.path
    }

    /// What it is encrypted with: for backups, which carry it, and what is derived from it.
    pub(crate) fn key(&self) -> &Key {
        &self.key
    }

    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// One snapshot for the whole closure: what it reads fits together, and the file is locked
    /// once rather than by every statement.
    pub async fn read<T, F>(&self, query: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        self.readers
            .run(move |conn| {
                let snapshot = conn.transaction()?;
                query(&snapshot)
            })
            .await
    }

    /// Commit on `Ok`, roll back on `Err`. Only `audit` calls this: a person's change goes
    /// through `Db::write`, the machine's own bookkeeping through `Db::upkeep`.
    pub(crate) async fn transact<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T> + Send + 'static,
    {
        self.writer
            .run(move |conn| {
                let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let value = work(&tx)?;
                tx.commit()?;
                Ok(value)
            })
            .await
    }

    /// Folds the write-ahead log into the database, and empties it.
    pub async fn fold_in(&self) -> Result<()> {
        let tidy = "PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);";
        self.writer.run(move |conn| Ok(conn.execute_batch(tidy)?)).await
    }

    /// Gives back to the disk what the write-ahead log holds; called at a graceful stop.
    pub async fn close(&self) {
        if let Err(cause) = self.fold_in().await {
            tracing::warn!(%cause, "the write-ahead log was not folded in at the stop");
        }
        self.readers.close();
        self.writer.close();
        self.presence.end();
    }
}
