//! What an address and a number are compared by, for contacts that were there before such keys
//! were kept. The verbs keep them current for everybody else.
use rusqlite::{Connection, params};

use crate::{phones, text};

/// The first schema under which every contact has its keys.
pub const SINCE: i64 = 9;

const BATCH: i64 = 1_000;

struct Keyless {
    id: i64,
    email: Option<String>,
    phone: Option<String>,
    country: String,
}

/// Gives every contact its keys, a batch at a time.
pub(super) fn fill(conn: &Connection) -> rusqlite::Result<()> {
    let mut last = 0;
    loop {
        let batch = keyless(conn, "c.id > ?1 ORDER BY c.id LIMIT ?2", &[last, BATCH])?;
        let Some(end) = batch.last() else { return Ok(()) };
        last = end.id;
        let tx = conn.unchecked_transaction()?;
        give(&tx, &batch)?;
        tx.commit()?;
    }
}

/// Gives these contacts theirs anew: what an undo brought back can be older than the keys are.
pub fn renew(conn: &Connection, contacts: &[i64]) -> rusqlite::Result<()> {
    for id in contacts {
        give(conn, &keyless(conn, "c.id = ?1", &[*id])?)?;
    }
    Ok(())
}

fn keyless(conn: &Connection, which: &str, values: &[i64]) -> rusqlite::Result<Vec<Keyless>> {
    let sql = format!(
        "SELECT c.id, c.primary_email, c.primary_phone, coalesce(s.value, 'US')
         FROM base_contacts AS c
         JOIN workspaces AS w ON w.id = c.workspace_id
         LEFT JOIN system_settings AS s
             ON s.scope = 'user' AND s.owner = w.owner_id AND s.key = 'default_country'
         WHERE {which}"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(rusqlite::params_from_iter(values), |row| {
        Ok(Keyless {
            id: row.get(0)?,
            email: row.get(1)?,
            phone: row.get(2)?,
            country: row.get(3)?,
        })
    })?;
    rows.collect()
}

fn give(conn: &Connection, contacts: &[Keyless]) -> rusqlite::Result<()> {
    let mut statement = conn.prepare_cached(
        "UPDATE base_contacts SET email_key = ?2, phone_key = ?3
         WHERE id = ?1 AND (email_key IS NOT ?2 OR phone_key IS NOT ?3)",
    )?;
    for Keyless { id, email, phone, country } in contacts {
        let email = email.as_deref().map(text::email_key);
        let phone = phone.as_deref().and_then(|phone| phones::e164(phone, country));
        statement.execute(params![id, email, phone])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{MIGRATIONS, migrate, tokenizer};

    const PEOPLE: &str = "
        INSERT INTO users (
            id, uid, name, email, email_key, password_hash, password_changed_on, role, created_on
        )
        VALUES (1, zeroblob (16), 'Andy', 'a@b.co', 'a@b.co', '', 0, 'owner', 0);
        INSERT INTO system_settings (scope, owner, key, value, created_on, updated_on)
        VALUES ('user', 1, 'default_country', 'DE', 0, 0);
        INSERT INTO workspaces (id, uid, owner_id, name, name_key, created_on)
        VALUES (1, zeroblob (16), 1, 'Family', 'family', 0);
        INSERT INTO base_contacts (
            id, uid, workspace_id, primary_email, primary_phone, created_on, sort_name
        )
        VALUES (1, 'a', 1, 'Rosa@Example.com', '030 901820', 0, 'rosa'),
               (2, 'b', 1, NULL, '1', 0, 'theo');";

    fn keys(conn: &Connection, contact: i64) -> (Option<String>, Option<String>) {
        let sql = "SELECT email_key, phone_key FROM base_contacts WHERE id = ?1";
        conn.query_row(sql, [contact], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
    }

    #[test]
    fn who_was_there_before_gets_keys_by_the_owners_country() {
        let mut conn = Connection::open_in_memory().unwrap();
        tokenizer::register(&conn).unwrap();
        let migrations = rusqlite_migration::Migrations::from_slice(MIGRATIONS);
        migrations.to_version(&mut conn, SINCE as usize - 2).unwrap();
        conn.execute_batch(&PEOPLE.replace("'a'", "x'0a'").replace("'b'", "x'0b'")).unwrap();
        migrate::to_latest(&mut conn).unwrap();
        let rosa = (Some("rosa@example.com".to_owned()), Some("+4930901820".to_owned()));
        assert_eq!(keys(&conn, 1), rosa);
        assert_eq!(keys(&conn, 2), (None, None));

        conn.execute("UPDATE base_contacts SET email_key = 'stale', phone_key = NULL", []).unwrap();
        renew(&conn, &[1]).unwrap();
        assert_eq!(keys(&conn, 1), rosa);
        assert_eq!(keys(&conn, 2).0.as_deref(), Some("stale"), "renewed for one alone");
    }
}
