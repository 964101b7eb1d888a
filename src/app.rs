//! Everything a request may need, composed once and passed down.
use std::sync::{Arc, OnceLock};

use crate::{
    accounts::passwords::Passwords,
    backups::{Home, restore::attempt::Attempt},
    config::Config,
    db::Db,
    jobs::worker::Bell,
    key_file,
};

#[derive(Clone)]
pub struct App(Arc<Parts>);

pub struct Parts {
    pub db: Db,
    pub config: Config,
    pub passwords: Passwords,
    /// Rung when there is something to import.
    pub imports: Bell,
    /// Rung when a large change is to be taken back.
    pub undos: Bell,
    /// Rung when a backup was asked for.
    pub backups: Bell,
    /// What became of a restore that was asked for in the browser.
    pub restoring: Attempt,
    /// Rung when what was restored waits for the next start.
    pub restart: Bell,
    /// Another database key, to be had at that start.
    pub rekeying: key_file::Asked,
    /// Why the last one that was asked for did not come to be.
    pub not_rekeyed: Option<String>,
    /// The plain door's, once it is open and there is something for a device to trust.
    pub trust_port: OnceLock<u16>,
}

impl Parts {
    pub fn new(db: Db, config: Config, passwords: Passwords) -> Self {
        Self {
            db,
            config,
            passwords,
            imports: Bell::default(),
            undos: Bell::default(),
            backups: Bell::default(),
            restoring: Attempt::default(),
            restart: Bell::default(),
            rekeying: key_file::Asked::default(),
            not_rekeyed: None,
            trust_port: OnceLock::new(),
        }
    }
}

impl App {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// Where on this box the things of a backup lie.
    pub fn home(&self) -> Home {
        Home::new(&self.config.data_dir, &self.config.key_file)
            .by(self.db.clock().clone())
            .with_key(self.db.key().clone())
    }
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
