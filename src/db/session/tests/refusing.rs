//! What is refused, and that nothing is applied then.
use super::*;

#[test]
fn a_later_change_refuses_and_names_its_row() {
    for (done, later, kind, row) in [
        (
            "UPDATE contacts SET name = 'M'; UPDATE notes SET text = 'x' WHERE id = 1",
            "UPDATE contacts SET name = 'N'",
            ConflictKind::Changed,
            Some(("contacts", &[1][..])),
        ),
        (
            "UPDATE fields SET value = 'a' WHERE definition_id = 9",
            "UPDATE fields SET value = 'b' WHERE definition_id = 9",
            ConflictKind::Changed,
            Some(("fields", &[1, 9])),
        ),
        (
            "INSERT INTO notes VALUES (3, 1, 'new')",
            "UPDATE notes SET text = 'newer' WHERE id = 3",
            ConflictKind::Changed,
            Some(("notes", &[3])),
        ),
        (
            "UPDATE notes SET text = 'x' WHERE id = 1",
            "DELETE FROM notes",
            ConflictKind::Gone,
            Some(("notes", &[1])),
        ),
        (
            "DELETE FROM notes WHERE id = 1",
            "INSERT INTO notes VALUES (1, 1, 'again')",
            ConflictKind::Exists,
            Some(("notes", &[1])),
        ),
        (
            "UPDATE contacts SET email = NULL",
            "INSERT INTO contacts (id, name, email) VALUES (4, 'Her twin', 'mary@example.test')",
            ConflictKind::Constraint,
            Some(("contacts", &[1])),
        ),
        (
            "INSERT INTO contacts (id, name) VALUES (2, 'Bo')",
            "INSERT INTO notes VALUES (9, 2, 'later')",
            ConflictKind::ForeignKey,
            None,
        ),
        ("DELETE FROM notes WHERE id = 1", "DELETE FROM contacts", ConflictKind::ForeignKey, None),
    ] {
        let conn = household();
        let changeset = recorded(&conn, done);
        conn.execute_batch(later).unwrap();
        assert_refused(&conn, &changeset, kind, row);
    }
}

#[test]
fn no_foreign_key_action_runs_and_cascades_work_again_afterwards() {
    let conn = household();
    let created = recorded(&conn, "INSERT INTO contacts (id, name) VALUES (2, 'Bo')");
    for later in [
        "INSERT INTO notes VALUES (9, 2, 'later')",
        "DELETE FROM notes WHERE id = 9; INSERT INTO badges VALUES (9, 2)",
    ] {
        conn.execute_batch(later).unwrap();
        assert_refused(&conn, &created, ConflictKind::ForeignKey, None);
    }
    conn.execute("DELETE FROM contacts WHERE id = 1", []).unwrap();
    let notes: i64 = conn.query_row("SELECT count(*) FROM notes", [], |row| row.get(0)).unwrap();
    assert_eq!(notes, 0, "cascades are back");
}

#[test]
fn a_changed_schema_refuses_instead_of_skipping() {
    use SchemaProblem::*;
    let done = "DELETE FROM badges; DELETE FROM notes WHERE id = 1";
    for (change, table, problem) in [
        ("DROP TABLE notes", "notes", Missing),
        ("ALTER TABLE notes DROP COLUMN contact_id", "notes", FewerColumns),
        (
            "DROP TABLE notes; CREATE TABLE notes (id INTEGER, contact_id, text PRIMARY KEY)",
            "notes",
            OtherKey,
        ),
        ("DROP TABLE badges; CREATE TABLE badges (id INTEGER, contact_id)", "badges", OtherKey),
        ("DROP TABLE badges; CREATE VIEW badges AS SELECT 1 AS id, 2 AS c", "badges", OtherKey),
    ] {
        let conn = household();
        let changeset = recorded(&conn, done);
        conn.execute_batch(change).unwrap();
        match undo(&conn, &changeset) {
            Err(ApplyError::Schema { table: named, problem: found }) => {
                assert_eq!((named.as_str(), found), (table, problem), "{change}");
            }
            other => panic!("{change}: {other:?}"),
        }
        let notes = conn.query_row("SELECT count(*) FROM notes", [], |row| row.get::<_, i64>(0));
        assert_ne!(notes, Ok(2), "{change}: part of it was applied");
    }
}

#[test]
fn nothing_is_applied_while_foreign_keys_are_off() {
    let conn = household();
    let changeset = recorded(&conn, "DELETE FROM notes WHERE id = 1");
    conn.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    assert!(matches!(undo(&conn, &changeset), Err(ApplyError::Sqlite(_))));
}

#[test]
fn a_damaged_changeset_is_an_error() {
    let conn = household();
    let whole = recorded(&conn, "UPDATE contacts SET name = 'M'; DELETE FROM fields");
    for (what, damaged) in
        [("junk", &b"junk"[..]), ("headless", &whole[1..]), ("cut", &whole[..whole.len() - 3])]
    {
        assert!(changes(damaged).is_err(), "{what}");
        assert!(invert(damaged).is_err(), "{what}");
        assert!(matches!(apply(&conn, damaged), Err(ApplyError::Sqlite(_))), "{what}");
    }
}
