use super::*;
use crate::{
    accounts::testing::{NOW, connection, user},
    settings::{self, Appearance, Owner, Setting},
};

fn trusted(now: i64) -> Reading {
    Reading { now, is_plausible: true }
}

fn doubted(now: i64) -> Reading {
    Reading { now, is_plausible: false }
}

fn device() -> Device {
    Device { address: Some([192, 168, 1, 7].into()), summary: "Chrome on Windows".into() }
}

fn found(conn: &Connection, begun: &Begun, at: Reading) -> Option<SessionPerson> {
    find(conn, begun.token.fingerprint(), at).unwrap()
}

#[test]
fn a_session_finds_its_person_and_how_they_read() {
    let conn = connection();
    let andy = user(&conn, "andy");
    let begun = begin(&conn, andy.id, &device(), trusted(NOW)).unwrap();
    settings::set(&conn, Owner::User(andy.id), Setting::Appearance, "dark", NOW).unwrap();

    let person = found(&conn, &begun, trusted(NOW)).expect("signed in");
    assert_eq!((person.user, person.uid, person.role), (andy.id, andy.uid, Role::Owner));
    assert_eq!((person.name, person.email), (andy.name, andy.email));
    assert_eq!(person.preferences.appearance, Appearance::Dark);
    assert_eq!(fingerprint(begun.token.reveal()), Some(begun.token.fingerprint()));
}

#[test]
fn a_cookie_of_another_shape_is_not_even_looked_up() {
    for token in ["", "abc", &"a".repeat(42), &"a".repeat(44), &"é".repeat(43), &"!".repeat(43)] {
        assert_eq!(fingerprint(token), None, "{token}");
    }
    let conn = connection();
    let stranger = fingerprint(&"a".repeat(43)).unwrap();
    assert!(find(&conn, stranger, trusted(NOW)).unwrap().is_none());
}

#[test]
fn sessions_end_by_idleness_and_by_age() {
    let conn = connection();
    let andy = user(&conn, "andy");
    let idle = begin(&conn, andy.id, &device(), trusted(NOW)).unwrap();
    assert!(found(&conn, &idle, trusted(NOW + IDLE_S - 1)).is_some());
    assert!(found(&conn, &idle, trusted(NOW + IDLE_S)).is_none());

    let mut now = NOW;
    let busy = begin(&conn, andy.id, &device(), trusted(now)).unwrap();
    while now + IDLE_S < NOW + LIFETIME_S {
        now += IDLE_S - 1;
        assert!(found(&conn, &busy, trusted(now)).is_some(), "sliding at {now}");
        touch(&conn, busy.id, None, trusted(now)).unwrap();
    }
    assert!(found(&conn, &busy, trusted(NOW + LIFETIME_S - 1)).is_some());
    assert!(found(&conn, &busy, trusted(NOW + LIFETIME_S)).is_none());

    assert_eq!(list(&conn, andy.id, None, trusted(NOW + LIFETIME_S)).unwrap(), []);
    assert_eq!(purge(&conn, trusted(NOW + LIFETIME_S)).unwrap(), 2);
}

#[test]
fn use_is_written_at_most_every_five_minutes() {
    let conn = connection();
    let andy = user(&conn, "andy");
    let begun = begin(&conn, andy.id, &device(), trusted(NOW)).unwrap();
    let person = found(&conn, &begun, trusted(NOW)).unwrap();
    let cases = [
        (trusted(NOW), false),
        (trusted(NOW + 299), false),
        (trusted(NOW + 300), true),
        (trusted(NOW - 3600), true),
        (doubted(NOW + 3600), false),
    ];
    for (at, expected) in cases {
        assert_eq!(touch_due(&person, at), expected, "{at:?}");
    }
    let moved = Some(IpAddr::from([192, 168, 1, 9]));
    touch(&conn, begun.id, moved, trusted(NOW + 300)).unwrap();
    let listed = list(&conn, andy.id, Some(begun.id), trusted(NOW + 300)).unwrap();
    assert_eq!(listed[0].last_seen_on, NOW + 300);
    assert_eq!(listed[0].address.as_deref(), Some("192.168.1.9"));
}

#[test]
fn nothing_expires_by_a_clock_that_cannot_be_believed() {
    let conn = connection();
    let andy = user(&conn, "andy");
    let begun = begin(&conn, andy.id, &device(), trusted(NOW)).unwrap();
    let far = NOW + 10 * LIFETIME_S;
    assert!(found(&conn, &begun, doubted(far)).is_some());
    assert!(found(&conn, &begun, doubted(5)).is_some());
    assert_eq!(purge(&conn, doubted(far)).unwrap(), 0);
    touch(&conn, begun.id, None, doubted(5)).unwrap();
    let listed = list(&conn, andy.id, None, doubted(5)).unwrap();
    assert_eq!(listed[0].last_seen_on, NOW, "no bogus time is written");
}

#[test]
fn a_session_begun_before_the_clock_was_set_lives_on_after_it() {
    let conn = connection();
    let andy = user(&conn, "andy");
    let begun = begin(&conn, andy.id, &device(), doubted(60)).unwrap();
    let person = found(&conn, &begun, trusted(NOW)).expect("not judged by its age");
    assert!(touch_due(&person, trusted(NOW)));
    touch(&conn, begun.id, None, trusted(NOW)).unwrap();
    assert!(found(&conn, &begun, trusted(NOW + IDLE_S - 1)).is_some());
    assert!(found(&conn, &begun, trusted(NOW + IDLE_S)).is_none(), "dated now, so it ends");

    let unused = begin(&conn, andy.id, &device(), doubted(60)).unwrap();
    assert_eq!(purge(&conn, trusted(NOW)).unwrap(), 0, "dated by the purge instead");
    assert!(found(&conn, &unused, trusted(NOW + IDLE_S)).is_none());
}

#[test]
fn everybody_ends_only_their_own_sessions() {
    let conn = connection();
    let (andy, monalisa) = (user(&conn, "andy"), user(&conn, "monalisa"));
    let begin = |id| super::begin(&conn, id, &device(), trusted(NOW)).unwrap();
    let (laptop, phone, hers) = (begin(andy.id), begin(andy.id), begin(monalisa.id));

    let mine = list(&conn, andy.id, Some(laptop.id), trusted(NOW)).unwrap();
    assert_eq!(mine.iter().map(|it| it.is_this_one).collect::<Vec<_>>(), [false, true]);
    let theirs = list(&conn, monalisa.id, None, trusted(NOW)).unwrap().remove(0);
    let refused = end(&conn, andy.id, theirs.uid);
    assert!(matches!(refused, Err(Error::NotFound("session"))), "{refused:?}");

    assert_eq!(end_others(&conn, andy.id, laptop.id).unwrap(), 1);
    assert!(found(&conn, &phone, trusted(NOW)).is_none());
    assert!(found(&conn, &laptop, trusted(NOW)).is_some());
    assert!(found(&conn, &hers, trusted(NOW)).is_some());

    assert_eq!(end(&conn, andy.id, mine[1].uid).unwrap().device, "Chrome on Windows");
    assert!(found(&conn, &laptop, trusted(NOW)).is_none());
    end_this(&conn, hers.id).unwrap();
    assert!(found(&conn, &hers, trusted(NOW)).is_none());
}

#[test]
fn the_oldest_session_makes_room() {
    let conn = connection();
    let andy = user(&conn, "andy");
    let oldest = begin(&conn, andy.id, &device(), trusted(NOW)).unwrap();
    for i in 1..=MAX_PER_USER {
        begin(&conn, andy.id, &device(), trusted(NOW + i)).unwrap();
    }
    assert!(found(&conn, &oldest, trusted(NOW)).is_none());
    let listed = list(&conn, andy.id, None, trusted(NOW)).unwrap();
    assert_eq!(listed.len() as i64, MAX_PER_USER);
}

#[test]
fn a_csrf_token_belongs_to_its_session() {
    let proof = csrf_token("one");
    assert!(is_csrf_token("one", &proof));
    assert!(!is_csrf_token("two", &proof));
    assert!(!is_csrf_token("one", ""));
    assert!(!is_csrf_token("one", "one"));
}
