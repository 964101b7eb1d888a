//! Forms that could not be taken: whatever stood in the way, nothing typed is lost, nothing is
//! saved twice, and one press sends it again.
use std::sync::mpsc;

use pi_crm::{
    accounts::{passwords, sessions, users},
    audit::{Action, RequestKey},
    contacts,
    web::limits::Limits,
};

use crate::support::{Answer, Site, Visitor, household::draft};

const ID: &str = "01990000-0000-7000-8000-000000000001";

struct Scene {
    site: Site,
    andy: Visitor,
    list: String,
}

async fn scene() -> Scene {
    scene_with(Limits { pages_per_minute: 100_000, ..Limits::default() }).await
}

async fn scene_with(limits: Limits) -> Scene {
    let site = Site::with_limits(limits).await;
    let loans = site.home.workspace(&site.home.andy, "Loan Factory").await;
    let andy = site.signed_in(&site.home.andy).await;
    Scene { andy, list: format!("/w/{}/contacts", loans.uid), site }
}

impl Scene {
    async fn end_andys_sessions(&self) {
        let andy = self.site.home.andy.user().unwrap();
        self.site.home.db.upkeep(move |conn| sessions::end_all(conn, andy)).await.unwrap();
    }

    async fn contacts(&self) -> usize {
        self.site.home.everything().await.matches("base_contacts ").count()
    }
}

/// All hidden fields of a page's last form, as a browser would send them.
fn hidden(page: &str) -> Vec<(String, String)> {
    let form = page.rsplit("<form").next().expect("a form");
    let attribute = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
        Some(unescaped(rest.split('"').next()?))
    };
    form.split("<input ")
        .map(|tag| format!(" {}", tag.split('>').next().unwrap_or_default()))
        .filter(|tag| attribute(tag, "type").as_deref() == Some("hidden"))
        .filter_map(|tag| Some((attribute(&tag, "name")?, attribute(&tag, "value")?)))
        .collect()
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// The same browser with this session, and the door's cookie that the page brought.
fn with_door(session: &Visitor, page: &Answer) -> Visitor {
    let door = page.header("set-cookie").split(';').next().expect("a cookie").to_owned();
    let mut browser = session.and_cookie(&door);
    browser.csrf = None;
    browser
}

/// Presses the button of a held page, with what else is typed there.
async fn send_again(browser: &Visitor, path: &str, page: &Answer, more: &[(&str, &str)]) -> Answer {
    let fields = hidden(&page.body);
    let mut fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.extend(more);
    browser.post(path, &fields).await
}

fn assert_holds(page: &Answer, status: u16, typed: &[&str]) {
    assert_eq!(page.status, status, "{}", page.body);
    for typed in typed {
        assert!(page.body.contains(typed), "{typed:?} is lost: {}", page.body);
    }
}

/// The token that Andy's own pages carry.
async fn page_csrf(visitor: &Visitor) -> String {
    let page = visitor.get("/account").await.body;
    let (_, rest) = page.split_once("name=\"csrf\" value=\"").expect("a token");
    rest.split('"').next().expect("its end").to_owned()
}

#[tokio::test]
async fn one_press_is_enough_after_signing_in_again_and_saves_once() {
    let it = scene().await;
    let mut andy = it.andy.clone();
    andy.csrf = Some(page_csrf(&it.andy).await);
    it.end_andys_sessions().await;
    let note = "Long & \"typed\"\r\nin lines";
    let fields = [("first_name", "Patience"), ("company", "A & B"), ("notes", note)];
    let held = andy.post(&it.list, &[&fields[..], &[("form_id", ID)]].concat()).await;
    assert_holds(&held, 401, &["Patience", "A &amp; B", ID, "Sign in on a new tab"]);
    assert_eq!(held.header("www-authenticate").split(' ').next(), Some("ApiKey"));

    let browser = with_door(&it.site.signed_in(&it.site.home.andy).await, &held);
    let saved = send_again(&browser, &it.list, &held, &[]).await;
    assert_eq!(saved.status, 303, "a second press was needed: {}", saved.body);
    let again = send_again(&browser, &it.list, &held, &[]).await;
    assert_eq!(again.status, 303, "{}", again.body);
    assert_eq!(it.contacts().await, 1, "saved twice");
    it.site.stop().await;
}

#[tokio::test]
async fn what_is_held_is_told_in_words_and_not_in_ids() {
    let it = scene().await;
    let mut andy = it.andy.clone();
    andy.csrf = Some(page_csrf(&it.andy).await);
    it.end_andys_sessions().await;
    let fields = [
        ("first_name", "Patience"),
        ("custom-wedding_day", "1999-01-01"),
        ("stage", ID),
        ("seen_locale", "de-DE"),
    ];
    let held = andy.post(&it.list, &fields).await;
    assert_holds(&held, 401, &["Patience", "Wedding day"]);
    let shown = held.body.split("<form").next().unwrap();
    for hidden in ["Custom", "Seen", "de-DE", ID] {
        assert!(!shown.contains(hidden), "{hidden}: {shown}");
    }
    assert!(held.body.contains(ID), "it goes along all the same");
    it.site.stop().await;
}

#[tokio::test]
async fn what_was_given_back_to_andy_is_of_no_use_elsewhere() {
    let it = scene().await;
    let mut andy = it.andy.clone();
    andy.csrf = Some(page_csrf(&it.andy).await);
    it.end_andys_sessions().await;
    let fields = [("name", "Rentals"), ("form_id", ID)];
    let held = andy.post("/workspaces", &fields).await;
    let before = it.site.home.everything().await;

    let monalisa = with_door(&it.site.signed_in(&it.site.home.monalisa).await, &held);
    let hers = send_again(&monalisa, "/workspaces", &held, &[]).await;
    assert_holds(&hers, 409, &["Rentals", "Somebody else is signed in", "Send it again"]);

    let mut other_browser = it.site.signed_in(&it.site.home.andy).await;
    other_browser.csrf = None;
    let elsewhere = send_again(&other_browser, "/workspaces", &held, &[]).await;
    assert_holds(&elsewhere, 403, &["Rentals", "earlier sign-in"]);
    let andys = with_door(&it.site.signed_in(&it.site.home.andy).await, &held);
    let mut changed = hidden(&held.body);
    changed.iter_mut().find(|(name, _)| name == "name").unwrap().1 = "Forged".into();
    let changed: Vec<_> = changed.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(andys.post("/workspaces", &changed).await.status, 403);
    assert_eq!(it.site.home.everything().await, before);
    it.site.stop().await;
}

#[tokio::test]
async fn a_page_of_an_earlier_sign_in_is_held_with_its_id() {
    let it = scene().await;
    let mut andy = it.site.signed_in(&it.site.home.andy).await;
    andy.csrf = it.andy.csrf.clone();
    let held = andy.post(&it.list, &[("first_name", "Theo"), ("form_id", ID)]).await;
    assert_holds(&held, 403, &["Theo", ID, "earlier sign-in"]);
    let saved = send_again(&with_door(&andy, &held), &it.list, &held, &[]).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    it.site.stop().await;
}

#[tokio::test]
async fn the_same_content_from_a_new_sign_in_is_the_same_request() {
    let it = scene().await;
    let fields = [("first_name", "Theo"), ("form_id", ID)];
    let first = it.andy.post(&it.list, &fields).await;
    let second = it.site.signed_in(&it.site.home.andy).await.post(&it.list, &fields).await;
    assert_eq!((first.status, second.status), (303, 303), "{}", second.body);
    assert_eq!(it.contacts().await, 1);
    it.site.stop().await;
}

#[tokio::test]
async fn a_form_sent_before_with_other_content_is_held_as_a_new_one() {
    let it = scene().await;
    let saved = it.andy.post(&it.list, &[("first_name", "Theo"), ("form_id", ID)]).await;
    assert_eq!(saved.status, 303);
    for andy in [it.andy.clone(), it.andy.with("HX-Request", "true")] {
        let held = andy.post(&it.list, &[("first_name", "Ann"), ("form_id", ID)]).await;
        assert_holds(&held, 409, &["Ann", "Send it as a new one"]);
        assert!(!held.body.contains(ID), "the used id would be refused again");
        let saved = send_again(&with_door(&it.andy, &held), &it.list, &held, &[]).await;
        assert_eq!(saved.status, 303, "{}", saved.body);
    }
    assert_eq!(it.contacts().await, 3);
    let key =
        |name| [("name", name), ("permissions", "read:contacts"), ("form_id", "01990000-key")];
    assert_eq!(it.andy.post("/account/keys", &key("Sheet")).await.status, 200);
    assert_holds(&it.andy.post("/account/keys", &key("Web")).await, 409, &["Web", "as a new one"]);
    it.site.stop().await;
}

#[tokio::test]
async fn too_many_requests_lose_nothing_typed() {
    // So few that none comes back while the test runs.
    let it = scene_with(Limits { pages_per_minute: 2, ..Limits::default() }).await;
    while it.andy.get("/login").await.status != 429 {}
    let page = it.andy.get("/login").await;
    assert_eq!((page.status, page.header("ratelimit-remaining")), (429, "0"));
    assert!(!page.header("retry-after").is_empty());
    let fields =
        [("first_name", "Theo"), ("form_id", ID), ("old_password", "hush hush"), ("code", "123")];
    let held = it.andy.post(&it.list, &fields).await;
    assert_holds(&held, 429, &["Theo", ID, "more than 2 requests", "Try again in"]);
    assert!(!held.header("retry-after").is_empty());
    assert_eq!(held.header("x-ratelimit-limit"), "2");
    assert!(!held.body.contains("hush hush") && !held.body.contains("123\""), "a secret is shown");
    assert!(held.body.contains("name=\"old_password\" type=\"password\""), "{}", held.body);

    let long = "x".repeat(300_000);
    let too_long = it.andy.post(&it.list, &[("first_name", &long)]).await;
    assert!(too_long.status == 429 && !too_long.body.contains("xxx"), "it was read");
    let part = it.andy.with("HX-Request", "true").post(&it.list, &fields).await;
    assert!(part.status == 429 && part.body.contains("toast"), "the form is still on the page");
    let flood = it.andy.post(&it.list, &fields).await;
    assert!(flood.status == 429 && !flood.body.contains("Theo"), "a flood of forms is read");
    it.site.stop().await;
}

#[tokio::test]
async fn a_password_that_was_asked_too_often_is_typed_again_and_nothing_else() {
    let it = scene().await;
    let (andy, now) = (it.site.home.andy.user().unwrap(), it.site.home.now());
    let hash = passwords::hash("plum tractor 9 violin").unwrap();
    let set = move |conn: &rusqlite::Connection| users::set_password(conn, andy, &hash, now);
    it.site.home.db.upkeep(set).await.unwrap();
    let andy = it.site.signed_in(&it.site.home.andy).await;
    let fields = [("email", "andy@new.example"), ("email_password", "guess guess")];
    let mut held = andy.post("/account/email", &fields).await;
    for _ in 0..5 {
        held = andy.post("/account/email", &fields).await;
    }
    assert_holds(&held, 429, &["andy@new.example", "Too many wrong attempts", "Your password"]);
    assert_eq!(held.header("retry-after"), "15");
    assert!(!held.body.contains("guess guess"));
    it.site.home.move_clock(16);
    let right = [("email_password", "plum tractor 9 violin")];
    let browser = with_door(&andy, &held);
    let saved = send_again(&browser, "/account/email", &held, &right).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    it.site.stop().await;
}

#[tokio::test]
async fn an_edit_of_what_was_deleted_meanwhile_can_be_copied() {
    let it = scene().await;
    let made = it.andy.post(&it.list, &[("first_name", "Rosa")]).await;
    let path = made.location().split('?').next().unwrap().to_owned();
    assert_eq!(it.andy.post(&format!("{path}/delete"), &[]).await.status, 303);
    let edit = format!("{path}/edit/company");
    let held = it.andy.post(&edit, &[("company", "Long & typed"), ("etag", "0")]).await;
    assert_holds(&held, 404, &["Long &amp; typed", "nothing at this address"]);
    assert!(!held.body.contains("<form"), "it would not help to send it again");
    let button = it.andy.post(&format!("{path}/delete"), &[]).await;
    assert!(button.status == 404 && button.body.contains("There is nothing here"));
    it.site.stop().await;
}

#[tokio::test]
async fn what_takes_too_long_is_told_truly_and_given_back() {
    let it = scene_with(Limits { request_timeout_s: 1, ..Limits::default() }).await;
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let (go, wait) = mpsc::channel::<()>();
    let db = it.site.home.db.clone();
    let writer = tokio::spawn(async move {
        db.upkeep(move |_| {
            let _ = begun.send(());
            let _ = wait.recv();
            Ok(())
        })
        .await
    });
    has_begun.await.unwrap();
    let held = it.andy.post(&it.list, &[("first_name", "Theo"), ("form_id", ID)]).await;
    assert_holds(&held, 503, &["Theo", ID, "may still be saved", "does not save it twice"]);
    assert!(!held.body.contains("stopped"), "{}", held.body);
    go.send(()).unwrap();
    writer.await.unwrap().unwrap();
    let saved = send_again(&with_door(&it.andy, &held), &it.list, &held, &[]).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    assert_eq!(it.contacts().await, 1);
    it.site.stop().await;
}

#[tokio::test]
async fn a_write_that_nobody_waited_for_is_not_done_again() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let key = || RequestKey::new(ID, b"content").unwrap();
    let create = move |tx: &pi_crm::audit::Tx<'_>| {
        let scope = pi_crm::workspaces::open(tx, tx.actor, loans)?;
        contacts::create(tx, &scope, &draft("Rosa Ibarra"), Some(&key()))
    };
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let (go, wait) = mpsc::channel::<()>();
    let first = home.write(&home.andy, Action::ContactCreated, move |tx| {
        let _ = begun.send(());
        let _ = wait.recv();
        create(tx)
    });
    tokio::select! {
        _ = first => panic!("it waits to be told to go on"),
        begun = has_begun => begun.unwrap(),
    }
    go.send(()).unwrap();
    let again = home.write(&home.andy, Action::ContactCreated, create).await.unwrap();
    assert_eq!(again.change, None, "the first one was not finished");
    assert_eq!(home.everything().await.matches("base_contacts ").count(), 1);
    site.stop().await;
}
