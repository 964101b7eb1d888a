//! SQL of the communication log.
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Counts, Direction, Entry, Kind, Logged, Pins, Position, Status, Tab, tab::COUNTED};
use crate::{
    error::{Error, Result},
    ids::{ContactId, LogId, Uid},
    workspaces::{Mine, Scope, Shared},
};

const LOGGED: &str = "l.id, l.uid, l.contact_id, l.type, l.content, l.at, l.direction, l.status,
     l.pinned_on, (SELECT count(*) FROM log_versions AS v WHERE v.log_id = l.id) AS versions";

/// Whose contact it is, said once for a statement of several parts.
const OWN_CONTACT: &str =
    "EXISTS (SELECT 1 FROM base_contacts AS c WHERE c.id = ?1 AND c.workspace_id = ?2)";

/// Nothing is written where the contact is not this workspace's.
pub fn insert(
    conn: &Connection,
    scope: &Scope,
    contact: ContactId,
    uid: Uid,
    entry: &Entry,
) -> Result<()> {
    let written = conn
        .prepare_cached(
            "INSERT INTO communication_logs (
                 uid, contact_id, type, content, at, direction, status, is_contact
             )
             SELECT ?1, id, ?4, ?5, ?6, ?7, ?8, ?9
             FROM base_contacts
             WHERE id = ?2 AND workspace_id = ?3",
        )?
        .execute(params![
            uid,
            contact,
            scope.workspace(),
            entry.kind.code(),
            entry.content.to_string(),
            entry.at,
            entry.direction.map(Direction::code),
            entry.status.map(Status::code),
            entry.is_contact(),
        ])?;
    if written == 0 { Err(Error::NotFound("contact")) } else { Ok(()) }
}

/// They were contacted then, unless they have been since.
pub fn contacted(conn: &Connection, scope: &Scope, contact: ContactId, at: i64) -> Result<()> {
    conn.prepare_cached(
        "UPDATE base_contacts
         SET last_contact_at = ?3
         WHERE id = ?1 AND workspace_id = ?2
           AND (last_contact_at IS NULL OR last_contact_at < ?3)",
    )?
    .execute(params![contact, scope.workspace(), at])?;
    Ok(())
}

pub fn page(
    conn: &Connection,
    scope: &Scope,
    contact: ContactId,
    tab: Tab,
    before: Option<Position>,
    most: usize,
    pins: Pins,
) -> Result<Vec<Logged>> {
    let (at, id) = before.map_or((i64::MAX, i64::MAX), |it| (it.at, it.id.0));
    let mut statement = conn.prepare_cached(&page_sql(tab, pins))?;
    let rows =
        statement.query_map(params![contact, scope.workspace(), at, id, most as i64], row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What the owner's sharing wrote is left out.
pub fn shared_page(
    conn: &Connection,
    shared: &Shared,
    before: Option<Position>,
    most: usize,
) -> Result<Vec<Logged>> {
    let (at, id) = before.map_or((i64::MAX, i64::MAX), |it| (it.at, it.id.0));
    let sql = format!(
        "SELECT {LOGGED}
         FROM communication_logs AS l
         WHERE l.contact_id = ?1 AND (l.at, l.id) < (?2, ?3)
           AND l.content ->> '$.of' IS NOT 'share'
         ORDER BY l.at DESC, l.id DESC
         LIMIT ?4"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params![shared.contact(), at, id, most as i64], row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn page_sql(tab: Tab, pins: Pins) -> String {
    let pins = if pins == Pins::Elsewhere { " AND l.pinned_on IS NULL" } else { "" };
    let arms = arms(tab.kinds(), &format!("(l.at, l.id) < (?3, ?4){pins}"));
    format!("{arms} ORDER BY at DESC, id DESC LIMIT ?5")
}

/// Each kind comes in order by the index, and they are merged: what a tab costs does not depend on
/// how much there is.
fn arms(kinds: &[Kind], filter: &str) -> String {
    let arm = |kind: &Kind| {
        format!(
            "SELECT {LOGGED}
             FROM communication_logs AS l
             WHERE l.contact_id = ?1 AND l.type = '{}' AND {filter} AND {OWN_CONTACT}",
            kind.code(),
        )
    };
    let arms: Vec<String> = kinds.iter().map(arm).collect();
    arms.join(" UNION ALL ")
}

pub fn pinned(conn: &Connection, scope: &Scope, contact: ContactId) -> Result<Vec<Logged>> {
    let sql = format!(
        "SELECT {LOGGED}
         FROM communication_logs AS l
         WHERE l.contact_id = ?1 AND l.pinned_on IS NOT NULL AND {OWN_CONTACT}
         ORDER BY l.pinned_on DESC, l.id DESC"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params![contact, scope.workspace()], row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub fn counts(conn: &Connection, scope: &Scope, contact: ContactId) -> Result<Counts> {
    let count = |kind: &Kind| {
        format!(
            "(SELECT count(*) FROM (
                  SELECT 1 FROM communication_logs
                  WHERE contact_id = ?1 AND type = '{}'
                  LIMIT {COUNTED}
              ))",
            kind.code(),
        )
    };
    let counts: Vec<String> = Kind::ALL.iter().map(count).collect();
    let sql = format!("SELECT {} WHERE {OWN_CONTACT}", counts.join(", "));
    let read = |row: &Row<'_>| {
        let mut counts = Counts::default();
        for (at, count) in counts.0.iter_mut().enumerate() {
            *count = row.get(at)?;
        }
        Ok(counts)
    };
    let found = conn
        .prepare_cached(&sql)?
        .query_row(params![contact, scope.workspace()], read)
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// One entry with the uids of its workspace and of its contact.
pub fn owned(conn: &Connection, mine: &Mine, uid: Uid) -> Result<Option<(Uid, Uid, Logged)>> {
    let sql = format!(
        "SELECT {LOGGED}, w.uid AS workspace_uid, c.uid AS contact_uid
         FROM communication_logs AS l
         JOIN base_contacts AS c ON c.id = l.contact_id
         JOIN workspaces AS w ON w.id = c.workspace_id
         WHERE l.uid = ?1 AND w.owner_id = ?2 AND w.deleted_on IS NULL"
    );
    let read =
        |found: &Row<'_>| Ok((found.get("workspace_uid")?, found.get("contact_uid")?, row(found)?));
    Ok(conn.prepare_cached(&sql)?.query_row(params![uid, mine.owner()], read).optional()?)
}

pub fn last_move(conn: &Connection, scope: &Scope, contact: ContactId) -> Result<Option<Logged>> {
    let sql = format!(
        "SELECT {LOGGED}
         FROM communication_logs AS l
         WHERE l.contact_id = ?1 AND l.type = 'stage_change'
           AND l.content ->> '$.of' = 'stage' AND {OWN_CONTACT}
         ORDER BY l.at DESC, l.id DESC
         LIMIT 1"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    Ok(statement.query_row(params![contact, scope.workspace()], row).optional()?)
}

pub fn last_contact(
    conn: &Connection,
    scope: &Scope,
    contact: ContactId,
) -> Result<Option<Logged>> {
    let kinds = [Kind::Email, Kind::Text, Kind::Call, Kind::Meeting, Kind::System];
    let sql = format!("{} ORDER BY at DESC, id DESC LIMIT 1", arms(&kinds, "l.is_contact = 1"));
    let mut statement = conn.prepare_cached(&sql)?;
    Ok(statement.query_row(params![contact, scope.workspace()], row).optional()?)
}

/// Only the entry of a contact of this workspace.
const OWN_ENTRY: &str = "id = ?1 AND contact_id IN (
         SELECT c.id FROM base_contacts AS c WHERE c.workspace_id = ?2 AND c.id = contact_id
     )";

pub fn update(conn: &Connection, scope: &Scope, id: LogId, entry: &Entry) -> Result<()> {
    let sql = format!(
        "UPDATE communication_logs
         SET content = ?3, at = ?4, direction = ?5, is_contact = ?6
         WHERE {OWN_ENTRY}"
    );
    conn.prepare_cached(&sql)?.execute(params![
        id,
        scope.workspace(),
        entry.content.to_string(),
        entry.at,
        entry.direction.map(Direction::code),
        entry.is_contact(),
    ])?;
    Ok(())
}

/// Keeps how an entry reads before it is changed.
pub fn keep_version(conn: &Connection, scope: &Scope, id: LogId, now: i64) -> Result<()> {
    let sql = format!(
        "INSERT INTO log_versions (log_id, contact_id, content, at, direction, replaced_on)
         SELECT id, contact_id, content, at, direction, ?3
         FROM communication_logs
         WHERE {OWN_ENTRY}"
    );
    conn.prepare_cached(&sql)?.execute(params![id, scope.workspace(), now])?;
    Ok(())
}

/// How an entry read before, the latest first, each with when it was replaced.
pub fn versions(conn: &Connection, scope: &Scope, entry: &Logged) -> Result<Vec<(Entry, i64)>> {
    let mut statement = conn.prepare_cached(
        "SELECT v.content, v.at, v.direction, v.replaced_on
         FROM log_versions AS v
         JOIN base_contacts AS c ON c.id = v.contact_id
         WHERE v.log_id = ?1 AND c.workspace_id = ?2
         ORDER BY v.id DESC",
    )?;
    let rows = statement.query_map(params![entry.id, scope.workspace()], |row| {
        let content = row.get::<_, String>(0)?;
        let direction = row.get::<_, Option<String>>(2)?;
        let version = Entry {
            kind: entry.entry.kind,
            content: serde_json::from_str(&content).unwrap_or_default(),
            at: row.get(1)?,
            direction: direction.as_deref().and_then(Direction::from_code),
            status: None,
        };
        Ok((version, row.get(3)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub fn pin(conn: &Connection, scope: &Scope, id: LogId, pinned_on: Option<i64>) -> Result<()> {
    let sql = format!("UPDATE communication_logs SET pinned_on = ?3 WHERE {OWN_ENTRY}");
    conn.prepare_cached(&sql)?.execute(params![id, scope.workspace(), pinned_on])?;
    Ok(())
}

pub fn delete(conn: &Connection, scope: &Scope, id: LogId) -> Result<()> {
    let sql = format!("DELETE FROM communication_logs WHERE {OWN_ENTRY}");
    conn.prepare_cached(&sql)?.execute(params![id, scope.workspace()])?;
    Ok(())
}

/// What a newer version wrote and this one does not know is shown as the system's.
fn row(row: &Row<'_>) -> rusqlite::Result<Logged> {
    let text = |column| row.get::<_, Option<String>>(column);
    let content = row.get::<_, String>("content")?;
    let entry = Entry {
        kind: Kind::from_code(&row.get::<_, String>("type")?).unwrap_or(Kind::System),
        content: serde_json::from_str(&content).unwrap_or_default(),
        at: row.get("at")?,
        direction: text("direction")?.as_deref().and_then(Direction::from_code),
        status: text("status")?.as_deref().and_then(Status::from_code),
    };
    Ok(Logged {
        id: row.get("id")?,
        uid: row.get("uid")?,
        contact: row.get("contact_id")?,
        entry,
        pinned_on: row.get("pinned_on")?,
        versions: row.get("versions")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::tokenizer;

    #[test]
    fn every_tab_is_read_in_order_by_the_index() {
        let conn = Connection::open_in_memory().expect("memory");
        tokenizer::register(&conn).expect("the tokenizer of the search index");
        conn.execute_batch(include_str!("../../sql/schema.sql")).expect("the schema");
        for tab in Tab::ALL {
            let sql = format!("EXPLAIN QUERY PLAN {}", page_sql(*tab, Pins::Elsewhere));
            let mut statement = conn.prepare(&sql).expect("a statement");
            let steps = statement
                .query_map([1, 1, 1, 1, 1], |row| row.get::<_, String>("detail"))
                .expect("a plan");
            let plan = steps.collect::<rusqlite::Result<Vec<_>>>().expect("steps").join("\n");
            assert!(!plan.contains("TEMP B-TREE") && !plan.contains("SCAN l"), "{tab:?}: {plan}");
            let searches = plan.matches("SEARCH l USING INDEX communication_logs_by_type").count();
            assert_eq!(searches, tab.kinds().len(), "{tab:?}: {plan}");
        }
    }
}
