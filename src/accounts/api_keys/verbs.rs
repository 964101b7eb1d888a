//! Making and revoking a key, by page, by API and at the terminal alike: one verb, one audit.
use super::{ApiKey, Draft};
use crate::{
    accounts::tokens::Secret,
    audit::{RequestKey, Subject, Tx},
    error::Result,
    ids::{Uid, UserId},
};

/// A key, and its text where it was made just now: nobody can read it a second time.
#[derive(Debug)]
pub struct Made {
    pub key: ApiKey,
    pub text: Option<Secret>,
}

/// The same request sent again finds the key that it made, without its text.
pub fn create(
    tx: &Tx<'_>,
    owner: UserId,
    draft: &Draft<'_>,
    request: Option<&RequestKey>,
) -> Result<Made> {
    let mut text = None;
    let uid = tx.once(request, || {
        let (key, secret) = super::make(tx, owner, draft, tx.at)?;
        tx.on_behalf_of(owner);
        tx.about(Subject::key(key.id, &key.name));
        tx.say(key.abilities());
        text = Some(secret);
        Ok(key.uid)
    })?;
    Ok(Made { key: super::own(tx, owner, uid)?, text })
}

/// Works at once. Revoking twice changes nothing and leaves no second line in the log.
pub fn revoke(tx: &Tx<'_>, owner: UserId, key: Uid) -> Result<ApiKey> {
    let before = super::own(tx, owner, key)?;
    if before.revoked_on.is_some() {
        return Ok(before);
    }
    let revoked = super::end(tx, owner, key, tx.now)?;
    tx.on_behalf_of(owner);
    tx.about(Subject::key(revoked.id, &revoked.name));
    tx.say(format!("It began with {}", revoked.beginning()));
    Ok(revoked)
}
