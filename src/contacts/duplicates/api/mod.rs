//! Duplicates and merging over the API.
mod wire;

use poem::Result;
use poem_openapi::{
    OpenApi,
    param::{Header, Query},
};

use self::wire::{Likely, Merge, Pair};
use super::{Place, ask_again, keep_separate, scan};
use crate::{
    accounts::api_keys::needs::{ReadContacts, WriteContacts},
    audit::{Action, api::wire::Change},
    contacts::{
        self,
        api::{Changed, Told, changed},
        fields::{Reader, reader},
        merge::{Merged, merge},
    },
    error::Error,
    ids::Uid,
    shell::{
        Caller,
        wire::{Answer, Body, Tag},
    },
    when::Manner,
    workspaces,
};

const PER_PAGE: u32 = 25;
const MOST_PER_PAGE: u32 = 100;

pub struct Api;

#[OpenApi(prefix_path = "/api/contacts", tag = "Tag::Contacts")]
impl Api {
    /// Merge two contacts
    ///
    /// All that belongs to `source` becomes the `target`'s, and `source` is gone; reading it
    /// answers 410 `merged` with the id of the target in `merged_into`. Where both have a value the
    /// target's stays, unless `take` or `values` say otherwise. An e-mail or phone that gives way
    /// is kept as a further one. Undoing the `change` in the answer brings both back.
    #[oai(path = "/merge", method = "post", operation_id = "mergeContacts")]
    async fn merge(
        &self,
        caller: Caller<WriteContacts>,
        body: Body<Merge>,
        /// Anything that no other request of yours has, such as a random id
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Answer<Changed>> {
        let done = caller
            .write(Action::ContactsMerged, move |tx| {
                let request = body.request_key(key.0.as_deref())?;
                let asked = body.wanted()?;
                let (scope, target) = contacts::open(tx, tx.actor, asked.target)?;
                let pair = (target.uid, asked.source);
                let wanted = asked.wanted();
                // A number has a point, whatever its owner's country.
                let reader = reader(tx, scope.owner())?;
                let reader = Reader { manner: Manner::default(), ..reader };
                match merge(tx, &scope, pair, &wanted, &reader, request.as_ref())? {
                    Merged::Done(contact) => Told::of(tx, &scope, contact),
                    Merged::Changed => Err(Error::Conflict("This changed meanwhile".into())),
                }
            })
            .await?;
        let etag = done.value.etag();
        Ok(Answer::new(changed(done.value, done.change)).etag(etag))
    }

    /// List likely duplicates
    ///
    /// Pairs of one workspace that may be one person, the likeliest first, with the reasons. Pairs
    /// that were kept separate are not among them.
    #[oai(path = "/duplicates", method = "get", operation_id = "listDuplicates")]
    async fn duplicates(
        &self,
        caller: Caller<ReadContacts>,
        /// The id of the workspace
        workspace: Query<Uid>,
        /// `next_cursor` of another page
        cursor: Query<Option<String>>,
        /// Pairs on a page, from 1 to 100
        #[oai(default = "per_page")]
        limit: Query<u32>,
    ) -> Result<Answer<Likely>> {
        let found = caller
            .read(move |conn, actor| {
                let scope = workspaces::open(conn, actor, workspace.0)?;
                if !(1..=MOST_PER_PAGE).contains(&limit.0) {
                    let said = format!("Choose between 1 and {MOST_PER_PAGE}");
                    return Err(Error::invalid("limit", said));
                }
                let after = match cursor.0.as_deref() {
                    None => None,
                    Some(cursor) => Some(Place::from_cursor(cursor).ok_or_else(|| {
                        Error::invalid("cursor", "This is no cursor of this list; begin anew")
                    })?),
                };
                scan(conn, &scope, after, limit.0 as usize)
            })
            .await?;
        Ok(Answer::new(found.into()))
    }

    /// Keep two contacts separate
    ///
    /// They are two people, and no longer among the likely duplicates; or they may be again, with
    /// `separate` set to false.
    #[oai(path = "/separate", method = "post", operation_id = "separateContacts")]
    async fn separate(
        &self,
        caller: Caller<WriteContacts>,
        body: Body<Pair>,
    ) -> Result<Answer<Change>> {
        let is_apart = body.peek(|pair| pair.separate.unwrap_or(true)).unwrap_or(true);
        let action = if is_apart { Action::KeptSeparate } else { Action::SeparationLifted };
        let done = caller
            .write(action, move |tx| {
                let Pair { contact, other, .. } = body.wanted()?;
                let (scope, _) = contacts::open(tx, tx.actor, contact)?;
                match is_apart {
                    true => keep_separate(tx, &scope, contact, other),
                    false => ask_again(tx, &scope, contact, other),
                }
            })
            .await?;
        Ok(Answer::new(Change { change: done.change }))
    }
}

fn per_page() -> u32 {
    PER_PAGE
}
