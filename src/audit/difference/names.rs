//! Names for ids, within one owner's data; each is looked up once while a page is read.
use std::{cell::RefCell, collections::HashMap};

use rusqlite::{Connection, types::Value};

use super::store;
use crate::{audit::SubjectKind, error::Result, ids::UserId};

/// A query, in this room's store, that gives one text or none. It takes `?1` the id or value, `?2`
/// the owner, whose data alone it may look at, and, for the value of a labelled column that wants
/// it, `?3` what the label was found by. What is hidden but not gone it should still find.
#[derive(Clone, Copy)]
pub struct Name {
    pub query: &'static str,
    /// Once the row is gone: the last label that the log has of a thing of this kind.
    pub kind: Option<SubjectKind>,
}

/// What neither the tables nor the log know any more.
const FORGOTTEN: &str = "something since deleted";

pub struct Names<'a> {
    conn: &'a Connection,
    /// The household's own changes are nobody's; then only the log's labels are missing.
    owner: Option<UserId>,
    known: RefCell<HashMap<(&'static str, String), String>>,
}

impl<'a> Names<'a> {
    pub fn of(conn: &'a Connection, owner: Option<UserId>) -> Self {
        Self { conn, owner, known: RefCell::default() }
    }

    pub fn find(&self, name: Name, value: &Value, by: Option<&Value>) -> Result<String> {
        let key = (name.query, format!("{value:?} {by:?}"));
        if let Some(known) = self.known.borrow().get(&key) {
            return Ok(known.clone());
        }
        let found = match store::name(self.conn, name.query, value, self.owner, by)? {
            Some(found) => found,
            None => self.last_label(name.kind, value)?.unwrap_or_else(|| FORGOTTEN.to_owned()),
        };
        self.known.borrow_mut().insert(key, found.clone());
        Ok(found)
    }

    /// Which thing a row belongs to, where its change does not say.
    pub fn owner_of_row(&self, table: &str, column: &str, row: &Value) -> Result<Option<i64>> {
        store::column_of_row(self.conn, table, column, row)
    }

    fn last_label(&self, kind: Option<SubjectKind>, value: &Value) -> Result<Option<String>> {
        match (kind, value, self.owner) {
            (Some(kind), Value::Integer(id), Some(owner)) => {
                store::last_label(self.conn, owner, kind, *id)
            }
            _ => Ok(None),
        }
    }
}
