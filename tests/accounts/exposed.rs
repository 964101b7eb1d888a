//! A box that answers addresses from outside the home: nobody is without a second step (SE-6).
use pi_crm::{
    accounts::{api_keys, first_run},
    audit::Action,
    routes::{Access, pages},
};

use super::{
    PASSWORD, anything_at,
    authenticator::{Authenticator, recovery_codes, turn_on},
    browser::Browser,
    give_password, told,
};
use crate::support::{Household, Site};

const ANDY: &str = "andy@example.com";

async fn exposed() -> Site {
    let site = Site::exposed(Household::new().await).await;
    give_password(&site, &site.home.andy).await;
    site
}

#[tokio::test]
async fn whoever_has_none_sets_it_up_before_anything_opens() {
    let site = exposed().await;
    let mut andy = Browser::new(&site);
    andy.get("/login?next=/workspaces").await;
    let fields = [("email", ANDY), ("password", PASSWORD), ("next", "/workspaces")];
    let led = andy.submit("/login", &fields).await;
    assert_eq!(led.location(), "/login/enrol?next=/workspaces");
    let half = andy.cookies["__Host-half"].clone();
    for page in pages().iter().filter(|it| it.access == Access::Person && it.method == "GET") {
        let path = anything_at(page.path);
        for cookie in ["__Host-half", "__Host-session"] {
            let visitor = site.nobody().with("Cookie", format!("{cookie}={half}"));
            assert_eq!(visitor.get(&path).await.status, 303, "{cookie} opens {path}");
        }
    }
    assert_eq!(andy.get("/login/code").await.status, 401, "there is no code to type yet");
    let page = andy.get(led.location()).await;
    assert!(page.body.contains("reached from outside the home"), "{}", page.body);
    let app = Authenticator::scan(&page.body);
    let wrong = andy.submit("/login/enrol", &[("code", "000000"), ("next", "/workspaces")]).await;
    assert_eq!(wrong.status, 422);
    assert_eq!(Authenticator::scan(&wrong.body).secret, app.secret);
    let code = app.code(site.home.now());
    let on = andy.submit("/login/enrol", &[("code", &code), ("next", "/workspaces")]).await;
    assert_eq!(on.status, 200, "{}", on.body);
    assert_eq!(recovery_codes(&on.body).len(), 10);
    assert!(on.body.contains("href=\"/workspaces\""));
    assert_eq!(andy.get("/workspaces").await.status, 200);
    let log = told(&site, &site.home.andy).await;
    assert!(log[0].starts_with("Andy turned on two-step sign-in for Andy: On the way in"));

    site.home.move_clock(60);
    let page = andy.get("/account/second-step").await;
    assert!(page.body.contains("it stays on for everybody"), "{}", page.body);
    let code = app.code(site.home.now());
    let fields = [("off_password", PASSWORD), ("off_one_time_password", code.as_str())];
    let off = andy.submit("/account/second-step/off", &fields).await;
    assert_eq!(off.status, 409);
    assert!(off.body.contains("It stays on."), "{}", off.body);
    let mut elsewhere = Browser::new(&site);
    assert_eq!(elsewhere.sign_in(ANDY, PASSWORD).await.location(), "/login/code");
    site.stop().await;
}

#[tokio::test]
async fn the_second_device_does_not_replace_what_the_first_set_up() {
    let site = exposed().await;
    let (mut one, mut other) = (Browser::new(&site), Browser::new(&site));
    one.sign_in(ANDY, PASSWORD).await;
    other.sign_in(ANDY, PASSWORD).await;
    let app = Authenticator::scan(&one.get("/login/enrol").await.body);
    let same = Authenticator::scan(&other.get("/login/enrol").await.body);
    assert_eq!(app.secret, same.secret, "a second sign-in shows the same code");
    let code = app.code(site.home.now());
    assert_eq!(one.submit("/login/enrol", &[("code", &code)]).await.status, 200);
    let late = other.submit("/login/enrol", &[("code", &code)]).await;
    assert_eq!(late.status, 401);
    assert!(late.body.contains("open for too long"), "{}", late.body);
    site.stop().await;
}

#[tokio::test]
async fn programs_sign_in_with_a_code_or_use_their_keys() {
    let site = exposed().await;
    let body = serde_json::json!({ "email": ANDY, "password": PASSWORD });
    let refused = site.nobody().json("POST", "/api/auth/login", Some(body)).await;
    assert_eq!(refused.status, 401);
    assert_eq!(refused.json()["error"]["code"], "second_factor_setup_required");
    assert!(!refused.headers.contains_key("set-cookie"));
    let andy = site.home.andy.clone();
    let made = site.home.db.write(andy, Action::KeyCreated, |tx| {
        let permissions = &["read:contacts", "read:workspaces"];
        let draft = api_keys::Draft { name: "test", permissions, expires_in_days: None };
        api_keys::create(tx, tx.actor.user()?, &draft, None)
    });
    let key = made.await.unwrap().value.text.expect("a text");
    let program = site.nobody().with("X-Api-Key", key.reveal());
    assert_eq!(program.get("/api/workspaces").await.status, 200);
    site.stop().await;
}

#[tokio::test]
async fn the_first_user_is_led_there_as_well() {
    let site = Site::exposed(Household::empty().await).await;
    let file = site.home.folder.path().join("data").join(first_run::CODE_FILE);
    let code = first_run::ensure_code(&file).unwrap();
    let mut browser = Browser::new(&site);
    browser.get("/first-run").await;
    let fields = [
        ("code", code.reveal()),
        ("name", "Kim"),
        ("email", "kim@example.com"),
        ("password", PASSWORD),
        ("time_zone", "UTC"),
        ("locale", "en-US"),
    ];
    let made = browser.submit("/first-run", &fields).await;
    assert!(made.location().starts_with("/login/enrol?next="), "{} {}", made.status, made.body);
    assert!(!browser.cookies.contains_key("__Host-session"));
    assert_eq!(browser.get("/").await.status, 303);
    let app = Authenticator::scan(&browser.get(made.location()).await.body);
    let (code, next) = (app.code(site.home.now()), browser.hidden("next"));
    let on = browser.submit("/login/enrol", &[("code", &code), ("next", &next)]).await;
    assert_eq!(on.status, 200, "{}", on.body);
    assert!(browser.get(&next).await.body.contains("Welcome, Kim."));
    site.stop().await;
}

#[tokio::test]
async fn becoming_exposed_ends_the_sign_ins_without_a_second_step() {
    let site = Site::new().await;
    for actor in [&site.home.andy, &site.home.monalisa] {
        give_password(&site, actor).await;
    }
    let mut andy = Browser::new(&site);
    andy.sign_in(ANDY, PASSWORD).await;
    turn_on(&site, &mut andy, PASSWORD).await;
    let mut monalisa = Browser::new(&site);
    monalisa.sign_in("monalisa@example.com", PASSWORD).await;
    assert_eq!(monalisa.get("/").await.status, 200);
    let site = site.again_exposed().await;
    for (browser, status) in [(&mut andy, 200), (&mut monalisa, 303)] {
        browser.move_to(&site);
        assert_eq!(browser.get("/").await.status, status);
    }
    site.stop().await;
}
