//! The pages of todos: all of them, one being added or edited, and the panel that other pages have.
mod at;
mod change;
mod panel;

pub use at::At;
pub use change::{add, delete, save, snooze, tick};
pub use panel::{Shown, shown};

use poem::{
    Response, Result, handler,
    http::{HeaderValue, StatusCode},
    web::{Path, Query},
};
use serde::Deserialize;

use super::{Draft, views};
use crate::{
    actor::Actor,
    error::{Error, Problems, Result as Domain},
    ids::Uid,
    shell::{Fields, Visit, answer},
    todos::{self, Position, Todo},
};

/// The page that a todo stands on, in forms and addresses.
pub const BACK: &str = "back";

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    back: Option<String>,
    contact: Option<String>,
    workspace: Option<String>,
    before: Option<String>,
}

impl Wanted {
    fn at(&self) -> At {
        At::of(self.back.as_deref().unwrap_or(At::PATH))
    }
}

/// All of them, or those of a workspace.
#[handler]
pub async fn index(visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response> {
    let (at, now) = (At::of(&visit.path), visit.app.db.clock().now());
    let before = wanted.before.as_deref().and_then(Position::from_cursor);
    let (around, shown) = visit
        .read(move |conn, actor| panel::shown_from(conn, actor, at, before.as_ref(), now))
        .await?;
    let (around, shown) = (&around, &shown);
    if visit.wants_fragment {
        return Ok(around.answer("Todos", views::Panel { around, shown, focus: None }));
    }
    Ok(around.answer("Todos", views::Page { around, shown }))
}

/// A form with all that a todo may have.
#[handler]
pub async fn new(visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response> {
    let uid = |text: &Option<String>| text.as_deref().map(parsed).transpose();
    let (workspace, contact) = (uid(&wanted.workspace)?, uid(&wanted.contact)?);
    let draft = Draft { workspace, contact, ..Draft::default() };
    new_form(&visit, draft, wanted.at(), Problems::new()).await
}

async fn new_form(visit: &Visit, draft: Draft, at: At, problems: Problems) -> Result<Response> {
    let contact = draft.contact;
    let (around, named) = visit.read(move |conn, actor| named(conn, actor, contact)).await?;
    let open = views::Open { draft, problems, is_conflict: false, etag: String::new() };
    let (around, contact) = (&around, named.as_deref());
    let body = views::New { around, at, open: &open, contact };
    Ok(around.answer_with(open.status(), "New todo", body))
}

fn named(
    conn: &rusqlite::Connection,
    actor: &Actor,
    contact: Option<Uid>,
) -> Domain<Option<String>> {
    let found = contact.map(|uid| crate::contacts::open(conn, actor, uid)).transpose()?;
    Ok(found.map(|(_, contact)| contact.display_name()))
}

/// The todo as a form: in its place, or on a page of its own.
#[handler]
pub async fn open_todo(
    visit: Visit,
    Path(uid): Path<Uid>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    edit_form(&visit, uid, wanted.at(), None).await
}

/// `open` is what was typed and could not be saved.
async fn edit_form(visit: &Visit, uid: Uid, at: At, open: Option<views::Open>) -> Result<Response> {
    let (around, todo) = visit.read(move |conn, actor| todos::find(conn, actor, uid)).await?;
    let etag = todo.etag();
    let open = open.unwrap_or_else(|| views::Open::fresh(&todo));
    let open = views::Open { etag, ..open };
    let (status, around, todo, open) = (open.status(), &around, &todo, &open);
    if !visit.wants_fragment {
        let body = views::Edit { around, at, todo, open };
        return Ok(around.answer_with(status, &todo.title, body));
    }
    let answered = around.answer_with(status, "Todos", views::EditRow { around, at, todo, open });
    Ok(into(answered, &format!("#{}", views::row_id(uid))))
}

/// The todo at rest: what *Cancel* goes back to.
#[handler]
pub async fn close_todo(
    visit: Visit,
    Path(uid): Path<Uid>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let (at, now) = (wanted.at(), visit.app.db.clock().now());
    let (around, (todo, now)) = visit
        .read(move |conn, actor| {
            let todo = todos::find(conn, actor, uid)?;
            Ok((todo, todos::on_the_wall(conn, actor.user()?, now)?))
        })
        .await?;
    if !visit.wants_fragment {
        return Ok(answer::see_other(&at.path()));
    }
    let row = views::Row { around: &around, at, todo: &todo, now, next: None, is_focused: true };
    Ok(around.answer("Todos", row))
}

/// What was typed stays where it was typed, whatever the form had asked to be swapped.
fn into(mut response: Response, target: &str) -> Response {
    let headers = response.headers_mut();
    if let Ok(target) = HeaderValue::from_str(target) {
        headers.insert("HX-Retarget", target);
        headers.insert("HX-Reswap", HeaderValue::from_static("outerHTML"));
    }
    response
}

/// A draft as the form has it; an id that is none names nothing.
fn draft(fields: &Fields) -> Domain<Draft> {
    let uid = |name: &str| Some(fields.get(name)).filter(|it| !it.is_empty()).map(parsed);
    let text = |name: &str| fields.get(name).to_owned();
    Ok(Draft {
        title: text("title"),
        note: text("note"),
        due_day: text("due_day"),
        due_time: text("due_time"),
        workspace: uid("workspace").transpose()?,
        contact: uid("contact").transpose()?,
    })
}

fn parsed(text: &str) -> Domain<Uid> {
    text.parse().map_err(|_| Error::NotFound("contact"))
}

/// The panel after a change: with its toast, and the focus where the hands are.
async fn changed(
    visit: &Visit,
    at: At,
    change: Option<Uid>,
    focus: Option<views::Focus>,
) -> Result<Response> {
    let path = at.path();
    if !visit.wants_fragment {
        return Ok(answer::done(&path, change));
    }
    let (db, now) = (visit.app.db.clone(), visit.app.db.clock().now());
    let (around, (shown, told, log)) = visit
        .read(move |conn, actor| {
            let told = panel::told(conn, actor, change, db.columns())?;
            Ok((shown(conn, actor, at, now)?, told, panel::log(conn, actor, at)?))
        })
        .await?;
    let toast = told.map(|told| around.toast_for(&told, &path));
    let (around, shown, toast) = (&around, &shown, toast.as_slice());
    let log = log.as_ref();
    let body = views::Changed { around, shown, focus, toast, log, now };
    Ok(around.answer_with(StatusCode::OK, "Todos", body))
}

/// The form of a todo as it is.
pub fn fresh(todo: &Todo) -> Draft {
    let uid = |it: &Option<todos::Named>| it.as_ref().map(|it| it.uid);
    Draft {
        title: todo.title.clone(),
        note: todo.note.clone().unwrap_or_default(),
        due_day: todo.due.map(|it| it.day.to_string()).unwrap_or_default(),
        due_time: views::clock(todo.due),
        workspace: uid(&todo.workspace),
        contact: uid(&todo.contact),
    }
}
