//! Kept at the terminal: with a passphrase, with another one, without; and what backups bring back.
use std::fs;

use pi_crm::{
    backups::{Home, restore::swap},
    db::{Db, wrapped::Wrapped},
};

use super::{OTHERS, WORDS, file, is_wrapped, key_file, protected, text};
use crate::{
    by_hand::{by_hand, by_hand_with},
    support::Household,
};

#[tokio::test]
async fn a_passphrase_is_set_changed_and_removed_and_the_recovery_key_with_it() {
    let home = Household::new().await;
    let (status, _, problem) = by_hand(&home, &["backup", "run", "--target", "This box"]);
    assert_eq!(status, 0, "{problem}");
    let (plain, recovery) = (text(&home, "database.key"), text(&home, "recovery.key"));
    assert!(recovery.contains("AGE-SECRET-KEY-1"));

    let (status, said, problem) = key_file(&home, "protect", &[WORDS]);
    assert_eq!(status, 0, "{problem}");
    assert!(said.contains("recovery sheet") && !said.contains(WORDS), "{said}");
    let (wrapped, sealed) = (text(&home, "database.key"), text(&home, "recovery.key"));
    assert!(is_wrapped(&home) && !wrapped.contains(plain.trim()));
    assert!(sealed.contains("sealed: ") && !sealed.contains("AGE-SECRET-KEY"), "{sealed}");
    assert!(key_file(&home, "show", &[]).1.contains("wrapped by a passphrase"));

    let (status, _, problem) = key_file(&home, "change-passphrase", &["wrong", OTHERS]);
    assert_eq!((status, problem.contains("this is not the passphrase")), (1, true), "{problem}");
    assert_eq!(text(&home, "database.key"), wrapped, "nothing was changed");
    let (status, _, problem) = key_file(&home, "change-passphrase", &[WORDS, OTHERS]);
    assert_eq!(status, 0, "{problem}");
    let changed = Wrapped::parse(&text(&home, "database.key")).unwrap();
    assert!(changed.open(WORDS).is_none());
    assert_eq!(changed.open(OTHERS).unwrap().file_text().as_str(), plain);

    let (status, _, problem) = key_file(&home, "unprotect", &[OTHERS]);
    assert_eq!(status, 0, "{problem}");
    assert_eq!((text(&home, "database.key"), text(&home, "recovery.key")), (plain, recovery));
}

#[tokio::test]
async fn a_passphrase_that_is_none_is_refused_and_nothing_changes() {
    let home = Household::new().await;
    let plain = text(&home, "database.key");
    for (typed, says) in [
        (&[][..], "no password came in"),
        (&[""], "no password came in"),
        (&["too short"], "at least 14 characters"),
        (&["aaaaaaaaaaaaaaaaaaa"], "Repeating"),
    ] {
        let (status, _, problem) = key_file(&home, "protect", typed);
        assert_eq!((status, problem.contains(says)), (1, true), "{typed:?}: {problem}");
    }
    assert_eq!(text(&home, "database.key"), plain);
    let (status, _, problem) = key_file(&home, "protect", &[WORDS]);
    assert_eq!(status, 0, "{problem}");
    let (status, _, problem) = key_file(&home, "protect", &[WORDS]);
    assert_eq!((status, problem.contains("a passphrase already")), (1, true), "{problem}");
}

/// A copy that a restore left beside it would open what was set aside.
#[tokio::test]
async fn plain_copies_of_keys_beside_it_are_wrapped_along() {
    let home = Household::new().await;
    let aside = file(&home, "database.key.2026-11-18T021506Z");
    fs::write(&aside, format!("{}\n", "ab".repeat(32))).unwrap();
    let (status, _, problem) = key_file(&home, "protect", &[WORDS]);
    assert_eq!(status, 0, "{problem}");
    let wrapped = Wrapped::parse(&fs::read_to_string(&aside).unwrap()).unwrap();
    assert_eq!(wrapped.open(WORDS).unwrap().file_text().trim(), "ab".repeat(32));
}

/// A backup of a box with a passphrase, on a new box: as it was, or without where it is forgotten.
#[tokio::test]
async fn what_is_restored_has_the_passphrase_it_had_or_none() {
    let (home, recovery) = backed_up_with_a_passphrase().await;
    let made = fs::read_dir(home.folder.path().join("data/backups")).unwrap();
    let newest = made.map(|it| it.unwrap().path()).max().unwrap();
    for (flag, is_locked) in [(None, true), (Some("--without-passphrase"), false)] {
        let new = Household::empty().await;
        new.db.close().await;
        let words = ["restore", newest.to_str().unwrap(), "--recovery-key", "-"];
        let words = words.into_iter().chain(flag).collect::<Vec<_>>();
        let (status, said, problem) = by_hand_with(&new, &words, &recovery);
        assert_eq!(status, 0, "{problem}");
        let says = if is_locked { "the passphrase that it had then" } else { "No passphrase" };
        assert!(said.contains(says), "{said}");
        let options = Household::options(&new.folder);
        let places = Home::new(options.path.parent().unwrap(), &options.key_file);
        assert!(swap::swap(&places).unwrap().is_some());
        assert_eq!(is_wrapped(&new), is_locked);
        let is_sealed = !text(&new, "recovery.key").contains("AGE-SECRET-KEY");
        assert_eq!(is_sealed, is_locked, "the recovery key is kept as the other one is");
        let db = match is_locked {
            true => {
                let wrapped = Wrapped::parse(&text(&new, "database.key")).unwrap();
                Db::open_with(options, wrapped.open(WORDS).unwrap()).await.unwrap()
            }
            false => Db::open(options).await.unwrap(),
        };
        let count = db.read(|conn| {
            Ok(conn
                .query_row("SELECT count(*) FROM base_contacts", [], |row| row.get::<_, i64>(0))?)
        });
        assert_eq!(count.await.unwrap(), 1);
        db.close().await;
    }
}

/// What is locked cannot be told from another household's, and is never set aside unasked.
#[tokio::test]
async fn a_locked_box_is_not_set_aside_unasked() {
    let (home, recovery) = backed_up_with_a_passphrase().await;
    let made = fs::read_dir(home.folder.path().join("data/backups")).unwrap();
    let newest = made.map(|it| it.unwrap().path()).max().unwrap();
    let words = ["restore", newest.to_str().unwrap(), "--recovery-key", "-"];
    let (status, _, problem) = by_hand_with(&home, &words, &recovery);
    assert_eq!((status, problem.contains("--other-household")), (1, true), "{problem}");
    let own = by_hand(&home, &words[..2]);
    assert_eq!((own.0, own.2.contains("locked by a passphrase")), (1, true), "{}", own.2);
}

/// With the backup that the running server made, and the recovery key of the sheet.
async fn backed_up_with_a_passphrase() -> (Household, String) {
    let home = protected().await;
    let wrapped = Wrapped::parse(&text(&home, "database.key")).unwrap();
    let options = Household::options(&home.folder);
    let places = Home::new(options.path.parent().unwrap(), &options.key_file);
    let places = places.with_key(wrapped.open(WORDS).unwrap());
    let recovery = pi_crm::backups::recovery::RecoveryKey::load(&places).unwrap().unwrap();
    let server = super::Running::on(&home);
    let andy = server.andy(&home).await;
    let visitor = super::at_the_lock(&server.nobody(&home), "/").await;
    assert_eq!(visitor.post("/unlock", &[("passphrase", WORDS)]).await.status, 303);
    let count = || fs::read_dir(home.folder.path().join("data/backups")).unwrap().count();
    let before = count();
    andy.post("/household/backups/run", &[]).await;
    super::once(|| count() > before).await;
    // Until it was read back it has another name.
    super::once(|| {
        let mut all = fs::read_dir(home.folder.path().join("data/backups")).unwrap();
        all.all(|it| it.unwrap().path().extension().is_some_and(|it| it == "age"))
    })
    .await;
    drop(server);
    (home, recovery.reveal())
}
