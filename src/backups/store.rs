//! Targets and runs as rows; and what the tables of a snapshot count.
use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Kind, Run, Schedule, State, Target, What, buckets};
use crate::{
    error::{Error, Result},
    ids::{RunId, TargetId, Uid},
};

const TARGET: &str = "id, uid, kind, name, place, schedule, keep_days";
const RUN: &str = "id, target_id, kind, state, asked_on, ended_on, done, total, file, bytes, said";
/// Of each target, which is enough to see since when something goes wrong.
const RUNS_KEPT: i64 = 30;

pub fn household(conn: &Connection) -> Result<String> {
    let sql = "SELECT lower(hex(uid)) FROM household_identity";
    Ok(conn.query_row(sql, [], |row| row.get(0))?)
}

/// Rows of these tables; a name that is none of a table of ours is refused.
pub fn counts<'a>(
    conn: &Connection,
    tables: impl Iterator<Item = &'a str>,
) -> Result<BTreeMap<String, i64>> {
    let mut counts = BTreeMap::new();
    for table in tables {
        let is_plain = table.bytes().all(|it| it.is_ascii_lowercase() || it == b'_');
        if !is_plain || table.is_empty() {
            return Err(Error::internal(anyhow::anyhow!("{table:?} is no table")));
        }
        let sql = format!("SELECT count(*) FROM {table}");
        counts.insert(table.to_owned(), conn.query_row(&sql, [], |row| row.get(0))?);
    }
    Ok(counts)
}

pub fn targets(conn: &Connection) -> Result<Vec<Target>> {
    let mut statement =
        conn.prepare_cached(&format!("SELECT {TARGET} FROM backup_targets ORDER BY id"))?;
    let rows = statement.query_map([], target)?;
    let all: Vec<Target> = rows.collect::<rusqlite::Result<_>>()?;
    all.into_iter().map(|it| with_bucket(conn, it)).collect()
}

pub fn target_by_uid(conn: &Connection, uid: Uid) -> Result<Option<Target>> {
    let sql = format!("SELECT {TARGET} FROM backup_targets WHERE uid = ?1");
    let found = conn.query_row(&sql, [uid], target).optional()?;
    found.map(|it| with_bucket(conn, it)).transpose()
}

/// Asked only where there is one: an older database has no such table.
fn with_bucket(conn: &Connection, target: Target) -> Result<Target> {
    match target.kind {
        Kind::S3 => Ok(Target { bucket: buckets::of(conn, &target)?, ..target }),
        _ => Ok(target),
    }
}

pub fn insert(conn: &Connection, new: &Target, now: i64) -> Result<TargetId> {
    let sql = "
        INSERT INTO backup_targets (uid, kind, name, place, schedule, keep_days, created_on)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let Target { uid, kind, name, place, schedule, keep_days, .. } = new;
    let row = params![uid, kind.code(), name, place, schedule.code(), keep_days, now];
    conn.execute(sql, row)?;
    Ok(TargetId(conn.last_insert_rowid()))
}

pub fn update(conn: &Connection, changed: &Target) -> Result<()> {
    let sql = "
        UPDATE backup_targets SET name = ?2, place = ?3, schedule = ?4, keep_days = ?5
        WHERE id = ?1";
    let Target { id, name, place, schedule, keep_days, .. } = changed;
    conn.execute(sql, params![id, name, place, schedule.code(), keep_days])?;
    Ok(())
}

pub fn delete(conn: &Connection, target: TargetId) -> Result<()> {
    conn.execute("DELETE FROM backup_targets WHERE id = ?1", [target])?;
    Ok(())
}

pub fn ask(conn: &Connection, target: TargetId, what: What, now: i64) -> Result<RunId> {
    let sql = "
        INSERT INTO backup_runs (target_id, kind, state, asked_on)
        VALUES (?1, ?2, 'asked', ?3)";
    conn.execute(sql, params![target, what.code(), now])?;
    Ok(RunId(conn.last_insert_rowid()))
}

/// Asked for or at work.
pub fn open_run(conn: &Connection, target: TargetId) -> Result<Option<Run>> {
    let sql = format!(
        "SELECT {RUN} FROM backup_runs
         WHERE target_id = ?1 AND ended_on IS NULL
         ORDER BY id LIMIT 1"
    );
    Ok(conn.query_row(&sql, [target], run).optional()?)
}

pub fn next_asked(conn: &Connection) -> Result<Option<Run>> {
    let sql = format!("SELECT {RUN} FROM backup_runs WHERE state = 'asked' ORDER BY id LIMIT 1");
    Ok(conn.query_row(&sql, [], run).optional()?)
}

/// The newest that ended, of either ending or of this one.
pub fn last(
    conn: &Connection,
    target: TargetId,
    what: What,
    state: Option<State>,
) -> Result<Option<Run>> {
    let sql = format!(
        "SELECT {RUN} FROM backup_runs
         WHERE target_id = ?1 AND kind = ?2 AND ended_on IS NOT NULL
           AND (?3 IS NULL OR state = ?3)
         ORDER BY id DESC LIMIT 1"
    );
    let values = params![target, what.code(), state.map(State::code)];
    Ok(conn.query_row(&sql, values, run).optional()?)
}

/// Answers whether it is still to be done.
pub fn begin(conn: &Connection, id: RunId) -> Result<bool> {
    let sql = "UPDATE backup_runs SET state = 'running' WHERE id = ?1 AND state = 'asked'";
    Ok(conn.execute(sql, [id])? == 1)
}

pub fn progress(conn: &Connection, id: RunId, done: u64, total: u64) -> Result<()> {
    let sql = "UPDATE backup_runs SET done = ?2, total = ?3 WHERE id = ?1";
    conn.execute(sql, params![id, done.cast_signed(), total.cast_signed()])?;
    Ok(())
}

pub fn end_well(conn: &Connection, id: RunId, file: &str, bytes: u64, now: i64) -> Result<()> {
    let sql = "
        UPDATE backup_runs SET state = 'done', ended_on = ?4, file = ?2, bytes = ?3, done = total
        WHERE id = ?1";
    conn.execute(sql, params![id, file, bytes.cast_signed(), now])?;
    forget_old(conn, id)
}

/// It was told to stop; the next start takes it up again.
pub fn ask_again(conn: &Connection, id: RunId) -> Result<()> {
    let sql = "UPDATE backup_runs SET state = 'asked', done = 0, total = 0 WHERE id = ?1";
    conn.execute(sql, [id])?;
    Ok(())
}

pub fn end_badly(conn: &Connection, id: RunId, said: &str, now: i64) -> Result<()> {
    let sql = "UPDATE backup_runs SET state = 'failed', ended_on = ?3, said = ?2 WHERE id = ?1";
    conn.execute(sql, params![id, said, now])?;
    forget_old(conn, id)
}

/// Whoever has the turn knows that nobody is at work at them any more.
pub fn running(conn: &Connection) -> Result<Vec<Run>> {
    let sql = format!("SELECT {RUN} FROM backup_runs WHERE state = 'running' ORDER BY id");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([], run)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// After a restore: what was at work when the backup was made never ended.
pub fn forget_unfinished(conn: &Connection) -> Result<()> {
    conn.execute("DELETE FROM backup_runs WHERE ended_on IS NULL", [])?;
    Ok(())
}

/// The newest that went well stays, however many failed since.
fn forget_old(conn: &Connection, id: RunId) -> Result<()> {
    let sql = "
        DELETE FROM backup_runs
        WHERE target_id = (SELECT target_id FROM backup_runs WHERE id = ?1)
          AND ended_on IS NOT NULL
          AND id NOT IN (
              SELECT id FROM backup_runs
              WHERE target_id = (SELECT target_id FROM backup_runs WHERE id = ?1)
              ORDER BY id DESC LIMIT ?2
          )
          AND id NOT IN (
              SELECT max(id) FROM backup_runs WHERE state = 'done' GROUP BY target_id, kind
          )";
    conn.execute(sql, params![id, RUNS_KEPT])?;
    Ok(())
}

/// Of any target.
pub fn newest_end(conn: &Connection, what: What) -> Result<Option<i64>> {
    let sql = "SELECT max(ended_on) FROM backup_runs WHERE state = 'done' AND kind = ?1";
    Ok(conn.query_row(sql, [what.code()], |row| row.get(0))?)
}

pub fn told_on(conn: &Connection) -> Result<Option<i64>> {
    let sql = "SELECT told_on FROM backup_alerts";
    Ok(conn.query_row(sql, [], |row| row.get(0)).optional()?)
}

pub fn tell(conn: &Connection, now: Option<i64>) -> Result<()> {
    conn.execute("DELETE FROM backup_alerts", [])?;
    if let Some(now) = now {
        conn.execute("INSERT INTO backup_alerts (id, told_on) VALUES (1, ?1)", [now])?;
    }
    Ok(())
}

fn target(row: &Row<'_>) -> rusqlite::Result<Target> {
    Ok(Target {
        id: row.get(0)?,
        uid: row.get(1)?,
        kind: Kind::from_code(row.get_ref(2)?.as_str()?),
        name: row.get(3)?,
        place: row.get(4)?,
        bucket: None,
        schedule: Schedule::from_code(row.get_ref(5)?.as_str()?),
        keep_days: row.get(6)?,
    })
}

fn run(row: &Row<'_>) -> rusqlite::Result<Run> {
    Ok(Run {
        id: row.get(0)?,
        target: row.get(1)?,
        what: What::from_code(row.get_ref(2)?.as_str()?),
        state: State::from_code(row.get_ref(3)?.as_str()?),
        asked_on: row.get(4)?,
        ended_on: row.get(5)?,
        done: row.get::<_, i64>(6)?.cast_unsigned(),
        total: row.get::<_, i64>(7)?.cast_unsigned(),
        file: row.get(8)?,
        bytes: row.get::<_, Option<i64>>(9)?.map(i64::cast_unsigned),
        said: row.get(10)?,
    })
}
