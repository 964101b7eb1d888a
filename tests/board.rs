//! The board over HTTP: columns and their counts, moves, conflicts, silence (LI-4, LI-5).
use pi_crm::{contacts::lists::ListKind, ids::Uid};

use crate::{
    lists::{Loans, loans, moved, standing},
    support::{Answer, Site, Visitor},
};

/// What a column's markup holds.
fn column<'a>(page: &'a Answer, code: &str) -> &'a str {
    let (_, rest) = page.body.split_once(&format!("id=\"column-{code}\"")).expect("the column");
    rest.split_once("</details>").expect("its end").0
}

fn board(loans: &Loans) -> String {
    format!("/w/{}/board", loans.workspace)
}

async fn shift(visitor: &Visitor, loans: &Loans, contact: Uid, seen: &str, to: &str) -> Answer {
    let contact = contact.to_string();
    let fields = [("contact", &*contact), ("seen", seen), ("stage", to), ("shown", "1")];
    visitor.post(&format!("{}/move", board(loans)), &fields).await
}

#[tokio::test]
async fn every_stage_is_a_column_with_its_count_and_its_cards() {
    let site = Site::new().await;
    let loans = loans(&site.home, &["Rosa Ibarra", "Theo Vance", "Mei <Lin>"]).await;
    loans.put(&site.home, &loans.people[..2], &loans.leads).await;
    loans.tag(&site.home, &loans.people[..1], &loans.hot).await;
    let andy = site.signed_in(&site.home.andy).await;
    let page = andy.get(&board(&loans)).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let leads = column(&page, &loans.leads.uid.to_string());
    assert!(leads.contains("Rosa Ibarra") && leads.contains("Theo Vance"), "{leads}");
    assert!(leads.contains(">2<") && leads.contains("Hot"), "{leads}");
    let unstaged = column(&page, "none");
    assert!(unstaged.contains("Mei &lt;Lin&gt;") && !unstaged.contains("Rosa"), "{unstaged}");

    let hot = andy.get(&format!("{}?tag={}", board(&loans), loans.hot.uid)).await;
    assert!(hot.body.contains("Rosa Ibarra") && !hot.body.contains("Theo Vance"));
    let found = andy.get(&format!("{}?q=theo", board(&loans))).await;
    assert!(found.body.contains("Theo Vance") && !found.body.contains("Rosa Ibarra"));
    let part = andy.with("HX-Request", "true").get(&board(&loans)).await;
    assert!(!part.body.contains("<html") && part.body.contains("board-column"), "{}", part.body);
    site.stop().await;
}

#[tokio::test]
async fn a_move_changes_the_log_and_the_counts_and_is_undone() {
    let site = Site::new().await;
    let loans = loans(&site.home, &["Rosa Ibarra"]).await;
    let (rosa, leads) = (loans.people[0], loans.leads.uid.to_string());
    let andy = site.signed_in(&site.home.andy).await;
    let before = site.home.everything().await;
    let plain = shift(&andy, &loans, rosa, "none", &leads).await;
    assert_eq!(plain.status, 303, "{}", plain.body);
    let told = andy.get(plain.location()).await;
    assert!(told.body.contains("Rosa Ibarra moved to Leads."), "{}", told.body);
    assert_eq!(standing(&site.home, rosa).await.0.as_deref(), Some("Leads"));
    let (_, undo) = told.body.split_once("action=\"/changes/").expect("Undo");
    let undo = undo.split('"').next().unwrap().replace("&amp;", "&");
    let undone = andy.post(&format!("/changes/{undo}"), &[]).await;
    assert!(undone.location().starts_with(&board(&loans)), "{}", undone.location());
    assert_eq!(site.home.everything().await, before);

    let part = andy.with("HX-Request", "true");
    let answer = shift(&part, &loans, rosa, "none", &leads).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(column(&answer, &leads).contains("Rosa Ibarra"));
    assert!(!column(&answer, "none").contains("Rosa Ibarra"));
    assert!(!answer.body.contains(&format!("column-{}", loans.closed.uid)), "not touched");
    assert!(answer.body.contains("Undo"), "{}", answer.body);
    site.stop().await;
}

#[tokio::test]
async fn what_was_moved_meanwhile_is_told_and_nothing_changed() {
    let site = Site::new().await;
    let loans = loans(&site.home, &["Rosa Ibarra"]).await;
    let rosa = loans.people[0];
    moved(&site.home, rosa, None, Some(loans.closed.uid)).await.unwrap();
    let (leads, closed) = (loans.leads.uid.to_string(), loans.closed.uid.to_string());
    let andy = site.signed_in(&site.home.andy).await;
    let said = "Rosa Ibarra was moved to “Closed” in the meantime";
    let plain = shift(&andy, &loans, rosa, "none", &leads).await;
    assert_eq!(plain.status, 409, "{}", plain.body);
    assert!(plain.body.contains(said) && plain.body.contains("<html"), "{}", plain.body);
    let part = shift(&andy.with("HX-Request", "true"), &loans, rosa, "none", &leads).await;
    assert_eq!(part.status, 409, "{}", part.body);
    assert!(part.body.contains(said), "{}", part.body);
    assert!(column(&part, &closed).contains("Rosa Ibarra"), "the card goes where it is");
    assert_eq!(standing(&site.home, rosa).await.0.as_deref(), Some("Closed"));
    site.stop().await;
}

#[tokio::test]
async fn a_stage_that_is_gone_or_of_another_workspace_is_refused() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = loans(home, &["Rosa Ibarra"]).await;
    let family = home.workspace(&home.andy, "Family").await.uid;
    let friends = home.list(&home.andy, family, ListKind::Stage, "Friends").await;
    let ana = home.contact(&home.andy, family, "Ana Cruz").await.value.uid;
    let andy = site.signed_in(&home.andy).await;
    let before = home.everything().await;
    for stage in [friends.uid, loans.hot.uid, Uid::new()].map(|it| it.to_string()) {
        let plain = shift(&andy, &loans, loans.people[0], "none", &stage).await;
        assert_eq!(plain.status, 422, "{}", plain.body);
        assert!(plain.body.contains("deleted in the meantime"), "{}", plain.body);
        let part = andy.with("HX-Request", "true");
        let part = shift(&part, &loans, loans.people[0], "none", &stage).await;
        assert_eq!(part.status, 422, "{}", part.body);
        assert!(part.body.contains("id=\"board\""), "the whole board as it is: {}", part.body);
    }
    let leads = loans.leads.uid.to_string();
    assert_eq!(shift(&andy, &loans, ana, "none", &leads).await.status, 404);
    let form = format!("{}/move?contact={ana}", board(&loans));
    assert_eq!(andy.get(&form).await.status, 404);
    let more = format!("{}/column?stage={}&after=x", board(&loans), friends.uid);
    assert_eq!(andy.with("HX-Request", "true").get(&more).await.status, 422, "a mangled place");
    assert_eq!(home.everything().await, before);
    site.stop().await;
}

#[tokio::test]
async fn a_column_shows_more_until_everybody_was_shown_once() {
    let site = Site::new().await;
    let names: Vec<String> = (0..63).map(|at| format!("Person{at:02} Same")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let loans = loans(&site.home, &names).await;
    let andy = site.signed_in(&site.home.andy).await.with("HX-Request", "true");
    let first = andy.get(&board(&loans)).await;
    assert_eq!(first.body.matches("class=\"board-card\"").count(), 50);
    let (_, more) = first.body.split_once("hx-get=\"/w/").expect("more");
    let more = more.split('"').next().unwrap().replace("&amp;", "&");
    let rest = andy.get(&format!("/w/{more}")).await;
    assert_eq!(rest.body.matches("class=\"board-card\"").count(), 13, "{}", rest.body);
    assert!(!rest.body.contains("Show more") && !rest.body.contains("Person00"));
    site.stop().await;
}

#[tokio::test]
async fn who_was_silent_for_longer_than_the_list_says_is_marked() {
    let site = Site::new().await;
    let loans = loans(&site.home, &["Rosa Ibarra"]).await;
    loans.put(&site.home, &loans.people, &loans.leads).await;
    let andy = site.signed_in(&site.home.andy).await;
    let marks = async |days: i64| {
        site.home.move_clock(days * 86_400);
        let andy = site.signed_in(&site.home.andy).await;
        andy.get(&board(&loans)).await.body.contains("Silent for")
    };
    assert!(!marks(60).await, "60 days are fine for a stage that says nothing");
    assert!(marks(1).await);
    let edit = format!("/lists/{}/edit", loans.leads.uid);
    let save = async |typed: &'static str| {
        let andy = site.signed_in(&site.home.andy).await;
        let form = andy.get(&edit).await.body;
        let (_, etag) = form.split_once("name=\"etag\" value=\"").expect("an etag");
        let etag = etag.split('"').next().unwrap();
        let fields = [("name", "Leads"), ("colour", "teal"), ("etag", etag)];
        andy.post(&edit, &[&fields[..], &[("inactive_after_days", typed)]].concat()).await
    };
    let refused = save("two weeks").await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("Give whole days") && refused.body.contains("two weeks"));
    assert_eq!(save("90").await.status, 303);
    assert!(!marks(0).await);
    assert!(marks(30).await);
    assert_eq!(save("0").await.status, 303);
    assert!(!marks(3_000).await, "never");
    drop(andy);
    site.stop().await;
}

#[tokio::test]
async fn the_panel_of_the_table_filters_the_board_and_leads_back_to_it() {
    let site = Site::new().await;
    let loans = loans(&site.home, &["Rosa Ibarra", "Theo Vance"]).await;
    loans.put(&site.home, &loans.people, &loans.leads).await;
    loans.tag(&site.home, &loans.people[..1], &loans.hot).await;
    let andy = site.signed_in(&site.home.andy).await;
    let board = board(&loans);
    let page = andy.get(&board).await;
    assert!(page.body.contains(&format!("{board}/filter")), "no way to the panel");
    let panel = andy.get(&format!("{board}/filter?q=ros&tag={}", loans.hot.uid)).await;
    assert!(panel.body.contains(&format!("action=\"{board}\"")), "{}", panel.body);
    assert!(!panel.body.contains("Stage is one of"), "stages are the columns");
    let form = format!(
        "{board}?q=ros&tag.op=any&tag={}&last_contact.op=never&company.op=contains&company.value=",
        loans.hot.uid
    );
    let sent = andy.get(&form).await;
    let filtered = format!("{board}?q=ros&tag={}&last_contact.never=yes", loans.hot.uid);
    assert_eq!((sent.status, sent.location()), (303, filtered.as_str()), "{}", sent.body);
    let page = andy.get(&filtered).await;
    assert!(page.body.contains("Rosa Ibarra") && !page.body.contains("Theo Vance"));
    assert!(page.body.contains("class=\"chip\""), "{}", page.body);
    let cleared = format!("href=\"{board}?q=ros&amp;tag={}\" ", loans.hot.uid);
    assert!(page.body.contains(cleared.trim_end()), "{}", page.body);
    let wrong = andy.get(&format!("{board}?last_contact.op=older&last_contact.value=soon")).await;
    assert_eq!(wrong.status, 422, "{}", wrong.body);
    assert!(wrong.body.contains(&format!("action=\"{board}\"")), "{}", wrong.body);
    site.stop().await;
}
