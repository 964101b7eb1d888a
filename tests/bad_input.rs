//! Wrong input, one by one: a clear message, the right status, nothing lost.
use pi_crm::{accounts::sessions, web::limits::Limits};

use crate::support::{Site, Visitor};

struct Scene {
    site: Site,
    andy: Visitor,
    list: String,
    rosa: String,
}

async fn scene() -> Scene {
    let site = Site::new().await;
    let loans = site.home.workspace(&site.home.andy, "Loan Factory").await;
    let rosa = site.home.contact(&site.home.andy, loans.uid, "Rosa Ibarra").await.value;
    let andy = site.signed_in(&site.home.andy).await;
    Scene {
        andy,
        list: format!("/w/{}/contacts", loans.uid),
        rosa: format!("/contacts/{}", rosa.uid),
        site,
    }
}

impl Scene {
    async fn etag(&self, field: &str) -> String {
        let page = self.andy.get(&format!("{}/edit/{field}", self.rosa)).await.body;
        let (_, rest) = page.split_once("name=\"etag\" value=\"").expect("an etag in the form");
        rest.split('"').next().expect("its end").to_owned()
    }
}

#[tokio::test]
async fn a_wrong_field_is_named_and_everything_typed_is_kept() {
    let it = scene().await;
    let long = "x".repeat(300);
    for (field, value, message) in [
        ("first_name", long.as_str(), "Shorten this to 100 characters; it has 300"),
        ("primary_email", "noelani@", "This needs a full address"),
        ("primary_phone", "call me", "This needs a phone number"),
        ("company", "a\u{202e}b", "invisible"),
    ] {
        let answer = it.andy.post(&it.list, &[("last_name", "Kealoha"), (field, value)]).await;
        assert_eq!(answer.status, 422, "{field}");
        assert!(answer.body.contains(message), "{field}: {}", answer.body);
        assert!(answer.body.contains("Kealoha"), "{field}: what was typed is lost");
    }
    let nothing = it.andy.post(&it.list, &[]).await;
    assert_eq!(nothing.status, 422);
    assert!(nothing.body.contains("Give at least a name"), "{}", nothing.body);
    it.site.stop().await;
}

#[tokio::test]
async fn text_that_is_not_utf8_is_refused() {
    let it = scene().await;
    let body = format!("first_name=%ff%fe&csrf={}", it.andy.csrf.as_deref().unwrap());
    let answer = it
        .andy
        .with("Content-Type", "application/x-www-form-urlencoded")
        .send("POST", &it.list, Some(body))
        .await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("not valid UTF-8"), "{}", answer.body);
    it.site.stop().await;
}

#[tokio::test]
async fn a_form_posted_twice_makes_one_contact_and_answers_twice_the_same() {
    let it = scene().await;
    let fields = [("first_name", "Theo"), ("form_id", "0190-once")];
    let first = it.andy.post(&it.list, &fields).await;
    let second = it.andy.post(&it.list, &fields).await;
    assert_eq!((first.status, second.status), (303, 303));
    let path = |location: &str| location.split('?').next().unwrap_or_default().to_owned();
    assert_eq!(path(first.location()), path(second.location()));
    let list = it.andy.get(&it.list).await.body;
    assert!(list.contains("2 contacts"), "{list}");
    let other = it.andy.post(&it.list, &[("first_name", "Ann"), ("form_id", "0190-once")]).await;
    assert_eq!(other.status, 409, "the same form with other content is not the same form");
    it.site.stop().await;
}

#[tokio::test]
async fn a_stale_edit_shows_both_values_and_keeps_what_was_typed() {
    let it = scene().await;
    let path = format!("{}/edit/first_name", it.rosa);
    let etag = it.etag("first_name").await;
    let first = it.andy.post(&path, &[("first_name", "Rosita"), ("etag", &etag)]).await;
    assert_eq!(first.status, 303);
    let stale = it.andy.post(&path, &[("first_name", "Rosalia"), ("etag", &etag)]).await;
    assert_eq!(stale.status, 409);
    for shown in ["Rosita", "Rosalia", "This was changed"] {
        assert!(stale.body.contains(shown), "{shown} is missing: {}", stale.body);
    }
    let part = it.andy.with("HX-Request", "true").with("HX-Request-Type", "partial");
    let stale = part.post(&path, &[("first_name", "Rosalia"), ("etag", &etag)]).await;
    assert_eq!(stale.status, 409);
    assert!(!stale.body.contains("<html") && stale.body.contains("Rosalia"), "{}", stale.body);
    let other = it.etag("last_name").await;
    let path = format!("{}/edit/last_name", it.rosa);
    let fine = it.andy.post(&path, &[("last_name", "Ibarra-Lee"), ("etag", &other)]).await;
    assert_eq!(fine.status, 303, "another field is not in conflict");
    it.site.stop().await;
}

#[tokio::test]
async fn a_wrong_host_or_a_foreign_page_is_refused() {
    let it = scene().await;
    let rebound = it.andy.with("Host", "evil.example").get("/workspaces").await;
    assert_eq!(rebound.status, 421);
    assert!(!rebound.body.contains("Loan Factory"));
    let before = it.site.home.everything().await;
    let foreign = it.andy.with("Origin", "https://evil.example");
    assert_eq!(foreign.post(&it.list, &[("first_name", "X")]).await.status, 403);
    assert_eq!(it.site.home.everything().await, before);
    it.site.stop().await;
}

#[tokio::test]
async fn the_cookie_of_an_ended_session_opens_nothing_and_loses_nothing() {
    let it = scene().await;
    let andy = it.site.home.andy.user().unwrap();
    it.site.home.db.upkeep(move |conn| sessions::end_all(conn, andy)).await.unwrap();
    let page = it.andy.get(&it.rosa).await;
    assert_eq!(page.status, 303);
    assert_eq!(page.location(), format!("/login?next={}", it.rosa));
    let form = it.andy.post(&it.list, &[("first_name", "Theo")]).await;
    assert_eq!(form.status, 401);
    assert!(form.body.contains("Theo") && form.body.contains("Sign in"), "{}", form.body);
    let part = it.andy.with("HX-Request", "true").get("/search?q=ro").await;
    assert_eq!(part.header("hx-redirect"), "/login");
    it.site.stop().await;
}

#[tokio::test]
async fn a_full_disk_is_told_and_nothing_is_half_saved() {
    let it = scene().await;
    let before = it.site.home.everything().await;
    let no_room = "PRAGMA max_page_count = 1";
    it.site.home.db.upkeep(move |conn| Ok(conn.execute_batch(no_room)?)).await.unwrap();
    let long = "x".repeat(90);
    let mut told = None;
    for at in 0..200 {
        let name = format!("{at} {long}");
        let answer = it.andy.post(&it.list, &[("first_name", &name), ("company", &long)]).await;
        if answer.status != 303 {
            told = Some(answer);
            break;
        }
    }
    let told = told.expect("the disk never filled");
    assert_eq!(told.status, 503);
    assert!(told.body.contains("The disk is full, so nothing was saved"), "{}", told.body);
    assert!(told.body.contains(&long), "what was typed is lost: {}", told.body);
    assert_eq!(it.andy.get(&it.list).await.status, 200, "reading goes on");
    let room = "PRAGMA max_page_count = 100000";
    it.site.home.db.upkeep(move |conn| Ok(conn.execute_batch(room)?)).await.unwrap();
    assert_eq!(it.andy.post(&it.list, &[("first_name", "Theo")]).await.status, 303);
    assert!(it.site.home.everything().await.starts_with(&before[..before.len() / 2]));
    it.site.stop().await;
}

#[tokio::test]
async fn a_database_that_became_read_only_is_told() {
    let it = scene().await;
    let lock = "PRAGMA query_only = ON";
    // The pragma outlives the transaction that sets it.
    it.site.home.db.upkeep(move |conn| Ok(conn.execute_batch(lock)?)).await.ok();
    let answer = it.andy.post(&it.list, &[("first_name", "Theo")]).await;
    assert_eq!(answer.status, 503);
    assert!(answer.body.contains("can be read but not written"), "{}", answer.body);
    assert_eq!(it.andy.get(&it.rosa).await.status, 200);
    it.site.stop().await;
}

#[tokio::test]
async fn an_unreadable_place_in_the_list_is_told() {
    let it = scene().await;
    let answer = it.andy.get(&format!("{}?after=zz", it.list)).await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("start from the first page"), "{}", answer.body);
    it.site.stop().await;
}

#[tokio::test]
async fn odd_addresses_answer_as_if_there_were_nothing() {
    let it = scene().await;
    for path in ["/contacts/not-an-id", "/contacts/1", "/w/x/contacts", "/nothing", "/assets/x"] {
        assert_eq!(it.andy.get(path).await.status, 404, "{path}");
    }
    let wrong_method = it.andy.send("DELETE", &it.rosa, None).await;
    assert_eq!((wrong_method.status, wrong_method.header("allow")), (405, "GET, HEAD"));
    let no_form = it.andy.with("Content-Type", "text/plain");
    let refused = no_form.send("POST", &it.list, Some("first_name=x".into())).await;
    assert!(refused.status == 415 && refused.body.contains("Only a form"), "{}", refused.body);
    it.site.stop().await;
}

#[tokio::test]
async fn names_are_shown_as_text() {
    let it = scene().await;
    let name = "<script>alert(1)</script> \"'&";
    let made = it.andy.post(&it.list, &[("first_name", name)]).await;
    assert_eq!(made.status, 303);
    for path in [made.location(), &it.list, "/search?q=script", "/audit"] {
        let body = it.andy.get(path).await.body;
        assert!(!body.contains("<script>alert"), "{path}");
        assert!(body.contains("&lt;script&gt;alert"), "{path}: {body}");
    }
    it.site.stop().await;
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_with_its_size() {
    let site = Site::with_limits(Limits { body_bytes: 2_000, ..Limits::default() }).await;
    let andy = site.signed_in(&site.home.andy).await;
    let answer = andy.post("/workspaces", &[("name", &"x".repeat(5_000))]).await;
    assert_eq!(answer.status, 413);
    assert!(answer.body.contains("too large"), "{}", answer.body);
    site.stop().await;
}

#[tokio::test]
async fn nothing_expires_or_is_purged_by_a_clock_before_the_build() {
    use pi_crm::jobs::schedule::{TASKS, carry_out};
    let it = scene().await;
    let old = -(100 * 365 * 24 * 3_600);
    it.site.home.move_clock(old);
    let before = it.site.home.everything().await;
    for (task, _) in TASKS {
        carry_out(&it.site.home.db, task).await.unwrap();
    }
    assert_eq!(it.andy.get(&it.rosa).await.status, 200, "the session lives on");
    assert_eq!(it.andy.post(&it.list, &[("first_name", "Theo")]).await.status, 303);
    assert!(it.site.home.everything().await.len() > before.len());
    it.site.stop().await;
}
