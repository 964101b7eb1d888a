//! What always holds of stages and tags, whoever asks.
use pi_crm::{
    audit::Action,
    clock::DAY_S,
    contacts::{
        Step,
        lists::{self, Assignment, ListKind, Moved, StageChange},
    },
    error::Error,
    ids::Uid,
    jobs::schedule::{Task, carry_out},
    settings::{self, Owner, Setting},
    workspaces::{self, HIDDEN_DAYS},
};

use super::{Loans, loans, logged, moved, standing};
use crate::support::Household;

#[tokio::test]
async fn the_database_itself_refuses_what_a_list_is_not_for() {
    let home = Household::new().await;
    let loans = loans(&home, &["Rosa Ibarra"]).await;
    let theirs = home.workspace(&home.monalisa, "Homes").await.uid;
    let buyers = home.list(&home.monalisa, theirs, ListKind::Stage, "Buyers").await;
    let relocating = home.list(&home.monalisa, theirs, ListKind::Tag, "Relocating").await;
    let set = "UPDATE base_contacts SET primary_list_id = ";
    let give = "INSERT INTO contact_list_assignments SELECT id, ";
    for (sql, list) in [
        (set, loans.hot.id.0),
        (set, buyers.id.0),
        (set, 999),
        (give, loans.leads.id.0),
        (give, relocating.id.0),
        (give, 999),
    ] {
        let from = if sql == give { " FROM base_contacts" } else { "" };
        let sql = format!("{sql}{list}{from}");
        let slipped = home
            .write(&home.andy, Action::ContactMoved, move |tx| Ok(tx.execute_batch(&sql)?))
            .await;
        assert!(slipped.is_err(), "list {list} by {slipped:?}");
    }
    let kind = home
        .write(&home.andy, Action::ListEdited, |tx| {
            Ok(tx.execute_batch("UPDATE contact_lists SET kind = 'tag'")?)
        })
        .await;
    assert!(kind.is_err(), "a stage became a tag");
    assert_eq!(standing(&home, loans.people[0]).await, (None, vec![]));
}

#[tokio::test]
async fn a_stage_change_is_written_down_word_for_word_in_the_persons_own_time() {
    let home = Household::new().await;
    let loans = loans(&home, &["Rosa Ibarra"]).await;
    let (andy, now) = (home.andy.user().unwrap(), home.now());
    home.write(&home.andy, Action::SettingChanged, move |tx| {
        tx.about(pi_crm::audit::Subject::user(andy, "Andy"));
        tx.say("the zone");
        settings::set(tx, Owner::User(andy), Setting::TimeZone, "Pacific/Honolulu", now)
    })
    .await
    .unwrap();
    let rosa = loans.people[0];
    let (leads, prospects) = (Some(loans.leads.uid), Some(loans.prospects.uid));
    moved(&home, rosa, None, leads).await.unwrap();
    home.move_clock(60);
    moved(&home, rosa, leads, prospects).await.unwrap();
    let log = logged(&home, rosa).await;
    let preferences = home.db.read(move |conn| settings::preferences(conn, andy)).await.unwrap();
    let when = preferences.manner.date_time(now + 60);
    assert_eq!(log[0].summary(), format!("Primary List changed: Leads → Prospects on {when}"));
    assert_eq!(
        (&log[0].entry.content["from"], &log[0].entry.content["to"]),
        (&"Leads".into(), &"Prospects".into())
    );
    assert!(log[1].summary().starts_with("Primary List changed: No stage → Leads on "));
    assert_eq!(log.len(), 2);
    moved(&home, rosa, prospects, prospects).await.unwrap();
    assert_eq!(logged(&home, rosa).await.len(), 2, "no move, no entry");
}

#[tokio::test]
async fn two_people_cannot_move_a_contact_over_each_other() {
    let home = Household::new().await;
    let loans = loans(&home, &["Rosa Ibarra"]).await;
    let rosa = loans.people[0];
    moved(&home, rosa, None, Some(loans.leads.uid)).await.unwrap();
    let stale = moved(&home, rosa, None, Some(loans.closed.uid)).await.unwrap();
    assert!(matches!(stale.value, Moved::Changed), "{stale:?}");
    assert_eq!(stale.change, None);
    let again = moved(&home, rosa, None, Some(loans.leads.uid)).await.unwrap();
    assert!(matches!(again.value, Moved::Saved(_)), "the same form twice is no conflict");
    assert_eq!(standing(&home, rosa).await.0.as_deref(), Some("Leads"));
}

#[tokio::test]
async fn a_stage_that_was_deleted_meanwhile_is_told_and_nothing_is_lost() {
    let home = Household::new().await;
    let loans = loans(&home, &["Rosa Ibarra"]).await;
    let rosa = loans.people[0];
    lists::delete(&home.db, home.andy.clone(), loans.leads.uid, None).await.unwrap();
    let before = home.everything().await;
    let late = moved(&home, rosa, None, Some(loans.leads.uid)).await;
    let Err(Error::Invalid(problems)) = late else { panic!("{late:?}") };
    assert!(
        problems.get("stage").is_some_and(|it| it.contains("deleted in the meantime")),
        "{problems:?}"
    );
    assert_eq!(home.everything().await, before);
}

#[tokio::test]
async fn names_are_one_of_a_kind_in_a_workspace_and_have_their_limits() {
    let home = Household::new().await;
    let loans = loans(&home, &[]).await;
    let add = |workspace: Uid, kind, name: String| {
        home.write(&home.andy, Action::ListCreated, move |tx| {
            let scope = workspaces::open(tx, tx.actor, workspace)?;
            let draft = lists::ListDraft { kind, name, colour: lists::Colour::Red };
            lists::create(tx, &scope, &draft)
        })
    };
    for name in ["leads", " LEADS ", "", "   ", &"x".repeat(61)] {
        let refused = add(loans.workspace, ListKind::Stage, name.to_owned()).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{name}: {refused:?}");
    }
    assert!(add(loans.workspace, ListKind::Tag, "Leads".into()).await.is_ok(), "another kind");
    let other = home.workspace(&home.andy, "Other").await.uid;
    assert!(add(other, ListKind::Stage, "Leads".into()).await.is_ok(), "another workspace");
}

#[tokio::test]
async fn lists_stay_in_the_order_they_are_put_in() {
    let home = Household::new().await;
    let loans = loans(&home, &[]).await;
    let shift = |list: Uid, step| {
        home.write(&home.andy, Action::ListsReordered, move |tx| {
            let (scope, _) = lists::open(tx, tx.actor, list)?;
            lists::shift(tx, &scope, list, step)
        })
    };
    let names = |lists: Vec<lists::List>| {
        lists.into_iter().map(|list| list.name).collect::<Vec<_>>().join(" ")
    };
    shift(loans.closed.uid, Step::Up).await.unwrap();
    assert_eq!(names(loans.lists(&home).await), "Leads Closed Prospects Hot VIP");
    let end = shift(loans.leads.uid, Step::Up).await.unwrap();
    assert_eq!(end.change, None, "at the end nothing happens, and nothing is written down");
    let reorder = |wanted: Vec<Uid>, workspace: Uid| {
        home.write(&home.andy, Action::ListsReordered, move |tx| {
            let scope = workspaces::open(tx, tx.actor, workspace)?;
            lists::reorder(tx, &scope, ListKind::Stage, &wanted)
        })
    };
    let wanted = vec![loans.prospects.uid, loans.leads.uid, loans.closed.uid];
    reorder(wanted, loans.workspace).await.unwrap();
    assert_eq!(names(loans.lists(&home).await), "Prospects Leads Closed Hot VIP");
    for wrong in [
        vec![loans.leads.uid],
        vec![loans.leads.uid, loans.leads.uid, loans.closed.uid],
        vec![loans.leads.uid, loans.closed.uid, loans.hot.uid],
    ] {
        let refused = reorder(wrong, loans.workspace).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    }
}

#[tokio::test]
async fn what_is_another_workspaces_cannot_be_assigned() {
    let home = Household::new().await;
    let loans = loans(&home, &["Rosa Ibarra"]).await;
    let family = home.workspace(&home.andy, "Family").await.uid;
    let friends = home.list(&home.andy, family, ListKind::Tag, "Friends").await;
    let cousin = home.contact(&home.andy, family, "Ana Cousin").await.value.uid;
    let before = home.everything().await;
    let rosa = loans.people[0];
    for wanted in [
        Assignment { add: vec![friends.uid], ..Assignment::default() },
        Assignment { add: vec![loans.leads.uid], ..Assignment::default() },
        Assignment { stage: StageChange::To(loans.hot.uid), ..Assignment::default() },
    ] {
        let refused = loans.assign(&home, &[rosa], wanted).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    }
    let stranger = loans.assign(&home, &[rosa, cousin], Assignment::default()).await;
    assert!(matches!(stranger, Err(Error::NotFound("contact"))), "{stranger:?}");
    for many in [0, 501] {
        let refused = loans.assign(&home, &vec![rosa; many], Assignment::default()).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{many}: {refused:?}");
    }
    assert_eq!(home.everything().await, before);
}

#[tokio::test]
async fn somebody_named_twice_is_moved_once_and_tags_have_a_limit() {
    let home = Household::new().await;
    let loans = loans(&home, &["Rosa Ibarra"]).await;
    let rosa = loans.people[0];
    loans.put(&home, &[rosa, rosa], &loans.leads).await;
    assert_eq!(logged(&home, rosa).await.len(), 1, "the log tells one move");
    let many = Assignment { add: vec![loans.hot.uid; 21], ..Assignment::default() };
    let refused = loans.assign(&home, &[rosa], many).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
}

#[tokio::test]
async fn a_purged_workspace_takes_its_lists_and_its_log_along() {
    let home = Household::new().await;
    let loans = loans(&home, &["Rosa Ibarra", "Theo Park"]).await;
    let kept = filled(&home).await;
    loans.put(&home, &loans.people, &loans.leads).await;
    loans.tag(&home, &loans.people, &loans.hot).await;
    let workspace = loans.workspace;
    home.write(&home.andy, Action::WorkspaceDeleted, move |tx| {
        let scope = workspaces::open(tx, tx.actor, workspace)?;
        workspaces::delete(tx, &scope, "Loan Factory")
    })
    .await
    .unwrap();
    home.move_clock(HIDDEN_DAYS * DAY_S + 60);
    carry_out(&home.db, Task::Workspaces).await.unwrap();
    assert_eq!(home.everything().await, kept, "only the other workspace is left, and all of it");
    let left = home.db.read(|conn| {
        let count = "SELECT count(*) FROM contact_list_counts";
        Ok(conn.query_row(count, [], |row| row.get::<_, i64>(0))?)
    });
    assert_eq!(left.await.unwrap(), 2, "the other workspace's stage and tag");
}

/// A workspace of Monalisa's with everything in it; answers with its rows alone.
async fn filled(home: &Household) -> String {
    let everything = home.everything().await;
    let homes = home.workspace(&home.monalisa, "Homes").await.uid;
    let buyers = home.list(&home.monalisa, homes, ListKind::Stage, "Buyers").await;
    let hot = home.list(&home.monalisa, homes, ListKind::Tag, "Hot").await;
    let iris = home.contact(&home.monalisa, homes, "Iris Novak").await.value.uid;
    home.write(&home.monalisa, Action::ContactsSorted, move |tx| {
        let scope = workspaces::open(tx, tx.actor, homes)?;
        let wanted = Assignment {
            stage: StageChange::To(buyers.uid),
            add: vec![hot.uid],
            ..Assignment::default()
        };
        lists::assign(tx, &scope, &[iris], &wanted)
    })
    .await
    .unwrap();
    let all = home.everything().await;
    let is_new = |line: &&str| !everything.lines().any(|known| known == *line);
    all.lines().filter(is_new).map(|line| format!("{line}\n")).collect()
}

#[tokio::test]
async fn counts_follow_every_way_of_coming_and_going() {
    let home = Household::new().await;
    let loans: Loans = loans(&home, &["Rosa Ibarra", "Theo Park", "Mai Tran"]).await;
    loans.put(&home, &loans.people, &loans.leads).await;
    loans.tag(&home, &loans.people[..2], &loans.hot).await;
    assert_eq!(loans.counts(&home).await, ["Leads 3", "Prospects 0", "Closed 0", "Hot 2", "VIP 0"]);
    loans.put(&home, &loans.people[..1], &loans.prospects).await;
    lists::merge(&home.db, home.andy.clone(), loans.hot.uid, loans.vip.uid).await.unwrap();
    assert_eq!(loans.counts(&home).await, ["Leads 2", "Prospects 1", "Closed 0", "VIP 2"]);
    let rosa = loans.people[0];
    home.write(&home.andy, Action::ContactDeleted, move |tx| {
        let (scope, _) = pi_crm::contacts::open(tx, tx.actor, rosa)?;
        pi_crm::contacts::delete(tx, &scope, rosa)
    })
    .await
    .unwrap();
    assert_eq!(loans.counts(&home).await, ["Leads 2", "Prospects 0", "Closed 0", "VIP 1"]);
}
