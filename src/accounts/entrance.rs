//! Signing in and out, by form and by API alike: who it was is in the log, and so is a refusal.
use rusqlite::Connection;

use super::{
    passwords::{Passwords, Verdict},
    second_factor::Rule,
    sessions::{self, Device, SessionPerson},
    sign_in::{self, Admitted, Attempt},
    tokens::Fingerprint,
};
use crate::{
    actor::{Actor, Who},
    audit::{Action, Subject, SubjectKind, Tx},
    clock::Reading,
    db::Db,
    error::Result,
    ids::UserId,
};

const JOB: &str = "sign-in";

/// Somebody at the door.
pub struct Knock {
    pub email: String,
    pub password: String,
    pub arrival: Arrival,
    pub rule: Rule,
}

/// By what and from where somebody comes.
#[derive(Clone)]
pub struct Arrival {
    pub device: Device,
    pub request_id: Option<String>,
    /// A session that this browser had before; it ends with the new one.
    pub earlier: Option<Fingerprint>,
}

impl Arrival {
    pub fn actor(&self, who: Who) -> Actor {
        Actor { who, ip: self.device.address, request_id: self.request_id.clone() }
    }
}

/// `None` is a refusal, the same for a wrong password and for nobody at all.
pub async fn enter(db: &Db, passwords: &Passwords, knock: Knock) -> Result<Option<Admitted>> {
    let Knock { email, password, arrival, rule } = knock;
    let (address, at) = (arrival.device.address, db.clock().read());
    // Charged first; then the password is compared, for Argon2 never runs within a transaction.
    let attempt = db.upkeep(move |conn| sign_in::begin(conn, &email, address, at)).await?;
    let verdict = passwords.verify(password, attempt.stored_hash()).await?;
    let Some(user) = attempt.user().filter(|_| verdict.is_right) else {
        let actor = arrival.actor(Who::Job(JOB));
        let note = move |tx: &Tx<'_>| note_refusal(tx, &attempt, &arrival.device);
        db.write(actor, Action::SignInRefused, note).await?;
        return Ok(None);
    };
    let who = arrival.actor(Who::Person(user.id));
    let begin = move |tx: &Tx<'_>| begin(tx, &attempt, &verdict, &arrival, rule);
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

/// Halfway there is nothing to tell yet.
fn begin(
    tx: &Tx<'_>,
    attempt: &Attempt,
    verdict: &Verdict,
    arrival: &Arrival,
    rule: Rule,
) -> Result<Option<Admitted>> {
    let admitted = sign_in::finish(tx, attempt, verdict, &arrival.device, rule, tx.at)?;
    if let Some(Admitted::In(signed_in)) = &admitted {
        end_earlier(tx, arrival.earlier, signed_in.user.id, tx.at)?;
        tx.about(Subject::session(signed_in.session.id, &arrival.device.summary));
        tx.say(format!("As {}", signed_in.user.email));
    }
    Ok(admitted)
}

/// The session that this browser had before, should it have been this user's.
pub fn end_earlier(
    conn: &Connection,
    earlier: Option<Fingerprint>,
    user: UserId,
    at: Reading,
) -> Result<()> {
    let Some(earlier) = earlier else { return Ok(()) };
    match sessions::find(conn, earlier, at)? {
        Some(before) if before.user == user => sessions::end_this(conn, before.session),
        _ => Ok(()),
    }
}
