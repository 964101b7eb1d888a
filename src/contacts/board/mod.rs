//! The board: a workspace's stages as columns of cards, beside the table of the same contacts
//! (LI-4).
pub mod pages;
mod views;

pub use views::path;

use std::collections::HashMap;

use rusqlite::Connection;

use super::{
    Asked, Contact, Listing, Place, Query,
    fields::{self, Definition},
    filter::InStage,
    list,
    lists::{self, List, ListKind, NO_STAGE, NO_STAGE_CODE},
};
use crate::{
    error::{Error, Result},
    ids::Uid,
    workspaces::Scope,
};

/// Cards of a column to begin with.
pub const CARDS: usize = 50;

#[derive(Debug)]
pub struct Board {
    /// First those who are in no stage yet, then the stages in their order.
    pub columns: Vec<Column>,
    /// In whose words the filter is told.
    pub fields: Vec<Definition>,
}

/// Where a column's cards are; None is no stage.
#[derive(Debug)]
pub struct Column {
    pub stage: Option<List>,
    pub listing: Listing,
    pub cards: Vec<Card>,
}

#[derive(Clone, Debug)]
pub struct Card {
    pub contact: Contact,
    pub last_contact_at: Option<i64>,
    /// When silence began: the last contact, or else the day they were added.
    pub since: i64,
    /// For how many days they may be silent.
    pub patience: Option<i64>,
}

impl Column {
    pub fn code(&self) -> String {
        code(self.stage.as_ref())
    }

    pub fn name(&self) -> &str {
        self.stage.as_ref().map_or(NO_STAGE, |stage| &stage.name)
    }
}

/// A column in addresses and forms.
pub fn code(stage: Option<&List>) -> String {
    stage.map_or_else(|| NO_STAGE_CODE.to_owned(), |stage| stage.uid.to_string())
}

/// The board of those who fit; it shows all stages, whichever were asked for.
pub fn board(conn: &Connection, scope: &Scope, asked: &Asked, now: i64) -> Result<Board> {
    let mut stages = lists::all(conn, scope)?;
    stages.retain(|list| list.kind == ListKind::Stage);
    let stages = std::iter::once(None).chain(stages.into_iter().map(Some));
    let query = query(asked, now);
    let columns = stages.map(|stage| column(conn, scope, &query, stage));
    let mut columns = columns.collect::<Result<Vec<_>>>()?;
    // Who has no stage yet waits in front; where nobody does, the first stage is what is wanted.
    if columns[0].cards.is_empty() {
        columns.rotate_left(1);
    }
    let fields = match asked.filter.conditions() {
        [] => Vec::new(),
        _ => fields::seen(conn, scope)?,
    };
    Ok(Board { columns, fields })
}

/// What comes after the cards of a column that are shown already.
pub fn more(
    conn: &Connection,
    scope: &Scope,
    asked: &Asked,
    code: &str,
    place: Place,
    now: i64,
) -> Result<Column> {
    let stage = stage_of(conn, scope, code)?;
    column(conn, scope, &Query { place, ..query(asked, now) }, stage)
}

/// Some columns anew, with as many cards as were shown. A stage that is gone has none.
pub fn some(
    conn: &Connection,
    scope: &Scope,
    asked: &Asked,
    stages: &[Option<Uid>],
    shown: usize,
    now: i64,
) -> Result<Vec<Column>> {
    let all = lists::all(conn, scope)?;
    let query = Query { most: shown.max(CARDS), ..query(asked, now) };
    let mut columns = Vec::new();
    for uid in stages {
        let stage = match uid {
            None => None,
            Some(uid) => match all.iter().find(|it| it.uid == *uid) {
                Some(stage) if stage.kind == ListKind::Stage => Some(stage.clone()),
                _ => continue,
            },
        };
        columns.push(column(conn, scope, &query, stage)?);
    }
    Ok(columns)
}

fn query(asked: &Asked, now: i64) -> Query {
    let Asked { filter, sort, .. } = asked.clone();
    Query { filter, sort, most: CARDS, ..Query::at(now) }
}

fn stage_of(conn: &Connection, scope: &Scope, code: &str) -> Result<Option<List>> {
    if code == NO_STAGE_CODE {
        return Ok(None);
    }
    let uid = code.parse().map_err(|_| Error::NotFound("list"))?;
    let stage = lists::find(conn, scope, uid)?;
    let is_stage = stage.kind == ListKind::Stage;
    is_stage.then_some(Some(stage)).ok_or(Error::NotFound("list"))
}

fn column(conn: &Connection, scope: &Scope, query: &Query, stage: Option<List>) -> Result<Column> {
    let in_stage = stage.as_ref().map_or(InStage::None, |stage| InStage::Is(stage.uid));
    let query = Query { filter: query.filter.in_stage(Some(in_stage)), ..query.clone() };
    let listing = list::list(conn, scope, &query)?;
    let cards = cards(conn, scope, &listing)?;
    Ok(Column { stage, listing, cards })
}

fn cards(conn: &Connection, scope: &Scope, listing: &Listing) -> Result<Vec<Card>> {
    let ids: Vec<_> = listing.contacts.iter().map(|contact| contact.id).collect();
    let last: HashMap<_, _> = list::last_contacts(conn, scope, &ids)?.into_iter().collect();
    let card = |contact: &Contact| {
        let last_contact_at = last.get(&contact.id).copied();
        Card {
            last_contact_at,
            since: last_contact_at.unwrap_or(contact.created_on),
            patience: listing.standings.patience(contact.id),
            contact: contact.clone(),
        }
    };
    Ok(listing.contacts.iter().map(card).collect())
}
