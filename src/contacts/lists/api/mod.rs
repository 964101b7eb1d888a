//! Stages and tags over the API.
mod wire;

use poem::Result;
use poem_openapi::{
    OpenApi,
    param::{Header, Path, Query},
};

use self::wire::{All, Assign, Changed, Fields, Kind, ListOut, Merge, NewList, Order, Reordered};
use crate::{
    accounts::api_keys::needs::{ReadContacts, WriteContacts},
    audit::{Action, api::wire::Change},
    contacts::lists::{self, Assignment, List, ListKind},
    ids::Uid,
    shell::{
        Caller,
        wire::{Answer, Body, IfMatch, IfNoneMatch, Made, Tag},
    },
    workspaces,
};

pub struct Api;

#[OpenApi(prefix_path = "/api/lists", tag = "Tag::Lists")]
impl Api {
    /// List stages and tags
    #[oai(path = "/", method = "get", operation_id = "listLists")]
    async fn list(
        &self,
        caller: Caller<ReadContacts>,
        /// The id of the workspace
        workspace: Query<Uid>,
        /// Only this kind
        kind: Query<Option<Kind>>,
    ) -> Result<Answer<All>> {
        let kind = kind.0.map(ListKind::from);
        let mut found = caller
            .read(move |conn, actor| lists::all(conn, &workspaces::open(conn, actor, workspace.0)?))
            .await?;
        found.retain(|list| kind.is_none_or(|kind| list.kind == kind));
        Ok(Answer::new(All { lists: out(found) }))
    }

    /// Add a stage or tag
    ///
    /// It comes after the others of its kind. With an `Idempotency-Key` the same request sent
    /// again answers with the list it made the first time.
    #[oai(path = "/", method = "post", operation_id = "createList")]
    async fn create(
        &self,
        caller: Caller<WriteContacts>,
        body: Body<NewList>,
        /// Anything that no other request of yours has, such as a random id
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Made<Changed>> {
        let done = caller
            .write(Action::ListCreated, move |tx| {
                let request = body.request_key(key.0.as_deref())?;
                let wanted = body.wanted()?;
                let scope = workspaces::open(tx, tx.actor, wanted.workspace)?;
                let kind = ListKind::from(wanted.kind);
                let known = lists::all(tx, &scope)?;
                let others = known.iter().filter(|list| list.kind == kind).count();
                lists::create_once(tx, &scope, &wanted.draft(others), request.as_ref())
            })
            .await?;
        let etag = done.value.etag();
        Ok(Made::new(changed(done.value, done.change)).etag(etag))
    }

    /// Put stages or tags in order
    #[oai(path = "/reorder", method = "post", operation_id = "reorderLists")]
    async fn reorder(
        &self,
        caller: Caller<WriteContacts>,
        body: Body<Order>,
    ) -> Result<Answer<Reordered>> {
        let done = caller
            .write(Action::ListsReordered, move |tx| {
                let wanted = body.wanted()?;
                let scope = workspaces::open(tx, tx.actor, wanted.workspace)?;
                lists::reorder(tx, &scope, wanted.kind.into(), &wanted.lists)
            })
            .await?;
        Ok(Answer::new(Reordered { lists: out(done.value), change: done.change }))
    }

    /// Move and tag contacts
    ///
    /// Up to 500 contacts of one workspace as one change: to a stage or out of all, some tags
    /// added, some taken off. Each contact's log tells what changed.
    #[oai(path = "/assign", method = "post", operation_id = "assignLists")]
    async fn assign(
        &self,
        caller: Caller<WriteContacts>,
        body: Body<Assign>,
    ) -> Result<Answer<Change>> {
        let done = caller
            .write(Action::ContactsSorted, move |tx| {
                let wanted = body.wanted()?;
                let scope = workspaces::open(tx, tx.actor, wanted.workspace)?;
                let stage = wanted.stage()?;
                let add = wanted.add_tags.unwrap_or_default();
                let remove = wanted.remove_tags.unwrap_or_default();
                let assignment = Assignment { stage, add, remove };
                lists::assign(tx, &scope, &wanted.contacts, &assignment)
            })
            .await?;
        Ok(Answer::new(Change { change: done.change }))
    }

    /// Read a stage or tag
    #[oai(path = "/:id", method = "get", operation_id = "readList")]
    async fn read(
        &self,
        caller: Caller<ReadContacts>,
        /// The list's id
        id: Path<Uid>,
        /// An `ETag` you have
        #[oai(name = "If-None-Match")]
        known: Header<IfNoneMatch>,
    ) -> Result<Answer<ListOut>> {
        let (_, list) = caller.read(move |conn, actor| lists::open(conn, actor, id.0)).await?;
        let etag = list.etag();
        Ok(Answer::new(ListOut::from(list)).etag(etag).unless_known(&known.0))
    }

    /// Change a stage or tag
    ///
    /// With `If-Match` nothing is saved when it is no longer as you read it (412).
    #[oai(path = "/:id", method = "put", operation_id = "changeList")]
    async fn edit(
        &self,
        caller: Caller<WriteContacts>,
        /// The list's id
        id: Path<Uid>,
        body: Body<Fields>,
        /// The `ETag` of the state that you change
        #[oai(name = "If-Match")]
        seen: Header<IfMatch>,
    ) -> Result<Answer<Changed>> {
        let done = caller
            .write(Action::ListEdited, move |tx| {
                let (scope, list) = lists::open(tx, tx.actor, id.0)?;
                if let Err(stale) = seen.check(&list.etag()) {
                    return Ok(Err(stale));
                }
                let wanted = body.wanted()?;
                lists::edit(tx, &scope, id.0, &wanted.settings(&list)?).map(Ok)
            })
            .await?;
        let list = done.value?;
        let etag = list.etag();
        Ok(Answer::new(changed(list, done.change)).etag(etag))
    }

    /// Merge into another
    ///
    /// Its contacts go to another of its kind, and it is deleted.
    #[oai(path = "/:id/merge", method = "post", operation_id = "mergeLists")]
    async fn merge(
        &self,
        caller: Caller<WriteContacts>,
        /// The list's id
        id: Path<Uid>,
        body: Body<Merge>,
    ) -> Result<Answer<Change>> {
        caller.read(move |conn, actor| lists::open(conn, actor, id.0)).await?;
        let into = body.wanted()?.into;
        let done = lists::merge(&caller.app.db, caller.entry(), id.0, into).await?;
        Ok(Answer::new(Change { change: done.change }))
    }

    /// Delete a stage or tag
    ///
    /// The contacts of a stage go to `move_to`, or to no stage. A tag is taken off its contacts.
    #[oai(path = "/:id", method = "delete", operation_id = "deleteList")]
    async fn delete(
        &self,
        caller: Caller<WriteContacts>,
        /// The list's id
        id: Path<Uid>,
        /// The id of the stage where its contacts go
        move_to: Query<Option<Uid>>,
    ) -> Result<Answer<Change>> {
        let done = lists::delete(&caller.app.db, caller.entry(), id.0, move_to.0).await?;
        Ok(Answer::new(Change { change: done.change }))
    }
}

fn out(lists: Vec<List>) -> Vec<ListOut> {
    lists.into_iter().map(ListOut::from).collect()
}

fn changed(list: List, change: Option<Uid>) -> Changed {
    Changed { list: list.into(), change }
}
