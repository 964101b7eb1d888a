//! SQL of the log: entries, what they are about, their changesets, and answers given once.
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{
    Action, Subject, SubjectKind,
    read::{Filter, LogEntry},
};
use crate::{
    actor::{Actor, Who},
    clock::FIRST_RELEASE,
    db::SCHEMA_VERSION,
    error::Result,
    ids::{AuditId, Uid, UserId, WorkspaceId},
};

pub struct Entry<'a> {
    pub at: i64,
    pub owner: Option<UserId>,
    pub actor: &'a Actor,
    pub action: Action,
    pub workspace: Option<WorkspaceId>,
    pub words: Option<&'a str>,
    pub undoes: Option<AuditId>,
}

pub fn insert(conn: &Connection, entry: &Entry<'_>) -> Result<(AuditId, Uid)> {
    let uid = Uid::new();
    let (actor, actor_id, job) = match entry.actor.who {
        Who::Person(user) => ("person", Some(user.0), None),
        Who::Key { key, .. } => ("key", Some(key.0), None),
        Who::Job(name) => ("job", None, Some(name)),
        Who::Terminal => ("terminal", None, None),
    };
    let ip = entry.actor.ip.map(|ip| ip.to_string());
    conn.prepare_cached(
        "INSERT INTO audit_logs (
             uid, at, owner_id, actor, actor_id, job, action, workspace_id, words, ip,
             request_id, undoes_id
         )
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        uid,
        entry.at,
        entry.owner,
        actor,
        actor_id,
        job,
        entry.action.code(),
        entry.workspace,
        entry.words,
        ip,
        entry.actor.request_id,
        entry.undoes,
    ])?;
    Ok((AuditId(conn.last_insert_rowid()), uid))
}

pub fn insert_subject(conn: &Connection, audit: AuditId, subject: &Subject) -> Result<()> {
    conn.prepare_cached(
        "INSERT OR IGNORE INTO audit_subjects (kind, subject_id, audit_id, label)
         VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![subject.kind.code(), subject.id, audit, subject.label])?;
    Ok(())
}

pub fn insert_detail(conn: &Connection, audit: AuditId, part: i64, changeset: &[u8]) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO audit_details (audit_id, part, schema_version, changeset)
         VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![audit, part, SCHEMA_VERSION, changeset])?;
    Ok(())
}

/// One part of a recorded change; `changeset` is gone once it is too old to undo.
pub struct Detail {
    pub part: i64,
    pub schema_version: i64,
    pub changeset: Option<Vec<u8>>,
    pub differences: Option<String>,
}

const BYTES_READ: i64 = 16 * 1024;
const PARTS_READ: i64 = 4;

pub fn details(conn: &Connection, audit: AuditId) -> Result<Vec<Detail>> {
    let mut statement = conn.prepare_cached(
        "SELECT part, schema_version, changeset, differences
         FROM audit_details
         WHERE audit_id = ?1
         ORDER BY part",
    )?;
    let details = statement.query_map([audit], detail)?;
    Ok(details.collect::<rusqlite::Result<_>>()?)
}

fn detail(row: &Row<'_>) -> rusqlite::Result<Detail> {
    Ok(Detail {
        part: row.get(0)?,
        schema_version: row.get(1)?,
        changeset: row.get(2)?,
        differences: row.get(3)?,
    })
}

/// The same for reading: of a bulk change nobody reads every row, so it stays in the database.
pub fn readable_details(conn: &Connection, audit: AuditId) -> Result<Vec<Detail>> {
    let mut statement = conn.prepare_cached(
        "SELECT part, schema_version,
                CASE WHEN length(changeset) <= ?2 THEN changeset END,
                differences
         FROM audit_details
         WHERE audit_id = ?1 AND part < ?3
         ORDER BY part",
    )?;
    let details = statement.query_map(params![audit, BYTES_READ, PARTS_READ], detail)?;
    Ok(details.collect::<rusqlite::Result<_>>()?)
}

/// The kinds of thing that a change was about, however many it was about.
pub fn kinds(conn: &Connection, audit: AuditId) -> Result<Vec<SubjectKind>> {
    let mut statement =
        conn.prepare_cached("SELECT DISTINCT kind FROM audit_subjects WHERE audit_id = ?1")?;
    let codes = statement.query_map([audit], |row| row.get::<_, String>(0))?;
    let codes = codes.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(codes.iter().filter_map(|code| SubjectKind::from_code(code)).collect())
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

pub fn subjects(conn: &Connection, audit: AuditId) -> Result<Vec<Subject>> {
    let mut statement = conn.prepare_cached(
        "SELECT kind, subject_id, label
         FROM audit_subjects
         WHERE audit_id = ?1
         LIMIT 20",
    )?;
    let mut subjects = Vec::new();
    let mut rows = statement.query([audit])?;
    while let Some(row) = rows.next()? {
        if let Some(kind) = SubjectKind::from_code(&row.get::<_, String>(0)?) {
            subjects.push(Subject { kind, id: row.get(1)?, label: row.get(2)? });
        }
    }
    Ok(subjects)
}

const ENTRY: &str = "SELECT l.id, l.uid, l.at, l.actor, l.job, l.action, l.workspace_id, l.words,
        l.ip, l.undoes_id,
        CASE l.actor
            WHEN 'person' THEN (SELECT name FROM users WHERE id = l.actor_id)
            WHEN 'key' THEN (SELECT name FROM api_keys WHERE id = l.actor_id)
        END AS actor_name,
        EXISTS (
            SELECT 1 FROM audit_details AS d WHERE d.audit_id = l.id AND d.changeset IS NOT NULL
        ) AS is_recorded
    FROM audit_logs AS l";

fn entry(row: &Row<'_>) -> rusqlite::Result<LogEntry> {
    Ok(LogEntry {
        id: row.get("id")?,
        uid: row.get("uid")?,
        at: row.get("at")?,
        actor: row.get("actor")?,
        actor_name: row.get("actor_name")?,
        job: row.get("job")?,
        action: row.get("action")?,
        workspace: row.get("workspace_id")?,
        words: row.get("words")?,
        ip: row.get("ip")?,
        undoes: row.get("undoes_id")?,
        is_recorded: row.get("is_recorded")?,
    })
}

/// An entry that this user may see: their own data's.
pub fn find(conn: &Connection, owner: UserId, uid: Uid) -> Result<Option<LogEntry>> {
    let sql = format!("{ENTRY} WHERE l.uid = ?1 AND l.owner_id = ?2");
    Ok(conn.prepare_cached(&sql)?.query_row(params![uid, owner], entry).optional()?)
}

/// The newest attempt at taking this change back, if there was one.
pub fn undone_by(conn: &Connection, change: AuditId) -> Result<Option<AuditId>> {
    Ok(conn
        .prepare_cached("SELECT id FROM audit_logs WHERE undoes_id = ?1 ORDER BY id DESC LIMIT 1")?
        .query_row([change], |row| row.get(0))
        .optional()?)
}

/// The change that stands in the way: the newest one about the same thing, after this one.
pub fn later_change(
    conn: &Connection,
    owner: UserId,
    kind: SubjectKind,
    subject: i64,
    after: AuditId,
) -> Result<Option<LogEntry>> {
    let sql = format!(
        "{ENTRY}
         JOIN audit_subjects AS s ON s.audit_id = l.id
         WHERE s.kind = ?1 AND s.subject_id = ?2 AND l.id > ?3 AND l.owner_id = ?4
         ORDER BY l.id DESC
         LIMIT 1"
    );
    Ok(conn
        .prepare_cached(&sql)?
        .query_row(params![kind.code(), subject, after, owner], entry)
        .optional()?)
}

pub fn list(
    conn: &Connection,
    owner: UserId,
    filter: &Filter,
    limit: usize,
) -> Result<Vec<LogEntry>> {
    // A place in the log that is not known, or is another's, is as good as none.
    let before = filter.before.map(|uid| find(conn, owner, uid)).transpose()?.flatten();
    // A place is gone to by the index, and one thing's history found by its subject.
    let below = if before.is_some() { "l.id < ?2" } else { "?2 IS NULL" };
    let (one, newest) = match filter.subject {
        Some(_) => (
            "JOIN audit_subjects AS o ON o.audit_id = l.id
                 AND o.kind = ?11 AND o.subject_id = ?12",
            "o.audit_id",
        ),
        None => ("JOIN (SELECT ?11, ?12)", "l.id"),
    };
    let sql = format!(
        "{ENTRY} {one}
         WHERE l.owner_id = ?1
           AND {below}
           AND (?3 IS NULL OR l.action = ?3)
           AND (?4 IS NULL OR l.actor = ?4)
           AND (?5 IS NULL OR l.workspace_id = ?5)
           AND (?6 IS NULL OR l.at >= ?6)
           AND (?7 IS NULL OR l.at < ?7)
           AND (?8 IS NULL OR EXISTS (
               SELECT 1 FROM audit_subjects AS s WHERE s.audit_id = l.id AND s.kind = ?8
           ))
           AND (NOT ?9 OR l.workspace_id IS NOT NULL)
         ORDER BY {newest} DESC
         LIMIT ?10"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let entries = statement.query_map(
        params![
            owner,
            before.map(|entry| entry.id),
            filter.action.map(Action::code),
            filter.actor.map(|actor| actor.code()),
            filter.workspace,
            filter.since,
            filter.until,
            filter.kind.map(SubjectKind::code),
            filter.is_in_a_workspace,
            limit as i64,
            filter.subject.map(|(kind, _)| kind.code()),
            filter.subject.map(|(_, id)| id),
        ],
        entry,
    )?;
    Ok(entries.collect::<rusqlite::Result<_>>()?)
}

/// A part of a change that is now too old to undo.
pub fn next_expired(conn: &Connection, before: i64) -> Result<Option<(AuditId, Detail)>> {
    Ok(conn
        .prepare_cached(
            "SELECT d.audit_id, d.part, d.schema_version, d.changeset
             FROM audit_details AS d
             JOIN audit_logs AS l ON l.id = d.audit_id
             WHERE d.changeset IS NOT NULL AND l.at BETWEEN ?2 AND ?1 - 1
             ORDER BY d.audit_id, d.part
             LIMIT 1",
        )?
        .query_row([before, FIRST_RELEASE], |row| {
            let detail = Detail {
                part: row.get(1)?,
                schema_version: row.get(2)?,
                changeset: row.get(3)?,
                differences: None,
            };
            Ok((row.get(0)?, detail))
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
