//! Signing in and out (SE-1).
use super::{PASSWORD, browser::Browser, give_password, told};
use crate::support::Site;

#[tokio::test]
async fn the_right_password_leads_to_where_one_was_going() {
    let site = Site::new().await;
    give_password(&site, &site.home.andy).await;
    let mut browser = Browser::new(&site);
    let asked = browser.get("/workspaces/new").await;
    assert_eq!(asked.location(), "/login?next=/workspaces/new");
    browser.get(asked.location()).await;
    let next = browser.hidden("next");
    let fields = [("email", "Andy@Example.com"), ("password", PASSWORD), ("next", &next)];
    let answer = browser.submit("/login", &fields).await;
    assert_eq!((answer.status, answer.location()), (303, "/workspaces/new"), "{}", answer.body);
    assert_eq!(browser.get("/workspaces/new").await.status, 200);
    assert_eq!(browser.get("/login").await.location(), "/", "nobody signs in twice");
    let log = told(&site, &site.home.andy).await;
    assert_eq!(log[0], "Andy signed in with Firefox on Windows: As andy@example.com");
    site.stop().await;
}

#[tokio::test]
async fn a_way_out_of_the_house_is_not_followed() {
    let site = Site::new().await;
    give_password(&site, &site.home.andy).await;
    for next in ["//evil.example", "https://evil.example", "/\\evil.example"] {
        let mut browser = Browser::new(&site);
        browser.get("/login").await;
        let fields = [("email", "andy@example.com"), ("password", PASSWORD), ("next", next)];
        assert_eq!(browser.submit("/login", &fields).await.location(), "/", "{next}");
    }
    site.stop().await;
}

#[tokio::test]
async fn wrong_and_unknown_are_told_the_same_and_the_owner_reads_of_it() {
    let site = Site::new().await;
    give_password(&site, &site.home.andy).await;
    let mut browser = Browser::new(&site);
    let wrong = browser.sign_in("andy@example.com", "plum tractor 9 viola").await;
    let unknown = browser.sign_in("nobody@example.com", "plum tractor 9 viola").await;
    for (answer, typed) in [(&wrong, "andy@"), (&unknown, "nobody@")] {
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains("do not belong together"), "{}", answer.body);
        assert!(answer.body.contains(typed) && !answer.body.contains("viola"));
    }
    assert!(!browser.cookies.contains_key("__Host-session"));
    let log = told(&site, &site.home.andy).await;
    assert_eq!(
        log[0],
        "pi-crm itself refused a sign-in of Andy: Wrong password, Firefox on Windows"
    );
    site.stop().await;
}

#[tokio::test]
async fn guessing_is_slowed_down_and_says_for_how_long() {
    let site = Site::new().await;
    give_password(&site, &site.home.andy).await;
    let mut browser = Browser::new(&site);
    for _ in 0..5 {
        assert_eq!(browser.sign_in("andy@example.com", "wrong").await.status, 422);
    }
    let slowed = browser.sign_in("andy@example.com", PASSWORD).await;
    assert_eq!((slowed.status, slowed.header("retry-after")), (429, "15"));
    assert!(slowed.body.contains("Try again in 15 seconds"), "{}", slowed.body);
    assert!(slowed.body.contains("andy@example.com"), "what was typed is lost");
    site.home.move_clock(16);
    assert_eq!(browser.sign_in("andy@example.com", PASSWORD).await.status, 303);
    site.stop().await;
}

#[tokio::test]
async fn a_form_that_is_not_from_this_browser_is_shown_again() {
    let site = Site::new().await;
    give_password(&site, &site.home.andy).await;
    let mut browser = Browser::new(&site);
    browser.get("/login").await;
    browser.cookies.insert("__Host-door".into(), "A".repeat(43));
    let fields = [("email", "andy@example.com"), ("password", PASSWORD)];
    let held = browser.submit("/login", &fields).await;
    assert_eq!(held.status, 403);
    assert!(held.body.contains("open for too long") && held.body.contains("andy@example.com"));
    assert!(!held.body.contains(PASSWORD), "a password came back");
    assert_eq!(browser.submit("/login", &fields).await.status, 303, "the new form is good");
    site.stop().await;
}

#[tokio::test]
async fn signing_out_ends_the_session_and_can_be_done_twice() {
    let site = Site::new().await;
    give_password(&site, &site.home.andy).await;
    let mut browser = Browser::new(&site);
    browser.sign_in("andy@example.com", PASSWORD).await;
    let kept = browser.cookies.clone();
    browser.get("/").await;
    assert_eq!(browser.submit("/logout", &[]).await.location(), "/login");
    assert!(!browser.cookies.contains_key("__Host-session"));
    assert_eq!(browser.submit("/logout", &[]).await.location(), "/login");
    browser.cookies = kept;
    assert_eq!(browser.get("/").await.location(), "/login", "the old cookie still opens");
    let log = told(&site, &site.home.andy).await;
    assert_eq!(log[0], "Andy signed out of Firefox on Windows: As andy@example.com");
    site.stop().await;
}
