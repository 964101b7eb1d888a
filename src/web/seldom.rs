//! Lets a log line through at most once in a while for each address, in bounded memory.
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// More addresses than this at one time are not worth a line each.
const ADDRESSES: usize = 1024;

#[derive(Debug)]
pub struct Seldom {
    every: Duration,
    last: Mutex<HashMap<IpAddr, Instant>>,
}

impl Seldom {
    pub fn every(every: Duration) -> Self {
        Self { every, last: Mutex::default() }
    }

    /// Whether something may be said about this address now; saying it counts.
    pub fn may_speak(&self, about: IpAddr, now: Instant) -> bool {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.get(&about).is_some_and(|then| now.duration_since(*then) < self.every) {
            return false;
        }
        if last.len() >= ADDRESSES {
            last.retain(|_, then| now.duration_since(*then) < self.every);
        }
        if last.len() >= ADDRESSES {
            return false;
        }
        last.insert(about, now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_a_minute_for_each_address() {
        let seldom = Seldom::every(Duration::from_secs(60));
        let (here, there) = (IpAddr::from([203, 0, 113, 1]), IpAddr::from([203, 0, 113, 2]));
        let start = Instant::now();
        assert!(seldom.may_speak(here, start));
        assert!(!seldom.may_speak(here, start + Duration::from_secs(59)));
        assert!(seldom.may_speak(there, start));
        assert!(seldom.may_speak(here, start + Duration::from_secs(60)));
    }

    #[test]
    fn a_crowd_of_addresses_is_neither_remembered_nor_logged() {
        let seldom = Seldom::every(Duration::from_secs(60));
        let start = Instant::now();
        let spoken = (0..5000_u32)
            .filter(|n| seldom.may_speak(IpAddr::from(n.to_be_bytes()), start))
            .count();
        assert_eq!(spoken, ADDRESSES);
        let later = start + Duration::from_secs(61);
        assert!(seldom.may_speak(IpAddr::from([203, 0, 113, 9]), later));
    }
}
