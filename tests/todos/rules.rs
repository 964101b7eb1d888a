//! The verbs, their undo, and the edges of a day.
use pi_crm::{
    audit::{Action, undo},
    contacts,
    error::Error,
    todos::{self, Draft, MOST_OPEN, Snooze},
    workspaces,
};

use super::{about, agenda, lives_in};
use crate::{lists::logged, support::Household};

/// 2026-11-21 at 09:59:30 UTC: half a minute before midnight in Honolulu.
const BEFORE_MIDNIGHT: i64 = 1_795_255_170;

fn set_clock(home: &Household, now: i64) {
    home.move_clock(now - home.now());
}

#[tokio::test]
async fn today_is_the_persons_own() {
    let home = Household::new().await;
    lives_in(&home, &home.andy, "Pacific/Honolulu").await;
    lives_in(&home, &home.monalisa, "Europe/Berlin").await;
    set_clock(&home, BEFORE_MIDNIGHT);
    for person in [&home.andy, &home.monalisa] {
        home.todo(person, "Call", "2026-11-20").await;
        home.todo(person, "Write", "2026-11-21").await;
    }
    assert_eq!(agenda(&home, &home.andy).await, ["Today: Call", "Upcoming: Write"]);
    assert_eq!(agenda(&home, &home.monalisa).await, ["Overdue: Call", "Today: Write"]);
    home.move_clock(60);
    assert_eq!(agenda(&home, &home.andy).await, ["Overdue: Call", "Today: Write"]);
}

#[tokio::test]
async fn tomorrow_is_understood_where_the_person_is() {
    let home = Household::new().await;
    lives_in(&home, &home.andy, "Pacific/Honolulu").await;
    set_clock(&home, BEFORE_MIDNIGHT);
    let todo = home.todo(&home.andy, "Call Ana tomorrow at 9am", "").await;
    assert_eq!(todo.title, "Call Ana");
    let due = todo.due.expect("understood");
    assert_eq!(due.day.to_string(), "2026-11-21");
    assert_eq!(due.time.map(|it| it.hour()), Some(9));
    // Whoever gives a day means the words as they stand.
    let told = home.todo(&home.andy, "Plan for tomorrow", "2026-12-01").await;
    assert_eq!(told.title, "Plan for tomorrow");
}

#[tokio::test]
async fn everything_is_undone_to_the_row() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await;
    let rosa = home.contact(&home.andy, loans.uid, "Rosa Ibarra").await.value.uid;
    let uid = about(&home, &home.andy, rosa, "Send rates").await.uid;
    let before = home.everything().await;
    let draft = Draft { title: "Other".into(), note: "N".into(), ..Draft::default() };
    let edited = home.write(&home.andy, Action::TodoEdited, move |tx| todos::edit(tx, uid, &draft));
    let edited = edited.await.unwrap().change.expect("recorded");
    undo::undo(&home.db, home.andy.clone(), edited).await.unwrap();
    assert_eq!(home.everything().await, before);
    let finished = home.write(&home.andy, Action::TodoDone, move |tx| todos::finish(tx, uid));
    let finished = finished.await.unwrap().change.expect("recorded");
    assert_eq!(logged(&home, rosa).await[0].summary(), "Todo done: Send rates");
    undo::undo(&home.db, home.andy.clone(), finished).await.unwrap();
    assert_eq!(home.everything().await, before, "the tick and its line in the log");
    let put_off = home
        .write(&home.andy, Action::TodoSnoozed, move |tx| todos::snooze(tx, uid, Snooze::Tomorrow));
    let put_off = put_off.await.unwrap().change.expect("recorded");
    undo::undo(&home.db, home.andy.clone(), put_off).await.unwrap();
    let deleted = home.write(&home.andy, Action::TodoDeleted, move |tx| todos::delete(tx, uid));
    let deleted = deleted.await.unwrap().change.expect("recorded");
    undo::undo(&home.db, home.andy.clone(), deleted).await.unwrap();
    assert_eq!(home.everything().await, before);
}

#[tokio::test]
async fn a_contact_takes_its_todos_along_and_brings_them_back() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await;
    let rosa = home.contact(&home.andy, loans.uid, "Rosa Ibarra").await.value.uid;
    about(&home, &home.andy, rosa, "Send rates").await;
    home.todo(&home.andy, "Buy paper", "").await;
    let before = home.everything().await;
    let deleted = home
        .write(&home.andy, Action::ContactDeleted, move |tx| {
            let (scope, _) = contacts::open(tx, tx.actor, rosa)?;
            contacts::delete(tx, &scope, rosa)
        })
        .await
        .unwrap();
    assert_eq!(agenda(&home, &home.andy).await, ["Without a date: Buy paper"]);
    undo::undo(&home.db, home.andy.clone(), deleted.change.unwrap()).await.unwrap();
    assert_eq!(home.everything().await, before);
}

#[tokio::test]
async fn a_deleted_workspace_hides_its_todos() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let draft = Draft { title: "File".into(), workspace: Some(loans), ..Draft::default() };
    let added = home.write(&home.andy, Action::TodoAdded, move |tx| todos::add(tx, &draft, None));
    let uid = added.await.unwrap().value.uid;
    home.write(&home.andy, Action::WorkspaceDeleted, move |tx| {
        let scope = workspaces::open(tx, tx.actor, loans)?;
        workspaces::delete(tx, &scope, "Loan Factory")
    })
    .await
    .unwrap();
    assert!(agenda(&home, &home.andy).await.is_empty());
    let found = home.write(&home.andy, Action::TodoDone, move |tx| todos::finish(tx, uid)).await;
    assert!(matches!(found, Err(Error::NotFound("todo"))), "{found:?}");
}

#[tokio::test]
async fn what_is_somebody_elses_is_not_there() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    let uid = about(&home, &home.andy, rosa, "Send rates").await.uid;
    let before = home.everything().await;
    let deleted = home.write(&home.monalisa, Action::TodoDeleted, move |tx| todos::delete(tx, uid));
    assert!(matches!(deleted.await, Err(Error::NotFound("todo"))));
    for draft in [
        Draft { title: "x".into(), contact: Some(rosa), ..Draft::default() },
        Draft { title: "x".into(), workspace: Some(loans), ..Draft::default() },
    ] {
        let added =
            home.write(&home.monalisa, Action::TodoAdded, move |tx| todos::add(tx, &draft, None));
        assert!(matches!(added.await, Err(Error::NotFound(_))));
    }
    assert!(agenda(&home, &home.monalisa).await.is_empty());
    assert_eq!(home.everything().await, before);
}

#[tokio::test]
async fn there_is_a_most_that_can_be_open() {
    let home = Household::new().await;
    let add_all = move |tx: &pi_crm::audit::Tx<'_>| {
        for at in 0..MOST_OPEN {
            todos::add(tx, &Draft { title: format!("T{at}"), ..Draft::default() }, None)?;
        }
        Ok(())
    };
    home.write(&home.andy, Action::TodoAdded, add_all).await.unwrap();
    let draft = Draft { title: "One more".into(), ..Draft::default() };
    let refused =
        home.write(&home.andy, Action::TodoAdded, move |tx| todos::add(tx, &draft, None)).await;
    assert!(matches!(refused, Err(Error::Invalid(it)) if it.contains_key("title")));
}

#[tokio::test]
async fn putting_off_is_for_what_is_open_and_for_days_to_come() {
    let home = Household::new().await;
    set_clock(&home, BEFORE_MIDNIGHT);
    let uid = home.todo(&home.andy, "Call", "2026-11-10").await.uid;
    let day = "2026-11-21".parse().unwrap();
    let today = home.write(&home.andy, Action::TodoSnoozed, move |tx| {
        todos::snooze(tx, uid, Snooze::Until(day))
    });
    assert!(matches!(today.await, Err(Error::Invalid(_))));
    home.write(&home.andy, Action::TodoSnoozed, move |tx| todos::snooze(tx, uid, Snooze::NextWeek))
        .await
        .unwrap();
    assert_eq!(agenda(&home, &home.andy).await, ["Upcoming: Call"]);
    home.move_clock(3 * 24 * 60 * 60);
    assert_eq!(agenda(&home, &home.andy).await, ["Overdue: Call"], "Monday has passed");
    home.write(&home.andy, Action::TodoDone, move |tx| todos::finish(tx, uid)).await.unwrap();
    let done = home
        .write(&home.andy, Action::TodoSnoozed, move |tx| todos::snooze(tx, uid, Snooze::Tomorrow));
    assert!(matches!(done.await, Err(Error::Conflict(_))));
}
