//! A form or request that arrives twice is answered twice and carried out once.
mod store;

use rusqlite::Connection;

use super::Tx;
use crate::{
    clock::built_at,
    error::{Error, Result},
    ids::{Uid, UserId},
};

/// What makes a request recognisable: its one-time id, and a digest of what it asked for.
#[derive(Clone, Debug)]
pub struct RequestKey {
    id: String,
    fingerprint: Vec<u8>,
}

const MAX_ID_CHARS: usize = 100;

impl RequestKey {
    /// `content` tells two different requests under the same id apart.
    pub fn new(id: &str, content: &[u8]) -> Result<Self> {
        if id.is_empty() || id.len() > MAX_ID_CHARS || !id.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(Error::invalid(
                "idempotency_key",
                format!("use 1 to {MAX_ID_CHARS} printable characters without spaces"),
            ));
        }
        let digest = ring::digest::digest(&ring::digest::SHA256, content);
        Ok(Self { id: id.to_owned(), fingerprint: digest.as_ref().to_vec() })
    }
}

/// Answers older than this are forgotten: nobody sends a form again after so long.
/// One given while the clock could not be believed is kept as long from now on.
pub fn forget(conn: &Connection, now: i64, kept_s: i64) -> Result<usize> {
    store::date_answers(conn, built_at(), now)?;
    store::forget_answers(conn, now - kept_s)
}

/// For what is erased for good: not even the digest of its form stays.
pub(super) fn forget_made(conn: &Connection, user: UserId, made: Uid) -> Result<()> {
    store::forget_made(conn, user, made)
}

impl Tx<'_> {
    /// What this very request made, if it was answered before.
    pub fn answered(&self, request: &RequestKey) -> Result<Option<Uid>> {
        let known = store::answer(self, self.actor.user()?, &request.id)?;
        let same = known.filter(|(fingerprint, _)| *fingerprint == request.fingerprint);
        Ok(same.map(|(_, made)| made))
    }

    /// Runs `make` unless this request was answered before; then answers with what it made.
    pub fn once(
        &self,
        request: Option<&RequestKey>,
        make: impl FnOnce() -> Result<Uid>,
    ) -> Result<Uid> {
        let Some(request) = request else { return make() };
        let user = self.actor.user()?;
        if let Some((fingerprint, made)) = store::answer(self, user, &request.id)? {
            if fingerprint == request.fingerprint {
                return Ok(made);
            }
            return Err(Error::SentBefore);
        }
        let made = make()?;
        store::remember_answer(self, user, &request.id, &request.fingerprint, made, self.now)?;
        Ok(made)
    }
}
