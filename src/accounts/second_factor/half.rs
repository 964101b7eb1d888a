//! Half sessions: whoever has proven their password and must still prove, or set up, the second
//! step. They open nothing else, and end soon.
use rusqlite::Connection;

use super::store;
use crate::{
    accounts::tokens::{self, Fingerprint, Secret},
    clock::{MINUTE_S, Reading},
    error::Result,
    ids::UserId,
};

const TOKEN_BYTES: usize = 32;
const MAX_PER_USER: i64 = 20;
/// Every kind has ended by then.
const LONGEST_S: i64 = 30 * MINUTE_S;

/// What is left to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errand {
    /// Type a code.
    Code,
    /// Set up the second step, since nobody may be without it here.
    Enrol,
}

/// A half session just begun. The token goes into a cookie of its own.
#[derive(Debug)]
pub struct Begun {
    pub token: Secret,
    pub errand: Errand,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Half {
    pub token: Fingerprint,
    pub user: UserId,
    pub errand: Errand,
    pub(super) created_on: i64,
}

impl Errand {
    pub const ALL: [Self; 2] = [Self::Code, Self::Enrol];

    pub fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Enrol => "enrol",
        }
    }

    /// Finding an app and pointing it at a screen takes longer than typing six digits.
    pub const fn lifetime_s(self) -> i64 {
        match self {
            Self::Code => 10 * MINUTE_S,
            Self::Enrol => LONGEST_S,
        }
    }
}

pub fn begin(conn: &Connection, user: UserId, errand: Errand, at: Reading) -> Result<Begun> {
    let token = Secret::new(tokens::base64url(&tokens::random::<TOKEN_BYTES>()?));
    store::keep_newest_halves(conn, user, MAX_PER_USER - 1)?;
    store::insert_half(conn, user, token.fingerprint(), errand, at.now)?;
    Ok(Begun { token, errand })
}

/// `None` when there is none, or it has ended.
pub fn find(
    conn: &Connection,
    token: Fingerprint,
    errand: Errand,
    at: Reading,
) -> Result<Option<Half>> {
    let half = store::find_half(conn, token)?.filter(|it| it.errand == errand);
    let has_ended =
        |half: &Half| at.trusted().is_some_and(|now| half.created_on <= now - errand.lifetime_s());
    Ok(half.filter(|it| !has_ended(it)))
}

pub fn end(conn: &Connection, half: &Half) -> Result<()> {
    store::delete_half(conn, half.token)
}

/// Their password is another now, or their second step is.
pub fn end_all(conn: &Connection, user: UserId) -> Result<()> {
    store::delete_halves(conn, user)
}

/// Removes what ended. Without a clock that can be believed it does nothing.
pub fn purge(conn: &Connection, at: Reading) -> Result<()> {
    match at.trusted() {
        Some(now) => store::purge(conn, now - LONGEST_S),
        None => Ok(()),
    }
}
