//! Some lines of a file: what would become of them, or they come in.
use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
};

use rusqlite::Connection;

use crate::{
    audit::{ROWS_PER_PART, Subject, Tx},
    error::{Error, Result},
    ids::{ContactId, ImportId},
    transfer::{
        csv::read::{Record, Trouble},
        import::{
            Counts, Import, Policy, State,
            plan::Ready,
            put::{self, Putter},
            row::{self, Row},
            store,
            survey::Source,
        },
    },
    workspaces::Scope,
};

/// Lines tried in one go; they change nothing.
const CHECKED_AT_ONCE: usize = 2_000;
/// Lines that cannot be taken and are kept to be downloaded.
const MOST_WRONG: u32 = 20_000;
const MOST_WAITING: u32 = 5_000;
/// E-mails and phones that a dry run knows again. In a file of more it may count somebody as new
/// who stands in it twice; they come in once all the same.
const MOST_SEEN: usize = 450_000;

/// An import under way, between two steps.
pub struct Open {
    import: ImportId,
    state: State,
    source: Source,
    ready: Ready,
    /// Of a dry run: who was in the file before.
    seen: HashSet<u64>,
    /// Lines taken out of the source.
    read: u32,
}

/// A line that cannot be taken: its number, why, what stands in it.
type Wrong = (u32, String, Vec<String>);

impl Open {
    /// Behind the lines that are done; from the beginning, or after a restart.
    pub fn at(conn: &Connection, scope: &Scope, import: &Import, path: &Path) -> Result<Self> {
        let ready = import.plan.ready(conn, scope, &import.survey)?;
        let gone = || Trouble::Io(std::io::ErrorKind::NotFound.into());
        let key = import.key.ok_or_else(gone).map_err(unreadable)?;
        let mut source = Source::open(path, &key, &import.survey).map_err(unreadable)?;
        for _ in 0..import.counts.done {
            source.next().map_err(unreadable)?;
        }
        let (seen, read) = (HashSet::new(), import.counts.done);
        Ok(Self { import: import.id, state: import.state, source, ready, seen, read })
    }

    pub fn is_at(&self, import: &Import) -> bool {
        (self.import, self.state, self.read) == (import.id, import.state, import.counts.done)
    }

    pub fn is_of(&self, import: &Import) -> bool {
        self.import == import.id
    }

    /// Whether lines were read of which it does not know who was in them.
    pub fn has_forgotten(&self) -> bool {
        self.seen.is_empty() && self.read > 0
    }

    fn next(&mut self, counts: &mut Counts) -> Result<Option<Record>> {
        let record = self.source.next().map_err(unreadable)?;
        if record.is_some() {
            self.read += 1;
            counts.done += 1;
        }
        Ok(record)
    }

    /// Says of some lines what would become of them.
    pub fn try_some(
        &mut self,
        conn: &Connection,
        scope: &Scope,
        counts: &mut Counts,
    ) -> Result<(Vec<Wrong>, bool)> {
        let mut wrong = Vec::new();
        for _ in 0..CHECKED_AT_ONCE {
            let Some(record) = self.next(counts)? else { return Ok((wrong, true)) };
            let row = self.read_row(&record);
            let Ok(row) = row else {
                counts.wrong += 1;
                if counts.wrong <= MOST_WRONG {
                    wrong.push((record.line, row.unwrap_err(), record.cells));
                }
                continue;
            };
            let is_known = put::known(conn, scope, &row)?.is_some() || self.was_before(&row);
            self.remember(&row);
            match (is_known, self.ready.plan.policy) {
                (false, _) | (true, Policy::Create) => counts.added += 1,
                (true, Policy::Skip) => counts.skipped += 1,
                (true, Policy::Update) => counts.updated += 1,
                (true, Policy::Review) => counts.waiting += 1,
            }
        }
        Ok((wrong, false))
    }

    fn was_before(&self, row: &Row) -> bool {
        row.reached().any(|key| self.seen.contains(&hashed(key)))
    }

    fn remember(&mut self, row: &Row) {
        if self.seen.len() < MOST_SEEN {
            self.seen.extend(row.reached().map(hashed));
        }
        // So that a file in which nobody can be reached does not look like one not begun.
        self.seen.insert(0);
    }

    /// The line as a contact; or what is wrong with it.
    fn read_row(&self, record: &Record) -> std::result::Result<Row, String> {
        let mut row = row::read(&self.ready, record);
        let is_fine =
            row.problems.is_empty() || (self.ready.plan.is_lenient && row.without_what_is_wrong());
        if is_fine { Ok(row) } else { Err(row.problems.join(". ")) }
    }

    pub fn bring_in_some(
        &mut self,
        tx: &Tx<'_>,
        scope: &Scope,
        import: &Import,
        counts: &mut Counts,
    ) -> Result<bool> {
        tx.in_workspace(scope.workspace());
        tx.about(Subject::import(import.id, format!("“{}”", import.name)));
        put::define_fields(tx, scope, &mut self.ready)?;
        let ready = self.ready.clone();
        let mut putter = Putter::new(tx, scope, &ready, &import.name)?;
        for _ in 0..self.lines_in_a_part() {
            let Some(record) = self.next(counts)? else { return Ok(true) };
            match self.read_row(&record) {
                Ok(row) => bring_in(&mut putter, (tx, scope), import, counts, &row, &record)?,
                Err(said) => leave_out(tx, import, counts, &record, &said)?,
            }
        }
        Ok(false)
    }

    /// Each costs its own row, one in its log, and one for each value and tag.
    fn lines_in_a_part(&self) -> usize {
        let values = self.ready.slots.iter().filter(|it| it.field.is_some()).count();
        let rows = 3 + values + self.ready.plan.tags.len();
        (ROWS_PER_PART / rows).max(20)
    }
}

fn bring_in(
    putter: &mut Putter<'_, '_>,
    (tx, scope): (&Tx<'_>, &Scope),
    import: &Import,
    counts: &mut Counts,
    row: &Row,
    record: &Record,
) -> Result<()> {
    let known = put::known(tx, scope, row)?;
    let put = match (known, import.plan.policy) {
        (None, _) | (_, Policy::Create) => putter.add(row).map(|()| Became::Added),
        (Some(contact), Policy::Update) => putter.update(row, contact).map(|()| Became::Updated),
        (Some(_), Policy::Skip) => Ok(Became::Skipped),
        (Some(contact), Policy::Review) => Ok(Became::Waiting(contact)),
    };
    match put {
        Ok(Became::Added) => counts.added += 1,
        Ok(Became::Updated) => counts.updated += 1,
        Ok(Became::Skipped) => counts.skipped += 1,
        Ok(Became::Waiting(contact)) if counts.waiting < MOST_WAITING => {
            counts.waiting += 1;
            store::add_row(tx, import.id, row.line, Some(contact), "", &record.cells)?;
        }
        Ok(Became::Waiting(_)) => counts.skipped += 1,
        Err(Error::Invalid(problems)) => {
            let said = problems.into_values().collect::<Vec<_>>().join(". ");
            leave_out(tx, import, counts, record, &said)?;
        }
        Err(other) => return Err(other),
    }
    Ok(())
}

enum Became {
    Added,
    Updated,
    Skipped,
    Waiting(ContactId),
}

fn leave_out(
    conn: &Connection,
    import: &Import,
    counts: &mut Counts,
    record: &Record,
    said: &str,
) -> Result<()> {
    counts.wrong += 1;
    match counts.wrong <= MOST_WRONG {
        true => store::add_row(conn, import.id, record.line, None, said, &record.cells),
        false => Ok(()),
    }
}

fn hashed(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

fn unreadable(cause: Trouble) -> Error {
    Error::Conflict(format!("{cause}. Upload the file again."))
}
