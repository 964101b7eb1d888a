//! Todos over the API (API-2, API-3).
use serde_json::json;

use crate::support::Site;

#[tokio::test]
async fn a_todo_lives_its_life_over_the_api() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    let andy = site.signed_in(&home.andy).await;
    let body =
        json!({ "title": "Send rates", "contact": rosa.to_string(), "due_day": "2030-01-02" });
    let made = andy.json("POST", "/api/todos", Some(body)).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let todo = made.json()["data"]["todo"].clone();
    assert_eq!(todo["contact"]["name"], "Rosa Ibarra");
    assert_eq!(todo["workspace"]["name"], "Loan Factory");
    let path = format!("/api/todos/{}", todo["id"].as_str().unwrap());

    let fields = json!({ "title": "Send new rates", "due_day": "2030-01-03", "due_time": "09:00" });
    let old = andy.with("If-Match", "\"0000000000000000\"");
    assert_eq!(old.json("PUT", &path, Some(fields.clone())).await.status, 412);
    let fresh = andy.with("If-Match", made.header("etag"));
    let edited = fresh.json("PUT", &path, Some(fields)).await;
    assert_eq!(edited.status, 200, "{}", edited.body);
    assert_eq!(edited.json()["data"]["todo"]["due_time"], "09:00");
    assert!(edited.json()["data"]["todo"]["contact"].is_null(), "left out is empty");

    let until = andy.json("POST", &format!("{path}/snooze"), Some(json!({ "until": "x" }))).await;
    assert_eq!((until.status, until.json()["error"]["fields"]["until"].is_string()), (422, true));
    let until = json!({ "until": "2030-02-01" });
    let put_off = andy.json("POST", &format!("{path}/snooze"), Some(until)).await;
    assert_eq!(put_off.json()["data"]["todo"]["snoozed_until"], "2030-02-01");
    let ticked = andy.json("POST", &format!("{path}/done"), Some(json!({ "done": true }))).await;
    assert!(ticked.json()["data"]["todo"]["done_on"].is_string(), "{}", ticked.body);
    let done = andy.get("/api/todos?show=done").await.json();
    assert_eq!(done["data"]["todos"][0]["title"], "Send new rates");

    let gone = andy.json("DELETE", &path, None).await;
    let change = gone.json()["data"]["change"].as_str().expect("recorded").to_owned();
    assert_eq!(andy.get(&path).await.status, 404);
    let undone = andy.json("POST", &format!("/api/changes/{change}/undo"), None).await;
    assert_eq!(undone.status, 200, "{}", undone.body);
    assert_eq!(andy.get(&path).await.status, 200);
    site.stop().await;
}

#[tokio::test]
async fn the_list_pages_through_every_open_todo_once() {
    let site = Site::new().await;
    let home = &site.home;
    for day in ["2030-01-02", "", "2030-01-01", "2030-01-02", ""] {
        home.todo(&home.andy, &format!("On {day}"), day).await;
    }
    let andy = site.signed_in(&home.andy).await;
    let (mut titles, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = andy.get(&format!("/api/todos?limit=2{cursor}")).await.json();
        for todo in page["data"]["todos"].as_array().expect("todos") {
            titles.push(todo["title"].as_str().unwrap().to_owned());
        }
        let Some(next) = page["data"]["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(titles, ["On 2030-01-01", "On 2030-01-02", "On 2030-01-02", "On", "On"]);
    assert_eq!(andy.get("/api/todos?cursor=x").await.status, 422);
    assert_eq!(andy.get("/api/todos?limit=0").await.status, 422);
    site.stop().await;
}
