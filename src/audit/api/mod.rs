//! Taking a change back over the API, and reading the log.
mod log;
pub mod wire;

use poem::Result;
use poem_openapi::{OpenApi, param::Path};
use rusqlite::Connection;

pub use self::log::Log;
use self::wire::UndoneOut;
use super::{
    SubjectKind, store,
    undo::{self, long},
};
use crate::{
    accounts::api_keys::{Permission, needs::WriteSomething},
    actor::{Actor, Identify},
    clock::Reading,
    error::{Error, Result as Domain},
    ids::Uid,
    shell::{
        Caller, Entry, Known,
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
    /// itself and can be undone. A large change is taken back in the background: the `state` is
    /// `running` then, and reading this address tells how far it is.
    #[oai(path = "/:id/undo", method = "post", operation_id = "undoChange")]
    async fn undo(
        &self,
        caller: Caller<WriteSomething>,
        /// The `change` that a write answered with
        id: Path<Uid>,
    ) -> Result<Answer<UndoneOut>> {
        let who = MayUndo { entry: caller.entry(), change: id.0 };
        let done = undo::undo(&caller.app.db, who, id.0).await?;
        let (state, percent) = if done.value.is_under_way { ("running", 0) } else { ("done", 100) };
        if done.value.is_under_way {
            caller.app.undos.ring();
        }
        Ok(Answer::new(UndoneOut {
            label: done.value.label,
            state: state.to_owned(),
            percent,
            message: None,
            change: done.change,
        }))
    }

    /// Read how far an undo is
    #[oai(path = "/:id/undo", method = "get", operation_id = "readUndo")]
    async fn progress(
        &self,
        caller: Caller<WriteSomething>,
        /// The `change` that is being undone
        id: Path<Uid>,
    ) -> Result<Answer<UndoneOut>> {
        let progress = caller
            .read_as(move |conn, known| {
                allow(conn, known, id.0)?;
                long::progress(conn, known.user(), id.0)
            })
            .await?;
        Ok(Answer::new(progress.into()))
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
        allow(conn, &known, self.change)?;
        self.entry.identify(conn, at)
    }
}

fn allow(conn: &Connection, known: &Known, change: Uid) -> Domain<()> {
    let change = store::find(conn, known.user(), change)?.ok_or(Error::NotFound("change"))?;
    for kind in store::kinds(conn, change.id)? {
        if let Some(permission) = permission_to_write(kind) {
            known.may(permission)?;
        }
    }
    Ok(())
}

/// None for what is never undone anyway.
fn permission_to_write(kind: SubjectKind) -> Option<Permission> {
    match kind {
        SubjectKind::Workspace => Some(Permission::WriteWorkspaces),
        SubjectKind::Contact
        | SubjectKind::Field
        | SubjectKind::List
        | SubjectKind::View
        | SubjectKind::Todo => Some(Permission::WriteContacts),
        SubjectKind::Household
        | SubjectKind::User
        | SubjectKind::Session
        | SubjectKind::Invitation
        | SubjectKind::Import
        | SubjectKind::Key => None,
    }
}
