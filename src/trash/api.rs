//! The trash over the API, and erasing a contact for good.
use poem::Result;
use poem_openapi::{
    Object, OpenApi,
    param::{Path, Query},
};

use crate::{
    accounts::api_keys::needs::{ReadContacts, WriteContacts},
    audit::{
        api::wire::SubjectOut,
        deleted::{Deletion, Wanted},
    },
    contacts,
    error::{Error, Result as Domain},
    ids::Uid,
    shell::{
        Caller,
        wire::{Answer, Body, Moment, Tag},
    },
    trash,
};

const PER_PAGE: u32 = 50;
const MOST_PER_PAGE: u32 = 200;

pub struct Api;

/// A page of what can be brought back, the newest first.
#[derive(Object)]
#[oai(rename = "Trash")]
struct TrashOut {
    deletions: Vec<DeletionOut>,
    /// For the older ones; null on the last page
    next_cursor: Option<Uid>,
}

#[derive(Object)]
#[oai(rename = "Deletion")]
struct DeletionOut {
    /// The change to undo to bring it all back
    change: Uid,
    at: Moment,
    who_name: String,
    /// Such as `contact.deleted`
    what: String,
    /// The first 20 things that went
    about: Vec<SubjectOut>,
    about_count: u32,
    /// Until it is gone
    days_left: u32,
}

/// Proves that this very contact is meant.
#[derive(Object)]
#[oai(rename = "EraseContact")]
struct Confirmed {
    /// The contact's name, as it is displayed
    confirm_name: String,
}

/// What is left to say.
#[derive(Object)]
#[oai(rename = "Erased")]
struct ErasedOut {
    /// The line in the audit log
    entry: Option<Uid>,
}

#[OpenApi(prefix_path = "/api", tag = "Tag::Changes")]
impl Api {
    /// List the trash
    ///
    /// Deletions that can still be undone, by undoing the `change`.
    #[oai(path = "/trash", method = "get", operation_id = "listTrash")]
    async fn list(
        &self,
        caller: Caller<ReadContacts>,
        /// The id of a workspace, to see only what was deleted in it
        workspace: Query<Option<Uid>>,
        /// A part of a name
        #[oai(validator(max_length = 200))]
        q: Query<Option<String>>,
        /// `next_cursor` of the page before
        cursor: Query<Option<Uid>>,
        /// Deletions on a page, from 1 to 200
        #[oai(default = "per_page")]
        limit: Query<u32>,
    ) -> Result<Answer<TrashOut>> {
        let at = caller.app.db.clock().read();
        let search = q.0.unwrap_or_default();
        let wanted = Wanted { search, before: cursor.0, ..Wanted::default() };
        let page = caller
            .read(move |conn, actor| {
                trash::list(conn, actor, workspace.0, wanted, at, most(limit.0)?)
            })
            .await?;
        let deletions = page.deletions.into_iter().map(|it| out(it, at.now)).collect();
        Ok(Answer::new(TrashOut { deletions, next_cursor: page.next }))
    }

    /// Erase a contact for good
    ///
    /// With everything that belongs to it, and with what the audit log kept of it. This cannot be
    /// undone. A digest of its e-mail address and phone number stays, so that you are told before
    /// writing to them again.
    #[oai(path = "/contacts/:id/erase", method = "post", operation_id = "eraseContact")]
    async fn erase(
        &self,
        caller: Caller<WriteContacts>,
        /// The contact's id
        id: Path<Uid>,
        body: Body<Confirmed>,
    ) -> Result<Answer<ErasedOut>> {
        let known = caller
            .read(move |conn, actor| {
                contacts::open(conn, actor, id.0)?;
                Ok(body.wanted()?.confirm_name)
            })
            .await?;
        let erased = trash::erase(&caller.app.db, caller.entry(), id.0, known)
            .await
            .map_err(named_as_here)?;
        Ok(Answer::new(ErasedOut { entry: erased.entry }))
    }
}

fn out(deletion: Deletion, now: i64) -> DeletionOut {
    let days_left = deletion.days_left(now) as u32;
    let about = deletion.subjects.iter().map(|it| SubjectOut {
        kind: it.kind.code().to_owned(),
        id: None,
        label: it.label.clone(),
    });
    DeletionOut {
        about: about.collect(),
        about_count: deletion.about as u32,
        change: deletion.entry.uid,
        at: Moment(deletion.entry.at),
        who_name: deletion.entry.who(),
        what: deletion.entry.action,
        days_left,
    }
}

/// The page's field has another name than the body's.
fn named_as_here(error: Error) -> Error {
    let Error::Invalid(problems) = error else { return error };
    let renamed = problems.into_iter().map(|(_, said)| ("confirm_name", said));
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
