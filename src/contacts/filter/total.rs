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
    ids::{ContactId, ListId},
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

/// As many are put in order one by one. To look for them in the order of the list would cost a look
/// at every row there is, each on another page of the file.
const FEW: usize = 2_000;

/// All who fit, where they are few and nothing else tells how many there are.
pub fn few(conn: &Connection, scope: &Scope, filter: &Resolved) -> Result<Option<Vec<ContactId>>> {
    if filter.clauses.is_empty() || filter.is_of_one_list() {
        return Ok(None);
    }
    let ids = store::some(conn, scope, filter, FEW + 1)?;
    Ok((ids.len() <= FEW).then_some(ids))
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

impl Resolved {
    /// A stage is in order by its index; a rare tag is few enough, and a common one soon met.
    fn is_of_one_list(&self) -> bool {
        match self.clauses.as_slice() {
            [Clause::Stage { of, or_none }] => of.len() + usize::from(*or_none) == 1,
            [Clause::Tags(_, tags)] => tags.len() == 1,
            _ => false,
        }
    }
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
