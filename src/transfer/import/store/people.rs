//! SQL of contacts, as an import looks them up.
use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    error::Result,
    ids::{ContactId, Uid},
    workspaces::Scope,
};

/// By the id that an export of ours gave them.
pub fn by_uid(conn: &Connection, scope: &Scope, uid: Uid) -> Result<Option<ContactId>> {
    let sql = "SELECT c.id FROM base_contacts AS c WHERE c.uid = ?1 AND c.workspace_id = ?2";
    Ok(conn
        .prepare_cached(sql)?
        .query_row(params![uid, scope.workspace()], |row| row.get(0))
        .optional()?)
}
