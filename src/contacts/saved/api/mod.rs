//! Saved views over the API.
mod wire;

use poem::Result;
use poem_openapi::{
    OpenApi,
    param::{Header, Path, Query},
};

use self::wire::{All, Changed, Fields, NewView, ViewOut};
use crate::{
    accounts::api_keys::needs::{ReadContacts, WriteContacts},
    audit::{Action, api::wire::Change},
    contacts::saved::{self, View},
    ids::Uid,
    shell::{
        Caller,
        wire::{Answer, Body, IfMatch, IfNoneMatch, Made, Tag},
    },
    workspaces,
};

pub struct Api;

#[OpenApi(prefix_path = "/api/views", tag = "Tag::Contacts")]
impl Api {
    /// List saved views
    #[oai(path = "/", method = "get", operation_id = "listViews")]
    async fn list(
        &self,
        caller: Caller<ReadContacts>,
        /// The id of the workspace
        workspace: Query<Uid>,
    ) -> Result<Answer<All>> {
        let found = caller
            .read(move |conn, actor| saved::all(conn, &workspaces::open(conn, actor, workspace.0)?))
            .await?;
        Ok(Answer::new(All { views: found.into_iter().map(ViewOut::from).collect() }))
    }

    /// Save a view
    ///
    /// With an `Idempotency-Key` the same request sent again answers with the view it made the
    /// first time.
    #[oai(path = "/", method = "post", operation_id = "createView")]
    async fn create(
        &self,
        caller: Caller<WriteContacts>,
        body: Body<NewView>,
        /// Anything that no other request of yours has, such as a random id
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Made<Changed>> {
        let done = caller
            .write(Action::ViewSaved, move |tx| {
                let request = body.request_key(key.0.as_deref())?;
                let wanted = body.wanted()?;
                let scope = workspaces::open(tx, tx.actor, wanted.workspace)?;
                saved::create(tx, &scope, &wanted.draft()?, request.as_ref())
            })
            .await?;
        let etag = done.value.etag();
        Ok(Made::new(changed(done.value, done.change)).etag(etag))
    }

    /// Read a view
    #[oai(path = "/:id", method = "get", operation_id = "readView")]
    async fn read(
        &self,
        caller: Caller<ReadContacts>,
        /// The view's id
        id: Path<Uid>,
        /// An `ETag` you have
        #[oai(name = "If-None-Match")]
        known: Header<IfNoneMatch>,
    ) -> Result<Answer<ViewOut>> {
        let (_, view) = caller.read(move |conn, actor| saved::open(conn, actor, id.0)).await?;
        let etag = view.etag();
        Ok(Answer::new(ViewOut::from(view)).etag(etag).unless_known(&known.0))
    }

    /// Change a view
    ///
    /// What is left out stays. With `If-Match` nothing is saved when it is no longer as you read
    /// it (412).
    #[oai(path = "/:id", method = "put", operation_id = "changeView")]
    async fn change(
        &self,
        caller: Caller<WriteContacts>,
        /// The view's id
        id: Path<Uid>,
        body: Body<Fields>,
        /// The `ETag` of the state that you change
        #[oai(name = "If-Match")]
        seen: Header<IfMatch>,
    ) -> Result<Answer<Changed>> {
        let done = caller
            .write(Action::ViewChanged, move |tx| {
                let (scope, view) = saved::open(tx, tx.actor, id.0)?;
                if let Err(stale) = seen.check(&view.etag()) {
                    return Ok(Err(stale));
                }
                saved::change(tx, &scope, id.0, &body.wanted()?.change()?).map(Ok)
            })
            .await?;
        let view = done.value?;
        let etag = view.etag();
        Ok(Answer::new(changed(view, done.change)).etag(etag))
    }

    /// Delete a view
    ///
    /// Nothing happens to the contacts in it.
    #[oai(path = "/:id", method = "delete", operation_id = "deleteView")]
    async fn delete(
        &self,
        caller: Caller<WriteContacts>,
        /// The view's id
        id: Path<Uid>,
    ) -> Result<Answer<Change>> {
        let done = caller
            .write(Action::ViewDeleted, move |tx| {
                let (scope, _) = saved::open(tx, tx.actor, id.0)?;
                saved::delete(tx, &scope, id.0)
            })
            .await?;
        Ok(Answer::new(Change { change: done.change }))
    }
}

fn changed(view: View, change: Option<Uid>) -> Changed {
    Changed { view: view.into(), change }
}
