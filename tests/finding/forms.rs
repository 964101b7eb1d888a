//! The list's own pages: the form of conditions, chips, saved views, columns.
use super::places::between;
use crate::{
    lists::loans,
    support::{Site, Visitor, household::birthday},
};

async fn scene() -> (Site, Visitor, crate::lists::Loans) {
    let site = Site::new().await;
    let loans = loans(&site.home, &["Rosa Ibarra", "Theo Lim", "Ana Óng"]).await;
    loans.put(&site.home, &loans.people[..2], &loans.leads).await;
    loans.tag(&site.home, &loans.people[1..], &loans.hot).await;
    site.home.field(&site.home.andy, Some(loans.workspace), birthday()).await;
    let andy = site.signed_in(&site.home.andy).await;
    (site, andy, loans)
}

#[tokio::test]
async fn a_form_of_conditions_becomes_a_plain_address_with_chips() {
    let (site, andy, loans) = scene().await;
    let list = format!("/w/{}/contacts", loans.workspace);
    let form = andy.get(&format!("{list}/filter?q=a&sort=-company")).await.body;
    for control in ["name=\"stage\"", "name=\"tag.op\"", "last_contact.op", "custom-birthday.op"] {
        assert!(form.contains(control), "no {control} in {form}");
    }
    assert!(form.contains("name=\"q\" value=\"a\""), "the words go along: {form}");
    let sent = format!(
        "{list}?q=a&sort=-company&stage={}&tag.op=all&tag={}&last_contact.op=older\
         &last_contact.value=&created_on.op=after&created_on.value=&company.op=empty\
         &company.value=&custom-birthday.op=after&custom-birthday.value=",
        loans.leads.uid, loans.hot.uid
    );
    let sent = andy.get(&sent).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let plain = format!(
        "{list}?q=a&stage={}&tag.all={}&company.empty=yes&sort=-company",
        loans.leads.uid, loans.hot.uid
    );
    assert_eq!(sent.location(), plain);
    let page = andy.get(sent.location()).await.body;
    for chip in ["Stage is Leads", "Tags have Hot", "Company is empty"] {
        assert!(page.contains(chip), "no {chip} in {page}");
    }
    let without = format!("?q=a&amp;stage={}&amp;company.empty=yes", loans.leads.uid);
    assert!(page.contains(&without), "a chip can be taken off: {page}");
    // What the form asks for is in its controls again.
    let again = andy.get(&plain.replace("/contacts?", "/contacts/filter?")).await.body;
    let row = between(&again, "name=\"company.op\"", "</select>");
    assert!(row.contains("value=\"empty\" selected"), "{row}");
    let ticked = format!("value=\"{}\" checked", loans.hot.uid);
    assert!(again.contains(&ticked), "{again}");
    site.stop().await;
}

#[tokio::test]
async fn a_wrong_value_is_told_beside_its_control_and_stays_typed() {
    let (site, andy, loans) = scene().await;
    let list = format!("/w/{}/contacts", loans.workspace);
    let sent = "last_contact.op=older&last_contact.value=soon&company.op=contains\
                &company.value=acme&custom-birthday.op=before&custom-birthday.value=--02-29";
    let back = andy.get(&format!("{list}?{sent}")).await;
    assert_eq!(back.status, 422);
    assert!(back.body.contains("This needs a number of days"), "{}", back.body);
    assert!(back.body.contains("Before and after need a day with its year"), "{}", back.body);
    for typed in ["value=\"soon\"", "value=\"acme\"", "value=\"--02-29\""] {
        assert!(back.body.contains(typed), "{typed} is lost: {}", back.body);
    }
    site.stop().await;
}

#[tokio::test]
async fn an_address_that_is_not_understood_shows_nobody_and_says_why() {
    let (site, andy, loans) = scene().await;
    let list = format!("/w/{}/contacts", loans.workspace);
    let gone = pi_crm::ids::Uid::new();
    let cases = [
        ("colour=red", "nothing of this name"),
        ("stage=nowhere", "no such stage or tag"),
        (&*format!("tag={gone}"), "This tag was deleted"),
        ("custom-shoe.is=43", "This field was deleted"),
        ("custom-birthday.at-least=3", "cannot be asked"),
        ("last_contact.older=soon", "a number of days"),
        ("created_on.after=2026-02-30", "a day such as"),
        ("company.after=2026-01-01", "nothing of this name"),
        ("sort=custom-shoe", "was deleted"),
        ("sort=tags", "no such order"),
    ];
    for (query, said) in cases {
        let page = andy.get(&format!("{list}?{query}")).await;
        assert_eq!(page.status, 422, "{query}");
        assert!(page.body.contains(said), "{query}: {}", page.body);
        assert!(!page.body.contains("Rosa Ibarra"), "{query} shows everybody");
        let api = andy.get(&format!("/api/contacts?workspace={}&{query}", loans.workspace)).await;
        assert_eq!(api.status, 422, "{query}: {}", api.body);
    }
    site.stop().await;
}

#[tokio::test]
async fn a_view_is_saved_opened_changed_and_its_deletion_undone() {
    let (site, andy, loans) = scene().await;
    let workspace = loans.workspace;
    let query = format!("stage={}&sort=-created_on", loans.leads.uid);
    let form = andy.get(&format!("/w/{workspace}/views/new?{query}")).await.body;
    assert!(form.contains("name=\"query\""), "{form}");
    let fields = [("name", "Fresh leads"), ("query", query.as_str())];
    let saved = andy.post(&format!("/w/{workspace}/views"), &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let page = andy.get(saved.location()).await.body;
    assert!(page.contains("The view “Fresh leads” was saved."), "{page}");
    assert!(page.contains("2 of 3 contacts fit") && !page.contains("Update the view"), "{page}");
    let view = between(saved.location(), "view=", "&").to_owned();
    let twice = andy.post(&format!("/w/{workspace}/views"), &fields).await;
    assert_eq!(twice.status, 422);
    assert!(twice.body.contains("There is a view named Fresh leads already"), "{}", twice.body);

    // Another filter under the same view can be kept.
    let list = format!("/w/{workspace}/contacts");
    let other = format!("tag={}", loans.hot.uid);
    let page = andy.get(&format!("{list}?{other}&view={view}")).await.body;
    assert!(page.contains("Update the view"), "{page}");
    let kept = andy.post(&format!("/views/{view}/keep"), &[("query", &other)]).await;
    assert_eq!(kept.status, 303, "{}", kept.body);
    assert!(kept.location().contains(&other), "{}", kept.location());

    let renamed = andy.post(&format!("/views/{view}/rename"), &[("name", "Hot ones")]).await;
    assert!(andy.get(renamed.location()).await.body.contains("Hot ones"));
    let deleted = andy.post(&format!("/views/{view}/delete"), &[]).await;
    let page = andy.get(deleted.location()).await.body;
    assert!(page.contains("The view “Hot ones” was deleted."), "{page}");
    let change = between(deleted.location(), "done=", "&").to_owned();
    let undone = andy.post(&format!("/changes/{change}/undo"), &[]).await;
    assert_eq!(undone.status, 303, "{}", undone.body);
    assert!(andy.get(&list).await.body.contains("Hot ones"));
    site.stop().await;
}

#[tokio::test]
async fn columns_are_chosen_for_the_list_and_for_a_view_and_undone() {
    let (site, andy, loans) = scene().await;
    let workspace = loans.workspace;
    let list = format!("/w/{workspace}/contacts");
    let heads = |page: &str| between(page, "<thead>", "</thead>").to_owned();
    let before = heads(&andy.get(&list).await.body);
    assert!(before.contains("Company") && !before.contains("Birthday"), "{before}");
    let chosen = [("column", "custom-birthday"), ("column", "name")];
    let saved = andy.post(&format!("/w/{workspace}/columns"), &chosen).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let after = heads(&andy.get(&list).await.body);
    let (birthday, name) = (after.find("Birthday"), after.find("Name"));
    assert!(birthday.is_some() && birthday < name && !after.contains("Company"), "{after}");

    // A step without script saves what is ticked, moved.
    let step = [("column", "custom-birthday"), ("column", "name"), ("up", "name")];
    let moved = andy.post(&format!("/w/{workspace}/columns"), &step).await;
    assert!(moved.location().starts_with(&format!("/w/{workspace}/columns")));
    let after = heads(&andy.get(&list).await.body);
    assert!(after.find("Name") < after.find("Birthday"), "{after}");

    let none = andy.post(&format!("/w/{workspace}/columns"), &[]).await;
    assert_eq!(none.status, 422);
    assert!(none.body.contains("Choose at least one column"), "{}", none.body);
    let change = between(saved.location(), "done=", "&").to_owned();
    let refused = andy.post(&format!("/changes/{change}/undo"), &[]).await;
    assert_eq!(refused.status, 409, "the columns were moved since: {}", refused.body);
    site.stop().await;
}

#[tokio::test]
async fn the_api_saves_views_and_lists_by_them() {
    let (site, andy, loans) = scene().await;
    let body = serde_json::json!({
        "workspace": loans.workspace.to_string(),
        "name": "Hot",
        "query": format!("tag={}", loans.hot.uid),
        "columns": ["name", "custom-birthday"],
    });
    let made = andy.json("POST", "/api/views", Some(body)).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let view = made.json()["data"]["view"].clone();
    let path = format!("/api/views/{}", view["id"].as_str().expect("an id"));
    let query = view["query"].as_str().expect("a query");
    let listed =
        andy.get(&format!("/api/contacts?workspace={}&{query}", loans.workspace)).await.json();
    assert_eq!(listed["data"]["total"], 2, "{listed}");
    let by_view = |more: &str| {
        let uid = view["id"].as_str().expect("an id");
        format!("/api/contacts?workspace={}&view={uid}{more}", loans.workspace)
    };
    assert_eq!(andy.get(&by_view("")).await.json()["data"], listed["data"]);
    let narrower = andy.get(&by_view("&q=theo")).await.json();
    assert_eq!(narrower["data"]["total"], 1, "{narrower}");
    let instead = andy.get(&by_view("&tag=01986c1e-2f5a-7c43-9d0b-6a1f4be0c2d7")).await;
    assert_ne!(instead.json()["data"]["total"], 2, "the tag asked for goes before the view's");
    let monalisa = site.signed_in(&site.home.monalisa).await;
    assert_eq!(monalisa.get(&by_view("")).await.status, 404);
    let unknown = by_view("").replace(view["id"].as_str().expect("an id"), "nothing");
    assert_eq!(andy.get(&unknown).await.status, 404);
    let wrong = serde_json::json!({ "columns": ["shoe"] });
    assert_eq!(andy.json("PUT", &path, Some(wrong)).await.status, 422);
    let wrong = serde_json::json!({ "query": "colour=red" });
    assert_eq!(andy.json("PUT", &path, Some(wrong)).await.status, 422);
    let right = serde_json::json!({ "query": "q=rosa" });
    let changed = andy.json("PUT", &path, Some(right)).await.json();
    assert_eq!(changed["data"]["view"]["query"], "q=rosa", "{changed}");
    assert_eq!(changed["data"]["view"]["name"], "Hot", "{changed}");
    assert_eq!(andy.json("DELETE", &path, None).await.status, 200);
    let all = andy.get(&format!("/api/views?workspace={}", loans.workspace)).await.json();
    assert_eq!(all["data"]["views"], serde_json::json!([]));
    site.stop().await;
}
