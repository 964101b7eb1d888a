//! A whole workspace over the API: the same file as the page's.
use poem::Result;
use poem_openapi::{OpenApi, param::Path};

use super::begin;
use crate::{
    accounts::api_keys::needs::ReadContacts,
    audit::Action,
    ids::Uid,
    shell::{Caller, wire::Tag},
    transfer::export::{
        api::Archive,
        download::{Written, download},
    },
    workspaces,
};

pub struct Api;

#[OpenApi(prefix_path = "/api/workspaces", tag = "Tag::Transfer")]
impl Api {
    /// Export a whole workspace
    ///
    /// A ZIP with everything in it: contacts with fields, stages and tags, what happened with
    /// them, todos; as CSV and as JSON, with a text that says what is what. That it was asked for
    /// stands in the audit log.
    #[oai(path = "/:id/export", method = "get", operation_id = "exportWorkspace")]
    async fn export(
        &self,
        caller: Caller<ReadContacts>,
        /// The id of the workspace
        id: Path<Uid>,
    ) -> Result<Archive> {
        let workspace = id.0;
        let actor = caller.read(|_, actor| Ok(actor.clone())).await?;
        let begun = caller.write(Action::WorkspaceExported, move |tx| {
            begin(tx, &workspaces::open(tx, tx.actor, workspace)?, None)
        });
        let whole = begun.await?.value;
        let (db, name) = (caller.app.db.clone(), whole.name().to_owned());
        let written = Written::Workspace(Box::new(whole));
        Ok(Archive(download(db, actor, workspace, written, &name)))
    }
}
