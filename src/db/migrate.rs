//! Migrations: append-only files, run in order at the start. `sql/schema.sql` is what they add
//! up to, and a test keeps it true.
use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

use super::{keys, open::schema_version};

pub const MIGRATIONS: &[M<'_>] = &[
    M::up(include_str!("../../sql/migrations/001_accounts.sql")),
    M::up(include_str!("../../sql/migrations/002_audit.sql")),
    M::up(include_str!("../../sql/migrations/003_contacts.sql")),
    M::up(include_str!("../../sql/migrations/004_invitations.sql")),
    M::up(include_str!("../../sql/migrations/005_second_factor.sql")),
    M::up(include_str!("../../sql/migrations/006_lists.sql")),
    M::up(include_str!("../../sql/migrations/007_fields.sql")),
    M::up(include_str!("../../sql/migrations/008_whole_contacts.sql")),
    M::up(include_str!("../../sql/migrations/009_reach.sql")),
    M::up(include_str!("../../sql/migrations/010_views.sql")),
    M::up(include_str!("../../sql/migrations/011_activity.sql")),
    M::up(include_str!("../../sql/migrations/012_todos.sql")),
    M::up(include_str!("../../sql/migrations/013_duplicates.sql")),
    M::up(include_str!("../../sql/migrations/014_sharing.sql")),
    M::up(include_str!("../../sql/migrations/015_imports.sql")),
    M::up(include_str!("../../sql/migrations/016_list_settings.sql")),
    M::up(include_str!("../../sql/migrations/017_forgetting.sql")),
    M::up(include_str!("../../sql/migrations/018_search_index.sql")),
    M::up(include_str!("../../sql/migrations/019_undos.sql")),
    M::up(include_str!("../../sql/migrations/020_backups.sql")),
    M::up(include_str!("../../sql/migrations/021_vault.sql")),
    M::up(include_str!("../../sql/migrations/022_buckets.sql")),
];

/// A changeset can be undone only on the schema that it was recorded on, or a compatible one.
pub const SCHEMA_VERSION: i64 = MIGRATIONS.len() as i64;

pub(super) fn to_latest(conn: &mut Connection) -> Result<(), rusqlite_migration::Error> {
    let migrations = Migrations::from_slice(MIGRATIONS);
    // Before the schema says that every contact has its keys: cut short, it begins anew.
    if schema_version(conn)? < keys::SINCE {
        migrations.to_version(conn, keys::SINCE as usize - 1)?;
        keys::fill(conn)?;
    }
    migrations.to_latest(conn)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::tokenizer;

    #[test]
    fn migrations_run_from_nothing() {
        let mut conn = Connection::open_in_memory().unwrap();
        tokenizer::register(&conn).unwrap();
        to_latest(&mut conn).unwrap();
    }
}
