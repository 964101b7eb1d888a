//! A large change is taken back part by part, each a transaction of its own under one entry in the
//! log: the writer is never held long, and neither a restart nor a power cut loses its place. Where
//! a later change stands in the way of a part, those taken back before are given back.
use rusqlite::Connection;

use super::{
    super::{
        Action, Tx,
        purge::UNDO_DAYS,
        read::{self, LogEntry},
        store::{self, Part, Undoing},
    },
    refusal::{Taking, label_of},
    renew_keys, take_back,
};
use crate::{
    actor::Actor,
    clock::DAY_S,
    db::{Db, session},
    error::{Error, Result},
    ids::{Uid, UserId},
};

const JOB: &str = "undo";

/// How far the undo of a change is, as its page tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    pub label: String,
    /// Whether what is taken back is itself an undo.
    pub is_redo: bool,
    pub parts: i64,
    pub done: i64,
    pub state: State,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    Running,
    /// A part could not be taken back; those before it are given back.
    GivingBack,
    /// Why it was given up. All is as it was before it was begun.
    Refused(String),
    /// Taken back whole, by this entry.
    Done(Uid),
    /// Nobody has tried.
    Standing,
}

impl State {
    pub fn is_at_work(&self) -> bool {
        matches!(self, Self::Running | Self::GivingBack)
    }
}

pub fn progress(conn: &Connection, owner: UserId, uid: Uid) -> Result<Progress> {
    let change = store::find(conn, owner, uid)?.ok_or(Error::NotFound("change"))?;
    let told = |parts, done, state| Progress {
        label: label_of(conn, change.id),
        is_redo: change.kind() == Some(Action::Undone),
        parts,
        done,
        state,
    };
    let Some(undoing) = store::undo_of(conn, change.id)? else {
        let state = match store::undone_by(conn, change.id)? {
            Some(undo) if !read::is_in_effect(conn, change.id)? => {
                State::Done(store::uid_of_entry(conn, undo)?)
            }
            _ => State::Standing,
        };
        return Ok(told(1, i64::from(matches!(state, State::Done(_))), state));
    };
    let Some(said) = undoing.said.clone() else {
        return Ok(told(undoing.parts, undoing.done(), State::Running));
    };
    let back = match store::find(conn, owner, undoing.undo)? {
        Some(undo) => store::undo_of(conn, undo.id)?,
        None => None,
    };
    Ok(match back {
        Some(back) if back.said.is_none() => told(back.parts, back.done(), State::GivingBack),
        Some(back) => told(back.parts, back.done(), State::Refused(back.said.unwrap_or(said))),
        None => told(1, 0, State::Refused(said)),
    })
}

/// Whether it is being taken back this moment.
pub fn is_under_way(conn: &Connection, change: &LogEntry) -> Result<bool> {
    Ok(store::undo_of(conn, change.id)?.is_some_and(|it| it.said.is_none()))
}

/// The same by its uid, for whoever shows what it changed.
pub fn is_being_taken_back(conn: &Connection, owner: UserId, change: Uid) -> Result<bool> {
    match store::find(conn, owner, change)? {
        Some(change) => is_under_way(conn, &change),
        None => Ok(false),
    }
}

/// An undo can be taken back once it is whole.
pub fn is_unfinished(conn: &Connection, undo: Uid) -> Result<bool> {
    Ok(store::undo_by(conn, undo)?.is_some_and(|it| it.said.is_none()))
}

pub(super) fn refuse_unfinished(conn: &Connection, change: &LogEntry) -> Result<()> {
    match is_unfinished(conn, change.uid)? {
        true => Err(Error::Conflict(
            "This undo is still under way. Nothing was changed; try again when it is done.".into(),
        )),
        false => Ok(()),
    }
}

/// The entry is written at once, so that nobody takes the same change back meanwhile.
pub(super) fn begin(tx: &Tx<'_>, change: &LogEntry, parts: &[Part]) -> Result<()> {
    if super::is_hidden(tx, change)? {
        return Err(Error::NotFound("change"));
    }
    store::forget_undos(tx, tx.now - UNDO_DAYS * DAY_S)?;
    let undo = Uid::new();
    let standing = parts.iter().map(|it| it.part + 1).max().unwrap_or_default();
    store::begin_undo(tx, change.id, undo, (parts.len() as i64, standing), tx.now)?;
    if let Some(workspace) = change.workspace {
        tx.in_workspace(workspace);
    }
    tx.undoes(change.id);
    tx.under(undo);
    Ok(())
}

/// Something that is under way, as it was found.
struct UnderWay {
    undoing: Undoing,
    change: Uid,
    owner: UserId,
}

/// Takes one part back; false when there is nothing to do.
pub async fn step(db: &Db) -> Result<bool> {
    let found = db.read(store::undo_under_way).await?;
    let Some((undoing, change, owner)) = found else { return Ok(false) };
    let (undo, at) = (undoing.undo, UnderWay { undoing: undoing.clone(), change, owner });
    let done = db.write_part(Actor::job(JOB), Action::Undone, undo, move |tx| at.take_next(tx));
    match done.await {
        Ok(()) => Ok(true),
        Err(cause @ Error::Unavailable(_)) => Err(cause),
        Err(cause) => {
            let at = UnderWay { undoing, change, owner };
            at.give_up(db, in_words(cause)).await.map(|()| true)
        }
    }
}

impl UnderWay {
    fn take_next(&self, tx: &Tx<'_>) -> Result<()> {
        let Some(now) = store::undo_of(tx, self.undoing.change)?.filter(|it| it.said.is_none())
        else {
            return Ok(());
        };
        let find = |uid| store::find(tx, self.owner, uid)?.ok_or(Error::NotFound("change"));
        let (change, undo) = (find(self.change)?, find(now.undo)?);
        let Some(part) = store::part_below(tx, change.id, now.standing)? else {
            renew_keys(tx, &change)?;
            return store::end_undo(tx, change.id);
        };
        let taking = Taking { owner: self.owner, change: &change, undo: Some(undo.id) };
        take_back(tx, taking, part, session::apply_part)?;
        store::set_standing(tx, change.id, part)
    }

    /// What was taken back so far is given back, by an undo of the undo.
    async fn give_up(self, db: &Db, said: String) -> Result<()> {
        let verb = move |tx: &Tx<'_>| {
            tx.on_behalf_of(self.owner);
            let change = self.undoing.change;
            let undo = store::find(tx, self.owner, self.undoing.undo)?;
            let undo = undo.ok_or(Error::NotFound("change"))?;
            // It was itself giving something back: there is nowhere to go from here.
            if store::undo_by(tx, self.change)?.is_some_and(|it| it.said.is_some()) {
                tracing::error!(%said, "an undo that was given up could not be given back whole");
                return store::give_up_undo(tx, change, &stuck(&said));
            }
            store::give_up_undo(tx, change, &said)?;
            tx.say("It could not be undone whole, so nothing of it was.");
            let parts = store::parts_of(tx, undo.id)?;
            match parts.is_empty() {
                true => {
                    if let Some(workspace) = undo.workspace {
                        tx.in_workspace(workspace);
                    }
                    tx.undoes(undo.id);
                    Ok(())
                }
                false => begin(tx, &undo, &parts),
            }
        };
        db.write(Actor::job(JOB), Action::Undone, verb).await.map(drop)
    }
}

fn stuck(said: &str) -> String {
    format!(
        "It stopped halfway. {} What was taken back by then could not be brought back either; the \
         audit log says what it was.",
        said.trim_end_matches("Nothing was changed.")
    )
}

/// What trying again does not mend.
fn in_words(cause: Error) -> String {
    match cause {
        Error::Conflict(said) => said,
        Error::NotFound(_) => "Its workspace is gone. Nothing was changed.".to_owned(),
        other => {
            tracing::error!(cause = ?other, "a part of an undo failed");
            "Something went wrong on our side. Nothing was changed.".to_owned()
        }
    }
}

impl Undoing {
    fn done(&self) -> i64 {
        self.parts - self.standing.clamp(0, self.parts)
    }
}
