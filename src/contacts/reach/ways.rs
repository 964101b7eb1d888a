//! Adding, changing, removing and promoting e-mails and phones, never over somebody else's change.
use rusqlite::Connection;

use super::{CheckedWay, Kind, Way, WayDraft, keys, store};
use crate::{
    audit::{RequestKey, Tx},
    contacts::{self, Contact, Edited},
    error::{Error, Problems, Result, unless_any},
    ids::{ContactId, Uid},
    text,
    workspaces::Scope,
};

/// Beside the primary one.
pub const MOST_OF_A_KIND: usize = 20;

/// One of a contact's further e-mails and phones.
pub fn find(conn: &Connection, scope: &Scope, contact: ContactId, way: Uid) -> Result<Way> {
    store::find(conn, scope, contact, way)?.ok_or(Error::NotFound("e-mail or phone"))
}

/// Adds another one; the first of its kind is the primary one.
pub fn add(
    tx: &Tx<'_>,
    scope: &Scope,
    contact: Uid,
    draft: &WayDraft,
    request: Option<&RequestKey>,
) -> Result<Contact> {
    let found = contacts::find(tx, scope, contact)?;
    tx.once(request, || {
        let checked = draft.check(keys::country(tx, scope)?)?;
        let (kind, value) = (checked.kind, checked.value.as_str());
        if standing(tx, found.id, &checked)? != Standing::New {
            return Err(Error::invalid("value", known(kind)));
        }
        if found.get(kind.field()).is_none() {
            contacts::edit(tx, scope, contact, &[(kind.field(), value.to_owned())])?;
            store::set_label(tx, scope, found.id, kind, checked.label.as_deref())?;
            return Ok(contact);
        }
        if store::count(tx, found.id, kind)? >= MOST_OF_A_KIND {
            let all = match kind {
                Kind::Email => "e-mails",
                Kind::Phone => "phones",
            };
            let said = format!("{MOST_OF_A_KIND} other {all} are the most; remove one first");
            return Err(Error::invalid("value", said));
        }
        store::insert(tx, scope, found.id, &checked)?;
        contacts::concerns(tx, scope, &found);
        Ok(contact)
    })?;
    contacts::find(tx, scope, contact)
}

/// Adds one that was known before today (demo data, imports, merges), however many there are.
/// False where the contact is reached by it already.
pub fn keep(tx: &Tx<'_>, scope: &Scope, contact: ContactId, draft: &WayDraft) -> Result<bool> {
    keep_checked(tx, scope, contact, &draft.check(keys::country(tx, scope)?)?)
}

/// The same for one that was checked before.
pub fn keep_checked(
    tx: &Tx<'_>,
    scope: &Scope,
    contact: ContactId,
    way: &CheckedWay,
) -> Result<bool> {
    let is_new = standing(tx, contact, way)? == Standing::New;
    if is_new {
        store::insert(tx, scope, contact, way)?;
    }
    Ok(is_new)
}

/// Whether a contact is reached by an e-mail or phone already, however it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Primary,
    Further,
    New,
}

pub fn standing(conn: &Connection, contact: ContactId, way: &CheckedWay) -> Result<Standing> {
    let CheckedWay { kind, value, key, .. } = way;
    if store::is_primary(conn, contact, *kind, value, key.as_deref())? {
        return Ok(Standing::Primary);
    }
    Ok(match store::holds(conn, contact, *kind, value, key.as_deref(), None)? {
        true => Standing::Further,
        false => Standing::New,
    })
}

/// What the primary one has been called all along.
pub fn keep_label(
    tx: &Tx<'_>,
    scope: &Scope,
    contact: ContactId,
    kind: Kind,
    label: &str,
) -> Result<()> {
    let mut problems = Problems::new();
    let label = text::optional(&mut problems, "label", label, super::LABEL_CHARS);
    unless_any(problems)?;
    store::set_label(tx, scope, contact, kind, label.as_deref())
}

/// Changes one if it still is as the person saw it, by its etag.
pub fn edit_seen(
    tx: &Tx<'_>,
    scope: &Scope,
    contact: Uid,
    way: Uid,
    seen: &str,
    draft: &WayDraft,
) -> Result<Edited> {
    let contact = contacts::find(tx, scope, contact)?;
    let way = find(tx, scope, contact.id, way)?;
    let draft = WayDraft { kind: way.kind, ..draft.clone() };
    let checked = draft.check(keys::country(tx, scope)?)?;
    // The same form sent twice finds its own words there already.
    if checked.label == way.label && checked.value == way.value {
        return Ok(Edited::Saved(contact));
    }
    if way.etag() != seen {
        return Ok(Edited::Changed);
    }
    let key = checked.key.as_deref();
    if store::is_primary(tx, contact.id, way.kind, &checked.value, key)? {
        return Err(Error::invalid("value", known(way.kind)));
    }
    let asked = (way.kind, "value");
    refuse_twice(tx, contact.id, asked, &checked.value, key, Some(&way))?;
    store::update(tx, scope, &way, &checked)?;
    contacts::concerns(tx, scope, &contact);
    Ok(Edited::Saved(contact))
}

/// Changes the primary one and what it is called, if both still are as the person saw them.
pub fn edit_primary_seen(
    tx: &Tx<'_>,
    scope: &Scope,
    contact: Uid,
    kind: Kind,
    seen: &str,
    (value, label): (&str, &str),
) -> Result<Edited> {
    let before = contacts::find(tx, scope, contact)?;
    let reach = super::of(tx, scope, before.id)?;
    let mut problems = Problems::new();
    let label = text::optional(&mut problems, "label", label, super::LABEL_CHARS);
    let label = label.filter(|_| !text::trim(value).is_empty());
    let is_there = before.get(kind.field()).unwrap_or_default() == text::trim(value)
        && reach.label(kind) == label.as_deref();
    if !is_there && reach.primary_etag(&before, kind) != seen {
        return Ok(Edited::Changed);
    }
    // What is wrong with the value comes first: it is what the form is for.
    let after = contacts::edit(tx, scope, contact, &[(kind.field(), value.to_owned())])?;
    unless_any(problems)?;
    if reach.label(kind) != label.as_deref() && !is_there {
        store::set_label(tx, scope, after.id, kind, label.as_deref())?;
        contacts::concerns(tx, scope, &after);
    }
    Ok(Edited::Saved(after))
}

/// Removes one if it still is as the person saw it.
pub fn remove_seen(
    tx: &Tx<'_>,
    scope: &Scope,
    contact: Uid,
    way: Uid,
    seen: &str,
) -> Result<Edited> {
    let contact = contacts::find(tx, scope, contact)?;
    let way = find(tx, scope, contact.id, way)?;
    if way.etag() != seen {
        return Ok(Edited::Changed);
    }
    store::remove(tx, scope, &way)?;
    contacts::concerns(tx, scope, &contact);
    Ok(Edited::Saved(contact))
}

/// Removes the primary one if it still is as the person saw it; the first of the others takes its
/// place.
pub fn remove_primary_seen(
    tx: &Tx<'_>,
    scope: &Scope,
    contact: Uid,
    kind: Kind,
    seen: &str,
) -> Result<Edited> {
    let before = contacts::find(tx, scope, contact)?;
    let reach = super::of(tx, scope, before.id)?;
    let Some(value) = before.get(kind.field()) else { return Ok(Edited::Saved(before)) };
    if reach.primary_etag(&before, kind) != seen {
        return Ok(Edited::Changed);
    }
    let Some(next) = reach.of_kind(kind).next() else {
        let after = contacts::edit(tx, scope, contact, &[(kind.field(), String::new())])?;
        store::set_label(tx, scope, after.id, kind, None)?;
        return Ok(Edited::Saved(after));
    };
    let after = before.with(kind.field(), Some(next.value.clone()));
    store::promote(tx, scope, &before, next, &after.sort_name())?;
    store::remove(tx, scope, next)?;
    contacts::concerns(tx, scope, &after);
    let what = match kind {
        Kind::Email => "e-mail",
        Kind::Phone => "phone",
    };
    tx.say(format!("{value} removed, {} is the primary {what} now", next.value));
    Ok(Edited::Saved(after))
}

/// What the primary ones are called; blank takes the name away.
pub fn name_primary(
    tx: &Tx<'_>,
    scope: &Scope,
    contact: Uid,
    labels: &[(Kind, String)],
) -> Result<Contact> {
    let contact = contacts::find(tx, scope, contact)?;
    let reach = super::of(tx, scope, contact.id)?;
    let mut problems = Problems::new();
    for (kind, typed) in labels {
        let label = text::optional(&mut problems, kind.code(), typed, super::LABEL_CHARS);
        if label.is_some() && contact.get(kind.field()).is_none() {
            let said = format!("There is no primary {} to name", kind.code());
            problems.insert(kind.code(), said);
        } else if reach.label(*kind) != label.as_deref() {
            store::set_label(tx, scope, contact.id, *kind, label.as_deref())?;
            contacts::concerns(tx, scope, &contact);
        }
    }
    unless_any(problems)?;
    Ok(contact)
}

/// Makes it the primary one if it still is as the person saw it; the former primary one takes its
/// place, with its own label.
pub fn promote_seen(
    tx: &Tx<'_>,
    scope: &Scope,
    contact: Uid,
    way: Uid,
    seen: &str,
) -> Result<Edited> {
    let before = contacts::find(tx, scope, contact)?;
    let way = find(tx, scope, before.id, way)?;
    let reach = super::of(tx, scope, before.id)?;
    if way.etag() != seen {
        return Ok(match reach.primary_etag(&before, way.kind) == seen {
            // The same button pressed twice.
            true => Edited::Saved(before),
            false => Edited::Changed,
        });
    }
    let after = before.with(way.kind.field(), Some(way.value.clone()));
    store::promote(tx, scope, &before, &way, &after.sort_name())?;
    contacts::concerns(tx, scope, &after);
    Ok(Edited::Saved(after))
}

/// What is among the others already is refused, with a word on what to do instead.
pub fn refuse_twice(
    conn: &Connection,
    contact: ContactId,
    (kind, field): (Kind, &'static str),
    value: &str,
    key: Option<&str>,
    except: Option<&Way>,
) -> Result<()> {
    if store::holds(conn, contact, kind, value, key, except)? {
        return Err(Error::invalid(field, known(kind)));
    }
    Ok(())
}

fn known(kind: Kind) -> String {
    let what = match kind {
        Kind::Email => "address",
        Kind::Phone => "number",
    };
    format!("They have this {what} already; change or promote it where it stands")
}
