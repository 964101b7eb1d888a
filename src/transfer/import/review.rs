//! Lines about people who are here already, looked at one by one after the import (CS-2).
use rusqlite::Connection;

use super::{
    Beside, Import, beside,
    put::{self, Putter},
    row::{self, Row},
    store,
};
use crate::{
    actor::Actor,
    audit::{self, Subject, Tx},
    contacts::{self, Contact},
    error::{Error, Result},
    ids::Uid,
    transfer::csv::read::Record,
    workspaces::Scope,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The contact stays as it is.
    Skip,
    Update,
    /// Somebody else after all.
    Create,
}

impl Decision {
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "skip" => Some(Self::Skip),
            "update" => Some(Self::Update),
            "create" => Some(Self::Create),
            _ => None,
        }
    }
}

/// A line, and who it seems to be about.
pub struct Waiting {
    pub line: u32,
    pub beside: Vec<Beside>,
    /// None when they were deleted meanwhile.
    pub contact: Option<Contact>,
}

/// The next one from this line on, or else the first.
pub fn waiting(
    conn: &Connection,
    actor: &Actor,
    scope: &Scope,
    import: &Import,
    from: u32,
) -> Result<Option<Waiting>> {
    let next = store::next_waiting(conn, scope, import.id, from)?;
    let next =
        next.map_or_else(|| store::next_waiting(conn, scope, import.id, 0), |it| Ok(Some(it)));
    let Some(store::Asked { line, contact, cells }) = next? else { return Ok(None) };
    let contact = contacts::known(conn, actor, contact)?.filter(|it| it.workspace == scope.uid());
    let beside = beside::beside(conn, scope, import, &cells, contact.as_ref())?;
    Ok(Some(Waiting { line, beside, contact }))
}

/// A decision that was taken already, in another tab, changes nothing.
pub fn decide(
    tx: &Tx<'_>,
    scope: &Scope,
    import: Uid,
    line: u32,
    decision: Decision,
) -> Result<()> {
    let (_, import) = super::open(tx, tx.actor, import)?;
    let Some(asked) = store::next_waiting(tx, scope, import.id, line)? else {
        return Ok(());
    };
    if audit::is_taken_back(tx, scope.owner(), import.change)? {
        return Err(Error::Conflict(
            "This import was undone, so its lines are not taken any more. Nothing was changed; \
             bring the import back first."
                .into(),
        ));
    }
    if asked.line != line || !store::settle(tx, import.id, line)? {
        return Ok(());
    }
    let mut counts = import.counts;
    counts.waiting = counts.waiting.saturating_sub(1);
    if decision == Decision::Skip {
        counts.skipped += 1;
        return store::set_counts(tx, import.id, &counts);
    }
    let mut ready = import.plan.ready(tx, scope, &import.survey)?;
    tx.in_workspace(scope.workspace());
    tx.about(Subject::import(import.id, format!("“{}”", import.name)));
    put::define_fields(tx, scope, &mut ready)?;
    let mut row: Row = row::read(&ready, &Record { line, cells: asked.cells });
    if !row.problems.is_empty() && !row.without_what_is_wrong() {
        return Err(Error::Conflict(format!(
            "This line cannot be taken any more: {}. Skip it.",
            row.problems.join(". ")
        )));
    }
    let mut putter = Putter::new(tx, scope, &ready, &import.name)?;
    match decision {
        Decision::Update => {
            putter.update(&row, asked.contact)?;
            counts.updated += 1;
        }
        Decision::Create | Decision::Skip => {
            putter.add(&row)?;
            counts.added += 1;
        }
    }
    store::set_counts(tx, import.id, &counts)
}
