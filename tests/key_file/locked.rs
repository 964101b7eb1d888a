//! Locked after a start: one page that tells nothing, then everything as before, without a restart.
use std::{os::unix::process::ExitStatusExt, process::Command};

use super::{Running, WORDS, at_the_lock, file, once, protected, text};
use crate::{by_hand::by_hand, support::Household};

#[tokio::test]
async fn a_locked_box_tells_nothing_and_the_passphrase_opens_it_without_a_restart() {
    let home = protected().await;
    let server = Running::on(&home);
    let nobody = server.nobody(&home);
    let andy = server.andy(&home).await;

    let health = nobody.get("/health").await;
    assert_eq!((health.status, health.body.as_str()), (200, r#"{"status":"locked"}"#));
    for path in ["/", "/login", "/contacts/1", "/first-run", "/household", "/nothing?x=1", "/join"]
    {
        for visitor in [&nobody, &andy] {
            let page = visitor.get(path).await;
            assert_eq!(page.status, 503, "{path}");
            assert!(page.body.contains("Passphrase"), "{path}: {}", page.body);
            assert_eq!(page.header("cache-control"), "no-store");
            for word in ["Andy", "Monalisa", "Rosa", "Family", "example.com"] {
                assert!(!page.body.contains(word), "{path} tells of {word}");
            }
        }
    }
    for path in ["/api/contacts", "/api/openapi.json", "/api/auth/login"] {
        let told = andy.get(path).await;
        assert_eq!(told.status, 503, "{path}");
        assert_eq!(told.json()["error"]["code"], "locked", "{}", told.body);
        assert!(told.json()["data"].is_null());
    }
    let part = andy.with("HX-Request", "true").get("/todos").await;
    assert_eq!((part.status, part.header("hx-redirect")), (503, "/"));
    assert!(nobody.get("/assets/nothing.css").await.status == 404);
    let trust = ureq::get(format!("{}/", server.plain)).call().unwrap();
    assert_eq!(trust.status(), 200, "the plain door");

    let held = andy.post("/todos", &[("title", "Water the garden")]).await;
    assert_eq!(held.status, 503);
    assert!(held.body.contains("Water the garden") && held.body.contains("locked"), "kept");

    let visitor = at_the_lock(&nobody, "/todos?x=1").await;
    let wrong = visitor.post("/unlock", &[("passphrase", "wrong"), ("next", "/todos")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("This is not the passphrase"), "{}", wrong.body);
    let empty = visitor.post("/unlock", &[("passphrase", " ")]).await;
    assert_eq!((empty.status, empty.body.contains("Type the passphrase")), (422, true));
    let stranger = nobody.on_its_own_page().post("/unlock", &[("passphrase", WORDS)]).await;
    assert_eq!(stranger.status, 403, "without the page's own token");
    assert_eq!(nobody.get("/health").await.body, r#"{"status":"locked"}"#);

    let right = [("passphrase", WORDS), ("next", "/todos?x=1")];
    let unlocked = visitor.post("/unlock", &right).await;
    assert_eq!((unlocked.status, unlocked.location()), (303, "/todos?x=1"), "{}", unlocked.body);
    assert_eq!(nobody.get("/health").await.body, r#"{"status":"ok"}"#);
    assert_eq!(andy.get("/todos").await.status, 200, "still signed in");
    assert_eq!(visitor.get("/unlock").await.location(), "/");
    let late = visitor.post("/unlock", &[("passphrase", "x"), ("next", "//elsewhere")]).await;
    assert_eq!((late.status, late.location()), (303, "/"));

    // What works in the background works: a backup that is asked for is made.
    assert_eq!(andy.post("/household/backups/run", &[]).await.status, 303);
    let kept = home.folder.path().join("data/backups");
    let before = std::fs::read_dir(&kept).unwrap().count();
    once(|| std::fs::read_dir(&kept).unwrap().count() > before).await;
    no_secrets(&home, &server);
}

#[tokio::test]
async fn guessing_is_slowed_down_and_then_the_right_one_waits_as_well() {
    let home = protected().await;
    let server = Running::on(&home);
    let visitor = at_the_lock(&server.nobody(&home), "/").await;
    for _ in 0..5 {
        let wrong = visitor.post("/unlock", &[("passphrase", "a guess or two")]).await;
        assert_eq!(wrong.status, 422);
    }
    for guess in ["another guess", WORDS] {
        let refused = visitor.post("/unlock", &[("passphrase", guess)]).await;
        assert_eq!(refused.status, 429, "{}", refused.body);
        assert!(refused.header("retry-after").parse::<u64>().unwrap() > 0);
        assert!(!refused.body.contains(guess), "it is not given back");
    }
}

#[tokio::test]
async fn a_command_without_a_terminal_says_that_it_is_locked_and_changes_nothing() {
    let home = protected().await;
    for words in [&["backup", "run", "--due"][..], &["user", "list"], &["backup", "list"]] {
        let (status, said, problem) = by_hand(&home, words);
        assert_eq!((status, said.as_str()), (5, ""), "{words:?}: {problem}");
        assert!(problem.contains("wrapped by a passphrase"), "{problem}");
    }
    let (_, said, _) = by_hand(&home, &["doctor"]);
    assert!(said.contains("wrapped by a passphrase") && said.contains("64 MiB"), "{said}");
}

/// Killed by what makes a core elsewhere, it leaves none, and its memory is nobody's to read.
#[tokio::test]
async fn no_core_is_made_of_a_running_server() {
    let home = Household::new().await;
    let mut server = Running::on(&home);
    let pid = server.child.id().to_string();
    let limits = std::fs::read_to_string(format!("/proc/{pid}/limits")).unwrap();
    let core = limits.lines().find(|it| it.starts_with("Max core file size")).unwrap();
    let limits: Vec<&str> = core.split_whitespace().rev().take(3).collect();
    assert_eq!(limits[1..], ["0", "0"], "{core}");
    let killed = Command::new("kill").args(["-ABRT", &pid]).status().unwrap();
    assert!(killed.success());
    let status = server.child.wait().unwrap();
    assert_eq!((status.signal(), status.core_dumped()), (Some(6), false));
}

#[tokio::test]
async fn a_key_file_of_another_household_or_a_damaged_one_is_told_before_anything_is_asked() {
    let (home, other) = (protected().await, protected().await);
    let own = text(&home, "database.key");
    for (content, says) in [
        (text(&other, "database.key"), "belongs to another database"),
        (own.replace("argon2id: 65536", "argon2id: 99999999"), "is not a database key"),
        (own[..own.len() / 2].to_owned(), "is not a database key"),
    ] {
        std::fs::write(file(&home, "database.key"), &content).unwrap();
        let (status, _, problem) = by_hand(&home, &["serve"]);
        assert_eq!(status, 3, "{problem}");
        assert!(problem.contains(says), "{problem}");
    }
    std::fs::remove_file(file(&home, "database.key")).unwrap();
    let (status, _, problem) = by_hand(&home, &["serve"]);
    assert_eq!((status, problem.contains("is missing")), (3, true), "{problem}");
}

/// At the log's most talkative, nothing of what opens anything is in it.
pub fn no_secrets(home: &Household, server: &Running) {
    let log = server.log();
    assert!(log.contains("DEBUG"), "{log}");
    let key = {
        let wrapped = pi_crm::db::wrapped::Wrapped::parse(&text(home, "database.key")).unwrap();
        wrapped.open(WORDS).unwrap().file_text()
    };
    for secret in [WORDS, "plum tractor", key.trim(), "AGE-SECRET-KEY"] {
        assert!(!log.contains(secret), "the log holds a secret");
    }
}
