//! The log over time (SE-8): what it holds apart, what is left after 30 days, and what a clock
//! that could not be believed does to both.
use pi_crm::{
    audit::{
        Action, Progress, SubjectKind,
        purge::UNDO_DAYS,
        read::{self, Filter, Told},
        undo,
    },
    clock::{DAY_S, built_at},
    contacts::{self, Field},
    error::Error,
    ids::Uid,
    jobs::schedule::{Task, carry_out},
    workspaces,
};

use crate::support::{Household, household::draft};

const PAST: i64 = UNDO_DAYS * DAY_S + 60;

async fn rename(home: &Household, contact: Uid, first_name: &'static str) -> Uid {
    home.write(&home.andy, Action::ContactEdited, move |tx| {
        let (scope, _) = contacts::open(tx, tx.actor, contact)?;
        contacts::edit(tx, &scope, contact, &[(Field::FirstName, first_name.into())])
    })
    .await
    .expect("saved")
    .change
    .expect("recorded")
}

async fn undone(home: &Household, change: Uid) -> Result<Uid, String> {
    match undo::undo(&home.db, home.andy.clone(), change).await {
        Ok(done) => Ok(done.change.expect("recorded")),
        Err(Error::Conflict(message)) => Err(message),
        Err(other) => panic!("{other:?}"),
    }
}

async fn newest(home: &Household) -> Told {
    let (db, andy) = (home.db.clone(), home.andy.user().unwrap());
    let read = move |conn: &_| read::page(conn, andy, &Filter::default(), db.columns());
    home.db.read(read).await.unwrap().entries.remove(0)
}

/// Adds this many contacts as one change of several parts.
async fn bulk(home: &Household, workspace: Uid, contacts: usize, parts: usize) -> Uid {
    let mut part = 0;
    home.db
        .write_in_parts(home.andy.clone(), Action::ContactCreated, move |tx| {
            let scope = workspaces::open(tx, tx.actor, workspace)?;
            for at in 0..contacts / parts {
                contacts::create(tx, &scope, &draft(&format!("Part{part} Row{at}")), None)?;
            }
            part += 1;
            Ok(if part == parts { Progress::Finished } else { Progress::More })
        })
        .await
        .unwrap()
        .change
        .unwrap()
}

async fn count(home: &Household, sql: &'static str) -> i64 {
    home.db.read(move |conn| Ok(conn.query_row(sql, [], |row| row.get(0))?)).await.unwrap()
}

/// The log itself is append-only, so nothing that may have to be erased may stand in it.
#[tokio::test]
async fn the_log_itself_names_nobody() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await;
    let rosa = home.contact(&home.andy, loans.uid, "Rosa Ibarra").await.value;
    rename(&home, rosa.uid, "Rosita").await;
    home.write(&home.andy, Action::UserChanged, |tx| {
        tx.about(pi_crm::audit::Subject::user(tx.actor.user()?, "Andrew"));
        tx.say("E-mail: andy@example.com → andrew@example.com");
        Ok(())
    })
    .await
    .unwrap();
    assert_eq!(newest(&home).await.entry.words.unwrap().split(' ').count(), 4);
    let log = home
        .db
        .read(|conn| {
            let mut statement = conn.prepare("SELECT * FROM audit_logs")?;
            let names: Vec<String> =
                statement.column_names().into_iter().map(str::to_owned).collect();
            assert_eq!(
                names.join(" "),
                "id uid at owner_id actor actor_id job action workspace_id ip request_id undoes_id",
                "does the new column hold anything of a person? It can never be erased."
            );
            let mut text = String::new();
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                for at in 0..names.len() {
                    let value: rusqlite::types::Value = row.get(at)?;
                    text.push_str(&format!("{value:?} "));
                }
            }
            Ok(text)
        })
        .await
        .unwrap();
    for name in ["Andy", "andy", "Andrew", "Monalisa", "Rosa", "Rosita", "Loan", "example.com"] {
        assert!(!log.contains(name), "{name} stands in the log: {log}");
    }
    let erase = "UPDATE audit_words SET words = ''; UPDATE audit_subjects SET label = '';";
    home.db.upkeep(move |conn| Ok(conn.execute_batch(erase)?)).await.unwrap();
}

#[tokio::test]
async fn bulk_work_is_told_by_name_before_and_after_its_thirty_days() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await;
    bulk(&home, loans.uid, 60, 3).await;
    let before = newest(&home).await;
    assert_eq!((before.about, before.subjects.len()), (60, 20));
    assert_eq!(before.whose.len(), before.differences.len());
    home.move_clock(PAST);
    carry_out(&home.db, Task::Changesets).await.unwrap();
    assert_eq!(count(&home, "SELECT count(changeset) FROM audit_details").await, 0);
    let after = newest(&home).await;
    assert!(!after.can_undo);
    assert_eq!(after.differences, before.differences);
    assert_eq!(after.whose, before.whose);
    for (difference, whose) in after.differences.iter().zip(&after.whose) {
        let (kind, _) = difference.about.expect("whose it is");
        assert_eq!(kind, SubjectKind::Contact);
        let part = difference.new.as_deref().expect("a new contact's");
        assert!(whose.contains(part), "{part} is not of {whose}");
    }
    // Each thing's own page tells its own part of it.
    let (kind, id) = after.differences[0].about.unwrap();
    let (db, andy) = (home.db.clone(), home.andy.user().unwrap());
    let own = home
        .db
        .read(move |conn| read::recent(conn, andy, (kind, id), db.columns(), 5))
        .await
        .unwrap();
    assert_eq!(own[0].differences.len(), 2);
    assert!(own[0].differences.iter().all(|it| it.about == Some((kind, id))));
}

#[tokio::test]
async fn an_undo_is_about_everything_that_it_took_back() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await;
    let made = bulk(&home, loans.uid, 60, 2).await;
    undone(&home, made).await.unwrap();
    assert_eq!(newest(&home).await.about, 60);
}

/// Its age is what counts, not how far the purge has come.
#[tokio::test]
async fn a_change_older_than_thirty_days_is_refused_before_the_purge_has_come() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await;
    let rosa = home.contact(&home.andy, loans.uid, "Rosa Ibarra").await.value;
    let change = rename(&home, rosa.uid, "Rosita").await;
    home.move_clock(PAST);
    let refused = undone(&home, change).await.unwrap_err();
    assert!(refused.contains("more than 30 days old"), "{refused}");
}

#[tokio::test]
async fn what_is_half_purged_is_not_half_undone() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await;
    let made = bulk(&home, loans.uid, 6, 3).await;
    let before = home.everything().await;
    let half = "UPDATE audit_details SET changeset = NULL, differences = '{\"told\":[],\"more\":0}'
                WHERE part = 0 AND audit_id = (SELECT max(id) FROM audit_logs)";
    home.db.upkeep(move |conn| Ok(conn.execute(half, [])?)).await.unwrap();
    assert!(!newest(&home).await.can_undo);
    let refused = undone(&home, made).await.unwrap_err();
    assert!(refused.contains("Nothing was changed"), "{refused}");
    assert_eq!(home.everything().await, before);
}

/// A Pi without a battery: what was changed in its 1970 has its 30 days from when it knows better.
#[tokio::test]
async fn a_change_by_an_implausible_clock_has_thirty_days_from_the_first_plausible_one() {
    let home = Household::new().await;
    let real = home.now();
    home.move_clock(-real + 100 * DAY_S);
    let loans = home.workspace(&home.andy, "Loan Factory").await;
    let rosa = home.contact(&home.andy, loans.uid, "Rosa Ibarra").await.value;
    let change = rename(&home, rosa.uid, "Rosita").await;
    home.move_clock(PAST);
    carry_out(&home.db, Task::Changesets).await.unwrap();
    let early = undone(&home, change).await.expect("no clock said that it is old");
    undone(&home, early).await.unwrap();
    home.move_clock(real - home.now());
    carry_out(&home.db, Task::Changesets).await.unwrap();
    home.move_clock(PAST - 120);
    carry_out(&home.db, Task::Changesets).await.unwrap();
    assert!(count(&home, "SELECT count(changeset) FROM audit_details").await > 0);
    home.move_clock(180);
    carry_out(&home.db, Task::Changesets).await.unwrap();
    assert_eq!(count(&home, "SELECT count(changeset) FROM audit_details").await, 0);
    assert!(undone(&home, change).await.is_err());
}

/// Later than the first release and still earlier than this build: not to be believed either.
#[tokio::test]
async fn a_clock_shortly_before_the_build_makes_nothing_old() {
    let home = Household::new().await;
    let real = home.now();
    home.move_clock(built_at() - 2 * PAST - real);
    let loans = home.workspace(&home.andy, "Loan Factory").await;
    let rosa = home.contact(&home.andy, loans.uid, "Rosa Ibarra").await.value;
    let change = rename(&home, rosa.uid, "Rosita").await;
    home.move_clock(real - home.now());
    carry_out(&home.db, Task::Changesets).await.unwrap();
    undone(&home, change).await.expect("its 30 days have only begun");
}

#[tokio::test]
async fn a_clock_that_ran_ahead_keeps_nothing_for_years() {
    let home = Household::new().await;
    home.move_clock(3650 * DAY_S);
    home.workspace(&home.andy, "Loan Factory").await;
    home.move_clock(-3650 * DAY_S);
    carry_out(&home.db, Task::Changesets).await.unwrap();
    home.move_clock(PAST);
    carry_out(&home.db, Task::Changesets).await.unwrap();
    assert_eq!(count(&home, "SELECT count(changeset) FROM audit_details").await, 0);
}

#[tokio::test]
async fn a_workspace_deleted_by_an_implausible_clock_is_purged_thirty_days_after_a_plausible_one() {
    let home = Household::new().await;
    let real = home.now();
    let loans = home.workspace(&home.andy, "Loan Factory").await;
    home.contact(&home.andy, loans.uid, "Rosa Ibarra").await;
    home.move_clock(-real + DAY_S);
    let delete = home.write(&home.andy, Action::WorkspaceDeleted, move |tx| {
        let scope = workspaces::open(tx, tx.actor, loans.uid)?;
        workspaces::delete(tx, &scope, "Loan Factory")
    });
    let change = delete.await.unwrap().change.unwrap();
    home.move_clock(real - home.now());
    carry_out(&home.db, Task::Workspaces).await.unwrap();
    let back = undone(&home, change).await.expect("it can still be taken back");
    undone(&home, back).await.unwrap();
    home.move_clock(PAST - 120);
    carry_out(&home.db, Task::Workspaces).await.unwrap();
    assert!(home.everything().await.contains("Loan Factory"), "too early");
    home.move_clock(180);
    carry_out(&home.db, Task::Workspaces).await.unwrap();
    assert_eq!(home.everything().await, "");
}

/// A request sent again right after the clock was set is still answered by the first.
#[tokio::test]
async fn an_answer_given_by_an_implausible_clock_is_not_forgotten_at_once() {
    let home = Household::new().await;
    let real = home.now();
    let create = || {
        let request = pi_crm::audit::RequestKey::new("one", b"Loan Factory").unwrap();
        home.db.write(home.andy.clone(), Action::WorkspaceCreated, move |tx| {
            workspaces::create(tx, "Loan Factory", Some(&request))
        })
    };
    home.move_clock(-real + DAY_S);
    let first = create().await.unwrap().value.uid;
    home.move_clock(real - home.now());
    carry_out(&home.db, Task::Accounts).await.unwrap();
    assert_eq!(create().await.unwrap().value.uid, first);
    home.move_clock(3 * DAY_S);
    carry_out(&home.db, Task::Accounts).await.unwrap();
    assert_eq!(count(&home, "SELECT count(*) FROM answered_once").await, 0);
}
