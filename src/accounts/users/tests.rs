use super::*;
use crate::{
    accounts::{
        sessions::{self, Device},
        testing::{NOW, connection, user},
    },
    clock::Reading,
};

fn checked(name: &str, email: &str) -> Checked {
    Draft { name, email }.check().unwrap()
}

fn problems<T: std::fmt::Debug>(done: Result<T>) -> Vec<crate::error::FieldName> {
    match done {
        Err(Error::Invalid(problems)) => problems.into_keys().collect(),
        other => panic!("expected problems, found {other:?}"),
    }
}

#[test]
fn the_first_user_owns_the_appliance() {
    let conn = connection();
    let andy = create(&conn, &checked(" Andy ", "andy@example.com"), "hash", NOW).unwrap();
    assert_eq!((andy.name.as_str(), andy.role), ("Andy", Role::Owner));
    let monalisa = create(&conn, &checked("Monalisa", "m@example.com"), "hash", NOW).unwrap();
    assert_eq!(monalisa.role, Role::Member);
    assert_eq!(count(&conn).unwrap(), 2);
    assert_eq!(list(&conn).unwrap(), [andy, monalisa]);
}

#[test]
fn an_address_belongs_to_one_user_whatever_its_capitals() {
    let conn = connection();
    let andy = create(&conn, &checked("Andy", "Andy@Example.com"), "hash", NOW).unwrap();
    let monalisa = user(&conn, "monalisa");
    let twice = create(&conn, &checked("Other", "aNDY@example.COM"), "hash", NOW);
    assert_eq!(problems(twice), ["email"]);
    assert_eq!(problems(change_email(&conn, monalisa.id, "ANDY@example.com")), ["email"]);
    assert_eq!(change_email(&conn, andy.id, "andy@example.com").unwrap(), andy);
    assert_eq!(by_email(&conn, " ANDY@EXAMPLE.COM ").unwrap().email, "andy@example.com");
    assert!(matches!(by_email(&conn, "nobody@example.com"), Err(Error::NotFound("user"))));
}

#[test]
fn a_form_shows_all_its_problems_at_once() {
    let draft = Draft { name: " ", email: "andy" };
    assert_eq!(problems(draft.check()), ["email", "name"]);
    assert_eq!(problems(draft.check_with_password("short")), ["email", "name", "password"]);
    let draft = Draft { name: "Andy", email: "andy@example.com" };
    assert_eq!(problems(draft.check_with_password("andy@example.com")), ["password"]);
    draft.check_with_password("plum tractor 9 violin").unwrap();
}

#[test]
fn renaming_answers_with_the_name_before() {
    let conn = connection();
    let andy = user(&conn, "andy");
    assert_eq!(rename(&conn, andy.id, "Andreas").unwrap().name, "andy");
    assert_eq!(find(&conn, andy.id).unwrap().name, "Andreas");
    assert_eq!(problems(rename(&conn, andy.id, &"a".repeat(101))), ["name"]);
    assert!(matches!(rename(&conn, UserId(99), "Eve"), Err(Error::NotFound("user"))));
}

#[test]
fn a_changed_password_ends_the_other_sessions() {
    let conn = connection();
    let andy = user(&conn, "andy");
    let at = Reading { now: NOW, is_plausible: true };
    let begin = || sessions::begin(&conn, andy.id, &Device::default(), at).unwrap();
    let (here, _elsewhere) = (begin(), begin());
    let proven = password_hash(&conn, andy.id).unwrap();

    let ended = change_password(&conn, andy.id, here.id, &proven, "new", NOW + 5).unwrap();
    assert_eq!(ended, 1);
    let left = sessions::list(&conn, andy.id, Some(here.id), at).unwrap();
    assert!(left.len() == 1 && left[0].is_this_one, "{left:?}");
    assert_eq!(find(&conn, andy.id).unwrap().password_changed_on, NOW + 5);

    let late = change_password(&conn, andy.id, here.id, &proven, "newer", NOW + 6);
    assert!(matches!(late, Err(Error::Conflict(_))), "{late:?}");
    assert_eq!(password_hash(&conn, andy.id).unwrap(), "new");

    assert_eq!(set_password(&conn, andy.id, "set", NOW + 7).unwrap(), 1);
    assert_eq!(sessions::list(&conn, andy.id, None, at).unwrap(), []);
}

#[test]
fn a_renewed_hash_signs_nobody_out() {
    let conn = connection();
    let andy = user(&conn, "andy");
    let old = password_hash(&conn, andy.id).unwrap();
    renew_hash(&conn, andy.id, "something else", "new").unwrap();
    assert_eq!(password_hash(&conn, andy.id).unwrap(), old, "changed in the meantime");
    renew_hash(&conn, andy.id, &old, "new").unwrap();
    assert_eq!(password_hash(&conn, andy.id).unwrap(), "new");
    assert_eq!(find(&conn, andy.id).unwrap().password_changed_on, NOW);
}

#[test]
fn there_is_an_end_to_users() {
    let conn = connection();
    for i in 0..MAX_USERS {
        user(&conn, &format!("user{i}"));
    }
    let full = create(&conn, &checked("One more", "more@example.com"), "hash", NOW);
    assert!(matches!(full, Err(Error::Invalid(it)) if it.contains_key("email")));
}
