//! Everything a request may need, composed once and passed down.
use std::sync::Arc;

use crate::{accounts::passwords::Passwords, config::Config, db::Db};

#[derive(Clone)]
pub struct App(Arc<Parts>);

pub struct Parts {
    pub db: Db,
    pub config: Config,
    pub passwords: Passwords,
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
