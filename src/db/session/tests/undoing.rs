//! Undo and redo, row for row.
use super::*;

#[test]
fn every_kind_of_change_is_undone_and_redone_row_for_row() {
    for sql in [
        "INSERT INTO contacts VALUES (5, 'Kai', NULL, zeroblob(300), NULL)",
        "INSERT INTO fields VALUES (1, 11, '')",
        "UPDATE contacts SET name = 'Mary K', photo = NULL, score = -1e300",
        "UPDATE contacts SET email = NULL; UPDATE fields SET value = 'dog' WHERE value IS NULL",
        "UPDATE fields SET definition_id = 8 WHERE definition_id = 9",
        "DELETE FROM notes WHERE id = 2",
        "DELETE FROM contacts WHERE id = 1",
        "DELETE FROM contacts; INSERT INTO contacts VALUES (1, 'Other', NULL, NULL, NULL)",
        "INSERT INTO contacts (name) VALUES ('Ana'), ('Bo'); DELETE FROM fields",
    ] {
        let conn = household();
        let before = rows(&conn);
        let changeset = recorded(&conn, sql);
        let after = rows(&conn);
        assert_ne!(before, after, "{sql}");

        let recorder = Recorder::attach(&conn, TABLES).unwrap();
        undo(&conn, &changeset).unwrap_or_else(|error| panic!("{sql}: {error}"));
        let undoing = recorder.changeset().unwrap();
        drop(recorder);
        assert_eq!(rows(&conn), before, "undone: {sql}");
        assert_search_is_sound(&conn);

        undo(&conn, &undoing).unwrap_or_else(|error| panic!("redo {sql}: {error}"));
        assert_eq!(rows(&conn), after, "redone: {sql}");
        assert_search_is_sound(&conn);
    }
}

#[test]
fn statements_prepared_before_an_apply_still_cascade() {
    let conn = household();
    let mut delete = conn.prepare("DELETE FROM contacts WHERE id = ?1").unwrap();
    conn.execute_batch(
        &MARY.replace("(1, ", "(5, ").replace("(2, 1", "(6, 5").replace("mary@", "m@"),
    )
    .unwrap();
    delete.execute([5]).unwrap();
    let changeset = recorded(&conn, "UPDATE contacts SET name = 'M'");
    undo(&conn, &changeset).unwrap();
    delete.execute([1]).unwrap();
    let fields: i64 = conn.query_row("SELECT count(*) FROM fields", [], |row| row.get(0)).unwrap();
    assert_eq!(fields, 0);
}

#[test]
fn the_search_index_is_right_when_written_before_and_after_an_apply_in_one_transaction() {
    for commit in [true, false] {
        let conn = household();
        let renamed = recorded(&conn, "UPDATE contacts SET name = 'Leilani'");
        let before = rows(&conn);
        conn.execute_batch("BEGIN IMMEDIATE; INSERT INTO contacts (name) VALUES ('Before Apply')")
            .unwrap();
        undo(&conn, &renamed).unwrap();
        conn.execute("INSERT INTO contacts (name) VALUES ('After Apply')", []).unwrap();
        assert!(undo(&conn, &renamed).is_err(), "the second time it no longer fits");
        conn.execute("INSERT INTO contacts (name) VALUES ('After Refusal')", []).unwrap();
        for (term, expected) in
            [("Before", 1), ("After", 2), ("Kealoha", 1), ("Leilani", 0), ("Refusal", 1)]
        {
            assert_eq!(hits(&conn, term), expected, "{term}");
        }
        conn.execute_batch(if commit { "COMMIT" } else { "ROLLBACK" }).unwrap();
        assert_search_is_sound(&conn);
        assert_eq!(hits(&conn, "Leilani"), i64::from(!commit));
        assert_eq!(rows(&conn) == before, !commit);
    }
}

#[test]
fn a_column_added_at_the_end_is_in_order() {
    let conn = household();
    let changeset = recorded(&conn, "DELETE FROM notes WHERE id = 1");
    conn.execute_batch("ALTER TABLE notes ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0").unwrap();
    undo(&conn, &changeset).unwrap();
    let pinned = conn.query_row("SELECT pinned FROM notes WHERE id = 1", [], |row| row.get(0));
    assert_eq!(pinned, Ok(0));
}

#[test]
fn it_works_on_an_encrypted_file_through_a_transaction() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("crm.db");
    let open = || {
        let conn = Connection::open(&path).unwrap();
        conn.execute_batch("PRAGMA key = 'a test'; PRAGMA journal_mode = WAL;").unwrap();
        conn.execute_batch("PRAGMA foreign_keys = ON").unwrap();
        conn
    };
    let mut conn = open();
    conn.execute_batch(SCHEMA).unwrap();
    let tx = conn.transaction().unwrap();
    let recorder = Recorder::attach(&tx, TABLES).unwrap();
    tx.execute_batch(MARY).unwrap();
    let changeset = recorder.changeset().unwrap();
    drop(recorder);
    tx.commit().unwrap();
    drop(conn);
    assert!(!std::fs::read(&path).unwrap().starts_with(b"SQLite format 3"));

    let conn = open();
    undo(&conn, &changeset).unwrap();
    assert_eq!(rows(&conn), rows(&database()));
    assert_search_is_sound(&conn);
}
