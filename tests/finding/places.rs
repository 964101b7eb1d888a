//! Places in a list: walked there and back, of one order alone, never a dead end.
use pi_crm::{
    audit::Action,
    contacts::{self, Filter, MOST_SORTED, Place, Query, Sort, Total},
    ids::Uid,
};

use super::{draft, fill, list, names};
use crate::support::{Household, Site};

/// Forwards to the end, then back: each way everybody once, in the same order.
pub async fn walked(home: &Household, workspace: Uid, query: Query) -> Vec<String> {
    let mut forwards = Vec::new();
    let mut page = list(home, workspace, query.clone()).await.unwrap();
    loop {
        forwards.extend(names(&page));
        let Some(next) = page.next.clone() else { break };
        let query = Query { place: Place::After(next), ..query.clone() };
        page = list(home, workspace, query).await.unwrap();
    }
    let mut backwards: Vec<_> = names(&page).into_iter().rev().collect();
    while let Some(previous) = page.previous.clone() {
        let query = Query { place: Place::Before(previous), ..query.clone() };
        page = list(home, workspace, query).await.unwrap();
        backwards.extend(names(&page).into_iter().rev());
    }
    backwards.reverse();
    assert_eq!(forwards, backwards, "{query:?}");
    forwards
}

pub fn searching(typed: &str) -> Query {
    Query { filter: Filter::searching(typed), most: 7, ..Query::at(0) }
}

#[tokio::test]
async fn hits_are_walked_there_and_back_few_or_many() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let many = MOST_SORTED + 20;
    let drafts = (0..many).map(|at| match at % 3 {
        0 => draft(["Rosa", &format!("No{at:03}"), "", "", ""]),
        1 => draft(["Ann", &format!("No{at:03}"), "", "", "Rosa & Co"]),
        _ => draft([&format!("Prosa{at:03}"), if at < 60 { "Few" } else { "" }, "", "", ""]),
    });
    fill(&home, loans, drafts.collect()).await;

    let found = walked(&home, loans, Query { most: 100, ..searching("rosa") }).await;
    assert_eq!(found.len(), many);
    let mut once = found.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), many, "somebody came twice");
    let kinds: Vec<_> = found.iter().map(|name| &name[..3]).collect();
    assert!(kinds.is_sorted_by_key(|kind| ["Ros", "Ann", "Pro"].iter().position(|it| it == kind)));
    let total = list(&home, loans, searching("rosa")).await.unwrap().total;
    assert_eq!(total, Total::Over(MOST_SORTED as i64), "too many to count");

    let few = walked(&home, loans, searching("few")).await;
    assert_eq!(few.len(), 20);
    assert!(few.is_sorted(), "{few:?}");
}

#[tokio::test]
async fn a_place_outlives_its_row_and_an_emptied_page_leads_back() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let drafts = ["Ann", "Bob", "Cem", "Dan", "Eva"].map(|it| draft([it, "Same", "", "", ""]));
    fill(&home, loans, drafts.into()).await;
    let orders = ["name", "-created_on", "first_name", "-stage", "last_contact"].map(|code| {
        let sort = Sort::from_code(code).expect("an order");
        Query { sort, most: 3, ..Query::at(0) }
    });
    for query in orders.into_iter().chain([Query { most: 3, ..searching("same") }]) {
        let first = list(&home, loans, query.clone()).await.unwrap();
        let at = |place| Query { place, ..query.clone() };
        let next = Place::After(first.next.clone().expect("a next page"));
        let second = list(&home, loans, at(next.clone())).await.unwrap();
        let gone: Vec<Uid> = second.contacts.iter().map(|it| it.uid).collect();
        let change = delete(&home, gone).await;

        let emptied = list(&home, loans, at(next)).await.unwrap();
        assert!(emptied.contacts.is_empty() && emptied.next.is_none());
        let back = Place::Before(emptied.previous.expect("a way back"));
        let before = list(&home, loans, at(back)).await.unwrap();
        assert_eq!(names(&before), names(&first), "{query:?}");
        let behind =
            list(&home, loans, at(Place::Before(first.next.clone().unwrap()))).await.unwrap();
        assert_eq!(names(&behind), names(&first)[..2], "{query:?}");
        let change = change.expect("recorded");
        pi_crm::audit::undo::undo(&home.db, home.andy.clone(), change).await.unwrap();
    }
}

async fn delete(home: &Household, uids: Vec<Uid>) -> Option<Uid> {
    let deleted = home.write(&home.andy, Action::ContactDeleted, move |tx| {
        for uid in &uids {
            let (scope, _) = contacts::open(tx, tx.actor, *uid)?;
            contacts::delete(tx, &scope, *uid)?;
        }
        Ok(())
    });
    deleted.await.unwrap().change
}

pub fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}"));
    rest.split(after).next().expect("a part")
}

#[tokio::test]
async fn the_list_is_searched_and_paged_by_its_address() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let drafts = (0..60).map(|at| draft(["Rosa", &format!("No{at:02}"), "", "808 555 0100", ""]));
    fill(home, loans, drafts.collect()).await;
    home.contact(&home.andy, loans, "Theo Lim").await;
    let andy = site.signed_in(&home.andy).await;
    let path = format!("/w/{loans}/contacts");

    let page = andy.get(&format!("{path}?q=rosa+808555")).await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("value=\"rosa 808555\""), "the box keeps what was typed");
    assert!(page.body.contains("60 of 61 contacts fit") && page.body.contains("61 contacts"));
    let next = between(&page.body, "rel=\"next\"", "Next").to_owned();
    assert!(!next.contains("href"), "{next}");
    let place = between(&page.body, "&amp;after=", "\"").to_owned();
    let second = andy.get(&format!("{path}?q=rosa+808555&after={place}")).await;
    assert!(second.body.contains("Rosa No59") && !second.body.contains("Rosa No49<"));
    assert!(second.body.contains("rel=\"prev\""));

    let part = andy.with("HX-Request", "true").with("HX-Request-Type", "partial");
    let part = part.get(&format!("{path}?q=lim")).await;
    assert!(part.body.contains("Theo Lim") && !part.body.contains("<html"), "{}", part.body);
    let nobody = andy.get(&format!("{path}?q=nobody+of+this+name")).await;
    assert!(nobody.body.contains("Nobody fits “nobody of this name”"), "{}", nobody.body);
    assert!(nobody.body.contains("Show all contacts"));

    // A place belongs to one order, and no row's number stands in it.
    for other in ["sort=name", "sort=-created_on"] {
        let refused = andy.get(&format!("{path}?{other}&after={place}")).await;
        assert_eq!(refused.status, 422, "{other}");
        assert!(refused.body.contains("a list of another order"), "{}", refused.body);
    }
    let emptied = andy.get(&format!("{path}?q=lim&after={place}")).await;
    assert_eq!(emptied.status, 200);
    assert!(emptied.body.contains("Nobody is left on this page"), "{}", emptied.body);
    assert!(emptied.body.contains("To the first page") && emptied.body.contains("rel=\"prev\""));
    site.stop().await;
}

#[tokio::test]
async fn the_api_searches_too() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let theirs = home.workspace(&home.monalisa, "Open Houses").await.uid;
    for name in ["Rosa Ibarra", "Rosa Quispe", "Ambrose Lim"] {
        home.contact(&home.andy, loans, name).await;
        home.contact(&home.monalisa, theirs, name).await;
    }
    let andy = site.signed_in(&home.andy).await;
    let list = format!("/api/contacts?workspace={loans}&q=ros&limit=2");
    let first = andy.get(&list).await.json()["data"].clone();
    assert_eq!(first["total"], 3);
    assert_eq!(first["contacts"][0]["display_name"], "Rosa Ibarra");
    let cursor = first["next_cursor"].as_str().expect("a next page");
    let second = andy.get(&format!("{list}&cursor={cursor}")).await.json()["data"].clone();
    assert_eq!(second["contacts"].as_array().map(Vec::len), Some(1));
    assert_eq!(second["contacts"][0]["display_name"], "Ambrose Lim");
    let other = format!("/api/contacts?workspace={loans}&cursor={cursor}");
    let refused = andy.get(&other).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("another order"), "{}", refused.body);
    let long = format!("/api/contacts?workspace={loans}&q={}", "a".repeat(201));
    let refused = andy.get(&long).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.json()["error"]["fields"]["q"].is_string(), "{}", refused.body);
    site.stop().await;
}
