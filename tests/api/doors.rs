//! The API's own doors: signing in, keys, limits, and what is told to those who get it wrong.
use pi_crm::{
    accounts::{api_keys::Permission, passwords, users},
    web::limits::Limits,
};
use serde_json::json;

use super::{code, data, key};
use crate::support::Site;

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
async fn a_key_asked_for_twice_is_made_once_and_shown_once() {
    let site = Site::new().await;
    let andy = site.signed_in(&site.home.andy).await.with("Idempotency-Key", "sheet-1");
    let new = |name| Some(json!({ "name": name, "permissions": ["read:contacts"] }));
    let first = data(&andy.json("POST", "/api/keys", new("Sheet")).await);
    let again = andy.json("POST", "/api/keys", new("Sheet")).await;
    assert_eq!(again.status, 201, "{}", again.body);
    assert!(first["secret"].is_string() && data(&again)["secret"].is_null(), "{}", again.body);
    assert_eq!(data(&again)["key"], first["key"]);
    let other = andy.json("POST", "/api/keys", new("Another")).await;
    assert_eq!((other.status, code(&other).as_str()), (409, "conflict"));
    let all = data(&andy.get("/api/keys").await);
    assert_eq!(all["keys"].as_array().map(Vec::len), Some(1), "{all}");
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
    let nobody = site.nobody().get("/api/workspaces").await;
    assert_eq!((nobody.status, code(&nobody).as_str()), (401, "unauthenticated"));
    let challenge = nobody.header("www-authenticate");
    assert!(challenge.starts_with("ApiKey realm="), "browsers open a dialog: {challenge:?}");
    for (path, told) in [
        ("/api/contacts", "This needs to be there"),
        ("/api/contacts?workspace=x&limit=soon", "This cannot be read"),
    ] {
        let refused = andy.get(path).await;
        assert!(refused.status == 422 && refused.body.contains(told), "{path}: {}", refused.body);
    }
    let unknown = post(r#"{"name": "x", "colour": "red"}"#).await;
    assert!(unknown.json()["error"]["fields"]["colour"].is_string(), "{}", unknown.body);
    site.stop().await;
}

#[tokio::test]
async fn what_an_operation_does_not_take_is_named_to_who_may_ask() {
    let site = Site::new().await;
    let andy = site.signed_in(&site.home.andy).await;
    let workspace = pi_crm::ids::Uid::new();
    for (path, named) in [
        (format!("/api/contacts?workspace={workspace}&after=7a"), "after"),
        (format!("/api/contacts?workspace={workspace}&before=7a"), "before"),
        ("/api/todos?after=7a".to_owned(), "after"),
        ("/api/audit?view=1".to_owned(), "view"),
        ("/api/contacts/1?colour=red".to_owned(), "colour"),
    ] {
        let refused = andy.get(&path).await;
        assert_eq!((refused.status, code(&refused).as_str()), (422, "invalid"), "{path}");
        assert!(refused.json()["error"]["fields"][named].is_string(), "{}", refused.body);
        assert_eq!(site.nobody().get(&path).await.status, 401, "{path}");
    }
    let new = Some(json!({ "name": "Once more" }));
    let refused = andy.json("POST", "/api/workspaces?dry=1", new).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    let all = andy.get("/api/workspaces").await;
    assert!(!all.body.contains("Once more"), "made all the same");
    let (program, _) = key(&site, &site.home.andy, &[Permission::ReadWorkspaces]).await;
    let path = format!("/api/contacts?workspace={workspace}&after=7a");
    assert_eq!(program.get(&path).await.status, 403);
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
