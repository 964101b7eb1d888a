//! SQL of todos. A todo in a workspace is there while its workspace is.
use rusqlite::{Connection, OptionalExtension, Row, params, types::Type};

use super::{Checked, Due, Filter, Named, Todo};
use crate::{
    error::{Error, Result},
    ids::{ContactId, TodoId, Uid, WorkspaceId},
    workspaces::Mine,
};

const TODO: &str = "SELECT t.id, t.uid, t.title, t.note, t.due_day, t.due_time, t.snoozed_until,
        t.done_on, t.created_on,
        w.uid AS workspace, w.name AS workspace_name,
        c.uid AS contact,
        coalesce(
            nullif(concat_ws(' ', c.first_name, c.last_name), ''),
            c.company, c.primary_email, c.primary_phone, 'Unnamed'
        ) AS contact_name
    FROM todos AS t
    LEFT JOIN workspaces AS w ON w.id = t.workspace_id
    LEFT JOIN base_contacts AS c ON c.id = t.contact_id
    WHERE t.owner_id = ?1 AND (t.workspace_id IS NULL OR w.deleted_on IS NULL)";

/// As the index has it.
const WANTED: &str =
    "coalesce(t.snoozed_until, t.due_day, '9999'), coalesce(t.due_time, '99'), t.id";

/// A place among the open ones or among those that are done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    day: String,
    time: String,
    id: TodoId,
}

impl Position {
    /// Just behind an open todo.
    pub fn after(todo: &Todo) -> Self {
        let wanted = todo.wanted();
        let time = wanted.and_then(|it| it.time).map(clock);
        Self {
            day: wanted.map_or_else(|| "9999".to_owned(), |it| it.day.to_string()),
            time: time.unwrap_or_else(|| "99".to_owned()),
            id: todo.id,
        }
    }

    /// Just behind one that is done.
    pub fn before(todo: &Todo) -> Self {
        let day = todo.done_on.unwrap_or_default().to_string();
        Self { day, time: String::new(), id: todo.id }
    }

    pub fn cursor(&self) -> String {
        format!("{}_{}_{}", self.day, self.time, self.id.0)
    }

    pub fn from_cursor(cursor: &str) -> Option<Self> {
        let mut parts = cursor.splitn(3, '_').map(str::to_owned);
        let (day, time) = (parts.next()?, parts.next()?);
        Some(Self { day, time, id: TodoId(parts.next()?.parse().ok()?) })
    }
}

fn todo(row: &Row<'_>) -> rusqlite::Result<Todo> {
    let named = |uid: &str, name: &str| -> rusqlite::Result<Option<Named>> {
        let Some(uid) = row.get(uid)? else { return Ok(None) };
        Ok(Some(Named { uid, name: row.get(name)? }))
    };
    let day = civil(row, "due_day")?;
    let time = civil(row, "due_time")?;
    Ok(Todo {
        id: row.get("id")?,
        uid: row.get("uid")?,
        title: row.get("title")?,
        note: row.get("note")?,
        due: day.map(|day| Due { day, time }),
        snoozed_until: civil(row, "snoozed_until")?,
        done_on: row.get("done_on")?,
        created_on: row.get("created_on")?,
        workspace: named("workspace", "workspace_name")?,
        contact: named("contact", "contact_name")?,
    })
}

/// A day or a time; one that cannot be read is a fault of the database.
fn civil<T>(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<T>>
where
    T: std::str::FromStr,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let text = row.get::<_, Option<String>>(column)?;
    text.map(|text| text.parse()).transpose().map_err(|cause: T::Err| {
        rusqlite::Error::FromSqlConversionFailure(0, Type::Text, cause.into())
    })
}

pub fn find(conn: &Connection, mine: &Mine, uid: Uid) -> Result<Option<Todo>> {
    let sql = format!("{TODO} AND t.uid = ?2");
    Ok(conn.prepare_cached(&sql)?.query_row(params![mine.owner(), uid], todo).optional()?)
}

pub fn open(
    conn: &Connection,
    mine: &Mine,
    filter: Filter,
    from: Option<&Position>,
    most: usize,
) -> Result<Vec<Todo>> {
    let sql = format!(
        "{TODO} AND t.done_on IS NULL {} AND ({WANTED}) > (?3, ?4, ?5)
         ORDER BY {WANTED}
         LIMIT ?2",
        narrowed(filter)
    );
    let (day, time) = from.map_or(("", ""), |it| (&it.day, &it.time));
    let id = from.map_or(TodoId(0), |it| it.id);
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_map(params![mine.owner(), most as i64, day, time, id], todo)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

pub fn done(
    conn: &Connection,
    mine: &Mine,
    filter: Filter,
    before: Option<&Position>,
    most: usize,
) -> Result<Vec<Todo>> {
    let sql = format!(
        "{TODO} AND t.done_on IS NOT NULL {} AND (t.done_on, t.id) < (?3, ?4)
         ORDER BY t.done_on DESC, t.id DESC
         LIMIT ?2",
        narrowed(filter)
    );
    let last = before.map_or(Some(i64::MAX), |it| it.day.parse().ok());
    let Some(last) = last else { return Ok(Vec::new()) };
    let id = before.map_or(TodoId(i64::MAX), |it| it.id);
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_map(params![mine.owner(), most as i64, last, id], todo)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// The ids are the database's own numbers, never text.
fn narrowed(filter: Filter) -> String {
    let workspace = filter.workspace.map(|it| format!("AND t.workspace_id = {}", it.0));
    let contact = filter.contact.map(|it| format!("AND t.contact_id = {}", it.0));
    format!("{} {}", workspace.unwrap_or_default(), contact.unwrap_or_default())
}

pub fn count_open(conn: &Connection, mine: &Mine) -> Result<usize> {
    Ok(conn
        .prepare_cached("SELECT count(*) FROM todos WHERE owner_id = ?1 AND done_on IS NULL")?
        .query_row([mine.owner()], |row| row.get::<_, i64>(0))? as usize)
}

/// Where a todo stands: both ids are proven to be this person's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub workspace: Option<WorkspaceId>,
    pub contact: Option<ContactId>,
}

pub fn insert(
    conn: &Connection,
    mine: &Mine,
    uid: Uid,
    checked: &Checked,
    place: Place,
    now: i64,
) -> Result<TodoId> {
    conn.prepare_cached(
        "INSERT INTO todos (
             uid, owner_id, workspace_id, contact_id, title, note, due_day, due_time, created_on
         )
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        uid,
        mine.owner(),
        place.workspace,
        place.contact,
        checked.title,
        checked.note,
        checked.due.map(|due| due.day.to_string()),
        checked.due.and_then(|due| due.time).map(clock),
        now,
    ])?;
    Ok(TodoId(conn.last_insert_rowid()))
}

pub fn update(
    conn: &Connection,
    mine: &Mine,
    id: TodoId,
    checked: &Checked,
    place: Place,
    snoozed_until: Option<String>,
) -> Result<()> {
    let changed = conn
        .prepare_cached(
            "UPDATE todos
             SET workspace_id = ?3, contact_id = ?4, title = ?5, note = ?6, due_day = ?7,
                 due_time = ?8, snoozed_until = ?9
             WHERE id = ?1 AND owner_id = ?2",
        )?
        .execute(params![
            id,
            mine.owner(),
            place.workspace,
            place.contact,
            checked.title,
            checked.note,
            checked.due.map(|due| due.day.to_string()),
            checked.due.and_then(|due| due.time).map(clock),
            snoozed_until,
        ])?;
    one(changed)
}

pub fn set_done(conn: &Connection, mine: &Mine, id: TodoId, done_on: Option<i64>) -> Result<()> {
    let changed = conn
        .prepare_cached("UPDATE todos SET done_on = ?3 WHERE id = ?1 AND owner_id = ?2")?
        .execute(params![id, mine.owner(), done_on])?;
    one(changed)
}

pub fn set_snoozed(conn: &Connection, mine: &Mine, id: TodoId, until: &str) -> Result<()> {
    let changed = conn
        .prepare_cached("UPDATE todos SET snoozed_until = ?3 WHERE id = ?1 AND owner_id = ?2")?
        .execute(params![id, mine.owner(), until])?;
    one(changed)
}

pub fn delete(conn: &Connection, mine: &Mine, id: TodoId) -> Result<()> {
    let changed = conn
        .prepare_cached("DELETE FROM todos WHERE id = ?1 AND owner_id = ?2")?
        .execute(params![id, mine.owner()])?;
    one(changed)
}

fn one(changed: usize) -> Result<()> {
    if changed == 1 { Ok(()) } else { Err(Error::NotFound("todo")) }
}

fn clock(time: jiff::civil::Time) -> String {
    time.strftime("%H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::todos::testing::todo;

    #[test]
    fn a_cursor_leads_back_to_its_place() {
        for due in [Some("2026-11-21"), Some("2026-11-21 09:00"), None] {
            let position = Position::after(&todo("Call", due));
            assert_eq!(Position::from_cursor(&position.cursor()), Some(position));
        }
        let position = Position::before(&todo("Call", None));
        assert_eq!(Position::from_cursor(&position.cursor()), Some(position));
        for mangled in ["", "2026-11-21", "a_b", "a_b_c"] {
            assert_eq!(Position::from_cursor(mangled), None, "{mangled}");
        }
    }
}
