//! What others share with this person: found, read, and never changed.
use rusqlite::Connection;

use super::store;
use crate::{
    actor::Actor,
    contacts::{
        self,
        fields::{
            Kind,
            values::{self, FieldValue},
        },
        reach::{self, Reach},
    },
    error::Result,
    ids::{ShareId, Uid},
    log, text,
    workspaces::{self, Mine, Shared},
};

const MOST_WORDS: usize = 8;
/// More are counted as this many.
const MOST_COUNTED: usize = 99;

/// A contact that somebody shares, in the list of such.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    pub id: ShareId,
    /// The share's: the contact's own id is its owner's.
    pub uid: Uid,
    pub name: String,
    pub company: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub from: String,
    pub with_history: bool,
    pub purpose: Option<String>,
    pub created_on: i64,
    /// When this person first opened it.
    pub seen_on: Option<i64>,
}

/// A page of them, the newest first.
#[derive(Clone, Debug)]
pub struct Place {
    pub shares: Vec<Received>,
    /// Where the older ones go on.
    pub next: Option<Uid>,
}

/// How many there are, as far as anybody wants to count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub all: usize,
    pub unseen: usize,
}

/// Everything that may be read of a shared contact.
#[derive(Clone, Debug)]
pub struct Card {
    pub share: Received,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    /// Further e-mails and phones, what each is called, what is not to be sent.
    pub reach: Reach,
    pub standing: Standing,
    pub fields: Vec<Line>,
    /// None where the history does not go along.
    pub log: Option<log::Page>,
}

impl Card {
    /// The e-mail or phone that comes first.
    pub fn primary(&self, kind: reach::Kind) -> Option<&str> {
        match kind {
            reach::Kind::Email => self.share.email.as_deref(),
            reach::Kind::Phone => self.share.phone.as_deref(),
        }
    }
}

/// Stage and tags in words, with their hues.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub stage: Option<(String, u32)>,
    pub tags: Vec<(String, u32)>,
}

/// A custom field that has a value. A link to another contact is that one's name and leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line(FieldValue);

impl Line {
    pub fn name(&self) -> &str {
        &self.0.definition.name
    }

    pub fn label(&self) -> &str {
        &self.0.definition.label
    }

    pub fn kind(&self) -> Kind {
        self.0.definition.kind
    }

    pub fn words(&self, manner: &crate::when::Manner) -> String {
        self.0.words(manner)
    }

    pub(super) fn field(&self) -> &FieldValue {
        &self.0
    }
}

/// Those that fit the words, from a place on.
pub fn received(
    conn: &Connection,
    actor: &Actor,
    typed: &str,
    before: Option<Uid>,
    most: usize,
) -> Result<Place> {
    let mine = Mine::of(actor)?;
    let words = text::trim(typed).to_lowercase();
    let words: Vec<&str> = words.split_whitespace().take(MOST_WORDS).collect();
    let before = before.map(|uid| store::place_of(conn, &mine, uid)).transpose()?.flatten();
    let mut shares = store::received(conn, &mine, &words, before, most + 1)?;
    let has_more = shares.len() > most;
    shares.truncate(most);
    let next = shares.last().map(|it| it.uid).filter(|_| has_more);
    Ok(Place { shares, next })
}

pub fn tally(conn: &Connection, actor: &Actor) -> Result<Tally> {
    store::tally(conn, &Mine::of(actor)?, MOST_COUNTED)
}

/// Those that this person has not opened yet, for what needs their attention (WS-8).
pub fn unseen(conn: &Connection, actor: &Actor) -> Result<Vec<Received>> {
    store::unseen(conn, &Mine::of(actor)?, MOST_COUNTED)
}

pub fn open(conn: &Connection, actor: &Actor, share: Uid) -> Result<Shared> {
    workspaces::open_shared(conn, actor, share)
}

pub fn card(conn: &Connection, shared: &Shared, older_than: Option<log::Position>) -> Result<Card> {
    let (share, first_name, last_name) = store::card(conn, shared)?;
    Ok(Card {
        share,
        first_name,
        last_name,
        reach: reach::of_shared(conn, shared)?,
        standing: store::standing(conn, shared)?,
        fields: values::of_shared(conn, shared)?.into_iter().map(Line).collect(),
        log: log::shared_page(conn, shared, older_than)?,
    })
}

/// Notes that the receiver has opened it; bookkeeping, and not the owner's business to undo.
pub fn saw(conn: &Connection, shared: &Shared, now: i64) -> Result<()> {
    store::saw(conn, shared, now)
}

pub(super) fn name_of(parts: [Option<&str>; 5]) -> String {
    contacts::display_name(parts)
}
