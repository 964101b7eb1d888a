//! Buckets as rows. What opens one lies in the vault.
use rusqlite::{Connection, OptionalExtension, params};

use super::{Bucket, Endpoint, SecretKey};
use crate::{error::Result, ids::TargetId};

pub fn of(conn: &Connection, target: TargetId, secret_key: SecretKey) -> Result<Option<Bucket>> {
    let sql = "
        SELECT endpoint, region, bucket, prefix, access_key
        FROM backup_buckets
        WHERE target_id = ?1";
    let row = conn.query_row(sql, [target], |row| {
        let column = |at| row.get::<_, String>(at);
        Ok((column(0)?, column(1)?, column(2)?, column(3)?, column(4)?))
    });
    let Some((endpoint, region, name, prefix, access_key)) = row.optional()? else {
        return Ok(None);
    };
    // It was allowed when it was written down.
    let Ok(endpoint) = Endpoint::parse(&endpoint, true) else { return Ok(None) };
    Ok(Some(Bucket { endpoint, region, name, prefix, access_key, secret_key }))
}

pub fn put(conn: &Connection, target: TargetId, bucket: &Bucket) -> Result<()> {
    let sql = "
        INSERT INTO backup_buckets (target_id, endpoint, region, bucket, prefix, access_key)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (target_id) DO UPDATE
        SET endpoint = excluded.endpoint,
            region = excluded.region,
            bucket = excluded.bucket,
            prefix = excluded.prefix,
            access_key = excluded.access_key";
    let Bucket { endpoint, region, name, prefix, access_key, .. } = bucket;
    let row = params![target, endpoint.to_string(), region, name, prefix, access_key];
    conn.execute(sql, row)?;
    Ok(())
}
