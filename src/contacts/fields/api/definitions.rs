//! Definitions of custom fields.
use poem::Result;
use poem_openapi::{
    OpenApi,
    param::{Header, Path, Query},
};
use rusqlite::Connection;

use super::wire::{All, Changed, DefinitionOut, Deleted, Fields, NewDefinition, Order};
use crate::{
    accounts::api_keys::needs::{ReadContacts, WriteContacts},
    actor::Actor,
    audit::Action,
    contacts::fields::{self, Definition, FieldOwner},
    error::Result as Domain,
    ids::Uid,
    shell::{
        Caller,
        wire::{Answer, Body, IfMatch, IfNoneMatch, Made, Tag},
    },
    workspaces::{self, Mine},
};

pub struct Definitions;

#[OpenApi(prefix_path = "/api/custom-definitions", tag = "Tag::Contacts")]
impl Definitions {
    /// List custom fields
    ///
    /// Those of all your workspaces, in order. With a workspace: all that its contacts have, its
    /// own first.
    #[oai(path = "/", method = "get", operation_id = "listCustomFields")]
    async fn list(
        &self,
        caller: Caller<ReadContacts>,
        /// The id of a workspace
        workspace: Query<Option<Uid>>,
    ) -> Result<Answer<All>> {
        let found = caller
            .read(move |conn, actor| match workspace.0 {
                Some(uid) => fields::seen(conn, &workspaces::open(conn, actor, uid)?),
                None => fields::list(conn, FieldOwner::Mine(&Mine::of(actor)?)),
            })
            .await?;
        Ok(Answer::new(All::new(found)))
    }

    /// Add a custom field
    ///
    /// To one workspace, or without it to all of yours. A deleted field of the same name comes back
    /// with the values it kept. With an `Idempotency-Key` the same request sent again answers with
    /// the field it made the first time.
    #[oai(path = "/", method = "post", operation_id = "createCustomField")]
    async fn create(
        &self,
        caller: Caller<WriteContacts>,
        body: Body<NewDefinition>,
        /// Anything that no other request of yours has, such as a random id
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Made<Changed>> {
        let done = caller
            .write(Action::FieldAdded, move |tx| {
                let request = body.request_key(key.0.as_deref())?;
                let wanted = body.wanted()?;
                let workspace = wanted.workspace;
                owned(tx, tx.actor, workspace, |owner| {
                    fields::define_once(tx, owner, &wanted.draft()?, request.as_ref())
                })
            })
            .await?;
        let etag = done.value.etag();
        Ok(Made::new(changed(done.value, done.change)).etag(etag))
    }

    /// Put custom fields into an order
    ///
    /// Of one workspace, or without it those of all yours. Name every field of the list once.
    #[oai(path = "/order", method = "put", operation_id = "orderCustomFields")]
    async fn order(&self, caller: Caller<WriteContacts>, body: Body<Order>) -> Result<Answer<All>> {
        let done = caller
            .write(Action::FieldsOrdered, move |tx| {
                let wanted = body.wanted()?;
                owned(tx, tx.actor, wanted.workspace, |owner| {
                    fields::order(tx, owner, &wanted.order)
                })
            })
            .await?;
        Ok(Answer::new(All::new(done.value)))
    }

    /// Read a custom field
    #[oai(path = "/:id", method = "get", operation_id = "readCustomField")]
    async fn read(
        &self,
        caller: Caller<ReadContacts>,
        /// The field's id
        id: Path<Uid>,
        /// An `ETag` you have
        #[oai(name = "If-None-Match")]
        known: Header<IfNoneMatch>,
    ) -> Result<Answer<DefinitionOut>> {
        let field =
            caller.read(move |conn, actor| fields::find(conn, &Mine::of(actor)?, id.0)).await?;
        let etag = field.etag();
        Ok(Answer::new(DefinitionOut::from(field)).etag(etag).unless_known(&known.0))
    }

    /// Change a custom field
    ///
    /// Its name and type stay, since values and templates rely on them. What is left out is as on a
    /// new field. With `If-Match` nothing is saved when it changed since you read it (412).
    #[oai(path = "/:id", method = "put", operation_id = "changeCustomField")]
    async fn change(
        &self,
        caller: Caller<WriteContacts>,
        /// The field's id
        id: Path<Uid>,
        body: Body<Fields>,
        /// The `ETag` of the state that you change
        #[oai(name = "If-Match")]
        seen: Header<IfMatch>,
    ) -> Result<Answer<Changed>> {
        let done = caller
            .write(Action::FieldChanged, move |tx| {
                let mine = Mine::of(tx.actor)?;
                let now = fields::find(tx, &mine, id.0)?;
                if let Err(stale) = seen.check(&now.etag()) {
                    return Ok(Err(stale));
                }
                fields::change(tx, &mine, id.0, &body.wanted()?.draft(now.kind)).map(Ok)
            })
            .await?;
        let field = done.value?;
        let etag = field.etag();
        Ok(Answer::new(changed(field, done.change)).etag(etag))
    }

    /// Delete a custom field
    ///
    /// It leaves every contact. The values stay and come back by undoing the `change` in the
    /// answer, or by adding a field of the same name.
    #[oai(path = "/:id", method = "delete", operation_id = "deleteCustomField")]
    async fn delete(
        &self,
        caller: Caller<WriteContacts>,
        /// The field's id
        id: Path<Uid>,
        /// The `ETag` of the state that you delete
        #[oai(name = "If-Match")]
        seen: Header<IfMatch>,
    ) -> Result<Answer<Deleted>> {
        let done = caller
            .write(Action::FieldDeleted, move |tx| {
                let mine = Mine::of(tx.actor)?;
                let now = fields::find(tx, &mine, id.0)?;
                if let Err(stale) = seen.check(&now.etag()) {
                    return Ok(Err(stale));
                }
                let values_kept = fields::in_use(tx, &now)?;
                fields::delete(tx, &mine, id.0)?;
                Ok(Ok(values_kept))
            })
            .await?;
        Ok(Answer::new(Deleted { values_kept: done.value?, change: done.change }))
    }
}

fn owned<T>(
    conn: &Connection,
    actor: &Actor,
    workspace: Option<Uid>,
    verb: impl FnOnce(FieldOwner<'_>) -> Domain<T>,
) -> Domain<T> {
    match workspace {
        Some(uid) => verb(FieldOwner::In(&workspaces::open(conn, actor, uid)?)),
        None => verb(FieldOwner::Mine(&Mine::of(actor)?)),
    }
}

fn changed(field: Definition, change: Option<Uid>) -> Changed {
    Changed { field: field.into(), change }
}
