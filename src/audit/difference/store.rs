//! SQL of names: what an id in a change stood for. See `names::Name` for what a query may take.
use rusqlite::{Connection, OptionalExtension, params, types::Value};

use super::names::Name;
use crate::{audit::SubjectKind, error::Result, ids::UserId};

/// A stage or a tag.
pub const LIST: Name = Name {
    query: "SELECT l.name
            FROM contact_lists AS l
            JOIN workspaces AS w ON w.id = l.workspace_id
            WHERE l.id = ?1 AND w.owner_id = ?2",
    kind: Some(SubjectKind::List),
};

/// A contact by name, or by what else it is called.
pub const CONTACT: Name = Name {
    query: "SELECT coalesce(
                nullif(concat_ws(' ', c.first_name, c.last_name), ''),
                c.company, c.primary_email, c.primary_phone
            )
            FROM base_contacts AS c
            JOIN workspaces AS w ON w.id = c.workspace_id
            WHERE c.id = ?1 AND w.owner_id = ?2",
    kind: Some(SubjectKind::Contact),
};

pub const FIELD: Name = Name {
    query: "SELECT label FROM custom_field_definitions WHERE id = ?1 AND owner_id = ?2",
    kind: Some(SubjectKind::Field),
};

/// Somebody of the household.
pub const PERSON: Name =
    Name { query: "SELECT name FROM users WHERE id = ?1 AND ?2 IS NOT NULL", kind: None };

/// A value of a custom field as its type reads: "28 Feb 1985", "Yes", a contact's name.
pub const FIELD_VALUE: Name =
    Name { query: include_str!("../../../sql/queries/audit/field_value.sql"), kind: None };

pub fn name(
    conn: &Connection,
    query: &'static str,
    value: &Value,
    owner: Option<UserId>,
    by: Option<&Value>,
) -> Result<Option<String>> {
    let mut statement = conn.prepare_cached(query)?;
    let read = |row: &rusqlite::Row<'_>| row.get::<_, Option<String>>(0);
    let found = match statement.parameter_count() {
        3 => statement.query_row(params![value, owner, by], read),
        _ => statement.query_row(params![value, owner], read),
    };
    Ok(found.optional()?.flatten())
}

/// `table` and `column` stand in the register, never in a request.
pub fn column_of_row(
    conn: &Connection,
    table: &str,
    column: &str,
    row: &Value,
) -> Result<Option<i64>> {
    let sql = format!("SELECT {column} FROM {table} WHERE id = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([row], |row| row.get(0)).optional()?.flatten())
}

pub fn last_label(
    conn: &Connection,
    owner: UserId,
    kind: SubjectKind,
    subject: i64,
) -> Result<Option<String>> {
    Ok(conn
        .prepare_cached(
            "SELECT s.label
             FROM audit_subjects AS s
             JOIN audit_logs AS l ON l.id = s.audit_id
             WHERE s.kind = ?1 AND s.subject_id = ?2 AND l.owner_id = ?3
             ORDER BY s.audit_id DESC
             LIMIT 1",
        )?
        .query_row(params![kind.code(), subject, owner], |row| row.get(0))
        .optional()?)
}
