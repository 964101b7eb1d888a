//! Walks every operation that the description has, as nobody, as the other user, and with a key
//! that lacks the permission (WS-4, SE-4). A new operation is walked without a word here.
use std::collections::HashMap;

use pi_crm::{
    accounts::api_keys::Permission,
    api::{Operation, document::Access, operations},
    audit::{Action, Tx},
    contacts::{Column, lists::ListKind, saved},
    ids::Uid,
    workspaces,
};
use serde_json::json;

use super::{code, key};
use crate::routes_are_guarded::ended_share;
use crate::support::{Answer, Site, Visitor, household::birthday};

/// A request to the operation that is right in everything but who sends it.
async fn ask(visitor: &Visitor, operation: &Operation, id: Uid, workspace: Uid) -> Answer {
    let mut path = operation.path.replace("{id}", &id.to_string());
    path = path.replace("{way}", &Uid::new().to_string());
    let is_of_workspace = ["/api/contacts", "/api/contacts/duplicates", "/api/lists", "/api/views"]
        .contains(&operation.path.as_str());
    if is_of_workspace && operation.method == "GET" {
        path = format!("{path}?workspace={workspace}");
    }
    if ["/api/csv/export", "/api/csv/import"].contains(&operation.path.as_str()) {
        path = format!("{path}?workspace={workspace}");
    }
    if operation.path == "/api/logs" {
        path = format!("{path}?contact={id}");
    }
    let body = match (operation.method.as_str(), operation.path.as_str()) {
        ("POST", "/api/contacts") => Some(json!({ "workspace": workspace.to_string() })),
        ("POST", "/api/lists") => Some(json!({
            "workspace": workspace.to_string(), "kind": "tag", "name": "Hot",
        })),
        ("POST", "/api/views") => Some(json!({
            "workspace": workspace.to_string(), "name": "Hot", "query": "",
        })),
        ("POST", "/api/lists/reorder") => Some(json!({
            "workspace": workspace.to_string(), "kind": "tag", "lists": [],
        })),
        ("POST", "/api/lists/assign") => Some(json!({
            "workspace": workspace.to_string(), "contacts": [id.to_string()],
        })),
        ("POST" | "PUT", path) if !path.ends_with("/undo") && !path.ends_with("/logout") => {
            Some(json!({}))
        }
        _ => None,
    };
    visitor.json(operation.method.as_str(), &path, body).await
}

#[tokio::test]
async fn every_operation_asks_who_it_is_and_what_they_may() {
    let site = Site::new().await;
    let loans = site.home.workspace(&site.home.andy, "Loan Factory").await.uid;
    let before = site.home.everything().await;
    let mut keys = HashMap::new();
    for operation in operations().iter().filter(|it| it.access != Access::Everybody) {
        let named = format!("{} {}", operation.method, operation.path);
        let nobody = ask(&site.nobody(), operation, loans, loans).await;
        assert_eq!((nobody.status, code(&nobody).as_str()), (401, "unauthenticated"), "{named}");
        let lacking: Vec<Permission> = match &operation.access {
            Access::AnyKey | Access::Everybody => continue,
            Access::PersonOnly => Permission::ALL.to_vec(),
            Access::KeyWith(names) => {
                Permission::ALL.into_iter().filter(|it| !names.contains(&it.name())).collect()
            }
        };
        // There may be only so many keys, and many operations ask for the same.
        let names: Vec<&str> = lacking.iter().map(|it| it.name()).collect();
        if !keys.contains_key(&names) {
            let (made, _) = key(&site, &site.home.andy, &lacking).await;
            keys.insert(names.clone(), made);
        }
        let refused = ask(&keys[&names], operation, loans, loans).await;
        assert_eq!((refused.status, code(&refused).as_str()), (403, "forbidden"), "{named}");
        let mut tokenless = site.signed_in(&site.home.andy).await;
        tokenless.csrf = None;
        if operation.method != "GET" {
            let refused = ask(&tokenless, operation, loans, loans).await;
            assert_eq!((refused.status, code(&refused).as_str()), (403, "csrf"), "{named}");
        }
    }
    assert_eq!(site.home.everything().await, before);
    site.stop().await;
}

#[tokio::test]
async fn to_monalisa_no_operation_knows_what_is_andys() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await;
    let leads = home.list(&home.andy, loans, ListKind::Stage, "Leads").await;
    let field = home.field(&home.andy, Some(loans), birthday()).await.uid;
    let view = saved::Draft { name: "Hot".into(), query: String::new(), columns: Column::usual() };
    let save =
        move |tx: &Tx<'_>| saved::create(tx, &workspaces::open(tx, tx.actor, loans)?, &view, None);
    let view = home.write(&home.andy, Action::ViewSaved, save).await.expect("saved").value.uid;
    let note = home.note(&home.andy, rosa.value.uid, "Rosa called").await;
    let todo = home.todo(&home.andy, "Ask Rosa Ibarra", "").await.uid;
    let import = home.import(&home.andy, loans, "x.csv", b"Name\nRosa\n").await;
    let ended = ended_share(&site, loans, rosa.value.uid).await;
    let monalisa = site.signed_in(&home.monalisa).await;
    let before = home.everything().await;
    for operation in operations() {
        let named = format!("{} {}", operation.method, operation.path);
        let id = match operation.path.as_str() {
            "/api/workspaces/{id}" | "/api/contacts" | "/api/contacts/duplicates" => loans,
            "/api/contacts/{id}" | "/api/contacts/{id}/custom" => rosa.value.uid,
            "/api/contacts/{id}/ways"
            | "/api/contacts/{id}/ways/{way}"
            | "/api/contacts/{id}/ways/{way}/promote"
            | "/api/contacts/{id}/primary-labels"
            | "/api/contacts/{id}/do-not-contact" => rosa.value.uid,
            "/api/contacts/{id}/logs" | "/api/logs" => rosa.value.uid,
            "/api/logs/{id}" | "/api/logs/{id}/pin" | "/api/logs/{id}/versions" => note,
            "/api/csv/export" | "/api/csv/import" | "/api/workspaces/{id}/export" => loans,
            "/api/csv/import/{id}" => import,
            "/api/custom-definitions/{id}" => field,
            "/api/lists" | "/api/lists/reorder" | "/api/lists/assign" => rosa.value.uid,
            "/api/lists/{id}" | "/api/lists/{id}/merge" => leads.uid,
            "/api/views" => rosa.value.uid,
            "/api/views/{id}" => view,
            path if path.starts_with("/api/todos/{id}") => todo,
            "/api/contacts/{id}/shares" | "/api/contacts/{id}/erase" => rosa.value.uid,
            "/api/shares/{id}" | "/api/shared/{id}" | "/api/shared/{id}/save" => ended,
            "/api/changes/{id}/undo" => rosa.change.expect("recorded"),
            "/api/keys/{id}" | "/api/auth/keys/{id}" => {
                key(&site, &home.andy, &[Permission::ReadContacts]).await.1
            }
            path => {
                assert!(!path.contains('{'), "{named} names something this test does not know");
                continue;
            }
        };
        let theirs = ask(&monalisa, &operation, id, loans).await;
        let never = ask(&monalisa, &operation, Uid::new(), Uid::new()).await;
        assert_eq!(theirs.status, 404, "{named}: {}", theirs.body);
        assert_eq!((never.status, &never.body), (404, &theirs.body), "{named}");
        let path = operation.path.replace("{id}", "no-id").replace("{way}", "none");
        if path != operation.path {
            let has_body = operation.method == "PUT"
                || ["/merge", "/logs", "/ways", "/done", "/snooze"]
                    .iter()
                    .any(|it| path.ends_with(it))
                || ["/shares", "/save", "/erase"]
                    .iter()
                    .any(|verb| operation.method == "POST" && path.ends_with(verb));
            let body = has_body.then(|| json!({}));
            let none = monalisa.json(operation.method.as_str(), &path, body).await;
            assert_eq!((none.status, &none.body), (404, &theirs.body), "{named}");
        }
    }
    assert_eq!(home.everything().await, before);
    site.stop().await;
}
