//! The second half of signing in: a code for a half session, or setting the second factor up where
//! nobody may be without it. Pages and API come through here alike.
use rusqlite::Connection;

use super::{
    entrance::{self, Arrival},
    second_factor::{
        self, Draft, Refusal, Verdict, Via,
        half::{self, Errand, Half},
    },
    sessions,
    sign_in::SignedIn,
    throttle,
    tokens::{Fingerprint, Secret},
    users::{self, User},
};
use crate::{
    actor::Who,
    audit::{Action, Done, Subject, Tx},
    clock::Reading,
    db::Db,
    error::{Error, Result},
    settings::{self, Preferences},
};

const JOB: &str = "sign-in";

/// Somebody at the second door.
#[derive(Clone)]
pub struct Knock {
    pub half: Option<Fingerprint>,
    pub typed: String,
    pub arrival: Arrival,
}

/// Somebody who is in now.
pub struct Entered {
    pub done: Done<SignedIn>,
    pub via: Via,
}

/// Somebody who set the second factor up on the way, and is in.
pub struct Enrolled {
    pub signed_in: SignedIn,
    pub codes: Vec<Secret>,
}

/// What the page of the second step shows.
pub struct Waiting {
    pub user: User,
    pub preferences: Preferences,
    /// Where there is something to set up.
    pub draft: Option<Draft>,
}

pub enum Answer<T> {
    In(T),
    Refused(Refusal),
    /// The half session is over, or there never was one.
    Expired,
}

/// Whose turn it is; `None` when the half session is over.
pub fn waiting(
    conn: &Connection,
    token: Option<Fingerprint>,
    errand: Errand,
    at: Reading,
) -> Result<Option<Waiting>> {
    let Some(half) = found(conn, token, errand, at)? else { return Ok(None) };
    let draft = match errand {
        Errand::Code => None,
        Errand::Enrol => second_factor::draft(conn, half.user, at)?,
    };
    if errand == Errand::Enrol && draft.is_none() {
        return Ok(None);
    }
    let user = users::find(conn, half.user)?;
    let preferences = settings::preferences(conn, user.id)?;
    Ok(Some(Waiting { user, preferences, draft }))
}

/// A code for a half session: charged first, then looked at, then taken together with the start
/// of the session.
pub async fn enter(db: &Db, knock: Knock) -> Result<Answer<Entered>> {
    let at = db.clock().read();
    let charged = knock.clone();
    let looked = db.upkeep(move |conn| look(conn, &charged, at)).await?;
    let Some((half, user, charge, verdict)) = looked else { return Ok(Answer::Expired) };
    let action = match verdict {
        Verdict::Right(Via::App) => Action::SignedIn,
        Verdict::Right(Via::Recovery { .. }) => Action::SignedInByRecovery,
        Verdict::Refused(refusal) => {
            note_refusal(db, knock, user, refusal).await?;
            return Ok(Answer::Refused(refusal));
        }
    };
    let actor = knock.arrival.actor(Who::Person(user.id));
    let begin = move |tx: &Tx<'_>| begin(tx, &half, &user, &knock, &charge);
    match db.write(actor, action, begin).await {
        Ok(Done { value: Some((signed_in, via)), change, entry }) => {
            Ok(Answer::In(Entered { done: Done { value: signed_in, change, entry }, via }))
        }
        Ok(Done { value: None, .. }) => Ok(Answer::Refused(Refusal::Used)),
        Err(Error::Unauthenticated) => Ok(Answer::Expired),
        Err(other) => Err(other),
    }
}

/// Confirms the draft of somebody who must not be without, and lets them in.
pub async fn enrol(db: &Db, knock: Knock) -> Result<Answer<Enrolled>> {
    let at = db.clock().read();
    let (token, actor) = (knock.half, knock.arrival.clone());
    let found = db.read(move |conn| found(conn, token, Errand::Enrol, at)).await?;
    let Some(half) = found else { return Ok(Answer::Expired) };
    let verb = move |tx: &Tx<'_>| {
        // Somebody may have been quicker on another device; theirs is not replaced.
        if !is_alive(tx, &half)? || second_factor::is_on(tx, half.user)? {
            return Err(Error::Unauthenticated);
        }
        let codes = match second_factor::confirm(tx, half.user, &knock.typed, tx.at)? {
            Ok(codes) => codes,
            Err(refusal) => return Ok(Err(refusal)),
        };
        half::end_all(tx, half.user)?;
        let user = users::find(tx, half.user)?;
        let session = sessions::begin(tx, user.id, &knock.arrival.device, tx.at)?;
        tx.about(Subject::user(user.id, &user.name));
        tx.say(format!("On the way in, {}", knock.arrival.device.summary));
        Ok(Ok(Enrolled { signed_in: SignedIn { user, session }, codes }))
    };
    let who = actor.actor(Who::Person(half.user));
    match db.write(who, Action::SecondFactorOn, verb).await {
        Ok(Done { value: Ok(enrolled), .. }) => Ok(Answer::In(enrolled)),
        Ok(Done { value: Err(refusal), .. }) => Ok(Answer::Refused(refusal)),
        Err(Error::Unauthenticated | Error::Conflict(_)) => Ok(Answer::Expired),
        Err(other) => Err(other),
    }
}

type Looked = (Half, User, throttle::Attempt, Verdict);

fn look(conn: &Connection, knock: &Knock, at: Reading) -> Result<Option<Looked>> {
    let Some(half) = found(conn, knock.half, Errand::Code, at)? else { return Ok(None) };
    let user = users::find(conn, half.user)?;
    let charge = throttle::second_step(conn, &user.email, knock.arrival.device.address, at.now)?;
    let verdict = second_factor::check(conn, user.id, &knock.typed, at)?;
    Ok(Some((half, user, charge, verdict)))
}

/// `None` when somebody else has used the same code in the meantime.
fn begin(
    tx: &Tx<'_>,
    half: &Half,
    user: &User,
    knock: &Knock,
    charge: &throttle::Attempt,
) -> Result<Option<(SignedIn, Via)>> {
    if !is_alive(tx, half)? {
        return Err(Error::Unauthenticated);
    }
    let Verdict::Right(via) = second_factor::take(tx, user.id, &knock.typed, tx.at)? else {
        return Ok(None);
    };
    throttle::succeeded(tx, charge, tx.now)?;
    half::end(tx, half)?;
    let device = &knock.arrival.device;
    let session = sessions::begin(tx, user.id, device, tx.at)?;
    entrance::end_earlier(tx, knock.arrival.earlier, user.id, tx.at)?;
    tx.about(Subject::session(session.id, &device.summary));
    tx.say(match via {
        Via::App => format!("As {}", user.email),
        Via::Recovery { left } => {
            second_factor::recovered(tx, user.id, session.id, tx.at)?;
            format!("As {}; {}", user.email, left_words(left))
        }
    });
    Ok(Some((SignedIn { user: user.clone(), session }, via)))
}

/// Whoever reads of this should know that somebody has their password.
async fn note_refusal(db: &Db, knock: Knock, user: User, refusal: Refusal) -> Result<()> {
    let actor = knock.arrival.actor(Who::Job(JOB));
    let note = move |tx: &Tx<'_>| {
        tx.on_behalf_of(user.id);
        tx.about(Subject::user(user.id, &user.name));
        let device = knock.arrival.device.summary;
        tx.say(format!("Right password, wrong second step ({}), {device}", refusal.noted()));
        Ok(())
    };
    db.write(actor, Action::SignInRefused, note).await?;
    Ok(())
}

/// The half session may have ended since it was found: by a new password, or on another tab.
fn is_alive(tx: &Tx<'_>, half: &Half) -> Result<bool> {
    Ok(half::find(tx, half.token, half.errand, tx.at)?.is_some())
}

fn found(
    conn: &Connection,
    token: Option<Fingerprint>,
    errand: Errand,
    at: Reading,
) -> Result<Option<Half>> {
    match token {
        Some(token) => half::find(conn, token, errand, at),
        None => Ok(None),
    }
}

/// "2 recovery codes are left"
pub fn left_words(left: i64) -> String {
    match left {
        0 => "no recovery code is left".into(),
        1 => "1 recovery code is left".into(),
        many => format!("{many} recovery codes are left"),
    }
}
