//! How often somebody may ask: so many requests a minute for each address, user and key.
use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    ops::Add,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use governor::{
    Quota, RateLimiter, clock, middleware::StateInformationMiddleware, nanos::Nanos,
    state::keyed::DashMapStateStore,
};
use poem::http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::ids::{KeyId, UserId};

/// Beyond so many known keys, newcomers share one allowance until the rest have been idle.
const MOST_KEYS: usize = 20_000;
/// How many checks go by between two sweeps of idle keys.
const SWEEP_EVERY: u64 = 1024;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RateKey {
    Address(IpAddr),
    User(UserId),
    Key(KeyId),
    /// Beyond the allowance: to read a form and give it back, so that nothing typed is lost.
    Form(IpAddr),
    /// Everybody for whom there is no room of their own.
    Crowd,
}

/// What is left of the allowance after this request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub limit: u32,
    pub remaining: u32,
    /// Until the whole allowance is there again.
    pub reset_s: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exceeded {
    pub limit: u32,
    pub retry_after_s: u64,
}

pub struct Limiter {
    per_minute: NonZeroU32,
    cells: RateLimiter<RateKey, DashMapStateStore<RateKey>, Ticks, StateInformationMiddleware>,
    ticks: Ticks,
    checks: AtomicU64,
}

impl Limiter {
    pub fn per_minute(requests: u32) -> Self {
        Self::with_ticks(requests, Ticks::Running(Instant::now()))
    }

    pub fn with_ticks(requests: u32, ticks: Ticks) -> Self {
        let per_minute = NonZeroU32::new(requests).unwrap_or(NonZeroU32::MIN);
        let store = DashMapStateStore::default();
        let cells = RateLimiter::new(Quota::per_minute(per_minute), store, ticks.clone());
        Self { per_minute, cells, ticks, checks: AtomicU64::new(0) }
    }

    pub fn check(&self, key: RateKey) -> Result<Verdict, Exceeded> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.cells.retain_recent();
            self.cells.shrink_to_fit();
        }
        let key = if self.cells.len() < MOST_KEYS { grouped(key) } else { RateKey::Crowd };
        let limit = self.per_minute.get();
        match self.cells.check_key(&key) {
            Ok(state) => {
                let remaining = state.remaining_burst_capacity();
                Ok(Verdict { limit, remaining, reset_s: self.refill_s(limit - remaining) })
            }
            Err(not_until) => {
                let wait = not_until.wait_time_from(clock::Clock::now(&self.ticks));
                Err(Exceeded { limit, retry_after_s: seconds_up(wait) })
            }
        }
    }

    /// Whether a form of somebody who asked too often may still be read. It costs ten times as much
    /// as a request, from an allowance of its own, so that a flood of forms is not worth sending.
    pub fn admits_form(&self, address: IpAddr) -> bool {
        const COST: NonZeroU32 = NonZeroU32::new(10).expect("ten");
        let key = grouped(RateKey::Form(address));
        let is_known = self.cells.len() < MOST_KEYS;
        is_known && matches!(self.cells.check_key_n(&key, COST.min(self.per_minute)), Ok(Ok(_)))
    }

    fn refill_s(&self, used: u32) -> u64 {
        (u64::from(used) * 60).div_ceil(u64::from(self.per_minute.get()))
    }
}

impl Verdict {
    /// Of two allowances that both apply, the one that ends sooner.
    pub fn tighter(self, other: Self) -> Self {
        if other.remaining < self.remaining { other } else { self }
    }

    pub fn write(&self, headers: &mut HeaderMap) {
        write(headers, self.limit, self.remaining, self.reset_s);
    }
}

impl Exceeded {
    pub fn write(&self, headers: &mut HeaderMap) {
        write(headers, self.limit, 0, self.retry_after_s);
        headers.insert(header::RETRY_AFTER, HeaderValue::from(self.retry_after_s));
    }
}

/// Both spellings are in use: the older with `X-`, the newer without.
fn write(headers: &mut HeaderMap, limit: u32, remaining: u32, reset_s: u64) {
    const LIMIT: [&str; 2] = ["ratelimit-limit", "x-ratelimit-limit"];
    const REMAINING: [&str; 2] = ["ratelimit-remaining", "x-ratelimit-remaining"];
    const RESET: [&str; 2] = ["ratelimit-reset", "x-ratelimit-reset"];
    for (names, value) in [(LIMIT, limit.into()), (REMAINING, remaining.into()), (RESET, reset_s)] {
        for name in names {
            headers.insert(HeaderName::from_static(name), HeaderValue::from(value));
        }
    }
}

/// A household owns a whole IPv6 /64, so that counts as one address.
fn grouped(key: RateKey) -> RateKey {
    match key {
        RateKey::Address(address) => RateKey::Address(block(address)),
        RateKey::Form(address) => RateKey::Form(block(address)),
        other => other,
    }
}

/// The address that stands for all those one visitor can freely choose from.
pub fn block(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into(),
        v4 => v4,
    }
}

/// Wall time jumps; this one only goes forward, or stands until a test moves it.
#[derive(Clone, Debug)]
pub enum Ticks {
    Running(Instant),
    Set(Arc<AtomicU64>),
}

impl Ticks {
    pub fn set() -> Self {
        Self::Set(Arc::default())
    }

    pub fn advance(&self, by: Duration) {
        if let Self::Set(now_ns) = self {
            now_ns.fetch_add(by.as_nanos() as u64, Ordering::Relaxed);
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tick(Nanos);

impl Add<Nanos> for Tick {
    type Output = Self;

    fn add(self, by: Nanos) -> Self {
        Self(self.0 + by)
    }
}

impl clock::Reference for Tick {
    fn duration_since(&self, earlier: Self) -> Nanos {
        self.0.as_u64().saturating_sub(earlier.0.as_u64()).into()
    }

    fn saturating_sub(&self, by: Nanos) -> Self {
        Self(self.0.as_u64().saturating_sub(by.as_u64()).into())
    }
}

impl clock::Clock for Ticks {
    type Instant = Tick;

    fn now(&self) -> Tick {
        Tick(match self {
            Self::Running(start) => (start.elapsed().as_nanos() as u64).into(),
            Self::Set(now_ns) => now_ns.load(Ordering::Relaxed).into(),
        })
    }
}

fn seconds_up(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home(last: u8) -> RateKey {
        RateKey::Address(IpAddr::from([192, 168, 1, last]))
    }

    #[test]
    fn a_hundred_a_minute_then_a_wait_then_one_more() {
        let ticks = Ticks::set();
        let limiter = Limiter::with_ticks(100, ticks.clone());
        for used in 1..=100 {
            let verdict = limiter.check(home(1)).expect("within the allowance");
            assert_eq!((verdict.limit, verdict.remaining), (100, 100 - used));
        }
        assert_eq!(limiter.check(home(1)), Err(Exceeded { limit: 100, retry_after_s: 1 }));
        assert_eq!(limiter.check(home(2)).map(|left| left.remaining), Ok(99));
        assert_eq!(limiter.check(RateKey::User(UserId(1))).map(|left| left.remaining), Ok(99));
        ticks.advance(Duration::from_secs(1));
        assert_eq!(limiter.check(home(1)), Ok(Verdict { limit: 100, remaining: 0, reset_s: 60 }));
        ticks.advance(Duration::from_secs(60));
        assert_eq!(limiter.check(home(1)), Ok(Verdict { limit: 100, remaining: 99, reset_s: 1 }));
    }

    #[test]
    fn forms_beyond_the_allowance_have_a_small_one_of_their_own() {
        let ticks = Ticks::set();
        let limiter = Limiter::with_ticks(60, ticks.clone());
        let admitted = |text: &str| limiter.admits_form(text.parse().unwrap());
        let read = (0..100).filter(|_| admitted("192.168.1.1")).count();
        assert_eq!(read, 6);
        assert!(admitted("192.168.1.2") && limiter.check(home(1)).is_ok());
        ticks.advance(Duration::from_secs(10));
        assert!(admitted("192.168.1.1") && !admitted("192.168.1.1"));
        let narrow = Limiter::per_minute(2);
        assert!(narrow.admits_form("192.168.1.1".parse().unwrap()), "one at least");
    }

    #[test]
    fn one_visitor_has_one_allowance_however_many_ipv6_addresses() {
        let limiter = Limiter::with_ticks(1, Ticks::set());
        let key = |text: &str| RateKey::Address(text.parse().unwrap());
        assert!(limiter.check(key("fd00::1")).is_ok());
        assert!(limiter.check(key("fd00::2")).is_err());
        assert!(limiter.check(key("fd00:0:0:1::2")).is_ok());
        assert!(limiter.check(key("192.168.1.1")).is_ok());
        assert!(limiter.check(key("::ffff:192.168.1.1")).is_err());
    }

    #[test]
    fn memory_stays_bounded_and_idle_keys_go() {
        let ticks = Ticks::set();
        let limiter = Limiter::with_ticks(100, ticks.clone());
        let key = |n: u32| RateKey::Address(IpAddr::from(n.to_be_bytes()));
        for n in 0..3 * MOST_KEYS as u32 {
            let _ = limiter.check(key(n));
        }
        assert!(limiter.cells.len() <= MOST_KEYS + 1, "{} keys", limiter.cells.len());
        ticks.advance(Duration::from_secs(120));
        for _ in 0..SWEEP_EVERY {
            let _ = limiter.check(key(1));
        }
        assert!(limiter.cells.len() <= 2, "{} keys are still there", limiter.cells.len());
    }

    #[test]
    fn the_headers_say_what_is_left_and_when_to_come_back() {
        let mut headers = HeaderMap::new();
        Verdict { limit: 100, remaining: 7, reset_s: 56 }.write(&mut headers);
        assert_eq!(headers["ratelimit-remaining"], "7");
        assert_eq!(headers["x-ratelimit-limit"], "100");
        assert!(!headers.contains_key("retry-after"));
        Exceeded { limit: 100, retry_after_s: 3 }.write(&mut headers);
        assert_eq!(
            (&headers["ratelimit-remaining"], &headers["retry-after"]),
            (&HeaderValue::from_static("0"), &HeaderValue::from_static("3"),)
        );
    }

    #[test]
    fn the_tighter_of_two_allowances_is_told() {
        let wide = Verdict { limit: 100, remaining: 90, reset_s: 6 };
        let narrow = Verdict { limit: 100, remaining: 3, reset_s: 58 };
        assert_eq!(wide.tighter(narrow), narrow);
        assert_eq!(narrow.tighter(wide), narrow);
    }
}
