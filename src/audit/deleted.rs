//! The trash is the list of deletions that can still be undone (CT-17). Here: finding them, and
//! what the rows were like that they took.
use rusqlite::{
    Connection,
    types::{FromSql, Value},
};

use super::{
    Action, Subject, SubjectKind,
    difference::register,
    purge::UNDO_DAYS,
    read::{self, LogEntry},
    store,
};
use crate::{
    clock::{DAY_S, Reading},
    db::{
        Columns,
        session::{ChangeRef, Cursor, Op},
    },
    error::{Error, Result},
    ids::{Uid, UserId, WorkspaceId},
};

/// What somebody looks for in the trash.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub workspace: Option<WorkspaceId>,
    /// A part of a name.
    pub search: String,
    /// Only what is older than this entry.
    pub before: Option<Uid>,
    /// What began before can no longer be undone.
    pub oldest: Option<i64>,
}

impl Wanted {
    /// Nothing is too old by a clock that cannot be believed.
    pub fn at(mut self, at: Reading) -> Self {
        self.oldest = at.trusted().map(|now| now - UNDO_DAYS * DAY_S);
        self
    }
}

/// A deletion that can still be undone.
#[derive(Clone, Debug)]
pub struct Deletion {
    pub entry: LogEntry,
    /// The first few things that went, and how many there were.
    pub subjects: Vec<Subject>,
    pub about: usize,
    /// Those of them that fit what was looked for.
    pub found: Vec<String>,
    pub since: Option<i64>,
}

impl Deletion {
    /// Days until it is purged; all of them where no clock that can be believed has seen it.
    pub fn days_left(&self, now: i64) -> i64 {
        let left = self.since.map_or(UNDO_DAYS * DAY_S, |since| since + UNDO_DAYS * DAY_S - now);
        (left.max(0) + DAY_S - 1) / DAY_S
    }

    /// Bulk work names its workspace too, which did not go.
    fn tell_of_contacts_alone(&mut self) {
        let is_other = |it: &Subject| it.kind != SubjectKind::Contact;
        for other in self.subjects.extract_if(.., |it| is_other(it)) {
            self.about -= 1;
            self.found.retain(|found| *found != other.label);
        }
    }

    pub fn is_of_contacts(&self) -> bool {
        matches!(self.entry.kind(), Some(Action::ContactDeleted | Action::ContactsDeleted))
    }
}

pub struct Page {
    pub deletions: Vec<Deletion>,
    pub next: Option<Uid>,
}

const MOST_FOUND: usize = 5;

pub fn deletions(conn: &Connection, owner: UserId, wanted: &Wanted, most: usize) -> Result<Page> {
    let before = wanted.before.map(|uid| store::find(conn, owner, uid)).transpose()?.flatten();
    let mut below = before.map(|entry| entry.id);
    let mut deletions: Vec<Deletion> = Vec::new();
    loop {
        let batch = store::deletions(conn, owner, wanted, below, most + 1)?;
        let is_last = batch.len() <= most;
        for entry in batch {
            below = Some(entry.id);
            if !read::is_in_effect(conn, entry.id)? {
                continue;
            }
            if deletions.len() == most {
                let next = deletions.last().map(|it| it.entry.uid);
                return Ok(Page { deletions, next });
            }
            deletions.push(deletion(conn, entry, &wanted.search)?);
        }
        if is_last {
            return Ok(Page { deletions, next: None });
        }
    }
}

/// One of them; what is no deletion, or was undone, is not in the trash.
pub fn find(conn: &Connection, owner: UserId, uid: Uid) -> Result<Deletion> {
    const GONE: Error = Error::NotFound("deletion");
    let entry = store::find(conn, owner, uid)?.ok_or(GONE)?;
    let is_deletion = entry.kind().is_some_and(|it| Action::DELETIONS.contains(&it));
    if !is_deletion || !entry.is_recorded || !read::is_in_effect(conn, entry.id)? {
        return Err(GONE);
    }
    deletion(conn, entry, "")
}

fn deletion(conn: &Connection, entry: LogEntry, search: &str) -> Result<Deletion> {
    let mut deletion = Deletion {
        subjects: store::subjects(conn, entry.id)?,
        about: store::count_subjects(conn, entry.id)?,
        found: match search {
            "" => Vec::new(),
            search => store::labels_fitting(conn, entry.id, search, MOST_FOUND)?,
        },
        since: store::since(conn, entry.id)?,
        entry,
    };
    if deletion.is_of_contacts() {
        deletion.tell_of_contacts_alone();
    }
    Ok(deletion)
}

/// A row that a deletion took, by the names of its columns.
pub struct Lost {
    pub id: i64,
    values: Vec<(String, Value)>,
}

impl Lost {
    pub fn get<T: FromSql>(&self, column: &str) -> Option<T> {
        let (_, value) = self.values.iter().find(|(name, _)| name == column)?;
        T::column_result(value.into()).ok()
    }
}

/// The things of a kind that a deletion took.
pub fn lost(
    conn: &Connection,
    deletion: &Deletion,
    kind: SubjectKind,
    columns: &Columns,
    most: usize,
) -> Result<Vec<Lost>> {
    let Some(table) = register::home_of(kind) else { return Ok(Vec::new()) };
    let names = columns.get(table).map_or(&[][..], Vec::as_slice);
    let mut lost = Vec::new();
    for detail in store::details(conn, deletion.entry.id)? {
        let changeset = detail.changeset.unwrap_or_default();
        let mut cursor = Cursor::over(&changeset)?;
        while let Some(change) = cursor.advance()? {
            if lost.len() < most && change.table() == table && change.op() == Op::Delete {
                lost.extend(row(&change, names));
            }
        }
    }
    Ok(lost)
}

/// Rows of a table that came or went while what changed can still be read, as they were then.
pub fn recorded(
    conn: &Connection,
    owner: UserId,
    table: &str,
    columns: &Columns,
    is_wanted: impl Fn(&Lost) -> bool,
) -> Result<Vec<Lost>> {
    let names = columns.get(table).map_or(&[][..], Vec::as_slice);
    let mut found = Vec::new();
    for (audit, part) in store::parts(conn, owner)? {
        let changeset = store::part(conn, audit, part)?.0.unwrap_or_default();
        let mut cursor = Cursor::over(&changeset)?;
        while let Some(change) = cursor.advance()? {
            if change.table() == table && change.op() != Op::Update {
                found.extend(row(&change, names).filter(&is_wanted));
            }
        }
    }
    Ok(found)
}

fn row(change: &ChangeRef<'_>, names: &[String]) -> Option<Lost> {
    let Some(Value::Integer(id)) = change.key().into_iter().next() else { return None };
    let value = |(at, name): (usize, &String)| {
        let value = change.before(at).or_else(|| change.after(at))?;
        Some((name.clone(), Value::column_result(value).ok()?))
    };
    Some(Lost { id, values: names.iter().enumerate().filter_map(value).collect() })
}
