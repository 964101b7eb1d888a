//! SQL of a whole workspace: its activity contact by contact, its todos.
use rusqlite::{Connection, Row, params};
use serde_json::Value;

use crate::{
    error::Result,
    ids::{ContactId, LogId, TodoId, Uid},
    workspaces::Scope,
};

pub struct Entry {
    pub id: LogId,
    pub uid: Uid,
    pub contact: ContactId,
    pub contact_uid: Uid,
    pub contact_name: String,
    pub kind: String,
    pub content: Value,
    pub at: i64,
    pub direction: Option<String>,
    pub status: Option<String>,
    pub pinned_on: Option<i64>,
}

/// Of these contacts, behind that entry: contact by contact, the oldest first.
pub fn entries(
    conn: &Connection,
    scope: &Scope,
    ids: &[ContactId],
    after: (ContactId, i64, LogId),
    most: usize,
) -> Result<Vec<Entry>> {
    let sql = "
        SELECT l.id, l.uid, c.id, c.uid,
            coalesce(
                nullif(concat_ws(' ', c.first_name, c.last_name), ''),
                c.company, c.primary_email, c.primary_phone, 'Unnamed'
            ),
            l.type, l.content, l.at, l.direction, l.status, l.pinned_on
        FROM base_contacts AS c
        CROSS JOIN communication_logs AS l ON l.contact_id = c.id
        WHERE c.workspace_id = ?1
          AND c.id IN (SELECT value FROM json_each (?2))
          AND (c.id, l.at, l.id) > (?3, ?4, ?5)
        ORDER BY c.id, l.at, l.id
        LIMIT ?6";
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let ids = serde_json::to_string(&ids).expect("numbers are JSON");
    let mut statement = conn.prepare_cached(sql)?;
    let (contact, at, id) = after;
    let rows = statement
        .query_map(params![scope.workspace(), ids, contact, at, id, most as i64], entry)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let content: String = row.get(6)?;
    Ok(Entry {
        id: row.get(0)?,
        uid: row.get(1)?,
        contact: row.get(2)?,
        contact_uid: row.get(3)?,
        contact_name: row.get(4)?,
        kind: row.get(5)?,
        content: serde_json::from_str(&content).unwrap_or(Value::String(content)),
        at: row.get(7)?,
        direction: row.get(8)?,
        status: row.get(9)?,
        pinned_on: row.get(10)?,
    })
}

pub struct Todo {
    pub id: TodoId,
    pub uid: Uid,
    pub title: String,
    pub note: Option<String>,
    pub due_day: Option<String>,
    pub due_time: Option<String>,
    pub snoozed_until: Option<String>,
    pub done_on: Option<i64>,
    pub created_on: i64,
    pub contact_uid: Option<Uid>,
    pub contact_name: Option<String>,
}

pub fn todos(conn: &Connection, scope: &Scope, after: TodoId, most: usize) -> Result<Vec<Todo>> {
    let sql = "
        SELECT t.id, t.uid, t.title, t.note, t.due_day, t.due_time, t.snoozed_until, t.done_on,
            t.created_on, c.uid, nullif(concat_ws(' ', c.first_name, c.last_name), '')
        FROM todos AS t
        LEFT JOIN base_contacts AS c ON c.id = t.contact_id
        WHERE t.workspace_id = ?1 AND t.owner_id = ?2 AND t.id > ?3
        ORDER BY t.id
        LIMIT ?4";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(
        params![scope.workspace(), scope.owner(), after, most as i64],
        |row: &Row<'_>| {
            Ok(Todo {
                id: row.get(0)?,
                uid: row.get(1)?,
                title: row.get(2)?,
                note: row.get(3)?,
                due_day: row.get(4)?,
                due_time: row.get(5)?,
                snoozed_until: row.get(6)?,
                done_on: row.get(7)?,
                created_on: row.get(8)?,
                contact_uid: row.get(9)?,
                contact_name: row.get(10)?,
            })
        },
    )?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
