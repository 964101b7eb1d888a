//! SQL of the search index.
use rusqlite::{Connection, OptionalExtension, params};

use super::Terms;
use crate::{
    contacts::{
        Contact,
        filter::{Bound, Resolved},
        store,
    },
    error::Result,
    ids::{ContactId, Uid},
    workspaces::Scope,
};

/// From which contact on, by the order in which they were added; neither end is among them.
#[derive(Clone, Copy, Debug)]
pub enum Span {
    /// The newest first, those older than this one.
    Below(i64),
    /// The oldest first, those newer than this one.
    Above(i64),
}

impl Span {
    pub const NEWEST_FIRST: Self = Self::Below(i64::MAX);
    pub const OLDEST_FIRST: Self = Self::Above(0);
}

/// Who fits such an expression; the index belongs to all, its terms to one workspace each.
pub fn hits(
    conn: &Connection,
    scope: &Scope,
    expression: String,
    filter: &Resolved,
    span: Span,
    most: usize,
) -> Result<Vec<ContactId>> {
    let mut bound = Bound::in_workspace(scope);
    let (compare, direction, from) = match span {
        Span::Below(id) => ("<", "DESC", id),
        Span::Above(id) => (">", "ASC", id),
    };
    let from = bound.add(from);
    let expression = bound.add(expression);
    // The contacts are looked at only where more is asked of them.
    let contacts = match filter.is_unconditional() {
        true => "",
        false => "CROSS JOIN base_contacts AS c ON c.id = s.rowid",
    };
    let conditions = filter.and_clauses(&mut bound);
    let most = bound.add(most as i64);
    let sql = format!(
        "SELECT s.rowid
         FROM contact_search AS s {contacts}
         WHERE contact_search MATCH {expression} AND s.rowid {compare} {from} {conditions}
         ORDER BY s.rowid {direction}
         LIMIT {most}"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let ids = statement.query_map(bound.values(), |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// Is there anybody at all?
pub fn hits_anybody(conn: &Connection, scope: &Scope, terms: &Terms) -> Result<bool> {
    let sql = "SELECT rowid FROM contact_search WHERE contact_search MATCH ?1 LIMIT 1";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.exists([terms.anyhow(scope.workspace())])?)
}

/// What a contact sorts by.
pub fn sort_key(conn: &Connection, scope: &Scope, id: ContactId) -> Result<Option<(String, Uid)>> {
    let sql = "SELECT sort_name, uid FROM base_contacts WHERE id = ?1 AND workspace_id = ?2";
    Ok(conn
        .prepare_cached(sql)?
        .query_row(params![id, scope.workspace()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

pub fn by_id(conn: &Connection, scope: &Scope, id: ContactId) -> Result<Option<Contact>> {
    let sql = format!(
        "SELECT {} FROM base_contacts AS c WHERE id = ?1 AND workspace_id = ?2",
        store::CONTACT
    );
    Ok(conn
        .prepare_cached(&sql)?
        .query_row(params![id, scope.workspace()], |row| store::contact(row, scope.uid()))
        .optional()?)
}

/// The newest contact that is as old as this one or older: itself, unless it is gone.
pub fn nearest(conn: &Connection, uid: Uid) -> Result<Option<(i64, Uid)>> {
    Ok(conn
        .prepare_cached(
            "SELECT id, uid FROM base_contacts WHERE uid <= ?1 ORDER BY uid DESC LIMIT 1",
        )?
        .query_row([uid], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}
