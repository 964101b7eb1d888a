//! Slows down guessing at the passphrase, like the sign-in's; kept in memory, for there is no
//! database yet. Every guess takes its share of a processor besides, one after the other.
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use crate::{
    accounts::throttle::{Counter, Rule, network, too_many},
    clock::MINUTE_S,
    error::Result,
};

/// Who comes from one address.
const ADDRESS: Rule = Rule { free: 5, first_s: 15, cap_s: 15 * MINUTE_S };
/// All together. A low cap: strangers must leave room for who lives here.
const ALL: Rule = Rule { free: 20, first_s: 5, cap_s: MINUTE_S };
/// More than a home has; whoever comes from more is slowed down with all.
const ADDRESSES: usize = 1_024;

#[derive(Debug, Default)]
pub struct Guesses(Mutex<Counters>);

#[derive(Debug, Default)]
struct Counters {
    all: Option<Counter>,
    by_address: HashMap<String, Counter>,
}

impl Guesses {
    /// Says how long to wait, where it is too early for another one.
    pub fn charge(&self, address: Option<IpAddr>, now: i64) -> Result<()> {
        let mut counters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let address = network(address);
        let own = counters.by_address.get(&address).copied();
        let wait = |counter: Option<Counter>, rule| counter.map_or(0, |it| it.wait_s(rule, now));
        let wait_s = wait(own, &ADDRESS).max(wait(counters.all, &ALL));
        if wait_s > 0 {
            return Err(too_many(wait_s));
        }
        let next = |counter: Option<Counter>| Counter {
            failures: counter.map_or(0, |it| it.failures) + 1,
            last_on: now,
        };
        counters.all = Some(next(counters.all));
        if own.is_some() || counters.by_address.len() < ADDRESSES {
            counters.by_address.insert(address, next(own));
        }
        Ok(())
    }

    /// It was right: whoever comes from there need not wait any more.
    pub fn give_back(&self, address: Option<IpAddr>) {
        let mut counters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counters.by_address.remove(&network(address));
        counters.all = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Option<IpAddr> = Some(IpAddr::V4(std::net::Ipv4Addr::new(192, 168, 1, 7)));
    const THERE: Option<IpAddr> = Some(IpAddr::V4(std::net::Ipv4Addr::new(192, 168, 1, 8)));

    #[test]
    fn who_guesses_waits_longer_each_time_and_others_do_not() {
        let guesses = Guesses::default();
        for _ in 0..5 {
            guesses.charge(HERE, 1_000).unwrap();
        }
        assert!(guesses.charge(HERE, 1_000).is_err());
        assert!(guesses.charge(HERE, 1_014).is_err());
        guesses.charge(THERE, 1_000).unwrap();
        guesses.charge(HERE, 1_015).unwrap();
        assert!(guesses.charge(HERE, 1_044).is_err(), "twice as long");
        guesses.give_back(HERE);
        guesses.charge(HERE, 1_044).unwrap();
    }

    #[test]
    fn many_addresses_together_wait_a_minute_at_most() {
        let guesses = Guesses::default();
        let address = |at: u8| Some(IpAddr::from([10, 0, 0, at]));
        for at in 0..20 {
            guesses.charge(address(at), 1_000).unwrap();
        }
        assert!(guesses.charge(address(99), 1_000).is_err());
        for at in 0..50 {
            guesses.charge(address(100 + at), 2_000 + i64::from(at) * 60).unwrap();
        }
    }
}
