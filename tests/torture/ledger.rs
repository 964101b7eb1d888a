//! What a database holds, read apart from the server: the contacts as the journal knows them, the
//! imports, and whether all of it is sound.
use std::collections::{BTreeMap, BTreeSet};

use pi_crm::{db::pages, ids::Uid};
use rusqlite::Connection;

use super::editor::{Contact, MARK, People};

#[derive(Clone, Debug, Default)]
pub struct Ledger {
    pub people: People,
    pub ids: BTreeMap<String, String>,
    pub imports: BTreeMap<String, Import>,
    /// Each restore leaves one; by it the new database is told from the old one.
    pub restores: BTreeSet<Uid>,
    pub is_backing_up: bool,
    pub is_held: bool,
}

#[derive(Clone, Debug)]
pub struct Import {
    pub change: String,
    pub state: String,
    pub lines: u32,
    pub there: u32,
    pub is_undone: bool,
    pub is_undoing: bool,
}

/// One moment of it: whoever works meanwhile does not blur it.
pub fn read(conn: &Connection) -> Ledger {
    let (people, ids) = people(conn);
    let (restores, flag) = (restores(conn), |sql| conn.query_row(sql, [], |row| row.get(0)));
    let open = "SELECT EXISTS (SELECT 1 FROM backup_runs WHERE ended_on IS NULL)";
    let held = "SELECT EXISTS (SELECT 1 FROM sending_hold)";
    Ledger {
        imports: imports(conn),
        people,
        ids,
        restores,
        is_backing_up: flag(open).expect("runs"),
        is_held: flag(held).expect("a flag"),
    }
}

fn people(conn: &Connection) -> (People, BTreeMap<String, String>) {
    let sql = "
        SELECT c.uid, c.first_name, c.last_name, c.primary_email, coalesce(c.company, ''),
            (SELECT value FROM custom_fields AS v WHERE v.contact_id = c.id),
            (SELECT group_concat(l.name) FROM contact_list_assignments AS a
             JOIN contact_lists AS l ON l.id = a.list_id WHERE a.contact_id = c.id),
            (SELECT count(*) FROM communication_logs AS g
             WHERE g.contact_id = c.id AND g.type = 'note')
        FROM base_contacts AS c
        WHERE c.last_name NOT LIKE 'import-%'";
    let (mut people, mut ids) = (People::new(), BTreeMap::new());
    let mut statement = conn.prepare(sql).expect("contacts");
    let mut rows = statement.query([]).expect("contacts");
    while let Some(row) = rows.next().expect("a contact") {
        let text = |at| row.get::<_, String>(at).expect("text");
        let name = text(2);
        assert_eq!(text(3), format!("{name}@{MARK}.example"), "half a contact");
        let tags: Option<String> = row.get(6).expect("tags");
        let contact = Contact {
            first_name: text(1),
            company: text(4),
            code: row.get(5).expect("a code"),
            tags: tags.iter().flat_map(|it| it.split(',')).map(str::to_owned).collect(),
            notes: row.get(7).expect("a number"),
        };
        let uid: Uid = row.get(0).expect("a uid");
        assert!(people.insert(name.clone(), contact).is_none(), "{name} is there twice");
        ids.insert(name, uid.to_string());
    }
    (people, ids)
}

fn imports(conn: &Connection) -> BTreeMap<String, Import> {
    let sql = "
        SELECT i.name, i.change_uid, i.state, json_extract(i.survey, '$.rows'),
            (SELECT count(DISTINCT c.primary_email) FROM base_contacts AS c
             WHERE c.last_name = i.name AND c.company = 'Imported ' || i.name
               AND c.primary_phone <> ''),
            (SELECT count(*) FROM base_contacts AS c WHERE c.last_name = i.name),
            EXISTS (SELECT 1 FROM audit_logs AS l JOIN audit_logs AS u ON u.undoes_id = l.id
                    WHERE l.uid = i.change_uid),
            EXISTS (SELECT 1 FROM undos AS n JOIN audit_logs AS l ON l.id = n.change_id
                    WHERE l.uid = i.change_uid AND n.said IS NULL)
        FROM imports AS i";
    let mut imports = BTreeMap::new();
    let mut statement = conn.prepare(sql).expect("imports");
    let mut rows = statement.query([]).expect("imports");
    while let Some(row) = rows.next().expect("an import") {
        let name: String = row.get(0).expect("a name");
        let (whole, all): (u32, u32) = (row.get(4).expect("whole"), row.get(5).expect("all"));
        assert_eq!(whole, all, "{name}: somebody came in twice, or half");
        let import = Import {
            change: row.get::<_, Uid>(1).expect("a uid").to_string(),
            state: row.get(2).expect("a state"),
            lines: row.get(3).expect("lines"),
            there: all,
            is_undone: row.get(6).expect("undone"),
            is_undoing: row.get(7).expect("undoing"),
        };
        imports.insert(name, import);
    }
    let known: u32 = imports.values().map(|it| it.there).sum();
    let all = "SELECT count(*) FROM base_contacts WHERE last_name LIKE 'import-%'";
    let all: u32 = conn.query_row(all, [], |row| row.get(0)).expect("a count");
    assert_eq!(known, all, "somebody came in by no import");
    imports
}

fn restores(conn: &Connection) -> BTreeSet<Uid> {
    let sql = "SELECT uid FROM audit_logs WHERE action = 'backups.restored'";
    let mut statement = conn.prepare(sql).expect("the log");
    let ids = statement.query_map([], |row| row.get(0)).expect("the log");
    ids.collect::<Result<_, _>>().expect("ids")
}

/// Whole, with nothing that points nowhere, found by its words, counted rightly.
pub fn unsound(conn: &Connection) -> Vec<String> {
    let mut found = pages::damage(conn).expect("a check");
    let lost = "
        SELECT 'search: ' || w.contact_id
        FROM contact_words AS w
        LEFT JOIN contact_search AS s ON s.rowid = w.contact_id
        WHERE (s.rowid IS NULL OR s.name IS NOT w.name OR s.other IS NOT w.other)
          AND w.contact_id NOT IN (SELECT contact_id FROM contacts_to_index_later)";
    let queries = [
        "SELECT 'foreign key: ' || \"table\" || ' ' || rowid FROM pragma_foreign_key_check",
        lost,
        "SELECT 'search: nobody ' || rowid FROM contact_search
         WHERE rowid NOT IN (SELECT id FROM base_contacts)",
        "SELECT 'count of workspace ' || workspace_id FROM workspace_counts AS n
         WHERE contacts <> (SELECT count(*) FROM base_contacts AS c
                            WHERE c.workspace_id = n.workspace_id)",
        "SELECT 'count of tag ' || list_id FROM contact_list_counts AS n
         WHERE contacts <> (SELECT count(*) FROM contact_list_assignments AS a
                            WHERE a.list_id = n.list_id)",
        "SELECT 'a change of nothing ' || audit_id FROM audit_details
         WHERE audit_id NOT IN (SELECT audit_id FROM audit_subjects)",
    ];
    for sql in queries {
        let mut statement = conn.prepare(sql).expect(sql);
        let lines = statement.query_map([], |row| row.get::<_, String>(0)).expect(sql);
        found.extend(lines.take(5).map(|it| it.expect("a line")));
    }
    found
}
