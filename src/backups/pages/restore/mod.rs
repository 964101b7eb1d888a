//! Restoring in the browser: an owner's page, and on a new box a page for whoever holds its set-up
//! code. The work goes on behind it; then pi-crm starts again by itself.
pub mod new_box;

use std::time::Duration;

use hyper::body::Bytes;
use poem::{Body, Request, RequestBody, Response, Result, handler, http::header};

use super::refuse_members;
use crate::{
    actor::Who,
    app::App,
    backups::{
        restore::{
            attempt::{self, Asked, State},
            find::{self, Found},
        },
        trouble::Trouble,
        views,
    },
    error::{Error, Problems, Result as Domain, unless_any},
    shell::{Fields, Submission, Visit, answer, upload::Upload},
    web::streamed::streamed,
};

pub const OWN: &str = "/household/backups/restore";
pub const NEW_BOX: &str = "/first-run/restore";
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// What there is to choose from, and how the last attempt goes.
pub struct Choice {
    pub found: Vec<Found>,
    pub has_upload: bool,
    pub state: State,
}

#[handler]
pub async fn show(visit: Visit) -> Result<Response> {
    page(&visit, &Problems::new()).await
}

#[handler]
pub async fn submit(form: Submission) -> Result<Response> {
    let pass = form.visit.pass();
    let may = form.visit.app.db.read({
        let at = form.visit.app.db.clock().read();
        move |conn| {
            let person = pass.person(conn, at)?;
            refuse_members(person.role)?;
            Ok(pass.actor(&person))
        }
    });
    let who = may.await?;
    match begun(&form.visit.app, &form.fields, who) {
        Ok(()) => Ok(answer::see_other(OWN)),
        Err(Error::Invalid(problems)) => page(&form.visit, &problems).await,
        Err(cause) => Err(cause.into()),
    }
}

#[handler]
pub async fn upload(request: &Request, body: Body) -> Result<Response> {
    let mut body = RequestBody::new(body);
    let visit = Upload::visit(request, &mut body).await?;
    visit.read_as(|_, me| refuse_members(me.role)).await?;
    let declared = declared_bytes(request);
    let again = Visit::of(request)?;
    let taken = match Upload::open(visit, request, body).await {
        Ok(upload) => {
            let (visit, _, pieces) = upload.pieces();
            let home = visit.app.home();
            let taken = attempt::take_in(home, declared, pieces).await;
            taken.map_err(|cause| Error::invalid("upload", cause.words()))
        }
        Err(cause) => Err(cause.downcast::<Error>()?),
    };
    match taken {
        Ok(()) => Ok(answer::see_other(OWN)),
        Err(Error::Invalid(problems)) => page(&again, &problems).await,
        Err(cause) => Err(cause.into()),
    }
}

#[handler]
pub async fn events(visit: Visit) -> Result<Response> {
    visit.read_as(|_, me| refuse_members(me.role)).await?;
    Ok(told(visit.app.clone()))
}

/// None where it is not said beforehand.
fn declared_bytes(request: &Request) -> u64 {
    let declared = request.header(header::CONTENT_LENGTH).and_then(|it| it.parse().ok());
    declared.unwrap_or_default()
}

fn begun(app: &App, fields: &Fields, who: crate::actor::Actor) -> Domain<()> {
    let mut problems = Problems::new();
    let file = fields.get("file");
    if file.is_empty() {
        problems.insert("file", "Choose a backup".into());
    }
    if fields.get("sure").is_empty() {
        problems.insert("sure", "Tick this to go on".into());
    }
    unless_any(problems)?;
    let asked = Asked {
        file: file.to_owned(),
        recovery_key: fields.get("recovery_secret").to_owned(),
        may_be_of_others: !fields.get("other_household").is_empty(),
        without_passphrase: !fields.get("unlocked").is_empty(),
        // A person of now may not be one of then.
        who: crate::actor::Actor { who: Who::Job("restore"), ..who },
    };
    let begun = app.restoring.begin(app.home(), app.db.clock().clone(), asked, app.restart.clone());
    begun.map_err(|cause: Trouble| Error::Conflict(cause.words()))
}

/// Until it is over, one way or the other.
fn told(app: App) -> Response {
    let (pieces, body) = streamed();
    tokio::spawn(async move {
        loop {
            let state = app.restoring.state();
            let event = match &state {
                State::AtWork(progress) => {
                    let html = views::Restoring { progress }.to_string();
                    format!("data: {}\n\n", html.replace('\n', " "))
                }
                _ => "event: done\ndata: \n\n".to_owned(),
            };
            let is_heard = pieces.send(Ok(Bytes::from(event))).await.is_ok();
            if !is_heard || !matches!(state, State::AtWork(_)) {
                return;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    });
    Response::builder().content_type("text/event-stream").body(body)
}

/// Drives and shares are looked into where that may take its time.
async fn choice(app: &App) -> Domain<Choice> {
    let (home, more) = (app.home(), app.restoring.more());
    let look = move || (find::everywhere(&home, &more), attempt::has_upload(&home));
    let (found, has_upload) = tokio::task::spawn_blocking(look).await.map_err(Error::internal)?;
    Ok(Choice { found, has_upload, state: app.restoring.state() })
}

async fn page(visit: &Visit, problems: &Problems) -> Result<Response> {
    let (around, ()) = visit.read_as(|_, me| refuse_members(me.role)).await?;
    let choice = choice(&visit.app).await?;
    let most = visit.app.config.limits.backup_bytes;
    let body = views::Restore { around: &around, choice: &choice, problems, most };
    Ok(around.answer_or_invalid(problems, "Restore", body))
}
