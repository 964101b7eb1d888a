//! The audit log over the API (SE-8, API-2): its pages, its filters, and whose it is.
use pi_crm::accounts::api_keys::Permission;
use serde_json::{Value, json};

use super::{code, data, key};
use crate::support::{Site, Visitor};

async fn entries(visitor: &Visitor, query: &str) -> Vec<Value> {
    let page = data(&visitor.get(&format!("/api/audit{query}")).await);
    page["entries"].as_array().expect("entries").clone()
}

fn whats(entries: &[Value]) -> Vec<&str> {
    entries.iter().map(|it| it["what"].as_str().expect("a code")).collect()
}

#[tokio::test]
async fn a_key_that_may_reads_what_happened_and_to_what() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let may = [Permission::ReadAudit, Permission::WriteContacts];
    let (program, key_id) = key(&site, &home.andy, &may).await;
    let new = json!({ "workspace": loans.to_string(), "first_name": "Rosa" });
    let made = data(&program.json("POST", "/api/contacts", Some(new)).await);
    let contact = made["contact"]["id"].as_str().expect("an id").to_owned();
    let path = format!("/api/contacts/{contact}");
    program.json("PUT", &path, Some(json!({ "first_name": "Rosita" }))).await;

    let all = entries(&program, "").await;
    let expected = ["contact.edited", "contact.created", "key.created", "workspace.created"];
    assert_eq!(whats(&all)[..4], expected);
    let edited = &all[0];
    assert_eq!((&edited["who"], &edited["who_name"]), (&json!("key"), &json!("The key “test”")));
    assert_eq!(edited["workspace"], loans.to_string());
    assert_eq!(edited["about"], json!([{ "kind": "contact", "id": contact, "label": "Rosita" }]));
    assert_eq!(
        edited["differences"],
        json!([{ "field": "First name", "old": "Rosa", "new": "Rosita", "of": null }])
    );
    assert_eq!(edited["can_undo"], true);
    assert_eq!(all[2]["about"][0]["id"], key_id.to_string());
    assert_eq!(all[2]["words"], "Add, change and delete contacts; See the audit log");
    let undo = format!("/api/changes/{}/undo", edited["id"].as_str().unwrap());
    assert_eq!(program.json("POST", &undo, None).await.status, 200);
    let undone = entries(&program, "").await.remove(0);
    assert_eq!((&undone["what"], &undone["undoes"]), (&json!("change.undone"), &edited["id"]));
    site.stop().await;
}

#[tokio::test]
async fn filters_narrow_it_together() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    home.move_clock(3600);
    let middle = pi_crm::when::iso(home.now());
    let family = home.workspace(&home.andy, "Family").await.uid;
    let rosa = home.contact(&home.andy, family, "Rosa Ibarra").await.value.uid;
    home.contact(&home.andy, family, "Theo Park").await;
    let andy = site.signed_in(&home.andy).await;
    for (query, expected) in [
        (format!("?workspace={loans}"), 1),
        (format!("?workspace={family}"), 3),
        ("?what=contact.created".into(), 2),
        (format!("?about=contact&about_id={rosa}"), 1),
        (format!("?about=contact&about_id={loans}"), 0),
        ("?about=workspace".into(), 2),
        (format!("?since={middle}&who=person"), 3),
        (format!("?until={middle}&about=workspace"), 1),
        ("?who=key".into(), 0),
    ] {
        let found = entries(&andy, &query).await;
        assert_eq!(found.len(), expected, "{query}: {:?}", whats(&found));
    }
    for (query, field) in [
        ("?what=contact.juggled", "what"),
        ("?about=campaigns", "about"),
        (&*format!("?about_id={rosa}"), "about_id"),
        ("?limit=0", "limit"),
        ("?limit=201", "limit"),
        (&*format!("?cursor={}", pi_crm::ids::Uid::new()), "cursor"),
        ("?cursor=7", "cursor"),
    ] {
        let refused = andy.get(&format!("/api/audit{query}")).await;
        assert_eq!((refused.status, code(&refused).as_str()), (422, "invalid"), "{query}");
        assert!(refused.json()["error"]["fields"][field].is_string(), "{}", refused.body);
    }
    let wrong = andy.get("/api/audit?since=yesterday").await;
    assert!((400..=422).contains(&wrong.status), "{}", wrong.body);
    site.stop().await;
}

#[tokio::test]
async fn pages_follow_each_other_though_new_entries_come_meanwhile() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    for at in 0..6 {
        home.contact(&home.andy, loans, &format!("Person{at} Same")).await;
    }
    let andy = site.signed_in(&home.andy).await;
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = data(&andy.get(&format!("/api/audit?about=contact&limit=4{cursor}")).await);
        for entry in page["entries"].as_array().unwrap() {
            seen.push(entry["about"][0]["label"].as_str().unwrap().to_owned());
        }
        home.contact(&home.andy, loans, "Late Comer").await;
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let expected: Vec<String> = (0..6).rev().map(|at| format!("Person{at} Same")).collect();
    assert_eq!(seen, expected);
    site.stop().await;
}

/// WS-4: neither her log, nor by filter or cursor anything of his.
#[tokio::test]
async fn monalisa_reads_nothing_of_andys() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await;
    let monalisa = site.signed_in(&home.monalisa).await;
    let all = monalisa.get("/api/audit").await.body;
    assert!(!all.contains("Rosa") && !all.contains("Loan"), "{all}");
    let (contact, change) = (rosa.value.uid, rosa.change.expect("recorded"));
    let never = pi_crm::ids::Uid::new();
    for (query, id) in
        [("workspace=", loans), ("about=contact&about_id=", contact), ("cursor=", change)]
    {
        let theirs = monalisa.get(&format!("/api/audit?{query}{id}")).await;
        let nobodys = monalisa.get(&format!("/api/audit?{query}{never}")).await;
        assert_eq!((theirs.status, &theirs.body), (nobodys.status, &nobodys.body), "{query}");
        assert!(!theirs.body.contains("Rosa"), "{}", theirs.body);
    }
    let page = monalisa.get(&format!("/audit?before={change}")).await;
    assert!(!page.body.contains("Rosa") && !page.body.contains("Loan Factory"), "{}", page.body);
    site.stop().await;
}
