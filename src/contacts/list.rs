//! The contact list: in order, a page at a time, as fast on page 1000 as on the first.
use rusqlite::Connection;

use super::{
    Contact,
    lists::{self, Standings, Within},
    position::{Position, Sequence},
    search, store,
};
use crate::{error::Result, ids::ContactId, text, workspaces::Scope};

pub const PAGE: usize = 50;
const MOST_PER_PAGE: usize = 200;

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

    pub(super) fn sequence(self) -> Sequence {
        match self {
            Self::Name => Sequence::Name,
            Self::Newest => Sequence::Newest,
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.code() == code)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Place {
    #[default]
    Start,
    After(Position),
    Before(Position),
}

impl Place {
    pub(super) fn position(&self) -> Option<&Position> {
        match self {
            Self::Start => None,
            Self::After(position) | Self::Before(position) => Some(position),
        }
    }
}

#[derive(Clone, Debug)]
pub struct Query {
    /// Everybody who fits, the best first, whatever the order; blank searches for nothing.
    pub search: String,
    pub order: Order,
    pub place: Place,
    pub most: usize,
    pub within: Within,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            search: String::new(),
            order: Order::default(),
            place: Place::Start,
            most: PAGE,
            within: Within::default(),
        }
    }
}

#[derive(Debug)]
pub struct Listing {
    pub contacts: Vec<Contact>,
    pub previous: Option<Position>,
    pub next: Option<Position>,
    /// On all pages together; None when a search found too many to count.
    pub total: Option<i64>,
    /// Where they stand.
    pub standings: Standings,
}

pub(super) fn list(conn: &Connection, scope: &Scope, query: &Query) -> Result<Listing> {
    let most = query.most.clamp(1, MOST_PER_PAGE);
    let is_search = !text::trim(&query.search).is_empty();
    if let Some(position) = query.place.position() {
        match is_search {
            true => position.refuse_unless(&[Sequence::Best, Sequence::BestThenNewest])?,
            false => position.refuse_unless(&[query.order.sequence()])?,
        }
    }
    if is_search {
        return search::page(conn, scope, query, most);
    }
    let rows = store::page(conn, scope, query.order, &query.place, &query.within, most + 1)?;
    let total = lists::total(conn, scope, &query.within)?;
    Listing::of(conn, scope, rows, &query.place, most, Some(total))
}

impl Listing {
    /// Of one row more than the page takes, nearest first, so that it shows whether more follow.
    pub(super) fn of(
        conn: &Connection,
        scope: &Scope,
        mut rows: Vec<(Contact, Position)>,
        place: &Place,
        most: usize,
        total: Option<i64>,
    ) -> Result<Self> {
        let has_more = rows.len() > most;
        rows.truncate(most);
        if matches!(place, Place::Before(_)) {
            rows.reverse();
        }
        let first = rows.first().map(|(_, position)| position.clone());
        let last = rows.last().map(|(_, position)| position.clone());
        // A page that was emptied meanwhile leads back to where it was come from.
        let (previous, next) = match place {
            Place::Start => (None, last.filter(|_| has_more)),
            Place::After(from) => {
                (first.or_else(|| Some(from.behind())), last.filter(|_| has_more))
            }
            Place::Before(from) => {
                (first.filter(|_| has_more), last.or_else(|| Some(from.ahead())))
            }
        };
        let ids: Vec<ContactId> = rows.iter().map(|(contact, _)| contact.id).collect();
        let standings = lists::standings(conn, scope, &ids)?;
        let contacts = rows.into_iter().map(|(contact, _)| contact).collect();
        Ok(Self { contacts, previous, next, total, standings })
    }
}
