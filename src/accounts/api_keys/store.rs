//! API keys as rows.
use rusqlite::{
    Connection, OptionalExtension, Row, params,
    types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef},
};

use super::{ApiKey, KeyPerson, Permission};
use crate::{
    accounts::tokens::Fingerprint,
    error::Result,
    ids::{KeyId, Uid, UserId},
};

const COLUMNS: &str =
    "id, uid, name, prefix, permissions, created_on, expires_on, last_used_on, revoked_on";

pub struct New<'a> {
    pub user: UserId,
    pub name: &'a str,
    pub prefix: &'a str,
    pub permissions: &'a [Permission],
}

/// Permissions as one text of names. A name this version does not know grants nothing.
struct Written(Vec<Permission>);

impl ToSql for Written {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let names: Vec<&str> = self.0.iter().map(|it| it.name()).collect();
        Ok(names.join(" ").into())
    }
}

impl FromSql for Written {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Ok(Self(value.as_str()?.split(' ').filter_map(Permission::parse).collect()))
    }
}

fn key(row: &Row<'_>) -> rusqlite::Result<ApiKey> {
    Ok(ApiKey {
        id: row.get("id")?,
        uid: row.get("uid")?,
        name: row.get("name")?,
        prefix: row.get("prefix")?,
        permissions: row.get::<_, Written>("permissions")?.0,
        created_on: row.get("created_on")?,
        expires_on: row.get("expires_on")?,
        last_used_on: row.get("last_used_on")?,
        revoked_on: row.get("revoked_on")?,
    })
}

pub fn insert(
    conn: &Connection,
    new: &New<'_>,
    hash: Fingerprint,
    expires_on: Option<i64>,
    now: i64,
) -> Result<ApiKey> {
    let sql = format!(
        "INSERT INTO api_keys(
           uid, user_id, name, prefix, key_hash, permissions, created_on, expires_on)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         RETURNING {COLUMNS}"
    );
    let written = Written(new.permissions.to_vec());
    let values =
        params![Uid::new(), new.user, new.name, new.prefix, hash, written, now, expires_on];
    Ok(conn.prepare_cached(&sql)?.query_row(values, key)?)
}

pub fn count_live(conn: &Connection, user: UserId, now: Option<i64>) -> Result<i64> {
    let sql = "
        SELECT count(*)
        FROM api_keys
        WHERE user_id = ?1
          AND revoked_on IS NULL
          AND (expires_on IS NULL OR ?2 IS NULL OR expires_on > ?2)";
    Ok(conn.prepare_cached(sql)?.query_row(params![user, now], |row| row.get(0))?)
}

fn person(row: &Row<'_>) -> rusqlite::Result<KeyPerson> {
    Ok(KeyPerson {
        key: row.get("key_id")?,
        user: row.get("user_id")?,
        uid: row.get("uid")?,
        name: row.get("name")?,
        role: row.get("role")?,
        permissions: row.get::<_, Written>("permissions")?.0,
        last_used_on: row.get("last_used_on")?,
    })
}

pub fn find(conn: &Connection, hash: Fingerprint, now: Option<i64>) -> Result<Option<KeyPerson>> {
    let sql = "
        SELECT k.id AS key_id, k.permissions, k.last_used_on,
               u.id AS user_id, u.uid, u.name, u.role
        FROM api_keys AS k
        JOIN users AS u ON u.id = k.user_id
        WHERE k.key_hash = ?1
          AND k.revoked_on IS NULL
          AND u.deactivated_on IS NULL
          AND (k.expires_on IS NULL OR ?2 IS NULL OR k.expires_on > ?2)";
    Ok(conn.prepare_cached(sql)?.query_row(params![hash, now], person).optional()?)
}

pub fn touch(conn: &Connection, id: KeyId, now: i64) -> Result<()> {
    let sql = "UPDATE api_keys SET last_used_on = ?2 WHERE id = ?1";
    conn.prepare_cached(sql)?.execute(params![id, now])?;
    Ok(())
}

pub fn list(conn: &Connection, user: UserId) -> Result<Vec<ApiKey>> {
    let sql = format!("SELECT {COLUMNS} FROM api_keys WHERE user_id = ?1 ORDER BY id DESC");
    Ok(conn.prepare_cached(&sql)?.query_map([user], key)?.collect::<rusqlite::Result<_>>()?)
}

pub fn own(conn: &Connection, user: UserId, uid: Uid) -> Result<Option<ApiKey>> {
    let sql = format!("SELECT {COLUMNS} FROM api_keys WHERE user_id = ?1 AND uid = ?2");
    Ok(conn.prepare_cached(&sql)?.query_row(params![user, uid], key).optional()?)
}

pub fn by_uid(conn: &Connection, uid: Uid) -> Result<Option<(UserId, ApiKey)>> {
    let sql = format!("SELECT user_id, {COLUMNS} FROM api_keys WHERE uid = ?1");
    Ok(conn.prepare(&sql)?.query_row([uid], owned).optional()?)
}

pub fn by_prefix(conn: &Connection, prefix: &str) -> Result<Option<(UserId, ApiKey)>> {
    let sql = format!("SELECT user_id, {COLUMNS} FROM api_keys WHERE prefix = ?1");
    Ok(conn.prepare(&sql)?.query_row([prefix], owned).optional()?)
}

fn owned(row: &Row<'_>) -> rusqlite::Result<(UserId, ApiKey)> {
    Ok((row.get("user_id")?, key(row)?))
}

pub fn revoke(conn: &Connection, user: UserId, uid: Uid, now: i64) -> Result<Option<ApiKey>> {
    let sql = format!(
        "UPDATE api_keys
         SET revoked_on = coalesce(revoked_on, ?3)
         WHERE user_id = ?1 AND uid = ?2
         RETURNING {COLUMNS}"
    );
    Ok(conn.prepare_cached(&sql)?.query_row(params![user, uid, now], key).optional()?)
}

pub fn revoke_all(conn: &Connection, user: UserId, now: i64) -> Result<()> {
    let sql = "UPDATE api_keys SET revoked_on = ?2 WHERE user_id = ?1 AND revoked_on IS NULL";
    conn.prepare_cached(sql)?.execute(params![user, now])?;
    Ok(())
}

pub fn purge(conn: &Connection, revoked_before: i64) -> Result<usize> {
    let sql = "DELETE FROM api_keys WHERE revoked_on < ?1";
    Ok(conn.prepare_cached(sql)?.execute([revoked_before])?)
}
