//! What commands that touch the database begin with.
use std::{future::Future, io::IsTerminal};

use zeroize::Zeroizing;

use super::{
    exit::{Exit, Failure},
    password,
};
use crate::{
    clock::Clock,
    config::Config,
    db::{
        self, Db, OpenError, OpenOptions,
        key::{Found, Key},
        wrapped::Wrapped,
    },
};

/// One thread is enough for a command that does one thing.
pub fn wait_for<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}

/// Opens the database, or makes it with its key. Where a passphrase wraps the key, it is asked for
/// at a terminal, and a script is told so by an exit code of its own.
pub async fn open(config: &Config) -> Result<Db, Failure> {
    match db::find_key(&options(config))? {
        Found::Plain(_) => Ok(Db::open(options(config)).await?),
        Found::Wrapped(wrapped) => {
            let key = unlocked(&wrapped, config)?;
            Ok(Db::open_with(options(config), key).await?)
        }
    }
}

/// Opens the database that is there; a mistyped folder must not become a second, empty one.
pub async fn open_existing(config: &Config) -> Result<Db, Failure> {
    must_exist(config)?;
    open(config).await
}

pub fn must_exist(config: &Config) -> Result<(), Failure> {
    let file = config.database_file();
    if file.exists() {
        return Ok(());
    }
    let message = format!(
        "there is no database at {}: start pi-crm once, or say where it is with --data-dir",
        file.display()
    );
    Err(Failure::new(Exit::NotConfigured, message))
}

pub fn options(config: &Config) -> OpenOptions {
    OpenOptions {
        path: config.database_file(),
        key_file: config.key_file.clone(),
        readers: 1,
        clock: Clock::System,
    }
}

fn unlocked(wrapped: &Wrapped, config: &Config) -> Result<Key, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(OpenError::Locked(config.key_file.clone()).into());
    }
    let typed = Zeroizing::new(password::unseen("Passphrase of the database key: ")?);
    wrapped.open(&typed).ok_or_else(wrong_passphrase)
}

pub fn wrong_passphrase() -> Failure {
    Failure::new(Exit::Failed, "this is not the passphrase; nothing was changed")
}
