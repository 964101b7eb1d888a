//! The tables of record told by the log alone: all that was ever recorded, done again in memory,
//! makes the very rows that are there.
use std::collections::BTreeMap;

use pi_crm::{
    audit::RECORDED,
    db::session::{ChangeRef, Cursor, Op},
};
use ring::digest::{Context, SHA256};
use rusqlite::{
    Connection,
    types::{Value, ValueRef},
};

type Row = Vec<Value>;
/// By table and key, both in words.
type Rows = BTreeMap<(String, String), Row>;

#[derive(Default)]
pub struct Replay {
    /// The last part that was done again.
    after: i64,
    rows: Rows,
}

impl Replay {
    /// Goes on with what was recorded since, and compares.
    pub fn follow(&mut self, conn: &Connection) -> Result<(), String> {
        let sql = "SELECT rowid, changeset FROM audit_details WHERE rowid > ?1 ORDER BY rowid";
        let mut statement = conn.prepare(sql).expect("the log");
        let mut parts = statement.query([self.after]).expect("its parts");
        while let Some(part) = parts.next().expect("a part") {
            self.after = part.get(0).expect("its number");
            let changeset: Vec<u8> = part.get(1).expect("a changeset");
            let mut cursor = Cursor::over(&changeset).expect("it can be read");
            while let Some(change) = cursor.advance().expect("it is whole") {
                self.again(&change)?;
            }
        }
        let there = rows(conn);
        match first_difference(&self.rows, &there) {
            None => Ok(()),
            Some(told) => Err(format!("the log and the tables differ: {told}")),
        }
    }

    fn again(&mut self, change: &ChangeRef<'_>) -> Result<(), String> {
        let place = (change.table().to_owned(), format!("{:?}", change.key()));
        let columns = 0..change.columns();
        let value =
            |it: Option<ValueRef<'_>>| it.map(|it| Value::try_from(it).expect("text is UTF-8"));
        match change.op() {
            Op::Insert => {
                let row = columns.map(|at| value(change.after(at)).unwrap_or(Value::Null));
                let old = self.rows.insert(place.clone(), row.collect());
                old.map_or(Ok(()), |_| Err(format!("{place:?} was made twice")))
            }
            Op::Delete => match self.rows.remove(&place) {
                Some(_) => Ok(()),
                None => Err(format!("{place:?} was deleted and never made")),
            },
            Op::Update => {
                let row = self.rows.get_mut(&place);
                let row = row.ok_or_else(|| format!("{place:?} was changed and never made"))?;
                for at in columns {
                    if let Some(new) = value(change.after(at)) {
                        row[at] = new;
                    }
                }
                Ok(())
            }
        }
    }
}

fn rows(conn: &Connection) -> Rows {
    let mut rows = Rows::new();
    for table in RECORDED {
        let keys: Vec<u32> = conn
            .prepare("SELECT cid FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY cid")
            .and_then(|mut it| it.query_map([table], |row| row.get(0))?.collect())
            .expect("its key");
        let mut statement = conn.prepare(&format!("SELECT * FROM {table}")).expect("a table");
        let columns = statement.column_count();
        let mut all = statement.query([]).expect("rows");
        while let Some(found) = all.next().expect("a row") {
            let row: Row = (0..columns).map(|at| found.get(at).expect("a value")).collect();
            let key: Row = keys.iter().map(|at| row[*at as usize].clone()).collect();
            rows.insert(((*table).to_owned(), format!("{key:?}")), row);
        }
    }
    rows
}

fn first_difference(told: &Rows, there: &Rows) -> Option<String> {
    let odd = told.iter().find(|(place, row)| there.get(*place) != Some(*row));
    let odd = odd.map(|(place, row)| format!("{place:?}: {row:?} is {:?}", there.get(place)));
    let more = || there.keys().find(|it| !told.contains_key(*it));
    odd.or_else(|| more().map(|it| format!("{it:?} is in no change")))
}

/// What the log is up to a part: two that are the same tell of the same tables.
pub fn fingerprint(conn: &Connection, up_to: i64) -> Vec<u8> {
    let sql = "SELECT rowid, audit_id, part, changeset FROM audit_details
               WHERE rowid <= ?1 ORDER BY rowid";
    let mut statement = conn.prepare(sql).expect("the log");
    let mut parts = statement.query([up_to]).expect("its parts");
    let mut hash = Context::new(&SHA256);
    while let Some(part) = parts.next().expect("a part") {
        for at in 0..3 {
            hash.update(&part.get::<_, i64>(at).expect("a number").to_le_bytes());
        }
        hash.update(&part.get::<_, Vec<u8>>(3).expect("a changeset"));
    }
    hash.finish().as_ref().to_vec()
}

pub fn last_part(conn: &Connection) -> i64 {
    let sql = "SELECT coalesce(max(rowid), 0) FROM audit_details";
    conn.query_row(sql, [], |row| row.get(0)).expect("the log")
}
