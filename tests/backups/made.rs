//! Making and listing them at the terminal.
use std::{fs, os::unix::fs::PermissionsExt};

use super::{backup, data, files, kept, lived_in, recovery_key};

#[tokio::test]
async fn a_backup_is_made_of_a_running_household_and_listed() {
    let home = lived_in().await;
    let (status, told, problem) = backup(&home, &["run", "--target", "this box"]);
    assert_eq!(status, 0, "{problem}");
    assert!(told.starts_with("This box: pi-crm-") && told.contains("read back"), "{told}");
    let [made] = &kept(&home)[..] else { panic!("{:?}", kept(&home)) };
    let name = made.file_name().unwrap().to_str().unwrap();
    assert!(told.contains(name), "{told}");

    let (status, listed, _) = backup(&home, &["list"]);
    assert_eq!(status, 0);
    for words in [name, "This box: folder on this box", "every night", "went well", "USB drive"] {
        assert!(listed.contains(words), "{words}: {listed}");
    }
}

#[tokio::test]
async fn nothing_of_it_is_ever_plain_on_the_disk() {
    let home = lived_in().await;
    assert_eq!(backup(&home, &["run", "--target", "This box"]).0, 0);
    let all = files(home.folder.path());
    assert!(all.len() > 4, "{all:?}");
    for file in all {
        let bytes = fs::read(&file).unwrap();
        for words in ["SQLite format 3", "Bergström"] {
            let is_there = bytes.windows(words.len()).any(|it| it == words.as_bytes());
            assert!(!is_there, "{words} stands in {}", file.display());
        }
    }
    assert!(!data(&home).join("scratch").exists(), "the trial copy is gone");
    for secret in [recovery_key(&home), kept(&home).remove(0)] {
        assert_eq!(fs::metadata(secret).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[tokio::test]
async fn a_target_that_fails_does_not_stop_the_others() {
    let home = lived_in().await;
    let (status, told, problem) = backup(&home, &["run"]);
    assert_eq!(status, 1);
    assert!(told.contains("This box: pi-crm-"), "{told}");
    assert!(problem.contains("USB drive: No drive is plugged in."), "{problem}");
    assert!(problem.contains("1 of 2 targets"), "{problem}");
    assert_eq!(kept(&home).len(), 1);
    let (_, listed, _) = backup(&home, &["list", "--target", "usb drive"]);
    assert!(listed.contains("the last one failed") && !listed.contains("This box"), "{listed}");
}

#[tokio::test]
async fn what_was_done_today_is_not_due_again() {
    let home = lived_in().await;
    let (_, told, _) = backup(&home, &["run", "--due"]);
    assert!(told.contains("This box: pi-crm-"), "{told}");
    // Once more, to restore it on trial; then there is nothing left to do.
    let (status, told, _) = backup(&home, &["run", "--due"]);
    assert_eq!(status, 0);
    assert!(told.contains("was restored on trial"), "{told}");
    let (status, told, _) = backup(&home, &["run", "--due"]);
    assert_eq!(status, 0);
    assert!(told.contains("Nothing is due."), "{told}");
    assert_eq!(kept(&home).len(), 1);
}

#[tokio::test]
async fn a_target_that_is_not_there_is_named_with_those_that_are() {
    let home = lived_in().await;
    let (status, _, problem) = backup(&home, &["run", "--target", "Attic"]);
    assert_eq!(status, 1);
    assert!(problem.contains("“Attic”; there are: This box, USB drive"), "{problem}");
}

#[tokio::test]
async fn what_a_power_cut_left_is_tidied_by_the_next_one() {
    let home = lived_in().await;
    assert_eq!(backup(&home, &["run", "--target", "This box"]).0, 0);
    let first = kept(&home).remove(0);
    let sql = "INSERT INTO backup_runs (target_id, kind, state, asked_on)
         VALUES (1, 'backup', 'running', 0)";
    home.db.upkeep(move |conn| Ok(conn.execute(sql, [])?)).await.unwrap();
    let name = first.file_name().unwrap().to_str().unwrap();
    let part = first.with_file_name(format!(".{name}.part"));
    fs::write(&part, "half").unwrap();
    let scratch = data(&home).join("scratch");
    fs::create_dir(&scratch).unwrap();
    fs::write(scratch.join("x.db"), "half").unwrap();

    let (status, told, problem) = backup(&home, &["run", "--target", "This box"]);
    assert_eq!((status, told.contains("read back")), (0, true), "{problem}");
    assert!(!part.exists() && !scratch.exists());
    let sql = "SELECT count(*) FROM backup_runs WHERE state = 'failed' AND said LIKE '%stopped%'";
    let told = home.db.read(move |conn| Ok(conn.query_row(sql, [], |row| row.get::<_, i64>(0))?));
    assert_eq!(told.await.unwrap(), 1);
}
