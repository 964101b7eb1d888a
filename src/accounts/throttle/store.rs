//! Counters and known addresses as rows. They survive a restart, so that one is no way around them.
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::Counter;
use crate::{accounts::tokens::Fingerprint, error::Result};

pub fn find(conn: &Connection, key: Fingerprint) -> Result<Option<Counter>> {
    let sql = "SELECT failures, last_on FROM sign_in_throttle WHERE key_hash = ?1";
    let counter = |row: &Row<'_>| {
        Ok(Counter { failures: row.get("failures")?, last_on: row.get("last_on")? })
    };
    Ok(conn.prepare_cached(sql)?.query_row([key], counter).optional()?)
}

pub fn put(conn: &Connection, key: Fingerprint, counter: Counter) -> Result<()> {
    let sql = "
        INSERT INTO sign_in_throttle(key_hash, failures, last_on)
        VALUES (?1, ?2, ?3)
        ON CONFLICT (key_hash)
        DO UPDATE SET failures = excluded.failures, last_on = excluded.last_on";
    conn.prepare_cached(sql)?.execute(params![key, counter.failures, counter.last_on])?;
    Ok(())
}

pub fn give_back(conn: &Connection, key: Fingerprint, failures: i64) -> Result<()> {
    let sql = "
        UPDATE sign_in_throttle
        SET failures = max(0, failures - ?2)
        WHERE key_hash = ?1";
    conn.prepare_cached(sql)?.execute(params![key, failures])?;
    Ok(())
}

pub fn delete(conn: &Connection, key: Fingerprint) -> Result<()> {
    conn.prepare_cached("DELETE FROM sign_in_throttle WHERE key_hash = ?1")?.execute([key])?;
    Ok(())
}

pub fn is_known(conn: &Connection, pair: Fingerprint) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM known_addresses WHERE key_hash = ?1)";
    Ok(conn.prepare_cached(sql)?.query_row([pair], |row| row.get(0))?)
}

pub fn remember(conn: &Connection, pair: Fingerprint, now: i64) -> Result<()> {
    let sql = "INSERT OR REPLACE INTO known_addresses(key_hash, last_on) VALUES (?1, ?2)";
    conn.prepare_cached(sql)?.execute(params![pair, now])?;
    Ok(())
}

pub fn purge(conn: &Connection, counters_before: i64, known_before: i64) -> Result<usize> {
    let counters = "DELETE FROM sign_in_throttle WHERE last_on < ?1";
    let known = "DELETE FROM known_addresses WHERE last_on < ?1";
    Ok(conn.prepare_cached(counters)?.execute([counters_before])?
        + conn.prepare_cached(known)?.execute([known_before])?)
}
