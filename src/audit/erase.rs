//! Erase for good (DESIGN §3, rule 9): of what is erased nothing stays in the log but that there
//! was something. Changes about others too are rewritten without it, so that their undo never
//! brings it back; changes about it alone lose theirs.
use std::collections::{HashMap, HashSet};

use rusqlite::{
    Connection,
    types::{Value, ValueRef},
};

use super::{
    RECORDED, SubjectKind,
    difference::{Differences, register},
    once,
    store::{self, Edge},
};
use crate::{
    db::{
        Columns,
        session::{self, ChangeRef, Cursor},
    },
    error::Result,
    ids::{AuditId, Uid, UserId},
};

/// What the log calls whoever was erased.
pub const ERASED: &str = "(erased)";
/// Shorter names would be found within other words.
const SHORTEST_NAME: usize = 3;

/// Something to be erased, and rows elsewhere that are about it without pointing at it.
pub struct Target {
    pub kind: SubjectKind,
    /// Several where they were merged into one.
    pub ids: Vec<i64>,
    pub uids: Vec<Uid>,
    pub also: Vec<(&'static str, i64)>,
}

/// Takes it out of everything that the log keeps. Its rows themselves are the caller's to delete,
/// afterwards: until then they say what belongs to them.
pub fn forget(conn: &Connection, owner: UserId, target: &Target, columns: &Columns) -> Result<()> {
    let parts = store::parts(conn, owner)?;
    let mut traces = Traces::of(conn, target, columns)?;
    traces.follow(conn, &parts)?;
    let subjects = traces.subjects();
    let mut labels = Vec::new();
    for (kind, id) in &subjects {
        labels.extend(store::labels(conn, *kind, *id)?);
    }
    let mut touched = HashSet::new();
    for (audit, part) in parts {
        let (changeset, differences) = store::part(conn, audit, part)?;
        if let Some(rest) = changeset.map(|it| traces.without(&it)).transpose()?.flatten() {
            store::replace_changeset(conn, audit, part, &rest)?;
            touched.insert(audit);
        }
        if let Some(told) = differences {
            unsay(conn, (audit, part), &told, &subjects, &labels)?;
        }
    }
    let erased = Differences::erased().to_json()?;
    for audit in touched {
        store::end_if_empty(conn, audit, &erased)?;
    }
    unname(conn, &subjects, &labels)?;
    for (change, said) in store::given_up(conn, owner)? {
        store::give_up_undo(conn, change, &redacted(&said, &labels))?;
    }
    target.uids.iter().try_for_each(|uid| once::forget_made(conn, owner, *uid))
}

/// The rows that are the target's, in the tables and in what is recorded of them.
struct Traces<'a> {
    edges: Vec<Edge>,
    rows: HashMap<String, HashSet<String>>,
    /// The same where the key is one number.
    ids: HashMap<String, HashSet<i64>>,
    columns: &'a Columns,
}

impl<'a> Traces<'a> {
    fn of(conn: &Connection, target: &Target, columns: &'a Columns) -> Result<Self> {
        let edges = store::edges(conn, RECORDED)?;
        let mut traces = Self { edges, rows: HashMap::new(), ids: HashMap::new(), columns };
        if let Some(home) = register::home_of(target.kind) {
            for id in &target.ids {
                traces.add(home, &[Value::Integer(*id)]);
            }
        }
        for (table, id) in &target.also {
            traces.add(table, &[Value::Integer(*id)]);
        }
        Ok(traces)
    }

    fn add(&mut self, table: &str, key: &[Value]) -> bool {
        if let [Value::Integer(id)] = key {
            self.ids.entry(table.to_owned()).or_default().insert(*id);
        }
        self.rows.entry(table.to_owned()).or_default().insert(format!("{key:?}"))
    }

    /// Follows the schema's own foreign keys down, until nothing more is found.
    fn follow(&mut self, conn: &Connection, parts: &[(AuditId, i64)]) -> Result<()> {
        loop {
            let mut has_grown = self.follow_tables(conn)?;
            for (audit, part) in parts {
                let (changeset, _) = store::part(conn, *audit, *part)?;
                has_grown |= self.follow_changeset(&changeset.unwrap_or_default())?;
            }
            if !has_grown {
                return Ok(());
            }
        }
    }

    fn follow_tables(&mut self, conn: &Connection) -> Result<bool> {
        let mut has_grown = false;
        for edge in self.edges.clone().iter().filter(|edge| edge.is_owned) {
            let parents: Vec<i64> =
                self.ids.get(&edge.parent).into_iter().flatten().copied().collect();
            for id in parents {
                for key in store::pointing(conn, edge, id)? {
                    has_grown |= self.add(&edge.child, &key);
                }
            }
        }
        Ok(has_grown)
    }

    fn follow_changeset(&mut self, changeset: &[u8]) -> Result<bool> {
        let mut has_grown = false;
        let mut cursor = Cursor::over(changeset)?;
        while let Some(change) = cursor.advance()? {
            if self.points(&change, true) {
                has_grown |= self.add(change.table(), &change.key());
            }
        }
        Ok(has_grown)
    }

    /// All that has a name of its own in the log: the target, and what went with it.
    fn subjects(&self) -> Vec<(SubjectKind, i64)> {
        let named = SubjectKind::ALL.iter().filter_map(|kind| {
            let ids = self.ids.get(register::home_of(*kind)?)?;
            Some(ids.iter().map(|id| (*kind, *id)))
        });
        named.flatten().collect()
    }

    /// Whether the row points, or pointed, at one of the target's.
    fn points(&self, change: &ChangeRef<'_>, only_owned: bool) -> bool {
        let edges = self.edges.iter().filter(|edge| edge.child == change.table());
        edges.filter(|edge| edge.is_owned || !only_owned).any(|edge| {
            let Some(ids) = self.ids.get(&edge.parent) else { return false };
            let names = self.columns.get(&edge.child).map_or(&[][..], Vec::as_slice);
            let Some(at) = names.iter().position(|name| *name == edge.column) else { return false };
            let is_one = |value| matches!(value, Some(ValueRef::Integer(id)) if ids.contains(&id));
            is_one(change.before(at)) || is_one(change.after(at))
        })
    }

    fn has(&self, change: &ChangeRef<'_>) -> bool {
        let rows = self.rows.get(change.table());
        rows.is_some_and(|rows| rows.contains(&format!("{:?}", change.key())))
            || self.points(change, false)
    }

    /// The changeset without what is the target's; none where there is nothing of it in there.
    fn without(&self, changeset: &[u8]) -> Result<Option<Vec<u8>>> {
        let mut is_touched = false;
        let rest = session::retain(changeset, |change| {
            let is_kept = !self.has(change);
            is_touched |= !is_kept;
            is_kept
        })?;
        Ok(is_touched.then_some(rest))
    }
}

/// What is told of a change whose changeset is gone already.
fn unsay(
    conn: &Connection,
    (audit, part): (AuditId, i64),
    told: &str,
    subjects: &[(SubjectKind, i64)],
    labels: &[String],
) -> Result<()> {
    let before = Differences::of_json(told)?;
    let mut after = before.clone();
    after.told.retain(|it| !it.about.is_some_and(|about| subjects.contains(&about)));
    let names_it = |value: &Option<String>| value.as_ref().is_some_and(|it| labels.contains(it));
    for difference in &mut after.told {
        for value in [&mut difference.old, &mut difference.new] {
            if names_it(value) {
                *value = Some(ERASED.to_owned());
            }
        }
    }
    if after != before {
        store::replace_differences(conn, audit, part, &after.to_json()?)?;
    }
    Ok(())
}

/// The names beside the log, and the words where they are about it alone or name it.
fn unname(conn: &Connection, subjects: &[(SubjectKind, i64)], labels: &[String]) -> Result<()> {
    for (kind, id) in subjects {
        for (audit, words, of_the_kind) in store::words_about(conn, *kind, *id)? {
            let rest = redacted(&words, labels);
            match of_the_kind {
                1 => store::replace_words(conn, audit, None)?,
                _ if rest != words => store::replace_words(conn, audit, Some(&rest))?,
                _ => {}
            }
        }
        store::relabel(conn, *kind, *id, ERASED)?;
    }
    Ok(())
}

fn redacted(words: &str, labels: &[String]) -> String {
    let names = labels.iter().filter(|it| it.chars().count() >= SHORTEST_NAME);
    names.fold(words.to_owned(), |words, name| words.replace(name.as_str(), ERASED))
}
