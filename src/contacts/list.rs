//! The contact list: in order, a page at a time, as fast on page 1000 as on the first.
use rusqlite::Connection;

use super::{
    Contact,
    lists::{self, Standings, Within},
    store,
};
use crate::{
    error::{Error, Result},
    ids::ContactId,
    workspaces::Scope,
};

pub const PAGE: usize = 50;
const MOST_PER_PAGE: usize = 200;
const MAX_CURSOR_CHARS: usize = 2_000;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Name,
    Newest,
}

impl Order {
    pub const ALL: [Self; 2] = [Self::Name, Self::Newest];

    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Newest => "newest",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Name => "By name",
            Self::Newest => "Newest first",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.code() == code)
    }
}

/// A place in an order: what the row sorts by, and its id. It outlives the row itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    pub(super) key: String,
    pub(super) id: ContactId,
}

impl Position {
    /// For URLs and the API: letters and digits, nothing to read.
    pub fn cursor(&self) -> String {
        let text = format!("{}:{}", self.id.0, self.key);
        text.bytes().map(|byte| format!("{byte:02x}")).collect()
    }

    pub fn from_cursor(cursor: &str) -> Result<Self> {
        decoded(cursor).ok_or_else(|| {
            Error::invalid(
                "cursor",
                "this place in the list is not known; start from the first page",
            )
        })
    }
}

fn decoded(cursor: &str) -> Option<Position> {
    if cursor.len() > MAX_CURSOR_CHARS || !cursor.len().is_multiple_of(2) || !cursor.is_ascii() {
        return None;
    }
    let bytes = (0..cursor.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&cursor[at..at + 2], 16).ok())
        .collect::<Option<Vec<u8>>>()?;
    let text = String::from_utf8(bytes).ok()?;
    let (id, key) = text.split_once(':')?;
    Some(Position { key: key.to_owned(), id: ContactId(id.parse().ok()?) })
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Place {
    #[default]
    Start,
    After(Position),
    Before(Position),
}

#[derive(Clone, Debug)]
pub struct Query {
    pub order: Order,
    pub place: Place,
    pub most: usize,
    pub within: Within,
}

impl Default for Query {
    fn default() -> Self {
        Self { order: Order::Name, place: Place::Start, most: PAGE, within: Within::default() }
    }
}

#[derive(Debug)]
pub struct Listing {
    pub contacts: Vec<Contact>,
    pub previous: Option<Position>,
    pub next: Option<Position>,
    pub total: i64,
    /// Where they stand.
    pub standings: Standings,
}

pub(super) fn list(conn: &Connection, scope: &Scope, query: &Query) -> Result<Listing> {
    let most = query.most.clamp(1, MOST_PER_PAGE);
    let mut rows = store::page(conn, scope, query.order, &query.place, &query.within, most + 1)?;
    let has_more = rows.len() > most;
    rows.truncate(most);
    let is_backwards = matches!(query.place, Place::Before(_));
    if is_backwards {
        rows.reverse();
    }
    let first = rows.first().map(|(_, position)| position.clone());
    let last = rows.last().map(|(_, position)| position.clone());
    let (previous, next) = match query.place {
        Place::Start => (None, last.filter(|_| has_more)),
        Place::After(_) => (first, last.filter(|_| has_more)),
        Place::Before(_) => (first.filter(|_| has_more), last),
    };
    let ids: Vec<ContactId> = rows.iter().map(|(contact, _)| contact.id).collect();
    Ok(Listing {
        standings: lists::standings(conn, scope, &ids)?,
        contacts: rows.into_iter().map(|(contact, _)| contact).collect(),
        previous,
        next,
        total: lists::total(conn, scope, &query.within)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_carries_any_name() {
        for key in ["", "smith ann", "Đỗ: thị", "a\u{1F600}"] {
            let position = Position { key: key.into(), id: ContactId(7) };
            assert_eq!(Position::from_cursor(&position.cursor()).unwrap(), position);
        }
    }

    #[test]
    fn a_mangled_cursor_is_refused() {
        for cursor in ["", "x", "zz", "é0", "3a", "ff", &"00".repeat(5_000)] {
            assert!(Position::from_cursor(cursor).is_err(), "{cursor:.20}");
        }
    }
}
