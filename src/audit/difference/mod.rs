//! What a change changed, row by row, in words: label, old, new, and whose it is.
mod names;
pub mod register;
mod store;
#[cfg(test)]
mod tests;

use rusqlite::{
    Connection,
    types::{FromSql, Value, ValueRef},
};
use serde::{Deserialize, Serialize};

pub use names::Name;

use self::{
    names::Names,
    register::{How, TABLES, Table, Tell, Whose},
};
use super::{SubjectKind, store::Detail};
use crate::{
    db::{
        Columns,
        session::{ChangeRef, Cursor, Op},
    },
    error::{Error, Result},
    ids::UserId,
};

/// Beyond this many a change is told by its count alone.
pub const TOLD: usize = 50;
/// As many of each part are written down when its changeset goes.
pub const KEPT: usize = 500;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// "First name"
    pub field: String,
    pub old: Option<String>,
    pub new: Option<String>,
    /// Something was added to several or taken from them, rather than one value replaced.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_member: bool,
    /// What the row is, or belongs to.
    pub about: Option<(SubjectKind, i64)>,
}

/// The first of the differences, and how many more there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Differences {
    pub told: Vec<Difference>,
    pub more: usize,
    /// What it was about was erased for good, and with it what would undo it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_erased: bool,
}

impl Differences {
    pub fn erased() -> Self {
        Self { is_erased: true, ..Self::default() }
    }

    pub fn of_json(json: &str) -> Result<Self> {
        serde_json::from_str(json).map_err(Error::internal)
    }

    pub fn to_json(&self) -> Result<String> {
        serde_json::to_string(self).map_err(Error::internal)
    }
}

/// Reads changesets for one owner.
pub struct Teller<'a> {
    names: Names<'a>,
    columns: &'a Columns,
    tables: &'static [Table],
}

impl<'a> Teller<'a> {
    pub fn new(conn: &'a Connection, owner: Option<UserId>, columns: &'a Columns) -> Self {
        Self { names: Names::of(conn, owner), columns, tables: TABLES }
    }

    /// What `only` says narrows it to the rows of one thing, for that thing's own page.
    pub fn of_details(
        &self,
        details: &[Detail],
        only: Option<(SubjectKind, i64)>,
    ) -> Result<Differences> {
        let mut all = Differences::default();
        for detail in details {
            let part = match (&detail.changeset, &detail.differences) {
                (Some(changeset), _) => self.of_changeset(changeset, only, TOLD)?,
                (None, Some(json)) => of_json(json, only)?,
                (None, None) => continue,
            };
            all.more += part.more;
            all.told.extend(part.told);
        }
        all.more += all.told.len().saturating_sub(TOLD);
        all.told.truncate(TOLD);
        Ok(all)
    }

    pub fn of_changeset(
        &self,
        changeset: &[u8],
        only: Option<(SubjectKind, i64)>,
        most: usize,
    ) -> Result<Differences> {
        let mut all = Differences::default();
        let mut cursor = Cursor::over(changeset)?;
        while let Some(change) = cursor.advance()? {
            let Some(table) = self.tables.iter().find(|it| it.name == change.table()) else {
                continue;
            };
            let row = Row { table, change: &change, columns: self.columns_of(table) };
            let about = self.about(&row)?;
            if only.is_some() && about != only {
                continue;
            }
            for tell in table.tells.iter().filter(|tell| row.is_told(tell)) {
                if all.told.len() >= most {
                    all.more += 1;
                } else {
                    all.told.extend(self.difference(&row, tell, about)?);
                }
            }
        }
        // A changeset has its rows in no order.
        all.told.sort_by_key(|it| it.about.map(|(kind, id)| (kind.code(), id)));
        Ok(all)
    }

    fn columns_of(&self, table: &Table) -> &[String] {
        self.columns.get(table.name).map_or(&[][..], Vec::as_slice)
    }

    fn about(&self, row: &Row<'_>) -> Result<Option<(SubjectKind, i64)>> {
        let value = match &row.table.whose {
            Whose::Itself => row.change.key().into_iter().next(),
            Whose::Key(at) => row.change.key().into_iter().nth(*at),
            Whose::Column(column) => match row.either(column) {
                Some(value) => Some(value),
                None => self.looked_up(row, column)?,
            },
        };
        Ok(match value {
            Some(Value::Integer(id)) => Some((row.table.kind, id)),
            _ => None,
        })
    }

    /// A changed column leaves the others out of the changeset; the row itself has them.
    fn looked_up(&self, row: &Row<'_>, column: &str) -> Result<Option<Value>> {
        let Some(key) = row.change.key().into_iter().next() else { return Ok(None) };
        let found = self.names.owner_of_row(row.table.name, column, &key)?;
        Ok(found.map(Value::Integer))
    }

    fn difference(
        &self,
        row: &Row<'_>,
        tell: &Tell,
        about: Option<(SubjectKind, i64)>,
    ) -> Result<Option<Difference>> {
        let (old, new) = row.values(tell.column());
        let made =
            |field: String, old, new| Difference { field, old, new, is_member: false, about };
        let difference = match tell {
            Tell::Column { label, how, .. } => {
                made((*label).to_owned(), self.said(how, old, None)?, self.said(how, new, None)?)
            }
            Tell::Labelled { by, label, how, .. } => {
                let by = row.either(by).unwrap_or(Value::Null);
                let field = self.names.find(*label, &by, None)?;
                made(field, self.said(how, old, Some(&by))?, self.said(how, new, Some(&by))?)
            }
            Tell::Member { label, name, .. } => {
                let is_member = row.change.op() != Op::Update;
                let how = How::Name(*name);
                let (old, new) = (self.said(&how, old, None)?, self.said(&how, new, None)?);
                Difference { is_member, ..made((*label).to_owned(), old, new) }
            }
        };
        Ok((difference.old.is_some() || difference.new.is_some()).then_some(difference))
    }

    fn said(&self, how: &How, value: Option<Value>, by: Option<&Value>) -> Result<Option<String>> {
        let Some(value) = value.filter(|value| *value != Value::Null) else { return Ok(None) };
        Ok(match how {
            How::Plain => Some(plain(value)),
            How::Yes => Some("yes".to_owned()),
            How::Name(name) => Some(self.names.find(*name, &value, by)?),
            How::Words(words) => words(&plain(value)),
        })
    }
}

/// One changed row, with the names of its columns.
struct Row<'a> {
    table: &'static Table,
    change: &'a ChangeRef<'a>,
    columns: &'a [String],
}

impl Row<'_> {
    fn at(&self, column: &str) -> Option<usize> {
        let at = self.columns.iter().position(|name| name == column)?;
        (at < self.change.columns()).then_some(at)
    }

    fn values(&self, column: &str) -> (Option<Value>, Option<Value>) {
        let Some(at) = self.at(column) else { return (None, None) };
        (self.change.before(at).map(owned), self.change.after(at).map(owned))
    }

    fn either(&self, column: &str) -> Option<Value> {
        let (old, new) = self.values(column);
        old.or(new)
    }

    fn is_told(&self, tell: &Tell) -> bool {
        let Some(at) = self.at(tell.column()) else { return false };
        let is_there = |value: Option<ValueRef<'_>>| value.is_some_and(|it| it != ValueRef::Null);
        match self.change.op() {
            Op::Update => self.change.after(at).is_some(),
            Op::Insert => is_there(self.change.after(at)),
            Op::Delete => is_there(self.change.before(at)),
        }
    }
}

/// The kind of thing and its id that a conflict is about.
pub fn subject_of(
    conn: &Connection,
    table: &str,
    key: &[Value],
) -> Result<Option<(SubjectKind, i64)>> {
    let Some(table) = register::table(table) else { return Ok(None) };
    let of_key = |at: usize| match key.get(at) {
        Some(Value::Integer(id)) => Some(*id),
        _ => None,
    };
    let id = match (&table.whose, key.first()) {
        (Whose::Itself, _) => of_key(0),
        (Whose::Key(at), _) => of_key(*at),
        (Whose::Column(column), Some(row)) => store::column_of_row(conn, table.name, column, row)?,
        (Whose::Column(_), None) => None,
    };
    Ok(id.map(|id| (table.kind, id)))
}

fn of_json(json: &str, only: Option<(SubjectKind, i64)>) -> Result<Differences> {
    let mut all = Differences::of_json(json)?;
    if only.is_some() {
        all.told.retain(|difference| difference.about == only);
        all.more = 0;
    }
    Ok(all)
}

fn plain(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => text,
        Value::Blob(_) => "…".to_owned(),
    }
}

fn owned(value: ValueRef<'_>) -> Value {
    Value::column_result(value).unwrap_or(Value::Null)
}
