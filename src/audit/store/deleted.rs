//! SQL of the trash: deletions that can still be undone.
use rusqlite::{Connection, params};

use super::entries::{ENTRY, entry};
use crate::{
    audit::{Action, deleted::Wanted, read::LogEntry},
    error::Result,
    ids::{AuditId, UserId},
};

/// Those below a place, the newest first. Within a deleted workspace nothing can be brought back
/// but the workspace itself.
pub fn deletions(
    conn: &Connection,
    owner: UserId,
    wanted: &Wanted,
    below: Option<AuditId>,
    most: usize,
) -> Result<Vec<LogEntry>> {
    let codes: Vec<String> =
        Action::DELETIONS.iter().map(|action| format!("'{}'", action.code())).collect();
    let sql = format!(
        "{ENTRY}
         WHERE l.owner_id = ?1 AND l.action IN ({codes}) AND l.id < ?2
           AND (?3 IS NULL OR l.workspace_id = ?3)
           AND (l.workspace_id IS NULL OR l.action = '{workspace}' OR EXISTS (
               SELECT 1 FROM workspaces WHERE id = l.workspace_id AND deleted_on IS NULL
           ))
           AND EXISTS (SELECT 1 FROM audit_details WHERE audit_id = l.id)
           AND NOT EXISTS (
               SELECT 1 FROM audit_details
               WHERE audit_id = l.id AND (changeset IS NULL OR since < ?4)
           )
           AND (?5 = '' OR EXISTS (
               SELECT 1 FROM audit_subjects AS s
               WHERE s.audit_id = l.id
                 AND (instr(s.label, ?5) OR instr(lower(s.label), lower(?5)))
           ))
         ORDER BY l.id DESC
         LIMIT ?6",
        codes = codes.join(", "),
        workspace = Action::WorkspaceDeleted.code(),
    );
    let below = below.unwrap_or(AuditId(i64::MAX));
    let values = params![owner, below, wanted.workspace, wanted.oldest, wanted.search, most as i64];
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_map(values, entry)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// The first of the names in a change that fit the words.
pub fn labels_fitting(
    conn: &Connection,
    audit: AuditId,
    search: &str,
    most: usize,
) -> Result<Vec<String>> {
    let mut statement = conn.prepare_cached(
        "SELECT label FROM audit_subjects
         WHERE audit_id = ?1 AND (instr(label, ?2) OR instr(lower(label), lower(?2)))
         ORDER BY kind DESC, subject_id
         LIMIT ?3",
    )?;
    let labels = statement.query_map(params![audit, search, most as i64], |row| row.get(0))?;
    Ok(labels.collect::<rusqlite::Result<_>>()?)
}

/// When the 30 days of a change began.
pub fn since(conn: &Connection, audit: AuditId) -> Result<Option<i64>> {
    Ok(conn
        .prepare_cached("SELECT min(since) FROM audit_details WHERE audit_id = ?1")?
        .query_row([audit], |row| row.get(0))?)
}
