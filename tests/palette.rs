//! The command palette and what needs attention (DB-1, DB-4): one's own, and nobody else's.
use pi_crm::audit::Action;
use pi_crm::{audit::Subject, clock::DAY_S, contacts};

use crate::support::{Site, Visitor};

async fn typed(visitor: &Visitor, words: &str) -> String {
    let answer = visitor.with("HX-Request", "true").get(&format!("/palette?q={words}")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

#[tokio::test]
async fn the_palette_finds_ones_own_and_nothing_else() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Harbour Loans").await.uid;
    home.contact(&home.andy, loans, "Rosa Ibarra").await;
    let (andy, monalisa) = (site.signed_in(&home.andy).await, site.signed_in(&home.monalisa).await);
    for words in ["", "rosa", "harb", "new%20contact", "stages"] {
        let theirs = typed(&monalisa, words).await;
        assert!(!theirs.contains("Rosa Ibarra") && !theirs.contains("Harbour Loans"), "{theirs}");
    }
    for (words, found) in [
        ("", "Rosa Ibarra"),
        ("rosa", "Rosa Ibarra"),
        ("harb", "Harbour Loans"),
        ("nc", "/contacts/new"),
        ("stag", "/lists"),
        ("dark", "value=\"dark\""),
        ("doctor", "/household/health"),
        ("usb", "/household/backups"),
    ] {
        let body = typed(&andy, words).await;
        assert!(body.contains(found), "{words}: {body}");
    }
    // What is the owner's alone is not offered to others.
    assert!(!typed(&monalisa, "usb").await.contains("/household/backups"));
    assert!(typed(&andy, "zzz%3Cb%3E").await.contains("Nothing found for “zzz&lt;b&gt;”"));
    let long = "x".repeat(5_000);
    assert!(typed(&andy, &long).await.contains("Nothing found"));
    let plain = andy.get("/palette?q=a%20b").await;
    assert_eq!((plain.status, plain.location()), (303, "/search?q=a%20b"));
    site.stop().await;
}

#[tokio::test]
async fn the_palette_changes_the_appearance_and_goes_back() {
    let site = Site::new().await;
    let andy = site.signed_in(&site.home.andy).await;
    let dark = [("appearance", "dark"), ("back", "/todos")];
    let changed = andy.post("/appearance", &dark).await;
    assert_eq!((changed.status, changed.location()), (303, "/todos"));
    assert!(andy.get("/todos").await.body.contains("data-theme=\"dark\""));
    let away = [("appearance", "light"), ("back", "//evil.example")];
    assert_eq!(andy.post("/appearance", &away).await.location(), "/");
    let wrong = [("appearance", "pink"), ("back", "/todos")];
    assert_eq!(andy.post("/appearance", &wrong).await.location(), "/account#appearance");
    site.stop().await;
}

#[tokio::test]
async fn keys_are_there_until_they_are_switched_off() {
    let site = Site::new().await;
    let andy = site.signed_in(&site.home.andy).await;
    assert!(andy.get("/").await.body.contains("data-keys=\"g h\""));
    let off = [("seen_key_shortcuts", "yes")];
    assert_eq!(andy.post("/account/preferences", &off).await.status, 303);
    let page = andy.get("/").await.body;
    assert!(!page.contains("data-keys") && page.contains("id=\"palette\""), "{page}");
    site.stop().await;
}

#[tokio::test]
async fn who_went_quiet_needs_attention() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let andy = site.signed_in(&home.andy).await;
    assert!(andy.get("/").await.body.contains("Nothing needs you"));
    for (name, days) in [("Rosa Ibarra", 61), ("Theo Lim", 59)] {
        let uid = home.contact(&home.andy, loans, name).await.value.uid;
        home.write(&home.andy, Action::ContactEdited, move |tx| {
            let (_, contact) = contacts::open(tx, tx.actor, uid)?;
            let last = tx.now - days * DAY_S;
            let sql = "UPDATE base_contacts SET last_contact_at = ?2 WHERE id = ?1";
            tx.execute(sql, rusqlite::params![contact.id, last])?;
            tx.about(Subject::contact(contact.id, "Rosa"));
            Ok(())
        })
        .await
        .unwrap();
    }
    let page = andy.get("/").await.body;
    assert!(page.contains("not in touch for 61 days"), "{page}");
    assert!(!page.contains("not in touch for 59 days"), "{page}");
    site.stop().await;
}
