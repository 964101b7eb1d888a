//! Lists: the stages a contact goes through, one at a time, and the tags it carries, any number
//! (LI-1). Both belong to one workspace; the database holds the rules too.
pub mod api;
mod bulk;
mod colour;
mod history;
mod members;
mod order;
pub mod pages;
mod patience;
mod store;
pub mod views;

use rusqlite::Connection;

pub use bulk::{delete, merge};
pub use colour::Colour;
pub use history::{NO_STAGE, Scribe};
pub use members::{
    Assignment, MOST_AT_ONCE, Moved, STAGE_GONE, StageChange, Standings, TAG_GONE, assign,
    move_seen, standings, tag_by_name, tag_named, untag, wear,
};
pub use order::{reorder, shift};
pub use patience::{Patience, days_silent};

use crate::{
    actor::Actor,
    audit::{RequestKey, Subject, Tx},
    contacts,
    error::{Error, Problems, Result, unless_any},
    ids::{ListId, Uid},
    text,
    workspaces::{self, InWorkspace, Scope},
};

pub const NAME_CHARS: usize = 60;
/// In addresses and in the API, for those who are in no stage.
pub const NO_STAGE_CODE: &str = "none";
pub const MOST_STAGES: usize = 40;
pub const MOST_TAGS: usize = 300;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListKind {
    /// A contact is in one at a time, or in none yet.
    Stage,
    Tag,
}

impl ListKind {
    pub const ALL: [Self; 2] = [Self::Stage, Self::Tag];

    pub fn code(self) -> &'static str {
        match self {
            Self::Stage => "stage",
            Self::Tag => "tag",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    fn most(self) -> usize {
        match self {
            Self::Stage => MOST_STAGES,
            Self::Tag => MOST_TAGS,
        }
    }
}

/// A stage or a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    pub id: ListId,
    pub uid: Uid,
    pub kind: ListKind,
    pub name: String,
    pub position: i64,
    pub colour: Colour,
    pub created_on: i64,
    /// How long somebody on it may be silent.
    pub patience: Patience,
    /// How many contacts are on it.
    pub contacts: i64,
}

/// A new stage or tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListDraft {
    pub kind: ListKind,
    pub name: String,
    pub colour: Colour,
}

impl InWorkspace for ListId {
    const TABLE: &str = "contact_lists";
    const NOUN: &str = "list";
}

impl From<i64> for ListId {
    fn from(id: i64) -> Self {
        Self(id)
    }
}

impl List {
    /// As it stands in a sentence: the stage “Leads”.
    pub fn described(&self) -> String {
        described(self.kind, &self.name)
    }

    pub fn settings(&self) -> Settings {
        let Self { name, colour, patience, .. } = self.clone();
        Settings { name, colour, patience }
    }

    /// Changes whenever anything that is shown of it does (API-3: ETag, If-Match).
    pub fn etag(&self) -> String {
        let figures = format!("{} {}", self.position, self.contacts);
        contacts::etag([Some(self.edited_etag().as_str()), Some(figures.as_str())])
    }

    /// The same for what a person edits of it: who is on it may change meanwhile.
    pub fn edited_etag(&self) -> String {
        let patience = self.patience.typed();
        contacts::etag([Some(&*self.name), Some(self.colour.code()), Some(&*patience)])
    }
}

/// All stages and tags of a workspace, each kind in its order.
pub fn all(conn: &Connection, scope: &Scope) -> Result<Vec<List>> {
    store::all(conn, scope)
}

pub fn find(conn: &Connection, scope: &Scope, uid: Uid) -> Result<List> {
    store::find(conn, scope, uid)?.ok_or(Error::NotFound("list"))
}

/// Opens the workspace that holds this list, and the list (for routes that name it alone).
pub fn open(conn: &Connection, actor: &Actor, uid: Uid) -> Result<(Scope, List)> {
    let (scope, _) = workspaces::open_of::<ListId>(conn, actor, uid)?;
    let list = find(conn, &scope, uid)?;
    Ok((scope, list))
}

/// Adds a stage or tag after the others of its kind.
pub fn create(tx: &Tx<'_>, scope: &Scope, draft: &ListDraft) -> Result<List> {
    create_once(tx, scope, draft, None)
}

/// The same for a form or request that may arrive twice.
pub fn create_once(
    tx: &Tx<'_>,
    scope: &Scope,
    draft: &ListDraft,
    request: Option<&RequestKey>,
) -> Result<List> {
    let uid = tx.once(request, || {
        let (id, uid, label) = insert(tx, scope, draft)?;
        concerns(tx, scope, id, label);
        Ok(uid)
    })?;
    find(tx, scope, uid)
}

/// A list as a part of a change that is about something else.
fn insert(tx: &Tx<'_>, scope: &Scope, draft: &ListDraft) -> Result<(ListId, Uid, String)> {
    let name = checked_name(&draft.name)?;
    let known = store::last_position(tx, scope, draft.kind)?;
    if known.count >= draft.kind.most() {
        let (most, kind) = (draft.kind.most(), draft.kind.code());
        let said = format!("There are {most} {kind}s already; merge or delete some first");
        return Err(Error::invalid("name", said));
    }
    refuse_taken(tx, scope, draft.kind, &name, None)?;
    let uid = Uid::new();
    let id = store::insert(tx, scope, uid, draft, &name, known.last + 1, tx.now)?;
    Ok((id, uid, described(draft.kind, &name)))
}

/// How an edit of what a person saw came out.
#[derive(Debug)]
pub enum Edited {
    Saved(List),
    /// Somebody changed the list since; nothing was saved.
    Changed,
}

/// What a person changes of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    pub name: String,
    pub colour: Colour,
    pub patience: Patience,
}

/// Changes the settings if they are still the ones the person saw, by their etag.
pub fn edit_seen(
    tx: &Tx<'_>,
    scope: &Scope,
    uid: Uid,
    seen: &str,
    wanted: &Settings,
) -> Result<Edited> {
    let list = find(tx, scope, uid)?;
    let trimmed = Settings { name: text::trim(&wanted.name).to_owned(), ..wanted.clone() };
    // The same form sent twice finds its own values there already.
    if list.edited_etag() != seen && list.settings() != trimmed {
        return Ok(Edited::Changed);
    }
    edit(tx, scope, uid, wanted).map(Edited::Saved)
}

pub fn edit(tx: &Tx<'_>, scope: &Scope, uid: Uid, wanted: &Settings) -> Result<List> {
    let list = find(tx, scope, uid)?;
    let name = checked_name(&wanted.name)?;
    refuse_taken(tx, scope, list.kind, &name, Some(list.id))?;
    let wanted = Settings { name, ..wanted.clone() };
    if list.settings() == wanted {
        return Ok(list);
    }
    store::update(tx, scope, list.id, &wanted)?;
    let name = &wanted.name;
    concerns(tx, scope, list.id, described(list.kind, name));
    find(tx, scope, uid)
}

fn concerns(tx: &Tx<'_>, scope: &Scope, id: ListId, label: String) {
    tx.in_workspace(scope.workspace());
    tx.about(Subject::list(id, label));
}

fn described(kind: ListKind, name: &str) -> String {
    format!("the {} “{name}”", kind.code())
}

fn checked_name(name: &str) -> Result<String> {
    let mut problems = Problems::new();
    let name = text::required(&mut problems, "name", name, NAME_CHARS);
    unless_any(problems)?;
    Ok(name)
}

fn named(conn: &Connection, scope: &Scope, kind: ListKind, name: &str) -> Result<Option<List>> {
    store::named(conn, scope, kind, name)
}

fn refuse_taken(
    conn: &Connection,
    scope: &Scope,
    kind: ListKind,
    name: &str,
    except: Option<ListId>,
) -> Result<()> {
    match named(conn, scope, kind, name)? {
        Some(list) if Some(list.id) != except => {
            let said = format!("There is a {} named {} already", kind.code(), list.name);
            Err(Error::invalid("name", said))
        }
        _ => Ok(()),
    }
}
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stored_kind_is_known_again() {
        assert!(ListKind::ALL.iter().all(|it| ListKind::from_code(it.code()) == Some(*it)));
    }
}
