//! All that is answered while it is locked: the page, who asks whether it is well, and the assets.
use std::time::Duration;

use poem::{
    Endpoint, EndpointExt, IntoResponse, Request, Response, Result,
    endpoint::make,
    handler,
    http::{HeaderValue, Method, StatusCode, header},
};
use serde_json::json;

use super::{Lock, State, views};
use crate::{
    error::Error,
    shell::{
        DoorForm, Fields, Keeping, Kept, Latch, OLD_PAGE, answer, errors::is_for_programs,
        origin_of,
    },
    web::{
        assets::{self, Assets},
        layout::{Bare, wants_fragment},
    },
};

pub const PATH: &str = "/unlock";
/// Longer, and the page says that it takes a while: a database may have to be migrated first.
const PATIENCE: Duration = Duration::from_secs(10);
const HELD: &str =
    "pi-crm has started and is locked. Unlock it on a new tab; nothing was saved yet.";

/// Instead of every other route.
pub fn endpoint(lock: Lock) -> impl Endpoint<Output = Response> {
    make(move |request: Request| answered(lock.clone(), request)).map_to_response()
}

/// Somebody who had the page open while another one unlocked it.
#[handler]
pub fn open_already() -> Response {
    answer::see_other("/")
}

#[handler]
pub fn unlock_again(form: DoorForm) -> Response {
    answer::see_other(answer::own_path(form.fields.get("next")))
}

async fn answered(lock: Lock, request: Request) -> Result<Response> {
    let path = request.uri().path().to_owned();
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    if path == "/health" && is_read {
        return Ok(as_json(StatusCode::OK, &json!({ "status": "locked" })));
    }
    if is_for_programs(&path) {
        return Ok(for_programs());
    }
    if path.starts_with("/assets/") || assets::WELL_KNOWN.contains(&&*path) {
        return Ok(Assets.call(request).await?.into_response());
    }
    if is_read {
        return page_instead(&lock, &request);
    }
    let (request, mut body) = request.split();
    let fields = Fields::read(&request, &mut body).await?;
    if path == PATH && *request.method() == Method::POST {
        return unlock(&lock, &request, &fields).await;
    }
    Keeping::keep(&request, &Kept::of(&request, &fields));
    Err(Error::Unavailable(HELD.into()).into())
}

/// What was wanted comes after it.
fn page_instead(lock: &Lock, request: &Request) -> Result<Response> {
    let next = request.uri().path_and_query().map_or("/", |it| it.as_str());
    if wants_fragment(request) {
        // The page around it is of before the start.
        let here = request.header("HX-Current-URL").and_then(|it| it.parse().ok());
        let here: poem::http::Uri = here.unwrap_or_default();
        let page = here.path_and_query().map_or("/", |it| it.as_str()).to_owned();
        let refused = Response::builder().status(StatusCode::SERVICE_UNAVAILABLE);
        return Ok(refused.header("HX-Redirect", page).finish());
    }
    if lock.state() == State::Opening {
        return Ok(opening(answer::own_path(next)));
    }
    let next = if next == PATH { "/" } else { answer::own_path(next) };
    page(request, StatusCode::SERVICE_UNAVAILABLE, next, None)
}

async fn unlock(lock: &Lock, request: &Request, fields: &Fields) -> Result<Response> {
    let next = answer::own_path(fields.get("next"));
    if !Latch::proves(request, fields) {
        return page(request, StatusCode::FORBIDDEN, next, Some((OLD_PAGE, "")));
    }
    let passphrase = fields.get("passphrase");
    if passphrase.trim().is_empty() {
        let advice = ("Type the passphrase", "Nothing was tried.");
        return page(request, StatusCode::UNPROCESSABLE_ENTITY, next, Some(advice));
    }
    let trying = lock.unlock(origin_of(request).0, passphrase.to_owned());
    let Ok(tried) = tokio::time::timeout(PATIENCE, trying).await else {
        return Ok(opening(next));
    };
    match tried {
        Ok(State::Open) => Ok(answer::see_other(next)),
        Ok(State::Failed(why)) => {
            let said = ("The passphrase is right, but the database does not open", &*why);
            page(request, StatusCode::SERVICE_UNAVAILABLE, next, Some(said))
        }
        Ok(State::Waiting | State::Opening) => Ok(opening(next)),
        Err(Error::Invalid(_)) => {
            let advice = "Try again; capitals matter, blanks do not.";
            let said = ("This is not the passphrase", advice);
            page(request, StatusCode::UNPROCESSABLE_ENTITY, next, Some(said))
        }
        Err(cause) => Err(cause.into()),
    }
}

fn page(
    request: &Request,
    status: StatusCode,
    next: &str,
    refusal: Option<(&str, &str)>,
) -> Result<Response> {
    let latch = Latch::of(request)?;
    let csrf = latch.csrf();
    Ok(latch.page(status, "Locked", views::Locked { csrf: &csrf, next, refusal }))
}

fn opening(next: &str) -> Response {
    let page = Bare::new("Opening", views::Opening { next });
    let mut response = answer::html(StatusCode::SERVICE_UNAVAILABLE, page.whole());
    if let Ok(again) = HeaderValue::try_from(format!("3; url={next}")) {
        response.headers_mut().insert(header::REFRESH, again);
    }
    response
}

fn for_programs() -> Response {
    let message = "pi-crm has started and is locked. Somebody has to type its passphrase in the \
                   browser; nothing was changed.";
    let error = json!({ "code": "locked", "message": message });
    let envelope = json!({ "data": null, "error": error });
    as_json(StatusCode::SERVICE_UNAVAILABLE, &envelope)
}

fn as_json(status: StatusCode, value: &serde_json::Value) -> Response {
    Response::builder()
        .status(status)
        .content_type("application/json; charset=utf-8")
        .body(value.to_string())
}
