//! Words, a stage and a tag narrow the list together, page by page, with true totals.
use pi_crm::{
    contacts::{Filter, MOST_SORTED, Query, Total, filter::InStage},
    ids::Uid,
};

use super::{
    draft, fill, list,
    places::{between, searching, walked},
};
use crate::{
    lists::{Loans, loans},
    support::{Household, Site},
};

/// Of ninety, 65 are called Rosa, are Leads, and are Hot.
async fn ninety(home: &Household) -> Loans {
    let name = |at| format!("{} No{at:02}", if at < 75 { "Rosa" } else { "Theo" });
    let names: Vec<String> = (0..90).map(name).collect();
    let loans = loans(home, &names.iter().map(String::as_str).collect::<Vec<_>>()).await;
    loans.put(home, &loans.people[..70], &loans.leads).await;
    loans.put(home, &loans.people[70..72], &loans.closed).await;
    loans.tag(home, &loans.people[5..], &loans.hot).await;
    loans
}

#[tokio::test]
async fn words_a_stage_and_a_tag_narrow_the_list_together() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = ninety(home).await;
    let andy = site.signed_in(&home.andy).await;
    let (leads, hot) = (loans.leads.uid, loans.hot.uid);
    let list = format!("/w/{}/contacts", loans.workspace);
    let all = format!("{list}?q=rosa&sort=-created_on&stage={leads}&tag={hot}");

    let first = andy.get(&all).await.body;
    assert!(first.contains("65 of 90 contacts fit") && first.contains("50 of 65"), "{first}");
    assert!(first.contains("90 contacts"), "the head counts the whole workspace: {first}");
    assert!(first.contains("Rosa No05<") && !first.contains("Rosa No04<"), "{first}");
    // The form keeps the lists, and the links to lists keep the words and the order.
    let form = between(&first, "class=\"filters\"", "</form>");
    for (name, value) in [("sort", "-created_on"), ("stage", &*leads.to_string())] {
        assert!(form.contains(&format!("name=\"{name}\" value=\"{value}\"")), "{name}: {form}");
    }
    assert!(form.contains(&format!("name=\"tag\" value=\"{hot}\"")), "{form}");
    let closed =
        format!("?q=rosa&amp;tag={hot}&amp;stage={}&amp;sort=-created_on", loans.closed.uid);
    assert!(first.contains(&closed), "no {closed} in {first}");
    let untagged = format!("?q=rosa&amp;stage={leads}&amp;sort=-created_on\"");
    assert!(first.contains(&untagged), "no {untagged} in {first}");

    let place = between(&first, "&amp;after=", "\"");
    let second = andy.get(&format!("{all}&after={place}")).await.body;
    assert!(second.contains("15 of 65") && second.contains("Rosa No69<"), "{second}");
    assert!(!second.contains("Rosa No70<") && !second.contains("Theo"), "{second}");
    let back = between(&second, "&amp;before=", "\"");
    let back = andy.get(&format!("{all}&before={back}")).await.body;
    assert!(back.contains("Rosa No05<") && back.contains("Rosa No54<"), "{back}");

    // What comes as one types has the lists' links too, with the words typed by then.
    let part = andy.with("HX-Request", "true").with("HX-Request-Type", "partial");
    let part = part.get(&format!("{list}?q=no71&stage=&tag={hot}")).await.body;
    assert!(part.contains("1 of 90 contacts fits") && !part.contains("<html"), "{part}");
    assert!(part.contains(&format!("?q=no71&amp;tag={hot}&amp;stage={leads}")), "{part}");
    let nobody = andy.get(&format!("{list}?q=theo&stage={leads}")).await.body;
    assert!(nobody.contains("Nobody fits “theo”"), "{nobody}");
    assert!(nobody.contains(&format!("href=\"{list}?q=theo\"")), "{nobody}");
    site.stop().await;
}

#[tokio::test]
async fn the_api_narrows_by_all_of_them_too() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = ninety(home).await;
    let andy = site.signed_in(&home.andy).await;
    let (workspace, leads, hot) = (loans.workspace, loans.leads.uid, loans.hot.uid);
    let list = format!("/api/contacts?workspace={workspace}&q=rosa&limit=20");
    for (narrowed, total) in [
        (format!("&stage={leads}&tag={hot}"), 65),
        (format!("&stage={leads}"), 70),
        (format!("&tag={hot}"), 70),
        ("&stage=none".to_owned(), 3),
        (format!("&stage=none&tag={}", loans.vip.uid), 0),
    ] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = andy.get(&format!("{list}{narrowed}{cursor}")).await.json()["data"].clone();
            assert_eq!(page["total"], total, "{narrowed}: {page}");
            let people = page["contacts"].as_array().expect("contacts");
            seen.extend(people.iter().map(|it| it["id"].to_string()));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen.len(), total, "{narrowed}");
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), total, "{narrowed}: somebody came twice");
    }
    site.stop().await;
}

#[tokio::test]
async fn more_hits_than_are_sorted_stand_in_their_stage_too() {
    let home = Household::new().await;
    let loans = loans(&home, &[]).await;
    let (many, others) = (MOST_SORTED + 20, 30);
    let people = (0..many + others).map(|at| draft(["Rosa", &format!("No{at:03}"), "", "", ""]));
    fill(&home, loans.workspace, people.collect()).await;
    let everybody = everybody(&home, loans.workspace).await;
    for some in everybody[..many].chunks(400) {
        loans.put(&home, some, &loans.leads).await;
    }
    let filter = Filter::searching("rosa").in_stage(Some(InStage::Is(loans.leads.uid)));
    let query = Query { filter, most: 100, ..searching("") };
    let total = list(&home, loans.workspace, query.clone()).await.unwrap().total;
    assert_eq!(total, Total::Over(MOST_SORTED as i64));
    let mut found = walked(&home, loans.workspace, query).await;
    found.sort();
    found.dedup();
    assert_eq!(found.len(), many);
    assert_eq!(found.last().map(String::as_str), Some("Rosa No519"));
}

/// By name.
async fn everybody(home: &Household, workspace: Uid) -> Vec<Uid> {
    let mut found = Vec::new();
    let mut query = Query { most: 200, ..Query::at(0) };
    loop {
        let page = list(home, workspace, query.clone()).await.unwrap();
        found.extend(page.contacts.iter().map(|it| it.uid));
        let Some(next) = page.next else { return found };
        query.place = pi_crm::contacts::Place::After(next);
    }
}
