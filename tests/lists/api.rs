//! Stages and tags over the API, from making to undoing.
use pi_crm::accounts::api_keys::Permission;
use serde_json::{Value, json};

use super::{loans, logged, standing};
use crate::{
    api::{code, data, key},
    support::Site,
};

#[tokio::test]
async fn a_list_lives_its_life_over_the_api() {
    let site = Site::new().await;
    let home = &site.home;
    let workspace = home.workspace(&home.andy, "Loan Factory").await.uid.to_string();
    let may = [Permission::ReadContacts, Permission::WriteContacts];
    let (program, _) = key(&site, &home.andy, &may).await;
    let new = json!({ "workspace": workspace, "kind": "stage", "name": "Leads" });
    let once = program.with("Idempotency-Key", "a1");
    let made = once.json("POST", "/api/lists", Some(new.clone())).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let leads = data(&made)["list"].clone();
    assert_eq!((&leads["position"], &leads["contacts"]), (&json!(1), &json!(0)));
    let again = once.json("POST", "/api/lists", Some(new.clone())).await;
    assert_eq!((again.status, &data(&again)["list"]), (201, &leads));
    let taken = program.json("POST", "/api/lists", Some(new)).await;
    assert_eq!((taken.status, code(&taken).as_str()), (422, "invalid"));

    let path = format!("/api/lists/{}", leads["id"].as_str().expect("an id"));
    let read = program.get(&path).await;
    assert_eq!((data(&read), read.header("etag")), (leads, made.header("etag")));
    let wanted = json!({ "name": "Fresh leads", "colour": "violet" });
    let seen = program.with("If-Match", read.header("etag"));
    let changed = seen.json("PUT", &path, Some(wanted.clone())).await;
    assert_eq!(data(&changed)["list"]["colour"], "violet", "{}", changed.body);
    let stale = seen.json("PUT", &path, Some(wanted)).await;
    assert_eq!((stale.status, code(&stale).as_str()), (412, "changed_meanwhile"));
    for (wrong, field) in [
        (json!({ "name": "" }), "name"),
        (json!({ "name": "x", "colour": 7 }), "body"),
        (json!({ "colour": "red" }), "name"),
    ] {
        let refused = program.json("PUT", &path, Some(wrong)).await;
        assert_eq!(refused.status, 422, "{}", refused.body);
        assert!(refused.json()["error"]["fields"][field].is_string(), "{}", refused.body);
    }
    let gone = program.json("DELETE", &path, None).await;
    let change = data(&gone)["change"].as_str().expect("a change").to_owned();
    assert_eq!(program.get(&path).await.status, 404);
    let undone = program.json("POST", &format!("/api/changes/{change}/undo"), None).await;
    assert_eq!(undone.status, 200, "{}", undone.body);
    assert_eq!(data(&program.get(&path).await)["name"], "Fresh leads");
    site.stop().await;
}

#[tokio::test]
async fn contacts_are_moved_and_tagged_together_and_found_by_it() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = loans(home, &["Ann Adams", "Bob Brown", "Cem Celik"]).await;
    let andy = site.signed_in(&home.andy).await;
    let (ann, bob) = (loans.people[0], loans.people[1]);
    let wanted = json!({
        "workspace": loans.workspace.to_string(),
        "contacts": [ann.to_string(), bob.to_string()],
        "stage": loans.leads.uid.to_string(),
        "add_tags": [loans.hot.uid.to_string()],
    });
    let before = home.everything().await;
    let done = andy.json("POST", "/api/lists/assign", Some(wanted)).await;
    assert_eq!(done.status, 200, "{}", done.body);
    let change = data(&done)["change"].as_str().expect("a change").to_owned();
    assert_eq!(standing(home, ann).await, (Some("Leads".into()), vec!["Hot".into()]));
    assert_eq!(logged(home, bob).await.len(), 2);
    let one = andy.get(&format!("/api/contacts/{ann}")).await;
    assert_eq!(data(&one)["stage"]["name"], "Leads");
    assert_eq!(data(&one)["tags"][0]["id"], loans.hot.uid.to_string());
    let found = |narrowed: String| {
        let path = format!("/api/contacts?workspace={}&{narrowed}", loans.workspace);
        let andy = andy.clone();
        async move {
            let page = data(&andy.get(&path).await);
            let names = page["contacts"].as_array().expect("contacts").iter();
            let names: Vec<String> =
                names.map(|it| it["first_name"].as_str().expect("a name").to_owned()).collect();
            (names.join(" "), page["total"].as_i64().expect("a total"))
        }
    };
    assert_eq!(found(format!("stage={}", loans.leads.uid)).await, ("Ann Bob".into(), 2));
    assert_eq!(found("stage=none".into()).await, ("Cem".into(), 1));
    assert_eq!(found(format!("tag={}", loans.hot.uid)).await, ("Ann Bob".into(), 2));
    let both = format!("stage=none&tag={}", loans.hot.uid);
    assert_eq!(found(both).await, (String::new(), 0));
    let both = format!("stage={}&tag={}", loans.leads.uid, loans.hot.uid);
    assert_eq!(found(both).await, ("Ann Bob".into(), 2));
    let never = format!("/api/contacts?workspace={}&stage={}", loans.workspace, loans.hot.uid);
    assert_eq!(andy.get(&never).await.status, 422, "a tag is no stage");
    andy.json("POST", &format!("/api/changes/{change}/undo"), None).await;
    assert_eq!(home.everything().await, before);
    site.stop().await;
}

#[tokio::test]
async fn a_move_changes_the_contacts_etag() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = loans(home, &["Ann Adams"]).await;
    let andy = site.signed_in(&home.andy).await;
    let path = format!("/api/contacts/{}", loans.people[0]);
    let etag = andy.get(&path).await.header("etag").to_owned();
    assert_eq!(andy.with("If-None-Match", &*etag).get(&path).await.status, 304);
    loans.put(home, &loans.people, &loans.leads).await;
    assert_eq!(andy.with("If-None-Match", &*etag).get(&path).await.status, 200);
    let stale = andy.with("If-Match", &*etag).json("PUT", &path, Some(json!({}))).await;
    assert_eq!(stale.status, 412, "{}", stale.body);
    site.stop().await;
}

#[tokio::test]
async fn lists_are_put_in_order_and_merged() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = loans(home, &["Ann Adams"]).await;
    loans.put(home, &loans.people, &loans.leads).await;
    let andy = site.signed_in(&home.andy).await;
    let order = [&loans.closed, &loans.leads, &loans.prospects].map(|it| it.uid.to_string());
    let wanted = json!({
        "workspace": loans.workspace.to_string(), "kind": "stage", "lists": order,
    });
    let reordered = andy.json("POST", "/api/lists/reorder", Some(wanted)).await;
    assert_eq!(reordered.status, 200, "{}", reordered.body);
    let path = format!("/api/lists?workspace={}&kind=stage", loans.workspace);
    let names = |page: &Value| -> Vec<Value> {
        page["lists"].as_array().expect("lists").iter().map(|it| it["name"].clone()).collect()
    };
    assert_eq!(names(&data(&andy.get(&path).await)), ["Closed", "Leads", "Prospects"]);
    let merge = format!("/api/lists/{}/merge", loans.leads.uid);
    let into = json!({ "into": loans.prospects.uid.to_string() });
    let merged = andy.json("POST", &merge, Some(into.clone())).await;
    assert_eq!(merged.status, 200, "{}", merged.body);
    assert_eq!(standing(home, loans.people[0]).await.0.as_deref(), Some("Prospects"));
    assert_eq!(andy.json("POST", &merge, Some(into)).await.status, 404);
    let itself = format!("/api/lists/{}/merge", loans.prospects.uid);
    let refused =
        andy.json("POST", &itself, Some(json!({ "into": loans.prospects.uid.to_string() }))).await;
    assert!(refused.json()["error"]["fields"]["into"].is_string(), "{}", refused.body);
    let target = format!("/api/lists/{}?move_to={}", loans.prospects.uid, loans.closed.uid);
    assert_eq!(andy.json("DELETE", &target, None).await.status, 200);
    assert_eq!(standing(home, loans.people[0]).await.0.as_deref(), Some("Closed"));
    site.stop().await;
}
