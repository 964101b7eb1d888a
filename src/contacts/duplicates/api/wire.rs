//! Duplicates and merging as JSON.
use std::collections::HashMap;

use poem_openapi::{Object, types::Example};

use crate::{
    contacts::{
        Contact, Field,
        duplicates::{self, Scanned},
        merge::{Pick, Wanted},
    },
    ids::Uid,
    shell::wire::example_uid,
};

const STAGE: &str = "stage";

/// Two contacts of one workspace, and which values stay.
#[derive(Object)]
#[oai(rename = "ContactMerge", example)]
pub struct Merge {
    /// Who stays
    pub target: Uid,
    /// Who is merged into it and is gone then
    pub source: Uid,
    /// Names of fields, custom ones too, or `stage`: these are the source's where it has any
    pub take: Option<Vec<String>>,
    /// Values that neither has, by the field's name
    pub values: Option<HashMap<String, String>>,
}

/// Two contacts of one workspace.
#[derive(Object)]
#[oai(rename = "ContactPair", example)]
pub struct Pair {
    pub contact: Uid,
    pub other: Uid,
    /// False takes back that they are two
    pub separate: Option<bool>,
}

/// One of a pair.
#[derive(Object)]
#[oai(rename = "ContactOfPair")]
pub struct Person {
    pub id: Uid,
    pub display_name: String,
    pub primary_email: Option<String>,
    pub primary_phone: Option<String>,
    pub company: Option<String>,
}

/// Two who may be one person.
#[derive(Object)]
pub struct LikelyPair {
    /// The older one
    pub contact: Person,
    pub other: Person,
    /// The surest first: email, phone, other_email, other_phone, name_and_company,
    /// similar_name_and_company, similar_name_and_domain, name
    pub reasons: Vec<String>,
}

/// A page of likely duplicates.
#[derive(Object)]
pub struct Likely {
    pub pairs: Vec<LikelyPair>,
    /// On all pages together, at most 1000
    pub total: u64,
    /// For the page after this one; null on the last
    pub next_cursor: Option<String>,
}

impl Merge {
    pub fn wanted(self) -> Wanted {
        let mut wanted = Wanted::default();
        let taken = self.take.unwrap_or_default().into_iter().map(|name| (name, Pick::Source));
        let typed = self.values.unwrap_or_default().into_iter();
        for (name, pick) in taken.chain(typed.map(|(name, value)| (name, Pick::Typed(value)))) {
            match Field::from_name(&name) {
                Some(field) => {
                    wanted.base.retain(|(known, _)| *known != field);
                    wanted.base.push((field, pick));
                }
                None if name == STAGE => wanted.stage = Some(pick),
                None => wanted.custom.push((name, pick)),
            }
        }
        wanted
    }
}

impl From<Contact> for Person {
    fn from(contact: Contact) -> Self {
        Self {
            id: contact.uid,
            display_name: contact.display_name(),
            primary_email: contact.primary_email,
            primary_phone: contact.primary_phone,
            company: contact.company,
        }
    }
}

impl From<duplicates::Pair> for LikelyPair {
    fn from(pair: duplicates::Pair) -> Self {
        Self {
            contact: pair.one.into(),
            other: pair.other.into(),
            reasons: pair.reasons.into_iter().map(|it| it.code().to_owned()).collect(),
        }
    }
}

impl From<Scanned> for Likely {
    fn from(found: Scanned) -> Self {
        Self {
            total: found.total as u64,
            next_cursor: found.next.map(|place| place.cursor()),
            pairs: found.pairs.into_iter().map(LikelyPair::from).collect(),
        }
    }
}

impl Example for Merge {
    fn example() -> Self {
        Self {
            target: example_uid(),
            source: example_uid(),
            take: Some(vec!["primary_email".into(), STAGE.into()]),
            values: Some(HashMap::from([("last_name".into(), "Novak".into())])),
        }
    }
}

impl Example for Pair {
    fn example() -> Self {
        Self { contact: example_uid(), other: example_uid(), separate: Some(true) }
    }
}
