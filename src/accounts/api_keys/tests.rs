use super::*;
use crate::accounts::testing::{NOW, connection, user};

const AT: Reading = Reading { now: NOW, is_plausible: true };

fn trusted(now: i64) -> Reading {
    Reading { now, is_plausible: true }
}

fn draft<'a>(permissions: &'a [&'a str], expires_in_days: Option<u32>) -> Draft<'a> {
    Draft { name: "Spreadsheet", permissions, expires_in_days }
}

fn found(conn: &Connection, text: &Secret, at: Reading) -> Option<KeyPerson> {
    find(conn, text.fingerprint(), at).unwrap()
}

#[test]
fn a_key_finds_its_user_and_what_it_may() {
    let conn = connection();
    let andy = user(&conn, "andy");
    let ticked = ["read:contacts", "read:workspaces", "read:contacts"];
    let (key, text) = make(&conn, andy.id, &draft(&ticked, None), AT).unwrap();
    assert!(text.reveal().starts_with(&format!("picrm_{}_", key.prefix)), "{}", text.reveal());
    assert_eq!(fingerprint(text.reveal()), Some(text.fingerprint()));

    let person = found(&conn, &text, AT).expect("a person");
    assert_eq!((person.user, person.uid, person.key), (andy.id, andy.uid, key.id));
    assert_eq!(person.permissions, [Permission::ReadContacts, Permission::ReadWorkspaces]);
    assert!(person.may(Permission::ReadContacts));
    assert!(!person.may(Permission::WriteContacts), "none implies another");
    assert_eq!(list(&conn, andy.id).unwrap(), [key]);
}

#[test]
fn a_text_of_another_shape_is_not_even_looked_up() {
    let tail = "a".repeat(48);
    let cases = [
        (format!("picrm_abcdefgh_{tail}"), true),
        (format!("picrm_abcdefgh_{tail}a"), false),
        (format!("other_abcdefgh_{tail}"), false),
        ("picrm_".into(), false),
        (String::new(), false),
    ];
    for (text, expected) in cases {
        assert_eq!(fingerprint(&text).is_some(), expected, "{text}");
    }
}

#[test]
fn drafts_that_make_no_sense_are_refused() {
    let conn = connection();
    let andy = user(&conn, "andy");
    let some = ["read:contacts"].as_slice();
    let doubted = Reading { now: 60, is_plausible: false };
    let cases = [
        (draft(&[], None), AT, "permissions"),
        (draft(&["read:contacts", "read:secrets"], None), AT, "permissions"),
        (Draft { name: " ", ..draft(some, None) }, AT, "name"),
        (draft(some, Some(0)), AT, "expires_in_days"),
        (draft(some, Some(MAX_DAYS + 1)), AT, "expires_in_days"),
        (draft(some, Some(u32::MAX)), AT, "expires_in_days"),
        (draft(some, Some(30)), doubted, "expires_in_days"),
    ];
    for (draft, at, field) in cases {
        match make(&conn, andy.id, &draft, at) {
            Err(Error::Invalid(problems)) => {
                assert_eq!(problems.into_keys().collect::<Vec<_>>(), [field], "{draft:?}");
            }
            other => panic!("{draft:?}: {other:?}"),
        }
    }
    assert_eq!(list(&conn, andy.id).unwrap(), []);
}

#[test]
fn a_key_expires_by_a_clock_that_can_be_believed() {
    let conn = connection();
    let andy = user(&conn, "andy");
    let (key, text) = make(&conn, andy.id, &draft(&["read:audit"], Some(30)), AT).unwrap();
    let end = NOW + 30 * DAY_S;
    let doubted = Reading { now: end, is_plausible: false };
    let cases = [(trusted(end - 1), State::Live), (trusted(end), State::Expired)];
    for (at, state) in cases.into_iter().chain([(doubted, State::Live)]) {
        assert_eq!(key.state(at), state, "{at:?}");
        assert_eq!(found(&conn, &text, at).is_some(), state == State::Live, "{at:?}");
    }
}

#[test]
fn a_revoked_key_ends_at_once_and_only_by_its_owner() {
    let conn = connection();
    let (andy, monalisa) = (user(&conn, "andy"), user(&conn, "monalisa"));
    let (key, text) = make(&conn, andy.id, &draft(&["read:audit"], None), AT).unwrap();
    let refused = end(&conn, monalisa.id, key.uid, NOW);
    assert!(matches!(refused, Err(Error::NotFound("key"))), "{refused:?}");
    assert!(found(&conn, &text, AT).is_some());
    assert_eq!(list(&conn, monalisa.id).unwrap(), []);

    let revoked = end(&conn, andy.id, key.uid, NOW + 1).unwrap();
    assert_eq!(revoked.state(AT), State::Revoked);
    assert!(found(&conn, &text, AT).is_none());
    let again = end(&conn, andy.id, key.uid, NOW + 9).unwrap();
    assert_eq!(again.revoked_on, Some(NOW + 1));

    let doubted = Reading { now: NOW + 999 * DAY_S, is_plausible: false };
    assert_eq!(purge(&conn, doubted).unwrap(), 0);
    assert_eq!(purge(&conn, trusted(NOW + 1 + SHOW_REVOKED_S)).unwrap(), 0);
    assert_eq!(purge(&conn, trusted(NOW + 2 + SHOW_REVOKED_S)).unwrap(), 1);
}

#[test]
fn use_is_written_at_most_every_five_minutes() {
    let conn = connection();
    let andy = user(&conn, "andy");
    let (key, text) = make(&conn, andy.id, &draft(&["read:audit"], None), AT).unwrap();
    assert!(touch_due(&found(&conn, &text, AT).unwrap(), AT), "never used before");
    touch(&conn, key.id, AT).unwrap();
    let person = found(&conn, &text, AT).unwrap();
    assert!(!touch_due(&person, trusted(NOW + 299)));
    assert!(touch_due(&person, trusted(NOW + 300)));
    assert!(!touch_due(&person, Reading { now: NOW + 300, is_plausible: false }));
    assert_eq!(list(&conn, andy.id).unwrap()[0].last_used_on, Some(NOW));
}

#[test]
fn there_is_an_end_to_live_keys() {
    let conn = connection();
    let andy = user(&conn, "andy");
    let create = || make(&conn, andy.id, &draft(&["read:audit"], None), AT);
    let (first, _) = create().unwrap();
    for _ in 1..MAX_LIVE {
        create().unwrap();
    }
    assert!(matches!(create(), Err(Error::Conflict(_))));
    end(&conn, andy.id, first.uid, NOW).unwrap();
    create().unwrap();
}

#[test]
fn at_the_terminal_a_key_goes_by_its_id_its_beginning_or_all_of_it() {
    let conn = connection();
    let andy = user(&conn, "andy");
    let (key, text) = make(&conn, andy.id, &draft(&["read:audit"], None), AT).unwrap();
    let handles =
        [key.uid.to_string(), key.beginning(), key.prefix.to_uppercase(), text.reveal().into()];
    for handle in handles {
        let (owner, found) = by_handle(&conn, &handle).unwrap_or_else(|_| panic!("{handle}"));
        assert_eq!((owner, found.uid), (andy.id, key.uid));
    }
    for nothing in ["", "picrm_", "%", &Uid::new().to_string()] {
        assert!(matches!(by_handle(&conn, nothing), Err(Error::NotFound("key"))), "{nothing}");
    }
}
