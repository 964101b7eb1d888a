//! Somebody entered twice: found when they are entered, on their page, and by a scan of the whole
//! workspace (CT-13 to CT-16).
mod apart;
pub mod api;
mod entry;
pub mod pages;
mod scan;
mod store;
pub mod views;

use rusqlite::Connection;

pub use apart::{Apart, ask_again, keep_separate, kept_apart, remember};
pub use entry::{Decision, Entered, enter};
pub use scan::{MOST_PAIRS, Pair, Place, Scanned, scan};

use super::{
    Checked, Contact, Draft, Field, concerns,
    reach::{Keys, Kind, phone_key},
};
use crate::{
    audit::{RequestKey, Tx},
    error::{Error, Result},
    ids::{ContactId, Uid},
    text,
    workspaces::Scope,
};

/// Matches that one contact is told of at most.
const MOST_MATCHES: usize = 8;

/// Why two may be one, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    Email,
    Phone,
    OtherEmail,
    OtherPhone,
    NameAndCompany,
    LikeNameAndCompany,
    LikeNameAndDomain,
    Name,
}

/// What becomes of a match: somebody is asked before anything is saved, or told afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    Strong,
    Weak,
}

impl Reason {
    pub const ALL: [Self; 8] = [
        Self::Email,
        Self::Phone,
        Self::OtherEmail,
        Self::OtherPhone,
        Self::NameAndCompany,
        Self::LikeNameAndCompany,
        Self::LikeNameAndDomain,
        Self::Name,
    ];

    pub fn strength(self) -> Strength {
        match self {
            Self::Email | Self::Phone => Strength::Strong,
            _ => Strength::Weak,
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Email => "Same e-mail",
            Self::Phone => "Same phone number",
            Self::OtherEmail => "An e-mail of the one is a further e-mail of the other",
            Self::OtherPhone => "A phone of the one is a further phone of the other",
            Self::NameAndCompany => "Same name and company",
            Self::LikeNameAndCompany => "Similar name, same company",
            Self::LikeNameAndDomain => "Similar name, e-mail at the same place",
            Self::Name => "Same name, and nothing that tells them apart",
        }
    }

    /// As programs are told.
    pub fn code(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::OtherEmail => "other_email",
            Self::OtherPhone => "other_phone",
            Self::NameAndCompany => "name_and_company",
            Self::LikeNameAndCompany => "similar_name_and_company",
            Self::LikeNameAndDomain => "similar_name_and_domain",
            Self::Name => "name",
        }
    }
}

/// Somebody who is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    pub contact: ContactId,
    pub reason: Reason,
}

impl Match {
    pub fn strength(&self) -> Strength {
        self.reason.strength()
    }
}

/// By what somebody is compared with those who are there.
#[derive(Clone, Debug, Default)]
pub struct Look {
    pub keys: Keys,
    /// Keys of further e-mails and phones.
    pub further: Keysets,
    pub sort_name: String,
    pub company: Option<String>,
}

/// Several e-mails' and phones' keys.
#[derive(Clone, Debug, Default)]
pub struct Keysets {
    pub emails: Vec<String>,
    pub phones: Vec<String>,
}

impl Look {
    /// Somebody who is about to be added.
    pub fn new(conn: &Connection, scope: &Scope, draft: &Checked) -> Result<Self> {
        let [email, phone] = [draft.primary_email.as_deref(), draft.primary_phone.as_deref()];
        Ok(Self {
            keys: Keys::of(conn, scope, email, phone)?,
            further: Keysets::default(),
            sort_name: draft.sort_name(),
            company: draft.company.clone(),
        })
    }

    /// Somebody who is there.
    fn of(conn: &Connection, scope: &Scope, contact: &Contact) -> Result<Self> {
        let keys = store::keys(conn, scope, contact.id)?;
        let further = store::further(conn, scope, contact.id)?;
        let sort_name = super::sort_name([
            contact.first_name.as_deref(),
            contact.last_name.as_deref(),
            contact.company.as_deref(),
            contact.primary_email.as_deref(),
            contact.primary_phone.as_deref(),
        ]);
        Ok(Self { keys, further, sort_name, company: contact.company.clone() })
    }
}

/// Those of this workspace who may be the same person, each once and by the surest reason. A few
/// look-ups by index, so that an import can ask for every row.
pub fn of(conn: &Connection, scope: &Scope, look: &Look) -> Result<Vec<Match>> {
    let mut found = Vec::new();
    let mut add = |contacts: Vec<ContactId>, reason| {
        found.extend(contacts.into_iter().map(|contact| Match { contact, reason }));
    };
    if let Some(email) = &look.keys.email {
        add(store::by_email(conn, scope, email)?, Reason::Email);
        add(store::by_further(conn, scope, email)?, Reason::OtherEmail);
    }
    if let Some(phone) = &look.keys.phone {
        add(store::by_phone(conn, scope, phone)?, Reason::Phone);
        add(store::by_further(conn, scope, phone)?, Reason::OtherPhone);
    }
    for email in &look.further.emails {
        add(store::by_email(conn, scope, email)?, Reason::OtherEmail);
        add(store::by_further(conn, scope, email)?, Reason::OtherEmail);
    }
    for phone in &look.further.phones {
        add(store::by_phone(conn, scope, phone)?, Reason::OtherPhone);
        add(store::by_further(conn, scope, phone)?, Reason::OtherPhone);
    }
    if let Some(company) = &look.company {
        let mut namesakes = store::by_name(conn, scope, &look.sort_name)?;
        namesakes.retain(|(_, theirs)| text::name_key(theirs) == text::name_key(company));
        add(namesakes.into_iter().map(|(id, _)| id).collect(), Reason::NameAndCompany);
    }
    found.sort_by_key(|it| (it.contact, it.reason));
    found.dedup_by_key(|it| it.contact);
    found.sort_by_key(|it| (it.reason, it.contact));
    Ok(found)
}

/// Only those about whom somebody is asked before a contact is saved.
pub fn strong(conn: &Connection, scope: &Scope, look: &Look) -> Result<Vec<Match>> {
    let mut found = of(conn, scope, look)?;
    found.retain(|it| it.strength() == Strength::Strong);
    Ok(found)
}

/// Those who may be the same as somebody who comes from elsewhere with further e-mails and phones.
pub fn like<'a>(
    conn: &Connection,
    scope: &Scope,
    draft: &Checked,
    further: impl Iterator<Item = (Kind, &'a str)>,
) -> Result<Vec<Twin>> {
    let mut look = Look::new(conn, scope, draft)?;
    for (kind, value) in further {
        match kind {
            Kind::Email => look.further.emails.push(text::email_key(value)),
            Kind::Phone => look.further.phones.extend(phone_key(conn, scope, value)?),
        }
    }
    let mut twins = Vec::new();
    for Match { contact, reason } in of(conn, scope, &look)?.into_iter().take(MOST_MATCHES) {
        twins.extend(whole(conn, scope, contact)?.map(|contact| Twin { contact, reason }));
    }
    Ok(twins)
}

/// Somebody who may be the same as a contact that is there.
#[derive(Clone, Debug)]
pub struct Twin {
    pub contact: Contact,
    pub reason: Reason,
}

/// Those who may be the same as this contact and were not kept apart from it.
pub fn twins(conn: &Connection, scope: &Scope, contact: &Contact) -> Result<Vec<Twin>> {
    let look = Look::of(conn, scope, contact)?;
    let mut found = of(conn, scope, &look)?;
    found.retain(|it| it.contact != contact.id);
    let mut twins = Vec::new();
    for Match { contact: id, reason } in found {
        if twins.len() == MOST_MATCHES {
            break;
        }
        if !store::is_apart(conn, scope, contact.id, id)? {
            twins.extend(whole(conn, scope, id)?.map(|contact| Twin { contact, reason }));
        }
    }
    Ok(twins)
}

/// Refuses what would be a second entry of somebody, with the ids of those who are there. The same
/// request sent again is not a second entry.
pub fn refuse_new(
    tx: &Tx<'_>,
    scope: &Scope,
    draft: &Draft,
    request: Option<&RequestKey>,
) -> Result<()> {
    if let Some(request) = request
        && tx.answered(request)?.is_some()
    {
        return Ok(());
    }
    refuse(entry::alike(tx, scope, draft)?)
}

/// Refuses edits that would make a contact a second entry of somebody else.
pub fn refuse_edited(
    tx: &Tx<'_>,
    scope: &Scope,
    contact: &Contact,
    edits: &[(Field, String)],
) -> Result<()> {
    let mut twins = Vec::new();
    for (field, value) in edits {
        twins.extend(edited(tx, scope, contact, *field, value, &Said::default())?);
    }
    refuse(twins)
}

fn refuse(twins: Vec<Twin>) -> Result<()> {
    let mut ids: Vec<Uid> = twins.into_iter().map(|twin| twin.contact.uid).collect();
    ids.dedup();
    ids.truncate(MOST_MATCHES);
    if ids.is_empty() { Ok(()) } else { Err(Error::Duplicate(ids)) }
}

/// What somebody said of those who were shown to them.
#[derive(Clone, Debug, Default)]
pub struct Said {
    pub shown: Vec<Uid>,
    /// They are other people, and never asked about again.
    pub is_apart: bool,
}

/// Whom an edit of this contact would make it a second entry of: people that its new e-mail or
/// phone already leads to. Nobody, once something was said of all of them.
pub fn edited(
    tx: &Tx<'_>,
    scope: &Scope,
    contact: &Contact,
    field: Field,
    typed: &str,
    said: &Said,
) -> Result<Vec<Twin>> {
    let value = text::trim(typed);
    if value.is_empty() || contact.get(field) == Some(value) {
        return Ok(Vec::new());
    }
    let keys = match field {
        Field::PrimaryEmail => Keys::of(tx, scope, Some(value), None)?,
        Field::PrimaryPhone => Keys::of(tx, scope, None, Some(value))?,
        _ => return Ok(Vec::new()),
    };
    let mut twins = Vec::new();
    for Match { contact: id, reason } in strong(tx, scope, &Look { keys, ..Look::default() })? {
        if id != contact.id && !store::is_apart(tx, scope, contact.id, id)? {
            twins.extend(whole(tx, scope, id)?.map(|contact| Twin { contact, reason }));
        }
    }
    if twins.iter().all(|twin| said.shown.contains(&twin.contact.uid)) {
        for twin in twins.drain(..).filter(|_| said.is_apart) {
            remember(tx, scope, contact.id, twin.contact.id)?;
            concerns(tx, scope, contact);
        }
    }
    twins.truncate(MOST_MATCHES);
    Ok(twins)
}

/// A match, as somebody is asked about it.
pub fn whole(conn: &Connection, scope: &Scope, id: ContactId) -> Result<Option<Contact>> {
    store::by_id(conn, scope, id)
}
