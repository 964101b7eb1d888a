//! How a contact is reached: what each e-mail and phone is called, those beside the primary ones
//! (CT-7), and what is not to be sent (CT-11).
pub mod api;
mod draft;
mod keys;
pub mod pages;
mod record;
mod silence;
mod store;
pub mod views;
mod ways;

use std::collections::HashMap;

use rusqlite::Connection;

pub use draft::{CheckedWay, LABEL_CHARS, LABELS, WayDraft};
pub use keys::{Keys, phone_key};
pub use silence::{
    Channel, Silence, keep_silence, may, set_silence, set_silence_seen, silence_all,
};
pub use ways::{
    MOST_OF_A_KIND, Standing, add, edit_primary_seen, edit_seen, find, keep, keep_checked,
    keep_label, name_primary, promote_seen, remove_primary_seen, remove_seen, standing,
};

pub(super) use ways::refuse_twice;

use super::{Contact, Field};
use crate::{
    error::Result,
    ids::{ContactId, Uid, WayId, WorkspaceId},
    workspaces::{Scope, Shared},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Email,
    Phone,
}

impl Kind {
    pub const ALL: [Self; 2] = [Self::Email, Self::Phone];

    /// As in the API and in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// Where the primary one stands.
    pub fn field(self) -> Field {
        match self {
            Self::Email => Field::PrimaryEmail,
            Self::Phone => Field::PrimaryPhone,
        }
    }

    pub fn of_field(field: Field) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.field() == field)
    }

    /// What somebody is about to type, or has typed: only an address has this sign.
    pub fn of_typed(typed: &str) -> Self {
        if typed.contains('@') { Self::Email } else { Self::Phone }
    }
}

/// An e-mail or phone beside the primary one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    pub id: WayId,
    pub uid: Uid,
    pub kind: Kind,
    pub label: Option<String>,
    /// As typed.
    pub value: String,
}

impl Way {
    pub fn etag(&self) -> String {
        etag(self.kind, self.label.as_deref(), Some(&self.value))
    }
}

/// Beside the primary e-mail and phone, which are the contact's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    pub email_label: Option<String>,
    pub phone_label: Option<String>,
    /// E-mails before phones, each in its order.
    pub ways: Vec<Way>,
    pub silence: Silence,
}

impl Reach {
    /// What the primary one is called.
    pub fn label(&self, kind: Kind) -> Option<&str> {
        match kind {
            Kind::Email => self.email_label.as_deref(),
            Kind::Phone => self.phone_label.as_deref(),
        }
    }

    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Way> {
        self.ways.iter().filter(move |way| way.kind == kind)
    }

    pub fn primary_etag(&self, contact: &Contact, kind: Kind) -> String {
        etag(kind, self.label(kind), contact.get(kind.field()))
    }

    /// Changes whenever anything of it does (API-3).
    pub fn etag(&self, contact: &Contact) -> String {
        let primary = Kind::ALL.map(|kind| self.primary_etag(contact, kind));
        let ways = self.ways.iter().map(|way| format!("{} {}", way.uid, way.etag()));
        let parts: Vec<String> = primary.into_iter().chain(ways).collect();
        super::etag([Some(&*parts.join(" ")), Some(&*self.silence.code())])
    }
}

fn etag(kind: Kind, label: Option<&str>, value: Option<&str>) -> String {
    super::etag([Some(kind.code()), label, value])
}

pub fn of(conn: &Connection, scope: &Scope, contact: ContactId) -> Result<Reach> {
    Ok(of_all(conn, scope, &[contact])?.remove(&contact).unwrap_or_default())
}

pub fn of_all(
    conn: &Connection,
    scope: &Scope,
    contacts: &[ContactId],
) -> Result<HashMap<ContactId, Reach>> {
    read(conn, scope.workspace(), contacts)
}

/// For somebody whom the contact is shared with.
pub fn of_shared(conn: &Connection, shared: &Shared) -> Result<Reach> {
    let contact = shared.contact();
    Ok(read(conn, shared.workspace(), &[contact])?.remove(&contact).unwrap_or_default())
}

fn read(
    conn: &Connection,
    workspace: WorkspaceId,
    contacts: &[ContactId],
) -> Result<HashMap<ContactId, Reach>> {
    let mut found: HashMap<_, _> = store::heads(conn, workspace, contacts)?.into_iter().collect();
    for (contact, way) in store::ways(conn, workspace, contacts)? {
        if let Some(reach) = found.get_mut(&contact) {
            reach.ways.push(way);
        }
    }
    Ok(found)
}
