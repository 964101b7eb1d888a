use super::*;
use crate::accounts::testing::{NOW, connection, user};

const STEP: i64 = totp::STEP_S;

fn at(now: i64) -> Reading {
    Reading { now, is_plausible: true }
}

/// Andy with it on since a while; the codes of the app are made with the secret.
fn andy(conn: &Connection) -> (UserId, Shared, Vec<Secret>) {
    let andy = user(conn, "andy").id;
    let long_ago = at(NOW - 100 * STEP);
    start(conn, andy, long_ago).unwrap();
    let Draft(secret) = draft(conn, andy, long_ago).unwrap().unwrap();
    let codes = confirm(conn, andy, &code(secret, long_ago.now), long_ago).unwrap().unwrap();
    (andy, secret, codes)
}

fn code(secret: Shared, now: i64) -> String {
    format!("{:06}", secret.code(totp::step_at(now)))
}

fn taken(conn: &Connection, user: UserId, typed: &str) -> Verdict {
    take(conn, user, typed, at(NOW)).unwrap()
}

#[test]
fn a_code_is_taken_one_step_around_now_and_told_of_further_off() {
    let conn = connection();
    let (andy, secret, _) = andy(&conn);
    for (steps, expected) in [
        (-11, Verdict::Refused(Refusal::Wrong)),
        (-10, Verdict::Refused(Refusal::ClockOff)),
        (-2, Verdict::Refused(Refusal::ClockOff)),
        (-1, Verdict::Right(Via::App)),
        (0, Verdict::Right(Via::App)),
        (1, Verdict::Right(Via::App)),
        (2, Verdict::Refused(Refusal::ClockOff)),
        (10, Verdict::Refused(Refusal::ClockOff)),
        (11, Verdict::Refused(Refusal::Wrong)),
    ] {
        let typed = code(secret, NOW + steps * STEP);
        assert_eq!(taken(&conn, andy, &typed), expected, "{steps} steps off");
    }
}

#[test]
fn no_code_is_taken_twice_nor_one_before_it() {
    let conn = connection();
    let (andy, secret, _) = andy(&conn);
    let now = code(secret, NOW);
    assert_eq!(check(&conn, andy, &now, at(NOW)).unwrap(), Verdict::Right(Via::App));
    assert_eq!(taken(&conn, andy, &now), Verdict::Right(Via::App));
    assert_eq!(taken(&conn, andy, &now), Verdict::Refused(Refusal::Used));
    let before = code(secret, NOW - STEP);
    assert_eq!(taken(&conn, andy, &before), Verdict::Refused(Refusal::Used));
    assert_eq!(taken(&conn, andy, &code(secret, NOW + STEP)), Verdict::Right(Via::App));
}

#[test]
fn the_code_that_confirmed_the_app_does_not_sign_in_as_well() {
    let conn = connection();
    let andy = user(&conn, "andy").id;
    start(&conn, andy, at(NOW)).unwrap();
    let Draft(secret) = draft(&conn, andy, at(NOW)).unwrap().unwrap();
    assert!(!is_on(&conn, andy).unwrap(), "not before it is confirmed");
    let typed = code(secret, NOW);
    assert!(confirm(&conn, andy, &typed, at(NOW)).unwrap().is_ok());
    assert_eq!(taken(&conn, andy, &typed), Verdict::Refused(Refusal::Used));
}

#[test]
fn a_code_told_of_as_mistimed_will_not_do_when_its_time_comes() {
    let conn = connection();
    let (andy, secret, _) = andy(&conn);
    let later = NOW + 4 * STEP;
    let typed = code(secret, later);
    let told = check(&conn, andy, &typed, at(NOW)).unwrap();
    assert_eq!(told, Verdict::Refused(Refusal::ClockOff));
    let again = take(&conn, andy, &typed, at(later)).unwrap();
    assert_eq!(again, Verdict::Refused(Refusal::Wrong));
    let next = code(secret, later + STEP);
    assert_eq!(take(&conn, andy, &next, at(later)).unwrap(), Verdict::Right(Via::App));
}

#[test]
fn by_a_clock_that_is_not_set_only_recovery_codes_count() {
    let conn = connection();
    let (andy, secret, codes) = andy(&conn);
    let unset = Reading { now: NOW, is_plausible: false };
    let refused = take(&conn, andy, &code(secret, NOW), unset).unwrap();
    assert_eq!(refused, Verdict::Refused(Refusal::NoClock));
    let recovered = take(&conn, andy, codes[0].reveal(), unset).unwrap();
    assert_eq!(recovered, Verdict::Right(Via::Recovery { left: 9 }));
}

#[test]
fn each_recovery_code_is_good_once_and_only_for_its_owner() {
    let conn = connection();
    let (andy, _, codes) = andy(&conn);
    let monalisa = user(&conn, "monalisa").id;
    start(&conn, monalisa, at(NOW)).unwrap();
    let Draft(secret) = draft(&conn, monalisa, at(NOW)).unwrap().unwrap();
    confirm(&conn, monalisa, &code(secret, NOW), at(NOW)).unwrap().unwrap();
    let hers = taken(&conn, monalisa, codes[0].reveal());
    assert_eq!(hers, Verdict::Refused(Refusal::WrongRecovery));
    for (at, code) in codes.iter().enumerate() {
        let left = 9 - at as i64;
        assert_eq!(taken(&conn, andy, code.reveal()), Verdict::Right(Via::Recovery { left }));
        let again = taken(&conn, andy, &code.reveal().to_lowercase());
        assert_eq!(again, Verdict::Refused(Refusal::UsedRecovery));
    }
    let renewed = renew_codes(&conn, andy).unwrap();
    let old = taken(&conn, andy, codes[0].reveal());
    assert_eq!(old, Verdict::Refused(Refusal::WrongRecovery), "the old list is void");
    assert_eq!(taken(&conn, andy, renewed[0].reveal()), Verdict::Right(Via::Recovery { left: 9 }));
}

#[test]
fn a_secret_waits_half_an_hour_and_what_was_on_stays_on() {
    let conn = connection();
    let (andy, old, _) = andy(&conn);
    start(&conn, andy, at(NOW)).unwrap();
    let Draft(new) = draft(&conn, andy, at(NOW)).unwrap().unwrap();
    assert_ne!(old, new);
    assert_eq!(taken(&conn, andy, &code(old, NOW)), Verdict::Right(Via::App));
    let late = at(NOW + DRAFT_S);
    assert!(draft(&conn, andy, late).unwrap().is_none());
    let too_late = confirm(&conn, andy, &code(new, late.now), late);
    assert!(matches!(too_late, Err(Error::Conflict(_))), "{too_late:?}");
    let moved = confirm(&conn, andy, &code(new, NOW), at(NOW)).unwrap();
    assert_eq!(moved.unwrap().len(), recovery::COUNT);
    let before = taken(&conn, andy, &code(old, NOW + STEP));
    assert_eq!(before, Verdict::Refused(Refusal::Wrong), "the old app is out");
}

#[test]
fn half_sessions_end_by_themselves_and_know_their_errand() {
    use half::Errand;
    let conn = connection();
    let andy = user(&conn, "andy").id;
    let begun = half::begin(&conn, andy, Errand::Code, at(NOW)).unwrap();
    let token = begun.token.fingerprint();
    let find = |errand, now| half::find(&conn, token, errand, at(now)).unwrap();
    assert_eq!(find(Errand::Code, NOW + 599).map(|it| it.user), Some(andy));
    assert_eq!(find(Errand::Enrol, NOW), None, "another errand is not its own");
    assert_eq!(find(Errand::Code, NOW + 600), None);
    assert_eq!(sessions::find(&conn, token, at(NOW)).unwrap().map(|it| it.user), None);
    half::purge(&conn, at(NOW + 1800)).unwrap();
    assert_eq!(find(Errand::Code, NOW), None);
    half::begin(&conn, andy, Errand::Code, at(NOW)).unwrap();
    crate::accounts::users::set_password(&conn, andy, "another", NOW).unwrap();
    let left: i64 =
        conn.query_row("SELECT count(*) FROM half_sessions", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0, "a new password ends them");
}

#[test]
fn turning_off_is_refused_where_nobody_may_be_without() {
    let conn = connection();
    let (andy, secret, _) = andy(&conn);
    assert!(matches!(turn_off(&conn, andy, Rule::Required), Err(Error::Conflict(_))));
    assert!(is_on(&conn, andy).unwrap());
    turn_off(&conn, andy, Rule::Optional).unwrap();
    assert!(!is_on(&conn, andy).unwrap());
    assert_eq!(taken(&conn, andy, &code(secret, NOW)), Verdict::Refused(Refusal::Wrong));
    assert!(!reset(&conn, andy).unwrap(), "there is nothing to reset");
}

#[test]
fn an_exposed_start_ends_the_sessions_of_those_without() {
    let conn = connection();
    let (andy, ..) = andy(&conn);
    let monalisa = user(&conn, "monalisa").id;
    for who in [andy, monalisa, monalisa] {
        sessions::begin(&conn, who, &Default::default(), at(NOW)).unwrap();
    }
    assert_eq!(end_sessions_without(&conn).unwrap(), 2);
    assert_eq!(sessions::list(&conn, andy, None, at(NOW)).unwrap().len(), 1);
}

#[test]
fn nothing_secret_shows_itself() {
    let conn = connection();
    let (andy, ..) = andy(&conn);
    start(&conn, andy, at(NOW)).unwrap();
    let draft = draft(&conn, andy, at(NOW)).unwrap();
    assert_eq!(format!("{draft:?}"), "Some(Draft(Shared(…)))");
}
