//! Secrets, recovery codes and half sessions as rows.
use rusqlite::{
    Connection, OptionalExtension, Row, params,
    types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef},
};

use super::{
    Status,
    half::{Errand, Half},
    totp::{SECRET_BYTES, Shared},
};
use crate::{
    accounts::tokens::Fingerprint,
    error::Result,
    ids::{SessionId, UserId},
};

impl ToSql for Shared {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.0.as_slice()))
    }
}

impl FromSql for Shared {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        <[u8; SECRET_BYTES]>::column_result(value).map(Self)
    }
}

impl FromSql for Errand {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let name = value.as_str()?;
        Self::ALL.into_iter().find(|it| it.name() == name).ok_or(FromSqlError::InvalidType)
    }
}

/// What a typed code is compared with.
pub struct Known {
    pub secret: Shared,
    pub last_step: i64,
    pub told_step: Option<i64>,
}

pub fn is_on(conn: &Connection, user: UserId) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM second_factors WHERE user_id = ?1)";
    Ok(conn.prepare_cached(sql)?.query_row([user], |row| row.get(0))?)
}

pub fn status(conn: &Connection, user: UserId) -> Result<Option<Status>> {
    let sql = "
        SELECT on_since, recovered_session, recovered_on,
               (SELECT count(*) FROM recovery_codes AS c
                WHERE c.user_id = ?1 AND c.used_on IS NULL) AS codes_left
        FROM second_factors
        WHERE user_id = ?1";
    let status = |row: &Row<'_>| {
        let session: Option<SessionId> = row.get("recovered_session")?;
        let on: Option<i64> = row.get("recovered_on")?;
        Ok(Status {
            on_since: row.get("on_since")?,
            codes_left: row.get("codes_left")?,
            recovered: session.zip(on),
        })
    };
    Ok(conn.prepare_cached(sql)?.query_row([user], status).optional()?)
}

pub fn known(conn: &Connection, user: UserId) -> Result<Option<Known>> {
    let sql = "SELECT secret, last_step, told_step FROM second_factors WHERE user_id = ?1";
    let known = |row: &Row<'_>| {
        Ok(Known {
            secret: row.get("secret")?,
            last_step: row.get("last_step")?,
            told_step: row.get("told_step")?,
        })
    };
    Ok(conn.prepare_cached(sql)?.query_row([user], known).optional()?)
}

/// Turned on, or moved to another app.
pub fn put(
    conn: &Connection,
    user: UserId,
    secret: Shared,
    last_step: i64,
    now: i64,
) -> Result<()> {
    let sql = "
        INSERT INTO second_factors(user_id, secret, on_since, last_step)
        VALUES (?1, ?2, ?4, ?3)
        ON CONFLICT (user_id) DO UPDATE
        SET secret = excluded.secret, last_step = excluded.last_step, told_step = NULL,
            recovered_session = NULL, recovered_on = NULL";
    conn.prepare_cached(sql)?.execute(params![user, secret, last_step, now])?;
    Ok(())
}

pub fn take_step(conn: &Connection, user: UserId, step: i64) -> Result<()> {
    let sql = "UPDATE second_factors SET last_step = ?2 WHERE user_id = ?1 AND last_step < ?2";
    conn.prepare_cached(sql)?.execute(params![user, step])?;
    Ok(())
}

pub fn note_told(conn: &Connection, user: UserId, step: i64) -> Result<()> {
    let sql = "UPDATE second_factors SET told_step = ?2 WHERE user_id = ?1";
    conn.prepare_cached(sql)?.execute(params![user, step])?;
    Ok(())
}

pub fn note_recovered(conn: &Connection, user: UserId, session: SessionId, now: i64) -> Result<()> {
    let sql = "
        UPDATE second_factors
        SET recovered_session = ?2, recovered_on = ?3
        WHERE user_id = ?1";
    conn.prepare_cached(sql)?.execute(params![user, session, now])?;
    Ok(())
}

/// Answers whether there was anything.
pub fn delete(conn: &Connection, user: UserId) -> Result<bool> {
    delete_codes(conn, user)?;
    delete_draft(conn, user)?;
    let sql = "DELETE FROM second_factors WHERE user_id = ?1";
    Ok(conn.prepare_cached(sql)?.execute([user])? > 0)
}

pub fn put_draft(conn: &Connection, user: UserId, secret: Shared, now: i64) -> Result<()> {
    let sql = "
        INSERT OR REPLACE INTO second_factor_drafts(user_id, secret, created_on)
        VALUES (?1, ?2, ?3)";
    conn.prepare_cached(sql)?.execute(params![user, secret, now])?;
    Ok(())
}

/// The secret, and since when it waits.
pub fn find_draft(conn: &Connection, user: UserId) -> Result<Option<(Shared, i64)>> {
    let sql = "SELECT secret, created_on FROM second_factor_drafts WHERE user_id = ?1";
    let draft = |row: &Row<'_>| Ok((row.get("secret")?, row.get("created_on")?));
    Ok(conn.prepare_cached(sql)?.query_row([user], draft).optional()?)
}

pub fn delete_draft(conn: &Connection, user: UserId) -> Result<()> {
    conn.prepare_cached("DELETE FROM second_factor_drafts WHERE user_id = ?1")?.execute([user])?;
    Ok(())
}

pub fn insert_code(conn: &Connection, user: UserId, code: Fingerprint) -> Result<()> {
    let sql = "INSERT INTO recovery_codes(user_id, code_hash) VALUES (?1, ?2)";
    conn.prepare_cached(sql)?.execute(params![user, code])?;
    Ok(())
}

/// Whether the code is there, and when it was used.
pub fn find_code(
    conn: &Connection,
    user: UserId,
    code: Fingerprint,
) -> Result<Option<Option<i64>>> {
    let sql = "SELECT used_on FROM recovery_codes WHERE user_id = ?1 AND code_hash = ?2";
    let used = |row: &Row<'_>| row.get(0);
    Ok(conn.prepare_cached(sql)?.query_row(params![user, code], used).optional()?)
}

pub fn use_code(conn: &Connection, user: UserId, code: Fingerprint, now: i64) -> Result<()> {
    let sql = "UPDATE recovery_codes SET used_on = ?3 WHERE user_id = ?1 AND code_hash = ?2";
    conn.prepare_cached(sql)?.execute(params![user, code, now])?;
    Ok(())
}

pub fn codes_left(conn: &Connection, user: UserId) -> Result<i64> {
    let sql = "SELECT count(*) FROM recovery_codes WHERE user_id = ?1 AND used_on IS NULL";
    Ok(conn.prepare_cached(sql)?.query_row([user], |row| row.get(0))?)
}

pub fn delete_codes(conn: &Connection, user: UserId) -> Result<()> {
    conn.prepare_cached("DELETE FROM recovery_codes WHERE user_id = ?1")?.execute([user])?;
    Ok(())
}

pub fn insert_half(
    conn: &Connection,
    user: UserId,
    token: Fingerprint,
    errand: Errand,
    now: i64,
) -> Result<()> {
    let sql = "
        INSERT INTO half_sessions(token_hash, user_id, errand, created_on)
        VALUES (?1, ?2, ?3, ?4)";
    conn.prepare_cached(sql)?.execute(params![token, user, errand.name(), now])?;
    Ok(())
}

pub fn find_half(conn: &Connection, token: Fingerprint) -> Result<Option<Half>> {
    let sql = "SELECT user_id, errand, created_on FROM half_sessions WHERE token_hash = ?1";
    let half = |row: &Row<'_>| {
        Ok(Half {
            token,
            user: row.get("user_id")?,
            errand: row.get("errand")?,
            created_on: row.get("created_on")?,
        })
    };
    Ok(conn.prepare_cached(sql)?.query_row([token], half).optional()?)
}

pub fn keep_newest_halves(conn: &Connection, user: UserId, count: i64) -> Result<()> {
    let sql = "
        DELETE FROM half_sessions
        WHERE token_hash IN (
          SELECT token_hash
          FROM half_sessions
          WHERE user_id = ?1
          ORDER BY created_on DESC
          LIMIT -1 OFFSET ?2)";
    conn.prepare_cached(sql)?.execute(params![user, count])?;
    Ok(())
}

pub fn delete_half(conn: &Connection, token: Fingerprint) -> Result<()> {
    conn.prepare_cached("DELETE FROM half_sessions WHERE token_hash = ?1")?.execute([token])?;
    Ok(())
}

pub fn delete_halves(conn: &Connection, user: UserId) -> Result<()> {
    conn.prepare_cached("DELETE FROM half_sessions WHERE user_id = ?1")?.execute([user])?;
    Ok(())
}

pub fn delete_sessions_without(conn: &Connection) -> Result<usize> {
    let sql = "DELETE FROM sessions WHERE user_id NOT IN (SELECT user_id FROM second_factors)";
    Ok(conn.prepare_cached(sql)?.execute([])?)
}

pub fn purge(conn: &Connection, before: i64) -> Result<()> {
    for sql in [
        "DELETE FROM half_sessions WHERE created_on <= ?1",
        "DELETE FROM second_factor_drafts WHERE created_on <= ?1",
    ] {
        conn.prepare_cached(sql)?.execute([before])?;
    }
    Ok(())
}
