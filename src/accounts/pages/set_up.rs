//! First run: whoever holds the set-up code makes the first account, and is signed in with it.
use std::path::PathBuf;

use poem::{
    Request, Response, Result, handler,
    http::{StatusCode, header},
};

use super::admitted;
use crate::{
    accounts::{
        first_run,
        sign_in::{self, Admitted},
        throttle,
        users::{self, Checked, Draft},
        views,
    },
    actor::Who,
    app::App,
    audit::{Action, Done, Subject, Tx},
    error::{Error, Problems, Result as Domain},
    settings,
    shell::{Door, DoorForm, OLD_PAGE, answer},
};

const JOB: &str = "first-run";

#[handler]
pub async fn show(door: Door, request: &Request) -> Result<Response> {
    if has_users(&door.app).await? {
        return Ok(answer::see_other("/login"));
    }
    let languages = request.header(header::ACCEPT_LANGUAGE).unwrap_or_default().to_owned();
    let typed = views::FirstUser { languages, ..views::FirstUser::default() };
    Ok(page(&door, StatusCode::OK, &typed, &Problems::new(), None))
}

#[handler]
pub async fn submit(form: DoorForm) -> Result<Response> {
    if has_users(form.app()).await? {
        return Ok(answer::see_other("/"));
    }
    let typed = typed(&form);
    if !form.is_proven {
        let none = Problems::new();
        return Ok(page(&form.door, StatusCode::FORBIDDEN, &typed, &none, Some(OLD_PAGE)));
    }
    match made(&form, &typed).await {
        Ok(done) => Ok(welcomed(&form, done).await),
        // Sent twice, or somebody was quicker.
        Err(Error::Conflict(_)) => Ok(answer::see_other("/")),
        Err(Error::Invalid(problems)) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(page(&form.door, status, &typed, &problems, None))
        }
        Err(cause) => Err(cause.into()),
    }
}

/// The code first, then everything else that is wrong together with it.
async fn made(form: &DoorForm, typed: &views::FirstUser) -> Domain<Done<Admitted>> {
    let code = checked_code(form, typed.code.clone()).await?;
    let password = form.fields.get("password").to_owned();
    let checked = checked(typed, &password, code)?;
    let hash = form.app().passwords.hash(password).await?;
    let rule = form.app().config.second_factor();
    let (device, zone, languages) =
        (form.device.clone(), typed.time_zone.clone(), typed.languages.clone());
    let verb = move |tx: &Tx<'_>| {
        let user = first_run::create_owner(tx, &checked, &hash, tx.now)?;
        settings::begin(tx, user.id, &zone, &languages, tx.now)?;
        tx.on_behalf_of(user.id);
        tx.about(Subject::user(user.id, &user.name));
        tx.say(format!("The first one, with the set-up code, {}", device.summary));
        sign_in::admit(tx, &user, &device, rule, tx.at)
    };
    form.app().db.write(form.actor(Who::Job(JOB)), Action::UserCreated, verb).await
}

/// A wrong code stays charged; the right one gives back what mistyping it had cost.
pub async fn checked_code(form: &DoorForm, typed: String) -> Domain<Domain<()>> {
    let (file, address) = (code_file(form.app()), form.address());
    let now = form.app().db.clock().now();
    form.app()
        .db
        .upkeep(move |conn| {
            let attempt = throttle::set_up(conn, address, now)?;
            let code = first_run::check_code(&file, &typed);
            if code.is_ok() {
                throttle::succeeded(conn, &attempt, now)?;
            }
            Ok(code)
        })
        .await
}

fn checked(typed: &views::FirstUser, password: &str, code: Domain<()>) -> Domain<Checked> {
    let mut problems = Problems::new();
    match code {
        Ok(()) => {}
        Err(Error::Invalid(wrong)) => problems.extend(wrong),
        Err(Error::NotFound(_)) => {
            let message = "There is no set-up code; start pi-crm anew and it makes one";
            problems.insert("code", message.into());
        }
        Err(other) => return Err(other),
    }
    let draft = Draft { name: &typed.name, email: &typed.email };
    match draft.check_with_password(password) {
        Ok(checked) if problems.is_empty() => return Ok(checked),
        Ok(_) => {}
        Err(Error::Invalid(more)) => problems.extend(more),
        Err(other) => return Err(other),
    }
    Err(Error::Invalid(problems))
}

async fn welcomed(form: &DoorForm, done: Done<Admitted>) -> Response {
    let file = code_file(form.app());
    let forgotten = tokio::task::spawn_blocking(move || first_run::forget_code(&file)).await;
    if !matches!(forgotten, Ok(Ok(()))) {
        tracing::warn!("the used set-up code could not be removed; the next start tries again");
    }
    admitted(&done.value, &answer::with_done("/", done.entry))
}

fn typed(form: &DoorForm) -> views::FirstUser {
    let field = |name| form.fields.get(name).to_owned();
    views::FirstUser {
        code: field("code"),
        name: field("name"),
        email: field("email"),
        time_zone: field("time_zone"),
        languages: field("languages"),
    }
}

fn page(
    door: &Door,
    status: StatusCode,
    typed: &views::FirstUser,
    problems: &Problems,
    notice: Option<&str>,
) -> Response {
    let body = views::FirstRun { csrf: &door.csrf(), typed, problems, notice };
    door.page(status, "Set up", body)
}

async fn has_users(app: &App) -> Domain<bool> {
    app.db.read(|conn| Ok(users::count(conn)? > 0)).await
}

fn code_file(app: &App) -> PathBuf {
    app.config.data_dir.join(first_run::CODE_FILE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(code: Domain<()>, password: &str) -> Vec<crate::error::FieldName> {
        let typed = views::FirstUser {
            code: "x".into(),
            name: "Andy".into(),
            email: "andy@example.com".into(),
            ..views::FirstUser::default()
        };
        match checked(&typed, password, code) {
            Ok(_) => Vec::new(),
            Err(Error::Invalid(problems)) => problems.into_keys().collect(),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let good = "plum tractor 9 violin";
        let wrong = || Err(Error::invalid("code", "no"));
        assert_eq!(problems(Ok(()), good), [""; 0]);
        assert_eq!(problems(wrong(), good), ["code"]);
        assert_eq!(problems(Err(Error::NotFound("set-up")), good), ["code"]);
        assert_eq!(problems(wrong(), "short"), ["code", "password"]);
    }
}
