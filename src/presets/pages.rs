//! A new workspace: blank or from a preset, looked over before it is made. And what an existing one
//! lacks of a preset.
use poem::{
    Response, Result, handler,
    web::{Path, Query},
};
use rusqlite::Connection;
use serde::Deserialize;

use super::{Form, Plan, Preset, views};
use crate::{
    actor::Actor,
    audit::{Action, Tx},
    contacts::fields::{FieldOwner, packs},
    error::{Error, Problems, Result as Domain},
    ids::Uid,
    presets,
    shell::{Fields, Submission, Visit, answer},
    workspaces::{self, Workspace},
};

pub const NEW: &str = "/workspaces/new";
/// The second button: make it, and come back for the next one.
pub const ANOTHER: (&str, &str) = ("next", "another");

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Params {
    preset: Option<String>,
}

impl Params {
    fn preset(&self) -> Domain<Option<&'static Preset>> {
        let found = self.preset.as_deref().map(Preset::find);
        found.map(|it| it.ok_or(Error::NotFound("preset"))).transpose()
    }
}

#[handler]
pub async fn new(visit: Visit, Query(params): Query<Params>) -> Result<Response> {
    match params.preset()? {
        None => chooser(&visit, "", Problems::new()).await,
        Some(preset) => {
            let form = Form::of_plan(&preset.plan(preset.name));
            new_form(&visit, preset, &form, Problems::new()).await
        }
    }
}

#[handler]
pub async fn create(form: Submission) -> Result<Response> {
    let typed = typed(&form.fields);
    let request = form.request.clone();
    let made = match plan(&form.fields, &typed) {
        Ok(plan) => {
            let verb = move |tx: &Tx<'_>| presets::create(tx, &plan, Some(&request));
            form.visit.write(Action::WorkspaceCreated, verb).await
        }
        Err(cause) => Err(cause),
    };
    match made {
        Ok(done) if form.fields.get(ANOTHER.0) == ANOTHER.1 => Ok(answer::done(NEW, done.change)),
        Ok(done) => Ok(answer::done(&answer::workspace_path(done.value.uid), done.change)),
        Err(Error::Invalid(problems)) => match typed.preset {
            Some(preset) => new_form(&form.visit, preset, &typed, problems).await,
            None => chooser(&form.visit, &typed.name, problems).await,
        },
        Err(cause) => Err(cause.into()),
    }
}

async fn chooser(visit: &Visit, name: &str, problems: Problems) -> Result<Response> {
    let (around, workspaces) = visit.read(workspaces::list).await?;
    let body = views::New { around: &around, workspaces: &workspaces, name, problems: &problems };
    Ok(around.answer_or_invalid(&problems, "New workspace", body))
}

async fn new_form(
    visit: &Visit,
    preset: &'static Preset,
    form: &Form,
    problems: Problems,
) -> Result<Response> {
    let (around, ()) = visit.read(|_, _| Ok(())).await?;
    let body = views::FromPreset { around: &around, preset, form, problems: &problems };
    Ok(around.answer_or_invalid(&problems, preset.name, body))
}

/// Presets for a workspace that is there already, or what it lacks of one.
#[handler]
pub async fn more(
    visit: Visit,
    Path(uid): Path<Uid>,
    Query(params): Query<Params>,
) -> Result<Response> {
    match params.preset()? {
        None => more_chooser(&visit, uid).await,
        Some(preset) => more_form(&visit, uid, preset, None, Problems::new()).await,
    }
}

#[handler]
pub async fn add(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let typed = typed(&form.fields);
    let request = form.request.clone();
    let made = match plan(&form.fields, &typed) {
        Ok(plan) => {
            let verb = move |tx: &Tx<'_>| {
                let scope = workspaces::open(tx, tx.actor, uid)?;
                presets::add_missing(tx, &scope, &plan, Some(&request))
            };
            form.visit.write(Action::PresetAdded, verb).await
        }
        Err(cause) => Err(cause),
    };
    match (made, typed.preset) {
        (Ok(done), _) => Ok(answer::done(&workspaces::pages::settings_path(uid), done.entry)),
        (Err(Error::Invalid(problems)), Some(preset)) => {
            more_form(&form.visit, uid, preset, Some(typed), problems).await
        }
        (Err(cause), _) => Err(cause.into()),
    }
}

async fn more_chooser(visit: &Visit, uid: Uid) -> Result<Response> {
    let (around, workspace) = visit.read(move |conn, actor| opened(conn, actor, uid)).await?;
    let around = around.within(uid);
    Ok(around.answer("Add from a preset", views::More { workspace: &workspace }))
}

async fn more_form(
    visit: &Visit,
    uid: Uid,
    preset: &'static Preset,
    typed: Option<Form>,
    problems: Problems,
) -> Result<Response> {
    let (around, (workspace, missing)) = visit
        .read(move |conn, actor| {
            let scope = workspaces::open(conn, actor, uid)?;
            let mut missing = presets::missing(conn, &scope, preset)?;
            let mut lacking = Vec::new();
            for pack in missing.packs {
                let present = packs::present(conn, FieldOwner::In(&scope), pack)?;
                if present < pack.labels().len() {
                    lacking.push(pack);
                }
            }
            missing.packs = lacking;
            Ok((workspaces::find(conn, &scope)?, missing))
        })
        .await?;
    let around = around.within(uid);
    let form = typed.unwrap_or_else(|| Form::of_plan(&missing));
    let body = views::Missing {
        around: &around,
        workspace: &workspace,
        preset,
        missing: &missing,
        form: &form,
        problems: &problems,
    };
    Ok(around.answer_or_invalid(&problems, "Add from a preset", body))
}

fn opened(conn: &Connection, actor: &Actor, uid: Uid) -> Domain<Workspace> {
    workspaces::find(conn, &workspaces::open(conn, actor, uid)?)
}

fn typed(fields: &Fields) -> Form {
    Form::of_fields(|name| fields.find(name), fields.all("packs"))
}

/// A preset that this version does not have was offered by another one.
fn plan(fields: &Fields, typed: &Form) -> Domain<Plan> {
    if typed.preset.is_none() && fields.find("preset").is_some() {
        let message = "This preset is not there any more. Choose another, or start blank";
        return Err(Error::invalid("name", message));
    }
    typed.check()
}
