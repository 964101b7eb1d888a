//! Workspaces: a business line, an audience, a circle. Each owns its contacts alone.
pub mod api;
pub mod pages;
mod scope;
mod shared;
mod store;
mod views;

use rusqlite::Connection;

pub use scope::{InWorkspace, Mine, Scope, open, open_all, open_of};
pub use shared::{Shared, open_shared};

use crate::{
    actor::Actor,
    audit::{self, RequestKey, Subject, Tx},
    clock::DAY_S,
    error::{Error, Problems, Result, unless_any},
    ids::{Uid, UserId, WorkspaceId},
    settings::{self, Owner, Sent},
    text,
};

pub const NAME_CHARS: usize = 60;
/// Deleted workspaces stay hidden this long before they are purged.
pub const HIDDEN_DAYS: i64 = 30;
const MOST_PER_USER: usize = 100;
/// Rows purged in one go: the writer is never held long.
const PURGE_CHUNK: usize = 2_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workspace {
    pub id: WorkspaceId,
    pub uid: Uid,
    pub name: String,
    pub created_on: i64,
    pub contacts: i64,
}

impl Workspace {
    /// Changes whenever anything that is shown of it does (API-3: ETag, If-Match).
    pub fn etag(&self) -> String {
        let content = format!("{} {}", self.contacts, self.name);
        let digest = ring::digest::digest(&ring::digest::SHA256, content.as_bytes());
        digest.as_ref()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Every workspace of this person, by name.
pub fn list(conn: &Connection, actor: &Actor) -> Result<Vec<Workspace>> {
    store::list(conn, &Mine::of(actor)?)
}

pub fn find(conn: &Connection, scope: &Scope) -> Result<Workspace> {
    store::find(conn, scope)
}

/// How many contacts are in it.
pub fn count(conn: &Connection, scope: &Scope) -> Result<i64> {
    store::count(conn, scope)
}

pub fn by_name(
    conn: &Connection,
    actor: &Actor,
    part: &str,
    most: usize,
) -> Result<Vec<Workspace>> {
    store::by_name(conn, &Mine::of(actor)?, &text::name_key(part), most)
}

pub fn create(tx: &Tx<'_>, name: &str, request: Option<&RequestKey>) -> Result<Workspace> {
    let mine = Mine::of(tx.actor)?;
    let name = checked_name(name)?;
    let uid = tx.once(request, || {
        if store::list(tx, &mine)?.len() >= MOST_PER_USER {
            return Err(Error::invalid(
                "name",
                format!("There are {MOST_PER_USER} workspaces already; delete one first"),
            ));
        }
        refuse_taken(tx, &mine, &name, None)?;
        let uid = Uid::new();
        let id = store::insert(tx, &mine, uid, &name, &text::name_key(&name), tx.now)?;
        tx.in_workspace(id);
        tx.about(Subject::workspace(id, &name));
        Ok(uid)
    })?;
    find(tx, &open(tx, tx.actor, uid)?)
}

/// Renames it if the name is still the one the person saw.
pub fn rename(tx: &Tx<'_>, scope: &Scope, seen: Option<&str>, name: &str) -> Result<Workspace> {
    let workspace = store::find(tx, scope)?;
    let name = checked_name(name)?;
    if workspace.name == name {
        return Ok(workspace);
    }
    if seen.is_some_and(|seen| seen != workspace.name) {
        return Err(Error::Conflict(format!(
            "It was renamed to “{}” in the meantime. Nothing was saved.",
            workspace.name
        )));
    }
    refuse_taken(tx, &Mine::of(tx.actor)?, &name, Some(workspace.id))?;
    store::rename(tx, scope, &name, &text::name_key(&name))?;
    concerns(tx, scope, &name);
    store::find(tx, scope)
}

/// What its settings form changed.
pub fn save_settings(tx: &Tx<'_>, scope: &Scope, sent: &[Sent]) -> Result<()> {
    let workspace = store::find(tx, scope)?;
    tx.in_workspace(workspace.id);
    let subject = Subject::workspace(workspace.id, &workspace.name);
    settings::save(tx, Owner::Workspace(workspace.id), subject, sent)
}

/// Hides it for 30 days; then `purge` removes it with everything in it.
pub fn delete(tx: &Tx<'_>, scope: &Scope, typed_name: &str) -> Result<Workspace> {
    let workspace = store::find(tx, scope)?;
    if text::name_key(text::trim(typed_name)) != text::name_key(&workspace.name) {
        return Err(Error::invalid(
            "typed_name",
            format!("Type the workspace's name, {}, to delete it", workspace.name),
        ));
    }
    store::hide(tx, scope, tx.now)?;
    concerns(tx, scope, &workspace.name);
    Ok(workspace)
}

/// What a purge has left to do.
#[derive(Debug, PartialEq, Eq)]
pub enum Purge {
    More,
    Finished,
    /// The person took the deletion back just in time.
    Kept,
}

/// A deleted workspace, on its way to be purged.
#[derive(Clone, Debug)]
pub struct Hidden {
    pub id: WorkspaceId,
    pub owner: UserId,
    pub name: String,
}

/// Those whose 30 days are over.
pub fn expired(conn: &Connection, now: i64) -> Result<Vec<Hidden>> {
    let hidden = store::hidden(conn)?.into_iter();
    hidden
        .filter_map(|it| it.is_expired(conn, now).map(|is_over| is_over.then_some(it)).transpose())
        .collect()
}

impl Hidden {
    /// Nothing in it can change while it is hidden, so its last change is what hid it. The days
    /// are the log's, which begin anew where the clock could not be believed.
    fn is_expired(&self, conn: &Connection, now: i64) -> Result<bool> {
        let since = audit::read::last_since(conn, self.owner, self.id)?;
        Ok(since.is_some_and(|since| since < now - HIDDEN_DAYS * DAY_S))
    }
}

/// Removes a chunk of an expired workspace. Nothing of it is recorded: it is gone for good.
pub fn purge_chunk(tx: &Tx<'_>, workspace: &Hidden) -> Result<Purge> {
    if !workspace.is_expired(tx, tx.now)? {
        return Ok(Purge::Kept);
    }
    let purge = store::purge_chunk(tx, workspace.id, PURGE_CHUNK)?;
    if purge == Purge::Finished {
        settings::forget(tx, Owner::Workspace(workspace.id))?;
        tx.on_behalf_of(workspace.owner);
        tx.in_workspace(workspace.id);
        tx.about(Subject::workspace(workspace.id, &workspace.name));
        tx.say(format!("{HIDDEN_DAYS} days after it was deleted"));
    }
    Ok(purge)
}

fn concerns(tx: &Tx<'_>, scope: &Scope, name: &str) {
    tx.in_workspace(scope.workspace());
    tx.about(Subject::workspace(scope.workspace(), name));
}

fn checked_name(name: &str) -> Result<String> {
    let mut problems = Problems::new();
    let name = text::required(&mut problems, "name", name, NAME_CHARS);
    unless_any(problems)?;
    Ok(name)
}

fn refuse_taken(tx: &Tx<'_>, mine: &Mine, name: &str, except: Option<WorkspaceId>) -> Result<()> {
    match store::with_key(tx, mine, &text::name_key(name))? {
        Some(id) if Some(id) != except => {
            Err(Error::invalid("name", format!("You already have a workspace named {name}")))
        }
        _ => Ok(()),
    }
}
