//! The values of one contact.
use poem::Result;
use poem_openapi::{
    OpenApi,
    param::{Header, Path},
};

use super::wire::{ChangedValues, NewValues, ValuesOut, named_as_sent};
use crate::{
    accounts::api_keys::needs::{ReadContacts, WriteContacts},
    audit::Action,
    contacts::{self, fields::values},
    ids::Uid,
    shell::{
        Caller,
        wire::{Answer, Body, IfMatch, IfNoneMatch, Tag},
    },
};

pub struct Values;

#[OpenApi(prefix_path = "/api/contacts", tag = "Tag::Contacts")]
impl Values {
    /// Read a contact's custom fields
    ///
    /// Every field that the contact has, with its value or null.
    #[oai(path = "/:id/custom", method = "get", operation_id = "readCustomValues")]
    async fn read(
        &self,
        caller: Caller<ReadContacts>,
        /// The contact's id
        id: Path<Uid>,
        /// An `ETag` you have
        #[oai(name = "If-None-Match")]
        known: Header<IfNoneMatch>,
    ) -> Result<Answer<ValuesOut>> {
        let found = caller
            .read(move |conn, actor| {
                let (scope, contact) = contacts::open(conn, actor, id.0)?;
                values::of(conn, &scope, contact.id)
            })
            .await?;
        let etag = values::etag(&found);
        Ok(Answer::new(ValuesOut::new(found)).etag(etag).unless_known(&known.0))
    }

    /// Change a contact's custom fields
    ///
    /// One or several, by name; null empties one, and what is not named stays. With `If-Match`
    /// nothing is saved when any value changed since you read them (412).
    #[oai(path = "/:id/custom", method = "put", operation_id = "changeCustomValues")]
    async fn change(
        &self,
        caller: Caller<WriteContacts>,
        /// The contact's id
        id: Path<Uid>,
        body: Body<NewValues>,
        /// The `ETag` of the values that you change
        #[oai(name = "If-Match")]
        seen: Header<IfMatch>,
    ) -> Result<Answer<ChangedValues>> {
        let done = caller
            .write(Action::ContactEdited, move |tx| {
                let (scope, contact) = contacts::open(tx, tx.actor, id.0)?;
                let now = values::of(tx, &scope, contact.id)?;
                if let Err(stale) = seen.check(&values::etag(&now)) {
                    return Ok(Err(stale));
                }
                let edits = body.wanted()?.edits(&now)?;
                let edited = values::edit(tx, &scope, id.0, &edits);
                edited.map_err(named_as_sent).map(Ok)
            })
            .await?;
        let found = done.value?;
        let etag = values::etag(&found);
        let values = ValuesOut::new(found).values;
        Ok(Answer::new(ChangedValues { values, change: done.change }).etag(etag))
    }
}
