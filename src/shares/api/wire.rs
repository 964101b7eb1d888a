//! Sharing as JSON.
use poem_openapi::{Object, types::Example};

use crate::{
    contacts::reach::api::wire::ReachOut,
    ids::Uid,
    shares::{self, Card, Place, Received, Share, Status},
    shell::wire::{Moment, example_uid},
    when::Manner,
};

/// Who sees a contact, and who else could.
#[derive(Object)]
pub struct Sharing {
    pub shares: Vec<ShareOut>,
    /// Those whom it could be shared with
    pub people: Vec<PersonOut>,
}

/// Somebody of the household.
#[derive(Object)]
#[oai(rename = "HouseholdPerson")]
pub struct PersonOut {
    pub id: Uid,
    pub name: String,
}

/// A contact shared with somebody, as its owner sees it.
#[derive(Object)]
#[oai(rename = "Share")]
pub struct ShareOut {
    pub id: Uid,
    pub contact: Uid,
    pub contact_name: String,
    pub with: PersonOut,
    /// The history goes along
    pub history: bool,
    pub purpose: Option<String>,
    pub created_on: Moment,
    /// When they first opened it
    pub opened_on: Option<Moment>,
    pub ended_on: Option<Moment>,
}

/// Whom to share a contact with.
#[derive(Object)]
#[oai(rename = "ShareWish", example)]
pub struct Wish {
    /// The ids of people of the household
    pub people: Vec<Uid>,
    /// Let them read the history too; otherwise they do not
    pub history: Option<bool>,
    /// At most 200 characters; they read it
    pub purpose: Option<String>,
}

#[derive(Object)]
#[oai(rename = "SharedNow")]
pub struct Shared {
    pub sharing: Sharing,
    /// By which this can be undone; null when nothing changed
    pub change: Option<Uid>,
}

#[derive(Object)]
#[oai(rename = "SharingRecord")]
pub struct Record {
    pub given: Vec<ShareOut>,
    pub received: Vec<ReceivedOut>,
}

/// A contact that somebody shares with you.
#[derive(Object)]
#[oai(rename = "SharedContact")]
pub struct ReceivedOut {
    /// The share's id
    pub id: Uid,
    pub display_name: String,
    pub primary_email: Option<String>,
    pub primary_phone: Option<String>,
    pub company: Option<String>,
    /// Whose contact it is
    pub from: String,
    /// The history goes along
    pub history: bool,
    pub purpose: Option<String>,
    pub created_on: Moment,
    /// When you first opened its page
    pub opened_on: Option<Moment>,
}

#[derive(Object)]
#[oai(rename = "SharedContacts")]
pub struct Page {
    pub shared: Vec<ReceivedOut>,
    /// For the older ones; null on the last page
    pub next_cursor: Option<Uid>,
}

/// All that may be read of a shared contact.
#[derive(Object)]
pub struct SharedCard {
    pub shared: ReceivedOut,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    /// Further e-mails and phones, what each is called, and what is not to be sent
    pub reach: ReachOut,
    pub stage: Option<String>,
    pub tags: Vec<String>,
    pub fields: Vec<FieldOut>,
    /// The newest entries of the history; null where it does not go along
    pub log: Option<Vec<LineOut>>,
}

/// A custom field that has a value.
#[derive(Object)]
#[oai(rename = "SharedField")]
pub struct FieldOut {
    pub name: String,
    pub label: String,
    /// As you read it
    pub value: String,
}

#[derive(Object)]
#[oai(rename = "SharedLogEntry")]
pub struct LineOut {
    pub at: Moment,
    pub summary: String,
}

/// Where a copy goes.
#[derive(Object)]
#[oai(rename = "SaveShared", example)]
pub struct Copy {
    /// A workspace of yours
    pub workspace: Uid,
    /// Save it although somebody like this is there already
    pub anyway: Option<bool>,
}

#[derive(Object)]
#[oai(rename = "SavedCopy")]
pub struct Made {
    pub contact: Uid,
    /// By which this can be undone; null when it was saved before
    pub change: Option<Uid>,
}

impl Example for Wish {
    fn example() -> Self {
        let purpose = Some("Looks for a house in Kailua".into());
        Self { people: vec![example_uid()], history: Some(false), purpose }
    }
}

impl Example for Copy {
    fn example() -> Self {
        Self { workspace: example_uid(), anyway: None }
    }
}

impl From<Wish> for shares::Wanted {
    fn from(Wish { people, history, purpose }: Wish) -> Self {
        let with_history = history.unwrap_or_default();
        Self { people, with_history, purpose: purpose.unwrap_or_default() }
    }
}

impl From<shares::Person> for PersonOut {
    fn from(person: shares::Person) -> Self {
        Self { id: person.uid, name: person.name }
    }
}

impl From<Share> for ShareOut {
    fn from(share: Share) -> Self {
        let (opened, ended) = match share.status {
            Status::Seen(at) => (Some(at), None),
            Status::Ended(at) => (None, Some(at)),
            Status::Unseen | Status::ShutOut => (None, None),
        };
        Self {
            id: share.uid,
            contact: share.contact,
            contact_name: share.contact_name,
            with: share.with.into(),
            history: share.with_history,
            purpose: share.purpose,
            created_on: Moment(share.created_on),
            opened_on: opened.map(Moment),
            ended_on: ended.map(Moment),
        }
    }
}

impl From<shares::Sharing> for Sharing {
    fn from(sharing: shares::Sharing) -> Self {
        Self {
            shares: sharing.shares.into_iter().map(ShareOut::from).collect(),
            people: sharing.others.into_iter().map(PersonOut::from).collect(),
        }
    }
}

impl From<Received> for ReceivedOut {
    fn from(share: Received) -> Self {
        Self {
            id: share.uid,
            display_name: share.name,
            primary_email: share.email,
            primary_phone: share.phone,
            company: share.company,
            from: share.from,
            history: share.with_history,
            purpose: share.purpose,
            created_on: Moment(share.created_on),
            opened_on: share.seen_on.map(Moment),
        }
    }
}

impl From<Place> for Page {
    fn from(place: Place) -> Self {
        let shared = place.shares.into_iter().map(ReceivedOut::from).collect();
        Self { shared, next_cursor: place.next }
    }
}

impl Record {
    pub fn new(given: Vec<Share>, received: Vec<Received>) -> Self {
        Self {
            given: given.into_iter().map(ShareOut::from).collect(),
            received: received.into_iter().map(ReceivedOut::from).collect(),
        }
    }
}

impl SharedCard {
    pub fn new(card: Card, manner: &Manner) -> Self {
        let fields = card.fields.iter().map(|line| FieldOut {
            name: line.name().to_owned(),
            label: line.label().to_owned(),
            value: line.words(manner),
        });
        let told = |page: &crate::log::Page| {
            let line = |it: &crate::log::Logged| LineOut {
                at: Moment(it.entry.at),
                summary: it.summary().to_owned(),
            };
            page.entries.iter().map(line).collect()
        };
        Self {
            fields: fields.collect(),
            log: card.log.as_ref().map(told),
            first_name: card.first_name,
            last_name: card.last_name,
            reach: card.reach.into(),
            stage: card.standing.stage.map(|(name, _)| name),
            tags: card.standing.tags.into_iter().map(|(name, _)| name).collect(),
            shared: card.share.into(),
        }
    }
}
