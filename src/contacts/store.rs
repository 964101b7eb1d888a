//! SQL of contacts.
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};

use super::{
    Checked, Contact, Field,
    reach::{Keys, Silence},
};
use crate::{
    error::Result,
    ids::{ContactId, ListId, Uid},
    workspaces::{Mine, Scope},
};

pub(super) const CONTACT: &str =
    "c.id, c.uid, c.first_name, c.last_name, c.primary_email, c.primary_phone,
        c.company, c.created_on, c.sort_name, c.do_not_contact, c.do_not_mail, c.do_not_text";
/// How many those are.
pub(super) const CONTACT_COLUMNS: usize = 12;

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
        silence: Silence { all: row.get(9)?, mail: row.get(10)?, text: row.get(11)? },
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

/// By the index on the last contact; who was never contacted has none.
pub fn gone_quiet(
    conn: &Connection,
    scope: &Scope,
    since: i64,
    most: usize,
) -> Result<Vec<(Contact, i64)>> {
    let sql = format!(
        "SELECT {CONTACT}, c.last_contact_at
         FROM base_contacts AS c
         WHERE workspace_id = ?1 AND last_contact_at < ?2 AND do_not_contact = 0
         ORDER BY last_contact_at DESC, uid DESC
         LIMIT ?3"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_map(params![scope.workspace(), since, most as i64], |row| {
        Ok((contact(row, scope.uid())?, row.get("last_contact_at")?))
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
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
    let rows = statement.query_map(params![mine.owner(), most as i64], |row| {
        contact(row, row.get(CONTACT_COLUMNS)?)
    })?;
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
        .query_row(params![id, mine.owner()], |row| contact(row, row.get(CONTACT_COLUMNS)?))
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

/// Only what changed is written, since each column that is named costs its indexes a page. A number
/// that stays as it was keeps its key: it was typed in the country of that day.
pub fn update(
    conn: &Connection,
    scope: &Scope,
    before: &Contact,
    after: &Contact,
    keys: &Keys,
) -> Result<()> {
    let is_changed = |field| before.get(field) != after.get(field);
    let workspace = scope.workspace();
    let set = |columns: &str, values: &[&dyn ToSql]| -> Result<()> {
        let sql = format!("UPDATE base_contacts SET {columns} WHERE id = ?1 AND workspace_id = ?2");
        let bound: [&dyn ToSql; 2] = [&after.id, &workspace];
        conn.prepare_cached(&sql)?.execute(&*[&bound, values].concat())?;
        Ok(())
    };
    if is_changed(Field::FirstName) || is_changed(Field::LastName) {
        set("first_name = ?3, last_name = ?4", &[&after.first_name, &after.last_name])?;
    }
    if is_changed(Field::PrimaryEmail) {
        set(
            "primary_email = ?3, email_key = ?4, email_label = iif (?3 IS NULL, NULL, email_label)",
            &[&after.primary_email, &keys.email],
        )?;
    }
    if is_changed(Field::PrimaryPhone) {
        set(
            "primary_phone = ?3, phone_key = ?4, phone_label = iif (?3 IS NULL, NULL, phone_label)",
            &[&after.primary_phone, &keys.phone],
        )?;
    }
    if is_changed(Field::Company) {
        set("company = ?3", &[&after.company])?;
    }
    if before.sort_name() != after.sort_name() {
        set("sort_name = ?3", &[&after.sort_name()])?;
    }
    Ok(())
}

pub fn delete(conn: &Connection, scope: &Scope, id: ContactId) -> Result<()> {
    conn.prepare_cached("DELETE FROM base_contacts WHERE id = ?1 AND workspace_id = ?2")?
        .execute(params![id, scope.workspace()])?;
    Ok(())
}
