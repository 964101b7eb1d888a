//! Pages of imports: the file, its columns, how far it is, what came of it.
mod form;
mod one_by_one;
mod progress;
mod steps;

pub use one_by_one::{decide, review};
pub use progress::events;
pub use steps::{cancel, check, reopen, run};

use poem::{Body, Request, RequestBody, Response, Result, handler, http::header, web::Path};
use rusqlite::Connection;

use super::{Import, Plan, State, Wrong, intake, views};
use crate::{
    actor::Actor,
    audit::{self, Action, undo},
    contacts::{
        fields::Definition,
        lists::{self, List},
    },
    error::{Error, Problems, Result as Domain},
    ids::Uid,
    shell::{Surroundings, Visit, answer, upload::Upload},
    spreadsheet,
    transfer::{
        export::{Format, download::attachment},
        import,
    },
    workspaces::{self, Workspace},
};

#[handler]
pub async fn show(visit: Visit, Path(workspace): Path<Uid>) -> Result<Response> {
    start(&visit, workspace, Problems::new()).await
}

async fn start(visit: &Visit, workspace: Uid, problems: Problems) -> Result<Response> {
    let (around, (workspace, imports)) = visit
        .read(move |conn, actor| {
            let scope = workspaces::open(conn, actor, workspace)?;
            Ok((workspaces::find(conn, &scope)?, import::list(conn, &scope)?))
        })
        .await?;
    let around = around.within(workspace.uid);
    let now = visit.app.db.clock().now();
    let (most, imports) = (visit.app.config.limits.upload_bytes, &imports[..]);
    let (around_, workspace) = (&around, &workspace);
    let body = views::Start { around: around_, workspace, imports, problems: &problems, most, now };
    Ok(around.answer_or_invalid(&problems, "Import", body))
}

/// Who may not is told before the file is read.
#[handler]
pub async fn upload(Path(workspace): Path<Uid>, request: &Request, body: Body) -> Result<Response> {
    let mut body = RequestBody::new(body);
    let visit = Upload::visit(request, &mut body).await?;
    visit.read(move |conn, actor| workspaces::open(conn, actor, workspace).map(drop)).await?;
    let config = visit.app.config.clone();
    intake::refuse_without_room(&config.data_dir, declared(request))?;
    // The form's page comes back with what is wrong, so the visit is needed twice.
    let again = Visit::of(request)?;
    let received = match Upload::open(visit, request, body).await {
        Ok(upload) => {
            let (visit, name, pieces) = upload.pieces();
            let taken = intake::take_in(intake::folder(&config.data_dir), name, pieces).await;
            taken.map(|received| (visit, received))
        }
        Err(cause) => Err(cause.downcast::<Error>()?),
    };
    let (visit, received) = match received {
        Ok(received) => received,
        Err(Error::Invalid(problems)) => return start(&again, workspace, problems).await,
        Err(other) => return Err(other.into()),
    };
    let done = visit
        .write(Action::ContactsImported, move |tx| {
            let scope = workspaces::open(tx, tx.actor, workspace)?;
            import::begin(tx, &scope, &received, tx.now)
        })
        .await?;
    Ok(answer::see_other(&path(done.value)))
}

fn declared(request: &Request) -> u64 {
    let length = request.header(header::CONTENT_LENGTH);
    length.and_then(|it| it.parse().ok()).unwrap_or_default()
}

pub fn path(import: Uid) -> String {
    format!("/imports/{import}")
}

/// All that the page of one import shows.
pub struct Sheet {
    pub workspace: Workspace,
    pub import: Import,
    pub fields: Vec<Definition>,
    pub lists: Vec<List>,
    pub wrong: Vec<Wrong>,
    /// The same file, brought in before.
    pub same: Option<Import>,
    /// Whether what came in is still there, so that it can be undone.
    pub stands: bool,
    /// Whether it is being taken back this moment.
    pub is_going: bool,
}

/// Of those that cannot be taken; all of them are in the file.
const MOST_WRONG_SHOWN: usize = 50;

fn sheet(conn: &Connection, actor: &Actor, uid: Uid) -> Domain<Sheet> {
    let (scope, found) = import::open(conn, actor, uid)?;
    let mut wrong = match found.counts.wrong {
        0 => Vec::new(),
        _ => import::wrong(conn, &scope, &found)?,
    };
    wrong.truncate(MOST_WRONG_SHOWN);
    let came_in = found.counts.added + found.counts.updated > 0;
    Ok(Sheet {
        workspace: workspaces::find(conn, &scope)?,
        fields: import::fields_of(conn, &scope)?,
        lists: lists::all(conn, &scope)?,
        wrong,
        same: match found.state {
            State::Ready | State::Checked => import::same_before(conn, &scope, &found)?,
            _ => None,
        },
        is_going: came_in && undo::long::is_being_taken_back(conn, scope.owner(), found.change)?,
        stands: came_in && audit::stands(conn, scope.owner(), found.change)?,
        import: found,
    })
}

#[handler]
pub async fn one(visit: Visit, Path(uid): Path<Uid>) -> Result<Response> {
    page(&visit, uid, None, Problems::new()).await
}

/// With a plan that needs another look, as it was typed.
pub async fn page(
    visit: &Visit,
    uid: Uid,
    plan: Option<Plan>,
    problems: Problems,
) -> Result<Response> {
    let (around, mut sheet) = visit.read(move |conn, actor| sheet(conn, actor, uid)).await?;
    let around = around.within(sheet.workspace.uid);
    if let Some(plan) = plan {
        sheet.import.plan = plan;
        sheet.import.state = State::Ready;
    }
    let now = visit.app.db.clock().now();
    Ok(answered(&around, &sheet, &problems, now))
}

fn answered(around: &Surroundings, sheet: &Sheet, problems: &Problems, now: i64) -> Response {
    let title = format!("Import of {}", sheet.import.name);
    let body = views::One { around, sheet, problems, now };
    around.answer_or_invalid(problems, &title, body)
}

/// The lines that could not be taken, as a file that can be mended and imported.
#[handler]
pub async fn errors(visit: Visit, Path(uid): Path<Uid>) -> Result<Response> {
    let (_, (import, wrong)) = visit
        .read(move |conn, actor| {
            let (scope, import) = import::open(conn, actor, uid)?;
            let wrong = import::wrong(conn, &scope, &import)?;
            Ok((import, wrong))
        })
        .await?;
    let mut text = spreadsheet::BOM.to_owned();
    let mut line = spreadsheet::Line::new(&mut text);
    import.survey.headers.iter().for_each(|header| line.cell(header));
    line.cell("What is wrong");
    line.end();
    for left_out in &wrong {
        let mut line = spreadsheet::Line::new(&mut text);
        let width = import.survey.headers.len().max(left_out.cells.len());
        for at in 0..width {
            line.cell(left_out.cells.get(at).map_or("", String::as_str));
        }
        line.cell(&format!("Line {}: {}", left_out.line, left_out.said));
        line.end();
    }
    let name = format!("Left out of {}", import.name.trim_end_matches(".csv"));
    let mut response = Response::builder().content_type(Format::Csv.content_type()).body(text);
    response
        .headers_mut()
        .insert(header::CONTENT_DISPOSITION, attachment(&name, Format::Csv.extension()));
    Ok(response)
}
