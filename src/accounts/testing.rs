//! A database in memory with the tables of this part, and people in it.
use rusqlite::Connection;

use super::users::{self, Draft, User};

pub const NOW: i64 = 1_800_000_000;

pub fn connection() -> Connection {
    let conn = Connection::open_in_memory().expect("memory");
    conn.pragma_update(None, "foreign_keys", true).expect("foreign keys");
    conn.execute_batch(include_str!("../../sql/migrations/001_accounts.sql")).expect("migration");
    conn
}

pub fn user(conn: &Connection, name: &str) -> User {
    let email = format!("{name}@example.com");
    let draft = Draft { name, email: &email }.check().expect("draft");
    users::create(conn, &draft, "$argon2id$of-the-tests", NOW).expect("user")
}
