//! The undo of a large import goes part by part: it is one entry in the log all the same, whole or
//! not at all, and taken back as one.
use std::fs;

use pi_crm::{
    audit::{
        Action,
        read::{self, Filter},
        undo::{
            self, Undone,
            long::{self, State},
        },
    },
    contacts::{self, Field},
    error::Error,
    ids::Uid,
    jobs::{
        Undos,
        worker::{Step, Work},
    },
    transfer::import::{self, Import, Policy},
};

use super::Desk;

async fn large(desk: &Desk, lines: usize) -> Import {
    let lines: String =
        (0..lines).map(|at| format!("Person{at:05},p{at}@example.com,Hot,{at}\n")).collect();
    let file = format!("First name,E-mail,Tags,Shoe size\n{lines}");
    let import = desk.upload("many.csv", file.as_bytes()).await;
    desk.set_out(import, false, |plan| plan.policy = Policy::Create).await;
    desk.work().await;
    desk.find(import).await
}

async fn undone(desk: &Desk, change: Uid) -> Result<Undone, Error> {
    let done = undo::undo(&desk.home.db, desk.home.andy.clone(), change).await;
    done.map(|done| done.value)
}

async fn state(desk: &Desk, change: Uid) -> State {
    let andy = desk.home.andy.user().unwrap();
    let found = desk.home.db.read(move |conn| long::progress(conn, andy, change)).await;
    found.unwrap().state
}

/// A worker that is new each time has everything from the database.
async fn step(desk: &Desk) -> Step {
    Undos(desk.home.db.clone()).step().await.unwrap()
}

async fn finish(desk: &Desk) -> usize {
    let mut steps = 0;
    while step(desk).await == Step::More {
        steps += 1;
    }
    steps
}

#[tokio::test]
async fn a_large_import_is_taken_back_and_brought_back_in_parts() {
    let desk = Desk::new().await;
    let before = desk.home.everything().await;
    let import = large(&desk, 4_000).await;
    let with = desk.home.everything().await;
    assert_eq!(state(&desk, import.change).await, State::Standing);
    assert!(undone(&desk, import.change).await.unwrap().is_under_way);
    assert_eq!(desk.home.everything().await, with, "the worker does it");
    assert!(undone(&desk, import.change).await.unwrap().is_under_way, "pressed twice");
    step(&desk).await;
    assert_eq!(state(&desk, import.change).await, State::Running);
    assert_ne!(desk.home.everything().await, with);
    let steps = finish(&desk).await;
    assert!(steps > 4, "{steps} steps");
    assert_eq!(desk.home.everything().await, before);
    let State::Done(back) = state(&desk, import.change).await else { panic!("not done") };
    assert!(undone(&desk, import.change).await.is_err(), "undone already");

    assert!(undone(&desk, back).await.unwrap().is_under_way);
    step(&desk).await;
    let State::Running = state(&desk, back).await else { panic!("not under way") };
    finish(&desk).await;
    assert_eq!(desk.home.everything().await, with, "brought back");
}

#[tokio::test]
async fn an_undo_that_is_under_way_cannot_be_undone() {
    let desk = Desk::new().await;
    let import = large(&desk, 4_000).await;
    undone(&desk, import.change).await.unwrap();
    step(&desk).await;
    let andy = desk.home.andy.user().unwrap();
    let db = desk.home.db.clone();
    let back = desk.home.db.read(move |conn| {
        let filter = Filter { action: Some(Action::Undone), ..Filter::default() };
        Ok(read::page(conn, andy, &filter, db.columns())?.entries.remove(0))
    });
    let back = back.await.unwrap();
    assert!(!back.can_undo, "no button");
    let refused = undone(&desk, back.entry.uid).await.unwrap_err().to_string();
    assert!(refused.contains("still under way"), "{refused}");
    finish(&desk).await;
    assert!(undone(&desk, back.entry.uid).await.unwrap().is_under_way);
}

#[tokio::test]
async fn what_was_changed_since_stops_it_and_all_of_it_is_given_back() {
    let desk = Desk::new().await;
    let import = large(&desk, 4_000).await;
    // In the part that came in first, and is taken back last.
    let first = desk.home.db.read(|conn| {
        let sql = "SELECT uid FROM base_contacts ORDER BY id LIMIT 1";
        Ok(conn.query_row(sql, [], |row| row.get::<_, Uid>(0))?)
    });
    let first = first.await.unwrap();
    let edited = desk.home.write(&desk.home.andy, Action::ContactEdited, move |tx| {
        let (scope, _) = contacts::open(tx, tx.actor, first)?;
        let edit = (Field::Company, "Tide & Sand".to_owned());
        contacts::edit(tx, &scope, first, &[edit]).map(drop)
    });
    let edited = edited.await.unwrap().change.unwrap();
    let with = desk.home.everything().await;
    undone(&desk, import.change).await.unwrap();
    finish(&desk).await;
    assert_eq!(desk.home.everything().await, with, "nothing was changed");
    let State::Refused(said) = state(&desk, import.change).await else { panic!("not refused") };
    assert!(said.contains("edited the contact Person00000"), "{said}");
    // That one undone, it can be tried again.
    undone(&desk, edited).await.unwrap();
    assert!(undone(&desk, import.change).await.unwrap().is_under_way);
    finish(&desk).await;
    assert!(matches!(state(&desk, import.change).await, State::Done(_)));
    assert!(desk.contacts().await.is_empty());
}

#[tokio::test]
async fn of_an_import_that_is_undone_under_way_nothing_more_comes_in() {
    let desk = Desk::new().await;
    let before = desk.home.everything().await;
    let lines: String = (0..2_000).map(|at| format!("P{at},p{at}@example.com\n")).collect();
    let import = desk.upload("many.csv", format!("Name,E-mail\n{lines}").as_bytes()).await;
    desk.set_out(import, false, |_| {}).await;
    let importer = desk.importer();
    importer.step().await.unwrap();
    undone(&desk, desk.find(import).await.change).await.unwrap();
    finish(&desk).await;
    while importer.step().await.unwrap() == Step::More {}
    let found = desk.find(import).await;
    assert_eq!(found.state, import::State::Failed);
    assert!(found.said.is_some_and(|said| said.contains("It was undone")));
    assert_eq!(desk.home.everything().await, before);
}

/// In kilobytes; `most` since it was last forgotten.
fn memory(name: &str) -> i64 {
    let status = fs::read_to_string("/proc/self/status").expect("a status");
    let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("a figure");
    line.trim_start_matches(':').trim().trim_end_matches(" kB").parse().expect("a number")
}

#[tokio::test]
#[ignore = "measures; run by itself: cargo test --test all undo_of_20 -- --ignored --nocapture"]
async fn the_undo_of_20_000_lines_needs_little_memory() {
    let desk = Desk::new().await;
    let import = large(&desk, 20_000).await;
    fs::write("/proc/self/clear_refs", "5").expect("the most is forgotten");
    let before = memory("VmRSS");
    let begun = std::time::Instant::now();
    undone(&desk, import.change).await.unwrap();
    let steps = finish(&desk).await;
    let grown = (memory("VmHWM") - before) / 1024;
    println!("{steps} steps, {grown} MiB more at most, {:.1} s", begun.elapsed().as_secs_f64());
    assert!(desk.contacts().await.is_empty());
    assert!(grown < 30, "{grown} MiB");
}
