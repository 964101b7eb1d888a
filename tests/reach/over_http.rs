//! E-mails, phones and do-not-contact on pages without script, and over the API.
use pi_crm::{accounts::api_keys::Permission, ids::Uid};
use serde_json::{Value, json};

use super::create;
use crate::{
    api::{code, data, key},
    support::{Site, Visitor},
};

async fn page(visitor: &Visitor, contact: Uid) -> String {
    visitor.get(&format!("/contacts/{contact}")).await.body
}

/// What stands between these two on a page.
fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = page.split_once(before).unwrap_or_else(|| panic!("no {before} in {page}"));
    rest.split_once(after).unwrap_or_else(|| panic!("no {after}")).0
}

/// Where the only other one is changed, and how it was when the page was made.
fn only_other(page: &str) -> (String, String) {
    let row = between(page, "id=\"way-", "</div></div></div>");
    let action = between(row, "action=\"", "/primary").to_owned();
    (action, between(row, "name=\"etag\" value=\"", "\"").to_owned())
}

#[tokio::test]
async fn they_are_kept_in_order_without_script() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = create(home, loans, "rosa@example.com", "").await;
    let andy = site.signed_in(&home.andy).await;
    let add = format!("/contacts/{rosa}/ways");

    let wrong = andy.post(&add, &[("value", "rosa@work"), ("label", "Work <1>")]).await;
    assert_eq!(wrong.status, 422);
    for part in ["new-way-problem", "value=\"rosa@work\"", "Work &lt;1&gt;"] {
        assert!(wrong.body.contains(part), "{part}: {}", wrong.body);
    }
    let added = andy.post(&add, &[("value", "rosa@work.example"), ("label", "Work <1>")]).await;
    assert_eq!(added.status, 303, "{}", added.body);
    let shown = andy.get(added.location()).await.body;
    assert!(shown.contains("mailto:rosa@work.example") && shown.contains("Work &lt;1&gt;"));
    let (path, etag) = only_other(&shown);

    let form = andy.get(&format!("{path}/edit")).await.body;
    assert!(form.contains("value=\"rosa@work.example\"") && form.contains("value=\"Work &lt;1"));
    let typed = |value, etag| [("value", value), ("label", "Office"), ("etag", etag)];
    let bad = andy.post(&format!("{path}/edit"), &typed("rosa@", &*etag)).await;
    assert_eq!(bad.status, 422);
    assert!(bad.body.contains("value-problem") && bad.body.contains("value=\"rosa@\""));
    let saved = andy.post(&format!("{path}/edit"), &typed("rosa@office.example", &*etag)).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let late = andy.post(&format!("{path}/edit"), &typed("mine@example.com", &*etag)).await;
    assert_eq!(late.status, 409);
    assert!(late.body.contains("rosa@office.example (Office)"), "{}", late.body);
    assert!(late.body.contains("value=\"mine@example.com\""), "what was typed is lost");

    let stale = andy.post(&format!("{path}/primary"), &[("etag", &*etag)]).await;
    assert_eq!(stale.status, 409);
    assert!(stale.body.contains("Nothing was done"), "{}", stale.body);
    let (_, etag) = only_other(&page(&andy, rosa).await);
    let promoted = andy.post(&format!("{path}/primary"), &[("etag", &*etag)]).await;
    assert_eq!(promoted.status, 303, "{}", promoted.body);
    let shown = page(&andy, rosa).await;
    let primary = between(&shown, "id=\"primary_email-row\"", "Primary");
    assert!(primary.contains("rosa@office.example") && primary.contains("Office"), "{shown}");

    let (path, etag) = only_other(&shown);
    let removed = andy.post(&format!("{path}/remove"), &[("etag", &*etag)]).await;
    assert_eq!(removed.status, 303, "{}", removed.body);
    assert!(!page(&andy, rosa).await.contains("id=\"way-"));
    let twice = andy.post(&format!("{path}/remove"), &[("etag", &*etag)]).await;
    assert_eq!(twice.status, 303, "it is gone, as was wanted");
    site.stop().await;
}

#[tokio::test]
async fn a_primary_one_is_edited_with_its_label() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = create(home, loans, "rosa@example.com", "").await;
    let andy = site.signed_in(&home.andy).await;
    let edit = format!("/contacts/{rosa}/edit/primary_email");
    let form = andy.get(&edit).await.body;
    let etag = between(&form, "name=\"etag\" value=\"", "\"").to_owned();
    let typed =
        |email, label| [("primary_email", email), ("label", label), ("etag", etag.as_str())];
    assert_eq!(andy.post(&edit, &typed("rosa@home.example", "Home")).await.status, 303);
    let shown = page(&andy, rosa).await;
    assert!(shown.contains("mailto:rosa@home.example") && shown.contains(">Home</span>"));
    let late = andy.post(&edit, &typed("rosa@mine.example", "Mine")).await;
    assert_eq!(late.status, 409);
    for part in ["rosa@home.example (Home)", "rosa@mine.example", "value=\"Mine\""] {
        assert!(late.body.contains(part), "{part}: {}", late.body);
    }
    site.stop().await;
}

#[tokio::test]
async fn do_not_contact_stands_in_the_head_of_the_page() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = create(home, loans, "rosa@example.com", "").await;
    let andy = site.signed_in(&home.andy).await;
    let edit = format!("/contacts/{rosa}/do-not-contact/edit");
    let head = |page: &str| between(page, "id=\"contact-silence\"", "</div>").to_owned();
    assert!(!head(&page(&andy, rosa).await).contains("badge"));
    assert!(andy.get(&edit).await.body.contains("No texts"));
    let saved = andy.post(&edit, &[("etag", "000"), ("mail", "1"), ("text", "1")]).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let shown = page(&andy, rosa).await;
    assert!(head(&shown).contains("No e-mail") && head(&shown).contains("No texts"), "{shown}");
    assert!(shown.contains("Do-not-contact changed: Off → No e-mail, no texts on"), "{shown}");
    let late = andy.post(&edit, &[("etag", "000"), ("all", "1")]).await;
    assert_eq!(late.status, 409);
    assert!(late.body.contains("No e-mail, no texts"), "{}", late.body);
    site.stop().await;
}

#[tokio::test]
async fn they_live_their_life_over_the_api() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = create(home, loans, "rosa@example.com", "").await;
    let may = [Permission::ReadContacts, Permission::WriteContacts];
    let (program, _) = key(&site, &home.andy, &may).await;
    let path = format!("/api/contacts/{rosa}/ways");

    let new = json!({ "kind": "email", "label": "Work", "value": "rosa@work.example" });
    let once = program.with("Idempotency-Key", "w1");
    let added = once.json("POST", &path, Some(new.clone())).await;
    assert_eq!(added.status, 201, "{}", added.body);
    let again = once.json("POST", &path, Some(new.clone())).await;
    assert_eq!((again.status, &data(&again)["change"]), (201, &Value::Null));
    let twice = program.json("POST", &path, Some(new)).await;
    assert_eq!((twice.status, code(&twice).as_str()), (422, "invalid"), "{}", twice.body);
    let other = data(&again)["reach"]["other_emails"][0].clone();
    assert_eq!((&other["label"], &other["value"]), (&json!("Work"), &json!("rosa@work.example")));

    let read = program.get(&path).await;
    let etag = read.header("etag").to_owned();
    assert_eq!(program.with("If-None-Match", &*etag).get(&path).await.status, 304);
    let one = format!("{path}/{}", other["id"].as_str().unwrap());
    let changed = json!({ "label": "Office", "value": "rosa@office.example" });
    let seen = program.with("If-Match", &*etag);
    assert_eq!(seen.json("PUT", &one, Some(changed.clone())).await.status, 200);
    for (method, path) in [("PUT", one.clone()), ("DELETE", one.clone())] {
        let body = (method == "PUT").then(|| changed.clone());
        let stale = seen.json(method, &path, body).await;
        assert_eq!((stale.status, code(&stale).as_str()), (412, "changed_meanwhile"), "{method}");
    }
    let promoted = program.json("POST", &format!("{one}/promote"), None).await;
    assert_eq!(promoted.status, 200, "{}", promoted.body);
    let contact = data(&program.get(&format!("/api/contacts/{rosa}")).await);
    assert_eq!(contact["primary_email"], "rosa@office.example");
    assert_eq!(contact["primary_email_label"], "Office");
    assert_eq!(contact["other_emails"][0]["value"], "rosa@example.com");
    let listed = data(&program.get(&format!("/api/contacts?workspace={loans}")).await);
    assert_eq!(listed["contacts"][0], contact);

    let silence = json!({ "all": false, "mail": true, "text": false });
    let set = program
        .json("PUT", &format!("/api/contacts/{rosa}/do-not-contact"), Some(silence.clone()))
        .await;
    assert_eq!(data(&set)["reach"]["do_not_contact"], silence);
    let change = data(&set)["change"].as_str().expect("a change").to_owned();
    program.json("POST", &format!("/api/changes/{change}/undo"), None).await;
    assert_eq!(data(&program.get(&path).await)["do_not_contact"]["mail"], json!(false));
    let gone = data(&program.json("DELETE", &one, None).await);
    assert_eq!(gone["reach"]["other_emails"], json!([]));
    assert_eq!(program.json("DELETE", &one, None).await.status, 404);
    site.stop().await;
}

#[tokio::test]
async fn the_primary_one_is_removed_and_the_next_takes_its_place() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = create(home, loans, "rosa@example.com", "").await;
    super::add(home, rosa, "Work", "rosa@work.example").await.expect("added");
    super::add(home, rosa, "Home", "rosa@home.example").await.expect("added");
    let andy = site.signed_in(&home.andy).await;
    let path = format!("/contacts/{rosa}/primary/email/remove");
    let etag = |page: &str| {
        let row = between(page, "id=\"primary_email-row\"", "</form>").to_owned();
        between(&row, "name=\"etag\" value=\"", "\"").to_owned()
    };
    let before = home.everything().await;
    let stale = andy.post(&path, &[("etag", "x")]).await;
    assert_eq!(stale.status, 409);
    assert!(stale.body.contains("Nothing was done"), "{}", stale.body);
    assert_eq!(home.everything().await, before);
    let seen = etag(&stale.body);
    let removed = andy.post(&path, &[("etag", &*seen)]).await;
    assert_eq!(removed.status, 303, "{}", removed.body);
    let shown = andy.get(removed.location()).await.body;
    assert!(shown.contains("rosa@work.example is the primary e-mail now"), "{shown}");
    let row = between(&shown, "id=\"primary_email-row\"", "row-acts");
    assert!(row.contains("rosa@work.example") && row.contains("Work"), "{row}");
    for _ in 0..2 {
        let seen = etag(&page(&andy, rosa).await);
        assert_eq!(andy.post(&path, &[("etag", &*seen)]).await.status, 303);
    }
    let (contact, reach) = super::reach_of(home, rosa).await;
    assert_eq!((contact.primary_email, reach.email_label, reach.ways.len()), (None, None, 0));
    let strange =
        andy.post(&format!("/contacts/{rosa}/primary/fax/remove"), &[("etag", "x")]).await;
    assert_eq!(strange.status, 404);
    site.stop().await;
}

#[tokio::test]
async fn who_has_nothing_else_keeps_the_last_address() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let andy = site.signed_in(&home.andy).await;
    let made = json!({ "workspace": loans.to_string(), "primary_email": "only@example.com" });
    let made = andy.json("POST", "/api/contacts", Some(made)).await.json();
    let only = made["data"]["contact"]["id"].as_str().or(made["data"]["id"].as_str());
    let only: Uid = only.unwrap_or_else(|| panic!("{made}")).parse().unwrap();
    let shown = page(&andy, only).await;
    let row = between(&shown, "id=\"primary_email-row\"", "</form>").to_owned();
    let seen = between(&row, "name=\"etag\" value=\"", "\"").to_owned();
    let path = format!("/contacts/{only}/primary/email/remove");
    let refused = andy.post(&path, &[("etag", &*seen)]).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains("Nothing was removed"), "{}", refused.body);
    site.stop().await;
}

#[tokio::test]
async fn a_program_names_the_primary_ones() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = create(home, loans, "rosa@example.com", "").await;
    let andy = site.signed_in(&home.andy).await;
    let path = format!("/api/contacts/{rosa}/primary-labels");
    let named = andy.json("PUT", &path, Some(json!({ "email": "Work" }))).await;
    assert_eq!(named.status, 200, "{}", named.body);
    assert_eq!(named.json()["data"]["reach"]["primary_email_label"], "Work");
    let none = andy.json("PUT", &path, Some(json!({ "phone": "Mobile" }))).await;
    assert_eq!(none.status, 422);
    assert!(none.json()["error"]["fields"]["phone"].is_string(), "{}", none.body);
    let off = andy.json("PUT", &path, Some(json!({ "email": "" }))).await;
    assert!(off.json()["data"]["reach"]["primary_email_label"].is_null(), "{}", off.body);
    site.stop().await;
}
