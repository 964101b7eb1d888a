//! Rows of the vault.
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Entry, Kind, Owner, Sealed};
use crate::{
    error::{Error, Result},
    ids::WorkspaceId,
};

/// Where a row belongs.
pub struct Address {
    workspace: Option<i64>,
    kind: String,
    name: String,
}

impl Address {
    pub fn entry(&self) -> Result<Entry<'_>> {
        let unknown = || Error::internal(anyhow::anyhow!("the vault holds a kind nobody knows"));
        Ok(Entry {
            owner: self.workspace.map_or(Owner::Household, |it| Owner::Workspace(WorkspaceId(it))),
            kind: Kind::from_code(&self.kind).ok_or_else(unknown)?,
            name: &self.name,
        })
    }
}

pub fn find(conn: &Connection, entry: Entry<'_>) -> Result<Option<Sealed>> {
    let sql = "
        SELECT uid, key_id, nonce, sealed
        FROM vault
        WHERE coalesce(workspace_id, 0) = coalesce(?1, 0) AND kind = ?2 AND name = ?3";
    let key = params![entry.owner.workspace().map(|it| it.0), entry.kind.code(), entry.name];
    Ok(conn.prepare_cached(sql)?.query_row(key, sealed).optional()?)
}

pub fn put(conn: &Connection, entry: Entry<'_>, sealed: &Sealed, now: i64) -> Result<()> {
    let sql = "
        INSERT INTO vault (uid, workspace_id, kind, name, key_id, nonce, sealed, changed_on)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        ON CONFLICT (coalesce(workspace_id, 0), kind, name)
        DO UPDATE SET
            uid = excluded.uid,
            key_id = excluded.key_id,
            nonce = excluded.nonce,
            sealed = excluded.sealed,
            changed_on = excluded.changed_on";
    conn.prepare_cached(sql)?.execute(params![
        sealed.uid,
        entry.owner.workspace().map(|it| it.0),
        entry.kind.code(),
        entry.name,
        sealed.key_id,
        sealed.nonce,
        sealed.bytes,
        now
    ])?;
    Ok(())
}

pub fn delete(conn: &Connection, entry: Entry<'_>) -> Result<bool> {
    let sql = "
        DELETE FROM vault
        WHERE coalesce(workspace_id, 0) = coalesce(?1, 0) AND kind = ?2 AND name = ?3";
    let key = params![entry.owner.workspace().map(|it| it.0), entry.kind.code(), entry.name];
    Ok(conn.prepare_cached(sql)?.execute(key)? > 0)
}

pub fn all(conn: &Connection) -> Result<Vec<(Address, Sealed)>> {
    let sql = "SELECT uid, key_id, nonce, sealed, workspace_id, kind, name FROM vault ORDER BY id";
    let mut statement = conn.prepare(sql)?;
    let rows = statement.query_map([], |row| {
        let address = Address {
            workspace: row.get("workspace_id")?,
            kind: row.get("kind")?,
            name: row.get("name")?,
        };
        Ok((address, sealed(row)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The same secret in the same place, sealed anew.
pub fn renew(conn: &Connection, sealed: &Sealed) -> Result<()> {
    let sql = "UPDATE vault SET key_id = ?2, nonce = ?3, sealed = ?4 WHERE uid = ?1";
    let values = params![sealed.uid, sealed.key_id, sealed.nonce, sealed.bytes];
    conn.prepare(sql)?.execute(values)?;
    Ok(())
}

fn sealed(row: &Row<'_>) -> rusqlite::Result<Sealed> {
    Ok(Sealed {
        uid: row.get("uid")?,
        key_id: row.get("key_id")?,
        nonce: row.get("nonce")?,
        bytes: row.get("sealed")?,
    })
}
