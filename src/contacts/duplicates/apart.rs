//! Pairs that a person said are two people: remembered, and never asked about again (CT-14).
use rusqlite::Connection;

use super::{store, whole};
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

/// A pair that was kept apart, and since when.
#[derive(Clone, Debug)]
pub struct Apart {
    pub one: Contact,
    pub other: Contact,
    pub at: i64,
}

/// A page of such pairs, the latest first, and where the older ones go on.
pub fn kept_apart(
    conn: &Connection,
    scope: &Scope,
    before: Option<i64>,
    most: usize,
) -> Result<(Vec<Apart>, Option<i64>)> {
    let before = before.unwrap_or(i64::MAX);
    let mut rows = store::page_apart(conn, scope, before, most as i64 + 1)?;
    let has_more = rows.len() > most;
    rows.truncate(most);
    let next = rows.last().map(|row| row.0).filter(|_| has_more);
    let mut pairs = Vec::new();
    for (_, one, other, at) in rows {
        let found = (whole(conn, scope, one)?, whole(conn, scope, other)?);
        if let (Some(one), Some(other)) = found {
            pairs.push(Apart { one, other, at });
        }
    }
    Ok((pairs, next))
}

fn pair(conn: &Connection, scope: &Scope, one: Uid, other: Uid) -> Result<(Contact, Contact)> {
    let one = contacts::find(conn, scope, one)?;
    let other = contacts::find(conn, scope, other)?;
    if one.id == other.id { Err(Error::invalid("other", SAME)) } else { Ok((one, other)) }
}
