//! SQL of duplicates.
use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, params};

use super::{Keysets, scan::Seen};
use crate::{
    contacts::{
        Contact,
        reach::Keys,
        store::{CONTACT, contact},
    },
    error::Result,
    ids::ContactId,
    workspaces::Scope,
};

pub fn keep_apart(
    conn: &Connection,
    scope: &Scope,
    one: ContactId,
    other: ContactId,
    now: i64,
) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO kept_separate (contact_id, other_id, at)
         SELECT c.id, o.id, ?4
         FROM base_contacts AS c
         JOIN base_contacts AS o ON o.workspace_id = c.workspace_id
         WHERE c.id = ?1 AND o.id = ?2 AND c.workspace_id = ?3
         ON CONFLICT DO NOTHING",
    )?
    .execute(params![one, other, scope.workspace(), now])?;
    Ok(())
}

/// In either order.
pub fn is_apart(
    conn: &Connection,
    scope: &Scope,
    one: ContactId,
    other: ContactId,
) -> Result<bool> {
    Ok(conn
        .prepare_cached(
            "SELECT EXISTS (
                 SELECT 1
                 FROM kept_separate AS k
                 JOIN base_contacts AS c ON c.id = k.contact_id
                 WHERE c.workspace_id = ?3
                   AND ((k.contact_id = ?1 AND k.other_id = ?2)
                     OR (k.contact_id = ?2 AND k.other_id = ?1))
             )",
        )?
        .query_row(params![one, other, scope.workspace()], |row| row.get(0))?)
}

pub fn ask_again(conn: &Connection, scope: &Scope, one: ContactId, other: ContactId) -> Result<()> {
    conn.prepare_cached(
        "DELETE FROM kept_separate
         WHERE ((contact_id = ?1 AND other_id = ?2) OR (contact_id = ?2 AND other_id = ?1))
           AND EXISTS (SELECT 1 FROM base_contacts WHERE id = ?1 AND workspace_id = ?3)",
    )?
    .execute(params![one, other, scope.workspace()])?;
    Ok(())
}

/// What shares one key is asked about in small numbers only.
const MOST: i64 = 20;

fn ids(conn: &Connection, sql: &str, scope: &Scope, key: &str) -> Result<Vec<ContactId>> {
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map(params![scope.workspace(), key, MOST], |row| row.get(0))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

pub fn by_email(conn: &Connection, scope: &Scope, key: &str) -> Result<Vec<ContactId>> {
    let sql = "SELECT id FROM base_contacts WHERE workspace_id = ?1 AND email_key = ?2 LIMIT ?3";
    ids(conn, sql, scope, key)
}

pub fn by_phone(conn: &Connection, scope: &Scope, key: &str) -> Result<Vec<ContactId>> {
    let sql = "SELECT id FROM base_contacts WHERE workspace_id = ?1 AND phone_key = ?2 LIMIT ?3";
    ids(conn, sql, scope, key)
}

pub fn by_further(conn: &Connection, scope: &Scope, key: &str) -> Result<Vec<ContactId>> {
    let sql = "SELECT w.contact_id
               FROM contact_ways AS w
               JOIN base_contacts AS c ON c.id = w.contact_id
               WHERE w.match_key = ?2 AND c.workspace_id = ?1
               LIMIT ?3";
    ids(conn, sql, scope, key)
}

/// With their companies.
pub fn by_name(
    conn: &Connection,
    scope: &Scope,
    sort_name: &str,
) -> Result<Vec<(ContactId, String)>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, company
         FROM base_contacts
         WHERE workspace_id = ?1 AND sort_name = ?2 AND company IS NOT NULL
         LIMIT ?3",
    )?;
    let found = statement.query_map(params![scope.workspace(), sort_name, MOST], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

pub fn keys(conn: &Connection, scope: &Scope, contact: ContactId) -> Result<Keys> {
    Ok(conn
        .prepare_cached(
            "SELECT email_key, phone_key FROM base_contacts WHERE id = ?1 AND workspace_id = ?2",
        )?
        .query_row(params![contact, scope.workspace()], |row| {
            Ok(Keys { email: row.get(0)?, phone: row.get(1)? })
        })?)
}

pub fn further(conn: &Connection, scope: &Scope, contact: ContactId) -> Result<Keysets> {
    let mut statement = conn.prepare_cached(
        "SELECT w.kind, w.match_key
         FROM contact_ways AS w
         JOIN base_contacts AS c ON c.id = w.contact_id
         WHERE w.contact_id = ?1 AND c.workspace_id = ?2 AND w.match_key IS NOT NULL",
    )?;
    let mut found = statement.query(params![contact, scope.workspace()])?;
    let mut keys = Keysets::default();
    while let Some(row) = found.next()? {
        let kind: String = row.get(0)?;
        let all = if kind == "email" { &mut keys.emails } else { &mut keys.phones };
        all.push(row.get(1)?);
    }
    Ok(keys)
}

pub fn by_id(conn: &Connection, scope: &Scope, id: ContactId) -> Result<Option<Contact>> {
    let sql =
        format!("SELECT {CONTACT} FROM base_contacts AS c WHERE c.id = ?1 AND c.workspace_id = ?2");
    Ok(conn
        .prepare_cached(&sql)?
        .query_row(params![id, scope.workspace()], |row| contact(row, scope.uid()))
        .optional()?)
}

/// Ids that share one key, the oldest of each first, as "7,12,30".
fn groups(conn: &Connection, scope: &Scope, sql: &str, most: i64) -> Result<Vec<Vec<ContactId>>> {
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map(params![scope.workspace(), most], |row| {
        let ids: String = row.get(0)?;
        let mut ids: Vec<i64> = ids.split(',').filter_map(|id| id.parse().ok()).collect();
        ids.sort_unstable();
        Ok(ids.into_iter().map(ContactId).collect())
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

pub fn same_email(conn: &Connection, scope: &Scope, most: i64) -> Result<Vec<Vec<ContactId>>> {
    let sql = "SELECT group_concat (id)
               FROM base_contacts
               WHERE workspace_id = ?1 AND email_key IS NOT NULL
               GROUP BY email_key
               HAVING count(*) > 1
               LIMIT ?2";
    groups(conn, scope, sql, most)
}

pub fn same_phone(conn: &Connection, scope: &Scope, most: i64) -> Result<Vec<Vec<ContactId>>> {
    let sql = "SELECT group_concat (id)
               FROM base_contacts
               WHERE workspace_id = ?1 AND phone_key IS NOT NULL
               GROUP BY phone_key
               HAVING count(*) > 1
               LIMIT ?2";
    groups(conn, scope, sql, most)
}

/// A further e-mail or phone of the one that the other has too, as the primary or a further one.
pub fn same_further(
    conn: &Connection,
    scope: &Scope,
    most: i64,
) -> Result<Vec<(ContactId, ContactId, bool)>> {
    let mut statement =
        conn.prepare_cached(include_str!("../../../sql/queries/duplicates/same_further.sql"))?;
    let found = statement.query_map(params![scope.workspace(), most], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Reads past everybody once.
pub fn each(conn: &Connection, scope: &Scope, mut see: impl FnMut(Seen<'_>)) -> Result<()> {
    let mut statement = conn.prepare_cached(
        "SELECT id, sort_name, company, email_key, phone_key,
                first_name IS NOT NULL AND last_name IS NOT NULL
         FROM base_contacts
         WHERE workspace_id = ?1",
    )?;
    let mut rows = statement.query([scope.workspace()])?;
    while let Some(row) = rows.next()? {
        let text = |at: usize| -> Result<Option<&str>> {
            Ok(row.get_ref(at)?.as_str_or_null().map_err(rusqlite::Error::from)?)
        };
        see(Seen {
            id: row.get(0)?,
            sort_name: text(1)?.unwrap_or_default(),
            company: text(2)?,
            email: text(3)?,
            phone: text(4)?,
            is_named: row.get(5)?,
        });
    }
    Ok(())
}

/// All pairs of this workspace that were kept apart.
pub fn all_apart(conn: &Connection, scope: &Scope) -> Result<HashSet<(ContactId, ContactId)>> {
    let mut statement = conn.prepare_cached(
        "SELECT min (k.contact_id, k.other_id), max (k.contact_id, k.other_id)
         FROM kept_separate AS k
         JOIN base_contacts AS c ON c.id = k.contact_id
         WHERE c.workspace_id = ?1",
    )?;
    let found = statement.query_map([scope.workspace()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// The pairs that were kept apart, the latest first, from one on.
pub fn page_apart(
    conn: &Connection,
    scope: &Scope,
    before: i64,
    most: i64,
) -> Result<Vec<(i64, ContactId, ContactId, i64)>> {
    let mut statement = conn.prepare_cached(
        "SELECT k.id, k.contact_id, k.other_id, k.at
         FROM kept_separate AS k
         JOIN base_contacts AS c ON c.id = k.contact_id
         WHERE c.workspace_id = ?1 AND k.id < ?2
         ORDER BY k.id DESC
         LIMIT ?3",
    )?;
    let found = statement.query_map(params![scope.workspace(), before, most], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
