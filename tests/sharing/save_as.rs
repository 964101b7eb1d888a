//! Save as: a copy of the receiver's own (WS-6).
use pi_crm::{
    audit::{Action, Done, undo},
    contacts::{
        self, Contact,
        fields::{FieldDraft, Kind, values},
        reach::{self, Reach, Silence, WayDraft},
    },
    error::Result,
    ids::Uid,
    log, shares,
    shares::Copied,
    workspaces,
};

use super::{Rosa, rosa};
use crate::support::{Household, Site};

async fn fill(home: &Household, rosa: &Rosa, edits: &[(&str, &str)]) {
    let edits: Vec<(String, String)> =
        edits.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    let (workspace, contact) = (rosa.workspace, rosa.contact.uid);
    home.write(&home.andy, Action::ContactEdited, move |tx| {
        let scope = workspaces::open(tx, tx.actor, workspace)?;
        values::edit(tx, &scope, contact, &edits)
    })
    .await
    .expect("filled in");
}

async fn save(home: &Household, share: Uid, into: Uid, meant: bool) -> Result<Done<Copied>> {
    home.write(&home.monalisa, Action::ShareSaved, move |tx| {
        shares::save(tx, share, into, meant, None)
    })
    .await
}

fn saved(copied: Copied) -> Contact {
    match copied {
        Copied::Saved(contact) => contact,
        Copied::Alike(alike) => panic!("not saved for {alike:?}"),
    }
}

/// Label and value of every field of Monalisa's copy.
async fn fields(home: &Household, contact: Uid) -> Vec<(String, String)> {
    let monalisa = home.monalisa.clone();
    home.db
        .read(move |conn| {
            let (scope, contact) = contacts::open(conn, &monalisa, contact)?;
            let fields = values::of(conn, &scope, contact.id)?.into_iter();
            let filled = fields.filter_map(|it| Some((it.definition.label.clone(), it.value?)));
            Ok(filled.collect())
        })
        .await
        .expect("read")
}

fn dropdown(label: &str, options: &[&str]) -> FieldDraft {
    let options = options.iter().map(|it| (*it).to_owned()).collect();
    FieldDraft { options, ..FieldDraft::new(label, Kind::Dropdown) }
}

#[tokio::test]
async fn a_copy_brings_its_fields_and_stays_when_the_share_ends() {
    let home = Household::new().await;
    let rosa = rosa(&home).await;
    let theo = home.contact(&home.andy, rosa.workspace, "Theo Ibarra").await.value;
    for draft in [
        FieldDraft::new("Birthday", Kind::Date),
        FieldDraft::new("Income", Kind::Number),
        FieldDraft::new("Spouse", Kind::ContactLink),
        dropdown("Looks for", &["House", "Flat"]),
    ] {
        home.field(&home.andy, Some(rosa.workspace), draft).await;
    }
    let spouse = theo.uid.to_string();
    let values = [
        ("birthday", "1985-02-28"),
        ("income", "1234.5"),
        ("spouse", &*spouse),
        ("looks_for", "Flat"),
    ];
    fill(&home, &rosa, &values).await;
    let share = rosa.shared(&home, false).await;
    let mine = home.workspace(&home.monalisa, "Open Houses").await.uid;
    // One of the same name and another type, and one that lacks the choice.
    home.field(&home.monalisa, Some(mine), FieldDraft::new("Birthday", Kind::Text)).await;
    home.field(&home.monalisa, None, dropdown("Looks for", &["House"])).await;
    let before = home.everything().await;

    let done = save(&home, share.uid, mine, false).await.expect("saved");
    let copy = saved(done.value);
    assert_eq!(copy.display_name(), "Rosa Ibarra");
    assert_eq!(copy.primary_email.as_deref(), Some("rosa@ibarra.example"));
    assert_ne!(copy.uid, rosa.contact.uid);
    let mut kept = fields(&home, copy.uid).await;
    kept.sort();
    let expected = [
        ("Birthday (from Andy)", "1985-02-28"),
        ("Income", "1234.5"),
        ("Looks for", "Flat"),
        ("Spouse", "Theo Ibarra"),
    ];
    assert_eq!(kept, expected.map(|(label, value)| (label.to_owned(), value.to_owned())));

    rosa.revoke(&home, share.uid).await;
    assert_eq!(fields(&home, copy.uid).await.len(), 4, "it is Monalisa's own");
    undo::undo(&home.db, home.monalisa.clone(), done.change.unwrap()).await.expect("undone");
    let after = home.everything().await;
    let theirs = |all: &str| -> Vec<String> {
        all.lines().filter(|it| !it.starts_with("contact_shares")).map(str::to_owned).collect()
    };
    let logs = |all: &[String]| all.iter().filter(|it| it.starts_with("communication")).count();
    let (before, after) = (theirs(&before), theirs(&after));
    assert_eq!(before.len() + 1, after.len(), "only the line that the share ended");
    assert_eq!(logs(&before) + 1, logs(&after));
}

#[tokio::test]
async fn the_source_stands_in_the_log_and_the_history_stays_behind() {
    let home = Household::new().await;
    let rosa = rosa(&home).await;
    let share = rosa.shared(&home, true).await;
    let mine = home.workspace(&home.monalisa, "Open Houses").await.uid;
    let copy = saved(save(&home, share.uid, mine, false).await.unwrap().value);
    let monalisa = home.monalisa.clone();
    let log = home
        .db
        .read(move |conn| {
            let (scope, contact) = contacts::open(conn, &monalisa, copy.uid)?;
            log::page(conn, &scope, contact.id, None)
        })
        .await
        .unwrap();
    assert_eq!(log.entries.len(), 1);
    assert!(log.entries[0].summary().starts_with("Saved from what Andy shared on "));
}

#[tokio::test]
async fn somebody_alike_is_shown_before_anything_is_saved() {
    let site = Site::new().await;
    let rosa = rosa(&site.home).await;
    let share = rosa.shared(&site.home, false).await;
    let mine = site.home.workspace(&site.home.monalisa, "Open Houses").await.uid.to_string();
    let monalisa = site.signed_in(&site.home.monalisa).await;
    let path = format!("/shared/{}/save", share.uid);
    assert!(monalisa.get(&path).await.body.contains("Open Houses"));
    let first = monalisa.post(&path, &[("workspace", &mine), ("form_id", "a1")]).await;
    assert_eq!(first.status, 303, "{}", first.body);
    let again = monalisa.post(&path, &[("workspace", &mine), ("form_id", "a1")]).await;
    let contact = |location: &str| location.split('?').next().unwrap_or_default().to_owned();
    assert_eq!(contact(again.location()), contact(first.location()), "sent twice, saved once");
    let before = site.home.everything().await;
    let alike = monalisa.post(&path, &[("workspace", &mine), ("form_id", "a2")]).await;
    assert!(alike.body.contains("This may be somebody you have"), "{}", alike.body);
    assert!(alike.body.contains("Save it all the same"), "{}", alike.body);
    assert_eq!(site.home.everything().await, before);
    let fields = [("workspace", &*mine), ("meant", "1"), ("form_id", "a3")];
    assert_eq!(monalisa.post(&path, &fields).await.status, 303);
    site.stop().await;
}

#[tokio::test]
async fn a_copy_goes_into_a_workspace_of_ones_own_only() {
    let site = Site::new().await;
    let rosa = rosa(&site.home).await;
    let share = rosa.shared(&site.home, false).await;
    site.home.workspace(&site.home.monalisa, "Open Houses").await;
    let monalisa = site.signed_in(&site.home.monalisa).await;
    let before = site.home.everything().await;
    for elsewhere in [rosa.workspace.to_string(), "none".into(), String::new()] {
        let path = format!("/shared/{}/save", share.uid);
        let refused = monalisa.post(&path, &[("workspace", &elsewhere)]).await;
        assert_eq!(refused.status, 422, "{elsewhere}");
        assert!(refused.body.contains("Choose one of your workspaces"), "{}", refused.body);
    }
    assert_eq!(site.home.everything().await, before);
    site.stop().await;
}

/// Rosa with a second address and number, labels, and no texts.
async fn reached(home: &Household, rosa: &Rosa) {
    let (workspace, contact) = (rosa.workspace, rosa.contact.uid);
    home.write(&home.andy, Action::ContactEdited, move |tx| {
        let scope = workspaces::open(tx, tx.actor, workspace)?;
        let id = contacts::find(tx, &scope, contact)?.id;
        reach::keep_label(tx, &scope, id, reach::Kind::Email, "Work")?;
        for (kind, label, value) in [
            (reach::Kind::Email, "Home", "rosa@home.example"),
            (reach::Kind::Phone, "HI Mobile", "+1 808 555 0143"),
        ] {
            let draft = WayDraft { kind, label: label.into(), value: value.into() };
            reach::keep(tx, &scope, id, &draft)?;
        }
        reach::set_silence(tx, &scope, contact, Silence { text: true, ..Silence::default() })
    })
    .await
    .expect("reached");
}

async fn reach_of(home: &Household, contact: Uid) -> Reach {
    let monalisa = home.monalisa.clone();
    home.db
        .read(move |conn| {
            let (scope, contact) = contacts::open(conn, &monalisa, contact)?;
            reach::of(conn, &scope, contact.id)
        })
        .await
        .expect("read")
}

#[tokio::test]
async fn all_addresses_go_along_and_so_does_do_not_contact() {
    let site = Site::new().await;
    let home = &site.home;
    let rosa = rosa(home).await;
    reached(home, &rosa).await;
    let share = rosa.shared(home, false).await;
    let monalisa = site.signed_in(&home.monalisa).await;
    let card = monalisa.get(&format!("/shared/{}", share.uid)).await.body;
    for shown in ["rosa@home.example", "HI Mobile", "+1 808 555 0143", "Work", "No texts"] {
        assert!(card.contains(shown), "{shown} is missing: {card}");
    }
    let found = monalisa.get("/shared?q=home.example").await.body;
    assert!(found.contains("Rosa Ibarra"), "{found}");
    let told = monalisa.json("GET", &format!("/api/shared/{}", share.uid), None).await.json();
    assert_eq!(told["data"]["reach"]["other_phones"][0]["label"], "HI Mobile");
    assert_eq!(told["data"]["reach"]["do_not_contact"]["text"], true);

    let mine = home.workspace(&home.monalisa, "Open Houses").await.uid;
    let copy = saved(save(home, share.uid, mine, false).await.expect("saved").value);
    let reach = reach_of(home, copy.uid).await;
    let ways: Vec<_> = reach.ways.iter().map(|it| (it.label.as_deref(), &*it.value)).collect();
    assert_eq!(ways, [(Some("Home"), "rosa@home.example"), (Some("HI Mobile"), "+1 808 555 0143")]);
    assert_eq!(reach.email_label.as_deref(), Some("Work"));
    assert_eq!(reach.silence, Silence { text: true, ..Silence::default() });
    site.stop().await;
}

#[tokio::test]
async fn somebody_with_one_of_the_other_addresses_is_shown_first() {
    let home = Household::new().await;
    let rosa = rosa(&home).await;
    reached(&home, &rosa).await;
    let share = rosa.shared(&home, false).await;
    let mine = home.workspace(&home.monalisa, "Open Houses").await.uid;
    let known = home.contact(&home.monalisa, mine, "R Ibarra").await.value.uid;
    home.write(&home.monalisa, Action::ContactEdited, move |tx| {
        let scope = workspaces::open(tx, tx.actor, mine)?;
        let phone = (contacts::Field::PrimaryPhone, "(808) 555-0143".to_owned());
        contacts::edit(tx, &scope, known, &[phone])
    })
    .await
    .expect("edited");
    let before = home.everything().await;
    match save(&home, share.uid, mine, false).await.expect("asked").value {
        Copied::Alike(alike) => assert_eq!(alike[0].contact.uid, known),
        Copied::Saved(copy) => panic!("saved as {copy:?}"),
    }
    assert_eq!(home.everything().await, before);
    saved(save(&home, share.uid, mine, true).await.expect("saved").value);
}

#[tokio::test]
async fn what_is_newly_shared_waits_on_the_start_page_until_it_is_opened() {
    let site = Site::new().await;
    let rosa = rosa(&site.home).await;
    site.home.workspace(&site.home.monalisa, "Open Houses").await;
    let monalisa = site.signed_in(&site.home.monalisa).await;
    assert!(!monalisa.get("/").await.body.contains("shared this with you"));
    let share = rosa.shared(&site.home, false).await;
    let home = monalisa.get("/").await.body;
    let link = format!("/shared/{}", share.uid);
    assert!(home.contains(&link) && home.contains("Andy shared this with you"), "{home}");
    assert_eq!(monalisa.get(&link).await.status, 200);
    assert!(!monalisa.get("/").await.body.contains(&link), "it was opened");
    let andy = site.signed_in(&site.home.andy).await;
    assert!(!andy.get("/").await.body.contains("shared this with you"));
    site.stop().await;
}
