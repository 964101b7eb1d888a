//! `pi-crm key` at the terminal (SE-4): the same verbs as the pages, and the same log.
use pi_crm::{
    accounts::api_keys,
    audit::read::{self, Filter},
    db::Db,
};

use super::{Said, by_hand};
use crate::support::Household;

fn key(home: &Household, words: &[&str]) -> Said {
    by_hand(home, &[&["key"], words].concat())
}

const CREATE: &[&str] = &["create", "--user", "andy@example.com", "--name", "Website form"];

#[tokio::test]
async fn a_key_is_made_listed_and_revoked_at_the_terminal() {
    let home = Household::new().await;
    let (status, secret, told) =
        key(&home, &[CREATE, &["--may", "read:contacts,write:contacts"]].concat());
    assert_eq!(status, 0, "{told}");
    let secret = secret.trim_end();
    assert!(secret.starts_with("picrm_") && secret.len() == 63, "the key alone: {secret}");
    assert!(told.contains("See contacts; Add, change and delete contacts"), "{told}");
    assert!(!told.contains(secret), "{told}");

    let owner = home.andy.user().unwrap();
    let keys = home.db.read(move |conn| api_keys::list(conn, owner)).await.unwrap();
    let [made] = &keys[..] else { panic!("{keys:?}") };
    assert!(made.expires_on.is_some());
    let (_, listed, _) = key(&home, &["list"]);
    for words in [&*made.beginning(), "andy@example.com", "Website form", "live", "never"] {
        assert!(listed.contains(words), "{words}: {listed}");
    }
    assert!(!listed.contains(secret), "{listed}");
    let (_, hers, _) = key(&home, &["list", "--user", "monalisa@example.com"]);
    assert_eq!(hers, "There are no keys.\n");

    for _ in 0..2 {
        let (status, told, problem) = key(&home, &["revoke", &made.beginning()]);
        assert_eq!((status, &*problem), (0, ""));
        assert!(told.contains("opens nothing any more"), "{told}");
    }
    let db: Db = home.db.clone();
    let log = home
        .db
        .read(move |conn| read::page(conn, owner, &Filter::default(), db.columns()))
        .await
        .unwrap();
    let lines: Vec<String> = log
        .entries
        .iter()
        .filter(|it| it.entry.actor == "terminal" && it.entry.action.starts_with("key"))
        .map(|it| format!("{} {}", it.entry.who(), it.entry.words()))
        .collect();
    let who = "Somebody at the terminal";
    assert_eq!(lines, [format!("{who} revoked the API key"), format!("{who} created the API key")]);
}

#[tokio::test]
async fn what_is_wrong_is_said_with_its_exit_code() {
    let home = Household::new().await;
    let nobody = &["create", "--user", "eve@example.com", "--name", "x", "--may", "read:audit"];
    for (words, status, expected) in [
        (&CREATE.to_vec(), 2, "--may"),
        (&[CREATE, &["--may", "read:secrets"]].concat(), 2, "read:contacts"),
        (
            &[CREATE, &["--may", "read:audit", "--expires-in-days", "0"]].concat(),
            1,
            "--expires-in-days: Choose",
        ),
        (
            &[CREATE, &["--may", "read:audit", "--expires-in-days", "9", "--never-expires"]]
                .concat(),
            2,
            "cannot be used with",
        ),
        (&nobody.to_vec(), 1, "nobody here has the address eve@example.com"),
        (&vec!["revoke", "picrm_nothings"], 1, "there is no such key"),
        (&vec!["list", "--user", "eve@example.com"], 1, "nobody here has the address"),
    ] {
        let (code, out, problem) = key(&home, words);
        assert_eq!((code, &*out), (status, ""), "{words:?}: {problem}");
        assert!(problem.contains(expected), "{words:?}: {problem}");
    }
    let owner = home.andy.user().unwrap();
    assert!(home.db.read(move |conn| api_keys::list(conn, owner)).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_key_can_be_made_that_does_not_end() {
    let home = Household::new().await;
    let (status, secret, told) =
        key(&home, &[CREATE, &["--may", "read:audit", "--never-expires"]].concat());
    assert_eq!(status, 0, "{told}");
    assert!(told.contains("It ends: never"), "{told}");
    let (_, told, _) = key(&home, &["revoke", secret.trim_end()]);
    assert!(told.contains("Website form"), "all of a leaked key names it as well: {told}");
}
