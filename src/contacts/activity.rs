//! A contact's log as a person keeps it: each verb opens the contact and says whom it is about.
use crate::{
    audit::{RequestKey, Tx},
    contacts::{self, concerns},
    error::Result,
    ids::Uid,
    log::{
        self,
        manual::{self, Draft, Edited},
    },
};

/// Writes a note, a call or a meeting down. The same request twice writes it once.
pub fn write(
    tx: &Tx<'_>,
    contact: Uid,
    draft: &Draft,
    request: Option<&RequestKey>,
) -> Result<Uid> {
    let (scope, contact) = contacts::open(tx, tx.actor, contact)?;
    tx.once(request, || {
        let uid = manual::write(tx, &scope, contact.id, draft)?;
        concerns(tx, &scope, &contact);
        Ok(uid)
    })
}

/// Changes an entry; answers with its contact. Without `seen`, an etag, the last one wins.
pub fn edit(tx: &Tx<'_>, entry: Uid, seen: Option<&str>, draft: &Draft) -> Result<(Uid, Edited)> {
    let (scope, logged, contact) = log::open(tx, tx.actor, entry)?;
    let edited = manual::edit(tx, &scope, &logged, seen, draft)?;
    if matches!(edited, Edited::Saved) {
        concerns(tx, &scope, &contacts::find(tx, &scope, contact)?);
    }
    Ok((contact, edited))
}

pub fn delete(tx: &Tx<'_>, entry: Uid) -> Result<Uid> {
    let (scope, logged, contact) = log::open(tx, tx.actor, entry)?;
    manual::delete(tx, &scope, &logged)?;
    concerns(tx, &scope, &contacts::find(tx, &scope, contact)?);
    Ok(contact)
}

/// Puts an entry above all others, or back into its place.
pub fn pin(tx: &Tx<'_>, entry: Uid, is_pinned: bool) -> Result<Uid> {
    let (scope, logged, contact) = log::open(tx, tx.actor, entry)?;
    if manual::pin(tx, &scope, &logged, is_pinned)? {
        concerns(tx, &scope, &contacts::find(tx, &scope, contact)?);
    }
    Ok(contact)
}
