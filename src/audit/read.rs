//! Reading the log: what a person sees of their own data's history.
use rusqlite::Connection;

use super::{
    Action, Subject, SubjectKind,
    difference::{Difference, Differences, Teller, register},
    store, undo,
};
use crate::{
    db::Columns,
    error::{Error, Result},
    ids::{AuditId, Uid, UserId, WorkspaceId},
    text,
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
    /// While it exists.
    pub workspace_uid: Option<Uid>,
    pub words: Option<String>,
    pub ip: Option<String>,
    pub undoes: Option<Uid>,
    /// The changeset is still there, every part of it.
    pub is_recorded: bool,
}

/// When the first and the last change began that is about so many things, since then.
pub fn large_since(conn: &Connection, least: i64, since: i64) -> Result<Option<(i64, i64)>> {
    store::large_since(conn, least, since)
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
    /// The first few, and how many there are.
    pub subjects: Vec<Subject>,
    pub about: usize,
    pub differences: Vec<Difference>,
    /// Whose each difference is, in the same order, where the change was about several things.
    pub whose: Vec<String>,
    /// How many differences there are beyond these.
    pub more: usize,
    pub can_undo: bool,
}

impl Told {
    /// What it was about, by name: the first few, and how many more.
    pub fn names(&self) -> String {
        const NAMED: usize = 3;
        if let (Some(Action::ListsMerged | Action::ListDeleted), Some(list)) =
            (self.entry.kind(), self.subjects.first())
        {
            return list.label.clone();
        }
        let labels: Vec<&str> =
            self.subjects.iter().take(NAMED).map(|subject| subject.label.as_str()).collect();
        match self.about {
            0..=NAMED => text::listed(&labels),
            all => format!("{} and {} more", labels.join(", "), all - NAMED),
        }
    }
}

pub struct Page {
    pub entries: Vec<Told>,
    /// Where the older ones go on.
    pub next: Option<Uid>,
}

pub const PAGE: usize = 50;
const FEW_SUBJECTS: usize = 3;

/// How much of a change somebody wants to know.
#[derive(Clone, Copy)]
enum Depth {
    /// All of it, as far as it can be taken in.
    Whole,
    /// Of bulk work, only that it happened.
    Brief,
    /// The part of one thing, for that thing's own page.
    Of(SubjectKind, i64),
}

pub fn page(conn: &Connection, owner: UserId, filter: &Filter, columns: &Columns) -> Result<Page> {
    let depth = filter.subject.map_or(Depth::Whole, |(kind, id)| Depth::Of(kind, id));
    told_page(conn, owner, filter, columns, PAGE, depth)
}

/// As many as asked for, each with all that it changed.
pub fn page_of(
    conn: &Connection,
    owner: UserId,
    filter: &Filter,
    columns: &Columns,
    most: usize,
) -> Result<Page> {
    told_page(conn, owner, filter, columns, most, Depth::Whole)
}

fn told_page(
    conn: &Connection,
    owner: UserId,
    filter: &Filter,
    columns: &Columns,
    most: usize,
    depth: Depth,
) -> Result<Page> {
    let mut entries = store::list(conn, owner, filter, most + 1)?;
    let is_more = entries.len() > most;
    entries.truncate(most);
    let next = entries.last().filter(|_| is_more).map(|entry| entry.uid);
    Ok(Page { entries: told(conn, owner, entries, columns, depth)?, next })
}

/// The newest changes in all of one's workspaces; bulk work is told by the log alone.
pub fn newest(
    conn: &Connection,
    owner: UserId,
    columns: &Columns,
    limit: usize,
) -> Result<Vec<Told>> {
    let filter = Filter { is_in_a_workspace: true, ..Filter::default() };
    let entries = store::list(conn, owner, &filter, PAGE)?;
    let mut newest = told(conn, owner, entries, columns, Depth::Brief)?;
    newest.retain(|told| told.about <= FEW_SUBJECTS);
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
    let entries = store::list(conn, owner, &filter, limit)?;
    told(conn, owner, entries, columns, Depth::Of(subject.0, subject.1))
}

/// The things of a kind that this person's changes were last about, the latest first.
pub fn lately(conn: &Connection, owner: UserId, kind: SubjectKind) -> Result<Vec<i64>> {
    store::lately(conn, owner, kind)
}

/// One entry by its uid; another user's answers as if it did not exist.
pub fn find(conn: &Connection, owner: UserId, uid: Uid, columns: &Columns) -> Result<Told> {
    let entry = store::find(conn, owner, uid)?.ok_or(Error::NotFound("change"))?;
    Ok(told(conn, owner, vec![entry], columns, Depth::Brief)?.remove(0))
}

fn told(
    conn: &Connection,
    owner: UserId,
    entries: Vec<LogEntry>,
    columns: &Columns,
    depth: Depth,
) -> Result<Vec<Told>> {
    let teller = Teller::new(conn, Some(owner), columns);
    entries.into_iter().map(|entry| one(conn, &teller, entry, depth)).collect()
}

fn one(conn: &Connection, teller: &Teller<'_>, entry: LogEntry, depth: Depth) -> Result<Told> {
    let subjects = store::subjects(conn, entry.id)?;
    let about = match subjects.len() {
        few @ 0..store::FIRST_SUBJECTS => few,
        _ => store::count_subjects(conn, entry.id)?,
    };
    let is_bulk = about > FEW_SUBJECTS;
    let Differences { told, more, .. } = differences(conn, teller, &entry, is_bulk, depth)?;
    let is_whole = matches!(depth, Depth::Whole);
    let whose = match is_whole && about > 1 {
        true => told.iter().map(|it| whose(conn, &entry, it)).collect::<Result<_>>()?,
        false => Vec::new(),
    };
    // An Undo on one thing's page must not take back what happened to many.
    let is_offered = entry.is_recorded && !(is_bulk && matches!(depth, Depth::Of(..)));
    let can_undo =
        is_offered && is_in_effect(conn, entry.id)? && !undo::long::is_unfinished(conn, entry.uid)?;
    Ok(Told { entry, subjects, about, differences: told, whose, more, can_undo })
}

/// Nobody reads every row of a bulk change, so most of it stays in the database.
fn differences(
    conn: &Connection,
    teller: &Teller<'_>,
    entry: &LogEntry,
    is_bulk: bool,
    depth: Depth,
) -> Result<Differences> {
    const SMALL: (i64, i64) = (16 << 10, 4);
    const FIRST_PART: (i64, i64) = (512 << 10, 1);
    let (measure, only) = match depth {
        Depth::Brief if is_bulk => return Ok(Differences::default()),
        Depth::Whole if is_bulk => (FIRST_PART, None),
        Depth::Whole | Depth::Brief => (SMALL, None),
        Depth::Of(kind, id) => (SMALL, Some((kind, id))),
    };
    teller.of_details(&store::readable_details(conn, entry.id, measure)?, only)
}

fn whose(conn: &Connection, entry: &LogEntry, difference: &Difference) -> Result<String> {
    let Some((kind, id)) = difference.about else { return Ok(String::new()) };
    Ok(store::label(conn, entry.id, kind, id)?.unwrap_or_default())
}

/// How the world names a thing that a change was about, while it exists.
pub fn uid_of(
    conn: &Connection,
    kind: SubjectKind,
    id: i64,
    columns: &Columns,
) -> Result<Option<Uid>> {
    match register::home_of(kind).filter(|table| has_uids(table, columns)) {
        Some(table) => store::uid_of(conn, table, id),
        None => Ok(None),
    }
}

/// The other way round. It may be anybody's: only for narrowing down what is one's own.
pub fn id_of(
    conn: &Connection,
    kind: SubjectKind,
    uid: Uid,
    columns: &Columns,
) -> Result<Option<i64>> {
    match register::home_of(kind).filter(|table| has_uids(table, columns)) {
        Some(table) => store::id_of(conn, table, uid),
        None => Ok(None),
    }
}

fn has_uids(table: &str, columns: &Columns) -> bool {
    columns.get(table).is_some_and(|names| names.iter().any(|name| name == "uid"))
}

/// When the 30 days of the last change in a workspace began, by a clock that could be believed.
pub fn last_since(conn: &Connection, owner: UserId, workspace: WorkspaceId) -> Result<Option<i64>> {
    store::last_since(conn, owner, workspace)
}

/// A change is in effect unless it was undone, and that undo was not itself undone.
pub fn is_in_effect(conn: &Connection, change: AuditId) -> Result<bool> {
    let (mut last, mut is_in_effect) = (change, true);
    while let Some(undo) = store::undone_by(conn, last)? {
        (last, is_in_effect) = (undo, !is_in_effect);
    }
    Ok(is_in_effect)
}
