//! One closure, one transaction, one line in the audit log, one undo.
use std::{
    cell::{Cell, RefCell},
    collections::HashSet,
    ops::Deref,
};

use rusqlite::Connection;

use super::{Action, RECORDED, Subject, record::Record};
use crate::{
    actor::{Actor, Identify},
    clock::Reading,
    db::{Db, search, session::Recorder},
    error::{Error, Result},
    ids::{AuditId, Uid, UserId, WorkspaceId},
};

/// Rows of one changeset at most: beyond it the writer would be held too long.
pub const ROWS_PER_PART: usize = 2_000;

/// What a verb works in: the transaction, who acts, when, and what the log will say.
pub struct Tx<'conn> {
    conn: &'conn Connection,
    pub actor: &'conn Actor,
    pub now: i64,
    /// The same time, with whether it can be believed.
    pub at: Reading,
    subjects: RefCell<Vec<Subject>>,
    /// The same by kind and id: bulk work names thousands.
    named: RefCell<HashSet<(&'static str, i64)>>,
    words: RefCell<Option<String>>,
    owner: Cell<Option<UserId>>,
    workspace: Cell<Option<WorkspaceId>>,
    undoes: Cell<Option<AuditId>>,
    entry: Cell<Option<Uid>>,
}

impl Deref for Tx<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.conn
    }
}

impl Tx<'_> {
    /// Says what the change is about. A change that is about nothing is refused.
    pub fn about(&self, subject: Subject) {
        if self.named.borrow_mut().insert((subject.kind.code(), subject.id)) {
            self.subjects.borrow_mut().push(subject);
        }
    }

    /// What many parts make up is told as one thing: instead of all that was said before.
    pub fn about_only(&self, subject: Subject) {
        *self.subjects.borrow_mut() = vec![subject];
    }

    /// For what no changeset shows, such as a new password: what the log should say.
    pub fn say(&self, words: impl Into<String>) {
        *self.words.borrow_mut() = Some(words.into());
    }

    /// Whose data it is, where that is not the actor's own.
    pub fn on_behalf_of(&self, owner: UserId) {
        self.owner.set(Some(owner));
    }

    pub fn in_workspace(&self, workspace: WorkspaceId) {
        self.workspace.set(Some(workspace));
    }

    pub(super) fn undoes(&self, change: AuditId) {
        self.undoes.set(Some(change));
    }

    /// The entry gets this uid, by which further parts will find it.
    pub(super) fn under(&self, entry: Uid) {
        self.entry.set(Some(entry));
    }
}

/// A verb's result, with the handle by which a person can undo it.
#[derive(Debug)]
pub struct Done<T> {
    pub value: T,
    /// None when nothing changed, or the change is one that cannot be undone.
    pub change: Option<Uid>,
    /// The line in the log, whether or not it can be undone; None when nothing changed.
    pub entry: Option<Uid>,
}

impl Db {
    /// Runs a verb as one transaction, and records what it changed. `who` is found out inside
    /// the same transaction, so that an ended session or a revoked key cannot slip through.
    pub async fn write<T, F>(&self, who: impl Identify, action: Action, verb: F) -> Result<Done<T>>
    where
        T: Send + 'static,
        F: FnOnce(&Tx<'_>) -> Result<T> + Send + 'static,
    {
        let clock = self.clock().clone();
        self.transact(move |conn| {
            let at = clock.read();
            let actor = who.identify(conn, at)?;
            run(conn, &actor, at, action, verb)
        })
        .await
    }

    /// For what must be gone for good: audited in words, and deliberately not recorded, since a
    /// changeset would keep what was to be removed.
    pub async fn write_for_good<T, F>(
        &self,
        who: impl Identify,
        action: Action,
        verb: F,
    ) -> Result<Done<T>>
    where
        T: Send + 'static,
        F: FnOnce(&Tx<'_>) -> Result<T> + Send + 'static,
    {
        let clock = self.clock().clone();
        self.transact(move |conn| {
            let at = clock.read();
            let actor = who.identify(conn, at)?;
            let (value, record) = observed(conn, &actor, at, None, verb)?;
            let entry = record.add_part(conn, &actor, at, action, None, 0)?.map(|(_, uid)| uid);
            Ok(Done { value, change: None, entry })
        })
        .await
    }

    /// The machine's own bookkeeping (throttles, last-seen times, purges): not audited, and
    /// refused when it touches a table of record.
    pub async fn upkeep<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        self.transact(move |conn| {
            let recorder = Recorder::attach(conn, RECORDED)?;
            let value = work(conn)?;
            if recorder.changeset()?.is_empty() {
                return Ok(value);
            }
            Err(Error::internal(anyhow::anyhow!("upkeep touched a table of record")))
        })
        .await
    }
}

/// What a step of bulk work has left to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    More,
    Finished,
}

impl Db {
    /// Bulk work in steps, each its own short transaction, under one entry in the log. A step
    /// should touch about `ROWS_PER_PART` rows; undo takes the parts back in reverse.
    pub async fn write_in_parts<F>(
        &self,
        who: impl Identify + Clone,
        action: Action,
        mut step: F,
    ) -> Result<Done<()>>
    where
        F: FnMut(&Tx<'_>) -> Result<Progress> + Send + 'static,
    {
        let mut entry: Option<(AuditId, Uid)> = None;
        for part in 0.. {
            let (who, clock) = (who.clone(), self.clock().clone());
            let (progress, made, returned) = self
                .transact(move |conn| {
                    let at = clock.read();
                    let actor = who.identify(conn, at)?;
                    let (progress, record) = recorded(conn, &actor, at, |tx| step(tx))?;
                    let made = record.add_part(conn, &actor, at, action, entry, part)?;
                    Ok((progress, made, step))
                })
                .await?;
            (entry, step) = (made, returned);
            if progress == Progress::Finished {
                break;
            }
        }
        let change = entry.map(|(_, uid)| uid);
        Ok(Done { value: (), change, entry: change })
    }
}

fn run<T>(
    conn: &Connection,
    actor: &Actor,
    at: Reading,
    action: Action,
    verb: impl FnOnce(&Tx<'_>) -> Result<T>,
) -> Result<Done<T>> {
    let (value, record) = recorded(conn, actor, at, verb)?;
    let entry = record.add_part(conn, actor, at, action, None, 0)?.map(|(_, uid)| uid);
    Ok(Done { value, change: entry.filter(|_| !record.changeset.is_empty()), entry })
}

pub(super) fn recorded<T>(
    conn: &Connection,
    actor: &Actor,
    at: Reading,
    verb: impl FnOnce(&Tx<'_>) -> Result<T>,
) -> Result<(T, Record)> {
    observed(conn, actor, at, Some(Recorder::attach(conn, RECORDED)?), verb)
}

fn observed<T>(
    conn: &Connection,
    actor: &Actor,
    at: Reading,
    recorder: Option<Recorder<'_>>,
    verb: impl FnOnce(&Tx<'_>) -> Result<T>,
) -> Result<(T, Record)> {
    let mut verb = Some(verb);
    let mut value = None;
    let record = watched(conn, actor, at, recorder, &mut |tx| {
        value = verb.take().map(|verb| verb(tx)).transpose()?;
        Ok(())
    })?;
    Ok((value.expect("a verb that did not fail has answered"), record))
}

/// Compiled once, for all verbs.
fn watched(
    conn: &Connection,
    actor: &Actor,
    at: Reading,
    recorder: Option<Recorder<'_>>,
    verb: &mut dyn FnMut(&Tx<'_>) -> Result<()>,
) -> Result<Record> {
    let tx = Tx {
        conn,
        actor,
        now: at.now,
        at,
        subjects: RefCell::default(),
        named: RefCell::default(),
        words: RefCell::default(),
        owner: Cell::new(actor.user().ok()),
        workspace: Cell::default(),
        undoes: Cell::default(),
        entry: Cell::default(),
    };
    verb(&tx)?;
    search::follow(conn)?;
    Ok(Record {
        uid: tx.entry.get().unwrap_or_else(Uid::new),
        changeset: recorder.map_or(Ok(Vec::new()), |recorder| recorder.changeset())?,
        subjects: tx.subjects.take(),
        words: tx.words.take(),
        owner: tx.owner.get(),
        workspace: tx.workspace.get(),
        undoes: tx.undoes.get(),
    })
}
