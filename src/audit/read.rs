//! Reading the log: what a person sees of their own data's history.
use rusqlite::Connection;

use super::{
    Action, Subject, SubjectKind,
    difference::{self, Difference},
    store,
};
use crate::{
    db::Columns,
    error::{Error, Result},
    ids::{AuditId, Uid, UserId, WorkspaceId},
};

#[derive(Clone, Debug)]
pub struct LogEntry {
    pub id: AuditId,
    pub uid: Uid,
    pub at: i64,
    pub actor: String,
    pub actor_name: Option<String>,
    pub job: Option<String>,
    pub action: String,
    pub workspace: Option<WorkspaceId>,
    pub words: Option<String>,
    pub ip: Option<String>,
    pub undoes: Option<AuditId>,
    /// The changeset is still there.
    pub is_recorded: bool,
}

impl LogEntry {
    pub fn kind(&self) -> Option<Action> {
        Action::from_code(&self.action)
    }

    /// Who did it: "Andy", "the key Zapier", "pi-crm itself".
    pub fn who(&self) -> String {
        let name = self.actor_name.as_deref();
        match self.actor.as_str() {
            "person" => name.unwrap_or("A former user").to_owned(),
            "key" => format!("The key “{}”", name.unwrap_or("since removed")),
            "terminal" => "Somebody at the terminal".to_owned(),
            _ => "pi-crm itself".to_owned(),
        }
    }

    pub fn words(&self) -> &'static str {
        self.kind().map_or("changed", Action::words)
    }
}

/// Who acted, as a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorKind {
    Person,
    Key,
    Job,
    Terminal,
}

impl ActorKind {
    pub const ALL: [Self; 4] = [Self::Person, Self::Key, Self::Job, Self::Terminal];

    pub fn code(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Key => "key",
            Self::Job => "job",
            Self::Terminal => "terminal",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Person => "A person",
            Self::Key => "An API key",
            Self::Job => "pi-crm itself",
            Self::Terminal => "The terminal",
        }
    }
}

#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only what is older than this entry.
    pub before: Option<Uid>,
    pub action: Option<Action>,
    pub actor: Option<ActorKind>,
    pub workspace: Option<WorkspaceId>,
    /// Leaves out what is about the person and not their data, such as sign-ins.
    pub is_in_a_workspace: bool,
    pub since: Option<i64>,
    pub until: Option<i64>,
    pub kind: Option<SubjectKind>,
    /// Only what happened to this one thing.
    pub subject: Option<(SubjectKind, i64)>,
}

/// An entry with what it was about and what it changed.
#[derive(Clone, Debug)]
pub struct Told {
    pub entry: LogEntry,
    pub subjects: Vec<Subject>,
    pub differences: Vec<Difference>,
    pub can_undo: bool,
}

pub struct Page {
    pub entries: Vec<Told>,
    /// Where the older ones go on.
    pub next: Option<Uid>,
}

pub const PAGE: usize = 50;
const FEW_SUBJECTS: usize = 3;

pub fn page(conn: &Connection, owner: UserId, filter: &Filter, columns: &Columns) -> Result<Page> {
    let mut entries = store::list(conn, owner, filter, PAGE + 1)?;
    let next = (entries.len() > PAGE).then(|| entries[PAGE - 1].uid);
    entries.truncate(PAGE);
    Ok(Page { entries: told(conn, entries, columns, filter.subject)?, next })
}

/// The newest changes in all of one's workspaces; bulk work is told by the log alone.
pub fn newest(
    conn: &Connection,
    owner: UserId,
    columns: &Columns,
    limit: usize,
) -> Result<Vec<Told>> {
    let filter = Filter { is_in_a_workspace: true, ..Filter::default() };
    let mut newest = told(conn, store::list(conn, owner, &filter, PAGE)?, columns, None)?;
    newest.retain(|told| told.subjects.len() <= FEW_SUBJECTS);
    newest.truncate(limit);
    Ok(newest)
}

/// The newest changes of one thing, for its own page.
pub fn recent(
    conn: &Connection,
    owner: UserId,
    subject: (SubjectKind, i64),
    columns: &Columns,
    limit: usize,
) -> Result<Vec<Told>> {
    let filter = Filter { subject: Some(subject), ..Filter::default() };
    told(conn, store::list(conn, owner, &filter, limit)?, columns, Some(subject))
}

/// One entry by its uid; another user's answers as if it did not exist.
pub fn find(conn: &Connection, owner: UserId, uid: Uid, columns: &Columns) -> Result<Told> {
    let entry = store::find(conn, owner, uid)?.ok_or(Error::NotFound("change"))?;
    Ok(told(conn, vec![entry], columns, None)?.remove(0))
}

fn told(
    conn: &Connection,
    entries: Vec<LogEntry>,
    columns: &Columns,
    only: Option<(SubjectKind, i64)>,
) -> Result<Vec<Told>> {
    entries
        .into_iter()
        .map(|entry| {
            let subjects = store::subjects(conn, entry.id)?;
            // Of bulk work the log tells what it was about; each thing's own page tells its part.
            let is_bulk = subjects.len() > FEW_SUBJECTS;
            let details = match is_bulk && only.is_none() {
                true => Vec::new(),
                false => store::readable_details(conn, entry.id)?,
            };
            // An Undo on one thing's page must not take back what happened to many.
            let is_offered = entry.is_recorded && !(is_bulk && only.is_some());
            Ok(Told {
                subjects,
                differences: difference::of_details(&details, columns, only)?,
                can_undo: is_offered && is_in_effect(conn, entry.id)?,
                entry,
            })
        })
        .collect()
}

/// A change is in effect unless it was undone, and that undo was not itself undone.
pub fn is_in_effect(conn: &Connection, change: AuditId) -> Result<bool> {
    let (mut last, mut is_in_effect) = (change, true);
    while let Some(undo) = store::undone_by(conn, last)? {
        (last, is_in_effect) = (undo, !is_in_effect);
    }
    Ok(is_in_effect)
}
