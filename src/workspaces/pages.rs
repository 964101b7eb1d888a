//! Workspace pages: all of mine, and the settings of one (rename, delete). A new one: `presets`.
use poem::{Response, Result, handler, web::Path};

use super::views;
use crate::{
    audit::Action,
    error::{Error, Problems},
    ids::Uid,
    settings::{self, Level, Owner},
    shell::{Submission, Visit, answer},
    workspaces,
};

#[handler]
pub async fn list(visit: Visit) -> Result<Response> {
    let (around, workspaces) = visit.read(workspaces::list).await?;
    Ok(around.answer("Workspaces", views::List { around: &around, workspaces: &workspaces }))
}

#[handler]
pub async fn show_settings(visit: Visit, Path(uid): Path<Uid>) -> Result<Response> {
    settings_page(&visit, uid, views::Typed::default(), Problems::new()).await
}

async fn settings_page(
    visit: &Visit,
    uid: Uid,
    typed: views::Typed,
    problems: Problems,
) -> Result<Response> {
    let (around, (workspace, sheet)) = visit
        .read(move |conn, actor| {
            let scope = workspaces::open(conn, actor, uid)?;
            let sheet = settings::sheet(conn, Owner::Workspace(scope.workspace()))?;
            Ok((workspaces::find(conn, &scope)?, sheet))
        })
        .await?;
    let around = around.within(uid);
    let body = views::Settings {
        around: &around,
        workspace: &workspace,
        sheet: &sheet,
        typed: &typed,
        problems: &problems,
    };
    Ok(around.answer_or_invalid(&problems, "Workspace settings", body))
}

#[handler]
pub async fn save_settings(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let sent = settings::pages::sent(Level::Workspace, &form.fields);
    let wanted = sent.clone();
    let saved = form
        .visit
        .write(Action::SettingChanged, move |tx| {
            let scope = workspaces::open(tx, tx.actor, uid)?;
            workspaces::save_settings(tx, &scope, &wanted)
        })
        .await;
    match saved {
        Ok(done) => Ok(answer::done(&settings_path(uid), done.entry)),
        Err(Error::Invalid(problems)) => {
            let typed = views::Typed { settings: sent, ..views::Typed::default() };
            settings_page(&form.visit, uid, typed, problems).await
        }
        Err(cause) => Err(cause.into()),
    }
}

#[handler]
pub async fn rename(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let name = form.fields.get("name").to_owned();
    let (wanted, seen) = (name.clone(), form.fields.find("seen").map(str::to_owned));
    let saved = form
        .visit
        .write(Action::WorkspaceRenamed, move |tx| {
            let scope = workspaces::open(tx, tx.actor, uid)?;
            workspaces::rename(tx, &scope, seen.as_deref(), &wanted)
        })
        .await;
    let problems = match saved {
        Ok(done) => return Ok(answer::done(&settings_path(uid), done.change)),
        Err(Error::Invalid(problems)) => problems,
        Err(Error::Conflict(message)) => Problems::from([("name", message)]),
        Err(cause) => return Err(cause.into()),
    };
    let typed = views::Typed { name: Some(name), ..views::Typed::default() };
    settings_page(&form.visit, uid, typed, problems).await
}

#[handler]
pub async fn delete(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let typed_name = form.fields.get("typed_name").to_owned();
    let wanted = typed_name.clone();
    let saved = form
        .visit
        .write(Action::WorkspaceDeleted, move |tx| {
            let scope = workspaces::open(tx, tx.actor, uid)?;
            workspaces::delete(tx, &scope, &wanted)
        })
        .await;
    match saved {
        Ok(done) => Ok(answer::done("/workspaces", done.change)),
        Err(Error::Invalid(problems)) => {
            let typed = views::Typed { typed_name: Some(typed_name), ..views::Typed::default() };
            settings_page(&form.visit, uid, typed, problems).await
        }
        Err(cause) => Err(cause.into()),
    }
}

pub fn settings_path(uid: Uid) -> String {
    format!("/w/{uid}/settings")
}
