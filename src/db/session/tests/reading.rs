//! What a changeset says.
use super::*;

#[test]
fn an_unchanged_database_gives_an_empty_changeset() {
    let conn = household();
    for sql in ["SELECT 1", "UPDATE contacts SET name = name", "UPDATE counts SET contacts = 9"] {
        assert_eq!(recorded(&conn, sql), Vec::<u8>::new(), "{sql}");
    }
    let there_and_back =
        "UPDATE contacts SET name = 'X'; UPDATE contacts SET name = 'Mary Kealoha'";
    assert_eq!(recorded(&conn, there_and_back), Vec::<u8>::new());
    assert_eq!(invert(&[]).unwrap(), Vec::<u8>::new());
    assert_eq!(changes(&[]).unwrap(), []);
    apply(&conn, &[]).unwrap();
}

#[test]
fn a_cascade_is_recorded_whole() {
    let conn = household();
    let changeset = recorded(&conn, "DELETE FROM contacts WHERE id = 1");
    let mut seen: Vec<_> = changes(&changeset)
        .unwrap()
        .into_iter()
        .map(|change| (change.table, change.op, change.key_columns.len()))
        .collect();
    seen.sort_by(|a, b| a.0.cmp(&b.0));
    let expected = [
        ("badges", Op::Update, 2),
        ("contacts", Op::Delete, 5),
        ("fields", Op::Delete, 3),
        ("fields", Op::Delete, 3),
        ("notes", Op::Delete, 3),
        ("notes", Op::Delete, 3),
    ];
    assert_eq!(seen, expected.map(|(table, op, columns)| (table.to_owned(), op, columns)));
}

#[test]
fn values_are_read_as_they_were_written() {
    let conn = household();
    let changeset = recorded(
        &conn,
        "UPDATE contacts SET photo = NULL, score = 2.5;
         INSERT INTO fields VALUES (1, 10, 'ʻohana');",
    );
    let all = changes(&changeset).unwrap();
    let contact = Change {
        table: "contacts".into(),
        op: Op::Update,
        key_columns: vec![true, false, false, false, false],
        old: vec![
            Some(Value::Integer(1)),
            None,
            None,
            Some(Value::Blob(vec![0, 255, 0])),
            Some(Value::Real(0.1)),
        ],
        new: vec![None, None, None, Some(Value::Null), Some(Value::Real(2.5))],
    };
    let field = Change {
        table: "fields".into(),
        op: Op::Insert,
        key_columns: vec![true, true, false],
        old: vec![None, None, None],
        new: vec![
            Some(Value::Integer(1)),
            Some(Value::Integer(10)),
            Some(Value::Text("ʻohana".into())),
        ],
    };
    assert!(all.contains(&contact), "{all:#?}");
    assert!(all.contains(&field), "{all:#?}");
}

#[test]
fn a_cursor_reads_in_place_and_stops_where_it_is_told() {
    let conn = household();
    let changeset = recorded(&conn, "INSERT INTO notes VALUES (8, 1, 'eight')");
    let mut cursor = Cursor::over(&changeset).unwrap();
    let change = cursor.advance().unwrap().expect("one change");
    assert_eq!((change.table(), change.op(), change.columns()), ("notes", Op::Insert, 3));
    assert_eq!(change.after(2), Some(ValueRef::Text(b"eight")));
    assert_eq!((change.before(2), change.after(3)), (None, None));
    assert_eq!((change.is_key(0), change.is_key(2), change.is_key(3)), (true, false, false));
    assert_eq!(change.key(), [Value::Integer(8)]);
    assert!(cursor.advance().unwrap().is_none());
    assert!(cursor.advance().unwrap().is_none());
}

#[test]
fn a_rolled_back_change_is_not_recorded() {
    let conn = household();
    let recorder = Recorder::attach(&conn, TABLES).unwrap();
    conn.execute_batch("BEGIN; SAVEPOINT one; DELETE FROM contacts; ROLLBACK TO one").unwrap();
    conn.execute("UPDATE badges SET contact_id = NULL", []).unwrap();
    assert_eq!(changes(&recorder.changeset().unwrap()).unwrap().len(), 1);
    drop(recorder);
    conn.execute_batch("ROLLBACK").unwrap();
}

#[test]
fn what_sqlite_would_not_record_is_named() {
    let conn = household();
    conn.execute_batch("CREATE TABLE loose (name TEXT)").unwrap();
    let tables = ["contacts", "loose", "fields", "nowhere"];
    assert_eq!(unrecordable(&conn, &tables).unwrap(), ["loose", "nowhere"]);
}

#[test]
fn thousands_of_rows_are_read_without_being_kept() {
    let conn = database();
    let recorder = Recorder::attach(&conn, TABLES).unwrap();
    conn.execute_batch("BEGIN").unwrap();
    for id in 1..=2_000 {
        conn.execute("INSERT INTO contacts (id, name) VALUES (?1, ?2)", params![id, "Somebody"])
            .unwrap();
    }
    let changeset = recorder.changeset().unwrap();
    drop(recorder);
    conn.execute_batch("COMMIT").unwrap();
    let (mut count, mut longest) = (0, 0);
    let mut cursor = Cursor::over(&changeset).unwrap();
    while let Some(change) = cursor.advance().unwrap() {
        count += 1;
        if let Some(ValueRef::Text(name)) = change.after(1) {
            longest = longest.max(name.len());
        }
    }
    drop(cursor);
    assert_eq!((count, longest), (2_000, 8));
    undo(&conn, &changeset).unwrap();
    assert_eq!(rows(&conn), rows(&database()));
}
