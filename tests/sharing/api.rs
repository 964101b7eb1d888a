//! Sharing by programs.
use serde_json::json;

use super::{received, rosa};
use crate::support::Site;

#[tokio::test]
async fn a_program_shares_reads_saves_and_ends() {
    let site = Site::new().await;
    let rosa = rosa(&site.home).await;
    let andy = site.signed_in(&site.home.andy).await;
    let monalisa = site.signed_in(&site.home.monalisa).await;
    let path = format!("/api/contacts/{}/shares", rosa.contact.uid);
    let before = andy.json("GET", &path, None).await.json();
    assert_eq!(before["data"]["people"][0]["name"], "Monalisa");
    let nobody = andy.json("POST", &path, Some(json!({ "people": [] }))).await;
    assert_eq!(nobody.status, 422);
    assert!(nobody.json()["error"]["fields"]["people"].is_string(), "{}", nobody.body);
    let wish = json!({ "people": [rosa.monalisa.to_string()], "purpose": "Kailua" });
    let shared = andy.json("POST", &path, Some(wish)).await;
    assert_eq!(shared.status, 200, "{}", shared.body);
    assert!(shared.json()["data"]["change"].is_string());

    let list = monalisa.json("GET", "/api/shared?q=ibarra", None).await.json();
    assert_eq!(list["data"]["shared"][0]["display_name"], "Rosa Ibarra");
    let share = received(&site.home).await.remove(0).uid;
    let card = monalisa.json("GET", &format!("/api/shared/{share}"), None).await.json();
    assert_eq!(card["data"]["shared"]["primary_email"], "rosa@ibarra.example");
    assert!(card["data"]["log"].is_null(), "{card}");
    let mine = site.home.workspace(&site.home.monalisa, "Open Houses").await.uid.to_string();
    let save = format!("/api/shared/{share}/save");
    let copy = monalisa.json("POST", &save, Some(json!({ "workspace": mine }))).await;
    assert_eq!(copy.status, 201, "{}", copy.body);
    let again = monalisa.json("POST", &save, Some(json!({ "workspace": mine }))).await;
    assert_eq!(again.status, 409, "{}", again.body);
    assert!(again.body.contains(copy.json()["data"]["contact"].as_str().unwrap()));

    let record = andy.json("GET", "/api/shares", None).await.json();
    assert_eq!(record["data"]["given"][0]["purpose"], "Kailua");
    let end = format!("/api/shares/{share}");
    assert_eq!(monalisa.json("DELETE", &end, None).await.status, 404);
    assert_eq!(andy.json("DELETE", &end, None).await.status, 200);
    assert_eq!(monalisa.json("GET", &format!("/api/shared/{share}"), None).await.status, 404);
    site.stop().await;
}
