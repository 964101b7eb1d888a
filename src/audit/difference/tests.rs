//! Rows of every shape that a table of record can have, read back in words.
use super::*;
use crate::db::session::Recorder;

const SCHEMA: &str = "
    PRAGMA foreign_keys = ON;
    CREATE TABLE audit_logs (id INTEGER PRIMARY KEY, owner_id INTEGER) STRICT;
    CREATE TABLE audit_subjects (
        kind TEXT, subject_id INTEGER, audit_id INTEGER, label TEXT
    ) STRICT;
    CREATE TABLE people (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT,
        stage_id INTEGER,
        hidden_on INTEGER,
        sort_name TEXT
    ) STRICT;
    CREATE TABLE lists (
        id INTEGER PRIMARY KEY AUTOINCREMENT, owner_id INTEGER NOT NULL, name TEXT NOT NULL
    ) STRICT;
    CREATE TABLE members (
        person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
        list_id INTEGER NOT NULL REFERENCES lists (id) ON DELETE CASCADE,
        PRIMARY KEY (person_id, list_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE fields (
        id INTEGER PRIMARY KEY, owner_id INTEGER NOT NULL, label TEXT NOT NULL, type TEXT NOT NULL
    ) STRICT;
    CREATE TABLE field_values (
        person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
        field_id INTEGER NOT NULL REFERENCES fields (id),
        value TEXT,
        PRIMARY KEY (person_id, field_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE notes (
        id INTEGER PRIMARY KEY AUTOINCREMENT, person_id INTEGER NOT NULL, content TEXT
    ) STRICT;
    INSERT INTO people VALUES (7, 'Rosa', 1, NULL, 'rosa'), (8, 'Theo', NULL, NULL, 'theo');
    INSERT INTO lists VALUES (1, 1, 'Prospects'), (2, 1, 'Applications'), (3, 1, 'VIP'),
        (4, 2, 'Secret of another');
    INSERT INTO fields VALUES (5, 1, 'Birthday', 'date'), (6, 1, 'Married', 'yes_no');
    INSERT INTO notes VALUES (9, 7, '{\"text\": \"Called\"}');";

const LIST: Name = Name {
    query: "SELECT name FROM lists WHERE id = ?1 AND owner_id = ?2",
    kind: Some(SubjectKind::Workspace),
};
const LABEL: Name =
    Name { query: "SELECT label FROM fields WHERE id = ?1 AND owner_id = ?2", kind: None };
const VALUE: Name = Name {
    query: "SELECT CASE WHEN type = 'yes_no' THEN iif(?1 = '1', 'Yes', 'No') ELSE ?1 END
            FROM fields WHERE id = ?3 AND owner_id = ?2",
    kind: None,
};
const PERSON: SubjectKind = SubjectKind::Contact;

static TEST_TABLES: &[Table] = &[
    Table {
        name: "people",
        kind: PERSON,
        whose: Whose::Itself,
        tells: &[
            Tell::Column { column: "name", label: "Name", how: How::Plain },
            Tell::Column { column: "stage_id", label: "Stage", how: How::Name(LIST) },
            Tell::Column { column: "hidden_on", label: "Deleted", how: How::Yes },
        ],
    },
    Table {
        name: "members",
        kind: PERSON,
        whose: Whose::Key(0),
        tells: &[Tell::Member { column: "list_id", label: "Tags", name: LIST }],
    },
    Table {
        name: "field_values",
        kind: PERSON,
        whose: Whose::Key(0),
        tells: &[Tell::Labelled {
            by: "field_id",
            label: LABEL,
            column: "value",
            how: How::Name(VALUE),
        }],
    },
    Table {
        name: "notes",
        kind: PERSON,
        whose: Whose::Column("person_id"),
        tells: &[Tell::Column { column: "content", label: "Note", how: How::Words(text_of) }],
    },
];

fn text_of(json: &str) -> Option<String> {
    let content: serde_json::Value = serde_json::from_str(json).ok()?;
    content.get("text")?.as_str().map(str::to_owned)
}

fn database() -> (Connection, Columns) {
    let conn = Connection::open_in_memory().unwrap();
    conn.execute_batch(SCHEMA).unwrap();
    let columns = TEST_TABLES
        .iter()
        .map(|table| {
            let of = conn.prepare(&format!("SELECT * FROM {}", table.name)).unwrap();
            let names = of.column_names().into_iter().map(str::to_owned).collect();
            (table.name.to_owned(), names)
        })
        .collect();
    (conn, columns)
}

fn recorded(conn: &Connection, sql: &str) -> Vec<u8> {
    let tables: Vec<&str> = TEST_TABLES.iter().map(|table| table.name).collect();
    let recorder = Recorder::attach(conn, &tables).unwrap();
    conn.execute_batch(sql).unwrap();
    recorder.changeset().unwrap()
}

fn teller<'a>(conn: &'a Connection, columns: &'a Columns, owner: i64) -> Teller<'a> {
    Teller { names: Names::of(conn, Some(UserId(owner))), columns, tables: TEST_TABLES }
}

/// "contact 7 · Stage: Prospects → Applications"
fn in_words(differences: &Differences) -> Vec<String> {
    let line = |it: &Difference| {
        let (kind, id) = it.about.expect("it is about something");
        let old = it.old.as_deref().unwrap_or("—");
        let new = it.new.as_deref().unwrap_or("—");
        let said = match (it.is_member, &it.new) {
            (true, Some(new)) => format!("+ {new}"),
            (true, None) => format!("− {old}"),
            (false, _) => format!("{old} → {new}"),
        };
        format!("{} {id} · {}: {said}", kind.code(), it.field)
    };
    differences.told.iter().map(line).collect()
}

fn check(sql: &str, expected: &[&str]) {
    let (conn, columns) = database();
    let changeset = recorded(&conn, sql);
    let told = teller(&conn, &columns, 1).of_changeset(&changeset, None, TOLD).unwrap();
    assert_eq!(in_words(&told), expected, "{sql}");
}

#[test]
fn a_row_reads_as_its_table_has_it() {
    check(
        "UPDATE people SET name = 'Rosita', sort_name = 'x' WHERE id = 7",
        &["contact 7 · Name: Rosa → Rosita"],
    );
    check(
        "UPDATE people SET stage_id = 2 WHERE id = 7",
        &["contact 7 · Stage: Prospects → Applications"],
    );
    check("UPDATE people SET stage_id = NULL WHERE id = 7", &["contact 7 · Stage: Prospects → —"]);
    check(
        "UPDATE people SET hidden_on = 1800000000 WHERE id = 7",
        &["contact 7 · Deleted: — → yes"],
    );
    check("INSERT INTO members VALUES (7, 3)", &["contact 7 · Tags: + VIP"]);
    check(
        "INSERT INTO field_values VALUES (7, 5, '1980-02-01'), (7, 6, '1')",
        &["contact 7 · Birthday: — → 1980-02-01", "contact 7 · Married: — → Yes"],
    );
    check(
        "INSERT INTO notes VALUES (10, 8, '{\"text\": \"Wrote\"}')",
        &["contact 8 · Note: — → Wrote"],
    );
    check("INSERT INTO notes VALUES (10, 8, '{}')", &[]);
}

#[test]
fn what_was_taken_away_reads_by_the_same_names() {
    let (conn, columns) = database();
    recorded(
        &conn,
        "INSERT INTO members VALUES (7, 3); INSERT INTO field_values VALUES (7, 6, '0')",
    );
    let changeset = recorded(&conn, "DELETE FROM members; UPDATE field_values SET value = '1'");
    let told = teller(&conn, &columns, 1).of_changeset(&changeset, None, TOLD).unwrap();
    let mut words = in_words(&told);
    words.sort();
    assert_eq!(words, ["contact 7 · Married: No → Yes", "contact 7 · Tags: − VIP"]);
}

/// The changeset of an edited note has its key and text alone.
#[test]
fn a_changed_row_is_told_on_the_page_of_the_thing_it_belongs_to() {
    let (conn, columns) = database();
    let changeset = recorded(&conn, "UPDATE notes SET content = '{\"text\": \"Wrote\"}'");
    let teller = teller(&conn, &columns, 1);
    let rosas = teller.of_changeset(&changeset, Some((PERSON, 7)), TOLD).unwrap();
    assert_eq!(in_words(&rosas), ["contact 7 · Note: Called → Wrote"]);
    let theos = teller.of_changeset(&changeset, Some((PERSON, 8)), TOLD).unwrap();
    assert_eq!(theos, Differences::default());
}

#[test]
fn a_name_that_is_gone_is_the_last_one_that_the_log_has() {
    let (conn, columns) = database();
    let changeset = recorded(&conn, "INSERT INTO members VALUES (7, 3), (8, 2)");
    conn.execute_batch(
        "DELETE FROM lists;
         INSERT INTO audit_logs VALUES (1, 1), (2, 1), (3, 2);
         INSERT INTO audit_subjects VALUES
             ('workspace', 3, 1, 'VIP'), ('workspace', 3, 2, 'Very important'),
             ('workspace', 3, 3, 'Not yours');",
    )
    .unwrap();
    let told = teller(&conn, &columns, 1).of_changeset(&changeset, None, TOLD).unwrap();
    assert_eq!(
        in_words(&told),
        ["contact 7 · Tags: + Very important", "contact 8 · Tags: + something since deleted",]
    );
}

#[test]
fn no_name_comes_from_somebody_elses_data() {
    let (conn, columns) = database();
    let changeset = recorded(&conn, "UPDATE people SET stage_id = 4 WHERE id = 8");
    let told = teller(&conn, &columns, 1).of_changeset(&changeset, None, TOLD).unwrap();
    assert_eq!(in_words(&told), ["contact 8 · Stage: — → something since deleted"]);
}

#[test]
fn beyond_the_most_only_the_count_is_told_and_all_of_it_survives_being_written_down() {
    let (conn, columns) = database();
    let changeset = recorded(
        &conn,
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 70)
         INSERT INTO people (name, sort_name) SELECT 'Person ' || i, 'x' FROM n;",
    );
    let teller = teller(&conn, &columns, 1);
    let told = teller.of_changeset(&changeset, None, 60).unwrap();
    assert_eq!((told.told.len(), told.more), (60, 10));
    let part = Detail {
        part: 0,
        schema_version: 1,
        since: None,
        changeset: None,
        differences: Some(serde_json::to_string(&told).unwrap()),
    };
    let read = teller.of_details(&[part], None).unwrap();
    assert_eq!((read.told.len(), read.more), (TOLD, 20));
    assert_eq!(read.told[..], told.told[..TOLD]);
}
