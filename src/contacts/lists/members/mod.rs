//! Who is in which stage and carries which tag: looked up, moved, added, removed.
mod store;

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;

use super::{
    Colour, List, ListDraft, ListKind, Patience, all, find, history::Scribe, insert, named,
    patience,
};
use crate::{
    audit::{Subject, Tx},
    contacts::{self, Contact},
    error::{Error, Result},
    ids::{ContactId, ListId, Uid},
    text,
    workspaces::Scope,
};

/// Contacts that one request may move or tag at once.
pub const MOST_AT_ONCE: usize = 500;
/// Tags that it may add or take off: each costs two rows a contact.
const MOST_TAGS_AT_ONCE: usize = 20;

pub const STAGE_GONE: &str =
    "This stage was deleted in the meantime. Nothing was changed; choose another";
pub const TAG_GONE: &str =
    "This tag was deleted in the meantime. Nothing was changed; choose another";

/// Where some contacts stand, with all lists of their workspace.
#[derive(Clone, Debug, Default)]
pub struct Standings {
    pub lists: Vec<List>,
    stages: HashMap<ContactId, ListId>,
    tags: HashMap<ContactId, Vec<ListId>>,
}

impl Standings {
    pub fn stage(&self, contact: ContactId) -> Option<&List> {
        let id = self.stages.get(&contact)?;
        self.lists.iter().find(|list| list.id == *id)
    }

    /// In the order of the workspace's tags.
    pub fn tags(&self, contact: ContactId) -> impl Iterator<Item = &List> {
        let ids = self.tags.get(&contact).map(Vec::as_slice).unwrap_or_default();
        self.lists.iter().filter(|list| ids.contains(&list.id))
    }

    /// Changes whenever anything in the contact's row does, or where it stands (API-3).
    pub fn etag(&self, contact: &Contact) -> String {
        let lists = self.stage(contact.id).into_iter().chain(self.tags(contact.id));
        let told: Vec<String> = lists.map(|it| format!("{} {}", it.uid, it.name)).collect();
        contacts::etag([Some(contact.etag().as_str()), Some(told.join("\n").as_str())])
    }

    /// For how many days the contact may be silent; None where nobody counts. A tag that says so
    /// goes before the stage, the least patient of several first.
    pub fn patience(&self, contact: ContactId) -> Option<i64> {
        let tags: Vec<Patience> = self.tags(contact).map(|tag| tag.patience).collect();
        patience::of(self.stage(contact).map(|stage| stage.patience), &tags)
    }

    pub fn of_kind(&self, kind: ListKind) -> impl Iterator<Item = &List> {
        self.lists.iter().filter(move |list| list.kind == kind)
    }
}

pub fn standings(conn: &Connection, scope: &Scope, contacts: &[ContactId]) -> Result<Standings> {
    let lists = all(conn, scope)?;
    let (mut stages, mut tags) = (HashMap::new(), HashMap::<_, Vec<_>>::new());
    if !lists.is_empty() {
        stages.extend(store::stages(conn, scope, contacts)?);
        for (contact, tag) in store::tags(conn, scope, contacts)? {
            tags.entry(contact).or_default().push(tag);
        }
    }
    Ok(Standings { lists, stages, tags })
}

/// Somebody on a list, as bulk work needs them.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub id: ContactId,
    pub name: String,
}

pub(super) fn some_on(
    conn: &Connection,
    scope: &Scope,
    list: &List,
    most: usize,
) -> Result<Vec<Member>> {
    store::some_on(conn, scope, list, most)
}

/// How a move out of the stage that a person saw came out.
#[derive(Debug)]
pub enum Moved {
    Saved(Contact),
    /// Somebody moved the contact since; nothing was saved.
    Changed,
}

/// Moves a contact to a stage, or out of all, if it still is where the person saw it.
pub fn move_seen(
    tx: &Tx<'_>,
    scope: &Scope,
    contact: Uid,
    seen: Option<Uid>,
    to: Option<Uid>,
) -> Result<Moved> {
    let contact = contacts::find(tx, scope, contact)?;
    let to = to.map(|uid| stage(tx, scope, uid)).transpose()?;
    let standings = standings(tx, scope, &[contact.id])?;
    let now = standings.stage(contact.id);
    // The same form sent twice finds the contact there already.
    if now.map(|it| it.uid) != seen && now.map(|it| it.id) != to.as_ref().map(|it| it.id) {
        return Ok(Moved::Changed);
    }
    place(tx, scope, &Scribe::new(tx, scope)?, &contact, now, to.as_ref())?;
    Ok(Moved::Saved(contact))
}

/// Gives a contact a tag by its name; a name that no tag has yet makes one.
pub fn tag_by_name(tx: &Tx<'_>, scope: &Scope, contact: Uid, name: &str) -> Result<Contact> {
    let contact = contacts::find(tx, scope, contact)?;
    let tag = tag_named(tx, scope, name)?;
    tag_with(tx, scope, &Scribe::new(tx, scope)?, &contact, &tag)?;
    Ok(contact)
}

/// The tag of this name, made where there is none yet.
pub fn tag_named(tx: &Tx<'_>, scope: &Scope, name: &str) -> Result<List> {
    if let Some(tag) = named(tx, scope, ListKind::Tag, text::trim(name))? {
        return Ok(tag);
    }
    let tags = all(tx, scope)?.iter().filter(|it| it.kind == ListKind::Tag).count();
    let colour = Colour::in_turn(tags);
    let draft = ListDraft { kind: ListKind::Tag, name: name.into(), colour };
    let (_, uid, _) = insert(tx, scope, &draft)?;
    find(tx, scope, uid)
}

/// The contact has had this tag all along (demo data, imports): its log says nothing of it.
pub fn wear(tx: &Tx<'_>, scope: &Scope, contact: ContactId, tag: &List) -> Result<()> {
    store::add_tag(tx, scope, contact, tag.id)?;
    Ok(())
}

/// Takes a tag off a contact. One that is off already leaves no trace.
pub fn untag(tx: &Tx<'_>, scope: &Scope, contact: Uid, tag: Uid) -> Result<Contact> {
    let contact = contacts::find(tx, scope, contact)?;
    match find(tx, scope, tag) {
        Err(Error::NotFound(_)) => {}
        tag => untag_from(tx, scope, &Scribe::new(tx, scope)?, &contact, &tag?)?,
    }
    Ok(contact)
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StageChange {
    #[default]
    Keep,
    Clear,
    To(Uid),
}

/// What is to become of some contacts.
#[derive(Clone, Debug, Default)]
pub struct Assignment {
    pub stage: StageChange,
    pub add: Vec<Uid>,
    pub remove: Vec<Uid>,
}

/// Moves and tags several contacts of one workspace as one change.
pub fn assign(tx: &Tx<'_>, scope: &Scope, contacts: &[Uid], wanted: &Assignment) -> Result<()> {
    if contacts.is_empty() || contacts.len() > MOST_AT_ONCE {
        let said = format!("Name between 1 and {MOST_AT_ONCE} contacts");
        return Err(Error::invalid("contacts", said));
    }
    // Somebody named twice is moved once, and the log says so once.
    let mut known = HashSet::new();
    let people = contacts
        .iter()
        .filter(|uid| known.insert(**uid))
        .map(|uid| contacts::find(tx, scope, *uid))
        .collect::<Result<Vec<Contact>>>()?;
    let stage = match wanted.stage {
        StageChange::To(uid) => Some(stage(tx, scope, uid)?),
        StageChange::Keep | StageChange::Clear => None,
    };
    let add = tags(tx, scope, "add_tags", &wanted.add)?;
    let remove = tags(tx, scope, "remove_tags", &wanted.remove)?;
    let ids: Vec<ContactId> = people.iter().map(|it| it.id).collect();
    let (standings, scribe) = (standings(tx, scope, &ids)?, Scribe::new(tx, scope)?);
    for contact in &people {
        if wanted.stage != StageChange::Keep {
            place(tx, scope, &scribe, contact, standings.stage(contact.id), stage.as_ref())?;
        }
        for tag in &remove {
            untag_from(tx, scope, &scribe, contact, tag)?;
        }
        for tag in &add {
            tag_with(tx, scope, &scribe, contact, tag)?;
        }
    }
    Ok(())
}

/// For bulk work: the contact is on the first list and goes to the second.
pub(super) fn pass_on(
    tx: &Tx<'_>,
    scope: &Scope,
    scribe: &Scribe<'_, '_>,
    member: &Member,
    from: &List,
    to: Option<&List>,
) -> Result<()> {
    match (from.kind, to) {
        (ListKind::Stage, to) => {
            store::set_stage(tx, scope, member.id, to.map(|it| it.id))?;
            scribe.moved(member.id, Some(from), to)?;
        }
        (ListKind::Tag, Some(to)) => {
            store::remove_tag(tx, scope, member.id, from.id)?;
            store::add_tag(tx, scope, member.id, to.id)?;
            scribe.merged(member.id, from, to)?;
        }
        (ListKind::Tag, None) => {
            store::remove_tag(tx, scope, member.id, from.id)?;
            scribe.untagged(member.id, from)?;
        }
    }
    tx.about(Subject::contact(member.id, &*member.name));
    Ok(())
}

fn place(
    tx: &Tx<'_>,
    scope: &Scope,
    scribe: &Scribe<'_, '_>,
    contact: &Contact,
    from: Option<&List>,
    to: Option<&List>,
) -> Result<()> {
    if from.map(|it| it.id) == to.map(|it| it.id) {
        return Ok(());
    }
    store::set_stage(tx, scope, contact.id, to.map(|it| it.id))?;
    contacts::concerns(tx, scope, contact);
    scribe.moved(contact.id, from, to)
}

fn tag_with(
    tx: &Tx<'_>,
    scope: &Scope,
    scribe: &Scribe<'_, '_>,
    contact: &Contact,
    tag: &List,
) -> Result<()> {
    if !store::add_tag(tx, scope, contact.id, tag.id)? {
        return Ok(());
    }
    contacts::concerns(tx, scope, contact);
    scribe.tagged(contact.id, tag)
}

fn untag_from(
    tx: &Tx<'_>,
    scope: &Scope,
    scribe: &Scribe<'_, '_>,
    contact: &Contact,
    tag: &List,
) -> Result<()> {
    if !store::remove_tag(tx, scope, contact.id, tag.id)? {
        return Ok(());
    }
    contacts::concerns(tx, scope, contact);
    scribe.untagged(contact.id, tag)
}

fn stage(conn: &Connection, scope: &Scope, uid: Uid) -> Result<List> {
    of_kind(conn, scope, ListKind::Stage, uid)?.ok_or_else(|| Error::invalid("stage", STAGE_GONE))
}

fn tags(conn: &Connection, scope: &Scope, field: &'static str, uids: &[Uid]) -> Result<Vec<List>> {
    if uids.len() > MOST_TAGS_AT_ONCE {
        return Err(Error::invalid(field, format!("Name at most {MOST_TAGS_AT_ONCE} tags")));
    }
    uids.iter()
        .map(|uid| {
            of_kind(conn, scope, ListKind::Tag, *uid)?
                .ok_or_else(|| Error::invalid(field, TAG_GONE))
        })
        .collect()
}

fn of_kind(conn: &Connection, scope: &Scope, kind: ListKind, uid: Uid) -> Result<Option<List>> {
    match find(conn, scope, uid) {
        Err(Error::NotFound(_)) => Ok(None),
        found => Ok(Some(found?).filter(|list| list.kind == kind)),
    }
}
