//! Who was chosen: some by name, or all that fit. Bulk work and exports go through them in parts.
use rusqlite::Connection;

use super::{Filter, store};
use crate::{
    error::Result,
    ids::{ContactId, Uid},
    workspaces::Scope,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// Those of them that are in the workspace.
    These(Vec<Uid>),
    All(Filter),
}

/// The next of them by id, behind `after`. Who comes to fit meanwhile is found if their id lies
/// ahead; so work that changes what it filters by misses nobody.
pub fn chosen(
    conn: &Connection,
    scope: &Scope,
    selection: &Selection,
    now: i64,
    after: Option<ContactId>,
    most: usize,
) -> Result<Vec<ContactId>> {
    match selection {
        Selection::These(uids) => store::among(conn, scope, uids, after, most),
        Selection::All(filter) => {
            store::fitting(conn, scope, &filter.resolve(conn, scope, now)?, after, most)
        }
    }
}

/// How many there are, all of them counted.
pub fn count(conn: &Connection, scope: &Scope, selection: &Selection, now: i64) -> Result<i64> {
    match selection {
        Selection::These(uids) => {
            Ok(store::among(conn, scope, uids, None, uids.len())?.len() as i64)
        }
        Selection::All(filter) => {
            store::counted(conn, scope, &filter.resolve(conn, scope, now)?, i64::MAX)
        }
    }
}
