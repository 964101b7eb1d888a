use super::*;
use crate::accounts::testing::{NOW, connection};

const HOME: Option<IpAddr> = Some(IpAddr::V4(std::net::Ipv4Addr::new(192, 168, 1, 7)));

fn stranger(n: u32) -> Option<IpAddr> {
    Some(std::net::Ipv4Addr::from(0x0A00_0000 + n).into())
}

fn wait_s(done: Result<Attempt>) -> u64 {
    match done {
        Ok(_) => 0,
        Err(Error::TooMany { retry_after_s, .. }) => retry_after_s,
        Err(other) => panic!("{other}"),
    }
}

/// Fails until one has to wait, waits, and so on; answers with the waits.
fn waits(rule_under: impl Fn(&Connection, i64) -> Result<Attempt>, attempts: usize) -> Vec<u64> {
    let conn = connection();
    let mut now = NOW;
    let mut waits = Vec::new();
    for _ in 0..attempts {
        let wait = wait_s(rule_under(&conn, now));
        if wait > 0 {
            now += wait as i64 - 1;
            assert_eq!(wait_s(rule_under(&conn, now)), 1, "a second too early");
            now += 1;
            assert_eq!(wait_s(rule_under(&conn, now)), 0, "in time");
        }
        waits.push(wait);
    }
    waits
}

#[test]
fn one_address_at_one_account_waits_from_the_fifth_failure_on() {
    let found = waits(|conn, now| sign_in(conn, "andy@example.com", HOME, now), 13);
    assert_eq!(found, [0, 0, 0, 0, 0, 15, 30, 60, 120, 240, 480, 900, 900]);
    let found = waits(|conn, now| set_up(conn, HOME, now), 7);
    assert_eq!(found, [0, 0, 0, 0, 0, 15, 30]);
    let found = waits(|conn, now| confirm(conn, UserId(1), now), 7);
    assert_eq!(found, [0, 0, 0, 0, 0, 15, 30]);
}

#[test]
fn one_address_at_many_accounts_waits_too() {
    let conn = connection();
    for i in 0..20 {
        assert_eq!(wait_s(sign_in(&conn, &format!("user{i}@example.com"), HOME, NOW)), 0, "{i}");
    }
    assert_eq!(wait_s(sign_in(&conn, "one-more@example.com", HOME, NOW)), 15);
    assert_eq!(wait_s(sign_in(&conn, "one-more@example.com", stranger(1), NOW)), 0);
}

#[test]
fn an_ipv6_network_counts_as_one_address() {
    let conn = connection();
    let at = |n: u16| Some(IpAddr::from([0xfd00, 1, 2, 3, 0, 0, 0, n]));
    for n in 0..20 {
        assert_eq!(wait_s(sign_in(&conn, &format!("user{n}@example.com"), at(n), NOW)), 0);
    }
    assert_eq!(wait_s(sign_in(&conn, "one-more@example.com", at(77), NOW)), 15);
    let elsewhere = Some(IpAddr::from([0xfd00, 1, 2, 4, 0, 0, 0, 1]));
    assert_eq!(wait_s(sign_in(&conn, "one-more@example.com", elsewhere, NOW)), 0);
}

#[test]
fn an_ipv4_address_in_ipv6_clothes_is_the_same() {
    let mapped = Some(IpAddr::V6(std::net::Ipv4Addr::new(192, 168, 1, 7).to_ipv6_mapped()));
    assert_eq!(exact(mapped), exact(HOME));
    assert_eq!(network(mapped), network(HOME));
}

#[test]
fn strangers_slow_each_other_but_not_an_address_that_is_known() {
    let conn = connection();
    let attempt = sign_in(&conn, "andy@example.com", HOME, NOW).unwrap();
    succeeded(&conn, &attempt, NOW).unwrap();

    let mut now = NOW;
    for n in 0..200 {
        now += wait_s(sign_in(&conn, "Andy@Example.com", stranger(n), now)) as i64;
    }
    let new_phone = wait_s(sign_in(&conn, "andy@example.com", stranger(1000), now));
    assert!((1..=60).contains(&new_phone), "a new phone waits {new_phone} s");
    assert_eq!(wait_s(sign_in(&conn, "andy@example.com", HOME, now)), 0, "the owner does not");
    assert_eq!(wait_s(sign_in(&conn, "m@example.com", stranger(1001), now)), 0, "nor others");
}

#[test]
fn a_known_address_still_cannot_guess_for_ever() {
    let conn = connection();
    let attempt = sign_in(&conn, "andy@example.com", HOME, NOW).unwrap();
    succeeded(&conn, &attempt, NOW).unwrap();
    for _ in 0..5 {
        assert_eq!(wait_s(sign_in(&conn, "andy@example.com", HOME, NOW)), 0);
    }
    assert_eq!(wait_s(sign_in(&conn, "andy@example.com", HOME, NOW)), 15);
    assert_eq!(wait_s(sign_in(&conn, "monalisa@example.com", HOME, NOW)), 0);
}

#[test]
fn success_gives_back_what_was_charged() {
    let conn = connection();
    for n in 0..19 {
        sign_in(&conn, &format!("user{n}@example.com"), HOME, NOW).unwrap();
    }
    let attempt = sign_in(&conn, "andy@example.com", HOME, NOW).unwrap();
    assert_eq!(wait_s(sign_in(&conn, "new@example.com", HOME, NOW)), 15);
    succeeded(&conn, &attempt, NOW).unwrap();
    let again = wait_s(sign_in(&conn, "new@example.com", HOME, NOW));
    assert_eq!(again, 0, "the others' nineteen failures remain, this one is gone");
    assert_eq!(wait_s(sign_in(&conn, "newer@example.com", HOME, NOW)), 15);
    for _ in 0..5 {
        assert_eq!(wait_s(sign_in(&conn, "andy@example.com", HOME, NOW)), 0);
    }
}

#[test]
fn many_at_once_are_charged_before_any_is_judged() {
    let conn = connection();
    let let_through =
        (0..100).filter(|_| sign_in(&conn, "andy@example.com", HOME, NOW).is_ok()).count();
    assert_eq!(let_through, 5);
}

#[test]
fn a_day_of_peace_forgets_and_a_clock_set_back_locks_nobody_out() {
    let conn = connection();
    for _ in 0..5 {
        sign_in(&conn, "andy@example.com", HOME, NOW).unwrap();
    }
    assert_eq!(wait_s(sign_in(&conn, "andy@example.com", HOME, NOW)), 15);
    assert_eq!(wait_s(sign_in(&conn, "andy@example.com", HOME, NOW - 9 * DAY_S)), 0);
    let next = wait_s(sign_in(&conn, "andy@example.com", HOME, NOW - 9 * DAY_S));
    assert_eq!(next, 30, "the count was kept");
    assert_eq!(wait_s(sign_in(&conn, "andy@example.com", HOME, NOW)), 0, "a day later");
    assert_eq!(waits_left(&conn), 0, "and counted from one");
}

fn waits_left(conn: &Connection) -> u64 {
    (0..4).map(|_| wait_s(sign_in(conn, "andy@example.com", HOME, NOW))).sum()
}

#[test]
fn only_what_no_longer_matters_is_purged() {
    let conn = connection();
    let attempt = sign_in(&conn, "andy@example.com", HOME, NOW).unwrap();
    succeeded(&conn, &attempt, NOW).unwrap();
    sign_in(&conn, "andy@example.com", HOME, NOW).unwrap();
    let read = |now, is_plausible| Reading { now, is_plausible };
    assert_eq!(purge(&conn, read(NOW + 999 * DAY_S, false)).unwrap(), 0);
    assert_eq!(purge(&conn, read(NOW + DAY_S, true)).unwrap(), 0);
    assert_eq!(purge(&conn, read(NOW + DAY_S + 1, true)).unwrap(), 3, "the counters");
    assert_eq!(purge(&conn, read(NOW + KNOWN_FOR_S + 1, true)).unwrap(), 1, "the address");
}

#[test]
fn the_message_says_how_long() {
    let conn = connection();
    for _ in 0..5 {
        confirm(&conn, UserId(1), NOW).unwrap();
    }
    let message = confirm(&conn, UserId(1), NOW).unwrap_err().to_string();
    assert_eq!(message, "Too many wrong attempts. Try again in 15 seconds.");
}

#[test]
fn strangers_who_guess_codes_wait_together_and_the_known_address_does_not() {
    let conn = connection();
    let email = "andy@example.com";
    let attempt = second_step(&conn, email, HOME, NOW).unwrap();
    succeeded(&conn, &attempt, NOW).unwrap();
    for n in 0..10 {
        assert_eq!(wait_s(second_step(&conn, email, stranger(n), NOW)), 0, "{n}");
    }
    assert_eq!(wait_s(second_step(&conn, email, stranger(10), NOW)), 15);
    assert_eq!(wait_s(second_step(&conn, email, HOME, NOW)), 0);
    let found = waits(|conn, now| second_step(conn, email, HOME, now), 7);
    assert_eq!(found, [0, 0, 0, 0, 0, 15, 30]);
}

#[test]
fn a_right_password_alone_makes_no_address_known() {
    let conn = connection();
    let email = "andy@example.com";
    let attempt = sign_in(&conn, email, HOME, NOW).unwrap();
    halfway(&conn, &attempt).unwrap();
    for n in 0..10 {
        assert_eq!(wait_s(sign_in(&conn, email, stranger(n), NOW)), 0, "{n}");
    }
    assert!(wait_s(sign_in(&conn, email, HOME, NOW)) > 0, "as slow as any stranger");
}
