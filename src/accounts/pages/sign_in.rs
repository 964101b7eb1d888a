//! Signing in and out.
use poem::{Request, Response, Result, handler, http::StatusCode, web::Query};
use serde::Deserialize;

use super::{NotNow, with_cookie};
use crate::{
    accounts::{
        passwords::Verdict,
        sessions,
        sign_in::{self, Attempt, REFUSAL, SignedIn},
        tokens::Fingerprint,
        users, views,
    },
    actor::Who,
    audit::{Action, Subject, SubjectKind, Tx},
    error::{Error, Result as Domain},
    shell::{Door, DoorForm, Held, OLD_PAGE, Pass, Submission, answer, cookie},
};

const JOB: &str = "sign-in";

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
    let (is_first_run, is_signed_in) = door
        .app
        .db
        .read(move |conn| {
            let is_signed_in = pass.is_some_and(|pass| pass.person(conn, at).is_ok());
            Ok((users::count(conn)? == 0, is_signed_in))
        })
        .await?;
    let next = answer::own_path(&next);
    if is_first_run || is_signed_in {
        return Ok(answer::see_other(if is_first_run { "/first-run" } else { next }));
    }
    let body = views::Login { csrf: &door.csrf(), email: "", next, refusal: None };
    Ok(door.page(StatusCode::OK, "Sign in", body))
}

#[handler]
pub async fn submit(form: DoorForm, request: &Request) -> Result<Response> {
    if !form.is_proven {
        return Ok(again(&form, StatusCode::FORBIDDEN, (OLD_PAGE, "")));
    }
    let (attempt, verdict) = match tried(&form).await {
        Ok(tried) => tried,
        Err(cause) => {
            let now = NotNow::from(cause)?;
            return Ok(now.told_in(again(&form, now.status, (&now.message, ""))));
        }
    };
    if !verdict.is_right {
        note_refusal(&form, &attempt).await?;
        return Ok(refused(&form));
    }
    let earlier = cookie::session_token(request).and_then(sessions::fingerprint);
    match begun(&form, attempt, verdict, earlier).await? {
        Some(signed_in) => {
            let home = answer::see_other(answer::own_path(form.fields.get("next")));
            Ok(with_cookie(home, cookie::set(&signed_in.session.token)))
        }
        None => Ok(refused(&form)),
    }
}

/// Charges the attempt, then compares the password: Argon2 never runs within a transaction.
async fn tried(form: &DoorForm) -> Domain<(Attempt, Verdict)> {
    let (email, address) = (form.fields.get("email").to_owned(), form.address());
    let at = form.app().db.clock().read();
    let attempt =
        form.app().db.upkeep(move |conn| sign_in::begin(conn, &email, address, at)).await?;
    let password = form.fields.get("password").to_owned();
    let verdict = form.app().passwords.verify(password, attempt.stored_hash()).await?;
    Ok((attempt, verdict))
}

/// Somebody unknown is noted as well: else the time it takes would tell who has an account.
async fn note_refusal(form: &DoorForm, attempt: &Attempt) -> Domain<()> {
    let (user, device) = (attempt.user().cloned(), form.device.summary.clone());
    let verb = move |tx: &Tx<'_>| {
        match &user {
            Some(user) => {
                tx.on_behalf_of(user.id);
                tx.about(Subject::user(user.id, &user.name));
            }
            None => tx.about(Subject {
                kind: SubjectKind::User,
                id: 0,
                label: "somebody unknown".into(),
            }),
        }
        tx.say(format!("Wrong password, {device}"));
        Ok(())
    };
    form.app().db.write(form.actor(Who::Job(JOB)), Action::SignInRefused, verb).await?;
    Ok(())
}

/// A session that this browser had before ends with the new one.
async fn begun(
    form: &DoorForm,
    attempt: Attempt,
    verdict: Verdict,
    earlier: Option<Fingerprint>,
) -> Domain<Option<SignedIn>> {
    let Some(user) = attempt.user() else { return Ok(None) };
    let (who, device) = (Who::Person(user.id), form.device.clone());
    let verb = move |tx: &Tx<'_>| {
        let signed_in = sign_in::finish(tx, &attempt, &verdict, &device, tx.at)?;
        let Some(it) = &signed_in else { return Ok(None) };
        if let Some(earlier) = earlier
            && let Some(before) = sessions::find(tx, earlier, tx.at)?
            && before.user == it.user.id
        {
            sessions::end_this(tx, before.session)?;
        }
        tx.about(Subject::session(it.session.id, &device.summary));
        tx.say(format!("As {}", it.user.email));
        Ok(signed_in)
    };
    Ok(form.app().db.write(form.actor(who), Action::SignedIn, verb).await?.value)
}

fn refused(form: &DoorForm) -> Response {
    again(form, StatusCode::UNPROCESSABLE_ENTITY, (REFUSAL, "Check both and try again."))
}

fn again(form: &DoorForm, status: StatusCode, refusal: (&str, &str)) -> Response {
    let body = views::Login {
        csrf: &form.door.csrf(),
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
        let here = sessions::list(tx, person.user, Some(person.session), tx.at)?;
        let device = here.into_iter().find(|it| it.is_this_one).map(|it| it.device);
        sessions::end_this(tx, person.session)?;
        tx.about(Subject::session(person.session, device.unwrap_or_default()));
        tx.say(format!("As {}", person.email));
        Ok(())
    };
    form.visit.write(Action::SignedOut, verb).await?;
    Ok(())
}

fn is_signed_out(cause: &poem::Error) -> bool {
    cause.is::<Held>() && cause.status() == StatusCode::UNAUTHORIZED
}
