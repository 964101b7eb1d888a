//! The page on which columns are chosen, and the download.
use poem::{Request, Response, Result, handler, http::Uri, web::Path};

use super::{Format, Wanted, Writing, download::download, views};
use crate::{
    error::{Error, Problems, Result as Domain},
    ids::Uid,
    shell::{Fields, Visit},
    transfer::columns,
    workspaces,
};

#[handler]
pub async fn show(visit: Visit, Path(workspace): Path<Uid>) -> Result<Response> {
    page(&visit, workspace, Problems::new()).await
}

async fn page(visit: &Visit, workspace: Uid, problems: Problems) -> Result<Response> {
    let (around, (workspace, columns)) = visit
        .read(move |conn, actor| {
            let scope = workspaces::open(conn, actor, workspace)?;
            Ok((workspaces::find(conn, &scope)?, columns::all(conn, &scope)?))
        })
        .await?;
    let around = around.within(workspace.uid);
    let body = views::Export {
        around: &around,
        workspace: &workspace,
        columns: &columns,
        problems: &problems,
    };
    Ok(around.answer_or_invalid(&problems, "Export", body))
}

#[handler]
pub async fn file(visit: Visit, Path(workspace): Path<Uid>, request: &Request) -> Result<Response> {
    let wanted = wanted(request.uri());
    let begun = visit
        .read(move |conn, actor| {
            let scope = workspaces::open(conn, actor, workspace)?;
            let name = workspaces::find(conn, &scope)?.name;
            Ok((Writing::begin(conn, &scope, &wanted?)?, actor.clone(), name))
        })
        .await;
    let (around, (writing, actor, name)) = match begun {
        Ok(begun) => begun,
        Err(cause) => match cause.downcast::<Error>() {
            Ok(Error::Invalid(problems)) => return page(&visit, workspace, problems).await,
            Ok(other) => return Err(other.into()),
            Err(other) => return Err(other),
        },
    };
    let today = around.manner().today(visit.app.db.clock().now());
    let name = today.map_or(name.clone(), |today| format!("{name} {today}"));
    Ok(download(visit.app.db.clone(), actor, workspace, writing, &name))
}

/// Everything unless something is named; what is not understood is told of.
pub fn wanted(uri: &Uri) -> Domain<Wanted> {
    let fields = Fields::parse(uri.query().unwrap_or_default().as_bytes())?;
    let format = match fields.get("format") {
        "" => Format::default(),
        code => Format::from_code(code).ok_or_else(|| {
            Error::invalid("format", "Choose CSV or one of the two kinds of vCards")
        })?,
    };
    let columns = fields.all("column").map(str::to_owned).collect();
    Ok(Wanted { format, columns, ..Wanted::default() })
}
