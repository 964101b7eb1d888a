//! Values of a whole page of contacts, read in one go.
use rusqlite::Connection;

use super::{FieldValue, store};
use crate::{contacts::fields::Definition, error::Result, ids::ContactId, workspaces::Scope};

/// What some contacts have in some fields, as a list shows it.
pub fn of_many(
    conn: &Connection,
    scope: &Scope,
    contacts: &[ContactId],
    fields: &[&Definition],
) -> Result<Vec<(ContactId, FieldValue)>> {
    if fields.is_empty() {
        return Ok(Vec::new());
    }
    let contacts = serde_json::json!(contacts.iter().map(|id| id.0).collect::<Vec<_>>());
    let ids = serde_json::json!(fields.iter().map(|it| it.id.0).collect::<Vec<_>>());
    let found = store::of_many(conn, scope, &contacts.to_string(), &ids.to_string())?;
    let value = |cell: store::Cell| {
        let definition = fields.iter().find(|it| it.id == cell.field)?;
        let definition = Definition::clone(definition);
        let value = FieldValue { definition, value: Some(cell.value), linked: cell.linked };
        Some((cell.contact, value))
    };
    Ok(found.into_iter().filter_map(value).collect())
}
