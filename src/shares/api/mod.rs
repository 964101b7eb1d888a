//! Sharing over the API: of a contact, all that is given and received, what is shared with me.
mod wire;

use poem::Result;
use poem_openapi::{
    OpenApi,
    param::{Header, Path, Query},
};

use self::wire::{Copy, Made as MadeCopy, Page, Record, Shared, SharedCard, Sharing, Wish};
use crate::{
    accounts::api_keys::needs::{ReadContacts, WriteContacts},
    audit::{Action, api::wire::Change},
    contacts::{self, duplicates::Twin},
    error::{Error, Result as Domain},
    ids::Uid,
    settings,
    shares::{self, Copied},
    shell::{
        Caller,
        wire::{Answer, Body, Made, Tag},
    },
};

const PER_PAGE: u32 = 50;
const MOST_PER_PAGE: u32 = 200;
/// As many of what is received are in the record.
const MOST_RECEIVED: usize = 2_000;

pub struct Api;

#[OpenApi(prefix_path = "/api", tag = "Tag::Contacts")]
impl Api {
    /// Read who a contact is shared with
    ///
    /// And with whom it could be.
    #[oai(path = "/contacts/:id/shares", method = "get", operation_id = "readSharing")]
    async fn sharing(
        &self,
        caller: Caller<ReadContacts>,
        /// The contact's id
        id: Path<Uid>,
    ) -> Result<Answer<Sharing>> {
        let sharing = caller
            .read(move |conn, actor| {
                let (scope, contact) = contacts::open(conn, actor, id.0)?;
                shares::of_contact(conn, &scope, contact.id)
            })
            .await?;
        Ok(Answer::new(sharing.into()))
    }

    /// Share a contact
    ///
    /// With people of the household, who can read it from then on and nothing else. Whoever has it
    /// already gets the new purpose, and the history as it is wished now.
    #[oai(path = "/contacts/:id/shares", method = "post", operation_id = "shareContact")]
    async fn share(
        &self,
        caller: Caller<WriteContacts>,
        /// The contact's id
        id: Path<Uid>,
        body: Body<Wish>,
    ) -> Result<Answer<Shared>> {
        let done = caller
            .write(Action::ContactShared, move |tx| {
                let (scope, contact) = contacts::open(tx, tx.actor, id.0)?;
                shares::share(tx, &scope, &[id.0], &body.wanted()?.into())
                    .map_err(named_as_here)?;
                shares::of_contact(tx, &scope, contact.id)
            })
            .await?;
        Ok(Answer::new(Shared { sharing: done.value.into(), change: done.change }))
    }

    /// List all sharing
    ///
    /// What you share and ever shared, and what is shared with you now.
    #[oai(path = "/shares", method = "get", operation_id = "listShares")]
    async fn record(&self, caller: Caller<ReadContacts>) -> Result<Answer<Record>> {
        let record = caller
            .read(|conn, actor| {
                let received = shares::received(conn, actor, "", None, MOST_RECEIVED)?;
                Ok(Record::new(shares::given(conn, actor)?, received.shares))
            })
            .await?;
        Ok(Answer::new(record))
    }

    /// Stop sharing
    ///
    /// The receiver loses sight of the contact at once; copies that they saved stay theirs.
    #[oai(path = "/shares/:id", method = "delete", operation_id = "endShare")]
    async fn end(
        &self,
        caller: Caller<WriteContacts>,
        /// The share's id
        id: Path<Uid>,
    ) -> Result<Answer<Change>> {
        let done = caller.write(Action::ShareEnded, move |tx| shares::revoke(tx, id.0)).await?;
        Ok(Answer::new(Change { change: done.change }))
    }

    /// List what is shared with you
    ///
    /// The newest first. Follow `next_cursor` until it is null.
    #[oai(path = "/shared", method = "get", operation_id = "listShared")]
    async fn received(
        &self,
        caller: Caller<ReadContacts>,
        /// Only those who have all of these words in name, e-mail, phone, company or owner
        #[oai(validator(max_length = 200))]
        q: Query<Option<String>>,
        /// `next_cursor` of the page before
        cursor: Query<Option<Uid>>,
        /// Contacts on a page, from 1 to 200
        #[oai(default = "per_page")]
        limit: Query<u32>,
    ) -> Result<Answer<Page>> {
        let place = caller
            .read(move |conn, actor| {
                let q = q.0.unwrap_or_default();
                shares::received(conn, actor, &q, cursor.0, most(limit.0)?)
            })
            .await?;
        Ok(Answer::new(place.into()))
    }

    /// Read a contact that is shared with you
    #[oai(path = "/shared/:id", method = "get", operation_id = "readShared")]
    async fn card(
        &self,
        caller: Caller<ReadContacts>,
        /// The share's id
        id: Path<Uid>,
    ) -> Result<Answer<SharedCard>> {
        let card = caller
            .read(move |conn, actor| {
                let card = shares::card(conn, &shares::open(conn, actor, id.0)?, None)?;
                let manner = settings::preferences(conn, actor.user()?)?.manner;
                Ok(SharedCard::new(card, &manner))
            })
            .await?;
        Ok(Answer::new(card))
    }

    /// Save a copy of a shared contact
    ///
    /// Into a workspace of yours, with its fields, all e-mails and phones, and what is not to be
    /// sent. When somebody there may be the same person, nothing is saved (409) unless `anyway` is
    /// set. With an `Idempotency-Key`
    /// the same request sent again answers with the copy it made the first time.
    #[oai(path = "/shared/:id/save", method = "post", operation_id = "saveShared")]
    async fn save(
        &self,
        caller: Caller<WriteContacts>,
        /// The share's id
        id: Path<Uid>,
        body: Body<Copy>,
        /// Anything that no other request of yours has, such as a random id
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Made<MadeCopy>> {
        let done = caller
            .write(Action::ShareSaved, move |tx| {
                shares::open(tx, tx.actor, id.0)?;
                let request = body.request_key(key.0.as_deref())?;
                let Copy { workspace, anyway } = body.wanted()?;
                let is_meant = anyway.unwrap_or_default();
                match shares::save(tx, id.0, workspace, is_meant, request.as_ref())? {
                    Copied::Saved(contact) => Ok(contact.uid),
                    Copied::Alike(alike) => Err(there_already(&alike)),
                }
            })
            .await?;
        Ok(Made::new(MadeCopy { contact: done.value, change: done.change }))
    }
}

fn there_already(alike: &[Twin]) -> Error {
    let ids: Vec<String> = alike.iter().map(|twin| twin.contact.uid.to_string()).collect();
    Error::Conflict(format!(
        "Somebody there may be the same person: {}. Nothing was saved; send it with anyway to save \
         it all the same.",
        ids.join(", ")
    ))
}

/// The page's fields have other names than the body's.
fn named_as_here(error: Error) -> Error {
    let Error::Invalid(problems) = error else { return error };
    let renamed = problems.into_iter().map(|(name, said)| match &*name {
        "with" => ("people".into(), said),
        _ => (name, said),
    });
    Error::Invalid(renamed.collect())
}

fn per_page() -> u32 {
    PER_PAGE
}

fn most(limit: u32) -> Domain<usize> {
    match (1..=MOST_PER_PAGE).contains(&limit) {
        true => Ok(limit as usize),
        false => Err(Error::invalid("limit", format!("Choose between 1 and {MOST_PER_PAGE}"))),
    }
}
