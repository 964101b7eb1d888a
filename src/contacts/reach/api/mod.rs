//! A contact's e-mails, phones and do-not-contact over the API.
pub mod wire;

use poem::Result;
use poem_openapi::{
    OpenApi,
    param::{Header, Path},
};
use rusqlite::Connection;

use self::wire::{ChangedReach, DoNotContact, NewWay, PrimaryLabels, ReachOut, WayFields};
use crate::{
    accounts::api_keys::needs::{ReadContacts, WriteContacts},
    audit::{Action, Done, Tx},
    contacts::{
        self, Contact,
        reach::{self, Reach, Way},
    },
    error::Result as Domain,
    ids::Uid,
    shell::{
        Caller,
        wire::{Answer, Body, IfMatch, IfNoneMatch, Made, Stale, Tag},
    },
    workspaces::Scope,
};

pub struct Api;

#[OpenApi(prefix_path = "/api/contacts", tag = "Tag::Contacts")]
impl Api {
    /// Read a contact's e-mails and phones
    ///
    /// Those beside the primary ones, which stand on the contact itself, and what is not to be
    /// sent.
    #[oai(path = "/:id/ways", method = "get", operation_id = "readContactWays")]
    async fn read(
        &self,
        caller: Caller<ReadContacts>,
        /// The contact's id
        id: Path<Uid>,
        /// An `ETag` you have
        #[oai(name = "If-None-Match")]
        known: Header<IfNoneMatch>,
    ) -> Result<Answer<ReachOut>> {
        let (etag, reach) = caller
            .read(move |conn, actor| {
                let (scope, contact) = contacts::open(conn, actor, id.0)?;
                told(conn, &scope, &contact)
            })
            .await?;
        Ok(Answer::new(ReachOut::from(reach)).etag(etag).unless_known(&known.0))
    }

    /// Add an e-mail or phone
    ///
    /// The first of its kind becomes the primary one. With an `Idempotency-Key` the same request
    /// sent again adds nothing.
    #[oai(path = "/:id/ways", method = "post", operation_id = "addContactWay")]
    async fn add(
        &self,
        caller: Caller<WriteContacts>,
        /// The contact's id
        id: Path<Uid>,
        body: Body<NewWay>,
        /// Anything that no other request of yours has, such as a random id
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Made<ChangedReach>> {
        let done = caller
            .write(Action::ContactEdited, move |tx| {
                let (scope, _) = contacts::open(tx, tx.actor, id.0)?;
                let request = body.request_key(key.0.as_deref())?;
                let draft = body.wanted()?.into();
                let contact = reach::add(tx, &scope, id.0, &draft, request.as_ref())?;
                told(tx, &scope, &contact)
            })
            .await?;
        let (etag, reach) = done.value;
        Ok(Made::new(changed(reach, done.change)).etag(etag))
    }

    /// Change an e-mail or phone
    ///
    /// With `If-Match` nothing is saved when any of the contact's changed since you read them
    /// (412).
    #[oai(path = "/:id/ways/:way", method = "put", operation_id = "changeContactWay")]
    async fn change(
        &self,
        caller: Caller<WriteContacts>,
        /// The contact's id
        id: Path<Uid>,
        /// The id of the e-mail or phone
        way: Path<Uid>,
        body: Body<WayFields>,
        /// The `ETag` of the state that you change
        #[oai(name = "If-Match")]
        seen: Header<IfMatch>,
    ) -> Result<Answer<ChangedReach>> {
        let edited = caller
            .write(Action::ContactEdited, move |tx| {
                on_one(tx, (id.0, way.0), &seen.0, |tx, scope, way| {
                    let draft = body.wanted()?.draft(way.kind);
                    reach::edit_seen(tx, scope, id.0, way.uid, &way.etag(), &draft).map(drop)
                })
            })
            .await?;
        answer(edited)
    }

    /// Make an e-mail or phone the primary one
    ///
    /// The former primary one takes its place among the others, and keeps its label.
    #[oai(path = "/:id/ways/:way/promote", method = "post", operation_id = "promoteContactWay")]
    async fn promote(
        &self,
        caller: Caller<WriteContacts>,
        /// The contact's id
        id: Path<Uid>,
        /// The id of the e-mail or phone
        way: Path<Uid>,
        /// The `ETag` of the state that you change
        #[oai(name = "If-Match")]
        seen: Header<IfMatch>,
    ) -> Result<Answer<ChangedReach>> {
        let promoted = caller
            .write(Action::ContactEdited, move |tx| {
                on_one(tx, (id.0, way.0), &seen.0, |tx, scope, way| {
                    reach::promote_seen(tx, scope, id.0, way.uid, &way.etag()).map(drop)
                })
            })
            .await?;
        answer(promoted)
    }

    /// Remove an e-mail or phone
    #[oai(path = "/:id/ways/:way", method = "delete", operation_id = "removeContactWay")]
    async fn remove(
        &self,
        caller: Caller<WriteContacts>,
        /// The contact's id
        id: Path<Uid>,
        /// The id of the e-mail or phone
        way: Path<Uid>,
        /// The `ETag` of the state that you change
        #[oai(name = "If-Match")]
        seen: Header<IfMatch>,
    ) -> Result<Answer<ChangedReach>> {
        let removed = caller
            .write(Action::ContactEdited, move |tx| {
                on_one(tx, (id.0, way.0), &seen.0, |tx, scope, way| {
                    reach::remove_seen(tx, scope, id.0, way.uid, &way.etag()).map(drop)
                })
            })
            .await?;
        answer(removed)
    }

    /// Name the primary e-mail and phone
    ///
    /// What they are called, such as Work. What is left out stays; an empty one is taken away.
    #[oai(path = "/:id/primary-labels", method = "put", operation_id = "namePrimaryWays")]
    async fn name(
        &self,
        caller: Caller<WriteContacts>,
        /// The contact's id
        id: Path<Uid>,
        body: Body<PrimaryLabels>,
        /// The `ETag` of the state that you change
        #[oai(name = "If-Match")]
        seen: Header<IfMatch>,
    ) -> Result<Answer<ChangedReach>> {
        let named = caller
            .write(Action::ContactEdited, move |tx| {
                let (scope, contact) = contacts::open(tx, tx.actor, id.0)?;
                if let Err(stale) = seen.check(&told(tx, &scope, &contact)?.0) {
                    return Ok(Err(stale));
                }
                let contact = reach::name_primary(tx, &scope, id.0, &body.wanted()?.given())?;
                told(tx, &scope, &contact).map(Ok)
            })
            .await?;
        answer(named)
    }

    /// Say what is not to be sent
    ///
    /// It wins over every list, campaign and import.
    #[oai(path = "/:id/do-not-contact", method = "put", operation_id = "setDoNotContact")]
    async fn silence(
        &self,
        caller: Caller<WriteContacts>,
        /// The contact's id
        id: Path<Uid>,
        body: Body<DoNotContact>,
        /// The `ETag` of the state that you change
        #[oai(name = "If-Match")]
        seen: Header<IfMatch>,
    ) -> Result<Answer<ChangedReach>> {
        let set = caller
            .write(Action::ContactSilenced, move |tx| {
                let (scope, contact) = contacts::open(tx, tx.actor, id.0)?;
                if let Err(stale) = seen.check(&told(tx, &scope, &contact)?.0) {
                    return Ok(Err(stale));
                }
                let contact = reach::set_silence(tx, &scope, id.0, body.wanted()?.into())?;
                told(tx, &scope, &contact).map(Ok)
            })
            .await?;
        answer(set)
    }
}

/// How a contact is reached, with the `ETag` of that.
type Told = (String, Reach);

fn told(conn: &Connection, scope: &Scope, contact: &Contact) -> Domain<Told> {
    let reach = reach::of(conn, scope, contact.id)?;
    Ok((reach.etag(contact), reach))
}

/// Does something to one e-mail or phone, if all still is as the client saw it.
fn on_one(
    tx: &Tx<'_>,
    (contact, way): (Uid, Uid),
    seen: &IfMatch,
    verb: impl FnOnce(&Tx<'_>, &Scope, &Way) -> Domain<()>,
) -> Domain<std::result::Result<Told, Stale>> {
    let (scope, contact) = contacts::open(tx, tx.actor, contact)?;
    let way = reach::find(tx, &scope, contact.id, way)?;
    if let Err(stale) = seen.check(&told(tx, &scope, &contact)?.0) {
        return Ok(Err(stale));
    }
    verb(tx, &scope, &way)?;
    let contact = contacts::find(tx, &scope, contact.uid)?;
    told(tx, &scope, &contact).map(Ok)
}

fn answer(done: Done<std::result::Result<Told, Stale>>) -> Result<Answer<ChangedReach>> {
    let (etag, reach) = done.value?;
    Ok(Answer::new(changed(reach, done.change)).etag(etag))
}

fn changed(reach: Reach, change: Option<Uid>) -> ChangedReach {
    ChangedReach { reach: reach.into(), change }
}
