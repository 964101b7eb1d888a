//! Settings as rows.
use rusqlite::{Connection, OptionalExtension, params};

use super::Owner;
use crate::error::Result;

/// How an owner is written in the table.
fn place(owner: Owner) -> (&'static str, i64) {
    match owner {
        Owner::Appliance => ("global", 0),
        Owner::User(id) => ("user", id.0),
        Owner::Workspace(id) => ("workspace", id.0),
    }
}

pub fn find(conn: &Connection, owner: Owner, key: &str) -> Result<Option<String>> {
    let (scope, id) = place(owner);
    let sql = "SELECT value FROM system_settings WHERE scope = ?1 AND owner = ?2 AND key = ?3";
    let value = |row: &rusqlite::Row<'_>| row.get(0);
    Ok(conn.prepare_cached(sql)?.query_row(params![scope, id, key], value).optional()?)
}

/// Every row of an owner, those included that nothing knows.
pub fn all(conn: &Connection, owner: Owner) -> Result<Vec<(String, String)>> {
    let (scope, id) = place(owner);
    let sql = "SELECT key, value FROM system_settings WHERE scope = ?1 AND owner = ?2";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map(params![scope, id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

pub fn put(conn: &Connection, owner: Owner, key: &str, value: &str, now: i64) -> Result<()> {
    let (scope, id) = place(owner);
    let sql = "
        INSERT INTO system_settings(scope, owner, key, value, created_on, updated_on)
        VALUES (?1, ?2, ?3, ?4, ?5, ?5)
        ON CONFLICT (scope, owner, key)
        DO UPDATE SET value = excluded.value, updated_on = excluded.updated_on";
    conn.prepare_cached(sql)?.execute(params![scope, id, key, value, now])?;
    Ok(())
}

pub fn delete(conn: &Connection, owner: Owner, key: &str) -> Result<()> {
    let (scope, id) = place(owner);
    let sql = "DELETE FROM system_settings WHERE scope = ?1 AND owner = ?2 AND key = ?3";
    conn.prepare_cached(sql)?.execute(params![scope, id, key])?;
    Ok(())
}

pub fn delete_all(conn: &Connection, owner: Owner) -> Result<()> {
    let (scope, id) = place(owner);
    let sql = "DELETE FROM system_settings WHERE scope = ?1 AND owner = ?2";
    conn.prepare_cached(sql)?.execute(params![scope, id])?;
    Ok(())
}
