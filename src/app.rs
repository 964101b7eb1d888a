//! Everything a request may need, composed once and passed down.
use std::sync::{Arc, OnceLock};

use crate::{accounts::passwords::Passwords, config::Config, db::Db, jobs::worker::Bell};

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
    /// The plain door's, once it is open and there is something for a device to trust.
    pub trust_port: OnceLock<u16>,
}

impl Parts {
    pub fn new(db: Db, config: Config, passwords: Passwords) -> Self {
        let (imports, undos) = (Bell::default(), Bell::default());
        Self { db, config, passwords, imports, undos, trust_port: OnceLock::new() }
    }
}

impl App {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
