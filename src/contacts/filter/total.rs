//! How many fit, by the counts that are kept where they tell, else counted up to where it would
//! cost more than the page.
use rusqlite::Connection;

use super::{
    Quantifier, Resolved,
    resolve::{Clause, Search},
    store,
};
use crate::{
    contacts::lists::{List, ListKind},
    error::Result,
    ids::ListId,
    workspaces::{self, Scope},
};

pub const MOST_COUNTED: i64 = 10_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    Exactly(i64),
    /// More than this many.
    Over(i64),
}

impl Total {
    pub fn exactly(self) -> Option<i64> {
        match self {
            Self::Exactly(number) => Some(number),
            Self::Over(_) => None,
        }
    }
}

/// Of everybody who fits; `lists` are all of the workspace.
pub fn total(conn: &Connection, scope: &Scope, filter: &Resolved, lists: &[List]) -> Result<Total> {
    if let Search::Nothing = filter.search
        && let Some(known) = kept(conn, scope, filter, lists)?
    {
        return Ok(Total::Exactly(known));
    }
    Ok(match store::counted(conn, scope, filter, MOST_COUNTED + 1)? {
        number if number > MOST_COUNTED => Total::Over(MOST_COUNTED),
        number => Total::Exactly(number),
    })
}

fn kept(
    conn: &Connection,
    scope: &Scope,
    filter: &Resolved,
    lists: &[List],
) -> Result<Option<i64>> {
    let on = |id: &ListId| lists.iter().find(|it| it.id == *id).map_or(0, |it| it.contacts);
    Ok(match filter.clauses.as_slice() {
        [] => Some(workspaces::count(conn, scope)?),
        [Clause::Stage { of, or_none: false }] => Some(of.iter().map(on).sum()),
        [Clause::Stage { of, or_none: true }] => {
            let others = lists.iter().filter(|it| it.kind == ListKind::Stage);
            let others = others.filter(|it| !of.contains(&it.id));
            let elsewhere: i64 = others.map(|it| it.contacts).sum();
            Some(workspaces::count(conn, scope)? - elsewhere)
        }
        [Clause::Tags(Quantifier::Any | Quantifier::All, tags)] if tags.len() == 1 => {
            Some(on(&tags[0]))
        }
        [Clause::Tags(Quantifier::None, tags)] if tags.len() == 1 => {
            Some(workspaces::count(conn, scope)? - on(&tags[0]))
        }
        _ => None,
    })
}
