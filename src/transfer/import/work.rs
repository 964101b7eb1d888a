//! The worker's part: an import is tried or brought in a chunk at a time. How far it is stands in
//! the same transaction as what it did, so that neither a restart nor a power cut doubles a line.
use std::{
    collections::HashSet,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::Connection;

use super::{
    Counts, Import, KEPT_DAYS, Policy, State, intake,
    plan::Ready,
    put::{self, Putter},
    row::{self, Row},
    store,
    survey::Source,
};
use crate::{
    actor::Actor,
    audit::{Action, ROWS_PER_PART, Subject, Tx},
    clock::DAY_S,
    db::Db,
    error::{Error, Result},
    ids::{ContactId, ImportId, Uid},
    jobs::worker::{Step, Work},
    transfer::csv::read::{Record, Trouble},
    workspaces::{self, Scope},
};

/// Lines tried in one go; they change nothing.
const CHECKED_AT_ONCE: usize = 2_000;
/// Lines that cannot be taken and are kept to be downloaded.
const MOST_WRONG: u32 = 20_000;
const MOST_WAITING: u32 = 5_000;

pub struct Importer {
    db: Db,
    folder: PathBuf,
    /// What is being worked at, between two steps.
    open: Arc<Mutex<Option<Open>>>,
}

struct Open {
    import: ImportId,
    state: State,
    source: Source,
    ready: Ready,
    /// Of a dry run: who was in the file before.
    seen: HashSet<u64>,
    /// Lines taken out of the source.
    read: u32,
}

impl Importer {
    pub fn new(db: Db, folder: PathBuf) -> Self {
        Self { db, folder, open: Arc::default() }
    }

    async fn clear_up(&self) -> Result<()> {
        let now = self.db.clock().now();
        let wanted = self.db.upkeep(move |conn| {
            store::purge(conn, now - KEPT_DAYS * DAY_S)?;
            store::wanted(conn)
        });
        let (wanted, folder) = (wanted.await?, self.folder.clone());
        let swept = tokio::task::spawn_blocking(move || intake::sweep(&folder, &wanted));
        swept.await.map_err(Error::internal)
    }

    /// Where the last step left off; or from the beginning, after a restart.
    fn taken_up(&self, import: &Import, scope: &Scope, conn: &Connection) -> Result<Open> {
        let held = self.open.lock().unwrap_or_else(PoisonError::into_inner).take();
        let is_same = |open: &Open| {
            (open.import, open.state, open.read) == (import.id, import.state, import.counts.done)
        };
        if let Some(open) = held.filter(is_same) {
            return Ok(open);
        }
        let ready = import.plan.ready(conn, scope, &import.survey)?;
        let gone = || Trouble::Io(std::io::ErrorKind::NotFound.into());
        let key = import.key.ok_or_else(gone).map_err(unreadable)?;
        let path = self.folder.join(import.uid.to_string());
        let mut source = Source::open(&path, &key, &import.survey).map_err(unreadable)?;
        for _ in 0..import.counts.done {
            source.next().map_err(unreadable)?;
        }
        let (seen, read) = (HashSet::new(), import.counts.done);
        Ok(Open { import: import.id, state: import.state, source, ready, seen, read })
    }

    fn keep(&self, open: Open) {
        *self.open.lock().unwrap_or_else(PoisonError::into_inner) = Some(open);
    }

    async fn check(&self, import: Import, workspace: Uid) -> Result<()> {
        let this = self.handle();
        let actor = Actor::person(import.user);
        let (id, said) = (import.id, import.clone());
        let tried = self.db.read(move |conn| {
            let scope = workspaces::open(conn, &actor, workspace)?;
            let mut import = said;
            // Who was in the file before is not kept: a dry run begins anew.
            let mut open = this.taken_up(&import, &scope, conn)?;
            if open.seen.is_empty() && open.read > 0 {
                import.counts = Counts::default();
                open = this.taken_up(&import, &scope, conn)?;
            }
            let tried = open.try_some(conn, &scope, &mut import.counts)?;
            this.keep(open);
            Ok((import.counts, tried))
        });
        let (counts, (wrong, is_over)) = tried.await?;
        let now = self.db.clock().now();
        self.db
            .upkeep(move |conn| {
                if !store::is_still(conn, id, State::Checking)? {
                    return Ok(());
                }
                for (line, said, cells) in &wrong {
                    store::add_row(conn, id, *line, None, said, cells)?;
                }
                store::set_counts(conn, id, &counts)?;
                match is_over {
                    true => store::end(conn, id, State::Checked, None, now),
                    false => Ok(()),
                }
            })
            .await
    }

    async fn run(&self, import: Import, workspace: Uid) -> Result<()> {
        let this = self.handle();
        let (actor, change, id) = (Actor::person(import.user), import.change, import.id);
        let path = self.folder.join(import.uid.to_string());
        let is_over = self.db.write_part(actor, Action::ContactsImported, change, move |tx| {
            let scope = workspaces::open(tx, tx.actor, workspace)?;
            let Some(import) = store::find(tx, &scope, id)?.filter(|it| it.state == State::Running)
            else {
                return Ok(false);
            };
            let mut open = this.taken_up(&import, &scope, tx)?;
            let mut counts = import.counts;
            let is_over = open.bring_in_some(tx, &scope, &import, &mut counts)?;
            store::set_counts(tx, id, &counts)?;
            if is_over {
                store::end(tx, id, State::Done, None, tx.now)?;
            }
            this.keep(open);
            Ok(is_over)
        });
        if is_over.await? {
            // The contacts are there; the sweep would find the file as well.
            let _ = tokio::task::spawn_blocking(move || fs::remove_file(path)).await;
        }
        Ok(())
    }

    fn handle(&self) -> Self {
        Self { db: self.db.clone(), folder: self.folder.clone(), open: self.open.clone() }
    }

    /// What trying again does not mend is told on the import's page.
    async fn give_up(&self, id: ImportId, cause: Error) -> Result<()> {
        let said = match cause {
            Error::Unavailable(_) => return Err(cause),
            Error::Conflict(said) => said,
            Error::Invalid(problems) => problems.into_values().collect::<Vec<_>>().join(". "),
            Error::NotFound(_) => "The workspace is gone.".to_owned(),
            other => {
                tracing::error!(cause = ?other, "an import failed");
                "Something went wrong on our side. What came in so far is here.".to_owned()
            }
        };
        let now = self.db.clock().now();
        self.db.upkeep(move |conn| store::end(conn, id, State::Failed, Some(&said), now)).await
    }
}

impl Work for Importer {
    async fn step(&self) -> Result<Step> {
        let Some((import, workspace)) = self.db.read(store::at_work).await? else {
            self.open.lock().unwrap_or_else(PoisonError::into_inner).take();
            self.clear_up().await?;
            return Ok(Step::Idle);
        };
        let id = import.id;
        let done = match import.state {
            State::Checking => self.check(import, workspace).await,
            _ => self.run(import, workspace).await,
        };
        match done {
            Ok(()) => Ok(Step::More),
            Err(cause) => self.give_up(id, cause).await.map(|()| Step::More),
        }
    }
}

fn unreadable(cause: Trouble) -> Error {
    Error::Conflict(format!("{cause}. Upload the file again."))
}

type Wrong = (u32, String, Vec<String>);

impl Open {
    fn next(&mut self, counts: &mut Counts) -> Result<Option<Record>> {
        let record = self.source.next().map_err(unreadable)?;
        if record.is_some() {
            self.read += 1;
            counts.done += 1;
        }
        Ok(record)
    }

    /// Says of some lines what would become of them.
    fn try_some(
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
        row.reached().any(|key| self.seen.contains(&hashed(&key.1)))
    }

    fn remember(&mut self, row: &Row) {
        self.seen.extend(row.reached().map(|key| hashed(&key.1)));
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

    fn bring_in_some(
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
    let put = store::attempt(tx, || match (known, import.plan.policy) {
        (None, _) | (_, Policy::Create) => putter.add(row).map(|()| Became::Added),
        (Some(contact), Policy::Update) => putter.update(row, contact).map(|()| Became::Updated),
        (Some(_), Policy::Skip) => Ok(Became::Skipped),
        (Some(contact), Policy::Review) => Ok(Became::Waiting(contact)),
    });
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
