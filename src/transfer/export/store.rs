//! SQL of exports: contacts by id, and what belongs to them in the same order.
use std::{collections::HashMap, sync::Arc};

use rusqlite::{Connection, Row, params};

use super::{Person, Way};
use crate::{
    error::Result,
    ids::{ContactId, ListId},
    workspaces::Scope,
};

pub fn people(
    conn: &Connection,
    scope: &Scope,
    ids: &str,
    lists: &HashMap<ListId, Arc<str>>,
) -> Result<Vec<Person>> {
    let sql = "SELECT c.id, c.uid, c.first_name, c.last_name, c.primary_email, c.primary_phone,
             c.company, c.primary_list_id, c.do_not_contact, c.do_not_mail, c.do_not_text,
             c.created_on, c.last_contact_at, c.email_label, c.phone_label
         FROM base_contacts AS c
         WHERE c.workspace_id = ?1 AND c.id IN (SELECT value FROM json_each (?2))
         ORDER BY c.id";
    let person = |row: &Row<'_>| {
        let stage: Option<ListId> = row.get(7)?;
        Ok(Person {
            id: row.get(0)?,
            uid: row.get(1)?,
            base: [row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?],
            stage: stage.and_then(|it| lists.get(&it).cloned()),
            labels: [row.get(13)?, row.get(14)?],
            ways: Vec::new(),
            tags: Vec::new(),
            do_not_contact: [row.get(8)?, row.get(9)?, row.get(10)?],
            created_on: row.get(11)?,
            last_contact_at: row.get(12)?,
            values: Vec::new(),
        })
    };
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map(params![scope.workspace(), ids], person)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Each contact's tags, in the order of the contacts and of their tags.
pub fn tags(
    conn: &Connection,
    scope: &Scope,
    ids: &str,
    mut each: impl FnMut(ContactId, ListId),
) -> Result<()> {
    let sql = "SELECT a.contact_id, a.list_id
         FROM base_contacts AS c
         CROSS JOIN contact_list_assignments AS a ON a.contact_id = c.id
         WHERE c.workspace_id = ?1 AND c.id IN (SELECT value FROM json_each (?2))
         ORDER BY c.id, a.list_id";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params![scope.workspace(), ids])?;
    while let Some(row) = rows.next()? {
        each(row.get(0)?, row.get(1)?);
    }
    Ok(())
}

/// Each contact's further e-mails and phones, in their order.
pub fn ways(
    conn: &Connection,
    scope: &Scope,
    ids: &str,
    mut each: impl FnMut(ContactId, Way),
) -> Result<()> {
    let sql = "SELECT y.contact_id, y.kind = 'email', y.label, y.value
         FROM base_contacts AS c
         CROSS JOIN contact_ways AS y ON y.contact_id = c.id
         WHERE c.workspace_id = ?1 AND c.id IN (SELECT value FROM json_each (?2))
         ORDER BY c.id, y.kind, y.position, y.id";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params![scope.workspace(), ids])?;
    while let Some(row) = rows.next()? {
        each(row.get(0)?, Way { is_email: row.get(1)?, label: row.get(2)?, value: row.get(3)? });
    }
    Ok(())
}

/// Each contact's values, links by the name of whom they lead to.
pub fn values(
    conn: &Connection,
    scope: &Scope,
    ids: &str,
    mut each: impl FnMut(ContactId, i64, String),
) -> Result<()> {
    let sql = "SELECT v.contact_id, v.definition_id, v.value, v.linked_id IS NOT NULL,
             (SELECT coalesce (nullif (concat_ws (' ', l.first_name, l.last_name), ''), l.company,
                  l.primary_email, l.primary_phone)
              FROM base_contacts AS l
              WHERE l.id = v.linked_id AND l.workspace_id = ?1)
         FROM base_contacts AS c
         CROSS JOIN custom_fields AS v ON v.contact_id = c.id
         WHERE c.workspace_id = ?1 AND c.id IN (SELECT value FROM json_each (?2))
         ORDER BY c.id";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params![scope.workspace(), ids])?;
    while let Some(row) = rows.next()? {
        let value = match row.get(3)? {
            true => row.get::<_, Option<String>>(4)?.unwrap_or_default(),
            false => row.get(2)?,
        };
        each(row.get(0)?, row.get(1)?, value);
    }
    Ok(())
}
