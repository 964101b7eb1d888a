//! One by one: lines about people who are here already.
use poem::{
    Response, Result, handler,
    web::{Path, Query},
};
use serde::Deserialize;

use super::path;
use crate::{
    audit::Action,
    error::Error,
    ids::Uid,
    shell::{Submission, Visit, answer},
    transfer::import::{self, Decision, views},
    workspaces,
};

#[derive(Deserialize)]
struct From {
    line: Option<u32>,
}

#[handler]
pub async fn review(
    visit: Visit,
    Path(uid): Path<Uid>,
    Query(from): Query<From>,
) -> Result<Response> {
    let from = from.line.unwrap_or_default();
    let (around, (workspace, found, waiting)) = visit
        .read(move |conn, actor| {
            let (scope, found) = import::open(conn, actor, uid)?;
            let waiting = import::waiting(conn, actor, &scope, &found, from)?;
            Ok((workspaces::find(conn, &scope)?, found, waiting))
        })
        .await?;
    let Some(waiting) = waiting else { return Ok(answer::see_other(&path(uid))) };
    let around = around.within(workspace.uid);
    let body =
        views::Review { around: &around, workspace: &workspace, import: &found, waiting: &waiting };
    Ok(around.answer("Look at it", body))
}

#[handler]
pub async fn decide(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let line: Option<u32> = form.fields.get("line").parse().ok();
    let decision = Decision::from_code(form.fields.get("decision"));
    let visit = &form.visit;
    // The entry in the log is the import's own, so that one undo takes back all of it.
    let (_, change) =
        visit.read(move |conn, actor| Ok(import::open(conn, actor, uid)?.1.change)).await?;
    let decided =
        visit.app.db.write_part(visit.pass(), Action::ContactsImported, change, move |tx| {
            let (scope, _) = import::open(tx, tx.actor, uid)?;
            let wanted = line.zip(decision).ok_or(Error::NotFound("line"))?;
            import::decide(tx, &scope, uid, wanted.0, wanted.1)
        });
    decided.await?;
    let next = line.unwrap_or_default() + 1;
    Ok(answer::see_other(&format!("{}/review?line={next}", path(uid))))
}
