//! SQL of contacts.
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{
    Checked, Contact,
    list::{Order, Place, Position},
    lists::{InStage, Within, Worn},
};
use crate::{
    error::Result,
    ids::{ContactId, ListId, Uid},
    workspaces::{Mine, Scope},
};

const CONTACT: &str = "c.id, c.uid, c.first_name, c.last_name, c.primary_email, c.primary_phone,
        c.company, c.created_on, c.sort_name";

fn contact(row: &Row<'_>, workspace: Uid) -> rusqlite::Result<Contact> {
    Ok(Contact {
        id: row.get(0)?,
        uid: row.get(1)?,
        workspace,
        first_name: row.get(2)?,
        last_name: row.get(3)?,
        primary_email: row.get(4)?,
        primary_phone: row.get(5)?,
        company: row.get(6)?,
        created_on: row.get(7)?,
    })
}

pub fn find(conn: &Connection, scope: &Scope, uid: Uid) -> Result<Option<Contact>> {
    let sql =
        format!("SELECT {CONTACT} FROM base_contacts AS c WHERE uid = ?1 AND workspace_id = ?2");
    Ok(conn
        .prepare_cached(&sql)?
        .query_row(params![uid, scope.workspace()], |row| contact(row, scope.uid()))
        .optional()?)
}

/// Rows with their positions, from a place on; backwards (nearest first) for `Place::Before`.
pub fn page(
    conn: &Connection,
    scope: &Scope,
    order: Order,
    place: &Place,
    within: &Within,
    most: usize,
) -> Result<Vec<(Contact, Position)>> {
    let key = match order {
        Order::Name => "sort_name",
        Order::Newest => "created_on",
    };
    let is_ascending = matches!(order, Order::Name) != matches!(place, Place::Before(_));
    let (compare, direction) = if is_ascending { (">", "ASC") } else { ("<", "DESC") };
    let from = match place {
        Place::Start => None,
        Place::After(position) | Place::Before(position) => Some(position),
    };
    let condition = match (from, order) {
        (None, _) => String::new(),
        (Some(_), Order::Name) => format!("AND (sort_name, id) {compare} (?3, ?4)"),
        (Some(_), Order::Newest) => {
            format!("AND (created_on, id) {compare} (CAST(?3 AS INTEGER), ?4)")
        }
    };
    let (tables, narrowed) = narrowing(within);
    let sql = format!(
        "SELECT {CONTACT}
         FROM {tables}
         WHERE workspace_id = ?1 {condition} {narrowed}
         ORDER BY {key} {direction}, id {direction}
         LIMIT ?2"
    );
    let positioned = |row: &Row<'_>| {
        let contact = contact(row, scope.uid())?;
        let key = match order {
            Order::Name => row.get(8)?,
            Order::Newest => contact.created_on.to_string(),
        };
        let position = Position { key, id: contact.id };
        Ok((contact, position))
    };
    let mut statement = conn.prepare_cached(&sql)?;
    let (workspace, most) = (scope.workspace(), most as i64);
    let rows = match from {
        None => statement.query_map(params![workspace, most], positioned)?.collect(),
        Some(from) => statement
            .query_map(params![workspace, most, from.key, from.id], positioned)?
            .collect::<rusqlite::Result<_>>(),
    };
    Ok(rows?)
}

/// Where to look, and what must be true. The ids are the database's own numbers, never text.
fn narrowing(within: &Within) -> (&'static str, String) {
    let stage = match within.stage {
        InStage::Any => String::new(),
        InStage::None => "AND c.primary_list_id IS NULL".to_owned(),
        InStage::Is(stage) => format!("AND c.primary_list_id = {}", stage.0),
    };
    match within.tag {
        None => ("base_contacts AS c", stage),
        Some(Worn { tag, is_rare: true }) => (
            "contact_list_assignments AS a CROSS JOIN base_contacts AS c ON c.id = a.contact_id",
            format!("{stage} AND a.list_id = {}", tag.0),
        ),
        Some(Worn { tag, is_rare: false }) => (
            "base_contacts AS c",
            format!(
                "{stage} AND EXISTS (
                     SELECT 1 FROM contact_list_assignments AS a
                     WHERE a.contact_id = c.id AND a.list_id = {}
                 )",
                tag.0
            ),
        ),
    }
}

/// Terms of three letters and more by the trigram index, shorter ones by the start of the name.
pub fn by_name(conn: &Connection, mine: &Mine, part: &str, most: usize) -> Result<Vec<Contact>> {
    let found = |row: &Row<'_>| contact(row, row.get(9)?);
    if part.chars().count() < 3 {
        let sql = format!(
            "SELECT {CONTACT}, w.uid
             FROM workspaces AS w
             JOIN base_contacts AS c ON c.workspace_id = w.id
             WHERE w.owner_id = ?1 AND w.deleted_on IS NULL
               AND c.sort_name >= ?2 AND c.sort_name < ?2 || char(0x10FFFF)
             ORDER BY c.sort_name, c.id
             LIMIT ?3"
        );
        let mut statement = conn.prepare_cached(&sql)?;
        let rows = statement.query_map(params![mine.owner(), part, most as i64], found)?;
        return Ok(rows.collect::<rusqlite::Result<_>>()?);
    }
    let sql = format!(
        "SELECT {CONTACT}, w.uid
         FROM contact_search AS s
         JOIN base_contacts AS c ON c.id = s.rowid
         JOIN workspaces AS w ON w.id = c.workspace_id
         WHERE contact_search MATCH ?2 AND w.owner_id = ?1 AND w.deleted_on IS NULL
         LIMIT ?3"
    );
    let phrases: Vec<String> = part
        .split_whitespace()
        .filter(|word| word.chars().count() >= 3)
        .map(|word| format!("\"{}\"", word.replace('"', "\"\"")))
        .collect();
    let terms = if phrases.is_empty() {
        format!("\"{}\"", part.replace('"', "\"\""))
    } else {
        phrases.join(" ")
    };
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params![mine.owner(), terms, most as i64], found)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The newest of each workspace by its index, then the newest of those.
pub fn newest(conn: &Connection, mine: &Mine, most: usize) -> Result<Vec<Contact>> {
    let sql = format!(
        "SELECT {CONTACT}, w.uid
         FROM workspaces AS w
         JOIN base_contacts AS c ON c.workspace_id = w.id
         WHERE w.owner_id = ?1 AND w.deleted_on IS NULL
           AND c.id IN (
               SELECT n.id
               FROM base_contacts AS n
               WHERE n.workspace_id = w.id
               ORDER BY n.created_on DESC, n.id DESC
               LIMIT ?2
           )
         ORDER BY c.created_on DESC, c.id DESC
         LIMIT ?2"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows =
        statement.query_map(params![mine.owner(), most as i64], |row| contact(row, row.get(9)?))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub fn known(conn: &Connection, mine: &Mine, id: ContactId) -> Result<Option<Contact>> {
    let sql = format!(
        "SELECT {CONTACT}, w.uid
         FROM base_contacts AS c
         JOIN workspaces AS w ON w.id = c.workspace_id
         WHERE c.id = ?1 AND w.owner_id = ?2 AND w.deleted_on IS NULL"
    );
    Ok(conn
        .prepare_cached(&sql)?
        .query_row(params![id, mine.owner()], |row| contact(row, row.get(9)?))
        .optional()?)
}

pub fn insert(
    conn: &Connection,
    scope: &Scope,
    uid: Uid,
    contact: &Checked,
    sort_name: &str,
    created_on: i64,
    stage: Option<ListId>,
) -> Result<ContactId> {
    conn.prepare_cached(
        "INSERT INTO base_contacts (
             uid, workspace_id, first_name, last_name, primary_email, primary_phone, company,
             created_on, sort_name, primary_list_id
         )
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        uid,
        scope.workspace(),
        contact.first_name,
        contact.last_name,
        contact.primary_email,
        contact.primary_phone,
        contact.company,
        created_on,
        sort_name,
        stage,
    ])?;
    Ok(ContactId(conn.last_insert_rowid()))
}

pub fn update(conn: &Connection, scope: &Scope, contact: &Contact, sort_name: &str) -> Result<()> {
    conn.prepare_cached(
        "UPDATE base_contacts
         SET first_name = ?3, last_name = ?4, primary_email = ?5, primary_phone = ?6,
             company = ?7, sort_name = ?8
         WHERE id = ?1 AND workspace_id = ?2",
    )?
    .execute(params![
        contact.id,
        scope.workspace(),
        contact.first_name,
        contact.last_name,
        contact.primary_email,
        contact.primary_phone,
        contact.company,
        sort_name,
    ])?;
    Ok(())
}

pub fn delete(conn: &Connection, scope: &Scope, id: ContactId) -> Result<()> {
    conn.prepare_cached("DELETE FROM base_contacts WHERE id = ?1 AND workspace_id = ?2")?
        .execute(params![id, scope.workspace()])?;
    Ok(())
}
