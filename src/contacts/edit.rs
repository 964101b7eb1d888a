//! Editing in place: one field at a time, and never over somebody else's change.
use super::{
    Contact, Draft, NAMES_NOBODY, concerns, find, reach,
    reach::{Keys, Kind},
    sort_name, store,
};
use crate::{
    audit::Tx,
    error::{Error, Problems, Result, unless_any},
    ids::Uid,
    text::{self, limits},
    workspaces::Scope,
};

/// The base fields, in the order they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    FirstName,
    LastName,
    PrimaryEmail,
    PrimaryPhone,
    Company,
}

impl Field {
    pub const ALL: [Self; 5] =
        [Self::FirstName, Self::LastName, Self::PrimaryEmail, Self::PrimaryPhone, Self::Company];

    /// As in forms, in the API and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::FirstName => "first_name",
            Self::LastName => "last_name",
            Self::PrimaryEmail => "primary_email",
            Self::PrimaryPhone => "primary_phone",
            Self::Company => "company",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::FirstName => "First name",
            Self::LastName => "Last name",
            Self::PrimaryEmail => "E-mail",
            Self::PrimaryPhone => "Phone",
            Self::Company => "Company",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// What is wrong goes to `problems`; blank is no value.
    pub(super) fn check(self, problems: &mut Problems, input: &str) -> Option<String> {
        match self {
            Self::FirstName | Self::LastName => {
                text::optional(problems, self.name(), input, limits::NAME)
            }
            Self::PrimaryEmail => text::optional_email(problems, self.name(), input),
            Self::PrimaryPhone => text::optional_phone(problems, self.name(), input),
            Self::Company => text::optional(problems, self.name(), input, limits::LINE),
        }
    }
}

impl Contact {
    pub fn get(&self, field: Field) -> Option<&str> {
        match field {
            Field::FirstName => self.first_name.as_deref(),
            Field::LastName => self.last_name.as_deref(),
            Field::PrimaryEmail => self.primary_email.as_deref(),
            Field::PrimaryPhone => self.primary_phone.as_deref(),
            Field::Company => self.company.as_deref(),
        }
    }

    /// The same with one field changed.
    pub(super) fn with(&self, field: Field, value: Option<String>) -> Self {
        let mut changed = self.clone();
        changed.set(field, value);
        changed
    }

    fn set(&mut self, field: Field, value: Option<String>) {
        let place = match field {
            Field::FirstName => &mut self.first_name,
            Field::LastName => &mut self.last_name,
            Field::PrimaryEmail => &mut self.primary_email,
            Field::PrimaryPhone => &mut self.primary_phone,
            Field::Company => &mut self.company,
        };
        *place = value;
    }

    pub(super) fn sort_name(&self) -> String {
        sort_name(self.parts())
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
}

impl Draft {
    pub fn get(&self, field: Field) -> &str {
        match field {
            Field::FirstName => &self.first_name,
            Field::LastName => &self.last_name,
            Field::PrimaryEmail => &self.primary_email,
            Field::PrimaryPhone => &self.primary_phone,
            Field::Company => &self.company,
        }
    }
}

/// How an edit of what a person saw came out.
#[derive(Debug)]
pub enum Edited {
    Saved(Contact),
    /// Somebody changed the field since; nothing was saved.
    Changed,
}

pub(super) fn edit_seen(
    tx: &Tx<'_>,
    scope: &Scope,
    uid: Uid,
    field: Field,
    seen: &str,
    value: &str,
) -> Result<Edited> {
    let contact = find(tx, scope, uid)?;
    let current = contact.get(field).unwrap_or_default();
    // The same form sent twice finds its own value there already.
    if contact.field_etag(field) != seen && current != text::trim(value) {
        return Ok(Edited::Changed);
    }
    edit(tx, scope, uid, &[(field, value.to_owned())]).map(Edited::Saved)
}

pub(super) fn edit(
    tx: &Tx<'_>,
    scope: &Scope,
    uid: Uid,
    edits: &[(Field, String)],
) -> Result<Contact> {
    let before = find(tx, scope, uid)?;
    let mut after = before.clone();
    let mut problems = Problems::new();
    for (field, input) in edits {
        after.set(*field, field.check(&mut problems, input));
    }
    unless_any(problems)?;
    if after == before {
        return Ok(before);
    }
    if after.parts().iter().all(Option::is_none) {
        let field = edits.first().map_or("first_name", |(field, _)| field.name());
        return Err(Error::invalid(field, NAMES_NOBODY));
    }
    let [email, phone] = [after.primary_email.as_deref(), after.primary_phone.as_deref()];
    let keys = Keys::of(tx, scope, email, phone)?;
    for (kind, key) in [(Kind::Email, &keys.email), (Kind::Phone, &keys.phone)] {
        let field = kind.field();
        if let Some(value) = after.get(field).filter(|it| before.get(field) != Some(it)) {
            let asked = (kind, field.name());
            reach::refuse_twice(tx, after.id, asked, value, key.as_deref(), None)?;
        }
    }
    store::update(tx, scope, &before, &after, &keys)?;
    concerns(tx, scope, &after);
    Ok(after)
}
