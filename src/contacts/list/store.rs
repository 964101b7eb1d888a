//! SQL of a page in the order of a column.
use rusqlite::{Connection, Row, params, types::Value};

use super::ordered::{Key, Part, Stretch, ValueKey};
use crate::{
    contacts::{
        Contact,
        filter::{Bound, Resolved},
        store::{CONTACT, CONTACT_COLUMNS, contact},
    },
    error::Result,
    ids::ContactId,
    workspaces::Scope,
};

/// Contacts with what they sort by, nearest first; where only a few fit, those are given.
pub fn stretch(
    conn: &Connection,
    scope: &Scope,
    filter: &Resolved,
    few: Option<&[ContactId]>,
    stretch: &Stretch<'_>,
) -> Result<Vec<(Contact, Option<String>)>> {
    let mut bound = Bound::in_workspace(scope);
    let sorted = Sorted::by(stretch.key, &mut bound);
    let (tables, conditions) = match few {
        Some(few) => {
            let ids: Vec<i64> = few.iter().map(|it| it.0).collect();
            let ids = bound.add(serde_json::json!(ids).to_string());
            let tables =
                format!("json_each({ids}) AS j CROSS JOIN base_contacts AS c ON c.id = j.value");
            (tables, "c.workspace_id = ?1".to_owned())
        }
        None => (filter.tables().to_owned(), filter.conditions(&mut bound)),
    };
    let part = sorted.part(stretch);
    let from = sorted.from(stretch, &mut bound);
    let Sorted { key, join, .. } = &sorted;
    let direction = if stretch.is_ascending { "ASC" } else { "DESC" };
    let (shown, order) = match stretch.part {
        Part::Filled => (&**key, format!("{key} {direction}, c.uid {direction}")),
        Part::Empty => ("NULL", format!("c.uid {direction}")),
    };
    let join = if stretch.part == Part::Filled { join.as_str() } else { "" };
    let most = bound.add(stretch.most as i64);
    let sql = format!(
        "SELECT {CONTACT}, {shown}
         FROM {tables} {join}
         WHERE {conditions} {part} {from}
         ORDER BY {order}
         LIMIT {most}"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(bound.values(), |row| {
        Ok((contact(row, scope.uid())?, as_text(row, CONTACT_COLUMNS)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn as_text(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<String>> {
    Ok(match row.get(at)? {
        Value::Text(text) => Some(text),
        Value::Integer(number) => Some(number.to_string()),
        Value::Real(number) => Some(number.to_string()),
        Value::Null | Value::Blob(_) => None,
    })
}

/// A key as SQL.
struct Sorted {
    key: String,
    /// Where the key is found, if not in the contact's own row.
    join: String,
    /// That there is none.
    empty: String,
    kept_as: &'static str,
}

impl Sorted {
    fn by(key: Key, bound: &mut Bound) -> Self {
        match key {
            Key::Text(column) => Self::own(column.to_owned(), column, "TEXT"),
            Key::Folded(column) => Self::own(format!("folded({column})"), column, "TEXT"),
            Key::Integer(column) => Self::own(column.to_owned(), column, "INTEGER"),
            Key::Stage => Self {
                key: "p.position".to_owned(),
                join: "JOIN contact_lists AS p ON p.id = c.primary_list_id".to_owned(),
                empty: "c.primary_list_id IS NULL".to_owned(),
                kept_as: "INTEGER",
            },
            Key::Custom(field, value) => Self::custom(&bound.add(field.0), value),
        }
    }

    fn own(key: String, column: &str, kept_as: &'static str) -> Self {
        let (join, empty) = (String::new(), format!("{column} IS NULL"));
        Self { key, join, empty, kept_as }
    }

    fn custom(field: &str, value: ValueKey) -> Self {
        let of_field = format!("k.contact_id = c.id AND k.definition_id = {field}");
        let join = format!("JOIN custom_fields AS k ON {of_field}");
        let missing = format!("NOT EXISTS (SELECT 1 FROM custom_fields AS k WHERE {of_field}");
        let (key, join, kept_as, and) = match value {
            ValueKey::Plain => ("substr(k.value, 1, 64)", join, "TEXT", ""),
            ValueKey::Folded => ("folded(substr(k.value, 1, 64))", join, "TEXT", ""),
            ValueKey::Number => ("CAST(k.value AS REAL)", join, "REAL", ""),
            ValueKey::Linked => (
                "l.sort_name",
                format!("{join} JOIN base_contacts AS l ON l.id = k.linked_id"),
                "TEXT",
                " AND k.linked_id IS NOT NULL",
            ),
        };
        Self { key: key.to_owned(), join, empty: format!("{missing}{and})"), kept_as }
    }

    fn part(&self, stretch: &Stretch<'_>) -> String {
        match stretch.part {
            // A joined key is there; one of the contact's own may not be.
            Part::Filled if self.kept_as == "INTEGER" && self.join.is_empty() => {
                // An index is entered by this, and not by "is not null".
                format!("AND {} >= {}", self.key, i64::MIN + 1)
            }
            Part::Filled if self.join.is_empty() => {
                format!("AND {}", self.empty.replace("IS NULL", "IS NOT NULL"))
            }
            Part::Filled => String::new(),
            Part::Empty => format!("AND {}", self.empty),
        }
    }

    fn from(&self, stretch: &Stretch<'_>, bound: &mut Bound) -> String {
        let Some(from) = stretch.from else { return String::new() };
        let compare = if stretch.is_ascending { ">" } else { "<" };
        let uid = bound.uid(from.uid);
        match (stretch.part, &from.key) {
            (Part::Filled, Some(key)) => {
                let key = bound.add(key.clone());
                format!(
                    "AND ({}, c.uid) {compare} (CAST({key} AS {}), {uid})",
                    self.key, self.kept_as
                )
            }
            _ => format!("AND c.uid {compare} {uid}"),
        }
    }
}

/// When each of these was last in contact, who ever was.
pub fn last_contacts(
    conn: &Connection,
    scope: &Scope,
    contacts: &[ContactId],
) -> Result<Vec<(ContactId, i64)>> {
    let ids: Vec<i64> = contacts.iter().map(|id| id.0).collect();
    let mut statement = conn.prepare_cached(
        "SELECT c.id, c.last_contact_at
         FROM json_each(?2) AS j
         JOIN base_contacts AS c ON c.id = j.value
         WHERE c.workspace_id = ?1 AND c.last_contact_at IS NOT NULL",
    )?;
    let ids = serde_json::json!(ids).to_string();
    let found = statement
        .query_map(params![scope.workspace(), ids], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
