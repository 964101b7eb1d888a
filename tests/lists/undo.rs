//! Whatever was merged, deleted or moved comes back row for row.
use pi_crm::{
    audit::{
        Action,
        read::{self, Filter},
        undo,
    },
    contacts::lists::{self, Assignment, ListKind, StageChange},
    error::Error,
    ids::Uid,
    jobs::{
        Undos,
        worker::{Step, Work},
    },
    workspaces,
};

use super::{Loans, loans, logged, moved, standing};
use crate::support::Household;

async fn undone(home: &Household, change: Uid) -> Result<Uid, Error> {
    let done = undo::undo(&home.db, home.andy.clone(), change).await?;
    // What many rows make up is left to the worker.
    while Undos(home.db.clone()).step().await? == Step::More {}
    Ok(done.entry.expect("recorded"))
}

/// Rows and counters together.
async fn state(home: &Household, loans: &Loans) -> (String, Vec<String>) {
    (home.everything().await, loans.counts(home).await)
}

async fn entries(home: &Household) -> usize {
    let (andy, db) = (home.andy.user().unwrap(), home.db.clone());
    let log = home.db.read(move |conn| read::page(conn, andy, &Filter::default(), db.columns()));
    log.await.unwrap().entries.len()
}

#[tokio::test]
async fn a_move_is_undone_with_what_the_log_said_of_it() {
    let home = Household::new().await;
    let loans = loans(&home, &["Rosa Ibarra"]).await;
    let before = state(&home, &loans).await;
    let done = moved(&home, loans.people[0], None, Some(loans.leads.uid)).await.unwrap();
    assert_eq!(logged(&home, loans.people[0]).await.len(), 1);
    undone(&home, done.change.unwrap()).await.unwrap();
    assert_eq!(state(&home, &loans).await, before);
    assert_eq!(logged(&home, loans.people[0]).await.len(), 0);
}

#[tokio::test]
async fn deleting_a_stage_moves_its_contacts_and_is_one_entry_and_one_undo() {
    let home = Household::new().await;
    let loans = loans(&home, &["Rosa Ibarra", "Theo Park", "Mai Tran"]).await;
    loans.put(&home, &loans.people[..2], &loans.leads).await;
    let (before, entries_before) = (state(&home, &loans).await, entries(&home).await);
    let to = Some(loans.prospects.uid);
    let done = lists::delete(&home.db, home.andy.clone(), loans.leads.uid, to).await.unwrap();
    let after = state(&home, &loans).await;
    assert_eq!(after.1, ["Prospects 2", "Closed 0", "Hot 0", "VIP 0"]);
    assert_eq!(standing(&home, loans.people[0]).await.0.as_deref(), Some("Prospects"));
    let told = logged(&home, loans.people[0]).await;
    assert!(told[0].summary().starts_with("Primary List changed: Leads → Prospects on "));
    assert_eq!(entries(&home).await, entries_before + 1);
    let undo = undone(&home, done.change.unwrap()).await.unwrap();
    assert_eq!(state(&home, &loans).await, before);
    undone(&home, undo).await.unwrap();
    assert_eq!(state(&home, &loans).await, after, "and the undo can be undone");
}

/// More contacts than one part takes: several short transactions, taken back as one.
#[tokio::test]
async fn a_crowd_goes_in_parts_and_comes_back_as_one() {
    let home = Household::new().await;
    let loans = loans(&home, &[]).await;
    let (workspace, leads) = (loans.workspace, loans.leads.uid);
    home.write(&home.andy, Action::DemoBuilt, move |tx| {
        let scope = workspaces::open(tx, tx.actor, workspace)?;
        let leads = lists::find(tx, &scope, leads)?;
        for at in 0..2_300 {
            let draft = crate::support::household::draft(&format!("Person{at} Of{at}"));
            pi_crm::contacts::insert_in(tx, &scope, &draft.check()?, tx.now, Some(leads.id))?;
        }
        Ok(())
    })
    .await
    .unwrap();
    let (before, entries_before) = (state(&home, &loans).await, entries(&home).await);
    let to = loans.prospects.uid;
    let done = lists::merge(&home.db, home.andy.clone(), loans.leads.uid, to).await.unwrap();
    assert_eq!(loans.counts(&home).await[0], "Prospects 2300");
    assert_eq!(entries(&home).await, entries_before + 1);
    let (andy, db, change) = (home.andy.user().unwrap(), home.db.clone(), done.change.unwrap());
    let told = home.db.read(move |conn| read::find(conn, andy, change, db.columns()));
    let told = told.await.unwrap();
    assert_eq!(told.subjects[0].label, "the stage “Leads”");
    assert_eq!(told.entry.words.as_deref(), Some("2,300 contacts went to “Prospects”"));
    undone(&home, change).await.unwrap();
    assert_eq!(state(&home, &loans).await, before);
}

#[tokio::test]
async fn merging_tags_joins_them_without_doubles() {
    let home = Household::new().await;
    let loans = loans(&home, &["Rosa Ibarra", "Theo Park", "Mai Tran"]).await;
    loans.tag(&home, &loans.people[..2], &loans.hot).await;
    loans.tag(&home, &loans.people[1..], &loans.vip).await;
    let before = state(&home, &loans).await;
    let into = loans.vip.uid;
    let done = lists::merge(&home.db, home.andy.clone(), loans.hot.uid, into).await.unwrap();
    for person in &loans.people {
        assert_eq!(standing(&home, *person).await.1, ["VIP"]);
    }
    assert_eq!(loans.counts(&home).await[3..], ["VIP 3"]);
    undone(&home, done.change.unwrap()).await.unwrap();
    assert_eq!(state(&home, &loans).await, before);
}

#[tokio::test]
async fn lists_do_not_merge_into_themselves_another_kind_or_what_is_gone() {
    let home = Household::new().await;
    let loans = loans(&home, &["Rosa Ibarra"]).await;
    let family = home.workspace(&home.andy, "Family").await.uid;
    let elsewhere = home.list(&home.andy, family, ListKind::Stage, "Leads").await;
    let before = home.everything().await;
    for into in [loans.leads.uid, loans.hot.uid, elsewhere.uid, Uid::new()] {
        let merge = lists::merge(&home.db, home.andy.clone(), loans.leads.uid, into).await;
        assert!(matches!(merge, Err(Error::Invalid(_))), "{merge:?}");
        let delete = lists::delete(&home.db, home.andy.clone(), loans.leads.uid, Some(into)).await;
        assert!(matches!(delete, Err(Error::Invalid(_))), "{delete:?}");
    }
    let tag = lists::delete(&home.db, home.andy.clone(), loans.hot.uid, Some(loans.vip.uid)).await;
    assert!(matches!(tag, Err(Error::Invalid(_))), "{tag:?}");
    let theirs = lists::delete(&home.db, home.monalisa.clone(), loans.hot.uid, None).await;
    assert!(matches!(theirs, Err(Error::NotFound(_))), "{theirs:?}");
    assert_eq!(home.everything().await, before);
}

#[tokio::test]
async fn a_move_that_a_later_merge_depends_on_is_not_undone_and_the_merge_is_named() {
    let home = Household::new().await;
    let loans = loans(&home, &["Rosa Ibarra"]).await;
    let first = moved(&home, loans.people[0], None, Some(loans.leads.uid)).await.unwrap();
    let into = loans.prospects.uid;
    lists::merge(&home.db, home.andy.clone(), loans.leads.uid, into).await.unwrap();
    let before = home.everything().await;
    let refused = undone(&home, first.change.unwrap()).await;
    let Err(Error::Conflict(said)) = refused else { panic!("{refused:?}") };
    assert!(said.contains("merged the stage “Leads”"), "{said}");
    assert_eq!(home.everything().await, before);
}

/// Whatever a random day did to stages and tags, undoing it backwards passes through every state.
#[tokio::test]
async fn a_random_day_of_sorting_is_undone_step_by_step() {
    for seed in 1..=6_u64 {
        let home = Household::new().await;
        let names: Vec<String> = (0..9).map(|at| format!("Person{at} Of{seed}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let loans = loans(&home, &names).await;
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let mut day: Vec<((String, Vec<String>), Uid)> = Vec::new();
        for step in 0..24 {
            let before = state(&home, &loans).await;
            if let Some(change) = something(&home, &loans, &mut random, step).await {
                day.push((before, change));
            }
        }
        assert!(day.len() > 8, "seed {seed}: too quiet a day");
        for (before, change) in day.into_iter().rev() {
            undone(&home, change).await.unwrap_or_else(|cause| panic!("seed {seed}: {cause}"));
            assert_eq!(state(&home, &loans).await, before, "seed {seed}");
        }
    }
}

struct Random(u64);

impl Random {
    fn below(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below as u64) as usize
    }
}

async fn something(
    home: &Household,
    loans: &Loans,
    random: &mut Random,
    step: usize,
) -> Option<Uid> {
    let all = loans.lists(home).await;
    let mut pick = |kind| {
        let some: Vec<_> = all.iter().filter(|list| list.kind == kind).collect();
        (!some.is_empty()).then(|| some[random.below(some.len())].uid)
    };
    let (stage, other) = (pick(ListKind::Stage), pick(ListKind::Stage));
    let (tag, another) = (pick(ListKind::Tag), pick(ListKind::Tag));
    let from = random.below(loans.people.len());
    let people = &loans.people[from..];
    let andy = home.andy.clone();
    match random.below(8) {
        0 | 1 => {
            let stage = stage.map_or(StageChange::Clear, StageChange::To);
            let add = tag.into_iter().collect();
            let wanted = Assignment { stage, add, remove: another.into_iter().collect() };
            loans.assign(home, people, wanted).await.expect("assigned").change
        }
        2 | 3 => {
            let wanted = Assignment { add: tag.into_iter().collect(), ..Assignment::default() };
            loans.assign(home, people, wanted).await.expect("tagged").change
        }
        4 if stage != other => {
            lists::merge(&home.db, andy, stage?, other?).await.expect("merged").change
        }
        5 if tag != another => {
            lists::merge(&home.db, andy, tag?, another?).await.expect("merged").change
        }
        6 => {
            let to = other.filter(|other| Some(*other) != stage);
            lists::delete(&home.db, andy, stage?, to).await.expect("deleted").change
        }
        _ => {
            let (workspace, name) = (loans.workspace, format!("List {step}"));
            let kind = if step.is_multiple_of(2) { ListKind::Stage } else { ListKind::Tag };
            let made = home.write(&home.andy, Action::ListCreated, move |tx| {
                let scope = workspaces::open(tx, tx.actor, workspace)?;
                let draft = lists::ListDraft { kind, name, colour: lists::Colour::Blue };
                lists::create(tx, &scope, &draft)
            });
            made.await.expect("created").change
        }
    }
}
