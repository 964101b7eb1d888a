//! E-mails and phones beside the primary ones: added, changed, promoted, removed, undone.
use pi_crm::{
    audit::Action,
    contacts::{
        self, Edited, Field,
        reach::{self, Kind, MOST_OF_A_KIND},
    },
    error::Error,
};

use super::{add, create, promote, reach_of, refusal, told, undone, way};
use crate::support::Household;

#[tokio::test]
async fn the_first_of_a_kind_is_primary_and_the_others_come_after_it() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = create(&home, loans, "rosa@example.com", "").await;
    add(&home, rosa, "Work", "Rosa@Work.example").await.unwrap();
    add(&home, rosa, " CA Mobile ", "(415) 555-0100").await.unwrap();
    add(&home, rosa, "", "808-555-0100").await.unwrap();
    assert_eq!(
        told(&home, rosa, Kind::Email).await,
        ["rosa@example.com", "Rosa@Work.example (Work)"]
    );
    assert_eq!(
        told(&home, rosa, Kind::Phone).await,
        ["(415) 555-0100 (CA Mobile)", "808-555-0100"]
    );
    let (contact, _) = reach_of(&home, rosa).await;
    assert_eq!(contact.primary_phone.as_deref(), Some("(415) 555-0100"));
}

#[tokio::test]
async fn promoting_back_and_forth_loses_no_label_and_every_step_is_undone() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = create(&home, loans, "", "").await;
    add(&home, rosa, "CA Mobile", "(415) 555-0100").await.unwrap();
    add(&home, rosa, "HI Mobile", "808-555-0100").await.unwrap();
    let begun = home.everything().await;
    let mut changes = Vec::new();
    for expected in [
        ["808-555-0100 (HI Mobile)", "(415) 555-0100 (CA Mobile)"],
        ["(415) 555-0100 (CA Mobile)", "808-555-0100 (HI Mobile)"],
        ["808-555-0100 (HI Mobile)", "(415) 555-0100 (CA Mobile)"],
    ] {
        let other = reach_of(&home, rosa).await.1.ways.remove(0);
        let done = promote(&home, rosa, other.uid, &other.etag()).await.unwrap();
        assert!(matches!(done.value, Edited::Saved(_)));
        assert_eq!(told(&home, rosa, Kind::Phone).await, expected);
        changes.push(done.change);
    }
    let ended = home.everything().await;
    let mut again = Vec::new();
    for change in changes.into_iter().rev() {
        again.push(undone(&home, change).await);
    }
    assert_eq!(home.everything().await, begun);
    for change in again.into_iter().rev() {
        undone(&home, change).await;
    }
    assert_eq!(home.everything().await, ended);
}

#[tokio::test]
async fn a_promoted_one_takes_an_empty_place_and_gives_the_contact_its_name() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = create(&home, loans, "zoe@example.com", "").await;
    add(&home, rosa, "Work", "ada@example.com").await.unwrap();
    let nameless = |field| {
        home.write(&home.andy, Action::ContactEdited, move |tx| {
            let (scope, _) = contacts::open(tx, tx.actor, rosa)?;
            contacts::edit(tx, &scope, rosa, &[(field, String::new())])
        })
    };
    nameless(Field::FirstName).await.unwrap();
    let other = reach_of(&home, rosa).await.1.ways.remove(0);
    promote(&home, rosa, other.uid, &other.etag()).await.unwrap();
    let sorted: String = home
        .db
        .read(move |conn| {
            let sql = "SELECT sort_name FROM base_contacts WHERE uid = ?1";
            Ok(conn.query_row(sql, [rosa], |row| row.get(0))?)
        })
        .await
        .unwrap();
    assert_eq!(sorted, "ada@example.com");

    let theo = create(&home, loans, "theo@example.com", "").await;
    add(&home, theo, "", "theo@work.example").await.unwrap();
    home.write(&home.andy, Action::ContactEdited, move |tx| {
        let (scope, _) = contacts::open(tx, tx.actor, theo)?;
        contacts::edit(tx, &scope, theo, &[(Field::PrimaryEmail, String::new())])
    })
    .await
    .unwrap();
    let other = reach_of(&home, theo).await.1.ways.remove(0);
    promote(&home, theo, other.uid, &other.etag()).await.unwrap();
    let (contact, reach) = reach_of(&home, theo).await;
    assert_eq!(contact.primary_email.as_deref(), Some("theo@work.example"));
    assert!(reach.ways.is_empty(), "nothing was there to change places with");
}

#[tokio::test]
async fn the_same_address_or_number_is_on_a_contact_once() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = create(&home, loans, "rosa@example.com", "(808) 555-0100").await;
    let other = create(&home, loans, "", "").await;
    add(&home, rosa, "Work", "rosa@work.example").await.unwrap();
    let before = home.everything().await;
    for twice in ["ROSA@example.com", "+1 808 555 0100", "Rosa@Work.example"] {
        let (field, said) = refusal(add(&home, rosa, "", twice).await);
        assert_eq!(field, "value");
        assert!(said.contains("have this"), "{said}");
    }
    let edited = home
        .write(&home.andy, Action::ContactEdited, move |tx| {
            let (scope, _) = contacts::open(tx, tx.actor, rosa)?;
            let email = (Field::PrimaryEmail, "rosa@WORK.example".to_owned());
            contacts::edit(tx, &scope, rosa, &[email])
        })
        .await;
    assert_eq!(refusal(edited).0, "primary_email");
    assert_eq!(home.everything().await, before);
    add(&home, other, "", "rosa@work.example").await.expect("somebody else's own affair");
}

#[tokio::test]
async fn there_is_a_most_of_each_kind() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = create(&home, loans, "rosa@example.com", "").await;
    for at in 0..MOST_OF_A_KIND {
        add(&home, rosa, "", &format!("rosa{at}@example.com")).await.unwrap();
    }
    let (_, said) = refusal(add(&home, rosa, "", "rosa99@example.com").await);
    assert!(said.contains("20 other e-mails are the most"), "{said}");
    add(&home, rosa, "", "808 555 0100").await.expect("of the other kind there is none yet");
}

#[tokio::test]
async fn two_tabs_never_overwrite_each_other() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = create(&home, loans, "rosa@example.com", "").await;
    add(&home, rosa, "Work", "rosa@work.example").await.unwrap();
    let (contact, reach) = reach_of(&home, rosa).await;
    let (seen, uid) = (reach.ways[0].etag(), reach.ways[0].uid);
    let save = |label: &'static str, value: &'static str| {
        let seen = seen.clone();
        home.write(&home.andy, Action::ContactEdited, move |tx| {
            let (scope, _) = contacts::open(tx, tx.actor, rosa)?;
            reach::edit_seen(tx, &scope, rosa, uid, &seen, &way(label, value))
        })
    };
    assert!(matches!(save("Office", "rosa@work.example").await.unwrap().value, Edited::Saved(_)));
    let twice = save("Office", "rosa@work.example").await.unwrap();
    assert!(matches!(twice.value, Edited::Saved(_)) && twice.change.is_none(), "sent twice");
    let stale = save("Desk", "rosa@work.example").await.unwrap();
    assert!(matches!(stale.value, Edited::Changed) && stale.change.is_none());
    assert!(matches!(promote(&home, rosa, uid, &seen).await.unwrap().value, Edited::Changed));
    let removed = home
        .write(&home.andy, Action::ContactEdited, {
            let seen = seen.clone();
            move |tx| {
                let (scope, _) = contacts::open(tx, tx.actor, rosa)?;
                reach::remove_seen(tx, &scope, rosa, uid, &seen)
            }
        })
        .await
        .unwrap();
    assert!(matches!(removed.value, Edited::Changed));
    let fresh = reach_of(&home, rosa).await.1.ways[0].etag();
    promote(&home, rosa, uid, &fresh).await.unwrap();
    let pressed_twice = promote(&home, rosa, uid, &fresh).await.unwrap();
    assert!(matches!(pressed_twice.value, Edited::Saved(_)) && pressed_twice.change.is_none());
    let primary = reach.primary_etag(&contact, Kind::Email);
    let renamed = home
        .write(&home.andy, Action::ContactEdited, move |tx| {
            let (scope, _) = contacts::open(tx, tx.actor, rosa)?;
            let typed = ("other@example.com", "Home");
            reach::edit_primary_seen(tx, &scope, rosa, Kind::Email, &primary, typed)
        })
        .await
        .unwrap();
    assert!(matches!(renamed.value, Edited::Changed), "the primary one was another");
    assert_eq!(
        told(&home, rosa, Kind::Email).await,
        ["rosa@work.example (Office)", "rosa@example.com"]
    );
}

#[tokio::test]
async fn a_primary_one_keeps_its_label_until_it_is_emptied() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = create(&home, loans, "rosa@example.com", "").await;
    let save = |value: &'static str, label: &'static str| {
        let home = &home;
        async move {
            let (contact, reach) = reach_of(home, rosa).await;
            let seen = reach.primary_etag(&contact, Kind::Email);
            home.write(&home.andy, Action::ContactEdited, move |tx| {
                let (scope, _) = contacts::open(tx, tx.actor, rosa)?;
                reach::edit_primary_seen(tx, &scope, rosa, Kind::Email, &seen, (value, label))
            })
            .await
        }
    };
    save("rosa@example.com", "Home").await.unwrap();
    assert_eq!(told(&home, rosa, Kind::Email).await, ["rosa@example.com (Home)"]);
    assert_eq!(refusal(save("rosa@", "Home").await).0, "primary_email");
    assert_eq!(refusal(save("rosa@b.example", &"x".repeat(41).leak()[..]).await).0, "label");
    assert_eq!(told(&home, rosa, Kind::Email).await, ["rosa@example.com (Home)"]);
    let emptied = save("", "Home").await.unwrap().change;
    assert_eq!(reach_of(&home, rosa).await.1.email_label, None);
    undone(&home, emptied).await;
    assert_eq!(told(&home, rosa, Kind::Email).await, ["rosa@example.com (Home)"]);
}

#[tokio::test]
async fn what_is_somebody_elses_does_not_exist() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let family = home.workspace(&home.andy, "Family").await.uid;
    let homes = home.workspace(&home.monalisa, "Homes").await.uid;
    let rosa = create(&home, loans, "rosa@example.com", "").await;
    let elsewhere = create(&home, family, "theo@example.com", "").await;
    let mona = home.contact(&home.monalisa, homes, "Mona Lee").await.value.uid;
    add(&home, rosa, "Work", "rosa@work.example").await.unwrap();
    let uid = reach_of(&home, rosa).await.1.ways[0].uid;
    let before = home.everything().await;
    for (actor, contact) in
        [(&home.monalisa, rosa), (&home.monalisa, mona), (&home.andy, elsewhere)]
    {
        let edited = home
            .write(actor, Action::ContactEdited, move |tx| {
                let (scope, _) = contacts::open(tx, tx.actor, contact)?;
                reach::edit_seen(tx, &scope, contact, uid, "", &way("x", "x@example.com"))
            })
            .await;
        assert!(matches!(edited, Err(Error::NotFound(_))), "{edited:?}");
    }
    assert_eq!(home.everything().await, before);
}

#[tokio::test]
async fn a_deleted_contact_comes_back_with_all_its_ways() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = create(&home, loans, "rosa@example.com", "").await;
    add(&home, rosa, "Work", "rosa@work.example").await.unwrap();
    let before = home.everything().await;
    let deleted = home
        .write(&home.andy, Action::ContactDeleted, move |tx| {
            let (scope, _) = contacts::open(tx, tx.actor, rosa)?;
            contacts::delete(tx, &scope, rosa)
        })
        .await
        .unwrap();
    undone(&home, deleted.change).await;
    assert_eq!(home.everything().await, before);
}
