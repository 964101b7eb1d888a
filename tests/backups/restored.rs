//! Restored at the terminal: what is served stays untouched until the next start, and what cannot
//! be restored is told in plain words.
use std::{
    fs,
    path::{Path, PathBuf},
};

use pi_crm::{
    backups::{
        Home,
        archive::{self, Content, Manifest},
        recovery::RecoveryKey,
        restore::swap,
    },
    clock::Clock,
    db::{Db, OpenOptions},
    sending,
};

use super::{backup, data, kept, lived_in, recovery_key};
use crate::{
    by_hand::{Said, by_hand},
    support::{Household, Site},
};

fn restore(home: &Household, words: &[&str]) -> Said {
    by_hand(home, &[&["restore"], words].concat())
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn places(home: &Household) -> Home {
    let options = Household::options(&home.folder);
    Home::new(options.path.parent().unwrap(), &options.key_file)
}

fn backed_up(home: &Household) -> PathBuf {
    let (status, _, problem) = backup(home, &["run", "--target", "This box"]);
    assert_eq!(status, 0, "{problem}");
    kept(home).remove(0)
}

async fn started_again(home: &Household) -> Db {
    home.db.close().await;
    let swapped = swap::swap(&places(home)).unwrap();
    assert!(swapped.is_some(), "what was restored takes its place");
    opened(home).await
}

async fn opened(home: &Household) -> Db {
    let clock = Clock::System;
    Db::open(OpenOptions { clock, ..Household::options(&home.folder) }).await.unwrap()
}

async fn count(db: &Db, table: &'static str) -> i64 {
    let sql = format!("SELECT count(*) FROM {table}");
    db.read(move |conn| Ok(conn.query_row(&sql, [], |row| row.get(0))?)).await.unwrap()
}

#[tokio::test]
async fn the_next_start_serves_what_was_restored_and_sets_the_rest_aside() {
    let home = lived_in().await;
    let made = backed_up(&home);
    let later = home.workspace(&home.andy, "Later").await.uid;
    home.contact(&home.andy, later, "Late Guest").await;

    let (status, told, problem) = restore(&home, &[text(&made)]);
    assert_eq!(status, 0, "{problem}");
    assert!(told.contains("2 people, 1 workspaces, 2 contacts"), "{told}");
    assert_eq!(count(&home.db, "base_contacts").await, 3, "what is served is untouched");

    let db = started_again(&home).await;
    assert_eq!(count(&db, "base_contacts").await, 2);
    let held = db.read(sending::held).await.unwrap().expect("nothing is sent yet");
    assert!(held.why.starts_with("The backup of "), "{held:?}");
    assert!(db.read(sending::may_send).await.is_err());

    let aside = fs::read_dir(data(&home).join("set-aside")).unwrap().next().unwrap().unwrap();
    let options = Household::options(&home.folder);
    let path = aside.path().join("pi-crm.db");
    let before = Db::open(OpenOptions { path, ..options }).await.unwrap();
    assert_eq!(count(&before, "base_contacts").await, 3, "set aside whole");
    assert!(!data(&home).join("restore").exists());
    assert!(swap::swap(&places(&home)).unwrap().is_none(), "once");
}

#[tokio::test]
async fn sessions_end_with_a_restore() {
    let site = Site::new().await;
    site.signed_in(&site.home.andy).await;
    let made = backed_up(&site.home);
    assert_eq!(restore(&site.home, &[text(&made)]).0, 0);
    let db = started_again(&site.home).await;
    assert_eq!(count(&db, "sessions").await, 0);
}

#[tokio::test]
async fn a_new_box_takes_data_keys_and_certificates_over() {
    let old = lived_in().await;
    let tls = data(&old).join("tls");
    fs::create_dir_all(&tls).unwrap();
    fs::write(tls.join("ca.pem"), "trusted already").unwrap();
    let made = backed_up(&old);

    let new = Household::empty().await;
    let (status, _, problem) = restore(&new, &[text(&made)]);
    assert_eq!(status, 1);
    assert!(problem.contains("no recovery key: give the one of the recovery sheet"), "{problem}");
    let key = recovery_key(&old);
    let (status, _, problem) = restore(&new, &[text(&made), "--recovery-key", text(&key)]);
    assert_eq!(status, 0, "{problem}");
    let db = started_again(&new).await;
    assert_eq!(count(&db, "base_contacts").await, 2);
    assert_eq!(fs::read_to_string(data(&new).join("tls/ca.pem")).unwrap(), "trusted already");
    for file in ["keys/database.key", "keys/recovery.key"] {
        let read = |home: &Household| fs::read_to_string(home.folder.path().join(file)).unwrap();
        assert_eq!(read(&new), read(&old), "{file}");
    }
}

#[tokio::test]
async fn what_cannot_be_restored_is_told_and_changes_nothing() {
    let home = lived_in().await;
    let made = backed_up(&home);
    let folder = tempfile::tempdir().unwrap();
    let bad = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    let whole = fs::read(&made).unwrap();
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    let other = Household::empty().await;
    backup(&other, &["run", "--target", "This box"]);
    let cases = [
        (bad("short", &whole[..whole.len() / 2]), "cut short or damaged"),
        (bad("nearly", &whole[..whole.len() - 1]), "cut short or damaged"),
        (bad("flipped", &flipped), "cut short or damaged"),
        (bad("photo", b"\xff\xd8\xff\xe0 a photo"), "not a pi-crm backup"),
        (bad("empty", b""), "not a pi-crm backup"),
        (kept(&other).remove(0), "recovery key does not open this backup"),
        (folder.path().join("gone"), "There is no backup"),
    ];
    for (file, words) in cases {
        for more in [&["--dry-run"][..], &[]] {
            let (status, _, problem) = restore(&home, &[&[text(&file)], more].concat());
            assert_eq!(status, 1, "{}", file.display());
            assert!(problem.contains(words), "{}: {problem}", file.display());
        }
        assert!(!data(&home).join("restore").exists(), "nothing is left of it");
    }
    let key = bad("key", b"AGE-SECRET-KEY-1QQQQ");
    let (_, _, problem) = restore(&home, &[text(&made), "--recovery-key", text(&key)]);
    assert!(problem.contains("This is not a recovery key"), "{problem}");
    assert_eq!(count(&home.db, "base_contacts").await, 2);
}

#[tokio::test]
async fn a_backup_of_a_newer_version_says_which_one_it_wants() {
    let home = lived_in().await;
    backed_up(&home);
    let key = RecoveryKey::load(&places(&home)).unwrap().unwrap();
    let database_key = fs::read_to_string(home.folder.path().join("keys/database.key")).unwrap();
    for (format, schema) in [(2, 1), (1, 9_999)] {
        let snapshot = home.db.snapshot().unwrap();
        let manifest = Manifest {
            format,
            made_by: "pi-crm 9.1".into(),
            made_on: 0,
            household: "00".into(),
            schema,
            page_bytes: snapshot.page_bytes,
            pages: snapshot.pages,
            counts: [].into(),
        };
        let content = Content {
            manifest: &manifest,
            database_key: &database_key,
            wrapped_key: None,
            certificates: &[],
            snapshot: &snapshot,
        };
        let mut file = Vec::new();
        archive::write(&content, &key, &mut file, || Ok(())).unwrap().unwrap();
        let path = home.folder.path().join("newer");
        fs::write(&path, file).unwrap();
        let (status, _, problem) = restore(&home, &[text(&path)]);
        assert_eq!(status, 1);
        assert!(problem.contains("newer pi-crm (pi-crm 9.1)"), "{problem}");
    }
}

#[tokio::test]
async fn a_backup_of_another_household_wants_to_be_meant() {
    let (home, other) = (lived_in().await, Household::new().await);
    let (made, key) = (backed_up(&other), recovery_key(&other));
    let words = [text(&made), "--recovery-key", text(&key)];
    let (status, _, problem) = restore(&home, &words);
    assert_eq!(status, 1);
    assert!(problem.contains("of another household") && problem.contains("--other-household"));
    let (status, _, problem) = restore(&home, &[&words[..], &["--other-household"]].concat());
    assert_eq!(status, 0, "{problem}");
    let db = started_again(&home).await;
    assert_eq!(count(&db, "workspaces").await, 0);
}

#[tokio::test]
async fn the_list_tells_what_there_is_and_a_dry_run_leaves_nothing() {
    let home = lived_in().await;
    let made = backed_up(&home);
    let name = made.file_name().unwrap().to_str().unwrap();
    let (status, told, _) = restore(&home, &["--list"]);
    assert_eq!(status, 0);
    assert!(told.contains(name) && told.contains("No drive is plugged in"), "{told}");
    let (_, told, _) = restore(&home, &["--list", name]);
    assert!(told.contains("2 contacts"), "{told}");
    let (status, told, problem) = restore(&home, &["--dry-run", name]);
    assert_eq!(status, 0, "{problem}");
    assert!(told.contains("It can be restored"), "{told}");
    for left in ["restore", "scratch", "set-aside"] {
        assert!(!data(&home).join(left).exists(), "{left}");
    }
}

#[tokio::test]
async fn what_does_not_open_at_the_start_is_not_served() {
    let home = lived_in().await;
    let made = backed_up(&home);
    let later = home.workspace(&home.andy, "Later").await.uid;
    home.contact(&home.andy, later, "Late Guest").await;
    assert_eq!(restore(&home, &[text(&made)]).0, 0);
    fs::write(data(&home).join("restore/pi-crm.db"), vec![7; 8_192]).unwrap();
    home.db.close().await;
    assert!(swap::swap(&places(&home)).unwrap().is_none());
    assert!(data(&home).join(swap::FAILED).exists(), "the page tells why");
    assert_eq!(count(&opened(&home).await, "base_contacts").await, 3);
}

#[tokio::test]
async fn what_fails_after_the_swap_is_put_back() {
    let home = lived_in().await;
    let made = backed_up(&home);
    let new = Household::new().await;
    home.db.close().await;
    let words =
        ["--recovery-key", text(&recovery_key(&home)), "--other-household"].map(str::to_owned);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    assert_eq!(restore(&new, &[&[text(&made)], &words[..]].concat()).0, 0);
    new.db.close().await;
    let key = fs::read(new.folder.path().join("keys/database.key")).unwrap();
    let swapped = swap::swap(&places(&new)).unwrap().unwrap();
    assert_ne!(fs::read(new.folder.path().join("keys/database.key")).unwrap(), key);
    swap::put_back(&places(&new), &swapped, "for a test").unwrap();
    assert_eq!(fs::read(new.folder.path().join("keys/database.key")).unwrap(), key);
    assert_eq!(count(&opened(&new).await, "workspaces").await, 0);
}

#[tokio::test]
async fn a_swap_that_was_cut_short_is_brought_to_its_end() {
    let home = lived_in().await;
    let made = backed_up(&home);
    assert_eq!(restore(&home, &[text(&made)]).0, 0);
    home.db.close().await;
    // As far as a power cut let it come: what was served is aside, nothing is in its place.
    let ready = pi_crm::backups::restore::ready(&places(&home)).unwrap();
    let aside = data(&home).join(ready.aside);
    fs::create_dir_all(&aside).unwrap();
    fs::rename(data(&home).join("pi-crm.db"), aside.join("pi-crm.db")).unwrap();
    let db = started_again(&home).await;
    assert_eq!(count(&db, "base_contacts").await, 2);
    assert!(aside.join("pi-crm.db").exists());
}
