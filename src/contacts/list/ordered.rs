//! A page in the order of a column, both ways. Who has something there comes first, then those who
//! have nothing: each part is in an order that an index can have.
use rusqlite::Connection;

use super::{Place, Query, store};
use crate::{
    contacts::{
        Column, Contact,
        fields::{self, Kind},
        filter::Resolved,
        position::{Position, Sequence},
    },
    error::{Error, Result},
    ids::{ContactId, FieldId},
    workspaces::Scope,
};

/// What a column sorts by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// A column that is in order as it is kept.
    Text(&'static str),
    /// One that is put in order whatever its capitals.
    Folded(&'static str),
    Integer(&'static str),
    /// By where the stage stands in its workspace.
    Stage,
    Custom(FieldId, ValueKey),
}

/// What a value of a custom field sorts by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValueKey {
    /// As it is kept, which for days and choices is in order.
    Plain,
    Folded,
    Number,
    /// By the name of whom it leads to.
    Linked,
}

/// The rows that have a key, or those that have none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Filled,
    Empty,
}

/// Where a part of the list is read from, and which way.
pub(super) struct Stretch<'a> {
    pub key: Key,
    pub part: Part,
    pub is_ascending: bool,
    pub from: Option<&'a Position>,
    pub most: usize,
}

pub(super) fn page(
    conn: &Connection,
    scope: &Scope,
    query: &Query,
    filter: &Resolved,
    few: Option<&[ContactId]>,
    most: usize,
) -> Result<Vec<(Contact, Position)>> {
    let key = key(conn, scope, query.sort.column())?;
    let mut rows = Vec::new();
    for (part, from) in parts(&query.place) {
        if part == Part::Empty && !key.can_be_empty() {
            continue;
        }
        let is_falling = part == Part::Filled && query.sort.is_descending();
        let is_ascending = is_falling == query.place.is_backwards();
        let stretch = Stretch { key, part, is_ascending, from, most: most - rows.len() };
        for (contact, key) in store::stretch(conn, scope, filter, few, &stretch)? {
            let (sequence, uid) = (Sequence::By(query.sort.clone()), contact.uid);
            rows.push((contact, Position { sequence, key, uid }));
        }
        if rows.len() == most {
            break;
        }
    }
    Ok(rows)
}

/// The parts that lie ahead, the nearest first, each from its place on.
fn parts(place: &Place) -> Vec<(Part, Option<&Position>)> {
    let from = place.position();
    let in_filled = from.is_some_and(|it| it.key.is_some());
    match (place, in_filled) {
        (Place::Start, _) => vec![(Part::Filled, None), (Part::Empty, None)],
        (Place::After(_), true) => vec![(Part::Filled, from), (Part::Empty, None)],
        (Place::After(_), false) => vec![(Part::Empty, from)],
        (Place::Before(_), true) => vec![(Part::Filled, from)],
        (Place::Before(_), false) => vec![(Part::Empty, from), (Part::Filled, None)],
    }
}

impl Key {
    fn can_be_empty(self) -> bool {
        !matches!(self, Self::Text("c.sort_name") | Self::Integer("c.created_on"))
    }
}

fn key(conn: &Connection, scope: &Scope, column: &Column) -> Result<Key> {
    Ok(match column {
        Column::Name | Column::Tags | Column::Id => Key::Text("c.sort_name"),
        Column::FirstName => Key::Folded("c.first_name"),
        Column::LastName => Key::Folded("c.last_name"),
        Column::Email => Key::Folded("c.primary_email"),
        Column::Phone => Key::Text("c.primary_phone"),
        Column::Company => Key::Folded("c.company"),
        Column::Stage => Key::Stage,
        Column::LastContact => Key::Integer("c.last_contact_at"),
        Column::Created => Key::Integer("c.created_on"),
        Column::Custom(name) => {
            let fields = fields::seen(conn, scope)?;
            let field = fields.iter().find(|it| it.name == *name).ok_or_else(gone)?;
            Key::Custom(field.id, ValueKey::of(field.kind))
        }
    })
}

fn gone() -> Error {
    Error::invalid("sort", "The field that this is sorted by was deleted; sort by another")
}

impl ValueKey {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Date | Kind::YesNo | Kind::Dropdown | Kind::Phone => Self::Plain,
            Kind::Number => Self::Number,
            Kind::ContactLink => Self::Linked,
            Kind::Text | Kind::LongText | Kind::Url | Kind::Email | Kind::Json => Self::Folded,
        }
    }
}
