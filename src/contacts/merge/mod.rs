//! Two contacts who are one person: all that is the source's becomes the target's, and the source
//! is gone (CT-15). One change, and one undo that brings both back as they were.
mod moves;
pub mod pages;
mod record;
mod sides;
mod store;
pub mod views;
mod ways;

use std::cell::Cell;

use rusqlite::Connection;

pub use moves::{Reference, Rule, rule_of};
pub use sides::{Comparison, Side, compare};

use super::{Contact, Field, concerns, edit, fields::Reader, fields::values};
use crate::{
    audit::{RequestKey, Tx},
    error::{Error, Problems, Result, unless_any},
    ids::{ListId, Uid, UserId},
    text,
    workspaces::Scope,
};

/// Columns of a contact's row that merging knows what to do with. A test holds them against the
/// schema, so that no column added later is forgotten.
pub const COLUMNS: &[&str] = &[
    "id",
    "uid",
    "workspace_id",
    "first_name",
    "last_name",
    "primary_email",
    "primary_phone",
    "company",
    "created_on",
    "sort_name",
    "primary_list_id",
    "email_key",
    "phone_key",
    "last_contact_at",
    "do_not_contact",
    "do_not_mail",
    "do_not_text",
    "email_label",
    "phone_label",
];

/// Which of the two values stays, or a third one instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    Target,
    Source,
    Typed(String),
}

/// What a person chose. Where they chose nothing, the target's value stays if it has one, or else
/// it gets the source's.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub base: Vec<(Field, Pick)>,
    /// By the field's name.
    pub custom: Vec<(String, Pick)>,
    pub stage: Option<Pick>,
    /// The state that the choices were made on, where somebody was shown one.
    pub seen: Option<String>,
}

/// How a merge of what a person saw came out.
#[derive(Debug)]
pub enum Merged {
    Done(Contact),
    /// One of the two was changed since; nothing was saved.
    Changed,
}

pub const SAME: &str = "A contact cannot be merged with itself. Choose another one.";

/// Merges the source into the target. `reader` says how typed values of custom fields are written.
pub fn merge(
    tx: &Tx<'_>,
    scope: &Scope,
    (target, source): (Uid, Uid),
    wanted: &Wanted,
    reader: &Reader,
    request: Option<&RequestKey>,
) -> Result<Merged> {
    let is_stale = Cell::new(false);
    let merged = tx.once(request, || {
        let sides = compare(tx, scope, target, source)?;
        if wanted.seen.as_ref().is_some_and(|seen| *seen != sides.seen) {
            is_stale.set(true);
            return Err(Error::Conflict("One of the two was changed in the meantime".into()));
        }
        carry_out(tx, scope, &sides, wanted, reader)?;
        Ok(target)
    });
    match merged {
        Err(_) if is_stale.get() => Ok(Merged::Changed),
        merged => super::find(tx, scope, merged?).map(Merged::Done),
    }
}

/// Why this person has no contact of this id (in this workspace): merged into another one of
/// theirs, or never there.
pub fn gone(conn: &Connection, owner: UserId, within: Option<&Scope>, uid: Uid) -> Result<Error> {
    let survivor = store::survivor(conn, owner, within.map(Scope::workspace), uid)?;
    Ok(survivor.map_or(Error::NotFound("contact"), Error::Merged))
}

/// What was merged as soon as it was typed has no address that anybody could know.
pub fn forget(tx: &Tx<'_>, scope: &Scope, gone: Uid) -> Result<()> {
    store::forget(tx, scope, gone)
}

fn carry_out(
    tx: &Tx<'_>,
    scope: &Scope,
    sides: &Comparison,
    wanted: &Wanted,
    reader: &Reader,
) -> Result<()> {
    let (target, source) = (&sides.target.contact, &sides.source.contact);
    let mut problems = Problems::new();
    store::drop_links_between(tx, scope, target.id, source.id)?;
    settle_custom(tx, scope, sides, wanted)?;
    let base = base(sides, wanted);
    let taken = ways::make_room(tx, scope, sides, &base)?;
    catch(&mut problems, edit::edit(tx, scope, target.uid, &base).map(drop))?;
    ways::line_up(tx, scope, sides)?;
    moves::move_all(tx, scope, target, source)?;
    store::join(tx, scope, target.id, source.id, stage(sides, wanted))?;
    store::leads_to(tx, scope, source.uid, target.id, tx.now)?;
    super::store::delete(tx, scope, source.id)?;
    catch(&mut problems, fill_typed(tx, scope, sides, wanted, reader))?;
    unless_any(problems)?;
    ways::settle(tx, scope, sides, wanted, taken)?;
    concerns(tx, scope, target);
    concerns(tx, scope, source);
    record::write(tx, scope, sides)
}

/// Problems of several parts are told together.
fn catch(problems: &mut Problems, done: Result<()>) -> Result<()> {
    match done {
        Err(Error::Invalid(wrong)) => {
            problems.extend(wrong);
            Ok(())
        }
        other => other,
    }
}

/// The base fields as they come to be.
fn base(sides: &Comparison, wanted: &Wanted) -> Vec<(Field, String)> {
    let value = |field: Field| {
        let [target, source] =
            [&sides.target, &sides.source].map(|side| side.contact.get(field).unwrap_or_default());
        let pick = wanted.base.iter().find(|(it, _)| *it == field).map(|(_, pick)| pick);
        match pick {
            Some(Pick::Typed(typed)) => typed.clone(),
            Some(Pick::Source) if !source.is_empty() => source.to_owned(),
            _ if target.is_empty() => source.to_owned(),
            _ => target.to_owned(),
        }
    };
    Field::ALL.map(|field| (field, value(field))).to_vec()
}

fn stage(sides: &Comparison, wanted: &Wanted) -> Option<ListId> {
    let of = |side: &Side| side.stage.as_ref().map(|it| it.id);
    match wanted.stage {
        Some(Pick::Source) => of(&sides.source).or(of(&sides.target)),
        _ => of(&sides.target).or(of(&sides.source)),
    }
}

/// Takes away the target's values that are to give way, so that the source's can take their place.
fn settle_custom(tx: &Tx<'_>, scope: &Scope, sides: &Comparison, wanted: &Wanted) -> Result<()> {
    for (name, pick) in &wanted.custom {
        let (ours, theirs) = sides.custom(name)?;
        if *pick == Pick::Source && theirs.value.is_some() {
            store::remove_value(tx, scope, sides.target.contact.id, ours.definition.id)?;
        }
    }
    Ok(())
}

/// A value that neither had. Written when the source is gone, so that a link to it is refused.
fn fill_typed(
    tx: &Tx<'_>,
    scope: &Scope,
    sides: &Comparison,
    wanted: &Wanted,
    reader: &Reader,
) -> Result<()> {
    let mut problems = Problems::new();
    let target = sides.target.contact.id;
    for (name, pick) in &wanted.custom {
        let Pick::Typed(typed) = pick else { continue };
        let definition = &sides.custom(name)?.0.definition;
        if !text::trim(typed).is_empty() {
            let filled = values::fill(tx, scope, target, definition, typed, reader);
            catch(&mut problems, filled)?;
        } else if definition.is_required {
            problems.insert(definition.input(), "This is required: fill it in".into());
        } else {
            store::remove_value(tx, scope, target, definition.id)?;
        }
    }
    unless_any(problems)
}
