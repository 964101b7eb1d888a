//! Changesets, and what is left of them when they are too old to undo.
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::{
    audit::difference::Differences,
    db::SCHEMA_VERSION,
    error::Result,
    ids::{AuditId, UserId, WorkspaceId},
};

/// `since` is when its 30 days begin, if the clock can be believed.
pub fn insert_detail(
    conn: &Connection,
    audit: AuditId,
    part: i64,
    since: Option<i64>,
    changeset: &[u8],
) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO audit_details (audit_id, part, schema_version, since, changeset)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![audit, part, SCHEMA_VERSION, since, changeset])?;
    Ok(())
}

/// Begins the 30 days of what was changed by a clock that could not be believed, or that ran ahead.
pub fn begin_days(conn: &Connection, now: i64) -> Result<usize> {
    Ok(conn
        .prepare_cached(
            "UPDATE audit_details
             SET since = ?1
             WHERE changeset IS NOT NULL AND (since IS NULL OR since > ?1)",
        )?
        .execute([now])?)
}

/// When the 30 days of the last change in a workspace began.
pub fn last_since(conn: &Connection, owner: UserId, workspace: WorkspaceId) -> Result<Option<i64>> {
    Ok(conn
        .prepare_cached(
            "SELECT d.since
             FROM audit_logs AS l
             JOIN audit_details AS d ON d.audit_id = l.id
             WHERE l.owner_id = ?1 AND l.workspace_id = ?2
             ORDER BY l.id DESC, d.part DESC
             LIMIT 1",
        )?
        .query_row(params![owner, workspace], |row| row.get(0))
        .optional()?
        .flatten())
}

/// One part of a recorded change; `changeset` is gone once it is too old to undo.
pub struct Detail {
    pub part: i64,
    pub schema_version: i64,
    pub since: Option<i64>,
    pub changeset: Option<Vec<u8>>,
    pub differences: Option<String>,
}

impl Detail {
    pub fn is_erased(&self) -> bool {
        let told = self.differences.as_deref().map(Differences::of_json);
        matches!(told, Some(Ok(Differences { is_erased: true, .. })))
    }
}

pub fn details(conn: &Connection, audit: AuditId) -> Result<Vec<Detail>> {
    let mut statement = conn.prepare_cached(
        "SELECT part, schema_version, since, changeset, differences
         FROM audit_details
         WHERE audit_id = ?1
         ORDER BY part",
    )?;
    let details = statement.query_map([audit], detail)?;
    Ok(details.collect::<rusqlite::Result<_>>()?)
}

/// One part of a recorded change, as far as its undo has to know before it begins.
pub struct Part {
    pub part: i64,
    pub schema_version: i64,
    pub since: Option<i64>,
    pub is_recorded: bool,
    pub is_erased: bool,
    pub bytes: i64,
}

/// In order. Of a large change the changesets would fill the memory, so they stay where they are.
pub fn parts_of(conn: &Connection, audit: AuditId) -> Result<Vec<Part>> {
    let mut statement = conn.prepare_cached(
        "SELECT part, schema_version, since, NULL AS changeset, differences,
                typeof(changeset) = 'blob' AS is_recorded, coalesce(length(changeset), 0) AS bytes
         FROM audit_details
         WHERE audit_id = ?1
         ORDER BY part",
    )?;
    let part = |row: &Row<'_>| {
        let (detail, is_recorded, bytes) =
            (detail(row)?, row.get("is_recorded")?, row.get("bytes")?);
        let is_erased = detail.is_erased();
        let Detail { part, schema_version, since, .. } = detail;
        Ok(Part { part, schema_version, since, is_recorded, is_erased, bytes })
    };
    let parts = statement.query_map([audit], part)?;
    Ok(parts.collect::<rusqlite::Result<_>>()?)
}

pub fn changeset(conn: &Connection, audit: AuditId, part: i64) -> Result<Option<Vec<u8>>> {
    Ok(conn
        .prepare_cached("SELECT changeset FROM audit_details WHERE audit_id = ?1 AND part = ?2")?
        .query_row(params![audit, part], |row| row.get(0))
        .optional()?
        .flatten())
}

/// The oldest schema that any part was recorded on.
pub fn schema_of(conn: &Connection, audit: AuditId) -> Result<i64> {
    Ok(conn
        .prepare_cached("SELECT min(schema_version) FROM audit_details WHERE audit_id = ?1")?
        .query_row([audit], |row| row.get(0))?)
}

fn detail(row: &Row<'_>) -> rusqlite::Result<Detail> {
    Ok(Detail {
        part: row.get(0)?,
        schema_version: row.get(1)?,
        since: row.get(2)?,
        changeset: row.get(3)?,
        differences: row.get(4)?,
    })
}

/// The same for reading: of a bulk change nobody reads every row, so it stays in the database.
pub fn readable_details(
    conn: &Connection,
    audit: AuditId,
    (bytes, parts): (i64, i64),
) -> Result<Vec<Detail>> {
    let mut statement = conn.prepare_cached(
        "SELECT part, schema_version, since,
                CASE WHEN length(changeset) <= ?2 THEN changeset END,
                differences
         FROM audit_details
         WHERE audit_id = ?1 AND part < ?3
         ORDER BY part",
    )?;
    let details = statement.query_map(params![audit, bytes, parts], detail)?;
    Ok(details.collect::<rusqlite::Result<_>>()?)
}

pub fn is_hidden(conn: &Connection, workspace: WorkspaceId) -> Result<bool> {
    Ok(conn
        .prepare_cached("SELECT deleted_on IS NOT NULL FROM workspaces WHERE id = ?1")?
        .query_row([workspace], |row| row.get(0))
        .optional()?
        .unwrap_or(false))
}

pub fn hide_since(conn: &Connection, workspace: Option<WorkspaceId>, now: i64) -> Result<()> {
    conn.prepare_cached("UPDATE workspaces SET deleted_on = ?2 WHERE id = ?1")?
        .execute(params![workspace, now])?;
    Ok(())
}

/// A part of a change that is now too old to undo.
pub struct Expired {
    pub audit: AuditId,
    pub owner: Option<UserId>,
    pub part: i64,
    pub changeset: Vec<u8>,
}

pub fn next_expired(conn: &Connection, before: i64) -> Result<Option<Expired>> {
    Ok(conn
        .prepare_cached(
            "SELECT d.audit_id, l.owner_id, d.part, d.changeset
             FROM audit_details AS d
             JOIN audit_logs AS l ON l.id = d.audit_id
             WHERE d.changeset IS NOT NULL AND d.since < ?1
             ORDER BY d.since, d.audit_id, d.part
             LIMIT 1",
        )?
        .query_row([before], |row| {
            Ok(Expired {
                audit: row.get(0)?,
                owner: row.get(1)?,
                part: row.get(2)?,
                changeset: row.get(3)?,
            })
        })
        .optional()?)
}

pub fn keep_only_words(
    conn: &Connection,
    audit: AuditId,
    part: i64,
    differences: &str,
) -> Result<()> {
    conn.prepare_cached(
        "UPDATE audit_details
         SET changeset = NULL, differences = ?3
         WHERE audit_id = ?1 AND part = ?2",
    )?
    .execute(params![audit, part, differences])?;
    Ok(())
}
