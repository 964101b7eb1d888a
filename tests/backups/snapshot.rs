//! What is read is one moment of the database, however long the reading takes.
use std::io::{Cursor, Write};

use pi_crm::db::{key::Key, pages};

use super::lived_in;

#[tokio::test]
async fn what_is_written_meanwhile_is_not_in_it() {
    let home = lived_in().await;
    let db = home.db.clone();
    let snapshot = tokio::task::spawn_blocking(move || db.snapshot()).await.unwrap().unwrap();
    let family = home.workspace(&home.andy, "Later").await.uid;
    for nth in 0..200 {
        home.contact(&home.andy, family, &format!("Late {nth}")).await;
    }
    home.db.fold_in().await.unwrap();

    let mut bytes = Vec::new();
    snapshot.each_page(|page| bytes.write_all(page)).unwrap().unwrap();
    assert_eq!(bytes.len() as u64, snapshot.bytes());
    assert!(bytes.starts_with(b"SQLite format 3\0"), "any SQLite reads it");

    let (path, key) = (home.folder.path().join("again.db"), Key::random().unwrap());
    let shape = (snapshot.pages, snapshot.page_bytes);
    pages::rebuild(&path, &key, shape, &mut Cursor::new(&bytes)).unwrap();
    assert!(!std::fs::read(&path).unwrap().starts_with(b"SQLite"), "encrypted again");
    let conn = pages::open_apart(&path, &key).unwrap();
    assert_eq!(pages::damage(&conn).unwrap(), [""; 0]);
    let contacts: i64 =
        conn.query_row("SELECT count(*) FROM base_contacts", [], |row| row.get(0)).unwrap();
    assert_eq!(contacts, 2);
}

#[tokio::test]
async fn pages_that_are_none_make_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let key = Key::random().unwrap();
    let rebuild = |name: &str, bytes: &[u8]| {
        pages::rebuild(&folder.path().join(name), &key, (2, 4_096), &mut Cursor::new(bytes))
    };
    let foreign = rebuild("foreign", &[7; 8_192]).unwrap_err();
    assert!(matches!(foreign, pages::RebuildError::NotOurs), "{foreign}");
    let short = rebuild("short", &[7; 100]).unwrap_err();
    assert!(matches!(short, pages::RebuildError::Read(_)), "{short}");
}
