//! SQL of the search index.
use rusqlite::{Connection, OptionalExtension, params};

use super::{Terms, Tier};
use crate::{
    contacts::{Contact, lists::Within, store},
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
    pub const WHOLE: Self = Self::Below(i64::MAX);
}

/// What has to be found, and where they have to stand.
pub struct Sought {
    pub terms: Terms,
    pub within: Within,
}

/// Who is in this tier; the index belongs to all, its terms to one workspace each.
pub fn hits(
    conn: &Connection,
    scope: &Scope,
    sought: &Sought,
    tier: Tier,
    span: Span,
    most: usize,
) -> Result<Vec<ContactId>> {
    let (condition, direction, from) = match span {
        Span::Below(id) => ("s.rowid < ?2", "DESC", id),
        Span::Above(id) => ("s.rowid > ?2", "ASC", id),
    };
    // The contacts are looked at only where it matters where they stand.
    let (contacts, standing) = match sought.within == Within::default() {
        true => ("", String::new()),
        false => {
            ("CROSS JOIN base_contacts AS c ON c.id = s.rowid", store::standing(&sought.within))
        }
    };
    let sql = format!(
        "SELECT s.rowid
         FROM contact_search AS s {contacts}
         WHERE contact_search MATCH ?1 AND {condition} {standing}
         ORDER BY s.rowid {direction}
         LIMIT ?3"
    );
    let expression = sought.terms.expression(scope.workspace(), tier);
    let mut statement = conn.prepare_cached(&sql)?;
    let ids = statement.query_map(params![expression, from, most as i64], |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// Is there anybody at all?
pub fn hits_anybody(conn: &Connection, scope: &Scope, terms: &Terms) -> Result<bool> {
    let sql = "SELECT rowid FROM contact_search WHERE contact_search MATCH ?1 LIMIT 1";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.exists([terms.anyhow(scope.workspace())])?)
}

/// The contact with what it sorts by.
pub fn by_id(conn: &Connection, scope: &Scope, id: ContactId) -> Result<Option<(Contact, String)>> {
    let sql = format!(
        "SELECT {} FROM base_contacts AS c WHERE id = ?1 AND workspace_id = ?2",
        store::CONTACT
    );
    let found = conn
        .prepare_cached(&sql)?
        .query_row(params![id, scope.workspace()], |row| {
            Ok((store::contact(row, scope.uid())?, row.get(8)?))
        })
        .optional()?;
    Ok(found)
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
