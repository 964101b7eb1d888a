//! One change to many contacts, taken back as one (CT-9, CT-18).
use pi_crm::{
    audit::{Action, Done, undo},
    contacts::{
        self, Filter, Selection,
        bulk::{self, Operation, Order, Outcome},
        fields::{FieldDraft, Kind},
        filter::InStage,
        lists::ListKind,
        reach::{self, Silence},
    },
    error::{Error, Result},
    ids::Uid,
};
use serde_json::json;

use crate::{
    lists::{Loans, loans, logged, standing},
    support::{Household, Site},
};

async fn run(
    home: &Household,
    loans: &Loans,
    selection: Selection,
    operation: Operation,
) -> Result<Done<Outcome>> {
    let order = Order { workspace: loans.workspace, selection, operation, expected: None };
    bulk::run(&home.db, home.andy.clone(), order).await
}

fn everybody() -> Selection {
    Selection::All(Filter::default())
}

async fn undone(home: &Household, done: &Done<Outcome>) {
    undo::undo(&home.db, home.andy.clone(), done.change.expect("something to undo"))
        .await
        .expect("undone");
}

#[tokio::test]
async fn everybody_who_fits_is_moved_and_tagged_once_and_comes_back() {
    let home = Household::new().await;
    let loans = loans(&home, &["Rosa Ibarra", "Theo Vance", "Mei Lin"]).await;
    loans.put(&home, &loans.people[..2], &loans.leads).await;
    let before = home.everything().await;
    let in_leads = Filter::default().in_stage(Some(InStage::Is(loans.leads.uid)));
    let to_closed = Operation::Move(Some(loans.closed.uid));
    let done = run(&home, &loans, Selection::All(in_leads), to_closed.clone()).await.unwrap();
    assert_eq!((done.value.changed, done.value.unchanged), (2, 0));
    assert_eq!(standing(&home, loans.people[0]).await.0.as_deref(), Some("Closed"));
    assert_eq!(standing(&home, loans.people[2]).await.0, None);
    let log = &logged(&home, loans.people[1]).await[0];
    assert!(log.entry.content.to_string().contains("Leads → Closed"), "{:?}", log.entry.content);
    let again = run(&home, &loans, everybody(), to_closed).await.unwrap();
    assert_eq!((again.value.changed, again.value.unchanged), (1, 2));
    undone(&home, &again).await;
    undone(&home, &done).await;
    assert_eq!(home.everything().await, before);

    let picked = Selection::These(loans.people[..2].to_vec());
    let tagged = run(&home, &loans, picked, Operation::AddTag(loans.vip.uid)).await.unwrap();
    assert_eq!(tagged.value.changed, 2);
    let off = Operation::RemoveTag(loans.vip.uid);
    let off = run(&home, &loans, everybody(), off).await.unwrap();
    assert_eq!((off.value.changed, off.value.unchanged), (2, 1));
    undone(&home, &off).await;
    undone(&home, &tagged).await;
    assert_eq!(home.everything().await, before);
}

#[tokio::test]
async fn a_tag_that_is_new_is_made_with_the_change_and_goes_with_its_undo() {
    let home = Household::new().await;
    let loans = loans(&home, &["Rosa Ibarra", "Theo Vance", "Mei Lin"]).await;
    let before = home.everything().await;
    let named = |name: &str| Operation::TagNamed(name.into());
    let done = run(&home, &loans, everybody(), named(" Open house ")).await.unwrap();
    assert_eq!(done.value.changed, 3);
    assert_eq!(standing(&home, loans.people[2]).await.1, ["Open house"]);
    let again = run(&home, &loans, everybody(), named("open HOUSE")).await.unwrap();
    assert_eq!((again.value.changed, again.value.unchanged), (0, 3), "it is the same one");
    let nameless = run(&home, &loans, everybody(), named("  ")).await;
    assert!(matches!(nameless, Err(Error::Invalid(_))), "{nameless:?}");
    undone(&home, &done).await;
    assert_eq!(home.everything().await, before);
}

#[tokio::test]
async fn a_field_is_set_where_it_can_be_and_the_rest_is_told() {
    let home = Household::new().await;
    let loans = loans(&home, &["Rosa Ibarra", "Theo Vance"]).await;
    let score =
        home.field(&home.andy, Some(loans.workspace), FieldDraft::new("Score", Kind::Number)).await;
    let before = home.everything().await;
    let set = |value: &str| Operation::Field { definition: score.uid, value: value.into() };
    let wrong = run(&home, &loans, everybody(), set("many")).await;
    assert!(matches!(&wrong, Err(Error::Invalid(it)) if it.contains_key("value")), "{wrong:?}");
    let done = run(&home, &loans, everybody(), set("7")).await.unwrap();
    assert_eq!(done.value.changed, 2);
    let again = run(&home, &loans, everybody(), set("7")).await.unwrap();
    assert_eq!((again.value.unchanged, again.change), (2, None), "nothing to undo");
    let acme = run(&home, &loans, everybody(), Operation::Company("Acme".into())).await.unwrap();
    assert_eq!(acme.value.changed, 2);
    let silent = run(&home, &loans, everybody(), Operation::DoNotContact(true)).await.unwrap();
    assert_eq!(silent.value.changed, 2);
    for done in [silent, acme, done] {
        undone(&home, &done).await;
    }
    assert_eq!(home.everything().await, before);
}

#[tokio::test]
async fn thousands_are_deleted_under_one_entry_and_all_come_back() {
    let home = Household::new().await;
    let loans = loans(&home, &[]).await;
    let workspace = loans.workspace;
    home.write(&home.andy, pi_crm::audit::Action::DemoBuilt, move |tx| {
        let scope = pi_crm::workspaces::open(tx, tx.actor, workspace)?;
        for at in 0..1_100 {
            let draft = crate::support::household::draft(&format!("Person{at} Same"));
            pi_crm::contacts::insert(tx, &scope, &draft.check()?, tx.now)?;
        }
        Ok(())
    })
    .await
    .unwrap();
    run(&home, &loans, everybody(), Operation::AddTag(loans.hot.uid)).await.unwrap();
    let before = home.everything().await;
    let done = run(&home, &loans, everybody(), Operation::Delete).await.unwrap();
    assert_eq!(done.value.changed, 1_100);
    assert!(!home.everything().await.contains("base_contacts"));
    undone(&home, &done).await;
    assert_eq!(home.everything().await, before);
}

#[tokio::test]
async fn what_is_not_there_is_not_found_and_another_number_is_told() {
    let home = Household::new().await;
    let loans = loans(&home, &["Rosa Ibarra"]).await;
    let family = home.workspace(&home.andy, "Family").await.uid;
    let ana = home.contact(&home.andy, family, "Ana Cruz").await.value.uid;
    let friends = home.list(&home.andy, family, ListKind::Stage, "Friends").await;
    let before = home.everything().await;
    let both = Selection::These(vec![loans.people[0], ana]);
    let found = run(&home, &loans, both, Operation::Delete).await;
    assert!(matches!(found, Err(Error::NotFound("contact"))), "{found:?}");
    for list in [friends.uid, loans.hot.uid, Uid::new()] {
        let refused = run(&home, &loans, everybody(), Operation::Move(Some(list))).await;
        assert!(matches!(&refused, Err(Error::Invalid(it)) if it.contains_key("stage")));
    }
    let nobody = run(&home, &loans, Selection::These(vec![]), Operation::Delete).await;
    assert!(matches!(nobody, Err(Error::Invalid(_))), "{nobody:?}");
    let order = Order {
        workspace: loans.workspace,
        selection: everybody(),
        operation: Operation::Delete,
        expected: Some(2),
    };
    let monalisas = bulk::run(&home.db, home.monalisa.clone(), order.clone()).await;
    assert!(matches!(monalisas, Err(Error::NotFound("workspace"))), "{monalisas:?}");
    let other = bulk::run(&home.db, home.andy.clone(), order).await;
    assert!(matches!(&other, Err(Error::Conflict(said)) if said.contains("1 fit by now")));
    assert_eq!(home.everything().await, before);
}

#[tokio::test]
async fn the_api_takes_one_operation_for_a_selection() {
    let site = Site::new().await;
    let loans = loans(&site.home, &["Rosa Ibarra", "Theo Vance"]).await;
    let andy = site.signed_in(&site.home.andy).await;
    let ask = async |more: serde_json::Value| {
        let mut body = json!({ "workspace": loans.workspace });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        andy.json("POST", "/api/contacts/bulk", Some(body)).await
    };
    let done = ask(json!({ "filter": "q=rosa", "add_tag": loans.hot.uid, "expected": 1 })).await;
    assert_eq!(done.status, 200, "{}", done.body);
    assert_eq!(done.json()["data"]["changed"], 1);
    assert!(done.json()["data"]["change"].is_string());
    for (body, status) in [
        (json!({ "filter": "", "add_tag": loans.hot.uid, "delete": true }), 422),
        (json!({ "filter": "" }), 422),
        (json!({ "delete": true }), 422),
        (json!({ "filter": "colour=red", "delete": true }), 422),
        (json!({ "contacts": [Uid::new()], "delete": true }), 404),
        (json!({ "filter": "", "delete": true, "expected": 5 }), 409),
    ] {
        let refused = ask(body.clone()).await;
        assert_eq!(refused.status, status, "{body}: {}", refused.body);
    }
    let deleted = ask(json!({ "contacts": loans.people, "delete": true })).await;
    assert_eq!(deleted.json()["data"]["changed"], 2, "{}", deleted.body);
    site.stop().await;
}

#[tokio::test]
async fn silence_for_many_is_told_in_each_log_and_lifted_without_touching_a_channel() {
    let home = Household::new().await;
    let loans = loans(&home, &["Rosa Ibarra", "Theo Vance"]).await;
    let (rosa, before) = (loans.people[0], home.everything().await);
    let texts = Silence { text: true, ..Silence::default() };
    home.write(&home.andy, Action::ContactSilenced, move |tx| {
        let (scope, _) = contacts::open(tx, tx.actor, rosa)?;
        reach::set_silence(tx, &scope, rosa, texts)
    })
    .await
    .expect("silenced");
    let on = run(&home, &loans, everybody(), Operation::DoNotContact(true)).await.unwrap();
    assert_eq!((on.value.changed, on.value.unchanged), (2, 0));
    let line = logged(&home, loans.people[1]).await[0].summary().to_owned();
    assert!(line.starts_with("Do-not-contact changed: Off → Nothing at all"), "{line}");
    let again = run(&home, &loans, everybody(), Operation::DoNotContact(true)).await.unwrap();
    assert_eq!((again.value.changed, again.change), (0, None));
    let off = run(&home, &loans, everybody(), Operation::DoNotContact(false)).await.unwrap();
    assert_eq!(off.value.changed, 2);
    let andy = home.andy.clone();
    let now = home.db.read(move |conn| Ok(contacts::open(conn, &andy, rosa)?.1)).await.unwrap();
    assert_eq!(now.silence, texts, "what she asked for herself stays");
    undone(&home, &off).await;
    undone(&home, &on).await;
    assert_ne!(home.everything().await, before);
}

#[tokio::test]
async fn those_picked_or_all_who_fit_lead_to_their_export_and_silence_shows_in_the_list() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = loans(home, &["Rosa Ibarra", "Theo Vance"]).await;
    let silent = Selection::These(vec![loans.people[0]]);
    run(home, &loans, silent, Operation::DoNotContact(true)).await.unwrap();
    let andy = site.signed_in(&home.andy).await;
    for page in ["contacts", "board"] {
        let shown = andy.get(&format!("/w/{}/{page}", loans.workspace)).await.body;
        assert_eq!(shown.matches("(do not contact)").count(), 1, "{page}: {shown}");
    }
    let path = format!("/w/{}/contacts/bulk/export", loans.workspace);
    let theo = loans.people[1].to_string();
    let asked = ("asked", "q=rosa");
    let picked = andy.post(&path, &[asked, ("contact", &theo)]).await;
    assert_eq!(picked.location(), format!("/w/{}/export?contact={theo}", loans.workspace));
    assert!(andy.get(picked.location()).await.body.contains("1 of 2 contacts"));
    let all = andy.post(&path, &[asked, ("contact", &theo), ("all", "1")]).await;
    assert_eq!(all.location(), format!("/w/{}/export?q=rosa", loans.workspace));
    let nobody = andy.post(&path, &[asked]).await;
    assert!(!nobody.location().contains("/export"), "never everybody for nobody");
    let monalisa = site.signed_in(&home.monalisa).await;
    assert_eq!(monalisa.post(&path, &[asked]).await.status, 404);
    site.stop().await;
}
