//! API keys: a user's, for a program that acts in their name with the permissions they ticked.
use rusqlite::Connection;

use super::{
    tokens::{self, Fingerprint, Secret},
    users::Role,
};
use crate::{
    clock::{DAY_S, MINUTE_S, Reading},
    error::{Error, Problems, Result, unless_any},
    ids::{KeyId, Uid, UserId},
    text,
};

mod permission;
mod store;
mod verbs;

pub use permission::{Need, Needs, Permission, needs};
pub use verbs::{Made, create, revoke};

pub const MAX_DAYS: u32 = 3650;

const MAX_LIVE: i64 = 50;
const TOUCH_EVERY_S: i64 = 5 * MINUTE_S;
/// A revoked key stays in the list this long.
const SHOW_REVOKED_S: i64 = 90 * DAY_S;

const MARK: &str = "picrm_";
const PREFIX_BYTES: usize = 5;
const SECRET_BYTES: usize = 30;
/// The mark, eight characters, an underscore, and forty-eight.
const KEY_CHARS: usize = MARK.len() + 8 + 1 + 48;

/// What a form or a request says about a new key.
#[derive(Clone, Debug)]
pub struct Draft<'a> {
    pub name: &'a str,
    /// Names of permissions; one that does not exist is refused.
    pub permissions: &'a [&'a str],
    pub expires_in_days: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    pub id: KeyId,
    pub uid: Uid,
    pub name: String,
    /// The visible beginning of the key, by which its owner tells it from others.
    pub prefix: String,
    pub permissions: Vec<Permission>,
    pub created_on: i64,
    pub expires_on: Option<i64>,
    pub last_used_on: Option<i64>,
    pub revoked_on: Option<i64>,
}

/// Whoever sends this request by key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPerson {
    pub key: KeyId,
    pub user: UserId,
    pub uid: Uid,
    pub name: String,
    pub role: Role,
    pub permissions: Vec<Permission>,
    last_used_on: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Live,
    Expired,
    Revoked,
}

impl ApiKey {
    /// "See contacts; See workspaces"
    pub fn abilities(&self) -> String {
        let labels: Vec<&str> = self.permissions.iter().map(|it| it.label()).collect();
        labels.join("; ")
    }

    /// What its owner sees of it ever after.
    pub fn beginning(&self) -> String {
        format!("{MARK}{}", self.prefix)
    }

    pub fn state(&self, at: Reading) -> State {
        match (self.revoked_on, self.expires_on, at.trusted()) {
            (Some(_), ..) => State::Revoked,
            (None, Some(end), Some(now)) if end <= now => State::Expired,
            _ => State::Live,
        }
    }
}

impl KeyPerson {
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission)
    }
}

/// The fingerprint to look a key up by; `None` when the text can be none of ours.
pub fn fingerprint(text: &str) -> Option<Fingerprint> {
    (text.len() == KEY_CHARS && text.starts_with(MARK)).then(|| Fingerprint::of(text))
}

/// A new key and its text, which is shown now and never again.
fn make(
    conn: &Connection,
    user: UserId,
    draft: &Draft<'_>,
    at: Reading,
) -> Result<(ApiKey, Secret)> {
    let mut problems = Problems::new();
    let name = text::required(&mut problems, "name", draft.name, text::limits::NAME);
    let permissions = permissions(&mut problems, draft.permissions);
    let expires_on = expiry(&mut problems, draft.expires_in_days, at);
    unless_any(problems)?;
    if store::count_live(conn, user, at.trusted())? >= MAX_LIVE {
        return Err(Error::Conflict(format!(
            "There are {MAX_LIVE} keys already. Revoke one that is no longer used first."
        )));
    }
    let prefix = tokens::readable(&tokens::random::<PREFIX_BYTES>()?).to_lowercase();
    let secret = tokens::readable(&tokens::random::<SECRET_BYTES>()?).to_lowercase();
    let text = Secret::new(format!("{MARK}{prefix}_{secret}"));
    let key = store::New { user, name: &name, prefix: &prefix, permissions: &permissions };
    let key = store::insert(conn, &key, text.fingerprint(), expires_on, at.now)?;
    Ok((key, text))
}

/// Runs on every request by key: one query for the key and its user.
pub fn find(conn: &Connection, key: Fingerprint, at: Reading) -> Result<Option<KeyPerson>> {
    store::find(conn, key, at.trusted())
}

/// Is it time to write down that this key is in use? At most every five minutes.
pub fn touch_due(person: &KeyPerson, at: Reading) -> bool {
    let Some(now) = at.trusted() else { return false };
    person.last_used_on.is_none_or(|it| now.abs_diff(it) >= TOUCH_EVERY_S as u64)
}

pub fn touch(conn: &Connection, key: KeyId, at: Reading) -> Result<()> {
    match at.trusted() {
        Some(now) => store::touch(conn, key, now),
        None => Ok(()),
    }
}

/// The user's keys, the newest first; revoked ones stay to be seen for a while.
pub fn list(conn: &Connection, user: UserId) -> Result<Vec<ApiKey>> {
    store::list(conn, user)
}

/// One of the user's keys; another's answers as if it did not exist.
pub fn own(conn: &Connection, user: UserId, key: Uid) -> Result<ApiKey> {
    store::own(conn, user, key)?.ok_or(Error::NotFound("key"))
}

/// For the terminal: any key, by its id, its beginning or, should it have leaked, all of it.
pub fn by_handle(conn: &Connection, handle: &str) -> Result<(UserId, ApiKey)> {
    let handle = handle.trim();
    let found = match handle.parse::<Uid>() {
        Ok(uid) => store::by_uid(conn, uid)?,
        Err(_) => {
            let begun = handle.strip_prefix(MARK).unwrap_or(handle);
            let prefix = begun.split('_').next().unwrap_or_default();
            store::by_prefix(conn, &prefix.to_lowercase())?
        }
    };
    found.ok_or(Error::NotFound("key"))
}

/// Works at once, and answers which key it was. Ending it twice changes nothing.
fn end(conn: &Connection, user: UserId, key: Uid, now: i64) -> Result<ApiKey> {
    store::revoke(conn, user, key, now)?.ok_or(Error::NotFound("key"))
}

/// All of somebody who is kept out from now on.
pub fn revoke_all(conn: &Connection, user: UserId, now: i64) -> Result<()> {
    store::revoke_all(conn, user, now)
}

/// Removes keys revoked long ago. Without a clock that can be believed it does nothing.
pub fn purge(conn: &Connection, at: Reading) -> Result<usize> {
    match at.trusted() {
        Some(now) => store::purge(conn, now - SHOW_REVOKED_S),
        None => Ok(0),
    }
}

fn permissions(problems: &mut Problems, names: &[&str]) -> Vec<Permission> {
    let mut found: Vec<Permission> = names.iter().filter_map(|it| Permission::parse(it)).collect();
    if found.len() < names.len() {
        problems.insert("permissions", "One of these permissions does not exist".into());
    } else if found.is_empty() {
        problems
            .insert("permissions", "Tick at least one; a key without any can do nothing".into());
    }
    found.sort();
    found.dedup();
    found
}

fn expiry(problems: &mut Problems, days: Option<u32>, at: Reading) -> Option<i64> {
    let days = days?;
    if !(1..=MAX_DAYS).contains(&days) {
        problems.insert("expires_in_days", format!("Choose between 1 and {MAX_DAYS} days"));
    } else if !at.is_plausible {
        let message = "The clock of this appliance is not set yet; leave this empty or try later";
        problems.insert("expires_in_days", message.into());
    }
    Some(at.now.saturating_add(i64::from(days).saturating_mul(DAY_S)))
}

#[cfg(test)]
mod tests;
