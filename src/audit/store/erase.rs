//! SQL of erasing for good: what still tells of a row, and what takes its place.
use rusqlite::{Connection, Row, params, types::Value};

use crate::{
    audit::SubjectKind,
    error::Result,
    ids::{AuditId, UserId},
};

/// A column of a table of record that points at the rows of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    pub child: String,
    pub column: String,
    pub parent: String,
    /// The row goes with what it points at.
    pub is_owned: bool,
}

pub fn edges(conn: &Connection, tables: &[&str]) -> Result<Vec<Edge>> {
    let mut statement = conn.prepare_cached(
        "SELECT \"from\", \"table\", on_delete = 'CASCADE' FROM pragma_foreign_key_list(?1)",
    )?;
    let mut edges = Vec::new();
    for child in tables {
        let found = statement.query_map([child], |row| {
            Ok(Edge {
                child: (*child).to_owned(),
                column: row.get(0)?,
                parent: row.get(1)?,
                is_owned: row.get(2)?,
            })
        })?;
        edges.extend(found.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    Ok(edges)
}

/// The keys of the rows that point at this one, by an edge of the schema.
pub fn pointing(conn: &Connection, edge: &Edge, id: i64) -> Result<Vec<Vec<Value>>> {
    let key = key_columns(conn, &edge.child)?;
    let sql = format!("SELECT {} FROM {} WHERE {} = ?1", key.join(", "), edge.child, edge.column);
    let mut statement = conn.prepare_cached(&sql)?;
    let keys = statement.query_map([id], |row| (0..key.len()).map(|at| row.get(at)).collect())?;
    Ok(keys.collect::<rusqlite::Result<_>>()?)
}

/// In the order of the columns, as changesets have them.
fn key_columns(conn: &Connection, table: &str) -> Result<Vec<String>> {
    let mut statement =
        conn.prepare_cached("SELECT name FROM pragma_table_xinfo(?1) WHERE pk > 0 ORDER BY cid")?;
    let names = statement.query_map([table], |row| row.get(0))?;
    Ok(names.collect::<rusqlite::Result<_>>()?)
}

/// Every part of every change of this person's data, or of nobody's.
pub fn parts(conn: &Connection, owner: UserId) -> Result<Vec<(AuditId, i64)>> {
    let mut statement = conn.prepare_cached(
        "SELECT d.audit_id, d.part
         FROM audit_logs AS l
         JOIN audit_details AS d ON d.audit_id = l.id
         WHERE l.owner_id = ?1 OR l.owner_id IS NULL
         ORDER BY d.audit_id, d.part",
    )?;
    let parts = statement.query_map([owner], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(parts.collect::<rusqlite::Result<_>>()?)
}

/// The changeset, and what is told where it is gone.
pub fn part(
    conn: &Connection,
    audit: AuditId,
    part: i64,
) -> Result<(Option<Vec<u8>>, Option<String>)> {
    Ok(conn
        .prepare_cached(
            "SELECT changeset, differences FROM audit_details WHERE audit_id = ?1 AND part = ?2",
        )?
        .query_row(params![audit, part], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

pub fn replace_changeset(
    conn: &Connection,
    audit: AuditId,
    part: i64,
    changeset: &[u8],
) -> Result<()> {
    conn.prepare_cached(
        "UPDATE audit_details SET changeset = ?3 WHERE audit_id = ?1 AND part = ?2",
    )?
    .execute(params![audit, part, changeset])?;
    Ok(())
}

/// A change that has nothing left to undo says so; one that is about others too stays undoable.
pub fn end_if_empty(conn: &Connection, audit: AuditId, differences: &str) -> Result<()> {
    conn.prepare_cached(
        "UPDATE audit_details
         SET changeset = NULL, differences = ?2
         WHERE audit_id = ?1 AND NOT EXISTS (
             SELECT 1 FROM audit_details WHERE audit_id = ?1 AND length (changeset) > 0
         )",
    )?
    .execute(params![audit, differences])?;
    Ok(())
}

pub fn replace_differences(
    conn: &Connection,
    audit: AuditId,
    part: i64,
    differences: &str,
) -> Result<()> {
    conn.prepare_cached(
        "UPDATE audit_details SET differences = ?3 WHERE audit_id = ?1 AND part = ?2",
    )?
    .execute(params![audit, part, differences])?;
    Ok(())
}

/// Every name that the log has of a thing.
pub fn labels(conn: &Connection, kind: SubjectKind, id: i64) -> Result<Vec<String>> {
    let mut statement = conn.prepare_cached(
        "SELECT DISTINCT label FROM audit_subjects WHERE kind = ?1 AND subject_id = ?2",
    )?;
    let labels = statement.query_map(params![kind.code(), id], |row| row.get(0))?;
    Ok(labels.collect::<rusqlite::Result<_>>()?)
}

pub fn relabel(conn: &Connection, kind: SubjectKind, id: i64, label: &str) -> Result<()> {
    conn.prepare_cached(
        "UPDATE audit_subjects SET label = ?3 WHERE kind = ?1 AND subject_id = ?2",
    )?
    .execute(params![kind.code(), id, label])?;
    Ok(())
}

/// What was said of changes about this thing, with how many of its kind each was about.
pub fn words_about(
    conn: &Connection,
    kind: SubjectKind,
    id: i64,
) -> Result<Vec<(AuditId, String, i64)>> {
    let mut statement = conn.prepare_cached(
        "SELECT w.audit_id, w.words, (
             SELECT count(*) FROM (
                 SELECT 1 FROM audit_subjects AS o
                 WHERE o.audit_id = s.audit_id AND o.kind = ?1
                 LIMIT 2
             )
         )
         FROM audit_subjects AS s
         JOIN audit_words AS w ON w.audit_id = s.audit_id
         WHERE s.kind = ?1 AND s.subject_id = ?2",
    )?;
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let words = statement.query_map(params![kind.code(), id], read)?;
    Ok(words.collect::<rusqlite::Result<_>>()?)
}

pub fn replace_words(conn: &Connection, audit: AuditId, words: Option<&str>) -> Result<()> {
    match words {
        Some(words) => conn
            .prepare_cached("UPDATE audit_words SET words = ?2 WHERE audit_id = ?1")?
            .execute(params![audit, words])?,
        None => {
            conn.prepare_cached("DELETE FROM audit_words WHERE audit_id = ?1")?.execute([audit])?
        }
    };
    Ok(())
}
