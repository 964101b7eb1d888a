//! Undo and audit (CT-18, SE-8): the rules of the design, each with a test that fails without it.
use pi_crm::{
    actor::{Actor, Who},
    audit::{
        Action, EXEMPT, Progress, RECORDED, Subject,
        purge::{self, UNDO_DAYS},
        read::{self, Filter},
        undo,
    },
    clock::DAY_S,
    contacts::{self, Field},
    error::Error,
    ids::{ContactId, KeyId, Uid},
    jobs::schedule::{Task, carry_out},
    workspaces::{self, HIDDEN_DAYS},
};

use crate::support::{Household, household::draft};

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

async fn undone(home: &Household, change: Uid) -> Result<Uid, Error> {
    undo::undo(&home.db, home.andy.clone(), change).await.map(|done| done.change.expect("recorded"))
}

fn refusal<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    match result {
        Err(Error::Conflict(message)) => message,
        other => panic!("not refused as a conflict: {other:?}"),
    }
}

/// FULL: the write-ahead log is on the disk before anybody hears that it is saved.
#[tokio::test]
async fn what_is_saved_survives_a_power_cut() {
    let home = Household::new().await;
    let written = home
        .write(&home.andy, Action::WorkspaceCreated, |tx| {
            Ok(tx.pragma_query_value(None, "synchronous", |row| row.get::<_, i64>(0))?)
        })
        .await
        .unwrap();
    assert_eq!(written.value, 2);
}

#[tokio::test]
async fn undo_brings_back_create_edit_and_delete_row_for_row() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await;
    let empty = home.everything().await;
    let created = home.contact(&home.andy, loans.uid, "Rosa Ibarra").await;
    let with_rosa = home.everything().await;
    let edited = rename(&home, created.value.uid, "Rosita").await;
    let with_rosita = home.everything().await;
    let uid = created.value.uid;
    let deleted = home
        .write(&home.andy, Action::ContactDeleted, move |tx| {
            let (scope, _) = contacts::open(tx, tx.actor, uid)?;
            contacts::delete(tx, &scope, uid)
        })
        .await
        .unwrap()
        .change
        .unwrap();
    assert_eq!(home.everything().await, empty);
    undone(&home, deleted).await.unwrap();
    assert_eq!(home.everything().await, with_rosita);
    undone(&home, edited).await.unwrap();
    assert_eq!(home.everything().await, with_rosa);
    undone(&home, created.change.unwrap()).await.unwrap();
    assert_eq!(home.everything().await, empty);
}

#[tokio::test]
async fn an_undo_can_itself_be_undone() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await;
    let rosa = home.contact(&home.andy, loans.uid, "Rosa Ibarra").await.value;
    let edited = rename(&home, rosa.uid, "Rosita").await;
    let with_rosita = home.everything().await;
    let undo = undone(&home, edited).await.unwrap();
    undone(&home, undo).await.unwrap();
    assert_eq!(home.everything().await, with_rosita);
}

#[tokio::test]
async fn nothing_is_undone_twice() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await;
    let rosa = home.contact(&home.andy, loans.uid, "Rosa Ibarra").await.value;
    let edited = rename(&home, rosa.uid, "Rosita").await;
    undone(&home, edited).await.unwrap();
    assert!(refusal(undone(&home, edited).await).contains("undone already"));
}

#[tokio::test]
async fn a_later_change_to_the_same_field_refuses_the_undo_and_is_named() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await;
    let rosa = home.contact(&home.andy, loans.uid, "Rosa Ibarra").await.value;
    let first = rename(&home, rosa.uid, "Rosita").await;
    rename(&home, rosa.uid, "Rosie").await;
    let before = home.everything().await;
    let message = refusal(undone(&home, first).await);
    assert!(message.contains("Andy edited the contact Rosie Ibarra"), "{message}");
    assert_eq!(home.everything().await, before, "a refused undo applied something");
}

/// Rule 1: undoing a create must not cascade away what was added to it later.
#[tokio::test]
async fn undoing_a_create_never_takes_later_rows_with_it() {
    let home = Household::new().await;
    let created = home
        .write(&home.andy, Action::WorkspaceCreated, |tx| workspaces::create(tx, "New", None))
        .await
        .unwrap();
    home.contact(&home.andy, created.value.uid, "Rosa Ibarra").await;
    let before = home.everything().await;
    refusal(undone(&home, created.change.unwrap()).await);
    assert_eq!(home.everything().await, before);
}

#[tokio::test]
async fn undoing_the_creation_of_an_empty_workspace_takes_it_away() {
    let home = Household::new().await;
    let before = home.everything().await;
    let created = home
        .write(&home.andy, Action::WorkspaceCreated, |tx| workspaces::create(tx, "New", None))
        .await
        .unwrap();
    undone(&home, created.change.unwrap()).await.unwrap();
    assert_eq!(home.everything().await, before);
}

/// A deletion that comes back by undoing its undo has its 30 days from then on.
#[tokio::test]
async fn a_workspace_hidden_anew_is_kept_for_thirty_days_from_then() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await;
    let rosa = home.contact(&home.andy, loans.uid, "Rosa Ibarra").await;
    let edited = rename(&home, rosa.value.uid, "Rosita").await;
    let delete = home.write(&home.andy, Action::WorkspaceDeleted, move |tx| {
        let scope = workspaces::open(tx, tx.actor, loans.uid)?;
        workspaces::delete(tx, &scope, "Loan Factory")
    });
    let deleted = delete.await.unwrap().change.unwrap();
    home.move_clock(20 * DAY_S);
    let undo = undone(&home, deleted).await.unwrap();
    home.move_clock(20 * DAY_S);
    undone(&home, undo).await.unwrap();
    carry_out(&home.db, Task::Workspaces).await.unwrap();
    assert!(home.everything().await.contains("Loan Factory"), "it was purged at once");
    let within = undone(&home, edited).await;
    assert!(within.is_err(), "what is in a deleted workspace is out of reach: {within:?}");
}

/// Rule 2: a changeset of a schema that this binary does not know is refused, not skipped.
#[tokio::test]
async fn a_change_recorded_by_a_newer_schema_is_refused() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await;
    let rosa = home.contact(&home.andy, loans.uid, "Rosa Ibarra").await.value;
    let edited = rename(&home, rosa.uid, "Rosita").await;
    home.db
        .upkeep(|conn| Ok(conn.execute("UPDATE audit_details SET schema_version = 999", [])?))
        .await
        .unwrap();
    assert!(refusal(undone(&home, edited).await).contains("another version"));
}

/// Rule 3: an id that was used is never given out again, so an old changeset cannot hit a new row.
#[tokio::test]
async fn ids_are_never_used_again() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await;
    let first = home.contact(&home.andy, loans.uid, "Rosa Ibarra").await;
    undone(&home, first.change.unwrap()).await.unwrap();
    let second = home.contact(&home.andy, loans.uid, "Theo Park").await;
    assert!(second.value.id > first.value.id);
}

/// Rule 3, for tables to come: only AUTOINCREMENT keeps an id from being given out again.
#[tokio::test]
async fn every_recorded_table_counts_its_ids_up_for_ever() {
    let home = Household::new().await;
    for (name, sql) in schema_of(&home, "table").await {
        if RECORDED.contains(&name.as_str()) && !sql.contains("WITHOUT ROWID") {
            assert!(sql.contains("AUTOINCREMENT"), "{name} may give an id out twice");
        }
    }
}

/// Rules 4 and 5: a trigger that wrote a recorded table would make every undo conflict with it.
#[tokio::test]
async fn no_trigger_writes_a_recorded_table() {
    let home = Household::new().await;
    let triggers = schema_of(&home, "trigger").await;
    assert!(!triggers.is_empty());
    for (name, sql) in triggers {
        let (_, body) = sql.split_once("BEGIN").expect("a trigger has a body");
        for table in RECORDED {
            for verb in ["UPDATE", "INSERT INTO", "REPLACE INTO", "DELETE FROM"] {
                assert!(!body.contains(&format!("{verb} {table}")), "{name} writes {table}");
            }
        }
    }
}

async fn schema_of(home: &Household, kind: &'static str) -> Vec<(String, String)> {
    home.db
        .read(move |conn| {
            let sql = "SELECT name, sql FROM sqlite_schema WHERE type = ?1 AND sql IS NOT NULL";
            let mut statement = conn.prepare(sql)?;
            let rows = statement.query_map([kind], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
        .expect("the schema can be read")
}

/// Whatever was done, undoing all of it from the last to the first gives back the first state,
/// and every state between.
#[tokio::test]
async fn undoing_a_random_day_backwards_passes_through_every_state_of_it() {
    for seed in 1..=8_u64 {
        let home = Household::new().await;
        let loans = home.workspace(&home.andy, "Loan Factory").await;
        let mut random = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut next = |below: u64| {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            random % below
        };
        let mut people: Vec<Uid> = Vec::new();
        let mut day: Vec<(String, Uid)> = Vec::new();
        for step in 0..40 {
            let before = home.everything().await;
            let at = next(people.len().max(1) as u64) as usize;
            let change = match next(4) {
                _ if people.is_empty() => None,
                0 => {
                    let uid = people.swap_remove(at);
                    Some(deleted(&home, uid).await)
                }
                1 | 2 => {
                    let value = format!("Name{}", next(5));
                    let field = Field::ALL[next(2) as usize];
                    edited(&home, people[at], field, value).await
                }
                _ => None,
            };
            let change = match change {
                Some(change) => change,
                None => {
                    let name = format!("Person{step} Of{seed}");
                    let done = home.contact(&home.andy, loans.uid, &name).await;
                    people.push(done.value.uid);
                    done.change.expect("recorded")
                }
            };
            day.push((before, change));
        }
        for (before, change) in day.into_iter().rev() {
            undone(&home, change).await.unwrap_or_else(|cause| panic!("seed {seed}: {cause}"));
            assert_eq!(home.everything().await, before, "seed {seed}");
        }
    }
}

async fn deleted(home: &Household, uid: Uid) -> Uid {
    let delete = home.write(&home.andy, Action::ContactDeleted, move |tx| {
        let (scope, _) = contacts::open(tx, tx.actor, uid)?;
        contacts::delete(tx, &scope, uid)
    });
    delete.await.expect("deleted").change.expect("recorded")
}

async fn edited(home: &Household, uid: Uid, field: Field, value: String) -> Option<Uid> {
    let edit = home.write(&home.andy, Action::ContactEdited, move |tx| {
        let (scope, _) = contacts::open(tx, tx.actor, uid)?;
        contacts::edit(tx, &scope, uid, &[(field, value)])
    });
    edit.await.expect("edited").change
}

/// Rule 5: what triggers derive is right again after an undo.
#[tokio::test]
async fn the_search_index_and_the_counts_follow_an_undo() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await;
    let rosa = home.contact(&home.andy, loans.uid, "Rosa Ibarra").await;
    let edited = rename(&home, rosa.value.uid, "Wilhelmina").await;
    undone(&home, edited).await.unwrap();
    let found = |part: &'static str| {
        let andy = home.andy.clone();
        home.db.read(move |conn| contacts::search(conn, &andy, part, 5))
    };
    assert_eq!(found("wilhelm").await.unwrap().len(), 0);
    assert_eq!(found("rosa").await.unwrap().len(), 1);
    undone(&home, rosa.change.unwrap()).await.unwrap();
    assert_eq!(found("rosa").await.unwrap().len(), 0);
    let andy = home.andy.clone();
    let listed = home.db.read(move |conn| workspaces::list(conn, &andy)).await.unwrap();
    assert_eq!(listed[0].contacts, 0);
}

/// Rule 6: every table is recorded for undo or exempt with a reason.
#[tokio::test]
async fn every_table_is_recorded_or_exempt() {
    let home = Household::new().await;
    let tables: Vec<String> = home.db.columns().keys().cloned().collect();
    for table in tables {
        let is_shadow = table.starts_with("contact_search_") || table.starts_with("sqlite_");
        let is_exempt = EXEMPT.iter().any(|(name, _)| *name == table);
        let is_recorded = RECORDED.contains(&table.as_str());
        assert!(
            is_shadow || is_exempt != is_recorded,
            "{table} must be in exactly one of RECORDED and EXEMPT"
        );
    }
}

/// Rule 6, the other half: the machine's bookkeeping cannot slip past the audit.
#[tokio::test]
async fn upkeep_cannot_touch_a_table_of_record() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await;
    let before = home.everything().await;
    let slipped = home
        .db
        .upkeep(move |conn| {
            Ok(conn.execute("UPDATE workspaces SET name = 'x' WHERE uid = ?1", [loans.uid])?)
        })
        .await;
    assert!(matches!(slipped, Err(Error::Internal(_))), "{slipped:?}");
    assert_eq!(home.everything().await, before);
}

/// Rule 7: somebody else's change answers as if it did not exist; a key acts as its owner.
#[tokio::test]
async fn only_the_owner_undoes() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await;
    let rosa = home.contact(&home.andy, loans.uid, "Rosa Ibarra").await.value;
    let edited = rename(&home, rosa.uid, "Rosita").await;
    let theirs = undo::undo(&home.db, home.monalisa.clone(), edited).await;
    assert!(matches!(theirs, Err(Error::NotFound(_))), "{theirs:?}");
    let key = Who::Key { owner: home.andy.user().unwrap(), key: KeyId(1) };
    let by_key = Actor { who: key, ..home.andy.clone() };
    assert!(undo::undo(&home.db, by_key, edited).await.is_ok());
}

/// Rule 8: bulk work is one entry in the log, of several parts, undone as one.
#[tokio::test]
async fn bulk_work_is_one_entry_and_one_undo() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await;
    let before = home.everything().await;
    let mut left = 5;
    let done = home
        .db
        .write_in_parts(home.andy.clone(), Action::ContactCreated, move |tx| {
            let scope = workspaces::open(tx, tx.actor, loans.uid)?;
            for at in 0..3 {
                contacts::create(tx, &scope, &draft(&format!("Part{left} Row{at}")), None)?;
            }
            left -= 1;
            Ok(if left == 0 { Progress::Finished } else { Progress::More })
        })
        .await
        .unwrap();
    let andy = home.andy.user().unwrap();
    let db = home.db.clone();
    let log = home
        .db
        .read(move |conn| read::page(conn, andy, &Filter::default(), db.columns()))
        .await
        .unwrap();
    assert_eq!(log.entries.len(), 2, "the workspace, and the bulk work as one");
    undone(&home, done.change.unwrap()).await.unwrap();
    assert_eq!(home.everything().await, before);
}

/// Rule 8: a deleted workspace is hidden, comes back whole, and is gone for good after 30 days.
#[tokio::test]
async fn a_deleted_workspace_is_purged_after_thirty_days_and_not_before() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await;
    let family = home.workspace(&home.andy, "Family").await;
    for name in ["Rosa Ibarra", "Theo Park"] {
        home.contact(&home.andy, loans.uid, name).await;
        home.contact(&home.andy, family.uid, name).await;
    }
    let whole = home.everything().await;
    let delete = home.write(&home.andy, Action::WorkspaceDeleted, move |tx| {
        let scope = workspaces::open(tx, tx.actor, loans.uid)?;
        workspaces::delete(tx, &scope, "Loan Factory")
    });
    let change = delete.await.unwrap().change.unwrap();
    home.move_clock(HIDDEN_DAYS * DAY_S - 60);
    carry_out(&home.db, Task::Workspaces).await.unwrap();
    undone(&home, change).await.unwrap();
    assert_eq!(home.everything().await, whole, "it came back whole");
    let delete = home.write(&home.andy, Action::WorkspaceDeleted, move |tx| {
        let scope = workspaces::open(tx, tx.actor, loans.uid)?;
        workspaces::delete(tx, &scope, "Loan Factory")
    });
    delete.await.unwrap();
    home.move_clock(HIDDEN_DAYS * DAY_S + 60);
    carry_out(&home.db, Task::Workspaces).await.unwrap();
    let left = home.everything().await;
    assert!(!left.contains("Loan Factory"), "{left}");
    assert_eq!(left.matches("base_contacts").count(), 2, "the other workspace keeps its own");
}

/// Rule 9: the log cannot be rewritten, not even by us.
#[tokio::test]
async fn the_log_is_append_only() {
    let home = Household::new().await;
    home.workspace(&home.andy, "Loan Factory").await;
    for sql in ["UPDATE audit_logs SET action = 'x'", "DELETE FROM audit_logs"] {
        let changed = home.db.upkeep(move |conn| Ok(conn.execute(sql, [])?)).await;
        assert!(changed.is_err(), "{sql}");
    }
}

/// Rule 9: after 30 days the changeset goes; what it changed can still be read.
#[tokio::test]
async fn an_old_change_can_be_read_and_no_longer_undone() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await;
    let rosa = home.contact(&home.andy, loans.uid, "Rosa Ibarra").await.value;
    let edited = rename(&home, rosa.uid, "Rosita").await;
    home.move_clock(UNDO_DAYS * DAY_S + 1);
    let (db, now) = (home.db.clone(), home.now());
    home.db
        .upkeep(move |conn| {
            while purge::one_changeset(conn, db.columns(), now)? {}
            Ok(())
        })
        .await
        .unwrap();
    assert!(refusal(undone(&home, edited).await).contains("30 days"));
    let (db, andy) = (home.db.clone(), home.andy.user().unwrap());
    let told =
        home.db.read(move |conn| read::find(conn, andy, edited, db.columns())).await.unwrap();
    assert!(!told.can_undo);
    let [difference] = &told.differences[..] else { panic!("{:?}", told.differences) };
    assert_eq!(difference.field, "First name");
    assert_eq!(difference.old.as_deref(), Some("Rosa"));
    assert_eq!(difference.new.as_deref(), Some("Rosita"));
}

#[tokio::test]
async fn a_change_about_nothing_is_refused_and_leaves_nothing() {
    let home = Household::new().await;
    let before = home.everything().await;
    let made = home
        .write(&home.andy, Action::WorkspaceCreated, |tx| {
            let sql = "INSERT INTO workspaces (uid, owner_id, name, name_key, created_on)
                       VALUES (?1, 1, 'x', 'x', 0)";
            Ok(tx.execute(sql, [Uid::new()])?)
        })
        .await;
    assert!(matches!(made, Err(Error::Internal(_))), "{made:?}");
    assert_eq!(home.everything().await, before);
}

#[tokio::test]
async fn saving_what_is_there_already_leaves_no_trace() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await;
    let rosa = home.contact(&home.andy, loans.uid, "Rosa Ibarra").await.value;
    let done = home
        .write(&home.andy, Action::ContactEdited, move |tx| {
            let (scope, _) = contacts::open(tx, tx.actor, rosa.uid)?;
            contacts::edit(tx, &scope, rosa.uid, &[(Field::FirstName, " Rosa ".into())])
        })
        .await
        .unwrap();
    assert_eq!(done.change, None);
}

#[tokio::test]
async fn words_alone_are_audited_and_offer_no_undo() {
    let home = Household::new().await;
    let done = home
        .write(&home.andy, Action::SignedIn, |tx| {
            tx.about(Subject::contact(ContactId(1), "whoever"));
            tx.say("Chrome on Windows");
            Ok(())
        })
        .await
        .unwrap();
    assert_eq!(done.change, None);
}
