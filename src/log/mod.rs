//! The communication log: what was said and done, contact by contact (LG-1). Below the contacts,
//! so that every feature can write to it within its own change; undo takes the entry back too.
//! What a person writes in it themselves stands in [`manual`].
#[macro_use]
mod words;
pub mod api;
pub mod manual;
pub mod pages;
mod store;
mod tab;
pub mod views;

use rusqlite::Connection;
use serde_json::{Value, json};

pub use tab::{Counts, Tab};

use crate::{
    actor::Actor,
    audit::{self, Tx},
    error::{Error, Result},
    ids::{ContactId, LogId, Uid},
    workspaces::{self, Mine, Scope, Shared},
};

pub const PAGE: usize = 20;

words! {
    Kind {
        Email "email"
        Text "text"
        Call "call"
        Meeting "meeting"
        Ai "ai"
        StageChange "stage_change"
        Note "note"
        System "system"
    }

    /// Who reached out.
    Direction {
        In "in"
        Out "out"
    }

    /// What became of a message.
    Status {
        Queued "queued"
        Sent "sent"
        Delivered "delivered"
        Opened "opened"
        Clicked "clicked"
        Bounced "bounced"
        Failed "failed"
        Replied "replied"
    }

    /// What came of a phone call.
    Outcome {
        Reached "reached"
        LeftMessage "left_message"
        NoAnswer "no_answer"
        Busy "busy"
        WrongNumber "wrong_number"
    }
}

/// Something to be written down. Its content is a JSON object with at least a `summary`: the line
/// that stands for all of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub kind: Kind,
    pub content: Value,
    pub at: i64,
    pub direction: Option<Direction>,
    pub status: Option<Status>,
}

impl Entry {
    pub fn new(kind: Kind, content: Value, at: i64) -> Self {
        Self { kind, content, at, direction: None, status: None }
    }

    /// Whether somebody was really written to, spoken with or met (CT-12): nothing that is still on
    /// its way or never arrived, and no call that reached nobody.
    pub fn is_contact(&self) -> bool {
        match self.kind {
            Kind::Email | Kind::Text => {
                self.direction == Some(Direction::In)
                    || !matches!(
                        self.status,
                        Some(Status::Queued | Status::Bounced | Status::Failed)
                    )
            }
            Kind::Call => match self.content["outcome"].as_str().and_then(Outcome::from_code) {
                Some(outcome) => outcome.is_contact(),
                None => true,
            },
            Kind::Meeting => true,
            Kind::System => self.content["of"] == TOLD_CONTACT,
            Kind::Ai | Kind::StageChange | Kind::Note => false,
        }
    }
}

impl Outcome {
    pub fn is_contact(self) -> bool {
        matches!(self, Self::Reached | Self::LeftMessage)
    }
}

/// Something that is written down.
#[derive(Clone, Debug, PartialEq)]
pub struct Logged {
    pub id: LogId,
    pub uid: Uid,
    pub contact: ContactId,
    pub entry: Entry,
    pub pinned_on: Option<i64>,
    /// How often it was edited: each earlier version is kept.
    pub versions: i64,
}

impl Logged {
    /// The line that stands for all of it.
    pub fn summary(&self) -> &str {
        self.entry.content["summary"].as_str().unwrap_or_default()
    }

    /// Changes whenever anything that a person can change of it does.
    pub fn etag(&self) -> String {
        let Entry { content, at, direction, .. } = &self.entry;
        let told = format!("{content} {at} {direction:?}");
        let digest = ring::digest::digest(&ring::digest::SHA256, told.as_bytes());
        digest.as_ref()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// A place in a contact's log, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    at: i64,
    id: LogId,
}

impl Position {
    pub fn cursor(&self) -> String {
        format!("{}-{}", self.at, self.id.0)
    }

    /// What is no place in a log begins it anew.
    pub fn from_cursor(cursor: &str) -> Option<Self> {
        let (at, id) = cursor.rsplit_once('-')?;
        Some(Self { at: at.parse().ok()?, id: LogId(id.parse().ok()?) })
    }
}

/// A tab of a contact's log, or a part of it.
#[derive(Clone, Debug)]
pub struct Page {
    pub tab: Tab,
    pub entries: Vec<Logged>,
    /// On the first page: what stands above all else, and how much there is under each tab.
    pub pinned: Vec<Logged>,
    pub counts: Counts,
    /// Where the older ones go on.
    pub next: Option<Position>,
}

/// What such an entry is `of`.
const TOLD_CONTACT: &str = "told_contact";

/// They were in touch then, and all that is known of it is the day (imports).
pub fn told_contact(summary: &str, at: i64) -> Entry {
    Entry::new(Kind::System, json!({ "summary": summary, "of": TOLD_CONTACT }), at)
}

/// Writes an entry to the log of a contact of this workspace, and keeps its last contact current.
pub fn write(tx: &Tx<'_>, scope: &Scope, contact: ContactId, entry: &Entry) -> Result<()> {
    add(tx, scope, contact, Uid::new(), entry)
}

fn add(tx: &Tx<'_>, scope: &Scope, contact: ContactId, uid: Uid, entry: &Entry) -> Result<()> {
    store::insert(tx, scope, contact, uid, entry)?;
    if entry.is_contact() {
        store::contacted(tx, scope, contact, entry.at)?;
    }
    Ok(())
}

/// Sets right when a contact was last contacted, after entries came to it or left it.
pub fn settle(tx: &Tx<'_>, contact: ContactId) -> Result<()> {
    audit::settle_last_contact(tx, contact)
}

/// The newest entries of a contact, or those before a place.
pub fn page(
    conn: &Connection,
    scope: &Scope,
    contact: ContactId,
    before: Option<Position>,
) -> Result<Page> {
    page_of(conn, scope, contact, Tab::All, before, PAGE)
}

/// The same under one tab.
pub fn page_of(
    conn: &Connection,
    scope: &Scope,
    contact: ContactId,
    tab: Tab,
    before: Option<Position>,
    most: usize,
) -> Result<Page> {
    let entries = store::page(conn, scope, contact, tab, before, most + 1, Pins::Elsewhere)?;
    let page = Page::cut(tab, entries, most);
    if before.is_some() {
        return Ok(page);
    }
    let pinned = pinned(conn, scope, contact, tab)?;
    Ok(Page { pinned, counts: store::counts(conn, scope, contact)?, ..page })
}

/// The same in the order of time alone, for programs.
pub fn page_with_pinned(
    conn: &Connection,
    scope: &Scope,
    contact: ContactId,
    tab: Tab,
    before: Option<Position>,
    most: usize,
) -> Result<Page> {
    let entries = store::page(conn, scope, contact, tab, before, most + 1, Pins::Among)?;
    Ok(Page::cut(tab, entries, most))
}

impl Page {
    /// One more than asked for says that there are older ones.
    fn cut(tab: Tab, mut entries: Vec<Logged>, most: usize) -> Self {
        let has_more = entries.len() > most;
        entries.truncate(most);
        let last = entries.last().map(|it| Position { at: it.entry.at, id: it.id });
        let next = last.filter(|_| has_more);
        Self { tab, entries, pinned: Vec::new(), counts: Counts::default(), next }
    }
}

/// Where pinned entries stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pins {
    Elsewhere,
    Among,
}

/// Those of the tab that stand above all else, the one pinned last first.
fn pinned(conn: &Connection, scope: &Scope, contact: ContactId, tab: Tab) -> Result<Vec<Logged>> {
    let mut pinned = store::pinned(conn, scope, contact)?;
    pinned.retain(|it| tab.kinds().contains(&it.entry.kind));
    Ok(pinned)
}

/// Opens the workspace that holds this entry, and the entry with its contact's uid.
pub fn open(conn: &Connection, actor: &Actor, uid: Uid) -> Result<(Scope, Logged, Uid)> {
    let found = store::owned(conn, &Mine::of(actor)?, uid)?;
    let (workspace, contact, logged) = found.ok_or(Error::NotFound("entry"))?;
    Ok((workspaces::open(conn, actor, workspace)?, logged, contact))
}

/// The newest entry by which a contact came to its stage.
pub fn last_move(conn: &Connection, scope: &Scope, contact: ContactId) -> Result<Option<Logged>> {
    store::last_move(conn, scope, contact)
}

/// The newest entry that is an actual contact.
pub fn last_contact(
    conn: &Connection,
    scope: &Scope,
    contact: ContactId,
) -> Result<Option<Logged>> {
    store::last_contact(conn, scope, contact)
}

/// The same for somebody whom the contact is shared with, if the history goes along. Whom it is
/// shared with is the owner's affair and left out.
pub fn shared_page(
    conn: &Connection,
    shared: &Shared,
    before: Option<Position>,
) -> Result<Option<Page>> {
    if !shared.with_history() {
        return Ok(None);
    }
    let entries = store::shared_page(conn, shared, before, PAGE + 1)?;
    Ok(Some(Page::cut(Tab::All, entries, PAGE)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_back_to_its_place() {
        for at in [0, 1_800_000_000, -5] {
            let position = Position { at, id: LogId(7) };
            assert_eq!(Position::from_cursor(&position.cursor()), Some(position));
        }
        for mangled in ["", "1", "-", "a-b", "1-"] {
            assert_eq!(Position::from_cursor(mangled), None, "{mangled}");
        }
    }

    #[test]
    fn every_stored_word_is_known_again() {
        assert!(Kind::ALL.iter().all(|it| Kind::from_code(it.code()) == Some(*it)));
        assert!(Status::ALL.iter().all(|it| Status::from_code(it.code()) == Some(*it)));
        assert_eq!(Direction::from_code("sideways"), None);
    }

    #[test]
    fn only_what_reached_somebody_is_a_contact() {
        use Direction::{In, Out};
        let check = |kind, direction, status, outcome: &str, expected| {
            let content = serde_json::json!({ "summary": "x", "outcome": outcome });
            let entry = Entry { direction, status, ..Entry::new(kind, content, 0) };
            assert_eq!(entry.is_contact(), expected, "{entry:?}");
        };
        for status in Status::ALL {
            let arrived = !matches!(status, Status::Queued | Status::Bounced | Status::Failed);
            check(Kind::Email, Some(Out), Some(*status), "", arrived);
            check(Kind::Text, Some(In), Some(*status), "", true);
        }
        check(Kind::Call, Some(Out), None, "reached", true);
        check(Kind::Call, Some(Out), None, "left_message", true);
        check(Kind::Call, Some(Out), None, "no_answer", false);
        check(Kind::Call, Some(In), None, "wrong_number", false);
        check(Kind::Meeting, None, None, "", true);
        for kind in [Kind::Note, Kind::StageChange, Kind::System, Kind::Ai] {
            check(kind, None, None, "", false);
        }
    }
}
