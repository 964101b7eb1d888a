//! A new contact that may be there already: asked about before anything is saved, and joined with
//! the one who is there if that is what somebody wants (CT-14).
use rusqlite::Connection;

use super::{Look, Twin, remember, strong, whole};
use crate::{
    audit::{RequestKey, Subject, Tx},
    contacts::{
        self, Contact, Draft, Field,
        fields::Reader,
        merge::{self, Merged, Pick, Wanted},
    },
    error::{Error, Result},
    ids::Uid,
    workspaces::Scope,
};

/// What somebody decided about a new contact.
#[derive(Clone, Debug)]
pub enum Decision {
    /// Nothing yet: add it, unless somebody with this e-mail or phone is there.
    Ask,
    /// It is somebody else, and never asked about again.
    Separate,
    /// It belongs to one who is there; these values stay.
    Join { existing: Uid, seen: String, wanted: Wanted },
    /// The same, and whatever is new stays.
    Overwrite { existing: Uid, seen: String },
}

/// What became of it.
#[derive(Debug)]
pub enum Entered {
    Added(Contact),
    Joined(Contact),
    /// Nothing was saved: these are there already.
    Asked(Vec<Twin>),
}

pub fn enter(
    tx: &Tx<'_>,
    scope: &Scope,
    draft: &Draft,
    custom: &[(String, String)],
    decision: &Decision,
    reader: &Reader,
    request: &RequestKey,
) -> Result<Entered> {
    // The same form sent twice would find what it made itself.
    if let Some(made) = tx.answered(request)? {
        return contacts::find(tx, scope, made).map(Entered::Added);
    }
    let found = alike(tx, scope, draft)?;
    match decision {
        Decision::Ask if !found.is_empty() => Ok(Entered::Asked(found)),
        Decision::Ask | Decision::Separate => {
            let added = contacts::create_with(tx, scope, draft, custom, Some(request))?;
            for twin in &found {
                remember(tx, scope, added.id, twin.contact.id)?;
            }
            Ok(Entered::Added(added))
        }
        Decision::Join { existing, seen, wanted } => {
            join(tx, scope, draft, custom, (*existing, seen), wanted, reader, request)
        }
        Decision::Overwrite { existing, seen } => {
            let wanted = all_new(draft, custom);
            join(tx, scope, draft, custom, (*existing, seen), &wanted, reader, request)
        }
    }
}

/// Those who are there with this e-mail or phone; a draft that cannot be saved has none.
pub(super) fn alike(conn: &Connection, scope: &Scope, draft: &Draft) -> Result<Vec<Twin>> {
    let checked = match draft.check() {
        Err(Error::Invalid(_)) => return Ok(Vec::new()),
        checked => checked?,
    };
    let mut twins = Vec::new();
    for found in strong(conn, scope, &Look::new(conn, scope, &checked)?)? {
        let contact = whole(conn, scope, found.contact)?;
        twins.extend(contact.map(|contact| Twin { contact, reason: found.reason }));
    }
    Ok(twins)
}

/// Adds what is new and merges it at once: so every rule of merging holds here too.
#[expect(clippy::too_many_arguments, reason = "what was typed, what was chosen, and on what")]
fn join(
    tx: &Tx<'_>,
    scope: &Scope,
    draft: &Draft,
    custom: &[(String, String)],
    (existing, seen): (Uid, &str),
    wanted: &Wanted,
    reader: &Reader,
    request: &RequestKey,
) -> Result<Entered> {
    let target = contacts::find(tx, scope, existing)?;
    if target.etag() != seen {
        return Ok(Entered::Asked(alike(tx, scope, draft)?));
    }
    let uid = tx.once(Some(request), || {
        let added = contacts::create::create_to_join(tx, scope, draft, custom)?;
        let pair = (target.uid, added.uid);
        match merge::merge(tx, scope, pair, wanted, reader, None)? {
            Merged::Done(contact) => {
                merge::forget(tx, scope, added.uid)?;
                Ok(contact.uid)
            }
            Merged::Changed => Err(Error::Conflict("This changed meanwhile".into())),
        }
    })?;
    let joined = contacts::find(tx, scope, uid)?;
    tx.about_only(Subject::contact(joined.id, joined.display_name()));
    Ok(Entered::Joined(joined))
}

fn all_new(draft: &Draft, custom: &[(String, String)]) -> Wanted {
    let typed = |field: Field| !draft.get(field).trim().is_empty();
    let base = Field::ALL.into_iter().filter(|field| typed(*field));
    let given = custom.iter().filter(|(_, value)| !value.trim().is_empty());
    Wanted {
        base: base.map(|field| (field, Pick::Source)).collect(),
        custom: given.map(|(name, _)| (name.clone(), Pick::Source)).collect(),
        ..Wanted::default()
    }
}
