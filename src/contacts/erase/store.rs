//! SQL of erasing a contact for good, and of what is remembered of its addresses.
use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    error::Result,
    ids::{ContactId, Uid, WorkspaceId},
    workspaces::Scope,
};

/// Lines in other contacts' logs that tell of a link to somebody of this name.
pub fn lines_naming(conn: &Connection, workspace: WorkspaceId, name: &str) -> Result<Vec<i64>> {
    let mut statement = conn.prepare_cached(
        "SELECT l.id
         FROM communication_logs AS l
         JOIN base_contacts AS c ON c.id = l.contact_id
         WHERE c.workspace_id = ?1 AND l.type = 'system' AND instr(l.content, ?2)
           AND json_extract(l.content, '$.of') = 'field'
           AND ?2 IN (json_extract(l.content, '$.from'), json_extract(l.content, '$.to'))",
    )?;
    let lines = statement.query_map(params![workspace, name], |row| row.get(0))?;
    Ok(lines.collect::<rusqlite::Result<_>>()?)
}

/// The contact with all that hangs on it, the links that lead to it, and these lines.
pub fn erase(conn: &Connection, contact: ContactId, lines: &[i64]) -> Result<()> {
    conn.prepare_cached("DELETE FROM custom_fields WHERE linked_id = ?1")?.execute([contact])?;
    conn.prepare_cached("DELETE FROM base_contacts WHERE id = ?1")?.execute([contact])?;
    for line in lines {
        conn.prepare_cached("DELETE FROM communication_logs WHERE id = ?1")?.execute([line])?;
    }
    Ok(())
}

/// Who was merged into a contact, by the uid that they had.
pub fn merged_into(conn: &Connection, contact: ContactId) -> Result<Vec<Uid>> {
    let mut statement =
        conn.prepare_cached("SELECT uid FROM merged_contacts WHERE contact_id = ?1")?;
    let uids = statement.query_map([contact], |row| row.get(0))?;
    Ok(uids.collect::<rusqlite::Result<_>>()?)
}

pub fn is_there(conn: &Connection, contact: ContactId) -> Result<bool> {
    Ok(conn
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM base_contacts WHERE id = ?1)")?
        .query_row([contact], |row| row.get(0))?)
}

/// Addresses and numbers, further ones too: kind, and what they are found by.
pub fn ways(conn: &Connection, contact: ContactId) -> Result<Vec<(String, String)>> {
    let mut statement = conn.prepare_cached(
        "SELECT kind, match_key FROM contact_ways
         WHERE contact_id = ?1 AND match_key IS NOT NULL
         UNION
         SELECT 'email', email_key FROM base_contacts WHERE id = ?1 AND email_key IS NOT NULL
         UNION
         SELECT 'phone', phone_key FROM base_contacts WHERE id = ?1 AND phone_key IS NOT NULL",
    )?;
    let ways = statement.query_map([contact], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(ways.collect::<rusqlite::Result<_>>()?)
}

pub fn remember(
    conn: &Connection,
    workspace: WorkspaceId,
    digest: &[u8; 32],
    now: i64,
) -> Result<()> {
    conn.prepare_cached(
        "INSERT OR IGNORE INTO erased_keys (workspace_id, digest, erased_on) VALUES (?1, ?2, ?3)",
    )?
    .execute(params![workspace, digest, now])?;
    Ok(())
}

/// What digests are keyed by, once anything was ever erased.
pub fn secret(conn: &Connection) -> Result<Option<[u8; 32]>> {
    Ok(conn
        .prepare_cached("SELECT secret FROM erased_secret")?
        .query_row([], |row| row.get(0))
        .optional()?)
}

pub fn keep_secret(conn: &Connection, secret: &[u8; 32]) -> Result<()> {
    conn.prepare_cached("INSERT INTO erased_secret (id, secret) VALUES (1, ?1)")?
        .execute([secret])?;
    Ok(())
}

/// Every digest there is.
pub fn digests(conn: &Connection) -> Result<Vec<[u8; 32]>> {
    let mut statement = conn.prepare_cached("SELECT DISTINCT digest FROM erased_keys")?;
    let digests = statement.query_map([], |row| row.get(0))?;
    Ok(digests.collect::<rusqlite::Result<_>>()?)
}

pub fn replace_digest(conn: &Connection, old: &[u8; 32], new: &[u8; 32]) -> Result<()> {
    conn.prepare_cached("UPDATE erased_keys SET digest = ?2 WHERE digest = ?1")?
        .execute([old, new])?;
    Ok(())
}

pub fn has_any(conn: &Connection, scope: &Scope) -> Result<bool> {
    Ok(conn
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM erased_keys WHERE workspace_id = ?1)")?
        .query_row([scope.workspace()], |row| row.get(0))?)
}

pub fn erased_on(conn: &Connection, scope: &Scope, digest: &[u8; 32]) -> Result<Option<i64>> {
    Ok(conn
        .prepare_cached(
            "SELECT erased_on FROM erased_keys WHERE workspace_id = ?1 AND digest = ?2",
        )?
        .query_row(params![scope.workspace(), digest], |row| row.get(0))
        .optional()?)
}
