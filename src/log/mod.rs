//! The communication log: what was said and done, contact by contact (LG-1). Below the contacts,
//! so that every feature can write to it within its own change; undo takes the entry back too.
pub mod pages;
mod store;
pub mod views;

use rusqlite::Connection;
use serde_json::Value;

use crate::{
    audit::Tx,
    error::Result,
    ids::{ContactId, LogId, Uid},
    workspaces::{Scope, Shared},
};

pub const PAGE: usize = 20;

/// Fixed lists of words, each with its stored name.
macro_rules! words {
    ($($(#[$doc:meta])* $type:ident { $($name:ident $code:literal)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $type { $($name,)* }

        impl $type {
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.code() == code)
            }
        }
    )*};
}

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
}

/// Something that is written down.
#[derive(Clone, Debug, PartialEq)]
pub struct Logged {
    pub id: LogId,
    pub uid: Uid,
    pub entry: Entry,
}

impl Logged {
    /// The line that stands for all of it.
    pub fn summary(&self) -> &str {
        self.entry.content["summary"].as_str().unwrap_or_default()
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

#[derive(Clone, Debug)]
pub struct Page {
    pub entries: Vec<Logged>,
    /// Where the older ones go on.
    pub next: Option<Position>,
}

/// Writes an entry to the log of a contact of this workspace.
pub fn write(tx: &Tx<'_>, scope: &Scope, contact: ContactId, entry: &Entry) -> Result<()> {
    store::insert(tx, scope, contact, Uid::new(), entry)
}

/// The newest entries of a contact, or those before a place.
pub fn page(
    conn: &Connection,
    scope: &Scope,
    contact: ContactId,
    before: Option<Position>,
) -> Result<Page> {
    let mut entries = store::page(conn, scope, contact, before, PAGE + 1)?;
    let has_more = entries.len() > PAGE;
    entries.truncate(PAGE);
    let last = entries.last().map(|it| Position { at: it.entry.at, id: it.id });
    Ok(Page { entries, next: last.filter(|_| has_more) })
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
    let mut entries = store::shared_page(conn, shared, before, PAGE + 1)?;
    let has_more = entries.len() > PAGE;
    entries.truncate(PAGE);
    let last = entries.last().map(|it| Position { at: it.entry.at, id: it.id });
    Ok(Some(Page { entries, next: last.filter(|_| has_more) }))
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
}
