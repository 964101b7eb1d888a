//! What a share opens, and what stays shut (WS-4, WS-7).
use pi_crm::{
    accounts::users,
    actor::Actor,
    audit::{Action, Subject},
    contacts::{self, lists::ListKind},
    error::{Error, Result},
    ids::Uid,
    shares, workspaces,
};

use super::{Rosa, received, rosa};
use crate::support::{Household, Site};

async fn opens(home: &Household, actor: &Actor, share: Uid) -> Result<()> {
    let actor = actor.clone();
    home.db.read(move |conn| shares::open(conn, &actor, share).map(|_| ())).await
}

async fn monalisa_is(home: &Household, is_in: bool) {
    let user = home.monalisa.user().unwrap();
    home.write(&home.andy, Action::UserDeactivated, move |tx| {
        match is_in {
            true => users::let_back_in(tx, user)?,
            false => users::deactivate(tx, user, tx.now)?,
        };
        tx.about(Subject::user(user, "Monalisa"));
        Ok(())
    })
    .await
    .unwrap();
}

fn is_not_there(result: &Result<()>) -> bool {
    matches!(result, Err(Error::NotFound("share")))
}

#[tokio::test]
async fn a_share_opens_that_contact_to_that_person_and_nothing_else() {
    let home = Household::new().await;
    let rosa = rosa(&home).await;
    let share = rosa.shared(&home, false).await;
    assert_eq!((share.name.as_str(), share.from.as_str()), ("Rosa Ibarra", "Andy"));
    assert!(opens(&home, &home.monalisa, share.uid).await.is_ok());
    assert!(is_not_there(&opens(&home, &home.andy, share.uid).await), "it is not for its giver");
    assert!(is_not_there(&opens(&home, &home.monalisa, rosa.contact.uid).await));
    let (monalisa, contact, workspace) = (home.monalisa.clone(), rosa.contact.uid, rosa.workspace);
    home.db
        .read(move |conn| {
            assert!(contacts::open(conn, &monalisa, contact).is_err());
            assert!(workspaces::open(conn, &monalisa, workspace).is_err());
            assert!(contacts::search(conn, &monalisa, "rosa", 10)?.is_empty());
            Ok(())
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn every_page_of_hers_still_says_that_andys_contact_does_not_exist() {
    let site = Site::new().await;
    let rosa = rosa(&site.home).await;
    site.home.list(&site.home.andy, rosa.workspace, ListKind::Stage, "Leads").await;
    let share = rosa.shared(&site.home, true).await;
    let monalisa = site.signed_in(&site.home.monalisa).await;
    let before = site.home.everything().await;
    let contact = format!("/contacts/{}", rosa.contact.uid);
    for path in ["", "/log", "/stage", "/edit/first_name"] {
        assert_eq!(monalisa.get(&format!("{contact}{path}")).await.status, 404, "{path}");
    }
    let posts = ["/edit/first_name", "/delete", "/tags", "/stage/edit", "/shares"];
    for path in posts {
        let fields = [("first_name", "X"), ("name", "X")];
        assert_eq!(monalisa.post(&format!("{contact}{path}"), &fields).await.status, 404, "{path}");
    }
    let revoked = monalisa.post(&format!("/shares/{}/revoke", share.uid), &[]).await;
    assert_eq!(revoked.status, 404, "only its giver ends a share");
    let page = monalisa.get(&format!("/shared/{}", share.uid)).await.body;
    for secret in [rosa.contact.uid, rosa.workspace].map(|uid| uid.to_string()) {
        assert!(!page.contains(&secret), "an id of Andy's: {page}");
    }
    assert!(!page.contains("Harbour Loans"), "{page}");
    assert_eq!(site.home.everything().await, before);
    site.stop().await;
}

#[tokio::test]
async fn an_ended_share_answers_like_one_that_never_was() {
    let site = Site::new().await;
    let rosa = rosa(&site.home).await;
    let share = rosa.shared(&site.home, true).await;
    let monalisa = site.signed_in(&site.home.monalisa).await;
    let path = format!("/shared/{}", share.uid);
    assert_eq!(monalisa.get(&path).await.status, 200);
    rosa.revoke(&site.home, share.uid).await;
    let never = monalisa.get(&format!("/shared/{}", Uid::new())).await;
    for rest in ["", "/log", "/save"] {
        let gone = monalisa.get(&format!("{path}{rest}")).await;
        assert_eq!((gone.status, &gone.body), (404, &never.body), "{rest}");
    }
    let saved = monalisa.post(&format!("{path}/save"), &[("workspace", "x")]).await;
    assert_eq!(saved.status, 404);
    let list = monalisa.get("/shared").await.body;
    assert!(!list.contains("Rosa") && list.contains("Nothing is shared with you"), "{list}");
    assert!(!monalisa.get("/shares").await.body.contains("Rosa"));
    assert!(!monalisa.get("/shares/export").await.body.contains("Rosa"));
    assert!(!monalisa.get("/").await.body.contains("Shared with me"));
    site.stop().await;
}

#[tokio::test]
async fn whoever_is_shut_out_neither_reads_nor_shows() {
    let home = Household::new().await;
    let rosa = rosa(&home).await;
    let share = rosa.shared(&home, false).await;
    monalisa_is(&home, false).await;
    assert!(is_not_there(&opens(&home, &home.monalisa, share.uid).await));
    assert!(received(&home).await.is_empty());
    let refused = rosa.share(&home, rosa.wanted(false, "")).await;
    assert!(matches!(refused, Err(Error::Invalid(it)) if it.contains_key("with")));
    monalisa_is(&home, true).await;
    assert!(opens(&home, &home.monalisa, share.uid).await.is_ok());
}

#[tokio::test]
async fn a_share_goes_with_its_contact_its_workspace_and_its_receiver() {
    let home = Household::new().await;
    let rosa = rosa(&home).await;
    let share = rosa.shared(&home, false).await;
    let (uid, workspace) = (rosa.contact.uid, rosa.workspace);
    let deleted = home
        .write(&home.andy, Action::ContactDeleted, move |tx| {
            contacts::delete(tx, &workspaces::open(tx, tx.actor, workspace)?, uid)
        })
        .await
        .unwrap();
    assert!(is_not_there(&opens(&home, &home.monalisa, share.uid).await));
    undo(&home, deleted.change.unwrap()).await;
    assert!(opens(&home, &home.monalisa, share.uid).await.is_ok(), "restored whole");
    home.write(&home.andy, Action::WorkspaceDeleted, move |tx| {
        let scope = workspaces::open(tx, tx.actor, workspace)?;
        workspaces::delete(tx, &scope, "Harbour Loans")
    })
    .await
    .unwrap();
    assert!(is_not_there(&opens(&home, &home.monalisa, share.uid).await));
    assert!(received(&home).await.is_empty());
}

async fn undo(home: &Household, change: Uid) {
    pi_crm::audit::undo::undo(&home.db, home.andy.clone(), change).await.expect("undone");
}

#[tokio::test]
async fn sharing_and_ending_are_each_undone() {
    let home = Household::new().await;
    let rosa: Rosa = rosa(&home).await;
    let before = home.everything().await;
    let shared = rosa.share(&home, rosa.wanted(true, "Buys in Kailua")).await.unwrap();
    let with = home.everything().await;
    let share = received(&home).await.remove(0);
    let ended = rosa.revoke(&home, share.uid).await;
    assert!(received(&home).await.is_empty());
    undo(&home, ended.change.unwrap()).await;
    assert_eq!(home.everything().await, with);
    undo(&home, shared.change.unwrap()).await;
    assert_eq!(home.everything().await, before);
    assert!(is_not_there(&opens(&home, &home.monalisa, share.uid).await));
}

#[tokio::test]
async fn looking_at_it_never_stands_in_the_way_of_undo() {
    let site = Site::new().await;
    let rosa = rosa(&site.home).await;
    let shared = rosa.share(&site.home, rosa.wanted(false, "")).await.unwrap();
    let share = received(&site.home).await.remove(0);
    let monalisa = site.signed_in(&site.home.monalisa).await;
    assert!(monalisa.get("/").await.body.contains("1 new"));
    monalisa.get(&format!("/shared/{}", share.uid)).await;
    assert!(received(&site.home).await[0].seen_on.is_some());
    assert!(!monalisa.get("/").await.body.contains("1 new"));
    undo(&site.home, shared.change.unwrap()).await;
    assert!(received(&site.home).await.is_empty());
    site.stop().await;
}
