//! Places as real ones are: a drive that is mounted, a full one, one that can only be read. Each is
//! mounted where only the test sees it; where that is not allowed, nothing is tested.
use std::{path::PathBuf, process::Command};

use pi_crm::{
    audit::{Action, Subject},
    backups::{self, Draft},
    ids::HouseholdId,
};

use super::{kept, lived_in};
use crate::support::Household;

/// Runs `script` with a small file system mounted at $PLACE, and `pi-crm backup` as $BACKUP.
fn mounted(home: &Household, options: &str, script: &str) -> Option<(i32, String)> {
    let unshare = || {
        let mut command = Command::new("unshare");
        command.args(["-rm", "sh", "-euc"]).env("PLACE", place(home)).env("OPTIONS", options);
        command
    };
    let mount = "mount -t tmpfs -o \"$OPTIONS\" tmpfs \"$PLACE\"";
    if !unshare().arg(mount).status().is_ok_and(|it| it.success()) {
        eprintln!("nothing can be mounted here, so this is not tested");
        return None;
    }
    let paths = Household::options(&home.folder);
    let program = format!(
        "{} --data-dir {} --key-file {} backup",
        env!("CARGO_BIN_EXE_pi-crm"),
        paths.path.parent().unwrap().display(),
        paths.key_file.display()
    );
    let whole = format!("{mount}\n{script}");
    let done = unshare().arg(whole).env("BACKUP", program).output().expect("it runs");
    let told = [done.stdout, done.stderr].concat();
    Some((done.status.code().unwrap(), String::from_utf8(told).unwrap()))
}

fn place(home: &Household) -> PathBuf {
    home.folder.path().join("place")
}

async fn with_target(kind: &'static str) -> Household {
    let home = lived_in().await;
    std::fs::create_dir(place(&home)).unwrap();
    let draft = Draft {
        kind: kind.into(),
        name: "Other".into(),
        place: place(&home).display().to_string(),
        schedule: "nightly".into(),
        keep_days: "7".into(),
        ..Draft::default()
    };
    let key = home.db.seal_key();
    home.write(&home.andy, Action::BackupsChanged, move |tx| {
        tx.about(Subject::household(HouseholdId::THIS, "the household"));
        tx.say("for a test");
        backups::add(tx, &key, &draft)
    })
    .await
    .unwrap();
    home
}

#[tokio::test]
async fn a_drive_is_used_once_something_is_mounted_there() {
    let home = with_target("usb").await;
    let script = "$BACKUP run --target Other; ls \"$PLACE/pi-crm-backups\"; $BACKUP list";
    let Some((status, told)) = mounted(&home, "size=20m", script) else { return };
    assert_eq!(status, 0, "{told}");
    assert_eq!(told.matches(".tar.zst.age").count(), 3, "told, there, listed: {told}");
    assert!(std::fs::read_dir(place(&home)).unwrap().next().is_none(), "not beside the drive");
}

#[tokio::test]
async fn a_full_target_is_told_with_figures_and_the_others_are_served() {
    let home = with_target("share").await;
    let script = "$BACKUP run --target Other || true; ls -A \"$PLACE\"; $BACKUP run";
    let Some((status, told)) = mounted(&home, "size=32k", script) else { return };
    assert_eq!(status, 1, "{told}");
    assert!(told.contains("Other: There is too little room: ") && told.contains(" are free"));
    assert!(!told.contains(".part"), "{told}");
    drop(told);
    let Some((_, told)) = mounted(&home, "size=32k", "$BACKUP list") else { return };
    assert!(told.contains("the last one failed"), "{told}");
}

#[tokio::test]
async fn a_share_that_can_only_be_read_is_told() {
    let home = with_target("share").await;
    let script = "mount -o remount,ro \"$PLACE\"; $BACKUP run --target Other";
    let Some((status, told)) = mounted(&home, "size=20m", script) else { return };
    assert_eq!(status, 1, "{told}");
    assert!(told.contains("can only be read"), "{told}");
}

#[tokio::test]
async fn older_ones_go_once_the_new_one_is_proven() {
    let home = with_target("folder").await;
    let folder = place(&home);
    let whose = backups::identity(&home.db).await.unwrap();
    let name = |day: i64| {
        let made_on = home.now() - day * 86_400;
        folder.join(backups::places::Name::new(&whose, made_on).to_string())
    };
    for day in 30..45 {
        std::fs::write(name(day), "old").unwrap();
    }
    std::fs::write(folder.join("holiday.jpg"), "theirs").unwrap();
    let (status, _, problem) = super::backup(&home, &["run", "--target", "other"]);
    assert_eq!(status, 0, "{problem}");
    let left = super::backups_in(&folder);
    assert_eq!(left.len(), 7, "the new one and the newest six days: {left:?}");
    assert!(left.iter().any(|it| *it == name(30)) && !left.iter().any(|it| *it == name(44)));
    assert!(folder.join("holiday.jpg").exists());
    assert!(kept(&home).is_empty(), "only the one that was asked for");
}
