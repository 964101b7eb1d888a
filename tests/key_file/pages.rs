//! The owner's page: the password again for everything, and nobody else's business.
use std::fs;

use pi_crm::{accounts::passwords, db::wrapped::Wrapped};

use super::{OTHERS, Running, WORDS, at_the_lock, file, is_wrapped, once, text};
use crate::support::{Household, Site, Visitor};

const PAGE: &str = "/household/key";
const PASSWORD: &str = "three careful gardeners";

async fn site() -> Site {
    Site::of_household(with_password().await).await
}

/// Andy has a password that can be asked again, and Monalisa owns nothing.
async fn with_password() -> Household {
    let home = Household::new().await;
    let hash = passwords::hash(PASSWORD).unwrap();
    let set = move |conn: &rusqlite::Connection| {
        conn.execute("UPDATE users SET password_hash = ?1", [hash])?;
        conn.execute("UPDATE users SET role = 'member' WHERE name = 'Monalisa'", [])?;
        conn.execute("UPDATE users SET role = 'owner' WHERE name = 'Andy'", [])?;
        Ok(())
    };
    home.db.upkeep(set).await.unwrap();
    home
}

async fn refused(andy: &Visitor, verb: &str, fields: &[(&str, &str)], status: u16, says: &str) {
    let answer = andy.post(&format!("{PAGE}/{verb}"), fields).await;
    assert_eq!(answer.status, status, "{verb} {fields:?}: {}", answer.body);
    assert!(answer.body.contains(says), "{verb} {fields:?}: {}", answer.body);
    for secret in [WORDS, OTHERS, PASSWORD] {
        assert!(!answer.body.contains(secret), "{verb}: a secret is given back");
    }
}

#[tokio::test]
async fn an_owner_sets_changes_and_removes_a_passphrase() {
    let site = site().await;
    let andy = site.signed_in(&site.home.andy).await;
    assert!(andy.get(PAGE).await.body.contains("Without a passphrase"));
    let password = ("protect_password", PASSWORD);
    let (first, again) = ("protect_passphrase", "protect_passphrase_again");
    let wrong = [("protect_password", "x"), (first, WORDS), (again, WORDS)];
    refused(&andy, "protect", &wrong, 422, "not your current password").await;
    refused(&andy, "protect", &[password, (first, ""), (again, "")], 422, "Choose a pass").await;
    let short = [password, (first, "too short"), (again, "too short")];
    refused(&andy, "protect", &short, 422, "at least 14 characters").await;
    let unlike = [password, (first, WORDS), (again, OTHERS)];
    refused(&andy, "protect", &unlike, 422, "not the same").await;
    assert!(!is_wrapped(&site.home));

    let right = [password, (first, WORDS), (again, WORDS)];
    assert_eq!(andy.post(&format!("{PAGE}/protect"), &right).await.status, 303);
    assert!(is_wrapped(&site.home));
    let shown = andy.get(PAGE).await.body;
    assert!(shown.contains("With a passphrase"), "{shown}");

    let new = [("change_new_passphrase", OTHERS), ("change_new_passphrase_again", OTHERS)];
    let password = ("change_password", PASSWORD);
    let wrong = [password, ("change_passphrase", OTHERS), new[0], new[1]];
    refused(&andy, "change", &wrong, 422, "This is not the passphrase").await;
    let right = [password, ("change_passphrase", WORDS), new[0], new[1]];
    assert_eq!(andy.post(&format!("{PAGE}/change"), &right).await.status, 303);
    let wrapped = Wrapped::parse(&text(&site.home, "database.key")).unwrap();
    assert!(wrapped.open(OTHERS).is_some() && wrapped.open(WORDS).is_none());

    let wrong = [("remove_password", PASSWORD), ("remove_passphrase", WORDS)];
    refused(&andy, "remove", &wrong, 422, "This is not the passphrase").await;
    let right = [("remove_password", PASSWORD), ("remove_passphrase", OTHERS)];
    assert_eq!(andy.post(&format!("{PAGE}/remove"), &right).await.status, 303);
    assert!(!is_wrapped(&site.home));
    let log = andy.get("/audit").await.body;
    assert!(log.contains("changed how the database key is kept"), "{log}");
    assert!(!log.contains(WORDS) && !log.contains(OTHERS));
    site.stop().await;
}

#[tokio::test]
async fn a_member_finds_no_such_page() {
    let site = site().await;
    let monalisa = site.signed_in(&site.home.monalisa).await;
    assert_eq!(monalisa.get(PAGE).await.status, 404);
    for verb in ["protect", "change", "remove", "rotate"] {
        let fields = [("protect_password", PASSWORD), ("rotate_password", PASSWORD)];
        assert_eq!(monalisa.post(&format!("{PAGE}/{verb}"), &fields).await.status, 404, "{verb}");
    }
    assert!(!monalisa.get("/household").await.body.contains(PAGE));
    site.stop().await;
}

#[tokio::test]
async fn another_key_is_had_from_the_running_server_which_comes_back_by_itself() {
    let home = with_password().await;
    let server = Running::on(&home);
    let andy = server.andy(&home).await;
    let fields = [
        ("protect_password", PASSWORD),
        ("protect_passphrase", WORDS),
        ("protect_passphrase_again", WORDS),
    ];
    assert_eq!(andy.post(&format!("{PAGE}/protect"), &fields).await.status, 303);
    // The test's own connections would stand in the way, as another program's would.
    home.db.close().await;
    let before = text(&home, "database.key");
    let rotate = [("rotate_password", PASSWORD), ("rotate_passphrase", WORDS)];
    let asked = andy.post(&format!("{PAGE}/rotate"), &rotate).await;
    assert_eq!(asked.status, 200, "{}", asked.body);
    assert!(asked.body.contains("comes back by itself"), "{}", asked.body);
    once(|| text(&home, "database.key") != before && !file(&home, "database.key.next").exists())
        .await;
    once(|| server.log().matches("everything is encrypted anew").count() == 1).await;
    assert!(is_wrapped(&home), "and the passphrase is the same");
    drop(server);

    let server = Running::on(&home);
    let visitor = at_the_lock(&server.nobody(&home), "/").await;
    assert_eq!(visitor.post("/unlock", &[("passphrase", WORDS)]).await.status, 303);
    super::locked::no_secrets(&home, &server);
    assert!(fs::read_dir(home.folder.path().join("keys")).unwrap().count() <= 2);
}
