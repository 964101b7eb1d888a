//! The pages of stages and tags as a browser without script has them.
use pi_crm::{contacts::lists, ids::Uid};

use super::{loans, logged, standing};
use crate::support::{Answer, Site};

/// The value of the hidden field of this name, as the page has it.
fn hidden(page: &Answer, name: &str) -> String {
    let at = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.body.split_once(&at).unwrap_or_else(|| panic!("no {name}"));
    rest.split('"').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn lists_are_added_renamed_ordered_and_removed_without_script() {
    let site = Site::new().await;
    let home = &site.home;
    let workspace = home.workspace(&home.andy, "Loan Factory").await.uid;
    let andy = site.signed_in(&home.andy).await;
    let page = format!("/w/{workspace}/lists");
    let add = |kind: &'static str, name: &'static str| {
        let (andy, page) = (andy.clone(), page.clone());
        async move {
            let fields = [("kind", kind), ("name", name), ("colour", "green")];
            andy.post(&page, &fields).await
        }
    };
    for (kind, name) in [("stage", "Leads"), ("stage", "Prospects"), ("tag", "Hot <1>")] {
        let added = add(kind, name).await;
        assert_eq!(added.status, 303, "{}", added.body);
        assert!(added.location().starts_with(&page), "{}", added.location());
    }
    let taken = add("stage", "LEADS").await;
    assert_eq!(taken.status, 422);
    assert!(taken.body.contains("There is a stage named Leads already"), "{}", taken.body);
    assert!(taken.body.contains("value=\"LEADS\""), "what was typed is lost");

    let andys = home.andy.clone();
    let all = home
        .db
        .read(move |conn| lists::all(conn, &pi_crm::workspaces::open(conn, &andys, workspace)?));
    let all = all.await.unwrap();
    let leads = all[0].uid;
    let edit = format!("/lists/{leads}/edit");
    let form = andy.get(&edit).await;
    assert!(form.body.contains("value=\"Leads\""), "{}", form.body);
    let etag = hidden(&form, "etag");
    let fields = |name| [("name", name), ("colour", "pink"), ("etag", &*etag)];
    let saved = andy.post(&edit, &fields("Fresh leads")).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let told = andy.get(saved.location()).await;
    assert!(told.body.contains("The stage “Fresh leads” was saved."), "{}", told.body);
    let stale = andy.post(&edit, &fields("Mine")).await;
    assert_eq!(stale.status, 409, "{}", stale.body);
    assert!(stale.body.contains("Fresh leads, pink") && stale.body.contains("value=\"Mine\""));

    let moved = andy.post(&format!("/lists/{leads}/move"), &[("step", "down")]).await;
    assert_eq!(moved.status, 303);
    let shown = andy.get(&page).await.body;
    assert!(shown.find("Prospects").unwrap() < shown.find("Fresh leads").unwrap());
    assert!(shown.contains("Hot &lt;1&gt;"), "{shown}");
    let gone = andy.post(&format!("/lists/{leads}/delete"), &[("move_to", "")]).await;
    assert_eq!(gone.status, 303, "{}", gone.body);
    let told = andy.get(gone.location()).await.body;
    assert!(told.contains("The stage “Fresh leads” was deleted: no contact was on it."), "{told}");
    assert_eq!(andy.get(&format!("/lists/{leads}/delete")).await.status, 404);
    site.stop().await;
}

#[tokio::test]
async fn a_contact_is_moved_and_tagged_without_script() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = loans(home, &["Rosa Ibarra"]).await;
    let andy = site.signed_in(&home.andy).await;
    let rosa = loans.people[0];
    let edit = format!("/contacts/{rosa}/stage/edit");
    let form = andy.get(&edit).await;
    assert!(form.body.contains("Prospects") && form.body.contains("No stage"));
    let leads = loans.leads.uid.to_string();
    let fields = [("stage", &*leads), ("seen", "")];
    let saved = andy.post(&edit, &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let page = andy.get(saved.location()).await.body;
    assert!(page.contains("Rosa Ibarra moved to Leads."), "{page}");
    assert!(page.contains("Primary List changed: No stage → Leads on "), "{page}");
    let closed = loans.closed.uid.to_string();
    let stale = andy.post(&edit, &[("stage", &*closed), ("seen", "")]).await;
    assert_eq!(stale.status, 409, "{}", stale.body);
    assert!(stale.body.contains("It now says") && stale.body.contains("Move anyway"));

    let tags = format!("/contacts/{rosa}/tags");
    for name in ["hot", " Knows Theo "] {
        assert_eq!(andy.post(&tags, &[("name", name)]).await.status, 303);
    }
    assert_eq!(standing(home, rosa).await.1, ["Hot", "Knows Theo"], "one known, one new");
    let empty = andy.post(&tags, &[("name", " ")]).await;
    assert_eq!(empty.status, 422, "{}", empty.body);
    let long = "x".repeat(61);
    let refused = andy.post(&tags, &[("name", &*long)]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains(&long), "what was typed is lost");
    let off = format!("{tags}/remove");
    for _ in 0..2 {
        let removed = andy.post(&off, &[("tag", &*loans.hot.uid.to_string())]).await;
        assert_eq!(removed.status, 303, "{}", removed.body);
    }
    assert_eq!(standing(home, rosa).await.1, ["Knows Theo"]);
    assert_eq!(logged(home, rosa).await.len(), 4);
    site.stop().await;
}

#[tokio::test]
async fn a_stage_deleted_while_it_is_chosen_is_told_on_a_form_that_still_works() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = loans(home, &["Rosa Ibarra"]).await;
    let andy = site.signed_in(&home.andy).await;
    lists::delete(&home.db, home.andy.clone(), loans.leads.uid, None).await.unwrap();
    let edit = format!("/contacts/{}/stage/edit", loans.people[0]);
    let leads = loans.leads.uid.to_string();
    let late = andy.post(&edit, &[("stage", &*leads), ("seen", "")]).await;
    assert_eq!(late.status, 422, "{}", late.body);
    assert!(late.body.contains("This stage was deleted in the meantime"), "{}", late.body);
    assert!(late.body.contains("Prospects"), "nothing else to choose");
    let chosen = loans.prospects.uid.to_string();
    let saved = andy.post(&edit, &[("stage", &*chosen), ("seen", "")]).await;
    assert_eq!(saved.status, 303, "{}", saved.body);

    let gone = format!("/lists/{}/delete", loans.prospects.uid);
    let late = andy.post(&gone, &[("move_to", &*leads)]).await;
    assert_eq!(late.status, 422, "{}", late.body);
    assert!(late.body.contains("This stage was deleted in the meantime"), "{}", late.body);
    assert_eq!(standing(home, loans.people[0]).await.0.as_deref(), Some("Prospects"));
    site.stop().await;
}

#[tokio::test]
async fn the_contact_list_is_narrowed_by_its_address() {
    let site = Site::new().await;
    let home = &site.home;
    let names: Vec<String> = (10..70).map(|at| format!("Person {at}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let loans = loans(home, &names).await;
    loans.put(home, &loans.people[..55], &loans.leads).await;
    loans.tag(home, &loans.people[50..], &loans.hot).await;
    let andy = site.signed_in(&home.andy).await;
    let list = format!("/w/{}/contacts", loans.workspace);
    let leads = andy.get(&format!("{list}?stage={}", loans.leads.uid)).await.body;
    assert!(leads.contains("55 of 60 contacts") && leads.contains("Person 59"), "{leads}");
    let next = leads.split("rel=\"next\"").next().unwrap().rsplit("href=\"").next().unwrap();
    let next = next.split('"').next().unwrap().replace("&amp;", "&");
    let second = andy.get(&next).await.body;
    assert!(second.contains("Person 60") && !second.contains("Person 65"), "{second}");
    let both = format!("{list}?stage={}&tag={}", loans.leads.uid, loans.hot.uid);
    let both = andy.get(&both).await.body;
    assert!(both.contains("5 of 60 contacts") && both.contains("Person 60"), "{both}");
    let none = andy.get(&format!("{list}?stage=none&sort=-created_on")).await.body;
    assert!(none.contains("5 of 60 contacts") && none.contains("Person 69"), "{none}");
    for wrong in ["stage=x", "tag=x", &format!("stage={}", Uid::new())] {
        assert_eq!(andy.get(&format!("{list}?{wrong}")).await.status, 422, "{wrong}");
    }
    site.stop().await;
}

#[tokio::test]
async fn older_activity_is_a_page_away() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = loans(home, &["Rosa Ibarra"]).await;
    for at in 0..25 {
        home.move_clock(60);
        let stage = if at % 2 == 0 { &loans.leads } else { &loans.prospects };
        loans.put(home, &loans.people, stage).await;
    }
    let andy = site.signed_in(&home.andy).await;
    let page = andy.get(&format!("/contacts/{}", loans.people[0])).await.body;
    assert_eq!(page.matches("activity-entry").count(), 20);
    let (_, cursor) = page.split_once("/log?before=").expect("more");
    let cursor = cursor.split('"').next().unwrap();
    let older = &*format!("/contacts/{}/log?before={cursor}", loans.people[0]);
    let rest = andy.get(older).await;
    assert_eq!(rest.body.matches("activity-entry").count(), 5, "{}", rest.body);
    assert!(!rest.body.contains("Show older"));
    let part = andy.with("HX-Request", "true").get(older).await.body;
    assert!(part.starts_with("<li"), "{part}");
    let mangled = andy.get(&format!("/contacts/{}/log?before=x", loans.people[0])).await;
    assert_eq!(mangled.body.matches("activity-entry").count(), 20);
    site.stop().await;
}
