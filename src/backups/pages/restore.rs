//! Restoring in the browser: an owner's page, and on a new box a page for whoever holds its set-up
//! code. The work goes on behind it; then pi-crm starts again by itself.
use std::time::Duration;

use hyper::body::Bytes;
use poem::{
    Body, Request, RequestBody, Response, Result, handler,
    http::{StatusCode, header},
};

use super::refuse_members;
use crate::{
    accounts::{pages::set_up, users},
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
    shell::{Door, DoorForm, Fields, OLD_PAGE, Submission, Visit, answer, upload::Upload},
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
    let declared = request.header(header::CONTENT_LENGTH).and_then(|it| it.parse().ok());
    let again = Visit::of(request)?;
    let taken = match Upload::open(visit, request, body).await {
        Ok(upload) => {
            let (visit, _, pieces) = upload.pieces();
            let home = visit.app.home();
            let taken = attempt::take_in(home, declared.unwrap_or_default(), pieces).await;
            taken.map_err(|cause| Error::invalid("file", cause.words()))
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

#[handler]
pub async fn show_new(door: Door) -> Result<Response> {
    nobody_here(&door.app).await?;
    new_page(&door, StatusCode::OK, &Problems::new(), None).await
}

/// The code first: without it nobody learns anything of a backup.
#[handler]
pub async fn submit_new(form: DoorForm) -> Result<Response> {
    nobody_here(form.app()).await?;
    if !form.is_proven {
        let none = Problems::new();
        return new_page(&form.door, StatusCode::FORBIDDEN, &none, Some(OLD_PAGE)).await;
    }
    let code = set_up::checked_code(&form, form.fields.get("code").to_owned()).await?;
    let actor = form.actor(Who::Job("restore"));
    match code.and_then(|()| begun(form.app(), &form.fields, actor)) {
        Ok(()) => Ok(answer::see_other(NEW_BOX)),
        Err(Error::Invalid(problems)) => {
            new_page(&form.door, StatusCode::UNPROCESSABLE_ENTITY, &problems, None).await
        }
        Err(cause) => Err(cause.into()),
    }
}

#[handler]
pub async fn events_new(door: Door) -> Result<Response> {
    nobody_here(&door.app).await?;
    Ok(told(door.app.clone()))
}

async fn nobody_here(app: &App) -> Domain<()> {
    match app.db.read(users::count).await? {
        0 => Ok(()),
        _ => Err(Error::NotFound("page")),
    }
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
    let home = app.home();
    let look = move || (find::everywhere(&home), attempt::has_upload(&home));
    let (found, has_upload) = tokio::task::spawn_blocking(look).await.map_err(Error::internal)?;
    Ok(Choice { found, has_upload, state: app.restoring.state() })
}

async fn page(visit: &Visit, problems: &Problems) -> Result<Response> {
    let (around, ()) = visit.read_as(|_, me| refuse_members(me.role)).await?;
    let choice = choice(&visit.app).await?;
    let most = visit.app.config.limits.upload_bytes;
    let body = views::Restore { around: &around, choice: &choice, problems, most };
    Ok(around.answer_or_invalid(problems, "Restore", body))
}

async fn new_page(
    door: &Door,
    status: StatusCode,
    problems: &Problems,
    notice: Option<&str>,
) -> Result<Response> {
    let choice = choice(&door.app).await?;
    let body = views::NewBox { csrf: &door.csrf(), choice: &choice, problems, notice };
    Ok(door.page(status, "Restore", body))
}
