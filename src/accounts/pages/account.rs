//! One's own account: name, e-mail address, preferences; and the page that shows all of it.
use poem::{Response, Result, handler, http::StatusCode};

use super::password::Proof;
use crate::{
    accounts::{
        second_factor, sessions,
        users::{self, User},
        views::{Account, Typed},
    },
    audit::{Action, Subject, Tx},
    error::{Error, Problems, Result as Domain},
    settings::{self, Level, Owner},
    shell::{Submission, Visit, answer},
};

pub const PATH: &str = "/account";

#[handler]
pub async fn show(visit: Visit) -> Result<Response> {
    page(&visit, Typed::default(), Problems::new(), StatusCode::OK).await
}

/// The whole page, with what was typed into one of its forms and could not be saved.
pub async fn page(
    visit: &Visit,
    typed: Typed,
    problems: Problems,
    status: StatusCode,
) -> Result<Response> {
    let at = visit.app.db.clock().read();
    let (around, (sessions, second_factor, sheet)) = visit
        .read_as(move |conn, person| {
            let sessions = sessions::list(conn, person.user, Some(person.session), at)?;
            let second_factor = second_factor::status(conn, person.user)?;
            Ok((sessions, second_factor, settings::sheet(conn, Owner::User(person.user))?))
        })
        .await?;
    let body = Account {
        around: &around,
        sessions: &sessions,
        second_factor: second_factor.as_ref(),
        sheet: &sheet,
        typed: &typed,
        problems: &problems,
        now: at.now,
    };
    Ok(around.answer_with(status, "Account", body))
}

/// A form of the page that was refused: shown again, or passed on when that would not help.
/// `field` is where a refusal is told that is about now and not about what was typed.
pub async fn again(
    form: &Submission,
    typed: Typed,
    field: &'static str,
    cause: Error,
) -> Result<Response> {
    let visit = &form.visit;
    match cause {
        Error::Invalid(problems) => {
            page(visit, typed, problems, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Error::Conflict(message) => {
            page(visit, typed, Problems::from([(field, message)]), StatusCode::CONFLICT).await
        }
        other => Err(other.into()),
    }
}

#[handler]
pub async fn rename(form: Submission) -> Result<Response> {
    let name = form.fields.get("name").to_owned();
    let wanted = name.clone();
    let verb = move |tx: &Tx<'_>| {
        let before = users::rename(tx, tx.actor.user()?, &wanted)?;
        changed(tx, &before, |user| ("Name", &user.name))
    };
    match form.visit.write(Action::UserChanged, verb).await {
        Ok(done) => Ok(answer::done(PATH, done.entry)),
        Err(cause) => {
            let typed = Typed { name: Some(name), ..Typed::default() };
            again(&form, typed, "name", cause).await
        }
    }
}

/// A borrowed session must not move the account to another address: the password is asked for.
#[handler]
pub async fn change_email(form: Submission) -> Result<Response> {
    let email = form.fields.get("email").to_owned();
    match email_changed(&form, email.clone()).await {
        Ok(response) => Ok(response),
        Err(cause) => {
            let typed = Typed { email: Some(email), ..Typed::default() };
            again(&form, typed, "email_password", cause).await
        }
    }
}

async fn email_changed(form: &Submission, email: String) -> Domain<Response> {
    let proof = Proof::of(form, "email_password").await?;
    let verb = move |tx: &Tx<'_>| {
        proof.still_holds(tx)?;
        let before = users::change_email(tx, tx.actor.user()?, &email)?;
        changed(tx, &before, |user| ("E-mail", &user.email))
    };
    let done = form.visit.write(Action::UserChanged, verb).await?;
    Ok(answer::done(PATH, done.entry))
}

/// Says what was changed, from what to what; nothing when it is the same as before.
fn changed(
    tx: &Tx<'_>,
    before: &User,
    part: impl Fn(&User) -> (&'static str, &String),
) -> Domain<()> {
    let after = users::find(tx, before.id)?;
    let ((label, old), (_, new)) = (part(before), part(&after));
    if old != new {
        tx.about(Subject::user(after.id, &after.name));
        tx.say(format!("{label}: {old} → {new}"));
    }
    Ok(())
}

#[handler]
pub async fn prefer(form: Submission) -> Result<Response> {
    let wanted = settings::pages::sent(Level::User, &form.fields);
    let typed = Typed { preferences: wanted.clone(), ..Typed::default() };
    let pass = form.visit.pass();
    let verb = move |tx: &Tx<'_>| {
        let person = pass.person(tx, tx.at)?;
        let subject = Subject::user(person.user, &person.name);
        settings::save(tx, Owner::User(person.user), subject, &wanted)
    };
    match form.visit.write(Action::SettingChanged, verb).await {
        Ok(done) => Ok(answer::done(PATH, done.entry)),
        Err(cause) => again(&form, typed, "preferences", cause).await,
    }
}
