//! Two-step sign-in (SE-1).
use pi_crm::{
    accounts::sessions,
    routes::{Access, pages},
};

use super::{
    PASSWORD, anything_at,
    authenticator::{Authenticator, recovery_codes, turn_on},
    browser::Browser,
    give_password, told,
};
use crate::support::{Answer, Site};

const ANDY: &str = "andy@example.com";
const STEP: i64 = 30;

/// Andy with it on, signed in nowhere; the clock has moved on since.
async fn household() -> (Site, Authenticator, Vec<String>) {
    let site = Site::new().await;
    give_password(&site, &site.home.andy).await;
    give_password(&site, &site.home.monalisa).await;
    let mut browser = Browser::new(&site);
    browser.sign_in(ANDY, PASSWORD).await;
    let (app, codes) = turn_on(&site, &mut browser, PASSWORD).await;
    site.home.move_clock(20 * STEP);
    (site, app, codes)
}

/// Andy after the right password, with the page of the second step open.
async fn halfway(site: &Site) -> Browser {
    let mut browser = Browser::new(site);
    let answer = browser.sign_in(ANDY, PASSWORD).await;
    assert_eq!((answer.status, answer.location()), (303, "/login/code"), "{}", answer.body);
    assert!(!browser.cookies.contains_key("__Host-session"));
    browser.get("/login/code").await;
    browser
}

async fn type_code(browser: &mut Browser, code: &str) -> Answer {
    browser.submit("/login/code", &[("code", code)]).await
}

fn is_in(browser: &Browser) -> bool {
    browser.cookies.contains_key("__Host-session")
}

#[tokio::test]
async fn the_second_page_asks_for_the_code_and_leads_to_where_one_was_going() {
    let (site, app, codes) = household().await;
    assert_eq!(codes.len(), 10);
    let mut browser = Browser::new(&site);
    let asked = browser.get("/workspaces/new").await;
    browser.get(asked.location()).await;
    let next = browser.hidden("next");
    let fields = [("email", ANDY), ("password", PASSWORD), ("next", &next)];
    let half = browser.submit("/login", &fields).await;
    assert_eq!(half.location(), "/login/code?next=/workspaces/new");
    let page = browser.get(half.location()).await.body;
    for words in ["autocomplete=\"one-time-code\"", "inputmode=\"numeric\"", "Use a recovery code"]
    {
        assert!(page.contains(words), "{words}");
    }
    let (next, code) = (browser.hidden("next"), app.code(site.home.now()));
    let fields = [("code", code.as_str()), ("next", &next)];
    let answer = browser.submit("/login/code", &fields).await;
    assert_eq!((answer.status, answer.location()), (303, "/workspaces/new"), "{}", answer.body);
    assert_eq!(browser.get("/workspaces/new").await.status, 200);
    assert!(!browser.cookies.contains_key("__Host-half"), "the half session's cookie stays");
    assert_eq!(browser.get("/login/code").await.location(), "/", "nobody signs in twice");
    let log = told(&site, &site.home.andy).await;
    assert_eq!(log[0], "Andy signed in with Firefox on Windows: As andy@example.com");
    assert!(log[1].starts_with("Andy turned on two-step sign-in for Andy: With an app"), "{log:?}");
    let secrets = [app.secret.as_str(), &app.code(site.home.now()), &codes[0]];
    assert!(!log.iter().any(|line| secrets.iter().any(|it| line.contains(it))), "{log:?}");
    site.stop().await;
}

#[tokio::test]
async fn a_half_session_opens_nothing() {
    let (site, ..) = household().await;
    let mut browser = halfway(&site).await;
    let half = browser.cookies["__Host-half"].clone();
    for cookie in ["__Host-half", "__Host-session"] {
        let visitor = site.nobody().with("Cookie", format!("{cookie}={half}"));
        let visitor = visitor.with("Origin", site.origin.clone());
        for page in pages().iter().filter(|page| page.access == Access::Person) {
            let path = anything_at(page.path);
            let said = format!("{cookie} at {} {path}", page.method);
            match page.method.as_str() {
                "GET" => {
                    let answer = visitor.get(&path).await;
                    assert_eq!(answer.status, 303, "{said}");
                    assert!(answer.location().starts_with("/login"), "{said}");
                }
                _ => {
                    let mut with_token = visitor.clone();
                    with_token.csrf = Some(sessions::csrf_token(&half));
                    assert_eq!(with_token.post(&path, &[]).await.status, 401, "{said}");
                }
            }
        }
        for operation in pi_crm::api::operations() {
            if operation.access == pi_crm::api::document::Access::Everybody {
                continue;
            }
            let path = operation.path.replace("{id}", &pi_crm::ids::Uid::new().to_string());
            let body = (operation.method != "GET").then(|| serde_json::json!({}));
            let method = operation.method.as_str();
            let by = |token: &str| {
                let mut visitor = visitor.with("Cookie", format!("{cookie}={token}"));
                visitor.csrf = Some(sessions::csrf_token(token));
                visitor
            };
            let answer = by(&half).json(method, &path, body.clone()).await;
            let nobodys = by(&"A".repeat(43)).json(method, &path, body).await;
            let said = format!("{cookie} at {method} {path}");
            assert!(answer.status >= 400, "{said}: {}", answer.body);
            assert_eq!((answer.status, answer.body), (nobodys.status, nobodys.body), "{said}");
        }
    }
    assert_eq!(browser.get("/login/enrol").await.status, 401, "nor another errand");
    site.stop().await;
}

#[tokio::test]
async fn a_code_is_taken_once() {
    let (site, app, _) = household().await;
    let code = app.code(site.home.now());
    let (mut one, mut other) = (halfway(&site).await, halfway(&site).await);
    assert_eq!(type_code(&mut one, &code).await.status, 303);
    let replayed = type_code(&mut other, &code).await;
    assert_eq!(replayed.status, 422);
    assert!(replayed.body.contains("This code has been used"), "{}", replayed.body);
    assert!(!is_in(&other));
    site.home.move_clock(STEP);
    assert_eq!(type_code(&mut other, &app.code(site.home.now())).await.status, 303);
    site.stop().await;
}

#[tokio::test]
async fn a_step_off_is_taken_and_two_minutes_off_is_told_as_a_clocks_fault() {
    let (site, app, _) = household().await;
    for off in [-STEP, STEP] {
        site.home.move_clock(5 * STEP);
        let mut browser = halfway(&site).await;
        let code = app.code(site.home.now() + off);
        assert_eq!(type_code(&mut browser, &code).await.status, 303, "{off}");
    }
    site.home.move_clock(20 * STEP);
    for off in [-120, 120] {
        let mut browser = halfway(&site).await;
        let refused = type_code(&mut browser, &app.code(site.home.now() + off)).await;
        assert_eq!(refused.status, 422, "{off}");
        for words in
            ["The clocks do not agree", "This box shows", " UTC.", "date and time, automatic"]
        {
            assert!(refused.body.contains(words), "{words}: {}", refused.body);
        }
        assert!(!is_in(&browser));
    }
    let mut browser = halfway(&site).await;
    let hour = type_code(&mut browser, &app.code(site.home.now() + 3600)).await;
    assert!(hour.body.contains("This code is not right"), "{}", hour.body);
    assert!(!hour.body.contains("clocks"), "an oracle: {}", hour.body);
    let log = told(&site, &site.home.andy).await;
    let noted = "pi-crm itself refused a sign-in of Andy: Right password, wrong second step \
                 (wrong code), Firefox on Windows";
    assert_eq!(log[0], noted);
    site.stop().await;
}

#[tokio::test]
async fn guessing_codes_is_slowed_down_on_every_way() {
    let (site, app, _) = household().await;
    // This address signed in before the second step was on, and so is known.
    let mut browser = halfway(&site).await;
    for _ in 0..5 {
        assert_eq!(type_code(&mut browser, "000000").await.status, 422);
    }
    let code = app.code(site.home.now());
    let slowed = type_code(&mut browser, &code).await;
    assert_eq!((slowed.status, slowed.header("retry-after")), (429, "15"), "{}", slowed.body);
    assert!(slowed.body.contains("Try again in 15 seconds"));
    let mut anew = halfway(&site).await;
    assert_eq!(type_code(&mut anew, &code).await.status, 429, "a new half session is no way round");
    let body = serde_json::json!({ "email": ANDY, "password": PASSWORD, "code": code });
    let program = site.nobody().json("POST", "/api/auth/login", Some(body)).await;
    assert_eq!(program.status, 429, "nor is the API");
    site.home.move_clock(16);
    assert_eq!(type_code(&mut browser, &app.code(site.home.now())).await.status, 303);
    site.stop().await;
}

#[tokio::test]
async fn a_half_session_that_ended_says_so_and_keeps_what_can_be_kept() {
    let (site, app, _) = household().await;
    let mut browser = halfway(&site).await;
    let (email, code) = (browser.hidden("email"), app.code(site.home.now()));
    assert_eq!(email, ANDY);
    site.home.move_clock(601);
    let fields = [("code", code.as_str()), ("email", &email), ("next", "/account")];
    let late = browser.submit("/login/code", &fields).await;
    assert_eq!(late.status, 401);
    assert!(late.body.contains("open for too long"), "{}", late.body);
    assert!(late.body.contains("value=\"andy@example.com\""), "the address is lost");
    assert_eq!(browser.hidden("next"), "/account", "where one was going is lost");
    let page = browser.get("/login/code?next=/account").await;
    assert_eq!((page.status, browser.hidden("next").as_str()), (401, "/account"));
    let mut nobody = Browser::new(&site);
    assert_eq!(nobody.get("/login/code").await.status, 401);
    site.stop().await;
}

#[tokio::test]
async fn a_recovery_code_signs_in_once_and_the_last_one_leads_to_new_ones() {
    let (site, _, codes) = household().await;
    for (at, code) in codes.iter().enumerate() {
        let mut browser = halfway(&site).await;
        browser.get("/login/code?by=recovery").await;
        let fields = [("code", code.as_str()), ("by", "recovery"), ("next", "/workspaces")];
        let entered = browser.submit("/login/code", &fields).await;
        assert_eq!(entered.status, 303, "{}", entered.body);
        let left = 9 - at;
        let page = browser.get(entered.location()).await.body;
        let said = match left {
            0 => "no recovery code is left".to_owned(),
            1 => "1 recovery code is left".to_owned(),
            many => format!("{many} recovery codes are left"),
        };
        assert!(page.contains(&format!("Signed in with a recovery code: {said}.")), "{page}");
        let account = browser.get("/account").await.body;
        assert!(account.contains(&said), "{said}");
        assert_eq!(account.contains("Few recovery codes"), (1..=3).contains(&left), "{left}");
        if left > 0 {
            assert!(entered.location().starts_with("/workspaces?done="), "{}", entered.location());
            continue;
        }
        assert!(entered.location().starts_with("/account/second-step?next=/workspaces"));
        for words in ["No recovery code is left", "Make new codes", "href=\"/workspaces\""] {
            assert!(page.contains(words), "{words}");
        }
        // Neither phone nor codes: for this session the password is enough.
        let renewed =
            browser.submit("/account/second-step/codes", &[("codes_password", PASSWORD)]).await;
        assert_eq!(recovery_codes(&renewed.body).len(), 10, "{}", renewed.body);
    }
    let mut again = halfway(&site).await;
    let typed = [("code", codes[0].as_str()), ("by", "recovery")];
    let refused = again.submit("/login/code", &typed).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains(&format!("value=\"{}\"", codes[0])), "what was typed is lost");
    let log = told(&site, &site.home.andy).await;
    let used = "Andy used a recovery code to sign in with Firefox on Windows: As \
                andy@example.com; no recovery code is left";
    assert_eq!(log[2], used, "{log:?}");
    assert!(log[1].starts_with("Andy made new recovery codes for Andy"), "{log:?}");
    site.stop().await;
}

#[tokio::test]
async fn one_recovery_code_used_twice_at_once_opens_once() {
    let (site, _, codes) = household().await;
    let mut all = Vec::new();
    for _ in 0..4 {
        let (mut browser, code) = (halfway(&site).await, codes[3].clone());
        all.push(tokio::spawn(async move { type_code(&mut browser, &code).await.status }));
    }
    let mut statuses = Vec::new();
    for one in all {
        statuses.push(one.await.unwrap());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422, 422, 422]);
    site.stop().await;
}

#[tokio::test]
async fn what_matters_asks_for_password_and_code() {
    let (site, app, codes) = household().await;
    let mut andy = halfway(&site).await;
    type_code(&mut andy, &app.code(site.home.now())).await;
    andy.get("/account/second-step").await;
    for (path, password, code) in [
        ("/account/second-step/codes", "codes_password", "codes_one_time_password"),
        ("/account/second-step", "app_password", "app_one_time_password"),
        ("/account/second-step/off", "off_password", "off_one_time_password"),
    ] {
        let used = app.code(site.home.now());
        for (typed, said) in [("", "This is no code"), (&used, "has been used")] {
            let refused = andy.submit(path, &[(password, PASSWORD), (code, typed)]).await;
            assert_eq!(refused.status, 422, "{path} {typed}");
            assert!(refused.body.contains(said), "{path}: {}", refused.body);
            assert!(!refused.body.contains(PASSWORD));
        }
        site.home.move_clock(2 * STEP);
        let next = app.code(site.home.now());
        let wrong = andy.submit(path, &[(password, "wrong"), (code, &next)]).await;
        assert!(wrong.body.contains("not your current password"), "{path}: {}", wrong.body);
        let right = andy.submit(path, &[(password, PASSWORD), (code, &next)]).await;
        let expected = if path.ends_with("codes") { 200 } else { 303 };
        assert_eq!(right.status, expected, "{path}: {}", right.body);
        if expected == 200 {
            assert!(!recovery_codes(&right.body).contains(&codes[0]));
        }
    }
    let off = andy.get("/account/second-step").await.body;
    assert!(off.contains("Set up") && !off.contains("Recovery codes"), "{off}");
    assert_eq!(Browser::new(&site).sign_in(ANDY, PASSWORD).await.location(), "/");
    let (again, _) = turn_on(&site, &mut andy, PASSWORD).await;
    assert_ne!(again.secret, app.secret);
    site.stop().await;
}

#[tokio::test]
async fn a_borrowed_session_cannot_guess_the_code_beside_the_password() {
    let (site, app, _) = household().await;
    let mut andy = halfway(&site).await;
    type_code(&mut andy, &app.code(site.home.now())).await;
    andy.get("/account/second-step").await;
    let guess = [("off_password", PASSWORD), ("off_one_time_password", "000000")];
    for _ in 0..5 {
        assert_eq!(andy.submit("/account/second-step/off", &guess).await.status, 422);
    }
    let slowed = andy.submit("/account/second-step/off", &guess).await;
    assert_eq!((slowed.status, slowed.header("retry-after")), (429, "15"));
    site.stop().await;
}

#[tokio::test]
async fn another_app_takes_over_once_it_is_confirmed() {
    let (site, old, codes) = household().await;
    let mut andy = halfway(&site).await;
    type_code(&mut andy, &old.code(site.home.now())).await;
    site.home.move_clock(2 * STEP);
    andy.get("/account/second-step").await;
    let code = old.code(site.home.now());
    let fields = [("app_password", PASSWORD), ("app_one_time_password", code.as_str())];
    let started = andy.submit("/account/second-step", &fields).await;
    let new = Authenticator::scan(&andy.get(started.location()).await.body);
    let wrong = [("new_one_time_password", "000000")];
    let refused = andy.submit("/account/second-step/enrol", &wrong).await;
    assert_eq!(refused.status, 422);
    assert_eq!(Authenticator::scan(&refused.body).secret, new.secret, "the code is still there");
    let confirmed = new.code(site.home.now());
    let fields = [("new_one_time_password", confirmed.as_str())];
    let moved = andy.submit("/account/second-step/enrol", &fields).await;
    let fresh = recovery_codes(&moved.body);
    assert!(fresh.len() == 10 && !fresh.contains(&codes[0]));
    let twice = andy.submit("/account/second-step/enrol", &fields).await;
    assert_eq!(twice.status, 409);
    assert!(twice.body.contains("is on already"), "{}", twice.body);
    site.home.move_clock(2 * STEP);
    let mut again = halfway(&site).await;
    assert_eq!(type_code(&mut again, &old.code(site.home.now())).await.status, 422);
    assert_eq!(type_code(&mut again, &new.code(site.home.now())).await.status, 303);
    site.stop().await;
}

#[tokio::test]
async fn a_program_sends_the_code_with_the_password() {
    let (site, app, codes) = household().await;
    let login = async |password: &str, code: Option<String>| {
        let mut body = serde_json::json!({ "email": ANDY, "password": password });
        if let Some(code) = code {
            body["code"] = code.into();
        }
        site.nobody().json("POST", "/api/auth/login", Some(body)).await
    };
    let code_of = |answer: &Answer| {
        let body = answer.json();
        (answer.status, body["error"]["code"].as_str().unwrap_or_default().to_owned())
    };
    let refused = |code: &str| (401, code.to_owned());
    assert_eq!(code_of(&login("wrong", None).await), refused("refused"));
    let right = app.code(site.home.now());
    assert_eq!(code_of(&login("wrong", Some(right.clone())).await), refused("refused"));
    let asked = login(PASSWORD, None).await;
    assert_eq!(code_of(&asked), refused("second_factor_required"));
    assert!(!asked.headers.contains_key("set-cookie"));
    let wrong = login(PASSWORD, Some("000000".into())).await;
    assert_eq!(code_of(&wrong), refused("second_factor_refused"));
    for code in [right, codes[0].clone()] {
        let entered = login(PASSWORD, Some(code)).await;
        assert_eq!(entered.status, 200, "{}", entered.body);
        assert!(entered.header("set-cookie").starts_with("__Host-session="));
    }
    site.stop().await;
}

#[tokio::test]
async fn a_new_password_leaves_it_on_and_ends_half_sessions() {
    let (site, app, _) = household().await;
    let mut browser = halfway(&site).await;
    give_password(&site, &site.home.andy).await;
    assert_eq!(type_code(&mut browser, &app.code(site.home.now())).await.status, 401);
    let mut anew = halfway(&site).await;
    assert_eq!(type_code(&mut anew, &app.code(site.home.now())).await.status, 303);
    site.stop().await;
}

#[tokio::test]
async fn the_terminal_resets_it_and_ends_every_sign_in() {
    let (site, app, codes) = household().await;
    let mut signed_in = halfway(&site).await;
    type_code(&mut signed_in, &app.code(site.home.now())).await;
    let mut half = halfway(&site).await;
    let folder = site.home.folder.path().to_owned();
    let reset = move |email: &'static str| {
        std::process::Command::new(env!("CARGO_BIN_EXE_pi-crm"))
            .args(["user", "reset-second-factor", email])
            .args(["--data-dir".as_ref(), folder.join("data").as_os_str()])
            .args(["--key-file".as_ref(), folder.join("keys/database.key").as_os_str()])
            .output()
            .expect("the program runs")
    };
    let outputs = tokio::task::spawn_blocking(move || {
        [ANDY, ANDY, "monalisa@example.com", "nobody@example.com"].map(reset)
    });
    let outputs = outputs.await.unwrap();
    let said = outputs.each_ref().map(|it| {
        String::from_utf8_lossy(if it.status.success() { &it.stdout } else { &it.stderr })
    });
    assert!(said[0].contains("Andy signs in with the password alone now"), "{said:?}");
    assert!(said[1].contains("Andy had no two-step sign-in"), "{said:?}");
    assert!(said[2].contains("Monalisa had no two-step sign-in"), "{said:?}");
    assert!(said[3].contains("nobody here has the address"), "{said:?}");
    assert_eq!(signed_in.get("/").await.status, 303);
    assert_eq!(type_code(&mut half, &codes[0]).await.status, 401);
    assert_eq!(Browser::new(&site).sign_in(ANDY, PASSWORD).await.location(), "/");
    let log = told(&site, &site.home.andy).await;
    assert_eq!(log.iter().filter(|it| it.contains("reset two-step sign-in of Andy")).count(), 1);
    site.stop().await;
}
