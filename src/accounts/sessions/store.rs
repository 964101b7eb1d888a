//! Sessions as rows.
use std::net::IpAddr;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Device, IDLE_S, LIFETIME_S, Session, SessionPerson};
use crate::{
    accounts::tokens::Fingerprint,
    clock::Reading,
    error::Result,
    ids::{SessionId, Uid, UserId},
    settings::{Preferences, Setting},
};

/// Bound as ?2 and ?3: the moments before which a session is too old. With no trusted time both
/// are NULL, and nothing is.
const ALIVE: &str = "(?2 IS NULL OR is_dated = 0 OR (last_seen_on > ?2 AND created_on > ?3))";

fn bounds(now: Option<i64>) -> (Option<i64>, Option<i64>) {
    (now.map(|it| it - IDLE_S), now.map(|it| it - LIFETIME_S))
}

pub fn insert(
    conn: &Connection,
    user: UserId,
    token: Fingerprint,
    device: &Device,
    at: Reading,
) -> Result<SessionId> {
    let sql = "
        INSERT INTO sessions(
          uid, token_hash, user_id, kind, created_on, last_seen_on, is_dated, address, device)
        VALUES (?1, ?2, ?3, 'full', ?4, ?4, ?5, ?6, ?7)
        RETURNING id";
    let address = device.address.map(|it| it.to_string());
    let values = params![Uid::new(), token, user, at.now, at.is_plausible, address, device.summary];
    Ok(conn.prepare_cached(sql)?.query_row(values, |row| row.get(0))?)
}

fn person(row: &Row<'_>) -> rusqlite::Result<SessionPerson> {
    let text = |column| row.get_ref(column)?.as_str_or_null().map_err(rusqlite::Error::from);
    let preferences = Preferences::read(
        text("appearance")?,
        text("time_zone")?,
        text("locale")?,
        text("key_shortcuts")?,
    );
    Ok(SessionPerson {
        session: row.get("session_id")?,
        user: row.get("user_id")?,
        uid: row.get("uid")?,
        name: row.get("name")?,
        email: row.get("email")?,
        role: row.get("role")?,
        preferences,
        last_seen_on: row.get("last_seen_on")?,
        is_dated: row.get("is_dated")?,
    })
}

pub fn find(
    conn: &Connection,
    token: Fingerprint,
    now: Option<i64>,
) -> Result<Option<SessionPerson>> {
    let sql = include_str!("../../../sql/queries/accounts/session_person.sql");
    let (idle, lifetime) = bounds(now);
    let [appearance, zone, locale, keys] =
        [Setting::Appearance, Setting::TimeZone, Setting::Locale, Setting::KeyShortcuts]
            .map(Setting::key);
    let values = params![token, idle, lifetime, appearance, zone, locale, keys];
    Ok(conn.prepare_cached(sql)?.query_row(values, person).optional()?)
}

pub fn touch(
    conn: &Connection,
    session: SessionId,
    address: Option<IpAddr>,
    now: i64,
) -> Result<()> {
    let sql = "
        UPDATE sessions
        SET last_seen_on = ?2,
            created_on = iif(is_dated, created_on, ?2),
            is_dated = 1,
            address = coalesce(?3, address)
        WHERE id = ?1";
    let address = address.map(|it| it.to_string());
    conn.prepare_cached(sql)?.execute(params![session, now, address])?;
    Ok(())
}

const LISTED: &str = "id, uid, created_on, last_seen_on, address, device";

fn session(row: &Row<'_>, here: Option<SessionId>) -> rusqlite::Result<Session> {
    let id = row.get("id")?;
    Ok(Session {
        id,
        uid: row.get("uid")?,
        created_on: row.get("created_on")?,
        last_seen_on: row.get("last_seen_on")?,
        address: row.get("address")?,
        device: row.get("device")?,
        is_this_one: here == Some(id),
    })
}

pub fn list(
    conn: &Connection,
    user: UserId,
    here: Option<SessionId>,
    now: Option<i64>,
) -> Result<Vec<Session>> {
    let sql = format!(
        "SELECT {LISTED}
         FROM sessions
         WHERE user_id = ?1 AND {ALIVE}
         ORDER BY last_seen_on DESC, id DESC"
    );
    let (idle, lifetime) = bounds(now);
    let rows = |row: &Row<'_>| session(row, here);
    let mut statement = conn.prepare_cached(&sql)?;
    Ok(statement
        .query_map(params![user, idle, lifetime], rows)?
        .collect::<rusqlite::Result<_>>()?)
}

pub fn find_of(conn: &Connection, user: UserId, uid: Uid) -> Result<Option<Session>> {
    let sql = format!("SELECT {LISTED} FROM sessions WHERE user_id = ?1 AND uid = ?2");
    let one = |row: &Row<'_>| session(row, None);
    Ok(conn.prepare_cached(&sql)?.query_row(params![user, uid], one).optional()?)
}

pub fn delete(conn: &Connection, id: SessionId) -> Result<()> {
    conn.prepare_cached("DELETE FROM sessions WHERE id = ?1")?.execute([id])?;
    Ok(())
}

pub fn delete_but(conn: &Connection, user: UserId, here: Option<SessionId>) -> Result<usize> {
    let sql = "DELETE FROM sessions WHERE user_id = ?1 AND id IS NOT ?2";
    Ok(conn.prepare_cached(sql)?.execute(params![user, here])?)
}

pub fn keep_newest(conn: &Connection, user: UserId, count: i64) -> Result<()> {
    let sql = "
        DELETE FROM sessions
        WHERE id IN (
          SELECT id
          FROM sessions
          WHERE user_id = ?1
          ORDER BY last_seen_on DESC, id DESC
          LIMIT -1 OFFSET ?2)";
    conn.prepare_cached(sql)?.execute(params![user, count])?;
    Ok(())
}

pub fn date_undated(conn: &Connection, now: i64) -> Result<()> {
    let sql = "
        UPDATE sessions
        SET created_on = ?1, last_seen_on = ?1, is_dated = 1
        WHERE is_dated = 0";
    conn.prepare_cached(sql)?.execute([now])?;
    Ok(())
}

pub fn purge(conn: &Connection, now: i64) -> Result<usize> {
    let sql = "DELETE FROM sessions WHERE last_seen_on <= ?1 OR created_on <= ?2";
    Ok(conn.prepare_cached(sql)?.execute([now - IDLE_S, now - LIFETIME_S])?)
}
