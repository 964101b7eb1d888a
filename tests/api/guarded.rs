//! Walks every operation that the description has, as nobody, as the other user, and with a key
//! that lacks the permission (WS-4, SE-4). A new operation is walked without a word here.
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
use crate::support::{Answer, Site, Visitor, household::birthday};

/// A request to the operation that is right in everything but who sends it.
async fn ask(visitor: &Visitor, operation: &Operation, id: Uid, workspace: Uid) -> Answer {
    let mut path = operation.path.replace("{id}", &id.to_string());
    let is_of_workspace =
        ["/api/contacts", "/api/lists", "/api/views"].contains(&operation.path.as_str());
    if is_of_workspace && operation.method == "GET" {
        path = format!("{path}?workspace={workspace}");
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
        let (lacking, _) = key(&site, &site.home.andy, &lacking).await;
        let refused = ask(&lacking, operation, loans, loans).await;
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
    let monalisa = site.signed_in(&home.monalisa).await;
    let before = home.everything().await;
    for operation in operations() {
        let named = format!("{} {}", operation.method, operation.path);
        let id = match operation.path.as_str() {
            "/api/workspaces/{id}" | "/api/contacts" => loans,
            "/api/contacts/{id}" | "/api/contacts/{id}/custom" => rosa.value.uid,
            "/api/custom-definitions/{id}" => field,
            "/api/lists" | "/api/lists/reorder" | "/api/lists/assign" => rosa.value.uid,
            "/api/lists/{id}" | "/api/lists/{id}/merge" => leads.uid,
            "/api/views" => rosa.value.uid,
            "/api/views/{id}" => view,
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
        let path = operation.path.replace("{id}", "no-id");
        if path != operation.path {
            let has_body = operation.method == "PUT" || path.ends_with("/merge");
            let body = has_body.then(|| json!({}));
            let none = monalisa.json(operation.method.as_str(), &path, body).await;
            assert_eq!((none.status, &none.body), (404, &theirs.body), "{named}");
        }
    }
    assert_eq!(home.everything().await, before);
    site.stop().await;
}
