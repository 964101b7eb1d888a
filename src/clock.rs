//! The time, as a parameter. UTC seconds everywhere inside; a person's zone only at the edge.
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

pub const MINUTE_S: i64 = 60;
pub const HOUR_S: i64 = 60 * MINUTE_S;
pub const DAY_S: i64 = 24 * HOUR_S;

/// No clock can truly be earlier than the day this binary was built.
const BUILT_AT: &str = env!("PI_CRM_BUILT_AT");

#[derive(Clone, Debug)]
pub enum Clock {
    System,
    /// A clock that stands still until it is told to move.
    Set(Arc<AtomicI64>),
}

/// What the clock said, and whether that can be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    pub now: i64,
    pub is_plausible: bool,
}

impl Reading {
    /// The time to judge ages by; `None` means that nothing is old enough for anything.
    pub fn trusted(self) -> Option<i64> {
        self.is_plausible.then_some(self.now)
    }
}

impl Clock {
    pub fn set(now: i64) -> Self {
        Self::Set(Arc::new(AtomicI64::new(now)))
    }

    pub fn now(&self) -> i64 {
        match self {
            Self::System => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| since.as_secs() as i64),
            Self::Set(now) => now.load(Ordering::Relaxed),
        }
    }

    pub fn read(&self) -> Reading {
        Reading { now: self.now(), is_plausible: self.is_plausible() }
    }

    /// A Pi without a battery wakes up in the past. Until its clock is plausible nothing may
    /// expire, be renewed or be purged.
    pub fn is_plausible(&self) -> bool {
        self.now() >= built_at()
    }
}

pub fn built_at() -> i64 {
    BUILT_AT.parse().expect("the build script writes a number")
}
