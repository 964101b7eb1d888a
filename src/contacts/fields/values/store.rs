//! SQL of values, and of the contacts that links lead to.
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{FieldValue, Linked, Ready, Suggestion};
use crate::{
    contacts::{
        display_name,
        fields::store::{DEFINITION, definition},
    },
    error::Result,
    ids::{ContactId, FieldId, Uid, UserId, WorkspaceId},
    workspaces::{Scope, Shared},
};

const VALUE: &str = "v.value, l.uid AS linked, l.first_name, l.last_name, l.company,
        l.primary_email, l.primary_phone";

/// ?1 owner, ?2 workspace, ?3 contact.
const FROM: &str = "FROM custom_field_definitions AS d
        LEFT JOIN workspaces AS w ON w.id = d.workspace_id
        LEFT JOIN custom_fields AS v
            ON v.definition_id = d.id
           AND v.contact_id = (SELECT id FROM base_contacts WHERE id = ?3 AND workspace_id = ?2)
        LEFT JOIN base_contacts AS l ON l.id = v.linked_id AND l.workspace_id = ?2
        WHERE d.owner_id = ?1 AND (d.workspace_id = ?2 OR d.workspace_id IS NULL)";

const PERSON: &str =
    "c.id, c.uid, c.first_name, c.last_name, c.company, c.primary_email, c.primary_phone";

fn value(row: &Row<'_>) -> rusqlite::Result<FieldValue> {
    let linked: Option<Uid> = row.get("linked")?;
    Ok(FieldValue {
        definition: definition(row)?,
        value: row.get("value")?,
        linked: match linked {
            Some(uid) => Some(Linked { uid, name: name(row)? }),
            None => None,
        },
    })
}

fn name(row: &Row<'_>) -> rusqlite::Result<String> {
    let [first, last]: [Option<String>; 2] = [row.get("first_name")?, row.get("last_name")?];
    let [company, email, phone]: [Option<String>; 3] =
        [row.get("company")?, row.get("primary_email")?, row.get("primary_phone")?];
    let parts = [&first, &last, &company, &email, &phone];
    Ok(display_name(parts.map(|part| part.as_deref())))
}

fn person(row: &Row<'_>) -> rusqlite::Result<Suggestion> {
    let about: [Option<String>; 2] = [row.get("company")?, row.get("primary_email")?];
    let detail = about.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    Ok(Suggestion { id: row.get("id")?, uid: row.get("uid")?, name: name(row)?, detail })
}

pub fn of(conn: &Connection, scope: &Scope, contact: ContactId) -> Result<Vec<FieldValue>> {
    all(conn, scope.owner(), scope.workspace(), contact)
}

pub fn of_shared(conn: &Connection, shared: &Shared) -> Result<Vec<FieldValue>> {
    all(conn, shared.owner(), shared.workspace(), shared.contact())
}

fn all(
    conn: &Connection,
    owner: UserId,
    workspace: WorkspaceId,
    contact: ContactId,
) -> Result<Vec<FieldValue>> {
    let sql = format!(
        "SELECT {DEFINITION}, {VALUE} {FROM} AND d.hidden_on IS NULL
         ORDER BY d.workspace_id IS NULL, d.position, d.id"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_map(params![owner, workspace, contact], value)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// What one contact of many has in one field.
pub struct Cell {
    pub contact: ContactId,
    pub field: FieldId,
    pub value: String,
    pub linked: Option<Linked>,
}

/// What these contacts have in these fields; both stand as numbers in a JSON list.
pub fn of_many(
    conn: &Connection,
    scope: &Scope,
    contacts: &str,
    fields: &str,
) -> Result<Vec<Cell>> {
    let mut statement = conn.prepare_cached(
        "SELECT v.contact_id, v.definition_id, v.value, l.uid AS linked, l.first_name, l.last_name,
             l.company, l.primary_email, l.primary_phone
         FROM json_each(?2) AS j
         JOIN base_contacts AS c ON c.id = j.value AND c.workspace_id = ?1
         JOIN custom_fields AS v ON v.contact_id = c.id
         LEFT JOIN base_contacts AS l ON l.id = v.linked_id AND l.workspace_id = ?1
         WHERE v.definition_id IN (SELECT value FROM json_each(?3))",
    )?;
    let found = statement.query_map(params![scope.workspace(), contacts, fields], |row| {
        let linked = match row.get("linked")? {
            Some(uid) => Some(Linked { uid, name: name(row)? }),
            None => None,
        };
        Ok(Cell { contact: row.get(0)?, field: row.get(1)?, value: row.get(2)?, linked })
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

pub fn one(
    conn: &Connection,
    scope: &Scope,
    contact: ContactId,
    definition: Uid,
) -> Result<Option<FieldValue>> {
    let sql = format!("SELECT {DEFINITION}, {VALUE} {FROM} AND d.uid = ?4");
    Ok(conn
        .prepare_cached(&sql)?
        .query_row(params![scope.owner(), scope.workspace(), contact, definition], value)
        .optional()?)
}

pub fn put(
    conn: &Connection,
    scope: &Scope,
    contact: ContactId,
    field: FieldId,
    ready: &Ready,
) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO custom_fields (contact_id, definition_id, value, match_key, linked_id)
         SELECT c.id, ?3, ?4, ?5, ?6
         FROM base_contacts AS c
         WHERE c.id = ?1 AND c.workspace_id = ?2
         ON CONFLICT (contact_id, definition_id) DO UPDATE
         SET value = excluded.value, match_key = excluded.match_key,
             linked_id = excluded.linked_id",
    )?
    .execute(params![
        contact,
        scope.workspace(),
        field,
        ready.value,
        ready.match_key,
        ready.linked,
    ])?;
    Ok(())
}

pub fn remove(conn: &Connection, scope: &Scope, contact: ContactId, field: FieldId) -> Result<()> {
    conn.prepare_cached(
        "DELETE FROM custom_fields
         WHERE definition_id = ?3
           AND contact_id = (SELECT id FROM base_contacts WHERE id = ?1 AND workspace_id = ?2)",
    )?
    .execute(params![contact, scope.workspace(), field])?;
    Ok(())
}

pub fn contact(conn: &Connection, scope: &Scope, uid: Uid) -> Result<Option<Suggestion>> {
    let sql =
        format!("SELECT {PERSON} FROM base_contacts AS c WHERE c.uid = ?1 AND c.workspace_id = ?2");
    Ok(conn.prepare_cached(&sql)?.query_row(params![uid, scope.workspace()], person).optional()?)
}

pub fn sorted_as(conn: &Connection, scope: &Scope, sort_name: &str) -> Result<Vec<Suggestion>> {
    let sql = format!(
        "SELECT {PERSON} FROM base_contacts AS c
         WHERE c.workspace_id = ?1 AND c.sort_name = ?2
         LIMIT 5"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_map(params![scope.workspace(), sort_name], person)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
