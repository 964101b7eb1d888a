//! The proof that a workspace belongs to who asks. Without a `Scope` no row of a workspace can
//! be read or written, and only the functions here can make one.
use rusqlite::Connection;

use super::store;
use crate::{
    actor::Actor,
    error::{Error, Result},
    ids::{Uid, UserId, WorkspaceId},
};

/// An open workspace: this user's own, and not deleted.
#[derive(Clone, Debug)]
pub struct Scope {
    owner: UserId,
    workspace: WorkspaceId,
    uid: Uid,
}

impl Scope {
    pub fn owner(&self) -> UserId {
        self.owner
    }

    pub fn workspace(&self) -> WorkspaceId {
        self.workspace
    }

    pub fn uid(&self) -> Uid {
        self.uid
    }
}

/// All open workspaces of one user together, for what looks across them: search, the sidebar.
#[derive(Clone, Copy, Debug)]
pub struct Mine(UserId);

impl Mine {
    pub fn of(actor: &Actor) -> Result<Self> {
        Ok(Self(actor.user()?))
    }

    pub fn owner(&self) -> UserId {
        self.0
    }
}

/// A kind of row that lives in a workspace and is named by its uid.
pub trait InWorkspace: From<i64> {
    const TABLE: &str;
    const NOUN: &str;
}

/// Opens a workspace by its uid. Somebody else's answers as if it did not exist.
pub fn open(conn: &Connection, actor: &Actor, uid: Uid) -> Result<Scope> {
    let owner = actor.user()?;
    let workspace = store::owned(conn, owner, uid)?.ok_or(Error::NotFound("workspace"))?;
    Ok(Scope { owner, workspace, uid })
}

/// Opens all workspaces of this person, for what looks into each of them.
pub fn open_all(conn: &Connection, actor: &Actor) -> Result<Vec<Scope>> {
    let owner = actor.user()?;
    let open = store::all_owned(conn, owner)?.into_iter();
    Ok(open.map(|(workspace, uid)| Scope { owner, workspace, uid }).collect())
}

/// Opens the workspace that holds this row, by one owner-checked query.
pub fn open_of<Id: InWorkspace>(conn: &Connection, actor: &Actor, row: Uid) -> Result<(Scope, Id)> {
    let owner = actor.user()?;
    let (workspace, uid, id) =
        store::owned_through(conn, owner, Id::TABLE, row)?.ok_or(Error::NotFound(Id::NOUN))?;
    Ok((Scope { owner, workspace, uid }, Id::from(id)))
}
