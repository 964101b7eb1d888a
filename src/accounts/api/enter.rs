//! Signing in without a form, in three steps: Argon2 never runs within a transaction.
use poem::Request;

use crate::{
    accounts::{
        passwords::Verdict,
        sessions::Device,
        sign_in::{self, Attempt, SignedIn},
        wire::Login,
    },
    actor::{Actor, Who},
    app::App,
    audit::{Action, Subject, Tx},
    error::Result,
    shell,
};

/// `None` is a refusal, the same for a wrong password and for nobody at all.
pub async fn enter(app: &App, request: &Request, login: Login) -> Result<Option<SignedIn>> {
    let device = shell::device(request);
    let (address, at) = (device.address, app.db.clock().read());
    let Login { email, password } = login;
    let attempt = app.db.upkeep(move |conn| sign_in::begin(conn, &email, address, at)).await?;
    let verdict = app.passwords.verify(password, attempt.stored_hash()).await?;
    let Some(user) = attempt.user().filter(|_| verdict.is_right) else { return Ok(None) };
    let (ip, request_id) = shell::origin_of(request);
    let actor = Actor { who: Who::Person(user.id), ip, request_id };
    let begun = app
        .db
        .write(actor, Action::SignedIn, move |tx| begin(tx, &attempt, &verdict, &device))
        .await?;
    Ok(begun.value)
}

fn begin(
    tx: &Tx<'_>,
    attempt: &Attempt,
    verdict: &Verdict,
    device: &Device,
) -> Result<Option<SignedIn>> {
    let signed_in = sign_in::finish(tx, attempt, verdict, device, tx.at)?;
    if let Some(it) = &signed_in {
        tx.about(Subject::session(it.session.id, &device.summary));
        tx.say(format!("As {}", it.user.email));
    }
    Ok(signed_in)
}
