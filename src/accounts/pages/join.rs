//! Joining by an invitation: the code first, then one's own name, address and password.
use poem::{
    Request, Response, Result, handler,
    http::{StatusCode, header},
};

use super::admitted;
use crate::{
    accounts::{
        invitations::{self, Invitation},
        sessions,
        sign_in::{self, Admitted},
        throttle,
        users::Draft,
        views,
    },
    actor::Who,
    audit::{Action, Done, Subject, Tx},
    error::{Error, Problems, Result as Domain},
    settings,
    shell::{Door, DoorForm, OLD_PAGE, Pass, answer, cookie},
};

const JOB: &str = "invitation";

#[handler]
pub async fn show(door: Door, request: &Request) -> Result<Response> {
    let (pass, at) = (Pass::of(request).ok(), door.app.db.clock().read());
    let here =
        door.app.db.read(move |conn| Ok(pass.and_then(|pass| pass.person(conn, at).ok()))).await?;
    let token = cookie::session_token(request);
    if let (Some(person), Some(token)) = (here, token) {
        let csrf = sessions::csrf_token(token);
        let body = views::SomebodyElse { name: &person.name, csrf: &csrf };
        return Ok(door.page(StatusCode::OK, "Invitation", body));
    }
    Ok(code_page(&door, StatusCode::OK, "", &Problems::new(), None))
}

/// The code typed, or carried here by the link: on to the form that it opens.
#[handler]
pub async fn open(form: DoorForm, request: &Request) -> Result<Response> {
    let code = form.fields.get("code");
    let none = Problems::new();
    if !form.is_proven {
        return Ok(code_page(&form.door, StatusCode::FORBIDDEN, code, &none, Some(OLD_PAGE)));
    }
    match opened(&form, code.to_owned()).await? {
        Ok(invitation) => {
            let accepted = request.header(header::ACCEPT_LANGUAGE).unwrap_or_default();
            let typed = offered(&invitation, code, accepted);
            Ok(page(&form.door, StatusCode::OK, &typed, &none, None))
        }
        Err(problems) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(code_page(&form.door, status, code, &problems, None))
        }
    }
}

#[handler]
pub async fn submit(form: DoorForm) -> Result<Response> {
    let typed = typed(&form);
    if !form.is_proven {
        let none = Problems::new();
        return Ok(page(&form.door, StatusCode::FORBIDDEN, &typed, &none, Some(OLD_PAGE)));
    }
    if let Err(problems) = opened(&form, typed.code.clone()).await? {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(code_page(&form.door, status, &typed.code, &problems, None));
    }
    match joined(&form, &typed).await {
        Ok(done) => Ok(admitted(&done.value, &answer::with_done("/", done.entry))),
        Err(Error::Invalid(problems)) if problems.contains_key("code") => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(code_page(&form.door, status, &typed.code, &problems, None))
        }
        Err(Error::Invalid(problems)) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(page(&form.door, status, &typed, &problems, None))
        }
        Err(cause) => Err(cause.into()),
    }
}

/// A wrong code stays charged; the right one gives back what mistyping it had cost.
async fn opened(
    form: &DoorForm,
    typed: String,
) -> Domain<std::result::Result<Invitation, Problems>> {
    let (address, at) = (form.address(), form.app().db.clock().read());
    form.app()
        .db
        .upkeep(move |conn| {
            let attempt = throttle::join(conn, address, at.now)?;
            match invitations::opened_by(conn, &typed, at) {
                Ok(invitation) => {
                    throttle::succeeded(conn, &attempt, at.now)?;
                    Ok(Ok(invitation))
                }
                Err(Error::Invalid(problems)) => Ok(Err(problems)),
                Err(other) => Err(other),
            }
        })
        .await
}

async fn joined(form: &DoorForm, typed: &views::NewUser) -> Domain<Done<Admitted>> {
    let password = form.fields.get("password").to_owned();
    let draft = Draft { name: &typed.name, email: &typed.email };
    let checked = draft.check_with_password(&password)?;
    let hash = form.app().passwords.hash(password).await?;
    let rule = form.app().config.second_factor();
    let (device, typed) = (form.device.clone(), typed.clone());
    let verb = move |tx: &Tx<'_>| {
        let (invitation, user) = invitations::accept(tx, &typed.code, &checked, &hash, tx.at)?;
        settings::begin(tx, user.id, &typed.time_zone, &typed.languages, tx.now)?;
        tx.on_behalf_of(user.id);
        tx.about(Subject::user(user.id, &user.name));
        let by = invitation.invited_by.as_deref().unwrap_or("the terminal");
        tx.say(format!("With an invitation from {by}, {}", device.summary));
        sign_in::admit(tx, &user, &device, rule, tx.at)
    };
    form.app().db.write(form.actor(Who::Job(JOB)), Action::UserCreated, verb).await
}

fn offered(invitation: &Invitation, code: &str, languages: &str) -> views::NewUser {
    views::NewUser {
        code: code.to_owned(),
        name: invitation.name.clone(),
        email: invitation.email.clone().unwrap_or_default(),
        time_zone: String::new(),
        languages: languages.to_owned(),
    }
}

fn typed(form: &DoorForm) -> views::NewUser {
    let field = |name| form.fields.get(name).to_owned();
    views::NewUser {
        code: field("code"),
        name: field("name"),
        email: field("email"),
        time_zone: field("time_zone"),
        languages: field("languages"),
    }
}

fn code_page(
    door: &Door,
    status: StatusCode,
    code: &str,
    problems: &Problems,
    notice: Option<&str>,
) -> Response {
    let body = views::JoinCode { csrf: &door.csrf(), code, problems, notice };
    door.page(status, "Invitation", body)
}

fn page(
    door: &Door,
    status: StatusCode,
    typed: &views::NewUser,
    problems: &Problems,
    notice: Option<&str>,
) -> Response {
    let body = views::Join { csrf: &door.csrf(), typed, problems, notice };
    door.page(status, "Join", body)
}
