//! A database or a key that is not as it should be: told in plain words, and left as it is.
use std::{fs, path::PathBuf};

use pi_crm::db::{Db, OpenError, OpenOptions};
use tempfile::TempDir;

use crate::support::Household;

struct Closed {
    folder: TempDir,
    options: OpenOptions,
}

/// A household's files after a graceful stop.
async fn closed() -> Closed {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await;
    for at in 0..50 {
        home.contact(&home.andy, loans.uid, &format!("Person{at} Name")).await;
    }
    home.db.close().await;
    let options = Household::options(&home.folder);
    Closed { folder: home.folder, options }
}

impl Closed {
    fn database(&self) -> PathBuf {
        self.options.path.clone()
    }

    async fn refusal(&self) -> OpenError {
        match Db::open(self.options.clone()).await {
            Err(refusal) => refusal,
            Ok(_) => panic!("it opened"),
        }
    }
}

#[tokio::test]
async fn what_was_closed_opens_again() {
    let closed = closed().await;
    let db = Db::open(closed.options.clone()).await.unwrap();
    let contacts: i64 = db
        .read(
            |conn| Ok(conn.query_row("SELECT count(*) FROM base_contacts", [], |row| row.get(0))?),
        )
        .await
        .unwrap();
    assert_eq!(contacts, 50);
}

#[tokio::test]
async fn the_file_on_disk_holds_no_name() {
    let closed = closed().await;
    let bytes = fs::read(closed.database()).unwrap();
    for clear in ["SQLite format", "Loan Factory", "Person1", "CREATE TABLE"] {
        let found = bytes.windows(clear.len()).any(|window| window == clear.as_bytes());
        assert!(!found, "{clear:?} can be read on the disk");
    }
}

#[tokio::test]
async fn a_missing_key_is_told_and_no_new_one_is_made() {
    let closed = closed().await;
    fs::remove_file(&closed.options.key_file).unwrap();
    let refusal = closed.refusal().await;
    assert!(matches!(refusal, OpenError::KeyMissing(_)), "{refusal:?}");
    assert!(!closed.options.key_file.exists());
}

#[tokio::test]
async fn a_wrong_key_is_told_apart_from_a_damaged_file() {
    let closed = closed().await;
    let key = fs::read_to_string(&closed.options.key_file).unwrap();
    fs::write(&closed.options.key_file, "ab".repeat(32)).unwrap();
    let refusal = closed.refusal().await;
    assert!(matches!(refusal, OpenError::WrongKey(_)), "{refusal:?}");
    fs::write(&closed.options.key_file, key).unwrap();
    assert!(Db::open(closed.options.clone()).await.is_ok(), "the right key opens it again");
}

#[tokio::test]
async fn a_damaged_file_is_told_and_left_as_it_is() {
    let closed = closed().await;
    let mut bytes = fs::read(closed.database()).unwrap();
    bytes[..2_000].fill(0x5a);
    fs::write(closed.database(), &bytes).unwrap();
    let refusal = closed.refusal().await;
    assert!(matches!(refusal, OpenError::Damaged(_)), "{refusal:?}");
    assert_eq!(fs::read(closed.database()).unwrap(), bytes);
}

#[tokio::test]
async fn a_file_that_is_no_database_is_told() {
    let closed = closed().await;
    fs::write(closed.database(), "a shopping list".repeat(500)).unwrap();
    let refusal = closed.refusal().await;
    assert!(matches!(refusal, OpenError::Damaged(_)), "{refusal:?}");
}

#[tokio::test]
async fn a_database_that_vanished_is_not_replaced_by_an_empty_one() {
    let closed = closed().await;
    fs::remove_file(closed.database()).unwrap();
    let refusal = closed.refusal().await;
    assert!(matches!(refusal, OpenError::Missing(_)), "{refusal:?}");
    assert!(!closed.database().exists());
}

#[tokio::test]
async fn a_database_of_a_newer_binary_is_left_alone() {
    let closed = closed().await;
    let db = Db::open(closed.options.clone()).await.unwrap();
    db.upkeep(|conn| Ok(conn.pragma_update(None, "user_version", 999)?)).await.unwrap();
    db.close().await;
    drop(db);
    let before = fs::read(closed.database()).unwrap();
    let refusal = closed.refusal().await;
    assert!(matches!(refusal, OpenError::Newer { found: 999, .. }), "{refusal:?}");
    assert_eq!(fs::read(closed.database()).unwrap(), before);
    drop(closed.folder);
}

#[tokio::test]
async fn every_refusal_says_what_was_kept_and_what_to_do() {
    let path = || PathBuf::from("/x/pi-crm.db");
    for refusal in [
        OpenError::KeyMissing(path()),
        OpenError::KeyInvalid(path()),
        OpenError::KeyCutShort(path()),
        OpenError::KeyNeverWhole(path()),
        OpenError::WrongKey(path()),
        OpenError::Damaged(path()),
        OpenError::Missing(path()),
        OpenError::Newer { found: 9, known: 1 },
    ] {
        let words = refusal.to_string();
        let tells =
            ["Put ", "Restore ", "Install ", "Remove "].iter().any(|verb| words.contains(verb));
        assert!(tells, "{words}");
    }
}
