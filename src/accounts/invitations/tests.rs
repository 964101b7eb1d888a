use super::*;
use crate::accounts::testing::{NOW, connection, user};

const AT: Reading = Reading { now: NOW, is_plausible: true };

fn draft(role: &str) -> Draft {
    Draft { name: "Monalisa".into(), email: "monalisa@example.com".into(), role: role.into() }
}

fn person() -> Checked {
    users::Draft { name: "Monalisa", email: "m@example.com" }.check().expect("a draft")
}

fn later(seconds: i64) -> Reading {
    Reading { now: NOW + seconds, ..AT }
}

fn is_refused<T>(answer: Result<T>) -> bool {
    let Err(Error::Invalid(problems)) = answer else { return false };
    problems.get("code").is_some_and(|it| it == REFUSAL)
}

#[test]
fn a_code_lets_one_person_in_as_it_was_meant() {
    let conn = connection();
    let andy = user(&conn, "andy");
    let made = create(&conn, Some(andy.id), &draft("owner"), AT).unwrap();
    assert_eq!(made.invitation.invited_by.as_deref(), Some("andy"));
    let typed = made.code.reveal().to_lowercase().replace('-', " ");
    let (_, joined) = accept(&conn, &typed, &person(), "hash", later(60)).unwrap();
    assert_eq!((joined.role, joined.email.as_str()), (Role::Owner, "m@example.com"));
    assert!(is_refused(accept(&conn, &typed, &person(), "hash", later(61))), "used twice");
    assert_eq!(list(&conn, AT).unwrap(), []);
}

#[test]
fn expired_revoked_renewed_and_unknown_codes_are_refused_alike() {
    let conn = connection();
    let made = |conn: &Connection| create(conn, None, &draft("member"), AT).unwrap();
    let old = made(&conn);
    let end = later(VALID_DAYS * DAY_S);
    assert!(opened_by(&conn, old.code.reveal(), later(VALID_DAYS * DAY_S - 1)).is_ok());
    assert!(is_refused(opened_by(&conn, old.code.reveal(), end)));
    let unset = Reading { is_plausible: false, ..end };
    assert!(opened_by(&conn, old.code.reveal(), unset).is_ok(), "the clock cannot be believed");

    let renewed = renew(&conn, old.invitation.uid, AT).unwrap();
    assert!(is_refused(opened_by(&conn, old.code.reveal(), AT)));
    assert!(opened_by(&conn, renewed.code.reveal(), AT).is_ok());
    revoke(&conn, old.invitation.uid, AT).unwrap();
    assert!(is_refused(opened_by(&conn, renewed.code.reveal(), AT)));
    assert!(matches!(revoke(&conn, old.invitation.uid, AT), Err(Error::NotFound(_))));
    for typed in ["", "AAAA-BBBB-CCCC-DDDD", "ü"] {
        assert!(is_refused(opened_by(&conn, typed, AT)), "{typed}");
    }
}

#[test]
fn an_invitation_is_checked_as_a_whole() {
    let conn = connection();
    user(&conn, "andy");
    let wrong = Draft { name: " ".into(), email: "Andy@example.com".into(), role: "king".into() };
    let Err(Error::Invalid(problems)) = create(&conn, None, &wrong, AT) else { panic!("made") };
    assert_eq!(problems.into_keys().collect::<Vec<_>>(), ["email", "name", "role"]);
    for _ in 0..MOST_OPEN {
        create(&conn, None, &draft("member"), AT).unwrap();
    }
    assert!(matches!(create(&conn, None, &draft("member"), AT), Err(Error::Invalid(_))));
    assert_eq!(purge(&conn, later(VALID_DAYS * DAY_S)).unwrap(), MOST_OPEN);
}
