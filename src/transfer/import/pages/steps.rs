//! The steps of an import: try it, bring it in, back to its columns, not at all.
use poem::{Response, Result, handler, web::Path};

use super::{form, page, path};
use crate::{
    audit::{Action, Tx},
    error::{Error, Result as Domain},
    ids::Uid,
    shell::{Submission, answer},
    transfer::import::{self, Import},
    workspaces::Scope,
};

#[handler]
pub async fn check(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let plan = form::plan(&form.fields);
    let wanted = plan.clone();
    let set_out =
        move |tx: &Tx<'_>, scope: &Scope, found: &Import| import::check(tx, scope, found, &wanted);
    match step(&form, uid, set_out).await {
        Err(Error::Invalid(problems)) => page(&form.visit, uid, Some(plan), problems).await,
        other => on(&form, uid, other),
    }
}

#[handler]
pub async fn run(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let done = step(&form, uid, |tx, scope, found| import::run(tx, scope, found)).await;
    match done {
        // A field or a column is gone since it was tried.
        Err(Error::Invalid(problems)) => page(&form.visit, uid, None, problems).await,
        other => on(&form, uid, other),
    }
}

#[handler]
pub async fn reopen(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let done = step(&form, uid, |tx, scope, found| import::reopen(tx, scope, found)).await;
    on(&form, uid, done)
}

#[handler]
pub async fn cancel(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let done = step(&form, uid, |tx, scope, found| import::cancel(tx, scope, found, tx.now)).await;
    on(&form, uid, done)
}

async fn step<F>(form: &Submission, uid: Uid, verb: F) -> Domain<()>
where
    F: FnOnce(&Tx<'_>, &Scope, &Import) -> Domain<()> + Send + 'static,
{
    let done = form.visit.write(Action::ContactsImported, move |tx| {
        let (scope, found) = import::open(tx, tx.actor, uid)?;
        verb(tx, &scope, &found)
    });
    done.await.map(drop)
}

fn on(form: &Submission, uid: Uid, done: Domain<()>) -> Result<Response> {
    done?;
    form.visit.app.imports.ring();
    Ok(answer::see_other(&path(uid)))
}
