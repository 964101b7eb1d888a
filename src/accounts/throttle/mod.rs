//! Slows down guessing. Every attempt is charged before its password is looked at, so that many at
//! once are no way around, and success gives the charge back. Three counters watch a sign-in:
//! account and address together, the address alone, the account alone. An address that has signed
//! in to this account before answers to the first only: strangers cannot lock its owner out.
use std::net::{IpAddr, Ipv6Addr};

use rusqlite::Connection;

use super::tokens::Fingerprint;
use crate::{
    clock::{DAY_S, MINUTE_S, Reading},
    error::{Error, Result},
    ids::UserId,
    text, when,
};

mod store;

/// After a day of peace a counter begins anew.
const FORGET_AFTER_S: i64 = DAY_S;
const KNOWN_FOR_S: i64 = 400 * DAY_S;

/// From the `free`th failure on the next attempt waits, twice as long each time.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    pub free: i64,
    pub first_s: i64,
    pub cap_s: i64,
}

const PAIR: Rule = Rule { free: 5, first_s: 15, cap_s: 15 * MINUTE_S };
/// Whole households may share an address, so it may fail more often.
const ADDRESS: Rule = Rule { free: 20, first_s: 15, cap_s: 15 * MINUTE_S };
/// Counts strangers only. A low cap: it must leave room for the owner with a new phone.
const ACCOUNT: Rule = Rule { free: 10, first_s: 5, cap_s: MINUTE_S };
/// Whoever gets to guess codes knows the password, so they wait as long as anybody does.
const CODES: Rule = Rule { free: 10, first_s: 15, cap_s: 15 * MINUTE_S };

/// An attempt that was let through and charged.
#[derive(Clone, Debug)]
pub struct Attempt {
    own: Fingerprint,
    shared: Vec<Fingerprint>,
    /// The pair of account and address to know from now on, should it succeed.
    pair: Option<Fingerprint>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counter {
    pub failures: i64,
    pub last_on: i64,
}

/// May somebody at this address try to sign in to this account now? Says how long to wait if not.
/// It makes no difference whether there is such an account.
pub fn sign_in(
    conn: &Connection,
    email: &str,
    address: Option<IpAddr>,
    now: i64,
) -> Result<Attempt> {
    let email = text::email_key(email);
    let pair = pair(&email, address);
    let mut counters = vec![(PAIR, pair)];
    if !store::is_known(conn, pair)? {
        counters.push((ADDRESS, Fingerprint::of(&format!("address {}", network(address)))));
        counters.push((ACCOUNT, Fingerprint::of(&format!("account {email}"))));
    }
    admit(conn, &counters, now, Some(pair))
}

/// May somebody at this address, whose password was right, try a code of this account now?
pub fn second_step(
    conn: &Connection,
    email: &str,
    address: Option<IpAddr>,
    now: i64,
) -> Result<Attempt> {
    let email = text::email_key(email);
    let pair = pair(&email, address);
    let own = Fingerprint::of(&format!("code {} {email}", exact(address)));
    let mut counters = vec![(PAIR, own)];
    if !store::is_known(conn, pair)? {
        counters.push((ADDRESS, Fingerprint::of(&format!("codes from {}", network(address)))));
        counters.push((CODES, Fingerprint::of(&format!("codes of {email}"))));
    }
    admit(conn, &counters, now, Some(pair))
}

/// May somebody at this address try a set-up code now?
pub fn set_up(conn: &Connection, address: Option<IpAddr>, now: i64) -> Result<Attempt> {
    let key = Fingerprint::of(&format!("set-up {}", network(address)));
    admit(conn, &[(PAIR, key)], now, None)
}

/// May somebody at this address try the code of an invitation now?
pub fn join(conn: &Connection, address: Option<IpAddr>, now: i64) -> Result<Attempt> {
    let key = Fingerprint::of(&format!("join {}", network(address)));
    admit(conn, &[(PAIR, key)], now, None)
}

/// May this signed-in user prove their current password now? A borrowed session must not guess it.
pub fn confirm(conn: &Connection, user: UserId, now: i64) -> Result<Attempt> {
    let key = Fingerprint::of(&format!("confirm {}", user.0));
    admit(conn, &[(PAIR, key)], now, None)
}

/// The same for the passphrase of the database key.
pub fn confirm_passphrase(conn: &Connection, user: UserId, now: i64) -> Result<Attempt> {
    let key = Fingerprint::of(&format!("confirm passphrase {}", user.0));
    admit(conn, &[(PAIR, key)], now, None)
}

/// The same for a code beside that password.
pub fn confirm_code(conn: &Connection, user: UserId, now: i64) -> Result<Attempt> {
    let key = Fingerprint::of(&format!("confirm code {}", user.0));
    admit(conn, &[(PAIR, key)], now, None)
}

/// Gives back what the attempt and the failures before it were charged, and knows the address from
/// now on.
pub fn succeeded(conn: &Connection, attempt: &Attempt, now: i64) -> Result<()> {
    halfway(conn, attempt)?;
    match attempt.pair {
        Some(pair) => store::remember(conn, pair, now),
        None => Ok(()),
    }
}

/// Gives back the same, but a right password alone does not make an address known where a second
/// step follows.
pub fn halfway(conn: &Connection, attempt: &Attempt) -> Result<()> {
    let failures = store::find(conn, attempt.own)?.map_or(0, |it| it.failures);
    store::delete(conn, attempt.own)?;
    for key in &attempt.shared {
        store::give_back(conn, *key, failures)?;
    }
    Ok(())
}

/// Removes counters that begin anew anyway, and addresses not seen for more than a year.
pub fn purge(conn: &Connection, at: Reading) -> Result<usize> {
    match at.trusted() {
        Some(now) => store::purge(conn, now - FORGET_AFTER_S, now - KNOWN_FOR_S),
        None => Ok(0),
    }
}

fn admit(
    conn: &Connection,
    counters: &[(Rule, Fingerprint)],
    now: i64,
    pair: Option<Fingerprint>,
) -> Result<Attempt> {
    let mut charges = Vec::with_capacity(counters.len());
    let mut wait_s = 0;
    for (rule, key) in counters {
        let counter = store::find(conn, *key)?.filter(|it| !it.is_forgotten(now));
        wait_s = wait_s.max(counter.map_or(0, |it| it.wait_s(rule, now)));
        charges.push((*key, counter.map_or(0, |it| it.failures) + 1));
    }
    if wait_s > 0 {
        return Err(too_many(wait_s));
    }
    for (key, failures) in charges {
        store::put(conn, key, Counter { failures, last_on: now })?;
    }
    let shared = counters[1..].iter().map(|(_, key)| *key).collect();
    Ok(Attempt { own: counters[0].1, shared, pair })
}

pub fn too_many(wait_s: i64) -> Error {
    Error::TooMany {
        message: format!("Too many wrong attempts. Try again in {}.", when::wait(wait_s)),
        retry_after_s: wait_s as u64,
    }
}

impl Counter {
    fn is_forgotten(self, now: i64) -> bool {
        now - self.last_on > FORGET_AFTER_S
    }

    /// When the clock went backwards, the count stays but nobody waits for a moment far away.
    pub fn wait_s(self, rule: &Rule, now: i64) -> i64 {
        match now < self.last_on {
            true => 0,
            false => (self.last_on + rule.delay_s(self.failures) - now).max(0),
        }
    }
}

impl Rule {
    fn delay_s(&self, failures: i64) -> i64 {
        match failures - self.free {
            ..0 => 0,
            doublings @ 0..20 => (self.first_s << doublings).min(self.cap_s),
            _ => self.cap_s,
        }
    }
}

fn pair(email_key: &str, address: Option<IpAddr>) -> Fingerprint {
    Fingerprint::of(&format!("pair {} {email_key}", exact(address)))
}

fn exact(address: Option<IpAddr>) -> String {
    address.map_or_else(|| "nowhere".into(), |it| it.to_canonical().to_string())
}

/// One device can take any of 2⁶⁴ IPv6 addresses, so its network counts.
pub fn network(address: Option<IpAddr>) -> String {
    match address.map(|it| it.to_canonical()) {
        Some(IpAddr::V6(it)) => Ipv6Addr::from(u128::from(it) >> 64 << 64).to_string(),
        other => exact(other),
    }
}

#[cfg(test)]
mod tests;
