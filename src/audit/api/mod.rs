//! Taking a change back over the API, and reading the log.
mod log;
pub mod wire;

use poem::Result;
use poem_openapi::{OpenApi, param::Path};
use rusqlite::Connection;

pub use self::log::Log;
use self::wire::UndoneOut;
use super::{SubjectKind, store, undo};
use crate::{
    accounts::api_keys::{Permission, needs::WriteSomething},
    actor::{Actor, Identify},
    clock::Reading,
    error::{Error, Result as Domain},
    ids::Uid,
    shell::{
        Caller, Entry,
        wire::{Answer, Tag},
    },
};

pub struct Api;

#[OpenApi(prefix_path = "/api/changes", tag = "Tag::Changes")]
impl Api {
    /// Undo a change
    ///
    /// A key needs the permission to write what the change was about. It is refused (409) when a
    /// later change stands in the way, naming it; nothing is changed then. The undo is a change
    /// itself and can be undone.
    #[oai(path = "/:id/undo", method = "post", operation_id = "undoChange")]
    async fn undo(
        &self,
        caller: Caller<WriteSomething>,
        /// The `change` that a write answered with
        id: Path<Uid>,
    ) -> Result<Answer<UndoneOut>> {
        let who = MayUndo { entry: caller.entry(), change: id.0 };
        let done = undo::undo(&caller.app.db, who, id.0).await?;
        Ok(Answer::new(UndoneOut { label: done.value.label, change: done.change }))
    }
}

/// A caller who may write everything that this change was about.
struct MayUndo {
    entry: Entry,
    change: Uid,
}

impl Identify for MayUndo {
    fn identify(self, conn: &Connection, at: Reading) -> Domain<Actor> {
        let known = self.entry.known(conn, at)?;
        let change =
            store::find(conn, known.user(), self.change)?.ok_or(Error::NotFound("change"))?;
        for kind in store::kinds(conn, change.id)? {
            if let Some(permission) = permission_to_write(kind) {
                known.may(permission)?;
            }
        }
        self.entry.identify(conn, at)
    }
}

/// None for what is never undone anyway.
fn permission_to_write(kind: SubjectKind) -> Option<Permission> {
    match kind {
        SubjectKind::Workspace => Some(Permission::WriteWorkspaces),
        SubjectKind::Contact | SubjectKind::Field | SubjectKind::List | SubjectKind::View => {
            Some(Permission::WriteContacts)
        }
        SubjectKind::Household
        | SubjectKind::User
        | SubjectKind::Session
        | SubjectKind::Invitation
        | SubjectKind::Key => None,
    }
}
