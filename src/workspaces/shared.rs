//! The proof that a contact of somebody else is shared with who asks. It stands beside `Scope` and
//! is none: what takes it can only read, and only this one contact.
use rusqlite::Connection;

use super::store;
use crate::{
    actor::Actor,
    error::{Error, Result},
    ids::{ContactId, ShareId, Uid, UserId, WorkspaceId},
};

/// A share that counts at this moment: not ended, its giver and receiver let in, its workspace
/// there.
#[derive(Clone, Debug)]
pub struct Shared {
    pub(super) id: ShareId,
    pub(super) owner: UserId,
    pub(super) workspace: WorkspaceId,
    pub(super) contact: ContactId,
    pub(super) with_history: bool,
}

impl Shared {
    pub fn id(&self) -> ShareId {
        self.id
    }

    pub fn owner(&self) -> UserId {
        self.owner
    }

    pub fn workspace(&self) -> WorkspaceId {
        self.workspace
    }

    pub fn contact(&self) -> ContactId {
        self.contact
    }

    pub fn with_history(&self) -> bool {
        self.with_history
    }
}

/// Opens what is shared with this person. An ended share, like somebody else's, is not there.
pub fn open_shared(conn: &Connection, actor: &Actor, share: Uid) -> Result<Shared> {
    store::shared_with(conn, actor.user()?, share)?.ok_or(Error::NotFound("share"))
}
