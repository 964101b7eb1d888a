//! Workspaces over the API.
mod wire;

use poem::Result;
use poem_openapi::{
    OpenApi,
    param::{Header, Path, Query},
};

use self::wire::{All, Changed, Fields, NewFields, WorkspaceOut};
use crate::{
    accounts::api_keys::needs::{ReadWorkspaces, WriteWorkspaces},
    audit::{Action, api::wire::Change},
    error::{Error, Result as Domain},
    ids::Uid,
    presets::{self, Plan, Preset},
    shell::{
        Caller,
        wire::{Answer, Body, IfMatch, IfNoneMatch, Made, Tag},
    },
    workspaces::{self, Workspace},
};

pub struct Api;

#[OpenApi(prefix_path = "/api/workspaces", tag = "Tag::Workspaces")]
impl Api {
    /// List workspaces
    #[oai(path = "/", method = "get", operation_id = "listWorkspaces")]
    async fn list(&self, caller: Caller<ReadWorkspaces>) -> Result<Answer<All>> {
        let found = caller.read(workspaces::list).await?;
        Ok(Answer::new(All { workspaces: found.into_iter().map(WorkspaceOut::from).collect() }))
    }

    /// Add a workspace
    ///
    /// With an `Idempotency-Key` the same request sent again answers with the workspace it made
    /// the first time.
    #[oai(path = "/", method = "post", operation_id = "createWorkspace")]
    async fn create(
        &self,
        caller: Caller<WriteWorkspaces>,
        body: Body<NewFields>,
        /// Anything that no other request of yours has, such as a random id
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Made<Changed>> {
        let done = caller
            .write(Action::WorkspaceCreated, move |tx| {
                let request = body.request_key(key.0.as_deref())?;
                presets::create(tx, &plan(body.wanted()?)?, request.as_ref())
            })
            .await?;
        let etag = done.value.etag();
        Ok(Made::new(changed(done.value, done.change)).etag(etag))
    }

    /// Read a workspace
    #[oai(path = "/:id", method = "get", operation_id = "readWorkspace")]
    async fn read(
        &self,
        caller: Caller<ReadWorkspaces>,
        /// The workspace's id
        id: Path<Uid>,
        /// An `ETag` you have
        #[oai(name = "If-None-Match")]
        known: Header<IfNoneMatch>,
    ) -> Result<Answer<WorkspaceOut>> {
        let workspace = caller
            .read(move |conn, actor| workspaces::find(conn, &workspaces::open(conn, actor, id.0)?))
            .await?;
        let etag = workspace.etag();
        Ok(Answer::new(WorkspaceOut::from(workspace)).etag(etag).unless_known(&known.0))
    }

    /// Rename a workspace
    ///
    /// With `If-Match` nothing is saved when the workspace is no longer as you read it (412).
    #[oai(path = "/:id", method = "put", operation_id = "renameWorkspace")]
    async fn rename(
        &self,
        caller: Caller<WriteWorkspaces>,
        /// The workspace's id
        id: Path<Uid>,
        body: Body<Fields>,
        /// The `ETag` of the state that you change
        #[oai(name = "If-Match")]
        seen: Header<IfMatch>,
    ) -> Result<Answer<Changed>> {
        let done = caller
            .write(Action::WorkspaceRenamed, move |tx| {
                let scope = workspaces::open(tx, tx.actor, id.0)?;
                if let Err(stale) = seen.check(&workspaces::find(tx, &scope)?.etag()) {
                    return Ok(Err(stale));
                }
                workspaces::rename(tx, &scope, None, &body.wanted()?.name).map(Ok)
            })
            .await?;
        let workspace = done.value?;
        let etag = workspace.etag();
        Ok(Answer::new(changed(workspace, done.change)).etag(etag))
    }

    /// Delete a workspace
    ///
    /// Its contacts go with it. It is hidden at once and can be brought back for 30 days by undoing
    /// the `change` in the answer; then it is gone for good.
    #[oai(path = "/:id", method = "delete", operation_id = "deleteWorkspace")]
    async fn delete(
        &self,
        caller: Caller<WriteWorkspaces>,
        /// The workspace's id
        id: Path<Uid>,
        /// The workspace's name, to show that this one is meant
        confirm_name: Query<Option<String>>,
        /// The `ETag` of the state that you delete
        #[oai(name = "If-Match")]
        seen: Header<IfMatch>,
    ) -> Result<Answer<Change>> {
        let done = caller
            .write(Action::WorkspaceDeleted, move |tx| {
                let scope = workspaces::open(tx, tx.actor, id.0)?;
                if let Err(stale) = seen.check(&workspaces::find(tx, &scope)?.etag()) {
                    return Ok(Err(stale));
                }
                let name = confirm_name.0.unwrap_or_default();
                workspaces::delete(tx, &scope, &name).map_err(named_here).map(Ok)
            })
            .await?;
        done.value?;
        Ok(Answer::new(Change { change: done.change }))
    }
}

fn plan(wanted: NewFields) -> Domain<Plan> {
    let Some(key) = wanted.preset else {
        return Ok(Plan::blank(wanted.name));
    };
    let message = "There is no such preset; /api/presets lists them";
    let preset = Preset::find(&key).ok_or_else(|| Error::invalid("preset", message))?;
    Ok(preset.plan(&wanted.name))
}

fn changed(workspace: Workspace, change: Option<Uid>) -> Changed {
    Changed { workspace: workspace.into(), change }
}

/// The page's field has another name than the parameter.
fn named_here(error: Error) -> Error {
    match error {
        Error::Invalid(problems) => Error::Invalid(
            problems
                .into_iter()
                .map(|(name, said)| match &*name {
                    "typed_name" => ("confirm_name".into(), said),
                    _ => (name, said),
                })
                .collect(),
        ),
        other => other,
    }
}
