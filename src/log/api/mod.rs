//! A contact's log over the API: read, and what is written in it by hand.
mod wire;

use poem::Result;
use poem_openapi::{
    OpenApi,
    param::{Header, Path, Query},
};

use self::wire::{
    ChangedEntry, EntryFields, EntryOut, NewEntry, Page, Pinned, Tab, VersionsOut, named_as_sent,
};
use super::{PAGE, Position, manual::versions};
use crate::{
    accounts::api_keys::needs::{ReadContacts, WriteContacts},
    audit::{Action, api::wire::Change},
    contacts::{self, activity},
    error::{Error, Result as Domain},
    ids::Uid,
    log,
    shell::{
        Caller,
        wire::{Answer, Body, IfMatch, IfNoneMatch, Made, Tag},
    },
};

const MOST_PER_PAGE: u32 = 100;

/// The log of one contact.
pub struct OfContact;
/// The log by its entries.
pub struct Entries;

#[OpenApi(prefix_path = "/api/contacts", tag = "Tag::Contacts")]
impl OfContact {
    /// Read a contact's log
    ///
    /// Everything that happened with them, the newest first. Follow `next_cursor` until it is null.
    #[oai(path = "/:id/logs", method = "get", operation_id = "listContactLogs")]
    async fn list(
        &self,
        caller: Caller<ReadContacts>,
        /// The contact's id
        id: Path<Uid>,
        /// Only what stands under this tab
        #[oai(default)]
        tab: Query<Tab>,
        /// `next_cursor` of another page of the same tab
        cursor: Query<Option<String>>,
        /// Entries on a page, from 1 to 100
        #[oai(default = "per_page")]
        limit: Query<u32>,
    ) -> Result<Answer<Page>> {
        page(&caller, id.0, tab.0, cursor.0, limit.0).await
    }

    /// Write in a contact's log
    ///
    /// A note, a phone call or a meeting. With an `Idempotency-Key` the same request sent again
    /// answers with the entry it made the first time.
    #[oai(path = "/:id/logs", method = "post", operation_id = "createContactLog")]
    async fn write(
        &self,
        caller: Caller<WriteContacts>,
        /// The contact's id
        id: Path<Uid>,
        body: Body<NewEntry>,
        /// Anything that no other request of yours has, such as a random id
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Made<ChangedEntry>> {
        let done = caller
            .write(Action::EntryAdded, move |tx| {
                contacts::open(tx, tx.actor, id.0)?;
                let request = body.request_key(key.0.as_deref())?;
                let draft = body.wanted()?.into();
                let written = activity::write(tx, id.0, &draft, request.as_ref());
                let uid = written.map_err(named_as_sent)?;
                Ok(log::open(tx, tx.actor, uid)?.1)
            })
            .await?;
        let etag = done.value.etag();
        let entry = EntryOut::new(done.value, id.0);
        Ok(Made::new(ChangedEntry { entry, change: done.change }).etag(etag))
    }
}

#[OpenApi(prefix_path = "/api/logs", tag = "Tag::Contacts")]
impl Entries {
    /// List log entries
    ///
    /// The same as a contact's own log.
    #[oai(path = "/", method = "get", operation_id = "listLogs")]
    async fn list(
        &self,
        caller: Caller<ReadContacts>,
        /// The id of the contact
        contact: Query<Uid>,
        /// Only what stands under this tab
        #[oai(default)]
        tab: Query<Tab>,
        /// `next_cursor` of another page of the same tab
        cursor: Query<Option<String>>,
        /// Entries on a page, from 1 to 100
        #[oai(default = "per_page")]
        limit: Query<u32>,
    ) -> Result<Answer<Page>> {
        page(&caller, contact.0, tab.0, cursor.0, limit.0).await
    }

    /// Read a log entry
    #[oai(path = "/:id", method = "get", operation_id = "readLog")]
    async fn read(
        &self,
        caller: Caller<ReadContacts>,
        /// The entry's id
        id: Path<Uid>,
        /// An `ETag` you have
        #[oai(name = "If-None-Match")]
        known: Header<IfNoneMatch>,
    ) -> Result<Answer<EntryOut>> {
        let (_, entry, contact) =
            caller.read(move |conn, actor| log::open(conn, actor, id.0)).await?;
        let etag = entry.etag();
        Ok(Answer::new(EntryOut::new(entry, contact)).etag(etag).unless_known(&known.0))
    }

    /// Replace a log entry
    ///
    /// Only what was written by hand; its type stays, and how it read before is kept. With
    /// `If-Match` nothing is saved when it was changed since you read it (412).
    #[oai(path = "/:id", method = "put", operation_id = "replaceLog")]
    async fn replace(
        &self,
        caller: Caller<WriteContacts>,
        /// The entry's id
        id: Path<Uid>,
        body: Body<EntryFields>,
        /// The `ETag` of the state that you change
        #[oai(name = "If-Match")]
        seen: Header<IfMatch>,
    ) -> Result<Answer<ChangedEntry>> {
        let done = caller
            .write(Action::EntryEdited, move |tx| {
                let (_, before, _) = log::open(tx, tx.actor, id.0)?;
                if let Err(stale) = seen.check(&before.etag()) {
                    return Ok(Err(stale));
                }
                let draft = body.wanted()?.into();
                activity::edit(tx, id.0, None, &draft).map_err(named_as_sent)?;
                let (_, after, contact) = log::open(tx, tx.actor, id.0)?;
                Ok(Ok((after, contact)))
            })
            .await?;
        let (entry, contact) = done.value?;
        let etag = entry.etag();
        let entry = EntryOut::new(entry, contact);
        Ok(Answer::new(ChangedEntry { entry, change: done.change }).etag(etag))
    }

    /// Delete a log entry
    ///
    /// Only what was written by hand. It can be brought back for 30 days by undoing the `change`
    /// in the answer.
    #[oai(path = "/:id", method = "delete", operation_id = "deleteLog")]
    async fn delete(
        &self,
        caller: Caller<WriteContacts>,
        /// The entry's id
        id: Path<Uid>,
        /// The `ETag` of the state that you delete
        #[oai(name = "If-Match")]
        seen: Header<IfMatch>,
    ) -> Result<Answer<Change>> {
        let done = caller
            .write(Action::EntryDeleted, move |tx| {
                let (_, before, _) = log::open(tx, tx.actor, id.0)?;
                if let Err(stale) = seen.check(&before.etag()) {
                    return Ok(Err(stale));
                }
                activity::delete(tx, id.0).map(Ok)
            })
            .await?;
        done.value?;
        Ok(Answer::new(Change { change: done.change }))
    }

    /// Pin or unpin a log entry
    ///
    /// What is pinned stands above all else, at most ten entries of a contact.
    #[oai(path = "/:id/pin", method = "put", operation_id = "pinLog")]
    async fn pin(
        &self,
        caller: Caller<WriteContacts>,
        /// The entry's id
        id: Path<Uid>,
        body: Body<Pinned>,
    ) -> Result<Answer<Change>> {
        let done = caller
            .write(Action::EntryPinned, move |tx| {
                log::open(tx, tx.actor, id.0)?;
                activity::pin(tx, id.0, body.wanted()?.pinned)
            })
            .await?;
        Ok(Answer::new(Change { change: done.change }))
    }

    /// Read how a log entry read before
    ///
    /// The latest version first; the entry itself is not among them.
    #[oai(path = "/:id/versions", method = "get", operation_id = "listLogVersions")]
    async fn versions(
        &self,
        caller: Caller<ReadContacts>,
        /// The entry's id
        id: Path<Uid>,
    ) -> Result<Answer<VersionsOut>> {
        let found = caller
            .read(move |conn, actor| {
                let (scope, entry, _) = log::open(conn, actor, id.0)?;
                versions(conn, &scope, &entry)
            })
            .await?;
        Ok(Answer::new(found.into()))
    }
}

async fn page(
    caller: &Caller<ReadContacts>,
    contact: Uid,
    tab: Tab,
    cursor: Option<String>,
    limit: u32,
) -> Result<Answer<Page>> {
    let page = caller
        .read(move |conn, actor| {
            let (scope, found) = contacts::open(conn, actor, contact)?;
            let before = cursor.as_deref().map(place).transpose()?;
            // What is pinned has its place among the others here.
            log::page_with_pinned(conn, &scope, found.id, tab.into(), before, most(limit)?)
        })
        .await?;
    Ok(Answer::new(Page::new(page, contact)))
}

fn place(cursor: &str) -> Domain<Position> {
    Position::from_cursor(cursor)
        .ok_or_else(|| Error::invalid("cursor", "Use `next_cursor` of another page"))
}

fn per_page() -> u32 {
    PAGE as u32
}

fn most(limit: u32) -> Domain<usize> {
    if (1..=MOST_PER_PAGE).contains(&limit) {
        return Ok(limit as usize);
    }
    Err(Error::invalid("limit", format!("Choose between 1 and {MOST_PER_PAGE}")))
}
