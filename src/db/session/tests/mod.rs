//! One household in memory, and what the tests of reading, undoing and refusing share.
mod reading;
mod refusing;
mod undoing;

use rusqlite::{
    Connection, params,
    types::{FromSql, Value, ValueRef},
};

use super::*;

const TABLES: &[&str] = &["contacts", "fields", "notes", "badges"];

const SCHEMA: &str = "
    PRAGMA foreign_keys = ON;
    CREATE TABLE contacts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        email TEXT UNIQUE,
        photo BLOB,
        score REAL
    ) STRICT;
    CREATE TABLE fields (
        contact_id INTEGER NOT NULL REFERENCES contacts(id) ON DELETE CASCADE,
        definition_id INTEGER NOT NULL,
        value TEXT,
        PRIMARY KEY (contact_id, definition_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE notes (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        contact_id INTEGER NOT NULL REFERENCES contacts(id) ON DELETE CASCADE,
        text TEXT NOT NULL CHECK (text <> '')
    ) STRICT;
    CREATE TABLE badges (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        contact_id INTEGER REFERENCES contacts(id) ON DELETE SET NULL
    ) STRICT;
    CREATE TABLE counts (id INTEGER PRIMARY KEY, contacts INTEGER NOT NULL) STRICT;
    INSERT INTO counts VALUES (1, 0);
    CREATE VIRTUAL TABLE search USING fts5(name, tokenize = 'trigram');
    CREATE TRIGGER contact_added AFTER INSERT ON contacts BEGIN
        UPDATE counts SET contacts = contacts + 1;
        INSERT INTO search (rowid, name) VALUES (new.id, new.name);
    END;
    CREATE TRIGGER contact_changed AFTER UPDATE OF name ON contacts BEGIN
        UPDATE search SET name = new.name WHERE rowid = new.id;
    END;
    CREATE TRIGGER contact_removed AFTER DELETE ON contacts BEGIN
        UPDATE counts SET contacts = contacts - 1;
        DELETE FROM search WHERE rowid = old.id;
    END;";

const MARY: &str = "
    INSERT INTO contacts VALUES (1, 'Mary Kealoha', 'mary@example.test', x'00ff00', 0.1);
    INSERT INTO fields VALUES (1, 7, 'two cats'), (1, 9, NULL);
    INSERT INTO notes VALUES (1, 1, 'called'), (2, 1, 'wrote');
    INSERT INTO badges VALUES (1, 1);";

fn database() -> Connection {
    let conn = Connection::open_in_memory().unwrap();
    conn.execute_batch(SCHEMA).unwrap();
    conn
}

fn household() -> Connection {
    let conn = database();
    conn.execute_batch(MARY).unwrap();
    conn
}

fn recorded(conn: &Connection, sql: &str) -> Vec<u8> {
    let recorder = Recorder::attach(conn, TABLES).unwrap();
    conn.execute_batch(sql).unwrap();
    recorder.changeset().unwrap()
}

/// One changed row, kept. In an update only the key and the changed columns are present.
#[derive(Debug, PartialEq)]
struct Change {
    table: String,
    op: Op,
    key_columns: Vec<bool>,
    old: Vec<Option<Value>>,
    new: Vec<Option<Value>>,
}

fn changes(changeset: &[u8]) -> rusqlite::Result<Vec<Change>> {
    let kept = |value: Option<ValueRef<'_>>| value.map(|it| Value::column_result(it).unwrap());
    let mut all = Vec::new();
    let mut cursor = Cursor::over(changeset)?;
    while let Some(change) = cursor.advance()? {
        let columns = 0..change.columns();
        all.push(Change {
            table: change.table().to_owned(),
            op: change.op(),
            key_columns: columns.clone().map(|column| change.is_key(column)).collect(),
            old: columns.clone().map(|column| kept(change.before(column))).collect(),
            new: columns.map(|column| kept(change.after(column))).collect(),
        });
    }
    Ok(all)
}

fn undo(conn: &Connection, changeset: &[u8]) -> Result<(), ApplyError> {
    apply(conn, &invert(changeset).unwrap())
}

/// Every row of every table, search and counts included.
fn rows(conn: &Connection) -> Vec<(String, Vec<Value>)> {
    let mut all = Vec::new();
    for table in ["contacts", "fields", "notes", "badges", "counts", "search"] {
        let order = if table == "search" { "rowid" } else { "1, 2" };
        let sql = format!("SELECT * FROM {table} ORDER BY {order}");
        let mut statement = conn.prepare(&sql).unwrap();
        let columns = statement.column_count();
        let mut found = statement.query([]).unwrap();
        while let Some(row) = found.next().unwrap() {
            let values = (0..columns).map(|column| row.get(column).unwrap()).collect();
            all.push((table.to_owned(), values));
        }
    }
    all
}

fn assert_search_is_sound(conn: &Connection) {
    conn.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)", [])
        .expect("the search index agrees with itself");
    let strays: i64 = conn
        .query_row(
            "SELECT count(*)
             FROM contacts FULL JOIN search ON contacts.id = search.rowid
             WHERE contacts.name IS NOT search.name",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(strays, 0, "search rows that differ from their contact");
}

fn hits(conn: &Connection, term: &str) -> i64 {
    conn.query_row("SELECT count(*) FROM search WHERE search MATCH ?1", [term], |row| row.get(0))
        .unwrap()
}

#[track_caller]
fn assert_refused(
    conn: &Connection,
    changeset: &[u8],
    expected: ConflictKind,
    row: Option<(&str, &[i64])>,
) {
    let before = rows(conn);
    let key_of = |ids: &[i64]| ids.iter().copied().map(Value::Integer).collect::<Vec<_>>();
    match undo(conn, changeset) {
        Err(ApplyError::Conflict { kind, table, key }) => {
            assert_eq!(kind, expected);
            assert_eq!(table.as_deref(), row.map(|(table, _)| table));
            assert_eq!(key, row.map(|(_, ids)| key_of(ids)).unwrap_or_default());
        }
        other => panic!("expected a conflict, got {other:?}"),
    }
    assert_eq!(rows(conn), before, "a refused undo changed something");
    assert_search_is_sound(conn);
    assert!(conn.is_autocommit());
}
