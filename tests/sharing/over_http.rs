//! Sharing as people do it: the form on a contact, the list, the record, the file.
use super::{received, rosa};
use crate::support::Site;

#[tokio::test]
async fn a_contact_is_shared_from_its_page_and_read_by_the_other() {
    let site = Site::new().await;
    let rosa = rosa(&site.home).await;
    let andy = site.signed_in(&site.home.andy).await;
    let page = format!("/contacts/{}", rosa.contact.uid);
    let with = rosa.monalisa.to_string();
    let form = andy.get(&page).await.body;
    assert!(form.contains("Share with Monalisa") && !form.contains("Share with Andy"), "{form}");
    let fields = [("with", &*with), ("history", "1"), ("purpose", "Buys in <Kailua>")];
    let shared = andy.post(&format!("{page}/shares"), &fields).await;
    assert_eq!(shared.status, 303, "{}", shared.body);
    let told = andy.get(shared.location()).await.body;
    for words in [
        "Rosa Ibarra is shared with Monalisa now.",
        "not opened yet",
        "Buys in &lt;Kailua&gt;",
        "Shared with Monalisa, with the history on",
        "Stop sharing",
    ] {
        assert!(told.contains(words), "no {words} in {told}");
    }

    let monalisa = site.signed_in(&site.home.monalisa).await;
    let home = monalisa.get("/").await.body;
    assert!(home.contains("Shared with me · 1 new"), "{home}");
    let list = monalisa.get("/shared").await.body;
    assert!(list.contains("Rosa Ibarra") && list.contains("from Andy"), "{list}");
    for (typed, is_found) in
        [("ibarra ROSA", true), ("808 555", true), ("bakery", true), ("theo", false)]
    {
        let found = monalisa.get(&format!("/shared?q={}", typed.replace(' ', "+"))).await.body;
        assert_eq!(found.contains("Rosa Ibarra"), is_found, "{typed}: {found}");
    }
    let share = received(&site.home).await.remove(0);
    let card = monalisa.get(&format!("/shared/{}", share.uid)).await.body;
    for words in ["rosa@ibarra.example", "+1 808 555 0142", "Ibarra Bakery", "Save a copy"] {
        assert!(card.contains(words), "no {words} in {card}");
    }
    assert!(!card.contains("Shared with Monalisa, with"), "sharing is the owner's affair: {card}");
    let seen = andy.get(&page).await.body;
    assert!(seen.contains("opened "), "{seen}");
    site.stop().await;
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_the_field_and_nothing_is_lost() {
    let site = Site::new().await;
    let rosa = rosa(&site.home).await;
    let andy = site.signed_in(&site.home.andy).await;
    let path = format!("/contacts/{}/shares", rosa.contact.uid);
    let nobody = andy.post(&path, &[("history", "1"), ("purpose", "Why not")]).await;
    assert_eq!(nobody.status, 422);
    assert!(nobody.body.contains("Tick whom to share it with"), "{}", nobody.body);
    assert!(nobody.body.contains("value=\"Why not\""), "{}", nobody.body);
    let long = "x".repeat(201);
    let with = rosa.monalisa.to_string();
    let long = andy.post(&path, &[("with", &with), ("purpose", &long)]).await;
    assert_eq!(long.status, 422);
    assert!(received(&site.home).await.is_empty());
    for stranger in ["no-id", &pi_crm::ids::Uid::new().to_string()] {
        let refused = andy.post(&path, &[("with", stranger)]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("no longer in this household"), "{}", refused.body);
    }
    site.stop().await;
}

#[tokio::test]
async fn sharing_again_changes_what_goes_along() {
    let site = Site::new().await;
    let rosa = rosa(&site.home).await;
    let share = rosa.shared(&site.home, false).await;
    let monalisa = site.signed_in(&site.home.monalisa).await;
    let path = format!("/shared/{}", share.uid);
    assert!(monalisa.get(&path).await.body.contains("kept the history to themselves"));
    rosa.share(&site.home, rosa.wanted(true, "Sells now")).await.unwrap();
    let card = monalisa.get(&path).await.body;
    assert!(!card.contains("kept the history") && card.contains("Sells now"), "{card}");
    let again = rosa.share(&site.home, rosa.wanted(true, "Sells now")).await.unwrap();
    assert_eq!(again.entry, None, "nothing changed, so nothing is told");
    site.stop().await;
}

#[tokio::test]
async fn the_record_keeps_what_was_ended_and_is_safe_to_open_elsewhere() {
    let site = Site::new().await;
    let rosa = rosa(&site.home).await;
    rosa.share(&site.home, rosa.wanted(false, "=1+1")).await.unwrap();
    let share = received(&site.home).await.remove(0);
    let andy = site.signed_in(&site.home.andy).await;
    let path = format!("/shares/{}/revoke?back=/shares", share.uid);
    let ended = andy.post(&path, &[]).await;
    assert!(ended.location().starts_with("/shares?done="), "{}", ended.location());
    let record = andy.get(ended.location()).await.body;
    assert!(record.contains("Ended ") && record.contains("is no longer shared"), "{record}");
    let file = andy.get("/shares/export").await;
    assert!(file.header("content-type").starts_with("text/csv"));
    assert!(file.body.contains("Given,Rosa Ibarra,Monalisa,"), "{}", file.body);
    assert!(file.body.contains(",'=1+1,Ended,"), "{}", file.body);
    assert_eq!(andy.post(&path, &[]).await.status, 303, "ended twice is ended once");
    site.stop().await;
}

#[tokio::test]
async fn an_open_page_of_what_is_no_longer_shared_says_so_and_tells_nothing() {
    let site = Site::new().await;
    let rosa = rosa(&site.home).await;
    let share = rosa.shared(&site.home, true).await;
    let mine = site.home.workspace(&site.home.monalisa, "Open Houses").await.uid.to_string();
    let monalisa = site.signed_in(&site.home.monalisa).await;
    let path = format!("/shared/{}", share.uid);
    assert_eq!(monalisa.get(&format!("{path}/save")).await.status, 200);
    rosa.revoke(&site.home, share.uid).await;
    let before = site.home.everything().await;
    for page in [path.clone(), format!("{path}/save"), format!("{path}/log?before=1.1")] {
        let gone = monalisa.get(&page).await;
        assert_eq!(gone.status, 404, "{page}");
        assert!(gone.body.contains("stopped sharing") && !gone.body.contains("Rosa"), "{page}");
    }
    let late = monalisa.post(&format!("{path}/save"), &[("workspace", &*mine)]).await;
    assert_eq!(late.status, 404);
    assert!(!late.body.contains("Rosa"), "{}", late.body);
    assert_eq!(site.home.everything().await, before);
    site.stop().await;
}
