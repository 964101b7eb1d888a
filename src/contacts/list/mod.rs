//! The contact list: filtered, in order by any column, a page at a time, as fast on page 1000 as
//! on the first.
mod cells;
mod ordered;
mod store;

use rusqlite::Connection;

pub use cells::Cells;
pub(super) use store::last_contacts;

use super::{
    Contact, Sort,
    filter::{self, Filter, Resolved, Search, Total},
    lists::{self, Standings},
    position::{Position, Sequence},
    search,
};
use crate::{error::Result, ids::ContactId, workspaces::Scope};

pub const PAGE: usize = 50;
const MOST_PER_PAGE: usize = 200;

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

    pub(super) fn is_backwards(&self) -> bool {
        matches!(self, Self::Before(_))
    }
}

#[derive(Clone, Debug)]
pub struct Query {
    /// Where there are words to search for, the best come first, whatever the order.
    pub filter: Filter,
    pub sort: Sort,
    pub place: Place,
    pub most: usize,
    /// By which "60 days ago" is told.
    pub now: i64,
}

impl Query {
    pub fn at(now: i64) -> Self {
        Self {
            filter: Filter::default(),
            sort: Sort::default(),
            place: Place::Start,
            most: PAGE,
            now,
        }
    }
}

#[derive(Debug)]
pub struct Listing {
    pub contacts: Vec<Contact>,
    pub previous: Option<Position>,
    pub next: Option<Position>,
    /// On all pages together.
    pub total: Total,
    /// Where they stand.
    pub standings: Standings,
}

pub fn list(conn: &Connection, scope: &Scope, query: &Query) -> Result<Listing> {
    let most = query.most.clamp(1, MOST_PER_PAGE);
    let resolved = query.filter.resolve(conn, scope, query.now)?;
    if let Some(position) = query.place.position() {
        match resolved.search {
            Search::Nothing => position.refuse_unless(&[Sequence::By(query.sort.clone())])?,
            _ => position.refuse_unless(&[Sequence::Best, Sequence::BestThenNewest])?,
        }
    }
    let (rows, total) = match &resolved.search {
        Search::Nothing => {
            let few = filter::few(conn, scope, &resolved)?;
            let total = few.as_ref().map(|few| Total::Exactly(few.len() as i64));
            (ordered::page(conn, scope, query, &resolved, few.as_deref(), most + 1)?, total)
        }
        Search::Nobody => (Vec::new(), Some(Total::Exactly(0))),
        Search::For(terms) => {
            let (rows, total) =
                search::page(conn, scope, terms, &resolved, &query.place, most + 1)?;
            (rows, Some(total))
        }
    };
    Listing::of(conn, scope, rows, &query.place, most, total, &resolved)
}

impl Listing {
    /// For an address that is not understood, with the lists that it may be mended by.
    pub fn of_nobody(conn: &Connection, scope: &Scope) -> Result<Self> {
        let standings = lists::standings(conn, scope, &[])?;
        let (contacts, total) = (Vec::new(), Total::Exactly(0));
        Ok(Self { contacts, previous: None, next: None, total, standings })
    }

    /// Of one row more than the page takes, nearest first, so that it shows whether more follow.
    fn of(
        conn: &Connection,
        scope: &Scope,
        mut rows: Vec<(Contact, Position)>,
        place: &Place,
        most: usize,
        total: Option<Total>,
        filter: &Resolved,
    ) -> Result<Self> {
        let has_more = rows.len() > most;
        rows.truncate(most);
        if place.is_backwards() {
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
        let total = match (total, place) {
            (Some(total), _) => total,
            // All of them are on this page.
            (None, Place::Start) if !has_more => Total::Exactly(rows.len() as i64),
            (None, _) => filter::total(conn, scope, filter, &standings.lists)?,
        };
        let contacts = rows.into_iter().map(|(contact, _)| contact).collect();
        Ok(Self { contacts, previous, next, total, standings })
    }
}
