//! Sessions: who is signed in where. They live in the database and so survive a restart; the token
//! itself is only in the browser's cookie.
use std::net::IpAddr;

use rusqlite::Connection;

use super::{
    tokens::{self, Fingerprint, Secret},
    users::Role,
};
use crate::{
    clock::{DAY_S, MINUTE_S, Reading},
    error::{Error, Result},
    ids::{SessionId, Uid, UserId},
    settings::Preferences,
};

mod device;
mod store;

pub use device::summary as device_summary;

/// A session not used for this long ends.
pub const IDLE_S: i64 = 14 * DAY_S;
/// However much it is used, it ends after this long.
pub const LIFETIME_S: i64 = 90 * DAY_S;

const TOUCH_EVERY_S: i64 = 5 * MINUTE_S;
const MAX_PER_USER: i64 = 50;
const TOKEN_BYTES: usize = 32;
const TOKEN_CHARS: usize = 43;
const CSRF_LABEL: &str = "pi-crm csrf 1";

/// What a browser tells about itself.
#[derive(Clone, Debug, Default)]
pub struct Device {
    pub address: Option<IpAddr>,
    /// "Chrome on Windows", see `device_summary`.
    pub summary: String,
}

/// A session just begun. The token goes into the cookie and is kept nowhere else.
#[derive(Debug)]
pub struct Begun {
    pub id: SessionId,
    pub token: Secret,
}

/// Whoever sends this request, with all that a page around any content needs.
#[derive(Clone, Debug)]
pub struct SessionPerson {
    pub session: SessionId,
    pub user: UserId,
    pub uid: Uid,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub preferences: Preferences,
    last_seen_on: i64,
    is_dated: bool,
}

/// A session as its owner sees it in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    pub uid: Uid,
    pub created_on: i64,
    pub last_seen_on: i64,
    pub address: Option<String>,
    pub device: String,
    pub is_this_one: bool,
}

/// The fingerprint to look a session up by; `None` when the cookie can be none of ours.
pub fn fingerprint(token: &str) -> Option<Fingerprint> {
    let is_ours = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_');
    (token.len() == TOKEN_CHARS && token.bytes().all(is_ours)).then(|| Fingerprint::of(token))
}

/// Signs a user in. The oldest session makes room when there are very many.
pub fn begin(conn: &Connection, user: UserId, device: &Device, at: Reading) -> Result<Begun> {
    let token = Secret::new(tokens::base64url(&tokens::random::<TOKEN_BYTES>()?));
    store::keep_newest(conn, user, MAX_PER_USER - 1)?;
    let id = store::insert(conn, user, token.fingerprint(), device, at)?;
    Ok(Begun { id, token })
}

/// Runs on every request: one query for the session, its user and how they read.
pub fn find(conn: &Connection, token: Fingerprint, at: Reading) -> Result<Option<SessionPerson>> {
    store::find(conn, token, at.trusted())
}

/// Is it time to write down that this session is in use? At most every five minutes, to spare the
/// card; never by a clock that cannot be believed.
pub fn touch_due(person: &SessionPerson, at: Reading) -> bool {
    let Some(now) = at.trusted() else { return false };
    !person.is_dated || now.abs_diff(person.last_seen_on) >= TOUCH_EVERY_S as u64
}

/// Slides the idle time. Call when `touch_due` says so.
pub fn touch(
    conn: &Connection,
    session: SessionId,
    address: Option<IpAddr>,
    at: Reading,
) -> Result<()> {
    match at.trusted() {
        Some(now) => store::touch(conn, session, address, now),
        None => Ok(()),
    }
}

/// The user's live sessions, the newest use first.
pub fn list(
    conn: &Connection,
    user: UserId,
    here: Option<SessionId>,
    at: Reading,
) -> Result<Vec<Session>> {
    store::list(conn, user, here, at.trusted())
}

/// Ends one of the user's own sessions and answers which it was.
pub fn end(conn: &Connection, user: UserId, session: Uid) -> Result<Session> {
    let ended = store::find_of(conn, user, session)?.ok_or(Error::NotFound("session"))?;
    store::delete(conn, ended.id)?;
    Ok(ended)
}

/// Signing out.
pub fn end_this(conn: &Connection, session: SessionId) -> Result<()> {
    store::delete(conn, session)
}

/// Ends all but this one and answers how many.
pub fn end_others(conn: &Connection, user: UserId, here: SessionId) -> Result<usize> {
    store::delete_but(conn, user, Some(here))
}

pub fn end_all(conn: &Connection, user: UserId) -> Result<usize> {
    store::delete_but(conn, user, None)
}

/// Removes what expired, and dates what an implausible clock left undated. Without a clock that
/// can be believed it does nothing.
pub fn purge(conn: &Connection, at: Reading) -> Result<usize> {
    let Some(now) = at.trusted() else { return Ok(0) };
    store::date_undated(conn, now)?;
    store::purge(conn, now)
}

/// What a form has to bring back: derived from the token, so that nothing needs storing and it
/// ends with the session.
pub fn csrf_token(token: &str) -> String {
    tokens::derive(token, CSRF_LABEL)
}

pub fn is_csrf_token(token: &str, presented: &str) -> bool {
    tokens::is_derived(token, CSRF_LABEL, presented)
}

#[cfg(test)]
mod tests;
