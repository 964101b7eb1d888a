//! API keys on their page (SE-4).
use super::{PASSWORD, browser::Browser, give_password, told};
use crate::support::Site;

const FORM: [(&str, &str); 4] = [
    ("name", "Website form"),
    ("permissions", "read:contacts"),
    ("permissions", "write:contacts"),
    ("expires_in_days", "90"),
];

async fn signed_in(site: &Site, name: &str) -> Browser {
    let mut browser = Browser::new(site);
    let email = format!("{name}@example.com");
    assert_eq!(browser.sign_in(&email, PASSWORD).await.status, 303);
    browser.get("/account/keys").await;
    browser
}

async fn household() -> Site {
    let site = Site::new().await;
    give_password(&site, &site.home.andy).await;
    give_password(&site, &site.home.monalisa).await;
    site
}

/// The whole key, as the page shows it once.
fn secret(page: &str) -> Option<&str> {
    let (_, rest) = page.split_once("id=\"secret\"")?;
    Some(rest.split_once('>')?.1.split_once('<')?.0)
}

#[tokio::test]
async fn a_key_is_shown_once_however_often_its_form_is_sent() {
    let site = household().await;
    let mut andy = signed_in(&site, "andy").await;
    let (csrf, form_id) =
        (andy.hidden("csrf"), last_form_id(&andy.get("/account/keys").await.body));
    let mut form = FORM.to_vec();
    form.extend([("csrf", csrf.as_str()), ("form_id", form_id.as_str())]);
    let session = andy.cookies["__Host-session"].clone();
    let visitor = site
        .nobody()
        .with("Cookie", format!("__Host-session={session}"))
        .with("Origin", site.origin.clone());
    let made = visitor.post("/account/keys", &form).await;
    let shown = secret(&made.body).expect("the key is shown");
    assert!(shown.starts_with("picrm_") && shown.len() == 63, "{shown}");
    assert_eq!(made.header("cache-control"), "no-store");
    let again = visitor.post("/account/keys", &form).await;
    assert_eq!((again.status, secret(&again.body)), (200, None));
    assert!(again.body.contains("was created already"), "{}", again.body);
    let list = andy.get("/account/keys").await.body;
    assert_eq!(list.matches("picrm_").count(), 1, "one key, by its beginning");
    assert!(!list.contains(shown));
    let log = told(&site, &site.home.andy).await;
    assert!(log[0].contains("created the API key Website form: See contacts; Add"), "{log:?}");
    site.stop().await;
}

fn last_form_id(page: &str) -> String {
    let (_, rest) = page.rsplit_once("name=\"form_id\" value=\"").expect("a form");
    rest.split_once('"').expect("an end").0.to_owned()
}

#[tokio::test]
async fn what_is_missing_is_said_and_what_was_filled_in_stays() {
    let site = household().await;
    let mut andy = signed_in(&site, "andy").await;
    let none = [("name", "Website form"), ("expires_in_days", "30")];
    let refused = andy.submit("/account/keys", &none).await;
    assert_eq!(refused.status, 422);
    for words in ["Tick at least one", "Website form", "value=\"30\" selected"] {
        assert!(refused.body.contains(words), "{words}: {}", refused.body);
    }
    let unnamed = [("name", " "), ("permissions", "read:audit")];
    let refused = andy.submit("/account/keys", &unnamed).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("value=\"read:audit\" checked"), "{}", refused.body);
    site.stop().await;
}

#[tokio::test]
async fn a_key_is_revoked_after_a_question_and_by_its_owner_alone() {
    let site = household().await;
    let mut andy = signed_in(&site, "andy").await;
    let made = andy.submit("/account/keys", &FORM).await;
    let (_, rest) = made.body.split_once("href=\"/account/keys/").expect("a way to revoke");
    let path = format!("/account/keys/{}", rest.split_once('"').expect("an end").0);
    let mut monalisa = signed_in(&site, "monalisa").await;
    assert_eq!(monalisa.get(&path).await.status, 404);
    monalisa.get("/account/keys").await;
    assert_eq!(monalisa.submit(&path, &[]).await.status, 404);
    assert!(andy.get(&path).await.body.contains("This cannot be undone"));
    let revoked = andy.submit(&path, &[]).await;
    let list = andy.get(revoked.location()).await.body;
    for words in ["Website form was revoked.", "Revoked"] {
        assert!(list.contains(words), "{words}: {list}");
    }
    let again = andy.submit(&path, &[]).await;
    assert_eq!((again.status, again.location()), (303, "/account/keys"));
    site.stop().await;
}
