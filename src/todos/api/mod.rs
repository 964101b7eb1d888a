//! Todos over the API.
mod wire;

use poem::Result;
use poem_openapi::{
    OpenApi,
    param::{Header, Path, Query},
};

use self::wire::{Changed, Fields, NewTodo, Page, Show, Ticked, TodoOut, Until};
use super::{Filter, Position, Snooze, Todo};
use crate::{
    accounts::api_keys::needs::{ReadContacts, WriteContacts},
    audit::{Action, Done, api::wire::Change},
    contacts,
    error::{Error, Result as Domain},
    ids::Uid,
    shell::{
        Caller,
        wire::{Answer, Body, IfMatch, IfNoneMatch, Made, Tag},
    },
    todos,
};

const PER_PAGE: u32 = 50;
const MOST_PER_PAGE: u32 = 200;

pub struct Api;

#[OpenApi(prefix_path = "/api/todos", tag = "Tag::Todos")]
impl Api {
    /// List todos
    ///
    /// Your own: those that are open, the first to be done first, or those that are done, the
    /// latest first. Follow `next_cursor` until it is null.
    #[oai(path = "/", method = "get", operation_id = "listTodos")]
    async fn list(
        &self,
        caller: Caller<ReadContacts>,
        /// Only those in this workspace
        workspace: Query<Option<Uid>>,
        /// Only those about this contact
        contact: Query<Option<Uid>>,
        /// Open ones, or those that are done
        #[oai(default)]
        show: Query<Show>,
        /// `next_cursor` of another page of the same list
        cursor: Query<Option<String>>,
        /// Todos on a page, from 1 to 200
        #[oai(default = "per_page")]
        limit: Query<u32>,
    ) -> Result<Answer<Page>> {
        let page = caller
            .read(move |conn, actor| {
                let mut filter = Filter::within(conn, actor, workspace.0)?;
                if let Some(uid) = contact.0 {
                    filter.contact = Some(contacts::open(conn, actor, uid)?.1.id);
                }
                let from = place(cursor.0.as_deref())?;
                let most = most(limit.0)?;
                let mut found = match show.0 {
                    Show::Open => todos::open_from(conn, actor, filter, from.as_ref(), most + 1)?,
                    Show::Done => todos::done(conn, actor, filter, from.as_ref(), most + 1)?,
                };
                let has_more = found.len() > most;
                found.truncate(most);
                let last = found.last().filter(|_| has_more);
                let next = last.map(|it| match show.0 {
                    Show::Open => Position::after(it).cursor(),
                    Show::Done => Position::before(it).cursor(),
                });
                Ok(Page::new(found, next))
            })
            .await?;
        Ok(Answer::new(page))
    }

    /// Add a todo
    ///
    /// Without a `due_day`, words at the end of the title that can mean one day alone are
    /// understood: `Call Ana tomorrow`. With an `Idempotency-Key` the same request sent again
    /// answers with the todo it made the first time.
    #[oai(path = "/", method = "post", operation_id = "createTodo")]
    async fn create(
        &self,
        caller: Caller<WriteContacts>,
        body: Body<NewTodo>,
        /// Anything that no other request of yours has, such as a random id
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Made<Changed>> {
        let done = caller
            .write(Action::TodoAdded, move |tx| {
                let request = body.request_key(key.0.as_deref())?;
                todos::add(tx, &body.wanted()?.into(), request.as_ref())
            })
            .await?;
        let etag = done.value.etag();
        Ok(Made::new(changed(done)).etag(etag))
    }

    /// Read a todo
    #[oai(path = "/:id", method = "get", operation_id = "readTodo")]
    async fn read(
        &self,
        caller: Caller<ReadContacts>,
        /// The todo's id
        id: Path<Uid>,
        /// An `ETag` you have
        #[oai(name = "If-None-Match")]
        known: Header<IfNoneMatch>,
    ) -> Result<Answer<TodoOut>> {
        let todo = caller.read(move |conn, actor| todos::find(conn, actor, id.0)).await?;
        let etag = todo.etag();
        Ok(Answer::new(TodoOut::from(todo)).etag(etag).unless_known(&known.0))
    }

    /// Replace what a todo says
    ///
    /// What is left out becomes empty. With `If-Match` nothing is saved when it is no longer as
    /// you read it (412).
    #[oai(path = "/:id", method = "put", operation_id = "replaceTodo")]
    async fn replace(
        &self,
        caller: Caller<WriteContacts>,
        /// The todo's id
        id: Path<Uid>,
        body: Body<Fields>,
        /// The `ETag` of the state that you change
        #[oai(name = "If-Match")]
        seen: Header<IfMatch>,
    ) -> Result<Answer<Changed>> {
        let done = caller
            .write(Action::TodoEdited, move |tx| {
                if let Err(stale) = seen.check(&todos::find(tx, tx.actor, id.0)?.etag()) {
                    return Ok(Err(stale));
                }
                todos::edit(tx, id.0, &body.wanted()?.into()).map(Ok)
            })
            .await?;
        let (todo, change) = (done.value?, done.change);
        let etag = todo.etag();
        Ok(Answer::new(Changed { todo: todo.into(), change }).etag(etag))
    }

    /// Tick a todo off, or take the tick off
    #[oai(path = "/:id/done", method = "post", operation_id = "tickTodo")]
    async fn tick(
        &self,
        caller: Caller<WriteContacts>,
        /// The todo's id
        id: Path<Uid>,
        body: Body<Ticked>,
    ) -> Result<Answer<Changed>> {
        caller.read(move |conn, actor| todos::find(conn, actor, id.0)).await?;
        let done = match body.wanted()?.done {
            true => caller.write(Action::TodoDone, move |tx| todos::finish(tx, id.0)).await?,
            false => caller.write(Action::TodoReopened, move |tx| todos::reopen(tx, id.0)).await?,
        };
        Ok(Answer::new(changed(done)))
    }

    /// Put a todo off
    ///
    /// Until then it stands among those to come. The day it is due stays.
    #[oai(path = "/:id/snooze", method = "post", operation_id = "snoozeTodo")]
    async fn snooze(
        &self,
        caller: Caller<WriteContacts>,
        /// The todo's id
        id: Path<Uid>,
        body: Body<Until>,
    ) -> Result<Answer<Changed>> {
        let done = caller
            .write(Action::TodoSnoozed, move |tx| {
                todos::find(tx, tx.actor, id.0)?;
                let until = body.wanted()?.until;
                todos::snooze(tx, id.0, Snooze::read(&until, &until)?)
            })
            .await?;
        Ok(Answer::new(changed(done)))
    }

    /// Delete a todo
    ///
    /// It can be brought back for 30 days by undoing the `change` in the answer.
    #[oai(path = "/:id", method = "delete", operation_id = "deleteTodo")]
    async fn delete(
        &self,
        caller: Caller<WriteContacts>,
        /// The todo's id
        id: Path<Uid>,
        /// The `ETag` of the state that you delete
        #[oai(name = "If-Match")]
        seen: Header<IfMatch>,
    ) -> Result<Answer<Change>> {
        let done = caller
            .write(Action::TodoDeleted, move |tx| {
                if let Err(stale) = seen.check(&todos::find(tx, tx.actor, id.0)?.etag()) {
                    return Ok(Err(stale));
                }
                todos::delete(tx, id.0).map(Ok)
            })
            .await?;
        done.value?;
        Ok(Answer::new(Change { change: done.change }))
    }
}

fn changed(done: Done<Todo>) -> Changed {
    Changed { todo: done.value.into(), change: done.change }
}

fn per_page() -> u32 {
    PER_PAGE
}

fn most(limit: u32) -> Domain<usize> {
    if (1..=MOST_PER_PAGE).contains(&limit) {
        return Ok(limit as usize);
    }
    Err(Error::invalid("limit", format!("Choose between 1 and {MOST_PER_PAGE}")))
}

fn place(cursor: Option<&str>) -> Domain<Option<Position>> {
    let Some(cursor) = cursor else { return Ok(None) };
    let wrong = || Error::invalid("cursor", "This is no cursor of this list");
    Position::from_cursor(cursor).ok_or_else(wrong).map(Some)
}
