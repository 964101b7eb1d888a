//! The log over the API.
use pi_crm::accounts::api_keys::Permission;
use serde_json::json;

use crate::{
    api::{code, data, key},
    support::Site,
};

#[tokio::test]
async fn an_entry_lives_its_life_over_the_api() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    let may = [Permission::ReadContacts, Permission::WriteContacts];
    let (program, _) = key(&site, &home.andy, &may).await;
    let logs = format!("/api/contacts/{rosa}/logs");
    let new = json!({
        "type": "call", "text": "About **rates**", "minutes": 12, "at": "2026-03-14T09:26:53Z",
    });
    let once = program.with("Idempotency-Key", "a1");
    let made = once.json("POST", &logs, Some(new.clone())).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let entry = data(&made)["entry"].clone();
    assert_eq!(entry["summary"], "Outgoing call, 12 min: About rates");
    assert_eq!(entry["html"], "<p>About <strong>rates</strong></p>");
    assert_eq!((&entry["direction"], &entry["outcome"]), (&json!("out"), &json!("reached")));
    let again = once.json("POST", &logs, Some(new)).await;
    assert_eq!((again.status, &data(&again)["entry"]["id"]), (201, &entry["id"]));
    let unknown = program.json("POST", &logs, Some(json!({ "type": "fax" }))).await;
    assert_eq!((unknown.status, code(&unknown).as_str()), (422, "invalid"));
    assert!(unknown.json()["error"]["fields"]["type"].is_string(), "{}", unknown.body);

    let path = format!("/api/logs/{}", entry["id"].as_str().unwrap());
    let read = program.get(&path).await;
    assert_eq!(data(&read), entry);
    let seen = program.with("If-Match", read.header("etag"));
    let changed =
        seen.json("PUT", &path, Some(json!({ "text": "Rates", "direction": "in" }))).await;
    let after = data(&changed)["entry"].clone();
    assert_eq!(after["summary"], "Incoming call: Rates", "{}", changed.body);
    assert_eq!((&after["at"], &after["versions"]), (&entry["at"], &json!(1)));
    let stale = seen.json("PUT", &path, Some(json!({ "text": "Mine" }))).await;
    assert_eq!((stale.status, code(&stale).as_str()), (412, "changed_meanwhile"));
    let versions = data(&program.get(&format!("{path}/versions")).await);
    assert_eq!(versions["versions"][0]["text"], "About **rates**");

    let pinned = program.json("PUT", &format!("{path}/pin"), Some(json!({ "pinned": true }))).await;
    assert_eq!(pinned.status, 200, "{}", pinned.body);
    for at in 0..3 {
        let note = json!({ "type": "note", "text": format!("Note {at}") });
        assert_eq!(program.json("POST", &logs, Some(note)).await.status, 201);
    }
    let first = data(&program.get(&format!("/api/logs?contact={rosa}&limit=3")).await);
    assert_eq!(first["entries"].as_array().unwrap().len(), 3);
    let next = first["next_cursor"].as_str().unwrap();
    let last = data(&program.get(&format!("{logs}?limit=3&cursor={next}")).await);
    assert_eq!(last["entries"][0]["pinned"], true, "in the order of time");
    assert!(last["next_cursor"].is_null());
    let notes = data(&program.get(&format!("{logs}?tab=calls")).await);
    assert_eq!(notes["entries"].as_array().unwrap().len(), 1);
    for wrong in ["limit=0", "limit=101", "cursor=x", "tab=faxes"] {
        let refused = program.get(&format!("{logs}?{wrong}")).await.status;
        assert!((400..=422).contains(&refused), "{wrong}: {refused}");
    }

    let gone = program.json("DELETE", &path, None).await;
    let change = data(&gone)["change"].as_str().expect("a change").to_owned();
    assert_eq!(program.get(&path).await.status, 404);
    let undone = program.json("POST", &format!("/api/changes/{change}/undo"), None).await;
    assert_eq!(undone.status, 200, "{}", undone.body);
    assert_eq!(data(&program.get(&path).await)["versions"], 1, "with its versions");
    site.stop().await;
}
