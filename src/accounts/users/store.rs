//! Users as rows.
use rusqlite::{
    Connection, OptionalExtension, Row, params,
    types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef},
};

use super::{Checked, Role, User};
use crate::{
    error::Result,
    ids::{Uid, UserId},
    text,
};

impl ToSql for Role {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.name().into())
    }
}

impl FromSql for Role {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let name = value.as_str()?;
        Self::parse(name).ok_or(FromSqlError::InvalidType)
    }
}

const COLUMNS: &str = "id, uid, name, email, role, created_on, password_changed_on, \
                       deactivated_on";

fn user(row: &Row<'_>) -> rusqlite::Result<User> {
    Ok(User {
        id: row.get("id")?,
        uid: row.get("uid")?,
        name: row.get("name")?,
        email: row.get("email")?,
        role: row.get("role")?,
        created_on: row.get("created_on")?,
        password_changed_on: row.get("password_changed_on")?,
        deactivated_on: row.get("deactivated_on")?,
    })
}

pub fn insert(
    conn: &Connection,
    draft: &Checked,
    role: Role,
    password_hash: &str,
    now: i64,
) -> Result<User> {
    let sql = format!(
        "INSERT INTO users(
           uid, name, email, email_key, password_hash, password_changed_on, role, created_on)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?6)
         RETURNING {COLUMNS}"
    );
    let key = text::email_key(&draft.email);
    let values = params![Uid::new(), draft.name, draft.email, key, password_hash, now, role];
    Ok(conn.prepare_cached(&sql)?.query_row(values, user)?)
}

pub fn count(conn: &Connection) -> Result<i64> {
    Ok(conn.prepare_cached("SELECT count(*) FROM users")?.query_row([], |row| row.get(0))?)
}

pub fn list(conn: &Connection) -> Result<Vec<User>> {
    let sql = format!("SELECT {COLUMNS} FROM users ORDER BY id");
    Ok(conn.prepare_cached(&sql)?.query_map([], user)?.collect::<rusqlite::Result<_>>()?)
}

pub fn find(conn: &Connection, id: UserId) -> Result<Option<User>> {
    let sql = format!("SELECT {COLUMNS} FROM users WHERE id = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([id], user).optional()?)
}

pub fn by_email_key(conn: &Connection, key: &str) -> Result<Option<User>> {
    let sql = format!("SELECT {COLUMNS} FROM users WHERE email_key = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([key], user).optional()?)
}

pub fn rename(conn: &Connection, id: UserId, name: &str) -> Result<()> {
    let sql = "UPDATE users SET name = ?2 WHERE id = ?1";
    conn.prepare_cached(sql)?.execute(params![id, name])?;
    Ok(())
}

pub fn deactivate(conn: &Connection, id: UserId, since: Option<i64>) -> Result<()> {
    let sql = "UPDATE users SET deactivated_on = ?2 WHERE id = ?1";
    conn.prepare_cached(sql)?.execute(params![id, since])?;
    Ok(())
}

pub fn change_email(conn: &Connection, id: UserId, email: &str) -> Result<()> {
    let sql = "UPDATE users SET email = ?2, email_key = ?3 WHERE id = ?1";
    conn.prepare_cached(sql)?.execute(params![id, email, text::email_key(email)])?;
    Ok(())
}

pub fn password_hash(conn: &Connection, id: UserId) -> Result<Option<String>> {
    let sql = "SELECT password_hash FROM users WHERE id = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()?)
}

pub fn replace_password(
    conn: &Connection,
    id: UserId,
    old_hash: &str,
    new_hash: &str,
    now: i64,
) -> Result<bool> {
    let sql = "
        UPDATE users
        SET password_hash = ?3, password_changed_on = ?4
        WHERE id = ?1 AND password_hash = ?2";
    Ok(conn.prepare_cached(sql)?.execute(params![id, old_hash, new_hash, now])? > 0)
}

pub fn set_password(conn: &Connection, id: UserId, new_hash: &str, now: i64) -> Result<()> {
    let sql = "UPDATE users SET password_hash = ?2, password_changed_on = ?3 WHERE id = ?1";
    conn.prepare_cached(sql)?.execute(params![id, new_hash, now])?;
    Ok(())
}

pub fn renew_hash(conn: &Connection, id: UserId, old_hash: &str, new_hash: &str) -> Result<()> {
    let sql = "UPDATE users SET password_hash = ?3 WHERE id = ?1 AND password_hash = ?2";
    conn.prepare_cached(sql)?.execute(params![id, old_hash, new_hash])?;
    Ok(())
}
