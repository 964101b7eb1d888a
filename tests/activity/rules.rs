//! What the log keeps: versions, places, and when somebody was last contacted.
use pi_crm::{
    audit::Action,
    contacts::{self, activity, lists::ListKind},
    error::Error,
    log::{
        Tab,
        manual::{Draft, Edited, MOST_PINNED, When, versions},
    },
};

use super::{call, note};
use crate::support::Household;

#[tokio::test]
async fn the_last_contact_is_the_newest_that_reached_them() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    let now = home.now();
    assert_eq!(home.last_contact_at(rosa).await, None);
    home.writes(rosa, &note("A note is no contact")).await;
    home.writes(rosa, &call("no_answer", now - 10)).await;
    assert_eq!(home.last_contact_at(rosa).await, None);
    let newest = home.writes(rosa, &call("reached", now - 20)).await;
    assert_eq!(home.last_contact_at(rosa).await, Some(now - 20));
    let older = home.writes(rosa, &call("left_message", now - 500)).await;
    assert_eq!(home.last_contact_at(rosa).await, Some(now - 20), "an older one changes nothing");

    home.edits(newest.value, None, &call("busy", now - 20)).await.unwrap();
    assert_eq!(home.last_contact_at(rosa).await, Some(now - 500));
    let deleted = home.deletes(older.value).await.unwrap();
    assert_eq!(home.last_contact_at(rosa).await, None);
    home.takes_back(deleted.change).await;
    assert_eq!(home.last_contact_at(rosa).await, Some(now - 500));
    let meeting = Draft { kind: "meeting".into(), at: When::At(now - 5), ..Draft::default() };
    home.writes(rosa, &meeting).await;
    assert_eq!(home.last_contact_at(rosa).await, Some(now - 5));
}

#[tokio::test]
async fn an_undo_leaves_the_last_contact_as_the_log_says_it() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    let now = home.now();
    // One that was written down later and happened earlier is not lost by undoing the newest.
    let newest = home.writes(rosa, &call("reached", now - 20)).await;
    home.writes(rosa, &call("reached", now - 500)).await;
    home.takes_back(newest.change).await;
    assert_eq!(home.last_contact_at(rosa).await, Some(now - 500));
    // And a later contact does not stand in the way of undoing an earlier one.
    let first = home.writes(rosa, &call("reached", now - 100)).await;
    home.writes(rosa, &call("reached", now - 50)).await;
    home.takes_back(first.change).await;
    assert_eq!(home.last_contact_at(rosa).await, Some(now - 50));
}

#[tokio::test]
async fn every_edit_keeps_how_it_read_before_and_comes_back_whole() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    let entry = home.writes(rosa, &note("First")).await.value;
    let first = home.everything().await;
    home.move_clock(60);
    let second = home.edits(entry, None, &note("**Second**")).await.unwrap();
    home.edits(entry, None, &note("Third")).await.unwrap();
    let same = home.edits(entry, None, &note("Third")).await.unwrap();
    assert!(matches!(same.value.1, Edited::Same) && same.change.is_none());

    let logged = home.entry(entry).await;
    assert_eq!((logged.summary(), logged.versions), ("Third", 2));
    let andy = home.andy.clone();
    let kept = home.db.read(move |conn| {
        let (scope, logged, _) = pi_crm::log::open(conn, &andy, entry)?;
        versions(conn, &scope, &logged)
    });
    let kept = kept.await.unwrap();
    let texts: Vec<_> = kept.iter().map(|(it, _)| it.content["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["**Second**", "First"]);

    let whole = home.everything().await;
    let deleted = home.deletes(entry).await.unwrap();
    home.takes_back(deleted.change).await;
    assert_eq!(home.everything().await, whole);
    let refused = pi_crm::audit::undo::undo(&home.db, home.andy.clone(), second.change.unwrap());
    assert!(matches!(refused.await, Err(Error::Conflict(_))), "the third edit stands in the way");
    assert_ne!(first, whole);
}

#[tokio::test]
async fn two_who_edit_the_same_entry_do_not_overwrite_each_other() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    let entry = home.writes(rosa, &note("As both saw it")).await.value;
    let seen = home.entry(entry).await.etag();
    home.edits(entry, Some(&seen), &note("Theirs")).await.unwrap();
    let mine = home.edits(entry, Some(&seen), &note("Mine")).await.unwrap();
    assert!(matches!(mine.value.1, Edited::Changed));
    assert_eq!(home.entry(entry).await.summary(), "Theirs");
    // The same form sent twice finds its own text there.
    let again = home.edits(entry, Some(&seen), &note("Theirs")).await.unwrap();
    assert!(matches!(again.value.1, Edited::Same));
}

#[tokio::test]
async fn what_wrote_itself_stays_and_pins_are_few() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    let leads = home.list(&home.andy, loans, ListKind::Stage, "Leads").await.uid;
    home.write(&home.andy, Action::ContactMoved, move |tx| {
        let (scope, _) = contacts::open(tx, tx.actor, rosa)?;
        contacts::lists::move_seen(tx, &scope, rosa, None, Some(leads)).map(drop)
    })
    .await
    .unwrap();
    let moved = home.tab(rosa, Tab::Lists).await.entries[0].uid;
    assert!(matches!(home.edits(moved, None, &note("x")).await, Err(Error::Conflict(_))));
    assert!(matches!(home.deletes(moved).await, Err(Error::Conflict(_))));

    for at in 0..=MOST_PINNED {
        let entry = home.writes(rosa, &note(&format!("Note {at}"))).await.value;
        let pinned = home
            .write(&home.andy, Action::EntryPinned, move |tx| activity::pin(tx, entry, true))
            .await;
        assert_eq!(pinned.is_ok(), at < MOST_PINNED, "{at}: {pinned:?}");
    }
    let page = home.tab(rosa, Tab::All).await;
    assert_eq!(page.pinned.len(), MOST_PINNED);
    assert_eq!(page.entries.len(), 2, "what is pinned stands once");
    assert!(home.tab(rosa, Tab::Lists).await.pinned.is_empty());
}

#[tokio::test]
async fn each_tab_has_its_own_and_goes_on_to_the_end() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    let now = home.now();
    for at in 0..45 {
        // Several at the same moment: the place tells them apart.
        home.writes(rosa, &call("reached", now - at / 3)).await;
        if at % 9 == 0 {
            home.writes(rosa, &note("A note")).await;
        }
    }
    let page = home.tab(rosa, Tab::Calls).await;
    let counts: Vec<_> = Tab::ALL.iter().map(|tab| page.counts.of(*tab)).collect();
    assert_eq!(counts, [50, 0, 0, 45, 0, 0, 50, 0]);
    for (tab, expected) in [(Tab::Calls, 45), (Tab::Notes, 50), (Tab::All, 50), (Tab::Emails, 0)] {
        let andy = home.andy.clone();
        let seen = home.db.read(move |conn| {
            let (scope, contact) = contacts::open(conn, &andy, rosa)?;
            let (mut seen, mut before) = (Vec::new(), None);
            loop {
                let page = pi_crm::log::page_of(conn, &scope, contact.id, tab, before, 20)?;
                seen.extend(page.entries.iter().map(|it| (it.entry.at, it.id)));
                before = page.next;
                if before.is_none() {
                    return Ok(seen);
                }
            }
        });
        let seen = seen.await.unwrap();
        assert!(seen.is_sorted_by(|one, next| one > next), "{tab:?}: newest first, each once");
        assert_eq!(seen.len(), expected, "{tab:?}");
    }
}

#[tokio::test]
async fn bad_input_is_named_beside_its_field() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    let now = home.now();
    let check = async |draft: Draft, fields: &[&str]| {
        let written = home
            .write(&home.andy, Action::EntryAdded, move |tx| {
                activity::write(tx, rosa, &draft, None)
            })
            .await;
        let Err(Error::Invalid(problems)) = written else { panic!("accepted: {fields:?}") };
        assert_eq!(problems.keys().collect::<Vec<_>>(), fields);
    };
    check(note(" \n "), &["text"]).await;
    check(note(&"x".repeat(100_001)), &["text"]).await;
    check(note("a\u{202E}b"), &["text"]).await;
    check(Draft { kind: "email".into(), ..note("x") }, &["kind"]).await;
    check(Draft { at: When::At(now + 3_600), ..note("x") }, &["at"]).await;
    check(Draft { at: When::Typed("yesterday".into()), ..note("x") }, &["at"]).await;
    let call = Draft { kind: "call".into(), ..Draft::default() };
    let wrong = Draft {
        outcome: "x".into(),
        direction: "up".into(),
        minutes: "1441".into(),
        ..call.clone()
    };
    check(wrong, &["direction", "minutes", "outcome"]).await;
    check(Draft { minutes: "-1".into(), ..call }, &["minutes"]).await;
    let meeting = Draft { kind: "meeting".into(), place: "x".repeat(201), ..Draft::default() };
    check(meeting, &["place"]).await;
    assert!(home.tab(rosa, Tab::All).await.entries.is_empty());
}
