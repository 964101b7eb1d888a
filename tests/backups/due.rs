//! When what is due, and when somebody is told; by a clock that is moved.
use std::sync::{Arc, Mutex};

use pi_crm::{
    backups::{
        self, Home, What,
        carry_out::{self, carry_out, tidy},
        due::{self, Notifier},
        progress::Progress,
        trouble::Trouble,
    },
    clock::{DAY_S, HOUR_S, MINUTE_S},
};

use super::{data, kept, lived_in};
use crate::{support::Household, transfer::Desk};

fn places(home: &Household) -> Home {
    Home::new(&data(home), &Household::options(&home.folder).key_file)
}

/// Does all that is due; answers with what that was.
async fn done(home: &Household) -> Vec<(String, What)> {
    let (now, places) = (home.now(), places(home));
    let seeded = places.clone();
    let due = home.db.upkeep(move |conn| {
        backups::seed(conn, &seeded, now)?;
        due::ask_for_due(conn, now, &|it| it.is_there(&seeded))
    });
    let mut names = Vec::new();
    for (run, target, what) in due.await.unwrap() {
        let progress = Progress::default();
        let told = carry_out(&home.db, &places, (run, &target), what, &progress).await.unwrap();
        assert!(told.is_ok() || target.name == "USB drive", "{what:?}: {told:?}");
        names.push((target.name, what));
    }
    names
}

fn own(what: What) -> (String, What) {
    ("This box".to_owned(), what)
}

#[tokio::test]
async fn every_night_once_and_every_week_a_trial() {
    let home = lived_in().await;
    assert_eq!(done(&home).await, [own(What::Backup)], "nobody has a drive, which is no failure");
    assert_eq!(done(&home).await, [own(What::Proof)]);
    assert!(done(&home).await.is_empty());
    home.move_clock(DAY_S);
    assert_eq!(done(&home).await, [own(What::Backup)]);
    assert!(done(&home).await.is_empty());
    for _ in 0..6 {
        home.move_clock(DAY_S);
        assert_eq!(done(&home).await[0], own(What::Backup));
    }
    assert_eq!(done(&home).await, [own(What::Proof)]);
    assert_eq!(kept(&home).len(), 8);
}

#[tokio::test]
async fn a_clock_in_1970_makes_no_backup_and_loses_none() {
    let home = lived_in().await;
    done(&home).await;
    home.move_clock(1_000 - home.now());
    let (now, places) = (home.now(), places(&home));
    let target = home.db.read(|conn| backups::named(conn, "This box")).await.unwrap();
    let id = target.id;
    let run = home.db.upkeep(move |conn| backups::ask(conn, id, What::Backup, now)).await.unwrap();
    let progress = Progress::default();
    let told = carry_out(&home.db, &places, (run, &target), What::Backup, &progress).await.unwrap();
    assert!(matches!(told, Err(Trouble::Clock)), "{told:?}");
    assert_eq!(kept(&home).len(), 1);
}

#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<String>>>);

impl Notifier for Told {
    fn notify(&self, title: &str, text: &str) {
        self.0.lock().unwrap().push(format!("{title}: {text}"));
    }
}

#[tokio::test]
async fn after_two_days_without_one_somebody_is_told_once_a_day() {
    let home = lived_in().await;
    let told = Told::default();
    let tell = || {
        let (now, notifier) = (home.now(), told.clone());
        home.db.upkeep(move |conn| due::tell_if_overdue(conn, now, &notifier))
    };
    done(&home).await;
    assert!(!tell().await.unwrap());
    home.move_clock(49 * HOUR_S);
    assert!(tell().await.unwrap());
    assert!(!tell().await.unwrap(), "not twice in a day");
    home.move_clock(DAY_S);
    assert!(tell().await.unwrap());
    done(&home).await;
    assert!(!tell().await.unwrap());
    let told = told.0.lock().unwrap();
    assert_eq!(told.len(), 2);
    assert!(told[1].contains("made 3 days ago"), "{told:?}");
}

#[tokio::test]
async fn after_much_was_changed_at_once_nobody_waits_for_the_night() {
    let desk = Desk::new().await;
    let home = &desk.home;
    done(home).await;
    done(home).await;
    let lines: String = (0..600).map(|nth| format!("Guest {nth},G\n")).collect();
    let file = format!("First name,Last name\n{lines}");
    desk.bring_in("guests.csv", file.as_bytes(), |_| {}).await;
    assert!(done(home).await.is_empty(), "more may come");
    home.move_clock(11 * MINUTE_S);
    assert_eq!(done(home).await, [own(What::Backup)]);
    home.move_clock(11 * MINUTE_S);
    assert!(done(home).await.is_empty(), "once");
    home.contact(&home.andy, desk.workspace, "One More").await;
    home.move_clock(11 * MINUTE_S);
    assert!(done(home).await.is_empty(), "one alone can wait");
}

#[tokio::test]
async fn what_the_power_cut_short_is_begun_anew_once() {
    let home = lived_in().await;
    done(&home).await;
    let (now, target) = (home.now(), home.db.read(|conn| backups::named(conn, "This box")).await);
    let id = target.unwrap().id;
    home.db.upkeep(move |conn| backups::ask(conn, id, What::Backup, now)).await.unwrap();
    let scratch = data(&home).join("scratch");
    let unfinished = home.folder.path().join("keys/database.key.restored.4294967295.new");
    for is_begun_anew in [true, false] {
        let cut = "UPDATE backup_runs SET state = 'running' WHERE state = 'asked'";
        assert_eq!(home.db.upkeep(|conn| Ok(conn.execute(cut, [])?)).await.unwrap(), 1);
        std::fs::create_dir_all(&scratch).unwrap();
        std::fs::write(&unfinished, "half a key").unwrap();
        tidy(&home.db, &places(&home)).await.unwrap();
        let next = carry_out::next(&home.db).await.unwrap();
        assert_eq!(next.is_some(), is_begun_anew, "what is cut short each time may be the cause");
        assert!(!scratch.exists() && !unfinished.exists(), "left behind");
    }
    let status = home.db.read(backups::statuses).await.unwrap().swap_remove(0);
    assert!(status.at_work.is_none());
    assert!(status.last.unwrap().said.unwrap().contains("stopped before it was done"));
}
