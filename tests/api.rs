//! The API over the real server: who gets in, what a program sees, and what it is told.
use pi_crm::{
    accounts::{
        api_keys::{self, Draft, Permission},
        passwords, users,
    },
    actor::Actor,
    api::{Operation, document::Access, operations},
    ids::Uid,
    web::limits::Limits,
};
use serde_json::{Value, json};

use crate::support::{Answer, Site, Visitor};

async fn key(site: &Site, owner: &Actor, permissions: &[Permission]) -> (Visitor, Uid) {
    let names: Vec<&'static str> = permissions.iter().map(|it| it.name()).collect();
    let (user, at) = (owner.user().expect("a person"), site.home.db.clock().read());
    let created = site
        .home
        .db
        .upkeep(move |conn| {
            let draft = Draft { name: "test", permissions: &names, expires_in_days: Some(30) };
            api_keys::create(conn, user, &draft, at)
        })
        .await
        .expect("a key");
    (site.nobody().with("X-Api-Key", created.text.reveal()), created.key.uid)
}

fn code(answer: &Answer) -> String {
    let body = answer.json();
    assert_eq!(body["data"], Value::Null, "{}", answer.body);
    body["error"]["code"].as_str().expect("a code").to_owned()
}

fn data(answer: &Answer) -> Value {
    let body = answer.json();
    assert_eq!(body["error"], Value::Null, "{} {}", answer.status, answer.body);
    body["data"].clone()
}

/// A request to the operation that is right in everything but who sends it.
async fn ask(visitor: &Visitor, operation: &Operation, id: Uid, workspace: Uid) -> Answer {
    let mut path = operation.path.replace("{id}", &id.to_string());
    if operation.path == "/api/contacts" && operation.method == "GET" {
        path = format!("{path}?workspace={workspace}");
    }
    let body = match (operation.method.as_str(), operation.path.as_str()) {
        ("POST", "/api/contacts") => Some(json!({ "workspace": workspace.to_string() })),
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
    let monalisa = site.signed_in(&home.monalisa).await;
    let before = home.everything().await;
    for operation in operations() {
        let named = format!("{} {}", operation.method, operation.path);
        let id = match operation.path.as_str() {
            "/api/workspaces/{id}" | "/api/contacts" => loans,
            "/api/contacts/{id}" => rosa.value.uid,
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
            let body = (operation.method == "PUT").then(|| json!({}));
            let none = monalisa.json(operation.method.as_str(), &path, body).await;
            assert_eq!((none.status, &none.body), (404, &theirs.body), "{named}");
        }
    }
    assert_eq!(home.everything().await, before);
    site.stop().await;
}

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
    let newest = data(&program.get(&format!("{list}&sort=newest")).await);
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

#[tokio::test]
async fn keys_are_made_shown_once_used_and_revoked() {
    let site = Site::new().await;
    let andy = site.signed_in(&site.home.andy).await;
    for path in ["/api/keys", "/api/auth/keys"] {
        let new = json!({ "name": "Sheet", "permissions": ["read:contacts"] });
        let made = andy.json("POST", path, Some(new)).await;
        assert_eq!(made.status, 201, "{}", made.body);
        let secret = data(&made)["secret"].as_str().expect("a secret").to_owned();
        let program = site.nobody().with("X-Api-Key", &*secret);
        let me = data(&program.get("/api/protected").await);
        assert_eq!((&me["by"], &me["permissions"]), (&json!("key"), &json!(["read:contacts"])));
        let listed = andy.get(path).await;
        assert!(!listed.body.contains(&secret));
        let id = data(&made)["key"]["id"].as_str().expect("an id").to_owned();
        let revoked = andy.json("DELETE", &format!("{path}/{id}"), None).await;
        assert_eq!(data(&revoked)["state"], "revoked");
        assert_eq!(program.get("/api/protected").await.status, 401);
    }
    let wrong = json!({ "name": "", "permissions": ["read:secrets"] });
    let refused = andy.json("POST", "/api/keys", Some(wrong)).await;
    let fields = refused.json()["error"]["fields"].clone();
    assert!(fields["name"].is_string() && fields["permissions"].is_string(), "{fields}");
    site.stop().await;
}

#[tokio::test]
async fn whatever_goes_wrong_wears_the_envelope() {
    let site = Site::new().await;
    let andy = site.signed_in(&site.home.andy).await;
    let typed = andy
        .with("Content-Type", "application/json")
        .with("X-Csrf-Token", andy.csrf.clone().expect("a token"));
    let post = async |body: &str| typed.send("POST", "/api/workspaces", Some(body.into())).await;
    for (answer, status, expected) in [
        (andy.get("/api/nothing").await, 404, "not_found"),
        (andy.json("DELETE", "/api/workspaces", None).await, 405, "method_not_allowed"),
        (post("{").await, 400, "invalid_json"),
        (post("[]").await, 400, "invalid_json"),
        (post("").await, 400, "invalid_json"),
        (post(r#"{"name": 7}"#).await, 422, "invalid"),
        (post(r#"{"name": "x", "colour": "red"}"#).await, 422, "invalid"),
        (post("{}").await, 422, "invalid"),
        (post(&format!("{{\"name\": \"{}\"}}", "x".repeat(2 << 20))).await, 413, "body_too_large"),
        (
            typed
                .with("Content-Type", "text/plain")
                .send("POST", "/api/workspaces", Some("{}".into()))
                .await,
            415,
            "content_type",
        ),
    ] {
        assert_eq!((answer.status, code(&answer).as_str()), (status, expected), "{}", answer.body);
        assert!(answer.header("content-type").starts_with("application/json"));
    }
    let refused = andy.json("DELETE", "/api/workspaces", None).await;
    assert_eq!(refused.header("allow"), "GET, POST, HEAD");
    let unknown = post(r#"{"name": "x", "colour": "red"}"#).await;
    assert!(unknown.json()["error"]["fields"]["colour"].is_string(), "{}", unknown.body);
    site.stop().await;
}

#[tokio::test]
async fn calls_are_counted_and_too_many_are_told_to_wait() {
    let limits = Limits { api_per_minute: 5, ..Limits::default() };
    let site = Site::with_limits(limits).await;
    let (program, _) = key(&site, &site.home.andy, &[Permission::ReadWorkspaces]).await;
    let first = program.get("/api/workspaces").await;
    assert_eq!((first.status, first.header("ratelimit-limit")), (200, "5"));
    assert_eq!(first.header("ratelimit-remaining"), "4");
    let mut last = first;
    for _ in 0..6 {
        last = program.get("/api/workspaces").await;
    }
    assert_eq!((last.status, code(&last).as_str()), (429, "too_many"));
    assert_eq!(last.header("ratelimit-remaining"), "0");
    assert!(!last.header("retry-after").is_empty());
    site.stop().await;
}

#[tokio::test]
async fn the_document_and_its_page_are_there() {
    let site = Site::new().await;
    let document = site.nobody().get("/api/openapi.json").await;
    assert_eq!((document.status, document.json()["openapi"].as_str()), (200, Some("3.1.0")));
    assert_eq!(site.nobody().get("/health").await.body, r#"{"status":"ok"}"#);
    let andy = site.signed_in(&site.home.andy).await;
    let page = andy.get("/api").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("/api/contacts/{id}"));
    site.stop().await;
}

#[tokio::test]
async fn signing_in_by_json_opens_and_signing_out_closes() {
    let site = Site::new().await;
    let email = "zoe@example.com";
    let password = "plum tractor 9 violin";
    add_zoe(&site, email, password).await;
    let nobody = site.nobody();
    let wrong = json!({ "email": email, "password": "wrong" });
    let refused = nobody.json("POST", "/api/auth/login", Some(wrong)).await;
    assert_eq!((refused.status, code(&refused).as_str()), (401, "refused"));
    let right = json!({ "email": email, "password": password });
    let signed_in = nobody.json("POST", "/api/auth/login", Some(right)).await;
    assert_eq!(signed_in.status, 200, "{}", signed_in.body);
    let cookie = signed_in.header("set-cookie").split(';').next().expect("a cookie").to_owned();
    let mut signed = nobody.with("Cookie", cookie).with("Origin", site.origin.clone());
    signed.csrf = data(&signed_in)["csrf_token"].as_str().map(str::to_owned);
    assert_eq!(data(&signed.get("/api/protected").await)["name"], "Zoe");
    let out = signed.json("POST", "/api/auth/logout", None).await;
    assert!(out.header("set-cookie").contains("Max-Age=0"), "{}", out.body);
    assert_eq!(signed.get("/api/protected").await.status, 401);
    site.stop().await;
}

async fn add_zoe(site: &Site, email: &'static str, password: &str) {
    let hash = passwords::hash(password).expect("a hash");
    site.home
        .db
        .upkeep(move |conn| {
            let draft = users::Draft { name: "Zoe", email };
            users::create(conn, &draft.check()?, &hash, 0)
        })
        .await
        .expect("a user");
}
