//! Workspaces and contacts over the API, from making to undoing (API-3).
use pi_crm::accounts::api_keys::Permission;
use serde_json::{Value, json};

use super::{code, data, key};
use crate::support::Site;

#[tokio::test]
async fn a_contact_lives_its_life_over_the_api() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let may = [Permission::ReadContacts, Permission::WriteContacts];
    let (program, _) = key(&site, &home.andy, &may).await;
    let new = json!({ "workspace": loans.to_string(), "first_name": "Rosa", "company": "Bakery" });

    let once = program.with("Idempotency-Key", "a1");
    let made = once.json("POST", "/api/contacts", Some(new.clone())).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let rosa = data(&made)["contact"].clone();
    let again = once.json("POST", "/api/contacts", Some(new.clone())).await;
    assert_eq!((again.status, &data(&again)["contact"]), (201, &rosa));
    assert_eq!(data(&again)["change"], Value::Null);
    let other = json!({ "workspace": loans.to_string(), "first_name": "Rosa" });
    let conflict = once.json("POST", "/api/contacts", Some(other)).await;
    assert_eq!((conflict.status, code(&conflict).as_str()), (409, "conflict"));

    let path = format!("/api/contacts/{}", rosa["id"].as_str().expect("an id"));
    let read = program.get(&path).await;
    let etag = read.header("etag").to_owned();
    assert_eq!((data(&read), etag.as_str()), (rosa, made.header("etag")));
    assert_eq!(program.with("If-None-Match", &*etag).get(&path).await.status, 304);

    let wanted = json!({ "first_name": "Rosa", "last_name": "Ibarra" });
    let replaced = program.with("If-Match", &*etag).json("PUT", &path, Some(wanted.clone())).await;
    assert_eq!(replaced.status, 200, "{}", replaced.body);
    let contact = &data(&replaced)["contact"];
    assert_eq!((&contact["last_name"], &contact["company"]), (&json!("Ibarra"), &Value::Null));
    for method in ["PUT", "DELETE"] {
        let body = (method == "PUT").then(|| wanted.clone());
        let stale = program.with("If-Match", &*etag).json(method, &path, body).await;
        assert_eq!((stale.status, code(&stale).as_str()), (412, "changed_meanwhile"), "{method}");
    }

    let gone = program.with("If-Match", "*").json("DELETE", &path, None).await;
    let change = data(&gone)["change"].as_str().expect("a change").to_owned();
    assert_eq!(program.get(&path).await.status, 404);
    let undo = format!("/api/changes/{change}/undo");
    let undone = program.json("POST", &undo, None).await;
    assert_eq!(data(&undone)["label"], "Rosa Ibarra");
    assert_eq!(program.get(&path).await.status, 200);
    let twice = program.json("POST", &undo, None).await;
    assert_eq!((twice.status, code(&twice).as_str()), (409, "conflict"));
    site.stop().await;
}

#[tokio::test]
async fn a_list_is_walked_there_and_back() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    for name in ["Ann Adams", "Bob Brown", "Cem Celik", "Dan Diaz", "Eva Engel"] {
        home.contact(&home.andy, loans, name).await;
    }
    let (program, _) = key(&site, &home.andy, &[Permission::ReadContacts]).await;
    let list = format!("/api/contacts?workspace={loans}&limit=2");
    let names = |page: &Value| -> Vec<String> {
        let contacts = page["contacts"].as_array().expect("contacts");
        contacts.iter().map(|it| it["first_name"].as_str().expect("a name").into()).collect()
    };
    let mut pages = vec![data(&program.get(&list).await)];
    while let Some(cursor) = pages[pages.len() - 1]["next_cursor"].as_str() {
        let next = format!("{list}&cursor={cursor}");
        pages.push(data(&program.get(&next).await));
    }
    let walked: Vec<String> = pages.iter().flat_map(&names).collect();
    assert_eq!(walked, ["Ann", "Bob", "Cem", "Dan", "Eva"]);
    assert!(pages.iter().all(|page| page["total"] == 5));
    let back = pages[2]["previous_cursor"].as_str().expect("a way back");
    assert_eq!(names(&data(&program.get(&format!("{list}&cursor={back}")).await)), ["Cem", "Dan"]);
    let newest = data(&program.get(&format!("{list}&sort=-created_on")).await);
    assert_eq!(names(&newest), ["Eva", "Dan"]);
    for (wrong, field) in [
        ("&limit=0".to_owned(), "limit"),
        ("&limit=x".to_owned(), "limit"),
        ("&sort=age".to_owned(), "sort"),
        ("&cursor=zz".to_owned(), "cursor"),
    ] {
        let list = format!("/api/contacts?workspace={loans}{wrong}");
        let refused = program.get(&list).await;
        assert_eq!((refused.status, code(&refused).as_str()), (422, "invalid"), "{wrong}");
        assert!(refused.json()["error"]["fields"][field].is_string(), "{}", refused.body);
    }
    let missing = program.get("/api/contacts").await;
    assert!(missing.json()["error"]["fields"]["workspace"].is_string(), "{}", missing.body);
    site.stop().await;
}

#[tokio::test]
async fn a_workspace_is_deleted_by_name_only_and_a_key_undoes_what_it_may_write() {
    let site = Site::new().await;
    let home = &site.home;
    let andy = site.signed_in(&home.andy).await;
    let made = andy.json("POST", "/api/workspaces", Some(json!({ "name": "Loan Factory" }))).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let workspace = data(&made)["workspace"].clone();
    let path = format!("/api/workspaces/{}", workspace["id"].as_str().expect("an id"));
    let renamed = andy.json("PUT", &path, Some(json!({ "name": "Loans" }))).await;
    assert_eq!(data(&renamed)["workspace"]["name"], "Loans");
    let stale = andy
        .with("If-Match", made.header("etag"))
        .json("PUT", &path, Some(json!({ "name": "Other" })))
        .await;
    assert_eq!(stale.status, 412, "{}", stale.body);
    let unnamed = andy.json("DELETE", &path, None).await;
    assert_eq!(unnamed.status, 422);
    assert!(unnamed.json()["error"]["fields"]["confirm_name"].is_string(), "{}", unnamed.body);
    let deleted = andy.json("DELETE", &format!("{path}?confirm_name=Loans"), None).await;
    let change = data(&deleted)["change"].as_str().expect("a change").to_owned();
    assert_eq!(data(&andy.get("/api/workspaces").await)["workspaces"], json!([]));
    let undo = format!("/api/changes/{change}/undo");
    let (contacts_only, _) = key(&site, &home.andy, &[Permission::WriteContacts]).await;
    let refused = contacts_only.json("POST", &undo, None).await;
    assert_eq!(refused.status, 403, "{}", refused.body);
    assert!(refused.body.contains("write:workspaces"), "{}", refused.body);
    let (may, _) = key(&site, &home.andy, &[Permission::WriteWorkspaces]).await;
    assert_eq!(may.json("POST", &undo, None).await.status, 200);
    assert_eq!(andy.get(&path).await.status, 200);
    site.stop().await;
}
