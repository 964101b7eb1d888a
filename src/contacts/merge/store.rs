//! SQL of merging.
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    moves::{Reference, Rule},
    sides::Facts,
    ways::Address,
};
use crate::{
    contacts::{Contact, reach::Kind},
    error::Result,
    ids::{ContactId, FieldId, ListId, Uid, UserId, WorkspaceId},
    workspaces::Scope,
};

/// Every column of the schema that points at contacts.
pub fn references(conn: &Connection) -> Result<Vec<Reference>> {
    let mut statement = conn.prepare_cached(
        "SELECT m.name, f.\"from\"
         FROM sqlite_schema AS m
         JOIN pragma_foreign_key_list(m.name) AS f
         WHERE m.type = 'table' AND f.\"table\" = 'base_contacts'
         ORDER BY m.name, f.\"from\"",
    )?;
    let found =
        statement.query_map([], |row| Ok(Reference { table: row.get(0)?, column: row.get(1)? }))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Names of tables and columns come from the schema itself.
pub fn repoint(
    conn: &Connection,
    scope: &Scope,
    Reference { table, column }: &Reference,
    rule: Rule,
    target: &Contact,
    source: &Contact,
) -> Result<()> {
    let (or, also) = match rule {
        Rule::Move => ("", ""),
        Rule::Join => ("OR IGNORE", ""),
        Rule::Link => ("", ", value = ?4"),
    };
    let sql = format!(
        "UPDATE {or} \"{table}\" SET \"{column}\" = ?1 {also}
         WHERE \"{column}\" = (SELECT id FROM base_contacts WHERE id = ?2 AND workspace_id = ?3)"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let (workspace, uid) = (scope.workspace(), target.uid.to_string());
    match rule {
        Rule::Link => statement.execute(params![target.id, source.id, workspace, uid])?,
        _ => statement.execute(params![target.id, source.id, workspace])?,
    };
    Ok(())
}

pub fn facts(conn: &Connection, scope: &Scope, contact: ContactId) -> Result<Facts> {
    Ok(conn
        .prepare_cached(
            "SELECT last_contact_at,
                    (SELECT count(*) FROM communication_logs WHERE contact_id = c.id)
             FROM base_contacts AS c
             WHERE id = ?1 AND workspace_id = ?2",
        )?
        .query_row(params![contact, scope.workspace()], |row| {
            Ok(Facts { last_contact_at: row.get(0)?, logged: row.get(1)? })
        })?)
}

/// Known since the older one, last in touch as with the newer one; what was not to be sent to one
/// of the two is not sent.
pub fn join(
    conn: &Connection,
    scope: &Scope,
    target: ContactId,
    source: ContactId,
    stage: Option<ListId>,
) -> Result<()> {
    conn.prepare_cached(
        "UPDATE base_contacts AS t
         SET primary_list_id = ?4,
             created_on = min(t.created_on, s.created_on),
             last_contact_at = coalesce(
                 max(t.last_contact_at, s.last_contact_at), t.last_contact_at, s.last_contact_at
             ),
             do_not_contact = max(t.do_not_contact, s.do_not_contact),
             do_not_mail = max(t.do_not_mail, s.do_not_mail),
             do_not_text = max(t.do_not_text, s.do_not_text)
         FROM base_contacts AS s
         WHERE t.id = ?1 AND s.id = ?2 AND t.workspace_id = ?3 AND s.workspace_id = ?3",
    )?
    .execute(params![target, source, scope.workspace(), stage])?;
    Ok(())
}

/// A link between the two would lead from a contact to itself.
pub fn drop_links_between(
    conn: &Connection,
    scope: &Scope,
    one: ContactId,
    other: ContactId,
) -> Result<()> {
    conn.prepare_cached(
        "DELETE FROM custom_fields
         WHERE ((contact_id = ?1 AND linked_id = ?2) OR (contact_id = ?2 AND linked_id = ?1))
           AND EXISTS (SELECT 1 FROM base_contacts WHERE id = ?1 AND workspace_id = ?3)",
    )?
    .execute(params![one, other, scope.workspace()])?;
    Ok(())
}

pub fn remove_value(
    conn: &Connection,
    scope: &Scope,
    contact: ContactId,
    field: FieldId,
) -> Result<()> {
    conn.prepare_cached(
        "DELETE FROM custom_fields
         WHERE definition_id = ?3
           AND contact_id = (SELECT id FROM base_contacts WHERE id = ?1 AND workspace_id = ?2)",
    )?
    .execute(params![contact, scope.workspace(), field])?;
    Ok(())
}

/// From now on the one that is gone is found as the other.
pub fn leads_to(
    conn: &Connection,
    scope: &Scope,
    gone: Uid,
    survivor: ContactId,
    now: i64,
) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO merged_contacts (uid, contact_id, at)
         SELECT ?1, id, ?4
         FROM base_contacts
         WHERE id = ?2 AND workspace_id = ?3",
    )?
    .execute(params![gone, survivor, scope.workspace(), now])?;
    Ok(())
}

/// Who stands for a contact that was merged, in this person's workspaces or in one of them.
pub fn survivor(
    conn: &Connection,
    owner: UserId,
    within: Option<WorkspaceId>,
    gone: Uid,
) -> Result<Option<Uid>> {
    Ok(conn
        .prepare_cached(
            "SELECT c.uid
             FROM merged_contacts AS m
             JOIN base_contacts AS c ON c.id = m.contact_id
             JOIN workspaces AS w ON w.id = c.workspace_id
             WHERE m.uid = ?1 AND w.owner_id = ?2 AND w.deleted_on IS NULL
               AND w.id = coalesce(?3, w.id)",
        )?
        .query_row(params![gone, owner, within], |row| row.get(0))
        .optional()?)
}

pub fn shift_ways(
    conn: &Connection,
    scope: &Scope,
    contact: ContactId,
    behind: ContactId,
) -> Result<()> {
    conn.prepare_cached(
        "UPDATE contact_ways
         SET position = position + (
             SELECT coalesce(max(position), 0) FROM contact_ways WHERE contact_id = ?2
         )
         WHERE contact_id = (SELECT id FROM base_contacts WHERE id = ?1 AND workspace_id = ?3)
           AND EXISTS (SELECT 1 FROM contact_ways WHERE contact_id = ?2)",
    )?
    .execute(params![contact, behind, scope.workspace()])?;
    Ok(())
}

pub fn ways(
    conn: &Connection,
    scope: &Scope,
    contact: ContactId,
    kind: Kind,
) -> Result<Vec<Address>> {
    let mut statement = conn.prepare_cached(
        "SELECT w.id, w.value, w.match_key, w.label
         FROM contact_ways AS w
         JOIN base_contacts AS c ON c.id = w.contact_id
         WHERE w.contact_id = ?1 AND c.workspace_id = ?2 AND w.kind = ?3
         ORDER BY w.position, w.id",
    )?;
    let found = statement.query_map(params![contact, scope.workspace(), kind.code()], |row| {
        Ok(Address { id: row.get(0)?, value: row.get(1)?, key: row.get(2)?, label: row.get(3)? })
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

pub fn keep_way(
    conn: &Connection,
    scope: &Scope,
    contact: ContactId,
    kind: Kind,
    address: &Address,
) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO contact_ways (uid, contact_id, kind, label, value, match_key, position)
         SELECT ?3, c.id, ?4, ?5, ?6, ?7,
                1 + coalesce((SELECT max(position) FROM contact_ways WHERE contact_id = c.id), 0)
         FROM base_contacts AS c
         WHERE c.id = ?1 AND c.workspace_id = ?2",
    )?
    .execute(params![
        contact,
        scope.workspace(),
        Uid::new(),
        kind.code(),
        address.label,
        address.value,
        address.key,
    ])?;
    Ok(())
}

pub fn remove_way(
    conn: &Connection,
    scope: &Scope,
    contact: ContactId,
    address: &Address,
) -> Result<()> {
    conn.prepare_cached(
        "DELETE FROM contact_ways
         WHERE id = ?3
           AND contact_id = (SELECT id FROM base_contacts WHERE id = ?1 AND workspace_id = ?2)",
    )?
    .execute(params![contact, scope.workspace(), address.id])?;
    Ok(())
}

pub fn label_primary(
    conn: &Connection,
    scope: &Scope,
    contact: ContactId,
    kind: Kind,
    label: Option<&str>,
) -> Result<()> {
    let column = match kind {
        Kind::Email => "email_label",
        Kind::Phone => "phone_label",
    };
    let sql = format!("UPDATE base_contacts SET {column} = ?3 WHERE id = ?1 AND workspace_id = ?2");
    conn.prepare_cached(&sql)?.execute(params![contact, scope.workspace(), label])?;
    Ok(())
}

pub fn forget(conn: &Connection, scope: &Scope, gone: Uid) -> Result<()> {
    conn.prepare_cached(
        "DELETE FROM merged_contacts
         WHERE uid = ?1
           AND contact_id IN (SELECT id FROM base_contacts WHERE workspace_id = ?2)",
    )?
    .execute(params![gone, scope.workspace()])?;
    Ok(())
}
