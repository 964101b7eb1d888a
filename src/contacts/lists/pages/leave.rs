//! A list on its way out: merged into another, or deleted.
use poem::{Response, Result, handler, web::Path};

use super::{chosen, lists_path};
use crate::{
    audit::Done,
    contacts::lists::{self, views},
    error::{Error, Problems, Result as Domain},
    ids::Uid,
    shell::{Submission, Visit, answer},
    workspaces,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Merge,
    Delete,
}

#[handler]
pub async fn ask_to_merge(visit: Visit, Path(uid): Path<Uid>) -> Result<Response> {
    ask(&visit, uid, Way::Merge, "", Problems::new()).await
}

#[handler]
pub async fn ask_to_delete(visit: Visit, Path(uid): Path<Uid>) -> Result<Response> {
    ask(&visit, uid, Way::Delete, "", Problems::new()).await
}

#[handler]
pub async fn merge(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let into = form.fields.get("into").to_owned();
    let workspace = workspace_of(&form.visit, uid).await?;
    let (db, who) = (form.visit.app.db.clone(), form.visit.pass());
    let target = chosen(&into).unwrap_or_else(Uid::new);
    let done = lists::merge(&db, who, uid, target).await;
    gone(&form.visit, uid, workspace, Way::Merge, &into, done).await
}

#[handler]
pub async fn delete(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let to = form.fields.get("move_to").to_owned();
    let workspace = workspace_of(&form.visit, uid).await?;
    let (db, who) = (form.visit.app.db.clone(), form.visit.pass());
    let done = lists::delete(&db, who, uid, chosen(&to)).await;
    gone(&form.visit, uid, workspace, Way::Delete, &to, done).await
}

/// Where to come back to, since the list itself will be gone; and the form of somebody who is
/// signed out meanwhile is held.
async fn workspace_of(visit: &Visit, uid: Uid) -> Result<Uid> {
    let found = visit.read(move |conn, actor| Ok(lists::open(conn, actor, uid)?.0.uid())).await?;
    Ok(found.1)
}

async fn gone(
    visit: &Visit,
    uid: Uid,
    workspace: Uid,
    way: Way,
    typed: &str,
    done: Domain<Done<()>>,
) -> Result<Response> {
    match done {
        Ok(done) => Ok(answer::done(&lists_path(workspace), done.change)),
        Err(Error::Invalid(problems)) => ask(visit, uid, way, typed, problems).await,
        Err(cause) => Err(cause.into()),
    }
}

async fn ask(
    visit: &Visit,
    uid: Uid,
    way: Way,
    typed: &str,
    problems: Problems,
) -> Result<Response> {
    let (around, (workspace, list, lists)) = visit
        .read(move |conn, actor| {
            let (scope, list) = lists::open(conn, actor, uid)?;
            Ok((workspaces::find(conn, &scope)?, list, lists::all(conn, &scope)?))
        })
        .await?;
    let around = around.within(workspace.uid);
    let (workspace, list, lists, problems) = (&workspace, &list, &lists, &problems);
    match way {
        Way::Merge => {
            let body =
                views::Merge { around: &around, workspace, list, lists, chosen: typed, problems };
            Ok(around.answer_or_invalid(problems, "Merge", body))
        }
        Way::Delete => {
            let body =
                views::Delete { around: &around, workspace, list, lists, chosen: typed, problems };
            Ok(around.answer_or_invalid(problems, "Delete", body))
        }
    }
}
