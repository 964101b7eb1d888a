//! What commands that touch the database begin with.
use std::future::Future;

use super::exit::{Exit, Failure};
use crate::{
    clock::Clock,
    config::Config,
    db::{Db, OpenOptions},
};

/// One thread is enough for a command that does one thing.
pub fn wait_for<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}

/// Opens the database, or makes it with its key.
pub async fn open(config: &Config) -> Result<Db, Failure> {
    let options = OpenOptions {
        path: config.database_file(),
        key_file: config.key_file.clone(),
        readers: 1,
        clock: Clock::System,
    };
    Ok(Db::open(options).await?)
}

/// Opens the database that is there; a mistyped folder must not become a second, empty one.
pub async fn open_existing(config: &Config) -> Result<Db, Failure> {
    let file = config.database_file();
    if !file.exists() {
        let message = format!(
            "there is no database at {}: start pi-crm once, or say where it is with --data-dir",
            file.display()
        );
        return Err(Failure::new(Exit::NotConfigured, message));
    }
    open(config).await
}
