//! How the database key is kept, for owners: whatever changes it asks for the password again.
use poem::{
    Response, Result, handler,
    http::{HeaderValue, StatusCode, header},
};

use super::{
    Texts, can_be_written, check, exchange, note, protected, unprotected, unwrapped, views,
};
use crate::{
    accounts::{pages::password::Proof, throttle, users::Role},
    audit::{Action, Tx},
    db::{key::Key, wrapped::Wrapped},
    error::{Error, Problems, Result as Domain, unless_any},
    shell::{Submission, Visit, answer},
};

pub const PATH: &str = "/household/key";

#[handler]
pub async fn show(visit: Visit) -> Result<Response> {
    page(&visit, StatusCode::OK, &Problems::new()).await
}

#[handler]
pub async fn protect(form: Submission) -> Result<Response> {
    let done = async {
        let names = ("protect_passphrase", "protect_passphrase_again");
        let owner = Owner::of(&form, "protect_password").await?;
        let passphrase = new_passphrase(&form, names)?;
        let (home, key) = (form.visit.app.home(), form.visit.app.db.key().clone());
        if home.wrapped_key().is_some() {
            return Err(Error::Conflict("There is a passphrase already. Change it below.".into()));
        }
        let texts = slowly(&form, move || protected(&home, &key, &passphrase)).await?;
        kept(&form, owner, texts, "It is wrapped by a passphrase, asked for after every start")
            .await
    };
    answered(&form, "protect_password", done.await).await
}

#[handler]
pub async fn change(form: Submission) -> Result<Response> {
    let done = async {
        let names = ("change_new_passphrase", "change_new_passphrase_again");
        let owner = Owner::of(&form, "change_password").await?;
        let passphrase = new_passphrase(&form, names)?;
        let key = opened(&form, &owner, "change_passphrase").await?;
        let home = form.visit.app.home();
        let texts = slowly(&form, move || protected(&home, &key, &passphrase)).await?;
        kept(&form, owner, texts, "Another passphrase is asked for after every start").await
    };
    answered(&form, "change_password", done.await).await
}

#[handler]
pub async fn unprotect(form: Submission) -> Result<Response> {
    let done = async {
        let owner = Owner::of(&form, "remove_password").await?;
        let key = opened(&form, &owner, "remove_passphrase").await?;
        let texts = unprotected(&form.visit.app.home(), &key)?;
        kept(&form, owner, texts, "No passphrase wraps it any more").await
    };
    answered(&form, "remove_password", done.await).await
}

/// The server stops for it, and comes back with the other key by itself.
#[handler]
pub async fn rotate(form: Submission) -> Result<Response> {
    let asked = async {
        let owner = Owner::of(&form, "rotate_password").await?;
        let app = &form.visit.app;
        let home = app.home();
        if !can_be_written(&home) {
            return Err(Error::Conflict(
                "The key file can be changed at the terminal only.".into(),
            ));
        }
        let passphrase = form.fields.get("rotate_passphrase").to_owned();
        let is_wrapped = home.wrapped_key().is_some();
        if is_wrapped {
            opened(&form, &owner, "rotate_passphrase").await?;
        }
        let key = app.db.key().clone();
        let passphrase = is_wrapped.then_some(passphrase);
        let prepare = move || exchange(&home, &key, passphrase.as_deref());
        let exchange = slowly(&form, prepare).await?;
        let words = "Everything is encrypted anew with another key";
        owner.write(&form, move |_| Ok(()), words).await?;
        app.rekeying.ask(exchange);
        app.restart.ring();
        Ok(())
    };
    match asked.await {
        Ok(()) => comes_back(&form.visit).await,
        Err(cause) => again(&form, "rotate_password", cause).await,
    }
}

/// An owner who has proven that it is them.
struct Owner(Proof);

impl Owner {
    async fn of(form: &Submission, field: &'static str) -> Domain<Self> {
        form.visit.read_as(|_, me| refuse_members(me.role)).await.map_err(domain)?;
        Proof::of(form, field).await.map(Self)
    }

    async fn write<F>(self, form: &Submission, last: F, words: &'static str) -> Domain<Response>
    where
        F: FnOnce(&Tx<'_>) -> Domain<()> + Send + 'static,
    {
        let pass = form.visit.pass();
        let verb = move |tx: &Tx<'_>| {
            refuse_members(pass.person(tx, tx.at)?.role)?;
            self.0.still_holds(tx)?;
            note(tx, words);
            last(tx)
        };
        let done = form.visit.write(Action::KeyKept, verb).await?;
        Ok(answer::done(PATH, done.entry))
    }
}

fn domain(cause: poem::Error) -> Error {
    cause.downcast::<Error>().unwrap_or_else(|cause| Error::internal(anyhow::anyhow!("{cause}")))
}

/// For a member there is no such page.
fn refuse_members(role: Role) -> Domain<()> {
    match role {
        Role::Owner => Ok(()),
        Role::Member => Err(Error::NotFound("page")),
    }
}

fn new_passphrase(form: &Submission, names: (&'static str, &'static str)) -> Domain<String> {
    let typed = (form.fields.get(names.0), form.fields.get(names.1));
    let mut problems = Problems::new();
    check(&mut problems, names, typed);
    unless_any(problems)?;
    Ok(typed.0.to_owned())
}

/// Charged before it is looked at, like a password.
async fn opened(form: &Submission, owner: &Owner, field: &'static str) -> Domain<Key> {
    let (app, user) = (&form.visit.app, owner.0.user().id);
    let wrapped: Wrapped = app.home().wrapped_key().ok_or_else(|| {
        Error::Conflict("There is no passphrase any more. Nothing was changed.".into())
    })?;
    let now = app.db.clock().now();
    let charge = move |conn: &rusqlite::Connection| throttle::confirm_passphrase(conn, user, now);
    let attempt = app.db.upkeep(charge).await?;
    let typed = form.fields.get(field).to_owned();
    let key = slowly(form, move || unwrapped(&wrapped, field, &typed)).await?;
    app.db.upkeep(move |conn| throttle::succeeded(conn, &attempt, now)).await?;
    match key.is_same(app.db.key()) {
        true => Ok(key),
        false => Err(Error::Conflict(
            "The key file holds the key of another database. Put the right one back, or pi-crm \
             will not start again."
                .into(),
        )),
    }
}

/// As slow as a password, and in the same queue.
async fn slowly<T: Send + 'static>(
    form: &Submission,
    work: impl FnOnce() -> Domain<T> + Send + 'static,
) -> Domain<T> {
    form.visit.app.passwords.in_turn(work).await?
}

/// The files last: what could not be noted is not done.
async fn kept(
    form: &Submission,
    owner: Owner,
    texts: Texts,
    words: &'static str,
) -> Domain<Response> {
    owner.write(form, move |_| texts.write(), words).await
}

async fn answered(
    form: &Submission,
    field: &'static str,
    done: Domain<Response>,
) -> Result<Response> {
    match done {
        Ok(response) => Ok(response),
        Err(cause) => again(form, field, cause).await,
    }
}

async fn again(form: &Submission, field: &'static str, cause: Error) -> Result<Response> {
    let (status, problems) = match cause {
        Error::Invalid(problems) => (StatusCode::UNPROCESSABLE_ENTITY, problems),
        Error::Conflict(message) => (StatusCode::CONFLICT, Problems::from([(field, message)])),
        other => return Err(other.into()),
    };
    page(&form.visit, status, &problems).await
}

async fn comes_back(visit: &Visit) -> Result<Response> {
    let (around, ()) = visit.read(|_, _| Ok(())).await?;
    let mut response = around.answer("Another key", views::ComesBack { around: &around });
    let again = HeaderValue::from_static("5; url=/household/key");
    response.headers_mut().insert(header::REFRESH, again);
    Ok(response)
}

async fn page(visit: &Visit, status: StatusCode, problems: &Problems) -> Result<Response> {
    let (around, ()) = visit.read_as(|_, me| refuse_members(me.role)).await?;
    let home = visit.app.home();
    let wrapped = home.wrapped_key();
    let body = views::KeyFile {
        around: &around,
        cost: wrapped.map(|it| it.cost()),
        file: home.key_file.display().to_string(),
        is_writable: can_be_written(&home),
        failed: visit.app.not_rekeyed.as_deref(),
        problems,
    };
    Ok(around.answer_with(status, "Database key", body))
}
