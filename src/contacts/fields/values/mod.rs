//! What the fields of one contact hold: read in one go, edited one at a time and never over
//! somebody else's change (CT-6, CT-10).
mod begin;
mod link;
mod many;
mod record;
mod store;

use rusqlite::Connection;

pub use begin::{
    Beginning, Known, begin, begin_as_sent, begin_to_join, fill, known, lay_in, start,
};
pub use link::{Suggestion, suggest};
pub use many::of_many;

use super::{Definition, Kind, Reader, reader, value};
use crate::{
    audit::Tx,
    contacts::{self, Contact},
    error::{Error, Problems, Result, unless_any},
    ids::{ContactId, Uid},
    text,
    when::Manner,
    workspaces::{Scope, Shared},
};

/// Before a field's name in forms, so that no custom field is taken for a base one.
pub const INPUT: &str = "custom-";

/// A field of a contact, with its value if it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldValue {
    pub definition: Definition,
    pub value: Option<String>,
    /// Who a link leads to, while they are there.
    pub linked: Option<Linked>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    pub uid: Uid,
    pub name: String,
}

pub const LINK_GONE: &str = "A contact that was deleted";

impl FieldValue {
    /// Changes whenever the value does.
    pub fn etag(&self) -> String {
        contacts::etag([self.value.as_deref()])
    }

    /// A dropdown's choice that its definition no longer has stays, and is marked.
    pub fn is_offered(&self) -> bool {
        let Definition { kind, options, .. } = &self.definition;
        *kind != Kind::Dropdown || self.value.as_ref().is_none_or(|value| options.contains(value))
    }

    /// As this reader writes it.
    pub fn words(&self, manner: &Manner) -> String {
        let Some(value) = self.value.as_deref() else { return String::new() };
        match self.definition.kind {
            Kind::Date => value::date_words(value, manner),
            Kind::Number => value::number_words(value, manner),
            Kind::YesNo => if value == "yes" { "Yes" } else { "No" }.to_owned(),
            Kind::ContactLink => {
                self.linked.as_ref().map_or_else(|| LINK_GONE.to_owned(), |it| it.name.clone())
            }
            _ => value.to_owned(),
        }
    }

    /// What an input holds to begin with: a link's name rather than its id.
    pub fn typed(&self, manner: &Manner) -> String {
        match (&self.linked, self.definition.kind) {
            (Some(linked), Kind::ContactLink) => linked.name.clone(),
            (None, Kind::ContactLink) => String::new(),
            _ => self.definition.as_typed(self.value.as_deref().unwrap_or_default(), manner),
        }
    }
}

impl Definition {
    /// The name and id of its input in forms.
    pub fn input(&self) -> String {
        format!("{INPUT}{}", self.name)
    }
}

/// Changes whenever any value does (API-3).
pub fn etag(values: &[FieldValue]) -> String {
    let parts: Vec<String> =
        values.iter().map(|field| format!("{}={}", field.definition.name, field.etag())).collect();
    contacts::etag([Some(&*parts.join(" "))])
}

/// Every field of the contact, in order, with its value or without.
pub fn of(conn: &Connection, scope: &Scope, contact: ContactId) -> Result<Vec<FieldValue>> {
    store::of(conn, scope, contact)
}

/// The fields that hold something, for somebody whom the contact is shared with.
pub fn of_shared(conn: &Connection, shared: &Shared) -> Result<Vec<FieldValue>> {
    let mut fields = store::of_shared(conn, shared)?;
    fields.retain(|field| field.value.is_some());
    Ok(fields)
}

/// One field of a contact, also when it was deleted.
pub fn one(
    conn: &Connection,
    scope: &Scope,
    contact: ContactId,
    definition: Uid,
) -> Result<FieldValue> {
    store::one(conn, scope, contact, definition)?.ok_or(Error::NotFound("field"))
}

/// How an edit of what a person saw came out.
#[derive(Debug)]
pub enum Edited {
    Saved(Contact),
    /// Somebody changed the value since; nothing was saved, and both are shown.
    Changed,
    /// The field was deleted since; nothing was saved.
    Gone,
}

/// Changes one value if it is still the one that the person saw, by its etag.
pub fn edit_seen(
    tx: &Tx<'_>,
    scope: &Scope,
    contact: Uid,
    definition: Uid,
    seen: &str,
    input: &str,
) -> Result<Edited> {
    let contact = contacts::find(tx, scope, contact)?;
    let field = one(tx, scope, contact.id, definition)?;
    if field.definition.hidden_on.is_some() {
        return Ok(Edited::Gone);
    }
    let reader = reader(tx, scope.owner())?;
    // The same form sent twice finds its own value there already.
    if field.etag() != seen && !holds(tx, scope, &contact, &field, input, &reader)? {
        return Ok(Edited::Changed);
    }
    match apply(tx, scope, &contact, &field, input, &reader)? {
        Ok(()) => Ok(Edited::Saved(contact)),
        Err(wrong) => Err(Error::invalid(field.definition.input(), wrong)),
    }
}

/// For bulk work: whatever stood there, this does now. What is wrong is for the person.
pub fn set(
    tx: &Tx<'_>,
    scope: &Scope,
    contact: &Contact,
    definition: Uid,
    input: &str,
    reader: &Reader,
) -> Result<std::result::Result<(), String>> {
    let field = one(tx, scope, contact.id, definition)?;
    apply(tx, scope, contact, &field, input, reader)
}

/// Whether the field has this very value already, however it is written.
fn holds(
    conn: &Connection,
    scope: &Scope,
    contact: &Contact,
    field: &FieldValue,
    input: &str,
    reader: &Reader,
) -> Result<bool> {
    let wanted = ready(conn, scope, Some(contact.id), &field.definition, input, reader)?;
    Ok(match wanted {
        Ok(wanted) => wanted.map(|it| it.value) == field.value,
        // A choice that is no longer offered, or a link to somebody who is gone.
        Err(_) => field.value.as_deref() == Some(text::trim(input)),
    })
}

/// Changes several values, named and written as programs do it: a number has a point, whatever its
/// owner's country. What is not named stays.
pub fn edit(
    tx: &Tx<'_>,
    scope: &Scope,
    contact: Uid,
    edits: &[(String, String)],
) -> Result<Vec<FieldValue>> {
    let contact = contacts::find(tx, scope, contact)?;
    let fields = of(tx, scope, contact.id)?;
    let reader = Reader { manner: Manner::default(), ..reader(tx, scope.owner())? };
    let mut problems = Problems::new();
    for (name, input) in edits {
        let known = fields.iter().find(|field| field.definition.name == *name);
        let done = match known {
            Some(field) => apply(tx, scope, &contact, field, input, &reader)?,
            None => Err("There is no such field for this contact".to_owned()),
        };
        if let Err(wrong) = done {
            problems.insert(format!("{INPUT}{name}"), wrong);
        }
    }
    unless_any(problems)?;
    of(tx, scope, contact.id)
}

/// A value that passed every check.
#[derive(Clone, Debug)]
pub struct Ready {
    value: String,
    match_key: Option<String>,
    linked: Option<ContactId>,
}

/// What is wrong is for the person; the outer error is for us.
type Verdict<T> = Result<std::result::Result<T, String>>;

fn apply(
    tx: &Tx<'_>,
    scope: &Scope,
    contact: &Contact,
    field: &FieldValue,
    input: &str,
    reader: &Reader,
) -> Verdict<()> {
    let (definition, current) = (&field.definition, field.value.as_deref());
    let typed = text::trim(input);
    // A choice that is no longer offered may stay, and so may a link's own name.
    if typed == current.unwrap_or_default()
        || (!typed.is_empty() && typed == field.typed(&reader.manner))
    {
        return Ok(Ok(()));
    }
    let next = match ready(tx, scope, Some(contact.id), definition, typed, reader)? {
        Ok(next) => next,
        Err(wrong) => return Ok(Err(wrong)),
    };
    let value = next.as_ref().map(|it| it.value.as_str());
    if value == current {
        return Ok(Ok(()));
    }
    match &next {
        Some(next) => store::put(tx, scope, contact.id, definition.id, next)?,
        None if definition.is_required => {
            return Ok(Err("This is required: change it rather than empty it".into()));
        }
        None => store::remove(tx, scope, contact.id, definition.id)?,
    }
    record::change(tx, scope, contact.id, definition, Some(field), value)?;
    contacts::concerns(tx, scope, contact);
    Ok(Ok(()))
}

fn ready(
    conn: &Connection,
    scope: &Scope,
    contact: Option<ContactId>,
    definition: &Definition,
    input: &str,
    reader: &Reader,
) -> Verdict<Option<Ready>> {
    if definition.kind == Kind::ContactLink {
        return link::ready(conn, scope, contact, input);
    }
    let checked = value::check(definition.kind, &definition.options, input, reader);
    let ready =
        |it: value::Checked| Ready { value: it.value, match_key: it.match_key, linked: None };
    Ok(checked.map(|checked| checked.map(ready)))
}
