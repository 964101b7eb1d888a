//! Signing in and out.
use poem::{Request, Response, Result, handler, http::StatusCode, web::Query};
use serde::Deserialize;

use super::{admitted, with_cookie};
use crate::{
    accounts::{
        entrance::{self, Arrival, Knock},
        sessions,
        sign_in::REFUSAL,
        users, views,
    },
    audit::{Action, Tx},
    error::{Error, Result as Domain},
    settings,
    shell::{Door, DoorForm, OLD_PAGE, Pass, Submission, answer, cookie},
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Params {
    next: String,
}

#[handler]
pub async fn show(
    door: Door,
    request: &Request,
    Query(Params { next }): Query<Params>,
) -> Result<Response> {
    let pass = Pass::of(request).ok();
    let at = door.app.db.clock().read();
    let (is_first_run, is_signed_in, household) = door
        .app
        .db
        .read(move |conn| {
            let is_signed_in = pass.is_some_and(|pass| pass.person(conn, at).is_ok());
            let household = settings::household_name(conn)?;
            Ok((users::count(conn)? == 0, is_signed_in, household))
        })
        .await?;
    let next = answer::own_path(&next);
    if is_first_run || is_signed_in {
        return Ok(answer::see_other(if is_first_run { "/first-run" } else { next }));
    }
    let csrf = door.csrf();
    let body = views::Login { csrf: &csrf, household: &household, email: "", next, refusal: None };
    Ok(door.page(StatusCode::OK, "Sign in", body))
}

#[handler]
pub async fn submit(form: DoorForm, request: &Request) -> Result<Response> {
    if !form.is_proven {
        return Ok(again(&form, StatusCode::FORBIDDEN, (OLD_PAGE, "")).await);
    }
    let knock = Knock {
        email: form.fields.get("email").to_owned(),
        password: form.fields.get("password").to_owned(),
        arrival: arrival(&form, request),
        rule: form.app().config.second_factor(),
    };
    let app = form.app();
    match entrance::enter(&app.db, &app.passwords, knock).await? {
        Some(entered) => Ok(admitted(&entered, answer::own_path(form.fields.get("next")))),
        None => Ok(refused(&form).await),
    }
}

pub fn arrival(form: &DoorForm, request: &Request) -> Arrival {
    Arrival {
        device: form.device.clone(),
        request_id: form.request_id.clone(),
        earlier: cookie::session_token(request).and_then(sessions::fingerprint),
    }
}

async fn refused(form: &DoorForm) -> Response {
    let advice = (REFUSAL, "Check both and try again.");
    again(form, StatusCode::UNPROCESSABLE_ENTITY, advice).await
}

/// The first step again, with what was typed and what is wrong. The household's name is only a
/// greeting: without the database there is none.
pub async fn again(form: &DoorForm, status: StatusCode, refusal: (&str, &str)) -> Response {
    let household = form.app().db.read(settings::household_name).await.unwrap_or_default();
    let body = views::Login {
        csrf: &form.door.csrf(),
        household: &household,
        email: form.fields.get("email"),
        next: answer::own_path(form.fields.get("next")),
        refusal: Some(refusal),
    };
    form.door.page(status, "Sign in", body)
}

/// Whoever is signed out already is where they wanted to be.
#[handler]
pub async fn sign_out(form: Result<Submission>) -> Result<Response> {
    let ended = match form {
        Ok(form) => end(&form).await,
        Err(cause) if is_signed_out(&cause) => Ok(()),
        Err(cause) => return Err(cause),
    };
    match ended {
        Ok(()) | Err(Error::Unauthenticated) => {
            Ok(with_cookie(answer::see_other("/login"), cookie::clear()))
        }
        Err(cause) => Err(cause.into()),
    }
}

async fn end(form: &Submission) -> Domain<()> {
    let pass = form.visit.pass();
    let verb = move |tx: &Tx<'_>| {
        let person = pass.person(tx, tx.at)?;
        entrance::leave(tx, &person)
    };
    form.visit.write(Action::SignedOut, verb).await?;
    Ok(())
}

fn is_signed_out(cause: &poem::Error) -> bool {
    matches!(cause.downcast_ref(), Some(Error::Unauthenticated))
}
