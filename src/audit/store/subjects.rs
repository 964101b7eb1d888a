//! What a change was about, by kind, id and label, and what was said of it.
use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    audit::{Subject, SubjectKind},
    error::Result,
    ids::{AuditId, Uid, UserId},
};

/// Adds to what a change is about; what it is about already counts once.
pub fn insert_subjects(conn: &Connection, audit: AuditId, subjects: &[Subject]) -> Result<()> {
    let mut insert = conn.prepare_cached(
        "INSERT OR IGNORE INTO audit_subjects (kind, subject_id, audit_id, label)
         VALUES (?1, ?2, ?3, ?4)",
    )?;
    let mut added = 0;
    for subject in subjects {
        added += insert.execute(params![subject.kind.code(), subject.id, audit, subject.label])?;
    }
    count_more(conn, audit, added)
}

/// Only what takes long to count is kept as a number.
fn count_more(conn: &Connection, audit: AuditId, added: usize) -> Result<()> {
    let counted = conn
        .prepare_cached(
            "UPDATE audit_subject_counts SET subjects = subjects + ?2 WHERE audit_id = ?1",
        )?
        .execute(params![audit, added as i64])?;
    if counted == 0 && added > FIRST_SUBJECTS {
        conn.prepare_cached(
            "INSERT INTO audit_subject_counts (audit_id, subjects)
             SELECT audit_id, count(*) FROM audit_subjects WHERE audit_id = ?1",
        )?
        .execute([audit])?;
    }
    Ok(())
}

/// When the first and the last change began that is about so many, since then.
pub fn large_since(conn: &Connection, least: i64, since: i64) -> Result<Option<(i64, i64)>> {
    let sql = "
        SELECT min(entry.at), max(entry.at)
        FROM audit_subject_counts AS counted
        JOIN audit_logs AS entry ON entry.id = counted.audit_id
        WHERE counted.subjects >= ?1 AND entry.at >= ?2";
    let found: (Option<i64>, Option<i64>) =
        conn.query_row(sql, [least, since], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.0.zip(found.1))
}

/// `table` stands in the register, never in a request.
pub fn uid_of(conn: &Connection, table: &str, id: i64) -> Result<Option<Uid>> {
    let sql = format!("SELECT uid FROM {table} WHERE id = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([id], |row| row.get(0)).optional()?)
}

pub fn id_of(conn: &Connection, table: &str, uid: Uid) -> Result<Option<i64>> {
    let sql = format!("SELECT id FROM {table} WHERE uid = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([uid], |row| row.get(0)).optional()?)
}

/// An undo is about everything that the change it takes back was about.
pub fn copy_subjects(conn: &Connection, from: AuditId, to: AuditId) -> Result<()> {
    let copied = conn
        .prepare_cached(
            "INSERT OR IGNORE INTO audit_subjects (kind, subject_id, audit_id, label)
             SELECT kind, subject_id, ?2, label FROM audit_subjects WHERE audit_id = ?1",
        )?
        .execute(params![from, to])?;
    count_more(conn, to, copied)
}

/// What no changeset shows. Beside the log, since it may name people.
pub fn insert_words(conn: &Connection, audit: AuditId, words: &str) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO audit_words (audit_id, words) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
    )?
    .execute(params![audit, words])?;
    Ok(())
}

/// The kinds of thing that a change was about, however many it was about.
pub fn kinds(conn: &Connection, audit: AuditId) -> Result<Vec<SubjectKind>> {
    let mut statement =
        conn.prepare_cached("SELECT DISTINCT kind FROM audit_subjects WHERE audit_id = ?1")?;
    let codes = statement.query_map([audit], |row| row.get::<_, String>(0))?;
    let codes = codes.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(codes.iter().filter_map(|code| SubjectKind::from_code(code)).collect())
}

/// Every contact that a change was about, however many.
pub fn contacts(conn: &Connection, audit: AuditId) -> Result<Vec<i64>> {
    let mut statement = conn.prepare_cached(
        "SELECT subject_id FROM audit_subjects WHERE audit_id = ?1 AND kind = ?2",
    )?;
    let kind = SubjectKind::Contact.code();
    let ids = statement.query_map(params![audit, kind], |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

pub fn count_subjects(conn: &Connection, audit: AuditId) -> Result<usize> {
    Ok(conn
        .prepare_cached(
            "SELECT coalesce(
                 (SELECT subjects FROM audit_subject_counts WHERE audit_id = ?1),
                 (SELECT count(*) FROM audit_subjects WHERE audit_id = ?1)
             )",
        )?
        .query_row([audit], |row| row.get::<_, i64>(0))? as usize)
}

/// What an entry calls one of the things it was about.
pub fn label(
    conn: &Connection,
    audit: AuditId,
    kind: SubjectKind,
    subject: i64,
) -> Result<Option<String>> {
    Ok(conn
        .prepare_cached(
            "SELECT label FROM audit_subjects
             WHERE kind = ?1 AND subject_id = ?2 AND audit_id = ?3",
        )?
        .query_row(params![kind.code(), subject, audit], |row| row.get(0))
        .optional()?)
}

/// So many of the newest entries are looked through for so many things.
const LATELY: (i64, usize) = (200, 12);
/// Bulk work names thousands, which are not what somebody goes back to.
const OF_EACH: i64 = 3;

/// The things of a kind that this person's changes were last about, the latest first.
pub fn lately(conn: &Connection, owner: UserId, kind: SubjectKind) -> Result<Vec<i64>> {
    let mut entries = conn.prepare_cached(
        "SELECT id FROM audit_logs WHERE owner_id = ?1 ORDER BY id DESC LIMIT ?2",
    )?;
    let mut subjects = conn.prepare_cached(
        "SELECT subject_id FROM audit_subjects WHERE audit_id = ?1 AND kind = ?2 LIMIT ?3",
    )?;
    let mut lately: Vec<i64> = Vec::new();
    let mut rows = entries.query(params![owner, LATELY.0])?;
    while let Some(row) = rows.next()? {
        let entry: AuditId = row.get(0)?;
        let found = subjects.query_map(params![entry, kind.code(), OF_EACH], |row| row.get(0))?;
        for id in found.collect::<rusqlite::Result<Vec<_>>>()? {
            if !lately.contains(&id) {
                lately.push(id);
            }
        }
        if lately.len() >= LATELY.1 {
            break;
        }
    }
    Ok(lately)
}

pub const FIRST_SUBJECTS: usize = 20;

/// The first few of the things that a change was about: a list or a workspace before the many
/// contacts that went along, and an import before the tags that it brought.
pub fn subjects(conn: &Connection, audit: AuditId) -> Result<Vec<Subject>> {
    let mut statement = conn.prepare_cached(
        "SELECT kind, subject_id, label
         FROM audit_subjects
         WHERE audit_id = ?1 AND kind = 'import'
         UNION ALL
         SELECT * FROM (
             SELECT kind, subject_id, label
             FROM audit_subjects
             WHERE audit_id = ?1 AND kind <> 'import'
             ORDER BY kind DESC, subject_id DESC
         )
         LIMIT ?2",
    )?;
    let mut subjects = Vec::new();
    let mut rows = statement.query(params![audit, FIRST_SUBJECTS as i64])?;
    while let Some(row) = rows.next()? {
        if let Some(kind) = SubjectKind::from_code(&row.get::<_, String>(0)?) {
            subjects.push(Subject { kind, id: row.get(1)?, label: row.get(2)? });
        }
    }
    Ok(subjects)
}
