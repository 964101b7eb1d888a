//! SQL of workspaces.
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Hidden, Mine, Purge, Scope, Shared, Workspace};
use crate::{
    error::{Error, Result},
    ids::{Uid, UserId, WorkspaceId},
};

const WORKSPACE: &str = "SELECT w.id, w.uid, w.name, w.created_on, n.contacts
    FROM workspaces AS w
    JOIN workspace_counts AS n ON n.workspace_id = w.id";

fn workspace(row: &Row<'_>) -> rusqlite::Result<Workspace> {
    Ok(Workspace {
        id: row.get("id")?,
        uid: row.get("uid")?,
        name: row.get("name")?,
        created_on: row.get("created_on")?,
        contacts: row.get("contacts")?,
    })
}

pub fn owned(conn: &Connection, owner: UserId, uid: Uid) -> Result<Option<WorkspaceId>> {
    Ok(conn
        .prepare_cached(
            "SELECT id FROM workspaces WHERE uid = ?1 AND owner_id = ?2 AND deleted_on IS NULL",
        )?
        .query_row(params![uid, owner], |row| row.get(0))
        .optional()?)
}

pub fn all_owned(conn: &Connection, owner: UserId) -> Result<Vec<(WorkspaceId, Uid)>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, uid FROM workspaces WHERE owner_id = ?1 AND deleted_on IS NULL",
    )?;
    let found = statement.query_map([owner], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// `table` is a constant of the code, never input.
pub fn owned_through(
    conn: &Connection,
    owner: UserId,
    table: &'static str,
    uid: Uid,
) -> Result<Option<(WorkspaceId, Uid, i64)>> {
    let sql = format!(
        "SELECT w.id, w.uid, r.id
         FROM {table} AS r
         JOIN workspaces AS w ON w.id = r.workspace_id
         WHERE r.uid = ?1 AND w.owner_id = ?2 AND w.deleted_on IS NULL"
    );
    Ok(conn
        .prepare_cached(&sql)?
        .query_row(params![uid, owner], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?)
}

pub fn shared_with(conn: &Connection, user: UserId, share: Uid) -> Result<Option<Shared>> {
    Ok(conn
        .prepare_cached(
            "SELECT id, from_user, workspace_id, contact_id, with_history
             FROM active_shares
             WHERE uid = ?1 AND to_user = ?2",
        )?
        .query_row(params![share, user], |row| {
            Ok(Shared {
                id: row.get(0)?,
                owner: row.get(1)?,
                workspace: row.get(2)?,
                contact: row.get(3)?,
                with_history: row.get(4)?,
            })
        })
        .optional()?)
}

pub fn list(conn: &Connection, mine: &Mine) -> Result<Vec<Workspace>> {
    let sql =
        format!("{WORKSPACE} WHERE w.owner_id = ?1 AND w.deleted_on IS NULL ORDER BY name_key");
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_map([mine.owner()], workspace)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

pub fn by_name(conn: &Connection, mine: &Mine, key: &str, most: usize) -> Result<Vec<Workspace>> {
    let sql = format!(
        "{WORKSPACE}
         WHERE w.owner_id = ?1 AND w.deleted_on IS NULL AND instr(w.name_key, ?2) > 0
         ORDER BY instr(w.name_key, ?2), w.name_key
         LIMIT ?3"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_map(params![mine.owner(), key, most as i64], workspace)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

pub fn find(conn: &Connection, scope: &Scope) -> Result<Workspace> {
    let sql = format!("{WORKSPACE} WHERE w.id = ?1 AND w.owner_id = ?2 AND w.deleted_on IS NULL");
    conn.prepare_cached(&sql)?
        .query_row(params![scope.workspace(), scope.owner()], workspace)
        .optional()?
        .ok_or(Error::NotFound("workspace"))
}

pub fn count(conn: &Connection, scope: &Scope) -> Result<i64> {
    Ok(conn
        .prepare_cached("SELECT contacts FROM workspace_counts WHERE workspace_id = ?1")?
        .query_row([scope.workspace()], |row| row.get(0))?)
}

pub fn with_key(conn: &Connection, mine: &Mine, key: &str) -> Result<Option<WorkspaceId>> {
    Ok(conn
        .prepare_cached(
            "SELECT id FROM workspaces
             WHERE owner_id = ?1 AND name_key = ?2 AND deleted_on IS NULL",
        )?
        .query_row(params![mine.owner(), key], |row| row.get(0))
        .optional()?)
}

pub fn insert(
    conn: &Connection,
    mine: &Mine,
    uid: Uid,
    name: &str,
    key: &str,
    now: i64,
) -> Result<WorkspaceId> {
    conn.prepare_cached(
        "INSERT INTO workspaces (uid, owner_id, name, name_key, created_on)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![uid, mine.owner(), name, key, now])?;
    Ok(WorkspaceId(conn.last_insert_rowid()))
}

pub fn rename(conn: &Connection, scope: &Scope, name: &str, key: &str) -> Result<()> {
    conn.prepare_cached(
        "UPDATE workspaces SET name = ?3, name_key = ?4 WHERE id = ?1 AND owner_id = ?2",
    )?
    .execute(params![scope.workspace(), scope.owner(), name, key])?;
    Ok(())
}

pub fn hide(conn: &Connection, scope: &Scope, now: i64) -> Result<()> {
    conn.prepare_cached("UPDATE workspaces SET deleted_on = ?3 WHERE id = ?1 AND owner_id = ?2")?
        .execute(params![scope.workspace(), scope.owner(), now])?;
    Ok(())
}

pub fn hidden(conn: &Connection) -> Result<Vec<Hidden>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, owner_id, name FROM workspaces WHERE deleted_on IS NOT NULL ORDER BY id",
    )?;
    let found = statement.query_map([], |row| {
        Ok(Hidden { id: row.get(0)?, owner: row.get(1)?, name: row.get(2)? })
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// What a workspace is made of, a chunk at a time and leaves first, so that nothing large is left
/// to a cascade. Only while it is hidden: the person may have taken the deletion back meanwhile.
const PURGES: &[&str] = &[
    "DELETE FROM log_versions
     WHERE id IN (
         SELECT v.id
         FROM workspaces AS w
         JOIN base_contacts AS c ON c.workspace_id = w.id
         JOIN log_versions AS v ON v.contact_id = c.id
         WHERE w.id = ?1 AND w.deleted_on IS NOT NULL
         LIMIT ?2
     )",
    "DELETE FROM todos
     WHERE id IN (
         SELECT t.id
         FROM workspaces AS w
         JOIN todos AS t ON t.workspace_id = w.id
         WHERE w.id = ?1 AND w.deleted_on IS NOT NULL
         LIMIT ?2
     )",
    "DELETE FROM communication_logs
     WHERE id IN (
         SELECT l.id
         FROM workspaces AS w
         JOIN base_contacts AS c ON c.workspace_id = w.id
         JOIN communication_logs AS l ON l.contact_id = c.id
         WHERE w.id = ?1 AND w.deleted_on IS NOT NULL
         LIMIT ?2
     )",
    "DELETE FROM contact_list_assignments
     WHERE (contact_id, list_id) IN (
         SELECT a.contact_id, a.list_id
         FROM workspaces AS w
         JOIN contact_lists AS l ON l.workspace_id = w.id
         JOIN contact_list_assignments AS a ON a.list_id = l.id
         WHERE w.id = ?1 AND w.deleted_on IS NOT NULL
         LIMIT ?2
     )",
    "DELETE FROM custom_fields
     WHERE (contact_id, definition_id) IN (
         SELECT v.contact_id, v.definition_id
         FROM workspaces AS w
         JOIN base_contacts AS c ON c.workspace_id = w.id
         JOIN custom_fields AS v ON v.contact_id = c.id
         WHERE w.id = ?1 AND w.deleted_on IS NOT NULL
         LIMIT ?2
     )",
    "DELETE FROM contact_shares
     WHERE id IN (
         SELECT s.id
         FROM workspaces AS w
         JOIN base_contacts AS c ON c.workspace_id = w.id
         JOIN contact_shares AS s ON s.contact_id = c.id
         WHERE w.id = ?1 AND w.deleted_on IS NOT NULL
         LIMIT ?2
     )",
    "DELETE FROM contact_ways
     WHERE id IN (
         SELECT o.id
         FROM workspaces AS w
         JOIN base_contacts AS c ON c.workspace_id = w.id
         JOIN contact_ways AS o ON o.contact_id = c.id
         WHERE w.id = ?1 AND w.deleted_on IS NOT NULL
         LIMIT ?2
     )",
    "DELETE FROM kept_separate
     WHERE id IN (
         SELECT k.id
         FROM workspaces AS w
         JOIN base_contacts AS c ON c.workspace_id = w.id
         JOIN kept_separate AS k ON k.contact_id = c.id
         WHERE w.id = ?1 AND w.deleted_on IS NOT NULL
         LIMIT ?2
     )",
    "DELETE FROM merged_contacts
     WHERE id IN (
         SELECT m.id
         FROM workspaces AS w
         JOIN base_contacts AS c ON c.workspace_id = w.id
         JOIN merged_contacts AS m ON m.contact_id = c.id
         WHERE w.id = ?1 AND w.deleted_on IS NOT NULL
         LIMIT ?2
     )",
    "DELETE FROM base_contacts
     WHERE id IN (
         SELECT c.id
         FROM workspaces AS w
         JOIN base_contacts AS c ON c.workspace_id = w.id
         WHERE w.id = ?1 AND w.deleted_on IS NOT NULL
         LIMIT ?2
     )",
    "DELETE FROM contact_lists
     WHERE id IN (
         SELECT l.id
         FROM workspaces AS w
         JOIN contact_lists AS l ON l.workspace_id = w.id
         WHERE w.id = ?1 AND w.deleted_on IS NOT NULL
         LIMIT ?2
     )",
];

pub fn purge_chunk(conn: &Connection, workspace: WorkspaceId, rows: usize) -> Result<Purge> {
    for sql in PURGES {
        if conn.prepare_cached(sql)?.execute(params![workspace, rows as i64])? > 0 {
            return Ok(Purge::More);
        }
    }
    let removed = conn
        .prepare_cached("DELETE FROM workspaces WHERE id = ?1 AND deleted_on IS NOT NULL")?
        .execute([workspace])?;
    Ok(if removed > 0 { Purge::Finished } else { Purge::Kept })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::tokenizer;

    #[test]
    fn nothing_that_hangs_on_contacts_or_lists_is_left_to_a_cascade() {
        let conn = Connection::open_in_memory().expect("memory");
        tokenizer::register(&conn).expect("the tokenizer of the search index");
        conn.execute_batch(include_str!("../../sql/schema.sql")).expect("the schema");
        let mut statement = conn
            .prepare(
                "SELECT DISTINCT m.name
                 FROM sqlite_schema AS m
                 JOIN pragma_foreign_key_list(m.name) AS f
                 WHERE m.type = 'table' AND f.on_delete = 'CASCADE'
                   AND f.\"table\" IN ('base_contacts', 'contact_lists')",
            )
            .expect("a query");
        let tables = statement.query_map([], |row| row.get::<_, String>(0)).expect("rows");
        let tables: Vec<String> = tables.collect::<rusqlite::Result<_>>().expect("names");
        assert!(tables.len() >= 3, "{tables:?}");
        for table in tables {
            let delete = format!("DELETE FROM {table}\n");
            assert!(PURGES.iter().any(|sql| sql.starts_with(&delete)), "{table} is not purged");
        }
    }
}
