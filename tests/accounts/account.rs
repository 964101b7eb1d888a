//! One's own account (SE-1, UX-4).
use super::{PASSWORD, browser::Browser, give_password, told};
use crate::support::Site;

const NEW: &str = "seven quiet herons wade";

async fn andy(site: &Site) -> Browser {
    let mut browser = Browser::new(site);
    assert_eq!(browser.sign_in("andy@example.com", PASSWORD).await.status, 303);
    browser.get("/account").await;
    browser
}

async fn household() -> Site {
    let site = Site::new().await;
    give_password(&site, &site.home.andy).await;
    give_password(&site, &site.home.monalisa).await;
    site
}

#[tokio::test]
async fn a_name_and_preferences_are_saved_and_told() {
    let site = household().await;
    let mut andy = andy(&site).await;
    let saved = andy.submit("/account/name", &[("name", "Andy Kim")]).await;
    let page = andy.get(saved.location()).await;
    assert!(page.body.contains("Your profile was saved.") && page.body.contains("Andy Kim"));
    let wanted = [("appearance", "dark"), ("time_zone", "Europe/Berlin"), ("locale", "de-DE")];
    let saved = andy.submit("/account/preferences", &wanted).await;
    let page = andy.get(saved.location()).await;
    for words in ["data-theme=\"dark\"", "value=\"Europe/Berlin\" selected", "Saved. "] {
        assert!(page.body.contains(words), "{words}");
    }
    let same = andy.submit("/account/preferences", &wanted).await;
    assert_eq!(same.location(), "/account", "nothing changed, so nothing is told");
    let odd = [("appearance", "pink"), ("time_zone", "Europe/Berlin"), ("locale", "de-DE")];
    assert_eq!(andy.submit("/account/preferences", &odd).await.status, 422);
    let log = told(&site, &site.home.andy).await;
    assert!(log[0].contains("Like this device → Dark; Time zone: UTC → Europe/Berlin"), "{log:?}");
    assert!(log[1].ends_with("Name: Andy → Andy Kim"), "{log:?}");
    site.stop().await;
}

#[tokio::test]
async fn an_address_changes_only_with_the_password() {
    let site = household().await;
    let mut andy = andy(&site).await;
    let wrong = [("email", "new@example.com"), ("email_password", "wrong")];
    let refused = andy.submit("/account/email", &wrong).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("not your current password"));
    assert!(refused.body.contains("new@example.com"), "what was typed is lost");
    let taken = [("email", "Monalisa@example.com"), ("email_password", PASSWORD)];
    assert!(andy.submit("/account/email", &taken).await.body.contains("Another user has"));
    let right = [("email", "new@example.com"), ("email_password", PASSWORD)];
    assert_eq!(andy.submit("/account/email", &right).await.status, 303);
    assert_eq!(Browser::new(&site).sign_in("new@example.com", PASSWORD).await.status, 303);
    site.stop().await;
}

#[tokio::test]
async fn a_new_password_ends_the_other_sign_ins_and_keeps_this_one() {
    let site = household().await;
    let (mut here, mut elsewhere) = (andy(&site).await, andy(&site).await);
    let weak = [("current_password", PASSWORD), ("new_password", "password123")];
    let refused = here.submit("/account/password", &weak).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("Many people") && !refused.body.contains("password123"));
    let right = [("current_password", PASSWORD), ("new_password", NEW)];
    let changed = here.submit("/account/password", &right).await;
    let page = here.get(changed.location()).await;
    assert!(page.body.contains("The other sign-in was ended."), "{}", page.body);
    assert_eq!(elsewhere.get("/account").await.status, 303);
    assert_eq!(Browser::new(&site).sign_in("andy@example.com", PASSWORD).await.status, 422);
    assert_eq!(Browser::new(&site).sign_in("andy@example.com", NEW).await.status, 303);
    site.stop().await;
}

#[tokio::test]
async fn a_borrowed_session_cannot_guess_the_password() {
    let site = household().await;
    let mut andy = andy(&site).await;
    let guess = [("current_password", "wrong"), ("new_password", NEW)];
    for _ in 0..5 {
        assert_eq!(andy.submit("/account/password", &guess).await.status, 422);
    }
    let slowed = andy.submit("/account/password", &guess).await;
    assert_eq!((slowed.status, slowed.header("retry-after")), (429, "15"));
    site.stop().await;
}

fn path_to_end(page: &str) -> String {
    let (_, rest) = page.split_once("action=\"/account/sessions/0").expect("another session");
    format!("/account/sessions/0{}", rest.split_once('"').expect("an end").0)
}

#[tokio::test]
async fn sign_ins_elsewhere_are_ended_one_or_all_and_only_ones_own() {
    let site = household().await;
    let (mut here, mut phone, mut laptop) =
        (andy(&site).await, andy(&site).await, andy(&site).await);
    let mut monalisa = Browser::new(&site);
    monalisa.sign_in("monalisa@example.com", PASSWORD).await;
    monalisa.get("/account").await;
    let page = here.get("/account").await.body;
    assert_eq!(page.matches("This one").count(), 1);
    let end = path_to_end(&page);
    let foreign = monalisa.submit(&end, &[]).await;
    assert_eq!(foreign.status, 404, "{}", foreign.body);
    assert_eq!(here.submit(&end, &[]).await.status, 303);
    let left = [phone.get("/account").await.status, laptop.get("/account").await.status];
    assert_eq!(left.iter().filter(|it| **it == 200).count(), 1, "{left:?}");
    assert_eq!(here.submit("/account/sessions/end-others", &[]).await.status, 303);
    assert_eq!(phone.get("/account").await.status, 303);
    assert_eq!(laptop.get("/account").await.status, 303);
    assert_eq!(here.get("/account").await.status, 200);
    assert_eq!(monalisa.get("/account").await.status, 200);
    site.stop().await;
}
