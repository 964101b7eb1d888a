//! Invitations, and who is kept out (SE-2).
use super::{PASSWORD, browser::Browser, give_password, told};
use crate::support::{Answer, Site};

const GUEST: [(&str, &str); 3] =
    [("name", "Rosa"), ("email", "rosa@example.com"), ("role", "member")];
const DAY: i64 = 86_400;

async fn household() -> Site {
    let site = Site::new().await;
    give_password(&site, &site.home.andy).await;
    give_password(&site, &site.home.monalisa).await;
    site
}

async fn andy(site: &Site) -> Browser {
    let mut andy = Browser::new(site);
    andy.sign_in("andy@example.com", PASSWORD).await;
    andy.get("/household").await;
    andy
}

/// The code as the page shows it once.
fn code_in(page: &Answer) -> String {
    let mark = "#join=";
    let at = page.body.find(mark).unwrap_or_else(|| panic!("no link: {}", page.body));
    page.body[at + mark.len()..].chars().take(19).collect()
}

async fn invited(site: &Site) -> String {
    code_in(&andy(site).await.submit("/household/invitations", &GUEST).await)
}

fn account<'a>(code: &'a str, password: &'a str) -> [(&'a str, &'a str); 4] {
    [("code", code), ("name", "Rosa"), ("email", "rosa@example.com"), ("password", password)]
}

async fn opened(site: &Site, code: &str) -> (Browser, Answer) {
    let mut guest = Browser::new(site);
    assert_eq!(guest.get("/join").await.status, 200);
    let answer = guest.submit("/join/code", &[("code", code)]).await;
    (guest, answer)
}

async fn is_refused(site: &Site, code: &str) {
    let (_, answer) = opened(site, code).await;
    assert_eq!(answer.status, 422, "{code}");
    assert!(answer.body.contains("This code opens no invitation"), "{}", answer.body);
}

#[tokio::test]
async fn an_invitation_lets_one_person_in() {
    let site = household().await;
    let code = invited(&site).await;
    let (mut guest, form) = opened(&site, &code.to_lowercase().replace('-', " ")).await;
    for words in ["value=\"Rosa\"", "value=\"rosa@example.com\""] {
        assert!(form.body.contains(words), "{words}: {}", form.body);
    }
    let joined = guest.submit("/join", &account(&code, PASSWORD)).await;
    assert_eq!(joined.status, 303, "{}", joined.body);
    let home = guest.get(joined.location()).await;
    assert!(home.body.contains("Welcome, Rosa."), "{}", home.body);
    let household = guest.get("/household").await;
    assert!(household.body.contains("Andy") && !household.body.contains("Invite somebody"));
    is_refused(&site, &code).await;
    site.stop().await;
}

#[tokio::test]
async fn what_opens_nothing_is_refused_alike() {
    let site = household().await;
    is_refused(&site, "AAAA-BBBB-CCCC-DDDD").await;
    let code = invited(&site).await;
    let mut owner = andy(&site).await;
    let page = owner.get("/household").await;
    assert!(!page.body.contains(&code), "a code is shown once");
    let at = page.body.find("/household/invitations/").expect("an open invitation");
    let path: String = page.body[at..].chars().take(23 + 36).collect();
    let renewed = code_in(&owner.submit(&format!("{path}/renew"), &[]).await);
    is_refused(&site, &code).await;
    owner.get("/household").await;
    assert_eq!(owner.submit(&format!("{path}/revoke"), &[]).await.status, 303);
    is_refused(&site, &renewed).await;
    let late = invited(&site).await;
    site.home.move_clock(7 * DAY);
    is_refused(&site, &late).await;
    site.stop().await;
}

#[tokio::test]
async fn what_is_wrong_is_said_and_nothing_typed_is_lost() {
    let site = household().await;
    let code = invited(&site).await;
    let (mut guest, _) = opened(&site, &code).await;
    let refused = guest.submit("/join", &account(&code, "short")).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("at least 10") && refused.body.contains("value=\"Rosa\""));
    let taken = [("code", &*code), ("name", "Rosa"), ("email", "andy@example.com")];
    let taken = [taken.as_slice(), &[("password", PASSWORD)]].concat();
    let refused = guest.submit("/join", &taken).await;
    assert!(refused.body.contains("Another user has this address"), "{}", refused.body);
    assert_eq!(guest.submit("/join", &account(&code, PASSWORD)).await.status, 303);
    site.stop().await;
}

#[tokio::test]
async fn of_two_at_once_one_comes_in() {
    let site = household().await;
    let code = invited(&site).await;
    let (mut one, _) = opened(&site, &code).await;
    let (mut other, _) = opened(&site, &code).await;
    let second = [("code", &*code), ("name", "Eve"), ("email", "eve@example.com")];
    let second = [second.as_slice(), &[("password", PASSWORD)]].concat();
    let first = account(&code, PASSWORD);
    let (one, other) = tokio::join!(one.submit("/join", &first), other.submit("/join", &second));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422]);
    site.stop().await;
}

#[tokio::test]
async fn guessing_codes_is_slowed_down() {
    let site = household().await;
    for _ in 0..5 {
        is_refused(&site, "AAAA-BBBB-CCCC-DDDD").await;
    }
    let (_, answer) = opened(&site, "AAAA-BBBB-CCCC-DDDD").await;
    assert_eq!(answer.status, 429);
    site.stop().await;
}

#[tokio::test]
async fn a_member_changes_nobody() {
    let site = household().await;
    let mut monalisa = Browser::new(&site);
    monalisa.sign_in("monalisa@example.com", PASSWORD).await;
    monalisa.get("/household").await;
    let answer = monalisa.submit("/household/invitations", &GUEST).await;
    assert_eq!(answer.status, 403);
    assert!(answer.body.contains("Only an owner"), "{}", answer.body);
    site.stop().await;
}

#[tokio::test]
async fn who_is_shut_out_comes_back_only_when_let() {
    let site = household().await;
    let mut owner = andy(&site).await;
    let mut monalisa = Browser::new(&site);
    monalisa.sign_in("monalisa@example.com", PASSWORD).await;
    assert_eq!(monalisa.get("/account").await.status, 200);
    let page = owner.get("/household").await;
    let at = page.body.find("/household/people/").expect("somebody to shut out");
    let path: String = page.body[at..].chars().take(18 + 36).collect();
    owner.get(&format!("{path}/shut-out")).await;
    assert_eq!(owner.submit(&format!("{path}/shut-out"), &[]).await.status, 303);
    let before = told(&site, &site.home.andy).await;
    owner.get("/household").await;
    owner.submit(&format!("{path}/shut-out"), &[]).await;
    assert_eq!(told(&site, &site.home.andy).await, before, "the second time is no news");
    assert_eq!(monalisa.get("/account").await.status, 303, "signed out");
    assert_eq!(monalisa.sign_in("monalisa@example.com", PASSWORD).await.status, 422);
    let page = owner.get("/household").await;
    assert!(page.body.contains("Shut out"), "{}", page.body);
    assert_eq!(owner.submit(&format!("{path}/let-in"), &[]).await.status, 303);
    assert_eq!(monalisa.sign_in("monalisa@example.com", PASSWORD).await.status, 303);
    site.stop().await;
}
