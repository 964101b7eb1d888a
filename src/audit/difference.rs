//! What a change changed, field by field, in words: label, old, new.
use rusqlite::types::ValueRef;
use serde::{Deserialize, Serialize};

use super::{SubjectKind, store::Detail};
use crate::{
    db::{
        Columns,
        session::{Cursor, Op},
    },
    error::{Error, Result},
};

/// Beyond this many rows a change is told by its count alone.
const ROWS_TOLD: usize = 50;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// "First name"
    pub field: String,
    pub old: Option<String>,
    pub new: Option<String>,
}

/// The label a person knows a column by; columns without one are ours and are not told.
fn label(table: &str, column: &str) -> Option<&'static str> {
    Some(match (table, column) {
        ("workspaces", "name") => "Name",
        ("workspaces", "deleted_on") => "Deleted",
        ("base_contacts", "first_name") => "First name",
        ("base_contacts", "last_name") => "Last name",
        ("base_contacts", "primary_email") => "E-mail",
        ("base_contacts", "primary_phone") => "Phone",
        ("base_contacts", "company") => "Company",
        ("contact_lists", "name") => "Name",
        ("contact_lists", "colour") => "Colour",
        _ => return None,
    })
}

/// What `only` says narrows it to the rows of one thing, for that thing's own page.
pub fn of_details(
    details: &[Detail],
    columns: &Columns,
    only: Option<(SubjectKind, i64)>,
) -> Result<Vec<Difference>> {
    let mut told = Vec::new();
    for detail in details {
        match (&detail.changeset, &detail.differences) {
            (Some(changeset), _) => told.extend(of_changeset(changeset, columns, only)?),
            (None, Some(json)) => {
                told.extend(serde_json::from_str::<Vec<_>>(json).map_err(Error::internal)?);
            }
            (None, None) => {}
        }
    }
    told.truncate(ROWS_TOLD);
    Ok(told)
}

pub fn of_changeset(
    changeset: &[u8],
    columns: &Columns,
    only: Option<(SubjectKind, i64)>,
) -> Result<Vec<Difference>> {
    let mut told = Vec::new();
    let mut cursor = Cursor::over(changeset)?;
    while let Some(change) = cursor.advance()? {
        if told.len() >= ROWS_TOLD {
            break;
        }
        let table = change.table();
        if only.is_some() && subject_of(table, &change.key()) != only {
            continue;
        }
        let names = columns.get(table).map_or(&[][..], Vec::as_slice);
        for (index, name) in names.iter().enumerate().take(change.columns()) {
            let Some(field) = label(table, name) else { continue };
            let old = change.before(index).and_then(|value| words(name, value));
            let new = change.after(index).and_then(|value| words(name, value));
            let is_told = match change.op() {
                Op::Update => change.after(index).is_some(),
                Op::Insert | Op::Delete => old.is_some() || new.is_some(),
            };
            if is_told {
                told.push(Difference { field: field.to_owned(), old, new });
            }
        }
    }
    Ok(told)
}

fn words(column: &str, value: ValueRef<'_>) -> Option<String> {
    if column == "deleted_on" {
        return (!matches!(value, ValueRef::Null)).then(|| "yes".to_owned());
    }
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Text(text) => Some(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(_) => Some("…".to_owned()),
    }
}

/// The kind of thing and its id that a conflict is about.
pub fn subject_of(table: &str, key: &[rusqlite::types::Value]) -> Option<(SubjectKind, i64)> {
    match (SubjectKind::of_table(table)?, key) {
        (kind, [rusqlite::types::Value::Integer(id)]) => Some((kind, *id)),
        _ => None,
    }
}
