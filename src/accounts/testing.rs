//! A database in memory with the tables of this part, and people in it.
use rusqlite::Connection;

use super::users::{self, Draft, User};

pub const NOW: i64 = 1_800_000_000;

pub fn connection() -> Connection {
    let conn = Connection::open_in_memory().expect("memory");
    conn.pragma_update(None, "foreign_keys", true).expect("foreign keys");
    for migration in [
        include_str!("../../sql/migrations/001_accounts.sql"),
        include_str!("../../sql/migrations/004_invitations.sql"),
        include_str!("../../sql/migrations/005_second_factor.sql"),
    ] {
        conn.execute_batch(migration).expect("migration");
    }
    conn
}

pub fn user(conn: &Connection, name: &str) -> User {
    let email = format!("{name}@example.com");
    let draft = Draft { name, email: &email }.check().expect("draft");
    users::create(conn, &draft, "$argon2id$of-the-tests", NOW).expect("user")
}
