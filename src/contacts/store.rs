//! SQL of contacts.
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{
    Checked, Contact,
    list::{Order, Place},
    lists::{InStage, Within, Worn},
    position::Position,
    reach::Keys,
};
use crate::{
    error::Result,
    ids::{ContactId, ListId, Uid},
    workspaces::{Mine, Scope},
};

pub(super) const CONTACT: &str =
    "c.id, c.uid, c.first_name, c.last_name, c.primary_email, c.primary_phone,
        c.company, c.created_on, c.sort_name";

pub(super) fn contact(row: &Row<'_>, workspace: Uid) -> rusqlite::Result<Contact> {
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
    let from = place.position();
    let condition = match (from, order) {
        (None, _) => String::new(),
        (Some(_), Order::Name) => format!("AND (sort_name, uid) {compare} (?3, ?4)"),
        (Some(_), Order::Newest) => {
            format!("AND (created_on, uid) {compare} (CAST(?3 AS INTEGER), ?4)")
        }
    };
    let (tables, narrowed) = narrowing(within);
    let sql = format!(
        "SELECT {CONTACT}
         FROM {tables}
         WHERE workspace_id = ?1 {condition} {narrowed}
         ORDER BY {key} {direction}, uid {direction}
         LIMIT ?2"
    );
    let positioned = |row: &Row<'_>| {
        let contact = contact(row, scope.uid())?;
        let key = match order {
            Order::Name => row.get(8)?,
            Order::Newest => contact.created_on.to_string(),
        };
        let position = Position { sequence: order.sequence(), key, uid: contact.uid };
        Ok((contact, position))
    };
    let mut statement = conn.prepare_cached(&sql)?;
    let (workspace, most) = (scope.workspace(), most as i64);
    let rows = match from {
        None => statement.query_map(params![workspace, most], positioned)?.collect(),
        Some(from) => statement
            .query_map(params![workspace, most, from.key, from.uid], positioned)?
            .collect::<rusqlite::Result<_>>(),
    };
    Ok(rows?)
}

/// Where to look, and what must be true.
fn narrowing(within: &Within) -> (&'static str, String) {
    match within.tag {
        Some(Worn { tag, is_rare: true }) => (
            "contact_list_assignments AS a CROSS JOIN base_contacts AS c ON c.id = a.contact_id",
            format!("{} AND a.list_id = {}", standing(&Within { tag: None, ..*within }), tag.0),
        ),
        _ => ("base_contacts AS c", standing(within)),
    }
}

/// The stage and the tag of a contact at hand. The ids are the database's own numbers, never text.
pub(super) fn standing(within: &Within) -> String {
    let stage = match within.stage {
        InStage::Any => String::new(),
        InStage::None => "AND c.primary_list_id IS NULL".to_owned(),
        InStage::Is(stage) => format!("AND c.primary_list_id = {}", stage.0),
    };
    let Some(Worn { tag, .. }) = within.tag else { return stage };
    format!(
        "{stage} AND EXISTS (
             SELECT 1 FROM contact_list_assignments AS a
             WHERE a.contact_id = c.id AND a.list_id = {}
         )",
        tag.0
    )
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
               ORDER BY n.created_on DESC, n.uid DESC
               LIMIT ?2
           )
         ORDER BY c.created_on DESC, c.uid DESC
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
    keys: &Keys,
    created_on: i64,
    stage: Option<ListId>,
) -> Result<ContactId> {
    conn.prepare_cached(
        "INSERT INTO base_contacts (
             uid, workspace_id, first_name, last_name, primary_email, primary_phone, company,
             created_on, sort_name, primary_list_id, email_key, phone_key
         )
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
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
        contact.sort_name(),
        stage,
        keys.email,
        keys.phone,
    ])?;
    Ok(ContactId(conn.last_insert_rowid()))
}

/// A number that stays as it was keeps its key: it was typed in the country of that day.
pub fn update(
    conn: &Connection,
    scope: &Scope,
    contact: &Contact,
    keys: &Keys,
    sort_name: &str,
) -> Result<()> {
    conn.prepare_cached(
        "UPDATE base_contacts
         SET first_name = ?3, last_name = ?4, primary_email = ?5, primary_phone = ?6,
             company = ?7, sort_name = ?8, email_key = ?9,
             phone_key = iif (primary_phone IS ?6, phone_key, ?10)
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
        keys.email,
        keys.phone,
    ])?;
    Ok(())
}

pub fn delete(conn: &Connection, scope: &Scope, id: ContactId) -> Result<()> {
    conn.prepare_cached("DELETE FROM base_contacts WHERE id = ?1 AND workspace_id = ?2")?
        .execute(params![id, scope.workspace()])?;
    Ok(())
}
