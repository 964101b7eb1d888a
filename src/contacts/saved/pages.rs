//! Views saved, renamed, brought up to date, deleted; the columns of a list chosen.
use poem::{Response, Result, handler, http::StatusCode, web::Path};
use rusqlite::Connection;

use super::{Change, Draft, View, views};
use crate::{
    actor::Actor,
    audit::Action,
    contacts::{
        Asked, Column, Reading, Step,
        fields::{self, Definition},
        pages::list::query_of,
        saved,
    },
    error::{Error, Problems, Result as Domain},
    ids::Uid,
    shell::{Submission, Visit, answer},
    workspaces::{self, Workspace},
};

/// The name for a view of what the list asks for now.
#[handler]
pub async fn new(visit: Visit, Path(workspace): Path<Uid>) -> Result<Response> {
    let asked = Reading::of_query(query_of(&visit.path)).map(|it| it.asked);
    new_form(&visit, workspace, asked, "", Problems::new()).await
}

#[handler]
pub async fn create(form: Submission, Path(workspace): Path<Uid>) -> Result<Response> {
    let asked = Reading::of_query(form.fields.get("query")).map(|it| it.asked);
    let (name, request) = (form.fields.get("name").to_owned(), form.request);
    let (wanted, query) = (name.clone(), form.fields.get("query").to_owned());
    let view = form.fields.get("view").parse().ok();
    let saved = form
        .visit
        .write(Action::ViewSaved, move |tx| {
            let scope = workspaces::open(tx, tx.actor, workspace)?;
            let columns = saved::around(tx, &scope, view)?.1;
            saved::create(tx, &scope, &Draft { name: wanted, query, columns }, Some(&request))
        })
        .await;
    match saved {
        Ok(done) => Ok(answer::done(&views::path(workspace, &done.value), done.change)),
        Err(Error::Invalid(problems)) => {
            new_form(&form.visit, workspace, asked, &name, problems).await
        }
        Err(cause) => Err(cause.into()),
    }
}

async fn new_form(
    visit: &Visit,
    workspace: Uid,
    asked: Domain<Asked>,
    name: &str,
    problems: Problems,
) -> Result<Response> {
    let (around, (workspace, asked)) = visit
        .read(move |conn, actor| {
            let scope = workspaces::open(conn, actor, workspace)?;
            Ok((workspaces::find(conn, &scope)?, asked?))
        })
        .await?;
    let around = around.within(workspace.uid);
    let (workspace, asked, problems) = (&workspace, &asked, &problems);
    let body = views::New { around: &around, workspace, asked, name, problems };
    Ok(around.answer_or_invalid(problems, "Save as a view", body))
}

#[handler]
pub async fn edit(visit: Visit, Path(uid): Path<Uid>) -> Result<Response> {
    edit_form(&visit, uid, None, Problems::new()).await
}

#[handler]
pub async fn rename(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let name = form.fields.get("name").to_owned();
    let wanted = Change { name: Some(name.clone()), ..Change::default() };
    match changed(&form.visit, uid, wanted).await {
        Ok(response) => Ok(response),
        Err(Error::Invalid(problems)) => edit_form(&form.visit, uid, Some(name), problems).await,
        Err(cause) => Err(cause.into()),
    }
}

/// The view takes over what the list asks for now.
#[handler]
pub async fn keep(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let query = form.fields.get("query").to_owned();
    let wanted = Change { query: Some(query), ..Change::default() };
    Ok(changed(&form.visit, uid, wanted).await?)
}

async fn changed(visit: &Visit, uid: Uid, wanted: Change) -> Domain<Response> {
    let done = visit
        .write(Action::ViewChanged, move |tx| {
            let (scope, _) = saved::open(tx, tx.actor, uid)?;
            Ok((scope.uid(), saved::change(tx, &scope, uid, &wanted)?))
        })
        .await?;
    let (workspace, view) = done.value;
    Ok(answer::done(&views::path(workspace, &view), done.change))
}

#[handler]
pub async fn delete(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let done = form
        .visit
        .write(Action::ViewDeleted, move |tx| {
            let (scope, _) = saved::open(tx, tx.actor, uid)?;
            saved::delete(tx, &scope, uid)?;
            Ok(scope.uid())
        })
        .await?;
    Ok(answer::done(&answer::workspace_path(done.value), done.change))
}

async fn edit_form(
    visit: &Visit,
    uid: Uid,
    typed: Option<String>,
    problems: Problems,
) -> Result<Response> {
    let (around, (workspace, view)) = visit
        .read(move |conn, actor| {
            let (scope, view) = saved::open(conn, actor, uid)?;
            Ok((workspaces::find(conn, &scope)?, view))
        })
        .await?;
    let around = around.within(workspace.uid);
    let name = typed.as_deref().unwrap_or(view.name());
    let (workspace, view, problems) = (&workspace, &view, &problems);
    let body = views::Edit { around: &around, workspace, view, name, problems };
    Ok(around.answer_or_invalid(problems, "Edit view", body))
}

/// What a list shows, and what it could show.
pub struct Offered {
    pub workspace: Workspace,
    /// Whose columns they are; none for the plain list's.
    pub view: Option<View>,
    pub columns: Vec<Column>,
    pub fields: Vec<Definition>,
    /// The list to go back to.
    pub asked: Asked,
    pub problems: Problems,
}

#[handler]
pub async fn show_columns(visit: Visit, Path(workspace): Path<Uid>) -> Result<Response> {
    let asked = Reading::of_query(query_of(&visit.path)).map(|it| it.asked);
    columns_form(&visit, workspace, asked, None, Problems::new()).await
}

#[handler]
pub async fn choose_columns(form: Submission, Path(workspace): Path<Uid>) -> Result<Response> {
    let query = form.fields.get("query").to_owned();
    let asked = Reading::of_query(&query).map(|it| it.asked);
    let view = asked.as_ref().ok().and_then(|it| it.view);
    let ticked: Vec<Column> = form.fields.all("column").filter_map(Column::from_code).collect();
    let step = Step::ALL
        .into_iter()
        .find_map(|step| Some((step, Column::from_code(form.fields.find(step.code())?)?)));
    let chosen = match &step {
        Some((step, column)) => saved::moved(&ticked, column, *step),
        None => ticked.clone(),
    };
    let saved = form
        .visit
        .write(Action::ColumnsChosen, move |tx| {
            let scope = workspaces::open(tx, tx.actor, workspace)?;
            saved::choose_columns(tx, &scope, view, &chosen)
        })
        .await;
    match saved {
        Ok(_) if step.is_some() => {
            Ok(answer::see_other(&format!("/w/{workspace}/columns?{query}")))
        }
        Ok(done) => Ok(answer::done(&asked?.path(workspace), done.change)),
        Err(Error::Invalid(problems)) => {
            columns_form(&form.visit, workspace, asked, Some(ticked), problems).await
        }
        Err(cause) => Err(cause.into()),
    }
}

async fn columns_form(
    visit: &Visit,
    workspace: Uid,
    asked: Domain<Asked>,
    ticked: Option<Vec<Column>>,
    problems: Problems,
) -> Result<Response> {
    let (around, mut offered) =
        visit.read(move |conn, actor| offered(conn, actor, workspace, asked?)).await?;
    offered.columns = ticked.unwrap_or(offered.columns);
    offered.problems = problems;
    let around = around.within(workspace);
    let status = match offered.problems.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let body = views::ColumnsPage { around: &around, offered: &offered };
    Ok(around.answer_with(status, "Columns", body))
}

fn offered(conn: &Connection, actor: &Actor, workspace: Uid, asked: Asked) -> Domain<Offered> {
    let scope = workspaces::open(conn, actor, workspace)?;
    let (views, columns) = saved::around(conn, &scope, asked.view)?;
    Ok(Offered {
        workspace: workspaces::find(conn, &scope)?,
        view: views.into_iter().find(|it| Some(it.uid) == asked.view),
        columns,
        fields: fields::seen(conn, &scope)?,
        asked,
        problems: Problems::new(),
    })
}
