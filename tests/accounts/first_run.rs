//! The first account (SE-2).
use pi_crm::accounts::first_run;

use super::{PASSWORD, browser::Browser};
use crate::support::Site;

fn code(site: &Site) -> String {
    let file = site.home.folder.path().join("data").join(first_run::CODE_FILE);
    first_run::ensure_code(&file).expect("a code").reveal().to_owned()
}

fn form<'a>(code: &'a str, password: &'a str) -> [(&'a str, &'a str); 6] {
    [
        ("code", code),
        ("name", "Andy Kim"),
        ("email", "andy@example.com"),
        ("password", password),
        ("time_zone", "Pacific/Honolulu"),
        ("languages", "en-US,en;q=0.9"),
    ]
}

#[tokio::test]
async fn whoever_holds_the_code_makes_the_first_account_and_is_signed_in() {
    let site = Site::unused().await;
    let code = code(&site);
    let mut browser = Browser::new(&site);
    assert_eq!(browser.get("/").await.location(), "/first-run");
    assert_eq!(browser.get("/login").await.location(), "/first-run");
    assert_eq!(browser.get("/first-run").await.status, 200);
    let made = browser.submit("/first-run", &form(&code, PASSWORD)).await;
    assert_eq!(made.status, 303, "{}", made.body);
    let home = browser.get(made.location()).await;
    for words in ["Welcome, Andy Kim.", "Set up your first workspace"] {
        assert!(home.body.contains(words), "{words}: {}", home.body);
    }
    assert!(browser.get("/account").await.body.contains(r#"value="Pacific/Honolulu" selected"#));
    assert!(!site.home.folder.path().join("data/setup-code").exists());
    assert_eq!(Browser::new(&site).get("/first-run").await.location(), "/login");
    site.stop().await;
}

#[tokio::test]
async fn sent_twice_it_answers_as_done_and_makes_one_account() {
    let site = Site::unused().await;
    let code = code(&site);
    let mut browser = Browser::new(&site);
    browser.get("/first-run").await;
    browser.submit("/first-run", &form(&code, PASSWORD)).await;
    let again = browser.submit("/first-run", &form(&code, PASSWORD)).await;
    assert_eq!((again.status, again.location()), (303, "/"));
    let users = site.home.db.read(pi_crm::accounts::users::count).await;
    assert_eq!(users.expect("a count"), 1);
    site.stop().await;
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_what_was_typed() {
    let site = Site::unused().await;
    code(&site);
    let mut browser = Browser::new(&site);
    browser.get("/first-run").await;
    let refused = browser.submit("/first-run", &form("AAAA-BBBB", "short")).await;
    assert_eq!(refused.status, 422);
    for words in ["This is not the set-up code", "at least 10", "Andy Kim", "AAAA-BBBB"] {
        assert!(refused.body.contains(words), "{words}: {}", refused.body);
    }
    assert!(!refused.body.contains("\"short\""), "a password came back");
    for _ in 0..4 {
        browser.submit("/first-run", &form("AAAA-BBBB", "short")).await;
    }
    let slowed = browser.submit("/first-run", &form("AAAA-BBBB", "short")).await;
    assert_eq!((slowed.status, slowed.header("retry-after")), (429, "15"));
    assert!(slowed.body.contains("Try again in 15 seconds"), "{}", slowed.body);
    site.stop().await;
}
