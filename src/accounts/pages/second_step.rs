//! Between the two steps of signing in: the code, or the setting up where nobody may be without.
use poem::{Request, Response, Result, handler, http::StatusCode, web::Query};
use serde::Deserialize;

use super::{
    sign_in::{again, arrival},
    with_cookie,
};
use crate::{
    accounts::{
        second_factor::{Refusal, Via, half::Errand},
        second_step::{self, Answer, Entered, Knock, Waiting},
        sessions,
        tokens::{Fingerprint, Secret},
        views,
    },
    error::Error,
    settings,
    shell::{Door, DoorForm, OLD_PAGE, Pass, answer, cookie},
};

pub const CODE_PATH: &str = "/login/code";
pub const ENROL_PATH: &str = "/login/enrol";

const TOO_LATE: (&str, &str) = (
    "The second step was open for too long",
    "Type your password once more; then you go on to where you were going.",
);

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Params {
    next: String,
    by: String,
}

/// What the form of the second step holds, or will.
struct Typed<'a> {
    next: &'a str,
    is_recovery: bool,
    code: &'a str,
}

#[handler]
pub async fn show_code(
    door: Door,
    request: &Request,
    Query(Params { next, by }): Query<Params>,
) -> Result<Response> {
    let next = answer::own_path(&next);
    let Some(waiting) = waiting(&door, request, Errand::Code).await? else {
        return elsewhere(&door, request, next).await;
    };
    let typed = Typed { next, is_recovery: by == "recovery", code: "" };
    Ok(code_page(&door, StatusCode::OK, &waiting, &typed, None))
}

#[handler]
pub async fn submit_code(form: DoorForm, request: &Request) -> Result<Response> {
    let Some(waiting) = waiting(&form.door, request, Errand::Code).await? else {
        return Ok(again(&form, StatusCode::UNAUTHORIZED, TOO_LATE).await);
    };
    let next = answer::own_path(form.fields.get("next"));
    let is_recovery = form.fields.get("by") == "recovery";
    let typed = Typed { next, is_recovery, code: form.fields.get("code") };
    let show = |status, refusal| code_page(&form.door, status, &waiting, &typed, Some(refusal));
    if !form.is_proven {
        return Ok(show(StatusCode::FORBIDDEN, (OLD_PAGE, String::new())));
    }
    match second_step::enter(&form.app().db, knock(&form, request)).await {
        Ok(Answer::In(entered)) => Ok(entered_page(&entered, next)),
        Ok(Answer::Refused(refusal)) => {
            Ok(show(StatusCode::UNPROCESSABLE_ENTITY, told(&form.door, &waiting, refusal)))
        }
        Ok(Answer::Expired) => Ok(again(&form, StatusCode::UNAUTHORIZED, TOO_LATE).await),
        Err(cause) => Err(cause.into()),
    }
}

#[handler]
pub async fn show_enrol(
    door: Door,
    request: &Request,
    Query(Params { next, .. }): Query<Params>,
) -> Result<Response> {
    let next = answer::own_path(&next);
    match waiting(&door, request, Errand::Enrol).await? {
        Some(waiting) => Ok(enrol_page(&door, StatusCode::OK, &waiting, next, None)),
        None => elsewhere(&door, request, next).await,
    }
}

#[handler]
pub async fn submit_enrol(form: DoorForm, request: &Request) -> Result<Response> {
    let Some(waiting) = waiting(&form.door, request, Errand::Enrol).await? else {
        return Ok(again(&form, StatusCode::UNAUTHORIZED, TOO_LATE).await);
    };
    let next = answer::own_path(form.fields.get("next"));
    let show = |status, refusal| enrol_page(&form.door, status, &waiting, next, Some(refusal));
    if !form.is_proven {
        return Ok(show(StatusCode::FORBIDDEN, (OLD_PAGE, String::new())));
    }
    match second_step::enrol(&form.app().db, knock(&form, request)).await {
        Ok(Answer::In(enrolled)) => {
            let user = &enrolled.signed_in.user;
            let codes: Vec<&str> = enrolled.codes.iter().map(Secret::reveal).collect();
            let today = waiting.preferences.manner.date(form.app().db.clock().now());
            let body =
                views::CodesAtTheDoor { email: &user.email, codes: &codes, today: &today, next };
            let page = form.door.page(StatusCode::OK, "Recovery codes", body);
            let page = with_cookie(page, cookie::set(&enrolled.signed_in.session.token));
            Ok(with_cookie(page, cookie::clear_half()))
        }
        Ok(Answer::Refused(refusal)) => {
            Ok(show(StatusCode::UNPROCESSABLE_ENTITY, told(&form.door, &waiting, refusal)))
        }
        Ok(Answer::Expired) => Ok(again(&form, StatusCode::UNAUTHORIZED, TOO_LATE).await),
        Err(cause) => Err(cause.into()),
    }
}

/// The address with where it leads on to.
pub fn with_next(path: &str, next: &str) -> String {
    match next {
        "/" => path.to_owned(),
        next => format!("{path}?next={}", answer::encoded(next)),
    }
}

fn half_of(request: &Request) -> Option<Fingerprint> {
    cookie::half_token(request).and_then(sessions::fingerprint)
}

fn knock(form: &DoorForm, request: &Request) -> Knock {
    Knock {
        half: half_of(request),
        typed: form.fields.get("code").to_owned(),
        arrival: arrival(form, request),
    }
}

async fn waiting(door: &Door, request: &Request, errand: Errand) -> Result<Option<Waiting>, Error> {
    let (half, at) = (half_of(request), door.app.db.clock().read());
    door.app.db.read(move |conn| second_step::waiting(conn, half, errand, at)).await
}

/// Whoever is in already goes on; everybody else begins with their password.
async fn elsewhere(door: &Door, request: &Request, next: &str) -> Result<Response> {
    let (pass, at) = (Pass::of(request).ok(), door.app.db.clock().read());
    let around = move |conn: &_| {
        let is_in = pass.is_some_and(|pass| pass.person(conn, at).is_ok());
        Ok((is_in, settings::household_name(conn)?))
    };
    let (is_in, household) = door.app.db.read(around).await?;
    if is_in {
        return Ok(answer::see_other(next));
    }
    let refusal = Some(TOO_LATE);
    let body = views::Login { csrf: &door.csrf(), household: &household, email: "", next, refusal };
    Ok(door.page(StatusCode::UNAUTHORIZED, "Sign in", body))
}

/// Whoever used their last recovery code is led to make new ones, and on from there.
fn entered_page(entered: &Entered, next: &str) -> Response {
    let on = match entered.via {
        Via::App => answer::see_other(next),
        Via::Recovery { left: 0 } => {
            let path = with_next(super::second_factor::PATH, next);
            answer::done(&path, entered.done.entry)
        }
        Via::Recovery { .. } => answer::done(next, entered.done.entry),
    };
    let token = &entered.done.value.session.token;
    with_cookie(with_cookie(on, cookie::set(token)), cookie::clear_half())
}

fn told(door: &Door, waiting: &Waiting, refusal: Refusal) -> (&'static str, String) {
    let here = waiting.preferences.manner.exact(door.app.db.clock().now());
    (refusal.title(), refusal.advice(&here))
}

fn code_page(
    door: &Door,
    status: StatusCode,
    waiting: &Waiting,
    typed: &Typed<'_>,
    refusal: Option<(&str, String)>,
) -> Response {
    let body = views::CodeAtTheDoor {
        csrf: &door.csrf(),
        email: &waiting.user.email,
        next: typed.next,
        is_recovery: typed.is_recovery,
        code: typed.code,
        refusal,
    };
    door.page(status, "Two-step sign-in", body)
}

fn enrol_page(
    door: &Door,
    status: StatusCode,
    waiting: &Waiting,
    next: &str,
    refusal: Option<(&str, String)>,
) -> Response {
    let Some(draft) = &waiting.draft else { return answer::see_other("/login") };
    let email = &waiting.user.email;
    let body = views::EnrolAtTheDoor { csrf: &door.csrf(), email, draft, next, refusal };
    door.page(status, "Set up two-step sign-in", body)
}
