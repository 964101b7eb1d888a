//! Undo: the inverse of what was recorded, applied whole or not at all.
use super::{
    Action, Tx, derived, difference,
    purge::UNDO_DAYS,
    read::{self, LogEntry},
    store::{self, Detail},
};
use crate::{
    actor::Identify,
    clock::DAY_S,
    db::{
        Db, SCHEMA_VERSION, keys,
        session::{self, ApplyError},
    },
    error::{Error, Result},
    ids::{AuditId, Uid, UserId},
};

use super::write::Done;

/// What was taken back.
#[derive(Debug)]
pub struct Undone {
    pub action: Option<Action>,
    pub label: String,
}

/// Takes a change back. The undo is a change like any other: audited, and undoable itself.
pub async fn undo(db: &Db, who: impl Identify, change: Uid) -> Result<Done<Undone>> {
    db.write(who, Action::Undone, move |tx| undo_in(tx, change)).await
}

fn undo_in(tx: &Tx<'_>, uid: Uid) -> Result<Undone> {
    let owner = tx.actor.user()?;
    let change = store::find(tx, owner, uid)?.ok_or(Error::NotFound("change"))?;
    if !read::is_in_effect(tx, change.id)? {
        return Err(Error::Conflict("This was undone already. Nothing was changed.".into()));
    }
    let was_hidden = is_hidden(tx, &change)?;
    let changesets = changesets(tx, &change)?;
    let apply = if changesets.len() == 1 { session::apply_beside } else { session::apply_part };
    for changeset in changesets.into_iter().rev() {
        let inverse = session::invert(&changeset)?;
        apply(tx, &inverse, derived::COLUMNS)
            .map_err(|cause| refusal(tx, owner, &change, cause))?;
        derived::settle(tx, &inverse)?;
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
    let label = store::subjects(tx, change.id)?.into_iter().next().map(|it| it.label);
    Ok(Undone { action: change.kind(), label: label.unwrap_or_default() })
}

/// Every part of it, or a word on why it is too late. Its age is judged here and not by what the
/// purge has come to yet: of a change that is half purged nothing may be taken back.
fn changesets(tx: &Tx<'_>, change: &LogEntry) -> Result<Vec<Vec<u8>>> {
    let details = store::details(tx, change.id)?;
    if details.is_empty() {
        return Err(Error::Conflict("This kind of change cannot be undone.".into()));
    }
    if details.iter().any(|detail| detail.schema_version > SCHEMA_VERSION) {
        return Err(incompatible());
    }
    let oldest = tx.at.trusted().map(|now| now - UNDO_DAYS * DAY_S);
    let is_old = |detail: &Detail| match (detail.since, oldest) {
        (Some(since), Some(oldest)) => since < oldest,
        _ => false,
    };
    let is_late = details.iter().any(is_old);
    if details.iter().any(Detail::is_erased) {
        return Err(Error::Conflict(
            "What this changed was erased for good, so it cannot be undone. Nothing was changed."
                .into(),
        ));
    }
    let whole: Option<Vec<_>> = details.into_iter().map(|detail| detail.changeset).collect();
    whole.filter(|_| !is_late).ok_or_else(|| {
        Error::Conflict(format!(
            "This is more than {UNDO_DAYS} days old and can no longer be undone. \
             Nothing was changed."
        ))
    })
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

fn incompatible() -> Error {
    Error::Conflict(
        "This was recorded by another version of pi-crm and cannot be undone safely. \
         Nothing was changed."
            .into(),
    )
}

/// Why an undo was refused, naming the later change that stands in its way.
fn refusal(tx: &Tx<'_>, owner: UserId, change: &LogEntry, cause: ApplyError) -> Error {
    match cause {
        ApplyError::Conflict { table, key, .. } => {
            let named = table
                .map_or(Ok(None), |table| difference::subject_of(tx, &table, &key))
                .and_then(|named| match named {
                    Some((kind, id)) => store::later_change(tx, owner, kind, id, change.id),
                    None => Ok(None),
                });
            match named {
                Ok(Some(later)) => in_the_way(tx, &later),
                Ok(None) => newest_about(tx, owner, change),
                Err(cause) => cause,
            }
        }
        ApplyError::Schema { table, problem } => {
            tracing::info!(table, %problem, "undo refused: the schema has moved on");
            incompatible()
        }
        ApplyError::Sqlite(cause) => cause.into(),
    }
}

/// A foreign-key conflict names no row: look for whatever came later about the same subjects.
fn newest_about(tx: &Tx<'_>, owner: UserId, change: &LogEntry) -> Error {
    let later = store::subjects(tx, change.id).and_then(|subjects| {
        for subject in subjects {
            let found = store::later_change(tx, owner, subject.kind, subject.id, change.id)?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    });
    match later {
        Ok(Some(later)) => in_the_way(tx, &later),
        Ok(None) => Error::Conflict(
            "Something that it needs is gone, or something else depends on it by now, so it \
             cannot be undone. Nothing was changed."
                .into(),
        ),
        Err(cause) => cause,
    }
}

fn in_the_way(tx: &Tx<'_>, later: &LogEntry) -> Error {
    let about = label_of(tx, later.id);
    Error::Conflict(format!(
        "A later change stands in the way: {} {} {about}. Undo that one first. \
         Nothing was changed.",
        later.who(),
        later.words(),
    ))
}

fn label_of(tx: &Tx<'_>, id: AuditId) -> String {
    let subjects = store::subjects(tx, id).unwrap_or_default();
    subjects.into_iter().next().map(|subject| subject.label).unwrap_or_default()
}
