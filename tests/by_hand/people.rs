//! `pi-crm user` at the terminal (SE-2): the household page's verbs, and the same log.
use pi_crm::{
    accounts::{invitations, users},
    clock::Clock,
};

use super::{Said, by_hand};
use crate::support::Household;

fn user(home: &Household, words: &[&str]) -> Said {
    by_hand(home, &[&["user"], words].concat())
}

#[tokio::test]
async fn an_invitation_made_at_the_terminal_opens_the_door() {
    let home = Household::new().await;
    let (status, told, problem) =
        user(&home, &["invite", "--name", "Kai", "--email", "kai@example.com", "--owner"]);
    assert_eq!((status, &*problem), (0, ""), "{told}");
    assert!(told.contains("The invitation for Kai works once, for 7 days"), "{told}");
    let code = told.lines().last().unwrap().rsplit(": ").next().unwrap().to_owned();
    let links = told.lines().filter(|line| line.trim_start().starts_with("http"));
    assert!(links.clone().count() > 0 && links.clone().all(|it| it.contains('#')), "{told}");
    // The program at the terminal goes by the machine's clock.
    let at = Clock::System.read();
    let opened = home.db.read(move |conn| invitations::opened_by(conn, &code, at)).await.unwrap();
    assert_eq!((&*opened.name, opened.role), ("Kai", users::Role::Owner));
    assert_eq!(opened.invited_by, None);
}

#[tokio::test]
async fn shutting_out_and_letting_in_are_told_in_the_list() {
    let home = Household::new().await;
    let line = |home: &Household| {
        let (status, told, _) = user(home, &["list"]);
        assert_eq!(status, 0);
        told.lines().find(|line| line.contains("monalisa@example.com")).unwrap().to_owned()
    };
    assert!(!line(&home).contains("shut out"));
    for _ in 0..2 {
        let (status, told, problem) = user(&home, &["shut-out", "monalisa@example.com"]);
        assert_eq!((status, &*problem), (0, ""));
        assert!(told.contains("Monalisa is shut out"), "{told}");
        assert!(line(&home).contains("shut out"));
    }
    let (status, told, _) = user(&home, &["let-in", "monalisa@example.com"]);
    assert_eq!((status, &*told), (0, "Monalisa can sign in again\n"));
    assert!(!line(&home).contains("shut out"));
}

#[tokio::test]
async fn what_cannot_be_done_is_said_and_nothing_changes() {
    let home = Household::new().await;
    for (words, expected) in [
        (&["shut-out", "eve@example.com"][..], "nobody here has the address eve@example.com"),
        (&["let-in", "eve@example.com"], "nobody here has the address eve@example.com"),
        (&["shut-out", "andy@example.com"], "Andy is the only owner"),
        (&["invite", "--name", " "], "name"),
        (&["invite", "--name", "Kai", "--email", "andy@example.com"], "address already"),
        (&["invite", "--name", "Kai", "--email", "nowhere"], "email"),
    ] {
        let (status, out, problem) = user(&home, words);
        assert_eq!((status, &*out), (1, ""), "{words:?}: {problem}");
        assert!(problem.contains(expected), "{words:?}: {problem}");
    }
    let at = home.db.clock().read();
    let (people, open) = home
        .db
        .read(move |conn| Ok((users::list(conn)?, invitations::list(conn, at)?)))
        .await
        .unwrap();
    assert!(people.iter().all(|it| it.is_active()) && open.is_empty());
}
