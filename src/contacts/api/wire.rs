//! Contacts as JSON.
use std::collections::HashMap;

use poem_openapi::{Object, types::Example};
use serde_json::Value;

use crate::{
    contacts::{
        Contact, Draft, Field, Listing,
        fields::{Definition, api::wire::typed, values::INPUT},
        lists::{List, Standings},
        reach::{Reach, api::wire::ReachOut},
    },
    error::{Error, Problems, Result as Domain, unless_any},
    ids::{ContactId, Uid},
    shell::wire::{Moment, example_uid},
};

/// Somebody a workspace knows.
#[derive(Object)]
#[oai(rename = "Contact")]
pub struct ContactOut {
    pub id: Uid,
    /// The workspace they are in
    pub workspace: Uid,
    /// What to call them: the name, or else the company, e-mail or phone
    pub display_name: String,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub primary_email: Option<String>,
    pub primary_phone: Option<String>,
    pub company: Option<String>,
    /// The stage they are in; null for none
    pub stage: Option<ListName>,
    pub tags: Vec<ListName>,
    #[oai(flatten)]
    pub reach: ReachOut,
    pub created_on: Moment,
}

/// A stage or a tag, by id and name.
#[derive(Object)]
pub struct ListName {
    pub id: Uid,
    pub name: String,
}

impl From<&List> for ListName {
    fn from(list: &List) -> Self {
        Self { id: list.uid, name: list.name.clone() }
    }
}

/// Give at least a name, a company, an e-mail or a phone.
#[derive(Object)]
#[oai(rename = "NewContact", example)]
pub struct NewContact {
    /// The workspace to add them to
    pub workspace: Uid,
    /// At most 100 characters
    pub first_name: Option<String>,
    /// At most 100 characters
    pub last_name: Option<String>,
    /// A full address, such as name@example.com
    pub primary_email: Option<String>,
    /// In any notation; kept as it is written
    pub primary_phone: Option<String>,
    /// At most 200 characters
    pub company: Option<String>,
    /// Values of custom fields by their names: text, a number, true or false, or JSON, as the type
    /// has it
    pub custom: Option<HashMap<String, Option<Value>>>,
    /// Save it although somebody with this e-mail or phone is there already
    pub allow_duplicate: Option<bool>,
}

/// All base fields as they should be from now on. What is left out becomes empty.
#[derive(Object)]
#[oai(rename = "ContactFields", example)]
pub struct Fields {
    /// At most 100 characters
    pub first_name: Option<String>,
    /// At most 100 characters
    pub last_name: Option<String>,
    /// A full address, such as name@example.com
    pub primary_email: Option<String>,
    /// In any notation; kept as it is written
    pub primary_phone: Option<String>,
    /// At most 200 characters
    pub company: Option<String>,
    /// Save it although somebody with this e-mail or phone is there already
    pub allow_duplicate: Option<bool>,
}

/// A page of a workspace's contacts.
#[derive(Object)]
#[oai(rename = "Contacts")]
pub struct Page {
    pub contacts: Vec<ContactOut>,
    /// For the page after this one; null on the last
    pub next_cursor: Option<String>,
    /// For the page before this one; null on the first
    pub previous_cursor: Option<String>,
    /// How many there are on all pages together; null when a search finds more than 500, or a
    /// filter fits more than 10 000
    pub total: Option<i64>,
}

/// A contact after a change of it.
#[derive(Object)]
#[oai(rename = "ChangedContact")]
pub struct Changed {
    pub contact: ContactOut,
    /// By which this can be undone; null when nothing changed
    pub change: Option<Uid>,
}

impl ContactOut {
    pub fn new(contact: Contact, standings: &Standings, reach: Reach) -> Self {
        Self {
            stage: standings.stage(contact.id).map(ListName::from),
            tags: standings.tags(contact.id).map(ListName::from).collect(),
            id: contact.uid,
            workspace: contact.workspace,
            display_name: contact.display_name(),
            first_name: contact.first_name,
            last_name: contact.last_name,
            primary_email: contact.primary_email,
            primary_phone: contact.primary_phone,
            company: contact.company,
            reach: reach.into(),
            created_on: Moment(contact.created_on),
        }
    }
}

impl Page {
    pub fn new(
        listing: Listing,
        mut reaches: HashMap<ContactId, Reach>,
        next: Option<String>,
        previous: Option<String>,
    ) -> Self {
        let Listing { contacts, standings, total, .. } = listing;
        let mut out = |contact: Contact| {
            let reach = reaches.remove(&contact.id).unwrap_or_default();
            ContactOut::new(contact, &standings, reach)
        };
        Self {
            contacts: contacts.into_iter().map(&mut out).collect(),
            next_cursor: next,
            previous_cursor: previous,
            total: total.exactly(),
        }
    }
}

impl Example for NewContact {
    fn example() -> Self {
        Self {
            workspace: example_uid(),
            first_name: Some("Iris".into()),
            last_name: Some("Novak".into()),
            primary_email: Some("iris@example.com".into()),
            primary_phone: Some("+1 808 555 0100".into()),
            company: Some("Novak Bakery".into()),
            custom: None,
            allow_duplicate: None,
        }
    }
}

impl Example for Fields {
    fn example() -> Self {
        let NewContact { first_name, last_name, primary_email, primary_phone, company, .. } =
            NewContact::example();
        let allow_duplicate = None;
        Self { first_name, last_name, primary_email, primary_phone, company, allow_duplicate }
    }
}

/// Before a custom field's name in what is told of it.
const CUSTOM: &str = "custom.";

impl NewContact {
    /// Custom values as a person would have typed them.
    pub fn custom_as_typed(&self, seen: &[Definition]) -> Domain<Vec<(String, String)>> {
        let mut problems = Problems::new();
        let mut found = Vec::new();
        for (name, value) in self.custom.iter().flatten() {
            let kind = seen.iter().find(|it| it.name == *name).map(|it| it.kind);
            let read = match kind {
                None => Err("There is no such field for this contact".to_owned()),
                kind => typed(kind, value.clone()),
            };
            match read {
                Ok(value) => found.push((name.clone(), value)),
                Err(wrong) => problems.insert(format!("{CUSTOM}{name}"), wrong),
            }
        }
        unless_any(problems)?;
        Ok(found)
    }
}

/// Forms name a custom field by another beginning.
pub fn custom_as_sent(error: Error) -> Error {
    let Error::Invalid(problems) = error else { return error };
    let renamed = problems.into_iter().map(|(name, said)| match name.strip_prefix(INPUT) {
        Some(custom) => (format!("{CUSTOM}{custom}").into(), said),
        None => (name, said),
    });
    Error::Invalid(renamed.collect())
}

impl From<NewContact> for Draft {
    fn from(new: NewContact) -> Self {
        Self {
            first_name: new.first_name.unwrap_or_default(),
            last_name: new.last_name.unwrap_or_default(),
            primary_email: new.primary_email.unwrap_or_default(),
            primary_phone: new.primary_phone.unwrap_or_default(),
            company: new.company.unwrap_or_default(),
        }
    }
}

impl Fields {
    pub fn edits(self) -> Vec<(Field, String)> {
        [
            (Field::FirstName, self.first_name),
            (Field::LastName, self.last_name),
            (Field::PrimaryEmail, self.primary_email),
            (Field::PrimaryPhone, self.primary_phone),
            (Field::Company, self.company),
        ]
        .into_iter()
        .map(|(field, value)| (field, value.unwrap_or_default()))
        .collect()
    }
}
