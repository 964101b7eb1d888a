//! How far long work is, for whoever looks; and the word that it should stop.
use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio_util::sync::CancellationToken;

use super::trouble::{Result, Trouble};

#[derive(Clone, Debug, Default)]
pub struct Progress {
    steps: Arc<Steps>,
    stop: CancellationToken,
}

#[derive(Debug, Default)]
struct Steps {
    done: AtomicU64,
    total: AtomicU64,
}

impl Progress {
    pub fn until(stop: CancellationToken) -> Self {
        Self { steps: Arc::default(), stop }
    }

    pub fn expect(&self, total: u64) {
        self.steps.total.store(total, Ordering::Relaxed);
    }

    pub fn one_more(&self) {
        self.steps.done.fetch_add(1, Ordering::Relaxed);
    }

    /// One more, unless it should stop.
    pub fn one_more_or_stop(&self) -> io::Result<()> {
        self.one_more();
        match self.stop.is_cancelled() {
            true => Err(io::ErrorKind::ConnectionAborted.into()),
            false => Ok(()),
        }
    }

    pub fn go_on(&self) -> Result<()> {
        if self.stop.is_cancelled() { Err(Trouble::Stopped) } else { Ok(()) }
    }

    /// Done, and in all.
    pub fn told(&self) -> (u64, u64) {
        (self.steps.done.load(Ordering::Relaxed), self.steps.total.load(Ordering::Relaxed))
    }
}
