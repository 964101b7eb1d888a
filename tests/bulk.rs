//! One change to many contacts, taken back as one (CT-9, CT-18).
use pi_crm::{
    audit::{Done, undo},
    contacts::{
        Filter, Selection,
        bulk::{self, Operation, Order, Outcome},
        fields::{FieldDraft, Kind},
        filter::InStage,
        lists::ListKind,
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
