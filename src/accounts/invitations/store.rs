//! Invitations as rows.
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Guest, Invitation};
use crate::{
    accounts::tokens::Fingerprint,
    error::Result,
    ids::{InvitationId, Uid, UserId},
};

const SELECT: &str = "
    SELECT i.id, i.uid, u.name AS invited_by, i.name, i.email, i.role, i.created_on, i.expires_on
    FROM invitations AS i
    LEFT JOIN users AS u ON u.id = i.invited_by";

/// Bound as ?1: now, or NULL while the clock cannot be believed.
const OPEN: &str = "(?1 IS NULL OR i.expires_on > ?1)";

fn invitation(row: &Row<'_>) -> rusqlite::Result<Invitation> {
    Ok(Invitation {
        id: row.get("id")?,
        uid: row.get("uid")?,
        invited_by: row.get("invited_by")?,
        name: row.get("name")?,
        email: row.get("email")?,
        role: row.get("role")?,
        created_on: row.get("created_on")?,
        expires_on: row.get("expires_on")?,
    })
}

pub fn insert(
    conn: &Connection,
    uid: Uid,
    by: Option<UserId>,
    code: Fingerprint,
    guest: &Guest,
    now: i64,
    expires_on: i64,
) -> Result<()> {
    let sql = "
        INSERT INTO invitations(
          uid, invited_by, code_hash, name, email, role, created_on, expires_on)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let values = params![uid, by, code, guest.name, guest.email, guest.role, now, expires_on];
    conn.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

pub fn list(conn: &Connection, now: Option<i64>) -> Result<Vec<Invitation>> {
    let sql = format!("{SELECT} WHERE {OPEN} ORDER BY i.id DESC");
    let mut statement = conn.prepare_cached(&sql)?;
    Ok(statement.query_map([now], invitation)?.collect::<rusqlite::Result<_>>()?)
}

pub fn by_code(
    conn: &Connection,
    code: Fingerprint,
    now: Option<i64>,
) -> Result<Option<Invitation>> {
    let sql = format!("{SELECT} WHERE {OPEN} AND i.code_hash = ?2");
    Ok(conn.prepare_cached(&sql)?.query_row(params![now, code], invitation).optional()?)
}

pub fn renew(
    conn: &Connection,
    id: InvitationId,
    code: Fingerprint,
    expires_on: i64,
) -> Result<()> {
    let sql = "UPDATE invitations SET code_hash = ?2, expires_on = ?3 WHERE id = ?1";
    conn.prepare_cached(sql)?.execute(params![id, code, expires_on])?;
    Ok(())
}

pub fn delete(conn: &Connection, id: InvitationId) -> Result<()> {
    conn.prepare_cached("DELETE FROM invitations WHERE id = ?1")?.execute([id])?;
    Ok(())
}

pub fn delete_all(conn: &Connection, by: UserId) -> Result<()> {
    conn.prepare_cached("DELETE FROM invitations WHERE invited_by = ?1")?.execute([by])?;
    Ok(())
}

pub fn purge(conn: &Connection, now: i64) -> Result<usize> {
    Ok(conn.prepare_cached("DELETE FROM invitations WHERE expires_on <= ?1")?.execute([now])?)
}
