//! Undo: the inverse of what was recorded, applied whole or not at all.
pub mod long;
mod refusal;

use rusqlite::Connection;

use self::refusal::{Taking, incompatible, label_of};
use super::{
    Action, Tx, derived,
    purge::UNDO_DAYS,
    read::{self, LogEntry},
    store::{self, Part},
};
use crate::{
    actor::Identify,
    clock::{DAY_S, Reading},
    db::{
        Db, SCHEMA_VERSION, keys,
        session::{self, ApplyError},
    },
    error::{Error, Result},
    ids::Uid,
};

use super::write::Done;

/// Of what was recorded in parts, more would hold the writer too long, and each part is taken back
/// by itself.
const MOST_AT_ONCE_BYTES: i64 = 512 * 1024;

/// What was taken back.
#[derive(Debug)]
pub struct Undone {
    pub action: Option<Action>,
    pub label: String,
    /// It is only begun: the worker takes its parts back, one after the other.
    pub is_under_way: bool,
}

/// Takes a change back. The undo is a change like any other: audited, and undoable itself.
pub async fn undo(db: &Db, who: impl Identify, change: Uid) -> Result<Done<Undone>> {
    db.write(who, Action::Undone, move |tx| undo_in(tx, change)).await
}

fn undo_in(tx: &Tx<'_>, uid: Uid) -> Result<Undone> {
    let owner = tx.actor.user()?;
    let change = store::find(tx, owner, uid)?.ok_or(Error::NotFound("change"))?;
    let undone = |is_under_way| Undone {
        action: change.kind(),
        label: label_of(tx, change.id),
        is_under_way,
    };
    // The same button pressed twice.
    if long::is_under_way(tx, &change)? {
        return Ok(undone(true));
    }
    if !read::is_in_effect(tx, change.id)? {
        return Err(Error::Conflict("This was undone already. Nothing was changed.".into()));
    }
    long::refuse_unfinished(tx, &change)?;
    let parts = parts(tx, &change)?;
    let bytes: i64 = parts.iter().map(|it| it.bytes).sum();
    if parts.len() > 1 && bytes > MOST_AT_ONCE_BYTES {
        long::begin(tx, &change, &parts)?;
        return Ok(undone(true));
    }
    let was_hidden = is_hidden(tx, &change)?;
    let taking = Taking { owner, change: &change, undo: None };
    let apply = if parts.len() == 1 { session::apply_beside } else { session::apply_part };
    for part in parts.iter().rev() {
        take_back(tx, taking, part.part, apply)?;
    }
    renew_keys(tx, &change)?;
    match (was_hidden, is_hidden(tx, &change)?) {
        // Within a deleted workspace nothing can be reached; only its deletion can be taken back.
        (true, true) => return Err(Error::NotFound("change")),
        // Hidden anew: its 30 days begin today, not when it was first deleted.
        (false, true) => store::hide_since(tx, change.workspace, tx.now)?,
        _ => {}
    }
    if let Some(workspace) = change.workspace {
        tx.in_workspace(workspace);
    }
    tx.undoes(change.id);
    Ok(undone(false))
}

type Apply = fn(&Connection, &[u8], &[(&'static str, &str)]) -> std::result::Result<(), ApplyError>;

/// Applies the inverse of one part.
fn take_back(tx: &Tx<'_>, taking: Taking<'_>, part: i64, apply: Apply) -> Result<()> {
    let changeset = store::changeset(tx, taking.change.id, part)?.ok_or_else(too_late)?;
    let inverse = session::invert(&changeset)?;
    apply(tx, &inverse, derived::COLUMNS).map_err(|cause| taking.refusal(tx, cause))?;
    derived::settle(tx, &inverse)
}

/// Every part of it, or a word on why it is too late. Its age is judged here and not by what the
/// purge has come to yet: of a change that is half purged nothing may be taken back.
fn parts(tx: &Tx<'_>, change: &LogEntry) -> Result<Vec<Part>> {
    let parts = store::parts_of(tx, change.id)?;
    if parts.is_empty() {
        return Err(Error::Conflict("This kind of change cannot be undone.".into()));
    }
    parts.iter().try_for_each(|part| refuse_expired(part, tx.at))?;
    Ok(parts)
}

fn refuse_expired(part: &Part, at: Reading) -> Result<()> {
    if part.schema_version > SCHEMA_VERSION {
        return Err(incompatible());
    }
    if part.is_erased {
        return Err(Error::Conflict(
            "What this changed was erased for good, so it cannot be undone. Nothing was changed."
                .into(),
        ));
    }
    let oldest = at.trusted().map(|now| now - UNDO_DAYS * DAY_S);
    let is_old = part.since.zip(oldest).is_some_and(|(since, oldest)| since < oldest);
    if is_old || !part.is_recorded { Err(too_late()) } else { Ok(()) }
}

fn too_late() -> Error {
    Error::Conflict(format!(
        "This is more than {UNDO_DAYS} days old and can no longer be undone. Nothing was changed."
    ))
}

/// What was recorded before contacts had keys says nothing of them.
fn renew_keys(tx: &Tx<'_>, change: &LogEntry) -> Result<()> {
    if store::schema_of(tx, change.id)? >= keys::SINCE {
        return Ok(());
    }
    Ok(keys::renew(tx, &store::contacts(tx, change.id)?)?)
}

fn is_hidden(tx: &Tx<'_>, change: &LogEntry) -> Result<bool> {
    change.workspace.map_or(Ok(false), |workspace| store::is_hidden(tx, workspace))
}
