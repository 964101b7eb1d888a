//! Entries: who did what, when. Written once, read by their owner alone.
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::{
    actor::{Actor, Who},
    audit::{
        Action, SubjectKind,
        read::{Filter, LogEntry},
    },
    error::Result,
    ids::{AuditId, Uid, UserId, WorkspaceId},
};

pub struct Entry<'a> {
    pub uid: Uid,
    pub at: i64,
    pub owner: Option<UserId>,
    pub actor: &'a Actor,
    pub action: Action,
    pub workspace: Option<WorkspaceId>,
    pub undoes: Option<AuditId>,
}

pub fn insert(conn: &Connection, entry: &Entry<'_>) -> Result<(AuditId, Uid)> {
    let uid = entry.uid;
    let (actor, actor_id, job) = match entry.actor.who {
        Who::Person(user) => ("person", Some(user.0), None),
        Who::Key { key, .. } => ("key", Some(key.0), None),
        Who::Job(name) => ("job", None, Some(name)),
        Who::Terminal => ("terminal", None, None),
    };
    let ip = entry.actor.ip.map(|ip| ip.to_string());
    conn.prepare_cached(
        "INSERT INTO audit_logs (
             uid, at, owner_id, actor, actor_id, job, action, workspace_id, ip, request_id,
             undoes_id
         )
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
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
        ip,
        entry.actor.request_id,
        entry.undoes,
    ])?;
    Ok((AuditId(conn.last_insert_rowid()), uid))
}

/// The entry with this uid, if it was begun, and the number of its next part.
pub fn begun(conn: &Connection, uid: Uid) -> Result<Option<(AuditId, i64)>> {
    let sql = "SELECT l.id, coalesce (1 + (
             SELECT max (d.part) FROM audit_details AS d WHERE d.audit_id = l.id
         ), 0)
         FROM audit_logs AS l
         WHERE l.uid = ?1";
    let found = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    Ok(conn.prepare_cached(sql)?.query_row([uid], found).optional()?)
}

/// Whether there are changesets is told by their type: to compare them would read all of them.
pub(super) const ENTRY: &str =
    "SELECT l.id, l.uid, l.at, l.actor, l.job, l.action, l.workspace_id, l.ip,
        (SELECT uid FROM workspaces WHERE id = l.workspace_id) AS workspace_uid,
        (SELECT u.uid FROM audit_logs AS u WHERE u.id = l.undoes_id) AS undoes_uid,
        (SELECT words FROM audit_words WHERE audit_id = l.id) AS words,
        CASE l.actor
            WHEN 'person' THEN (SELECT name FROM users WHERE id = l.actor_id)
            WHEN 'key' THEN (SELECT name FROM api_keys WHERE id = l.actor_id)
        END AS actor_name,
        coalesce(
            (
                SELECT min(typeof(d.changeset) = 'blob')
                FROM audit_details AS d
                WHERE d.audit_id = l.id
            ),
            0
        ) AS is_recorded
    FROM audit_logs AS l";

pub(super) fn entry(row: &Row<'_>) -> rusqlite::Result<LogEntry> {
    Ok(LogEntry {
        id: row.get("id")?,
        uid: row.get("uid")?,
        at: row.get("at")?,
        actor: row.get("actor")?,
        actor_name: row.get("actor_name")?,
        job: row.get("job")?,
        action: row.get("action")?,
        workspace: row.get("workspace_id")?,
        workspace_uid: row.get("workspace_uid")?,
        words: row.get("words")?,
        ip: row.get("ip")?,
        undoes: row.get("undoes_uid")?,
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
    (kind, subject): (SubjectKind, i64),
    after: AuditId,
    besides: Option<AuditId>,
) -> Result<Option<LogEntry>> {
    let sql = format!(
        "{ENTRY}
         JOIN audit_subjects AS s ON s.audit_id = l.id
         WHERE s.kind = ?1 AND s.subject_id = ?2 AND l.id > ?3 AND l.owner_id = ?4
           AND l.id IS NOT ?5
         ORDER BY l.id DESC
         LIMIT 1"
    );
    Ok(conn
        .prepare_cached(&sql)?
        .query_row(params![kind.code(), subject, after, owner, besides], entry)
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
