//! The download from the workspace's page. A post, since it stands in the log.
use poem::{Response, Result, handler, web::Path};

use super::begin;
use crate::{
    audit::Action,
    ids::Uid,
    shell::Submission,
    transfer::export::download::{Written, download},
    workspaces,
};

#[handler]
pub async fn file(form: Submission, Path(workspace): Path<Uid>) -> Result<Response> {
    let (db, visit) = (form.visit.app.db.clone(), &form.visit);
    let (around, actor) = visit.read(|_, actor| Ok(actor.clone())).await?;
    let (now, manner) = (db.clock().now(), around.manner());
    let wall = manner.on_the_wall(now);
    let begun = visit.write(Action::WorkspaceExported, move |tx| {
        begin(tx, &workspaces::open(tx, tx.actor, workspace)?, wall)
    });
    let whole = begun.await?.value;
    let name = match manner.today(now) {
        Some(today) => format!("{} {today}", whole.name()),
        None => whole.name().to_owned(),
    };
    Ok(download(db, actor, workspace, Written::Workspace(Box::new(whole)), &name))
}
