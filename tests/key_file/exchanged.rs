//! Another key for everything: whole at any moment, whatever is cut short.
use std::{fs, process::Stdio, time::Duration};

use pi_crm::{
    audit::{Action, Tx},
    backups::Home,
    db::{Db, OpenError, key::Key, rekey},
    key_file as keys,
    vault::{self, Entry, Kind, Owner, Secret},
};

use super::{WORDS, file, is_wrapped, key_file, text};
use crate::{by_hand::program, support::Household};

const DRIVE: Entry<'_> =
    Entry { owner: Owner::Household, kind: Kind::BackupTarget, name: "iDrive" };
const SECRET: &str = "a secret of the vault";

/// Closed, with contacts in it and something in the vault.
async fn closed(contacts: u32) -> (Household, String) {
    let home = Household::new().await;
    let family = home.workspace(&home.andy, "Family").await.uid;
    for at in 0..contacts {
        home.contact(&home.andy, family, &format!("Person{at} Name")).await;
    }
    let key = home.db.seal_key();
    let put = move |tx: &Tx<'_>| vault::put(tx, &key, DRIVE, &Secret::new(SECRET));
    home.write(&home.andy, Action::BackupsChanged, put).await.unwrap();
    let everything = home.everything().await;
    home.db.close().await;
    (home, everything)
}

/// Opened with whatever key lies there, it is all there; and the database is sound.
async fn is_whole(home: Household, everything: &str) -> Household {
    let db = Db::open(Household::options(&home.folder)).await.expect("it opens");
    let home = Household { db, ..home };
    assert!(home.everything().await == everything, "the data is another");
    let key = home.db.seal_key();
    let found = home.db.read(move |conn| vault::open(conn, &key, DRIVE)).await.unwrap();
    assert_eq!(found.unwrap().reveal(), SECRET);
    let check = home.db.read(|conn| {
        Ok(conn.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0))?)
    });
    assert_eq!(check.await.unwrap(), "ok");
    assert!(!home.folder.path().join("data/rekeyed").exists(), "nothing is left of it");
    assert!(!file(&home, "database.key.next").exists());
    home.db.close().await;
    home
}

fn places(home: &Household) -> Home {
    let options = Household::options(&home.folder);
    Home::new(options.path.parent().unwrap(), &options.key_file)
}

#[tokio::test]
async fn everything_is_under_another_key_then_and_the_old_one_opens_nothing() {
    let (home, everything) = closed(20).await;
    let before = text(&home, "database.key");
    let (status, said, problem) = key_file(&home, "rotate", &[]);
    assert_eq!((status, said.contains("another key")), (0, true), "{problem}");
    let after = text(&home, "database.key");
    assert_ne!(before, after);
    let home = is_whole(home, &everything).await;
    let old = Db::open_with(Household::options(&home.folder), Key::parse(&before).unwrap()).await;
    assert!(matches!(old, Err(OpenError::WrongKey(_))));
    let (_, said, _) = crate::by_hand::by_hand(&home, &["doctor"]);
    assert!(said.contains("opens and is whole"), "{said}");
}

#[tokio::test]
async fn what_a_passphrase_wraps_is_wrapped_again() {
    let (home, everything) = closed(3).await;
    assert_eq!(key_file(&home, "protect", &[WORDS]).0, 0);
    let before = text(&home, "database.key");
    let (status, _, problem) = key_file(&home, "rotate", &["wrong"]);
    assert_eq!((status, problem.contains("not the passphrase")), (1, true), "{problem}");
    let (status, _, problem) = key_file(&home, "rotate", &[WORDS]);
    assert_eq!(status, 0, "{problem}");
    assert!(is_wrapped(&home) && text(&home, "database.key") != before);
    assert_eq!(key_file(&home, "unprotect", &[WORDS]).0, 0, "the same passphrase");
    is_whole(home, &everything).await;
}

#[tokio::test]
async fn who_has_it_open_is_not_pulled_from_under() {
    let (home, everything) = closed(1).await;
    let db = Db::open(Household::options(&home.folder)).await.unwrap();
    let before = text(&home, "database.key");
    let (status, _, problem) = key_file(&home, "rotate", &[]);
    assert_eq!((status, problem.contains("Stop it first")), (1, true), "{problem}");
    assert_eq!(text(&home, "database.key"), before);
    db.close().await;
    is_whole(home, &everything).await;
}

/// The power goes at each of its steps, one after the other, as the files would lie there.
#[tokio::test]
async fn cut_short_at_any_step_it_goes_back_or_to_its_end() {
    let (home, everything) = closed(5).await;
    let before = text(&home, "database.key");
    let (data, keys) = (home.folder.path().join("data"), home.folder.path().join("keys"));
    let copy = |from: &str, to: &str| fs::copy(data.join(from), data.join(to)).unwrap();
    copy("pi-crm.db", "old.db");
    let exchange = keys::exchange(&places(&home), &Key::parse(&before).unwrap(), None).unwrap();
    keys::carry_out(&places(&home), &exchange).unwrap();
    let after = text(&home, "database.key");
    copy("pi-crm.db", "new.db");
    let key_id = fs::read_to_string(data.join("pi-crm.key-id")).unwrap();
    let decided = format!(
        r#"{{"old_key":"{}","new_key":"{key_id}","files":["{}"]}}"#,
        exchange.old.fingerprint(),
        keys.join("database.key").display()
    );
    let mut home = home;
    // Which database is served, what lies in the folder, whether it was decided, which key counts,
    // whether the next one lies beside it; and the key that comes of it.
    for (at, (served, inside, is_decided, key, has_next, outcome)) in [
        ("old.db", None, false, &before, false, &before),
        ("old.db", None, false, &before, true, &before),
        ("old.db", Some("old.db"), false, &before, true, &before),
        ("old.db", Some("new.db"), false, &before, true, &before),
        ("old.db", Some("new.db"), true, &before, true, &after),
        ("new.db", None, true, &before, true, &after),
        ("new.db", None, true, &after, false, &after),
    ]
    .into_iter()
    .enumerate()
    {
        fs::create_dir(data.join("rekeyed")).unwrap();
        copy(served, "pi-crm.db");
        if let Some(inside) = inside {
            copy(inside, "rekeyed/copy.db");
        }
        if is_decided {
            fs::write(data.join("rekeyed/decided.json"), &decided).unwrap();
        }
        fs::write(keys.join("database.key"), key).unwrap();
        if has_next {
            fs::write(keys.join("database.key.next"), &after).unwrap();
        }
        let known = if key == &before { exchange.old.fingerprint() } else { key_id.clone() };
        fs::write(data.join("pi-crm.key-id"), known).unwrap();
        home = is_whole(home, &everything).await;
        assert_eq!(&text(&home, "database.key"), outcome, "step {at}");
    }
}

#[tokio::test]
async fn what_cannot_be_sealed_anew_leaves_everything_as_it_was() {
    let (home, everything) = closed(2).await;
    let before = text(&home, "database.key");
    let exchange = keys::exchange(&places(&home), &Key::parse(&before).unwrap(), None).unwrap();
    let options = Household::options(&home.folder);
    let refuse = |_: &rusqlite::Connection| Err(anyhow::anyhow!("the disk is full, say"));
    let failed = rekey::exchange(&options.path, &options.key_file, &exchange, refuse);
    assert!(matches!(failed, Err(OpenError::Other(_))), "{failed:?}");
    assert_eq!(text(&home, "database.key"), before);
    is_whole(home, &everything).await;
}

/// Killed again and again, a little later each time, until one comes to its end.
#[tokio::test]
async fn killed_in_the_middle_nothing_is_lost() {
    let (mut home, everything) = closed(60).await;
    let before = text(&home, "database.key");
    let mut ended = 0;
    for at in 0..40_u64 {
        let mut child = program(&home)
            .args(["key-file", "rotate"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        tokio::time::sleep(Duration::from_millis(at * 15)).await;
        let _ = child.kill();
        ended += u32::from(child.wait().unwrap().success());
        let started = everything_but_the_log(&home).await;
        assert!(started == everything, "after {at}");
        if ended == 2 {
            break;
        }
    }
    if ended == 0 {
        assert_eq!(key_file(&home, "rotate", &[]).0, 0);
    }
    assert_ne!(text(&home, "database.key"), before);
    home = is_whole(home, &everything).await;
    drop(home);
}

async fn everything_but_the_log(home: &Household) -> String {
    let db = Db::open(Household::options(&home.folder)).await.expect("it opens");
    let folder = tempfile::tempdir().unwrap();
    let (andy, monalisa) = (home.andy.clone(), home.monalisa.clone());
    let other = Household { folder, db, andy, monalisa };
    let everything = other.everything().await;
    other.db.close().await;
    everything
}
