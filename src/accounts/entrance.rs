//! Signing in and out, by form and by API alike: who it was is in the log, and so is a refusal.
use super::{
    passwords::{Passwords, Verdict},
    sessions::{self, Device, SessionPerson},
    sign_in::{self, Attempt, SignedIn},
    tokens::Fingerprint,
};
use crate::{
    actor::{Actor, Who},
    audit::{Action, Subject, SubjectKind, Tx},
    db::Db,
    error::Result,
};

const JOB: &str = "sign-in";

/// Somebody at the door.
pub struct Knock {
    pub email: String,
    pub password: String,
    pub device: Device,
    pub request_id: Option<String>,
    /// A session that this browser had before; it ends with the new one.
    pub earlier: Option<Fingerprint>,
}

/// `None` is a refusal, the same for a wrong password and for nobody at all.
pub async fn enter(db: &Db, passwords: &Passwords, knock: Knock) -> Result<Option<SignedIn>> {
    let Knock { email, password, device, request_id, earlier } = knock;
    let (address, at) = (device.address, db.clock().read());
    let actor = |who| Actor { who, ip: address, request_id: request_id.clone() };
    // Charged first; then the password is compared, for Argon2 never runs within a transaction.
    let attempt = db.upkeep(move |conn| sign_in::begin(conn, &email, address, at)).await?;
    let verdict = passwords.verify(password, attempt.stored_hash()).await?;
    let Some(user) = attempt.user().filter(|_| verdict.is_right) else {
        let note = move |tx: &Tx<'_>| note_refusal(tx, &attempt, &device);
        db.write(actor(Who::Job(JOB)), Action::SignInRefused, note).await?;
        return Ok(None);
    };
    let who = actor(Who::Person(user.id));
    let begin = move |tx: &Tx<'_>| begin(tx, &attempt, &verdict, &device, earlier);
    Ok(db.write(who, Action::SignedIn, begin).await?.value)
}

/// Ends this session.
pub fn leave(tx: &Tx<'_>, person: &SessionPerson) -> Result<()> {
    let here = sessions::list(tx, person.user, Some(person.session), tx.at)?;
    let device = here.into_iter().find(|it| it.is_this_one).map(|it| it.device);
    sessions::end_this(tx, person.session)?;
    tx.about(Subject::session(person.session, device.unwrap_or_default()));
    tx.say(format!("As {}", person.email));
    Ok(())
}

/// Somebody unknown is noted as well: else the time it takes would tell who has an account.
fn note_refusal(tx: &Tx<'_>, attempt: &Attempt, device: &Device) -> Result<()> {
    match attempt.user() {
        Some(user) => {
            tx.on_behalf_of(user.id);
            tx.about(Subject::user(user.id, &user.name));
        }
        None => {
            tx.about(Subject { kind: SubjectKind::User, id: 0, label: "somebody unknown".into() })
        }
    }
    tx.say(format!("Wrong password, {}", device.summary));
    Ok(())
}

fn begin(
    tx: &Tx<'_>,
    attempt: &Attempt,
    verdict: &Verdict,
    device: &Device,
    earlier: Option<Fingerprint>,
) -> Result<Option<SignedIn>> {
    let Some(signed_in) = sign_in::finish(tx, attempt, verdict, device, tx.at)? else {
        return Ok(None);
    };
    if let Some(earlier) = earlier
        && let Some(before) = sessions::find(tx, earlier, tx.at)?
        && before.user == signed_in.user.id
    {
        sessions::end_this(tx, before.session)?;
    }
    tx.about(Subject::session(signed_in.session.id, &device.summary));
    tx.say(format!("As {}", signed_in.user.email));
    Ok(Some(signed_in))
}
