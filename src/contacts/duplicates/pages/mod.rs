//! Pages of duplicates: the scan of a workspace, and pairs kept apart or asked about again.
pub mod prompt;

use poem::{
    Response, Result, handler,
    web::{Path, Query},
};
use serde::Deserialize;

use super::{Apart, Place, Scanned, ask_again, keep_separate, kept_apart, scan, views};
use crate::{
    audit::Action,
    contacts,
    error::Error,
    ids::Uid,
    shell::{Submission, Visit, answer},
    workspaces,
};

const PAGE: usize = 25;

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Params {
    show: Option<String>,
    after: Option<String>,
}

/// Which of the two lists.
pub enum Shown {
    Likely(Scanned),
    Apart { pairs: Vec<Apart>, next: Option<i64> },
}

#[handler]
pub async fn show(
    visit: Visit,
    Path(workspace): Path<Uid>,
    Query(params): Query<Params>,
) -> Result<Response> {
    let is_first = params.after.is_none();
    let (around, (workspace, shown)) = visit
        .read(move |conn, actor| {
            let scope = workspaces::open(conn, actor, workspace)?;
            let after = params.after.as_deref();
            let shown = match params.show.as_deref() {
                Some(views::APART) => {
                    let before = after.and_then(|it| it.parse().ok());
                    let (pairs, next) = kept_apart(conn, &scope, before, PAGE)?;
                    Shown::Apart { pairs, next }
                }
                _ => Shown::Likely(scan(conn, &scope, after.and_then(Place::from_cursor), PAGE)?),
            };
            Ok((workspaces::find(conn, &scope)?, shown))
        })
        .await?;
    let around = around.within(workspace.uid);
    let now = visit.app.db.clock().now();
    let here = &answer::without_done(&visit.path);
    let (around, workspace, shown) = (&around, &workspace, &shown);
    let body = views::Duplicates { around, workspace, shown, here, is_first, now };
    Ok(around.answer("Duplicates", body))
}

/// These two are two: never asked about again.
#[handler]
pub async fn separate(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    decide(form, uid, Action::KeptSeparate).await
}

#[handler]
pub async fn unseparate(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    decide(form, uid, Action::SeparationLifted).await
}

async fn decide(form: Submission, uid: Uid, action: Action) -> Result<Response> {
    let other = form.fields.get("other").parse::<Uid>();
    let back = form.fields.get("back").to_owned();
    let done = form
        .visit
        .write(action, move |tx| {
            let (scope, _) = contacts::open(tx, tx.actor, uid)?;
            let other = other.map_err(|_| Error::NotFound("contact"))?;
            match action {
                Action::KeptSeparate => keep_separate(tx, &scope, uid, other),
                _ => ask_again(tx, &scope, uid, other),
            }
        })
        .await?;
    let path = match back.is_empty() {
        true => answer::contact_path(uid),
        false => answer::own_path(&back).to_owned(),
    };
    Ok(answer::done(&path, done.change))
}
