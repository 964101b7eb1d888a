//! Changes to many contacts over the API.
use poem::Result;
use poem_openapi::{Object, OpenApi, types::Example};

use super::{Operation, Order, run};
use crate::{
    accounts::api_keys::needs::WriteContacts,
    contacts::{Filter, Selection, lists::NO_STAGE_CODE},
    error::{Error, Result as Domain},
    ids::Uid,
    shell::{
        Caller,
        wire::{Answer, Body, Tag, example_uid},
    },
};

pub struct Api;

#[OpenApi(prefix_path = "/api/contacts", tag = "Tag::Contacts")]
impl Api {
    /// Change many contacts
    ///
    /// One operation for those named, or for all who fit a filter, as one change that is undone as
    /// one. Who is so already is counted as unchanged; with whom it cannot be is left as it was.
    #[oai(path = "/bulk", method = "post", operation_id = "changeContacts")]
    async fn bulk(
        &self,
        caller: Caller<WriteContacts>,
        body: Body<Bulk>,
    ) -> Result<Answer<BulkDone>> {
        // Who asks is found out before what they ask is looked at.
        caller.read(|_, _| Ok(())).await?;
        let order = body.wanted()?.order()?;
        let done = run(&caller.app.db, caller.entry(), order).await?;
        let outcome = done.value;
        Ok(Answer::new(BulkDone {
            changed: outcome.changed as i64,
            unchanged: outcome.unchanged as i64,
            refused: outcome.refused as i64,
            why: outcome.why,
            change: done.change,
        }))
    }
}

/// One of `add_tag`, `remove_tag`, `stage`, `company`, `field`, `do_not_contact` and `delete`.
#[derive(Object)]
#[oai(rename = "ContactsBulk", example)]
pub struct Bulk {
    pub workspace: Uid,
    /// 1 to 500 contacts of it; or else `filter`
    pub contacts: Option<Vec<Uid>>,
    /// All who fit, written as in the query of the list: `stage=none&company.contains=acme`; an
    /// empty one fits everybody
    pub filter: Option<String>,
    /// How many you take them to be; with another number by now nothing is done (409)
    pub expected: Option<i64>,
    /// The id of a tag that they get
    pub add_tag: Option<Uid>,
    /// The id of a tag that they lose
    pub remove_tag: Option<Uid>,
    /// The id of the stage they move to, or `none`
    pub stage: Option<String>,
    /// The company of all of them; empty for none
    pub company: Option<String>,
    /// The id of a custom field, whose `value` they get
    pub field: Option<Uid>,
    /// Written as on the contact's page; empty for none
    pub value: Option<String>,
    /// Whether they are not to be contacted at all
    pub do_not_contact: Option<bool>,
    /// True deletes them
    pub delete: Option<bool>,
}

/// What became of them.
#[derive(Object)]
#[oai(rename = "ContactsBulkDone")]
pub struct BulkDone {
    pub changed: i64,
    /// With whom it was so already
    pub unchanged: i64,
    /// With whom it cannot be
    pub refused: i64,
    /// Why with the first of those
    pub why: Option<String>,
    /// By which all of it can be undone; null when nothing changed
    pub change: Option<Uid>,
}

impl Bulk {
    fn order(self) -> Domain<Order> {
        let operation = self.operation()?;
        let selection = match (self.contacts, self.filter) {
            (Some(uids), None) => Selection::These(uids),
            (None, Some(filter)) => Selection::All(Filter::from_query(&filter)?),
            _ => return Err(Error::invalid("contacts", "Give either contacts or a filter")),
        };
        Ok(Order { workspace: self.workspace, selection, operation, expected: self.expected })
    }

    fn operation(&self) -> Domain<Operation> {
        let stage = match self.stage.as_deref() {
            None => None,
            Some(NO_STAGE_CODE) => Some(Operation::Move(None)),
            Some(uid) => Some(Operation::Move(Some(uid.parse().map_err(|_| {
                Error::invalid("stage", "This needs to be the id of a stage, or none")
            })?))),
        };
        let field = self.field.map(|definition| Operation::Field {
            definition,
            value: self.value.clone().unwrap_or_default(),
        });
        let wanted: Vec<Operation> = [
            self.add_tag.map(Operation::AddTag),
            self.remove_tag.map(Operation::RemoveTag),
            stage,
            self.company.clone().map(Operation::Company),
            field,
            self.do_not_contact.map(Operation::DoNotContact),
            self.delete.filter(|it| *it).map(|_| Operation::Delete),
        ]
        .into_iter()
        .flatten()
        .collect();
        match <[Operation; 1]>::try_from(wanted) {
            Ok([operation]) => Ok(operation),
            Err(_) => Err(Error::invalid("operation", "Give exactly one thing to do")),
        }
    }
}

impl Example for Bulk {
    fn example() -> Self {
        Self {
            workspace: example_uid(),
            contacts: None,
            filter: Some("stage=none".into()),
            expected: Some(12),
            add_tag: Some(example_uid()),
            remove_tag: None,
            stage: None,
            company: None,
            field: None,
            value: None,
            do_not_contact: None,
            delete: None,
        }
    }
}
