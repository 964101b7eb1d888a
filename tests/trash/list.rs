//! The list of deletions that can still be undone.
use pi_crm::{
    clock::DAY_S,
    contacts::{
        Selection,
        bulk::{self, Operation, Order},
        lists::ListKind,
    },
};

use super::{add, delete, is_there, take_back};
use crate::support::Site;

#[tokio::test]
async fn what_was_deleted_waits_in_the_trash_and_comes_back_whole() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Harbour Loans").await.uid;
    let rosa = add(home, loans, "Rosa Ibarra").await;
    let theo = add(home, loans, "Theo Ibarra").await;
    let before = home.everything().await;
    let andy = site.signed_in(&home.andy).await;
    assert!(andy.get("/trash").await.body.contains("The trash is empty"));
    let alone = delete(home, loans, &[rosa.uid]).await;
    take_back(home, alone).await.expect("undone");
    assert!(andy.get("/trash").await.body.contains("The trash is empty"), "it is back");
    let both = delete(home, loans, &[rosa.uid, theo.uid]).await;
    let trash = andy.get("/trash").await.body;
    assert!(trash.contains("2 contacts") && trash.contains("30 days left"), "{trash}");
    let found = andy.get("/trash?q=rosa").await.body;
    assert!(found.contains("with Rosa Ibarra") && !found.contains("Theo Ibarra"), "{found}");
    assert!(andy.get("/trash?q=nobody").await.body.contains("Nothing fits"));
    let inside = andy.get(&format!("/trash?workspace={loans}")).await.body;
    assert!(inside.contains("2 contacts"), "{inside}");
    let monalisa = site.signed_in(&home.monalisa).await;
    assert!(!monalisa.get("/trash?q=rosa").await.body.contains("Rosa"));
    assert_eq!(monalisa.get(&format!("/trash?workspace={loans}")).await.status, 404);
    let restored = andy.post(&format!("/changes/{both}/undo?back=/trash"), &[]).await;
    assert!(restored.location().starts_with("/trash?done="), "{}", restored.location());
    assert_eq!(home.everything().await, before);
    site.stop().await;
}

#[tokio::test]
async fn lists_fields_and_workspaces_are_in_it_too_and_days_run_out() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Harbour Loans").await.uid;
    let rosa = add(home, loans, "Rosa Ibarra").await;
    let leads = home.list(&home.andy, loans, ListKind::Stage, "Leads").await;
    let andy = site.signed_in(&home.andy).await;
    let gone = andy.post(&format!("/lists/{}/delete", leads.uid), &[]).await;
    assert_eq!(gone.status, 303, "{}", gone.body);
    let person = delete(home, loans, &[rosa.uid]).await;
    let trash = andy.get("/trash").await.body;
    assert!(trash.contains("Leads") && trash.contains("Rosa Ibarra"), "{trash}");
    andy.post(&format!("/w/{loans}/delete"), &[("typed_name", "Harbour Loans")]).await;
    let trash = andy.get("/trash").await.body;
    assert!(trash.contains("Harbour Loans"), "{trash}");
    assert!(!trash.contains("Rosa Ibarra"), "it is in the deleted workspace: {trash}");
    home.move_clock(29 * DAY_S + 1);
    let andy = site.signed_in(&home.andy).await;
    assert!(andy.get("/trash").await.body.contains("1 day left"));
    home.move_clock(DAY_S);
    let andy = site.signed_in(&home.andy).await;
    assert!(andy.get("/trash").await.body.contains("The trash is empty"));
    assert!(take_back(home, person).await.is_err());
    assert!(!is_there(home, rosa.uid).await);
    site.stop().await;
}

#[tokio::test]
async fn programs_read_the_trash_page_by_page() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Harbour Loans").await.uid;
    let mut changes = Vec::new();
    for at in 0..3 {
        let one = add(home, loans, &format!("Person{at} Same")).await;
        changes.push(delete(home, loans, &[one.uid]).await.to_string());
    }
    take_back(home, changes[1].parse().unwrap()).await.expect("undone");
    let andy = site.signed_in(&home.andy).await;
    let first = andy.json("GET", "/api/trash?limit=1", None).await.json();
    assert_eq!(first["data"]["deletions"][0]["change"], changes[2].as_str());
    assert_eq!(first["data"]["deletions"][0]["about"][0]["label"], "Person2 Same");
    let cursor = first["data"]["next_cursor"].as_str().expect("more");
    let next = andy.json("GET", &format!("/api/trash?limit=1&cursor={cursor}"), None).await.json();
    assert_eq!(next["data"]["deletions"][0]["change"], changes[0].as_str());
    assert!(next["data"]["next_cursor"].is_null(), "{next}");
    site.stop().await;
}

#[tokio::test]
async fn what_was_deleted_in_bulk_is_in_it_too() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Harbour Loans").await.uid;
    let rosa = add(home, loans, "Rosa Ibarra").await;
    let theo = add(home, loans, "Theo Ibarra").await;
    let before = home.everything().await;
    let gone = |people: Vec<_>| {
        let selection = Selection::These(people);
        let order =
            Order { workspace: loans, selection, operation: Operation::Delete, expected: None };
        bulk::run(&home.db, home.andy.clone(), order)
    };
    let both = gone(vec![rosa.uid, theo.uid]).await.expect("deleted").change.expect("recorded");
    let andy = site.signed_in(&home.andy).await;
    let trash = andy.get("/trash").await.body;
    assert!(trash.contains("2 contacts"), "{trash}");
    let found = andy.get("/trash?q=theo").await.body;
    assert!(found.contains("with Theo Ibarra") && !found.contains("Rosa"), "{found}");
    let people = andy.get(&format!("/trash/{both}")).await.body;
    assert!(people.contains("Rosa Ibarra") && people.contains("Restore them all"), "{people}");
    let path = format!("/trash/{both}/{}/erase", theo.uid);
    assert_eq!(andy.post(&path, &[("typed_name", "Theo Ibarra")]).await.status, 303);
    take_back(home, both).await.expect("restored");
    assert!(is_there(home, rosa.uid).await && !is_there(home, theo.uid).await);
    assert_ne!(home.everything().await, before);
    let alone = gone(vec![rosa.uid]).await.expect("deleted").change.expect("recorded");
    let trash = andy.get("/trash").await.body;
    assert!(trash.contains("Rosa Ibarra") && !trash.contains("1 contacts"), "{trash}");
    take_back(home, alone).await.expect("restored");
    site.stop().await;
}
