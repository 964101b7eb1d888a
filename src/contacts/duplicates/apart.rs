//! Pairs that a person said are two people: remembered, and never asked about again (CT-14).
use rusqlite::Connection;

use super::store;
use crate::{
    audit::Tx,
    contacts::{self, Contact, concerns, merge::SAME},
    error::{Error, Result},
    ids::{ContactId, Uid},
    workspaces::Scope,
};

/// Remembers that these two are two. Saying it twice leaves no second trace.
pub fn keep_separate(tx: &Tx<'_>, scope: &Scope, one: Uid, other: Uid) -> Result<Contact> {
    let (one, other) = pair(tx, scope, one, other)?;
    if !store::is_apart(tx, scope, one.id, other.id)? {
        remember(tx, scope, one.id, other.id)?;
        concerns(tx, scope, &one);
        concerns(tx, scope, &other);
    }
    Ok(one)
}

/// The same as a part of a change that is about the first of them.
pub fn remember(tx: &Tx<'_>, scope: &Scope, one: ContactId, other: ContactId) -> Result<()> {
    store::keep_apart(tx, scope, one, other, tx.now)
}

/// They may be taken for one person again.
pub fn ask_again(tx: &Tx<'_>, scope: &Scope, one: Uid, other: Uid) -> Result<Contact> {
    let (one, other) = pair(tx, scope, one, other)?;
    if store::is_apart(tx, scope, one.id, other.id)? {
        store::ask_again(tx, scope, one.id, other.id)?;
        concerns(tx, scope, &one);
        concerns(tx, scope, &other);
    }
    Ok(one)
}

fn pair(conn: &Connection, scope: &Scope, one: Uid, other: Uid) -> Result<(Contact, Contact)> {
    let one = contacts::find(conn, scope, one)?;
    let other = contacts::find(conn, scope, other)?;
    if one.id == other.id { Err(Error::invalid("other", SAME)) } else { Ok((one, other)) }
}
