//! The second step of signing in: a code from an app on the phone, or one of ten recovery codes.
//! Off until its owner turns it on; where the box is exposed, nobody is without it.
use rusqlite::Connection;

use super::{
    sessions,
    tokens::{self, Secret},
};
use crate::{
    clock::{MINUTE_S, Reading},
    error::{Error, Result},
    ids::{SessionId, UserId},
};

pub mod half;
mod recovery;
mod refusal;
mod store;
mod totp;

pub use recovery::FEW as FEW_CODES;
pub use refusal::Refusal;

use totp::Shared;

/// A code of the step before or after is taken too: people type slowly, and clocks differ.
const WINDOW: i64 = 1;
/// A code within this many steps is not taken, but its owner is told about clocks.
const TOLD_WINDOW: i64 = 10;
/// How long a secret waits to be confirmed.
const DRAFT_S: i64 = 30 * MINUTE_S;
/// How long a sign-in by recovery code may set things right without another code.
const RECOVERED_S: i64 = 15 * MINUTE_S;

/// Whether people may go without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    Optional,
    Required,
}

/// Of somebody who has it on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    pub on_since: i64,
    pub codes_left: i64,
    recovered: Option<(SessionId, i64)>,
}

/// A secret that still has to arrive in an app.
#[derive(Clone, Copy, Debug)]
pub struct Draft(Shared);

/// What a right code was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    App,
    Recovery { left: i64 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Right(Via),
    Refused(Refusal),
}

impl Status {
    /// This session began with a recovery code just now: whoever lost the phone has no other
    /// code, and may set things right with the password alone.
    pub fn has_just_recovered(&self, session: SessionId, at: Reading) -> bool {
        self.recovered.is_some_and(|(recovered, on)| {
            recovered == session && at.trusted().is_none_or(|now| now < on + RECOVERED_S)
        })
    }
}

impl Draft {
    /// In groups, for typing.
    pub fn grouped(&self) -> String {
        self.0.grouped()
    }

    /// What the QR code says.
    pub fn link(&self, email: &str) -> String {
        self.0.link(email)
    }
}

pub fn is_on(conn: &Connection, user: UserId) -> Result<bool> {
    store::is_on(conn, user)
}

/// `None` when it is off.
pub fn status(conn: &Connection, user: UserId) -> Result<Option<Status>> {
    store::status(conn, user)
}

/// A new secret, to be confirmed by a code. What was on stays on until then.
pub fn start(conn: &Connection, user: UserId, at: Reading) -> Result<()> {
    store::put_draft(conn, user, Shared(tokens::random()?), at.now)
}

pub fn draft(conn: &Connection, user: UserId, at: Reading) -> Result<Option<Draft>> {
    let waits = |since: i64| at.trusted().is_none_or(|now| now < since + DRAFT_S);
    let found = store::find_draft(conn, user)?.filter(|(_, since)| waits(*since));
    Ok(found.map(|(secret, _)| Draft(secret)))
}

/// Turns it on, or moves it to the new app, and makes the recovery codes.
pub fn confirm(
    conn: &Connection,
    user: UserId,
    typed: &str,
    at: Reading,
) -> Result<Result<Vec<Secret>, Refusal>> {
    let Some(Draft(secret)) = draft(conn, user, at)? else {
        return Err(Error::Conflict(match is_on(conn, user)? {
            true => "Two-step sign-in is on already. If you did not see the recovery codes, make \
                     new ones."
                .into(),
            false => "That took too long, so nothing was turned on. Start again.".into(),
        }));
    };
    let known = store::Known { secret, last_step: -1, told_step: None };
    match examine(&known, typed, at) {
        Ok(step) => {
            store::put(conn, user, secret, step, at.now)?;
            store::delete_draft(conn, user)?;
            Ok(Ok(recovery::make(conn, user)?))
        }
        Err((refusal, _)) => Ok(Err(refusal)),
    }
}

/// Would this code do? Takes nothing, so that a refusal can be committed and told; a code that
/// was told of as mistimed will not do later either, or the telling would be worth a guess.
pub fn check(conn: &Connection, user: UserId, typed: &str, at: Reading) -> Result<Verdict> {
    look(conn, user, typed, at, |told| store::note_told(conn, user, told), |_| Ok(()))
}

/// Takes the code: it is never taken again. Call in the transaction that it is good for.
pub fn take(conn: &Connection, user: UserId, typed: &str, at: Reading) -> Result<Verdict> {
    let take = |found: Found| match found {
        Found::Step(step) => store::take_step(conn, user, step),
        Found::Code(code) => store::use_code(conn, user, code, at.now),
    };
    look(conn, user, typed, at, |_| Ok(()), take)
}

/// Remembers which session began with a recovery code.
pub fn recovered(conn: &Connection, user: UserId, session: SessionId, at: Reading) -> Result<()> {
    store::note_recovered(conn, user, session, at.now)
}

/// Ten new recovery codes; the earlier ones open nothing any more.
pub fn renew_codes(conn: &Connection, user: UserId) -> Result<Vec<Secret>> {
    recovery::make(conn, user)
}

pub fn turn_off(conn: &Connection, user: UserId, rule: Rule) -> Result<()> {
    if rule == Rule::Required {
        return Err(Error::Conflict(
            "This box answers addresses from outside the home, so nobody may be without two-step \
             sign-in. It stays on."
                .into(),
        ));
    }
    half::end_all(conn, user)?;
    store::delete(conn, user)?;
    Ok(())
}

/// From the terminal, for somebody who lost phone and codes. Ends every sign-in, whole and half,
/// and answers whether it was on.
pub fn reset(conn: &Connection, user: UserId) -> Result<bool> {
    let was_on = store::delete(conn, user)?;
    if was_on {
        half::end_all(conn, user)?;
        sessions::end_all(conn, user)?;
    }
    Ok(was_on)
}

/// Ends the sign-ins of everybody without it, for a start that has become exposed.
pub fn end_sessions_without(conn: &Connection) -> Result<usize> {
    store::delete_sessions_without(conn)
}

enum Found {
    Step(i64),
    Code(tokens::Fingerprint),
}

fn look(
    conn: &Connection,
    user: UserId,
    typed: &str,
    at: Reading,
    tell: impl FnOnce(i64) -> Result<()>,
    take: impl FnOnce(Found) -> Result<()>,
) -> Result<Verdict> {
    let Some(known) = store::known(conn, user)? else {
        return Ok(Verdict::Refused(Refusal::Wrong));
    };
    if totp::parse(typed).is_none() {
        return look_for_code(conn, user, typed, take);
    }
    match examine(&known, typed, at) {
        Ok(step) => {
            take(Found::Step(step))?;
            Ok(Verdict::Right(Via::App))
        }
        Err((refusal, told)) => {
            told.map(tell).transpose()?;
            Ok(Verdict::Refused(refusal))
        }
    }
}

fn look_for_code(
    conn: &Connection,
    user: UserId,
    typed: &str,
    take: impl FnOnce(Found) -> Result<()>,
) -> Result<Verdict> {
    let Some(code) = recovery::parse(user, typed) else {
        return Ok(Verdict::Refused(Refusal::NoCode));
    };
    Ok(match store::find_code(conn, user, code)? {
        None => Verdict::Refused(Refusal::WrongRecovery),
        Some(Some(_)) => Verdict::Refused(Refusal::UsedRecovery),
        Some(None) => {
            take(Found::Code(code))?;
            Verdict::Right(Via::Recovery { left: store::codes_left(conn, user)? })
        }
    })
}

/// The step whose code this is; or why not, and the step that the refusal gives away.
fn examine(known: &store::Known, typed: &str, at: Reading) -> Result<i64, (Refusal, Option<i64>)> {
    let Some(code) = totp::parse(typed) else { return Err((Refusal::NoCode, None)) };
    let Some(now) = at.trusted() else { return Err((Refusal::NoClock, None)) };
    let here = totp::step_at(now);
    let near = |window: i64| {
        let mut steps = here - window..=here + window;
        steps.find(|step| known.secret.code(*step) == code && known.told_step != Some(*step))
    };
    match near(WINDOW) {
        Some(step) if step > known.last_step => Ok(step),
        Some(_) => Err((Refusal::Used, None)),
        None => match near(TOLD_WINDOW) {
            Some(step) => Err((Refusal::ClockOff, Some(step))),
            None => Err((Refusal::Wrong, None)),
        },
    }
}

#[cfg(test)]
mod tests;
