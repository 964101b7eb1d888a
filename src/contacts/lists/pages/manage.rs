//! "Stages and tags": added, renamed, coloured, put in order.
use poem::{Response, Result, handler, http::StatusCode, web::Path};
use rusqlite::Connection;

use super::{colour, kind, lists_path};
use crate::{
    actor::Actor,
    audit::{
        Action,
        read::{self, Told},
    },
    contacts::{
        Step,
        lists::{
            self, Edited, List, ListDraft, ListKind,
            patience::INPUT,
            views::{self, Adding, OpenList, Place, Typed},
        },
    },
    db::Columns,
    error::{Error, Problems, Result as Domain},
    ids::Uid,
    shell::{Submission, Visit, answer},
    workspaces::{self, Workspace},
};

#[handler]
pub async fn show(visit: Visit, Path(workspace): Path<Uid>) -> Result<Response> {
    page(&visit, workspace, StatusCode::OK, None, None).await
}

async fn page(
    visit: &Visit,
    workspace: Uid,
    status: StatusCode,
    open: Option<OpenList>,
    adding: Option<Adding>,
) -> Result<Response> {
    let (around, (workspace, lists)) =
        visit.read(move |conn, actor| load(conn, actor, workspace)).await?;
    let around = around.within(workspace.uid);
    let body = views::Manage {
        around: &around,
        workspace: &workspace,
        lists: &lists,
        open: open.as_ref(),
        adding: adding.as_ref(),
    };
    Ok(around.answer_with(status, "Stages and tags", body))
}

fn load(conn: &Connection, actor: &Actor, workspace: Uid) -> Domain<(Workspace, Vec<List>)> {
    let scope = workspaces::open(conn, actor, workspace)?;
    Ok((workspaces::find(conn, &scope)?, lists::all(conn, &scope)?))
}

#[handler]
pub async fn create(form: Submission, Path(workspace): Path<Uid>) -> Result<Response> {
    let (kind, colour) = (kind(&form.fields), colour(&form.fields));
    let draft = ListDraft { kind, name: form.fields.get("name").to_owned(), colour };
    let (wanted, request) = (draft.clone(), form.request);
    let saved = form
        .visit
        .write(Action::ListCreated, move |tx| {
            let scope = workspaces::open(tx, tx.actor, workspace)?;
            lists::create_once(tx, &scope, &wanted, Some(&request))
        })
        .await;
    match saved {
        Ok(done) => section(&form.visit, workspace, kind, done.change, None).await,
        Err(Error::Invalid(problems)) => {
            let adding = Adding { kind, name: draft.name, colour, problems };
            section(&form.visit, workspace, kind, None, Some(adding)).await
        }
        Err(cause) => Err(cause.into()),
    }
}

#[handler]
pub async fn shift(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let step = Step::from_code(form.fields.get("step")).ok_or(Error::NotFound("step"));
    let done = form
        .visit
        .write(Action::ListsReordered, move |tx| {
            let (scope, _) = lists::open(tx, tx.actor, uid)?;
            Ok((scope.uid(), lists::shift(tx, &scope, uid, step?)?))
        })
        .await?;
    let (workspace, list) = done.value;
    section(&form.visit, workspace, list.kind, done.change, None).await
}

/// All of a kind anew with the toast, or back to the page.
async fn section(
    visit: &Visit,
    workspace: Uid,
    kind: ListKind,
    change: Option<Uid>,
    adding: Option<Adding>,
) -> Result<Response> {
    let status = match adding {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    if !visit.wants_fragment {
        return match adding {
            Some(_) => page(visit, workspace, status, None, adding).await,
            None => Ok(answer::done(&lists_path(workspace), change)),
        };
    }
    let db = visit.app.db.clone();
    let (around, ((_, lists), told)) = visit
        .read(move |conn, actor| {
            Ok((load(conn, actor, workspace)?, told(conn, actor, change, db.columns())?))
        })
        .await?;
    let toast = told.map(|told| around.toast_for(&told, &lists_path(workspace)));
    let body = views::SavedSection {
        around: &around,
        workspace,
        kind,
        lists: &lists,
        adding: adding.as_ref(),
        toast: toast.as_slice(),
    };
    Ok(around.answer_with(status, "Stages and tags", body))
}

fn told(
    conn: &Connection,
    actor: &Actor,
    change: Option<Uid>,
    columns: &Columns,
) -> Domain<Option<Told>> {
    change.map(|change| read::find(conn, actor.user()?, change, columns)).transpose()
}

/// The list as a form, in its place.
#[handler]
pub async fn open_list(visit: Visit, Path(uid): Path<Uid>) -> Result<Response> {
    edit_form(&visit, OpenList::fresh(uid)).await
}

async fn edit_form(visit: &Visit, open: OpenList) -> Result<Response> {
    let uid = open.list;
    let (around, (workspace, list)) = visit
        .read(move |conn, actor| {
            let (scope, list) = lists::open(conn, actor, uid)?;
            Ok((scope.uid(), list))
        })
        .await?;
    if !visit.wants_fragment {
        return page(visit, workspace, open.status(), Some(open), None).await;
    }
    let body = views::EditRow { around: &around, list: &list, open: &open };
    Ok(around.answer_with(open.status(), "Stages and tags", body))
}

/// The list at rest: what *Cancel* goes back to.
#[handler]
pub async fn close_list(visit: Visit, Path(uid): Path<Uid>) -> Result<Response> {
    row(&visit, uid, None).await
}

#[handler]
pub async fn save(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let typed = Typed {
        name: form.fields.get("name").to_owned(),
        colour: colour(&form.fields),
        patience: form.fields.get(INPUT).to_owned(),
    };
    let (wanted, seen) = (typed.clone(), form.fields.get("etag").to_owned());
    let visit = form.visit;
    let saved = visit
        .write(Action::ListEdited, move |tx| {
            let (scope, _) = lists::open(tx, tx.actor, uid)?;
            lists::edit_seen(tx, &scope, uid, &seen, &wanted.settings()?)
        })
        .await;
    let typed = Some(typed);
    match saved {
        Ok(done) => match done.value {
            Edited::Saved(_) => row(&visit, uid, done.change).await,
            Edited::Changed => {
                let open = OpenList { typed, is_conflict: true, ..OpenList::fresh(uid) };
                edit_form(&visit, open).await
            }
        },
        Err(Error::Invalid(problems)) => {
            edit_form(&visit, OpenList { typed, problems, ..OpenList::fresh(uid) }).await
        }
        Err(cause) => Err(cause.into()),
    }
}

async fn row(visit: &Visit, uid: Uid, change: Option<Uid>) -> Result<Response> {
    let db = visit.app.db.clone();
    let (around, (workspace, list, all, told)) = visit
        .read(move |conn, actor| {
            let (scope, list) = lists::open(conn, actor, uid)?;
            let told = told(conn, actor, change, db.columns())?;
            Ok((scope.uid(), list, lists::all(conn, &scope)?, told))
        })
        .await?;
    if !visit.wants_fragment {
        return Ok(answer::done(&lists_path(workspace), change));
    }
    let toast = told.map(|told| around.toast_for(&told, &lists_path(workspace)));
    let body = views::SavedRow {
        around: &around,
        workspace,
        list: &list,
        place: Place::of(&list, &all),
        toast: toast.as_slice(),
    };
    Ok(around.answer("Stages and tags", body))
}

/// What stands in a form that needs another look.
pub fn status(problems: &Problems) -> StatusCode {
    if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}
