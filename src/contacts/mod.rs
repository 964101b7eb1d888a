//! Contacts: who a workspace knows. The base fields that a person fills in, and no more (CT-1).
pub mod activity;
pub mod api;
mod asked;
pub mod board;
pub mod bulk;
mod column;
mod create;
pub mod duplicates;
mod edit;
pub mod erase;
pub mod fields;
pub mod filter;
mod list;
pub mod lists;
pub mod merge;
pub mod pages;
mod position;
pub mod reach;
pub mod saved;
mod search;
mod step;
mod store;
pub mod views;

use rusqlite::Connection;

pub use asked::{Asked, Reading};
pub use column::{Column, Sort};
pub use create::{create, create_as_sent, create_with};
pub use edit::{Edited, Field};
pub use filter::{Filter, Selection, Total, chosen, count};
pub use list::{Cells, Listing, Place, Query, list};
pub use position::Position;
pub use search::MOST_SORTED;
pub use step::Step;

use self::reach::{Keys, Silence};
use crate::{
    actor::Actor,
    audit::{Subject, Tx},
    error::{Error, Problems, Result, unless_any},
    ids::{ContactId, ListId, Uid},
    workspaces::{self, InWorkspace, Mine, Scope},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    pub id: ContactId,
    pub uid: Uid,
    pub workspace: Uid,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub primary_email: Option<String>,
    pub primary_phone: Option<String>,
    pub company: Option<String>,
    pub created_on: i64,
    /// What is not to be sent (CT-11).
    pub silence: Silence,
}

impl InWorkspace for ContactId {
    const TABLE: &str = "base_contacts";
    const NOUN: &str = "contact";
}

impl From<i64> for ContactId {
    fn from(id: i64) -> Self {
        Self(id)
    }
}

impl Contact {
    /// What to call them: the name, or else the best there is.
    pub fn display_name(&self) -> String {
        display_name([
            self.first_name.as_deref(),
            self.last_name.as_deref(),
            self.company.as_deref(),
            self.primary_email.as_deref(),
            self.primary_phone.as_deref(),
        ])
    }

    /// Changes whenever anything in the row does (API-3: ETag, If-Match).
    pub fn etag(&self) -> String {
        etag(Field::ALL.map(|field| self.get(field)))
    }

    /// The same for one field, so that two people can edit two fields at once.
    pub fn field_etag(&self, field: Field) -> String {
        etag([self.get(field)])
    }
}

/// A new contact as a person typed it, or as a program sent it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    pub first_name: String,
    pub last_name: String,
    pub primary_email: String,
    pub primary_phone: String,
    pub company: String,
}

/// A draft that passed every check.
#[derive(Clone, Debug)]
pub struct Checked {
    pub(super) first_name: Option<String>,
    pub(super) last_name: Option<String>,
    pub(super) primary_email: Option<String>,
    pub(super) primary_phone: Option<String>,
    pub(super) company: Option<String>,
}

impl Draft {
    pub fn check(&self) -> Result<Checked> {
        let mut problems = Problems::new();
        let checked = Checked {
            first_name: Field::FirstName.check(&mut problems, &self.first_name),
            last_name: Field::LastName.check(&mut problems, &self.last_name),
            primary_email: Field::PrimaryEmail.check(&mut problems, &self.primary_email),
            primary_phone: Field::PrimaryPhone.check(&mut problems, &self.primary_phone),
            company: Field::Company.check(&mut problems, &self.company),
        };
        if problems.is_empty() && checked.names_nobody() {
            problems.insert("first_name", NAMES_NOBODY.into());
        }
        unless_any(problems)?;
        Ok(checked)
    }
}

const NAMES_NOBODY: &str = "Give at least a name, a company, an e-mail or a phone";

impl Checked {
    fn names_nobody(&self) -> bool {
        self.parts().iter().all(Option::is_none)
    }

    fn parts(&self) -> [Option<&str>; 5] {
        [
            self.first_name.as_deref(),
            self.last_name.as_deref(),
            self.company.as_deref(),
            self.primary_email.as_deref(),
            self.primary_phone.as_deref(),
        ]
    }

    fn sort_name(&self) -> String {
        sort_name(self.parts())
    }
}

pub fn find(conn: &Connection, scope: &Scope, uid: Uid) -> Result<Contact> {
    match store::find(conn, scope, uid)? {
        Some(contact) => Ok(contact),
        None => Err(merge::gone(conn, scope.owner(), Some(scope), uid)?),
    }
}

/// Opens the workspace that holds this contact, and the contact (for routes that name it alone).
pub fn open(conn: &Connection, actor: &Actor, uid: Uid) -> Result<(Scope, Contact)> {
    let (scope, _) = match workspaces::open_of::<ContactId>(conn, actor, uid) {
        Err(Error::NotFound(_)) => return Err(merge::gone(conn, actor.user()?, None, uid)?),
        opened => opened?,
    };
    let contact = find(conn, &scope, uid)?;
    Ok((scope, contact))
}

/// The best of all one's workspaces for these words, for the header's search.
pub fn search(conn: &Connection, actor: &Actor, typed: &str, most: usize) -> Result<Vec<Contact>> {
    search::best_of(conn, &workspaces::open_all(conn, actor)?, typed, most)
}

/// The newest contacts of all one's workspaces.
pub fn newest(conn: &Connection, actor: &Actor, most: usize) -> Result<Vec<Contact>> {
    store::newest(conn, &Mine::of(actor)?, most)
}

/// Those whom nobody was in touch with since then, the latest first, each with when that was.
/// Who is not to be contacted is not among them.
pub fn gone_quiet(
    conn: &Connection,
    scope: &Scope,
    since: i64,
    most: usize,
) -> Result<Vec<(Contact, i64)>> {
    store::gone_quiet(conn, scope, since, most)
}

/// A contact that the log names, if it is still there and still this person's.
pub fn known(conn: &Connection, actor: &Actor, id: ContactId) -> Result<Option<Contact>> {
    store::known(conn, &Mine::of(actor)?, id)
}

/// Adds a contact that was known before today (demo data, imports).
pub fn insert(tx: &Tx<'_>, scope: &Scope, checked: &Checked, created_on: i64) -> Result<Uid> {
    Ok(insert_in(tx, scope, checked, created_on, None)?.1)
}

/// The same for one who has been in a stage of this workspace all along.
pub fn insert_in(
    tx: &Tx<'_>,
    scope: &Scope,
    checked: &Checked,
    created_on: i64,
    stage: Option<ListId>,
) -> Result<(ContactId, Uid)> {
    let [email, phone] = [checked.primary_email.as_deref(), checked.primary_phone.as_deref()];
    let keys = Keys::of(tx, scope, email, phone)?;
    insert_with(tx, scope, checked, &keys, created_on, stage)
}

/// The same for one whose keys are known already.
pub fn insert_with(
    tx: &Tx<'_>,
    scope: &Scope,
    checked: &Checked,
    keys: &Keys,
    created_on: i64,
    stage: Option<ListId>,
) -> Result<(ContactId, Uid)> {
    let uid = Uid::new();
    let id = store::insert(tx, scope, uid, checked, keys, created_on, stage)?;
    tx.in_workspace(scope.workspace());
    tx.about(Subject::contact(id, display_name(checked.parts())));
    Ok((id, uid))
}

pub fn edit(tx: &Tx<'_>, scope: &Scope, uid: Uid, edits: &[(Field, String)]) -> Result<Contact> {
    edit::edit(tx, scope, uid, edits)
}

/// Changes one field if it still has the value that the person saw, by its etag (CT-10).
pub fn edit_seen(
    tx: &Tx<'_>,
    scope: &Scope,
    uid: Uid,
    field: Field,
    seen: &str,
    value: &str,
) -> Result<Edited> {
    edit::edit_seen(tx, scope, uid, field, seen, value)
}

pub fn delete(tx: &Tx<'_>, scope: &Scope, uid: Uid) -> Result<Contact> {
    let contact = find(tx, scope, uid)?;
    store::delete(tx, scope, contact.id)?;
    concerns(tx, scope, &contact);
    Ok(contact)
}

/// Says that a change is about this contact.
pub fn concerns(tx: &Tx<'_>, scope: &Scope, contact: &Contact) {
    tx.in_workspace(scope.workspace());
    tx.about(Subject::contact(contact.id, contact.display_name()));
}

fn etag<const N: usize>(values: [Option<&str>; N]) -> String {
    let mut context = ring::digest::Context::new(&ring::digest::SHA256);
    for value in values {
        // The length before each value keeps "ab" + "c" apart from "a" + "bc".
        let value = value.unwrap_or_default();
        context.update(&(value.len() as u64).to_le_bytes());
        context.update(value.as_bytes());
    }
    context.finish().as_ref()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// First and last name; or else company, e-mail or phone.
pub fn display_name(parts: [Option<&str>; 5]) -> String {
    let [first, last, rest @ ..] = parts;
    match (first, last) {
        (Some(first), Some(last)) => format!("{first} {last}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => rest.into_iter().flatten().next().unwrap_or("Unnamed").to_owned(),
    }
}

/// Where they stand in the list: by last name, in lower case.
fn sort_name(parts: [Option<&str>; 5]) -> String {
    let [first, last, rest @ ..] = parts;
    let name = match (first, last) {
        (Some(first), Some(last)) => format!("{last} {first}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => rest.into_iter().flatten().next().unwrap_or_default().to_owned(),
    };
    name.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text;

    #[test]
    fn a_draft_needs_somebody_in_it() {
        let empty = Draft::default();
        assert!(matches!(empty.check(), Err(Error::Invalid(it)) if it.contains_key("first_name")));
        let phone_only = Draft { primary_phone: "+1 808 555 0100".into(), ..Draft::default() };
        assert!(phone_only.check().is_ok());
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let draft = Draft {
            first_name: "x".repeat(text::limits::NAME + 1),
            primary_email: "not an address".into(),
            primary_phone: "call me".into(),
            ..Draft::default()
        };
        let Err(Error::Invalid(problems)) = draft.check() else { panic!("accepted") };
        let fields: Vec<_> = problems.keys().collect();
        assert_eq!(fields, ["first_name", "primary_email", "primary_phone"]);
    }

    #[test]
    fn people_sort_by_last_name_and_show_first_name_first() {
        let check = |parts, shown: &str, sorted: &str| {
            assert_eq!(display_name(parts), shown);
            assert_eq!(sort_name(parts), sorted);
        };
        check([Some("Ana"), Some("Óng"), None, None, None], "Ana Óng", "óng ana");
        check([None, Some("Cher"), Some("Acme"), None, None], "Cher", "cher");
        check([None, None, Some("Acme"), Some("a@b.co"), None], "Acme", "acme");
        check([None, None, None, None, Some("555")], "555", "555");
    }
}
