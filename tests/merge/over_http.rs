//! Merging, the prompt before a second entry, the card, the list of pairs and the API, over the
//! real server.
use pi_crm::{
    accounts::api_keys::Permission,
    audit::Action,
    contacts::{
        Field,
        fields::{self, FieldDraft, Kind},
    },
    ids::Uid,
    workspaces::Mine,
};
use serde_json::json;

use super::{edited, found};
use crate::{
    api::{code, data, key},
    lists::{Loans, loans},
    support::{Household, Site, Visitor},
};

async fn twins(home: &Household) -> (Loans, Uid, Uid) {
    let loans = loans(home, &["Rosa Ibarra", "Rosita Ibarra"]).await;
    let [rosa, twin] = loans.people[..] else { panic!("two people") };
    edited(home, rosa, Field::PrimaryEmail, "rosa@example.com").await;
    edited(home, twin, Field::PrimaryEmail, "Rosa@Example.com").await;
    (loans, rosa, twin)
}

/// The value of a hidden field of a page.
fn hidden(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).expect("the field");
    rest.split('"').next().expect("a value").to_owned()
}

async fn new(andy: &Visitor, loans: &Loans, more: &[(&str, &str)]) -> crate::support::Answer {
    let mut fields = vec![("first_name", "Rosa M."), ("primary_email", "ROSA@example.com")];
    fields.extend(more);
    andy.post(&format!("/w/{}/contacts", loans.workspace), &fields).await
}

#[tokio::test]
async fn two_are_merged_on_a_page_and_the_old_address_leads_on() {
    let site = Site::new().await;
    let (_, rosa, twin) = twins(&site.home).await;
    let andy = site.signed_in(&site.home.andy).await;
    let card = andy.get(&format!("/contacts/{rosa}")).await.body;
    assert!(card.contains("May be the same as") && card.contains("Same e-mail"), "{card}");
    let whom = andy.get(&format!("/contacts/{rosa}/merge?q=rosita")).await.body;
    assert!(whom.contains(&format!("with={twin}")), "{whom}");
    let path = format!("/contacts/{rosa}/merge");
    let screen = andy.get(&format!("{path}?with={twin}")).await.body;
    let (seen, source) = (hidden(&screen, "seen"), twin.to_string());
    let lost = [
        ("source", &*source),
        ("seen", &seen),
        ("pick-first_name", "target"),
        ("typed-first_name", "Rosalia"),
    ];
    let refused = andy.post(&path, &lost).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains("Something else") && refused.body.contains("Rosalia"));
    edited(&site.home, twin, Field::Company, "Bakery").await;
    let fields = [("source", &*source), ("seen", &seen), ("pick-first_name", "source")];
    let stale = andy.post(&path, &fields).await;
    assert_eq!(stale.status, 409, "{}", stale.body);
    assert!(stale.body.contains("changed in the meantime") && stale.body.contains("Bakery"));
    let seen = hidden(&stale.body, "seen");
    let fields = [
        ("source", &*source),
        ("seen", &seen),
        ("pick-first_name", "source"),
        ("form_id", "one-press"),
    ];
    let done = andy.post(&path, &fields).await;
    assert_eq!(done.status, 303, "{}", done.body);
    let told = andy.get(done.location()).await.body;
    assert!(told.contains("are one contact now.") && told.contains("Undo"), "{told}");
    assert_eq!(andy.post(&path, &fields).await.status, 303, "the same press again");
    assert_eq!(found(&site.home, rosa).await.unwrap().display_name(), "Rosita Ibarra");
    let old = andy.get(&format!("/contacts/{twin}")).await;
    assert_eq!((old.status, old.location()), (303, &*format!("/contacts/{rosa}")));
    let monalisa = site.signed_in(&site.home.monalisa).await;
    assert_eq!(monalisa.get(&format!("/contacts/{twin}")).await.status, 404);
    site.stop().await;
}

#[tokio::test]
async fn a_pair_with_a_strangers_id_is_not_found() {
    let site = Site::new().await;
    let home = &site.home;
    let (_, rosa, twin) = twins(home).await;
    let theirs = home.workspace(&home.monalisa, "Homes").await.uid;
    let stranger = home.contact(&home.monalisa, theirs, "Rosa Ibarra").await.value.uid;
    let monalisa = site.signed_in(&home.monalisa).await;
    let before = home.everything().await;
    let (rosa, twin, stranger) = (rosa.to_string(), twin.to_string(), stranger.to_string());
    for (one, other) in [(&stranger, &rosa), (&rosa, &stranger), (&rosa, &twin)] {
        let page = format!("/contacts/{one}/merge");
        assert_eq!(monalisa.get(&format!("{page}?with={other}")).await.status, 404);
        assert_eq!(monalisa.post(&page, &[("source", other)]).await.status, 404);
        for verb in ["separate", "unseparate"] {
            let path = format!("/contacts/{one}/{verb}");
            assert_eq!(monalisa.post(&path, &[("other", other)]).await.status, 404, "{verb}");
        }
        let merge = json!({ "target": one, "source": other });
        let merge = monalisa.json("POST", "/api/contacts/merge", Some(merge)).await;
        assert_eq!((merge.status, code(&merge).as_str()), (404, "not_found"));
        let pair = json!({ "contact": one, "other": other });
        let pair = monalisa.json("POST", "/api/contacts/separate", Some(pair)).await;
        assert_eq!(pair.status, 404, "{}", pair.body);
    }
    assert_eq!(home.everything().await, before);
    site.stop().await;
}

#[tokio::test]
async fn a_second_entry_is_asked_about_and_nothing_typed_is_lost() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = loans(home, &["Rosa Ibarra"]).await;
    let rosa = loans.people[0];
    edited(home, rosa, Field::PrimaryEmail, "rosa@example.com").await;
    let andy = site.signed_in(&home.andy).await;
    let before = home.everything().await;
    let asked = new(&andy, &loans, &[("company", "Bakery")]).await;
    assert_eq!(asked.status, 409, "{}", asked.body);
    for kept in ["Is this Rosa Ibarra?", "Same e-mail", "Rosa M.", "Bakery", "Keep separate"] {
        assert!(asked.body.contains(kept), "{kept}: {}", asked.body);
    }
    let back = new(&andy, &loans, &[("company", "Bakery"), ("decision", "cancel")]).await;
    assert!(back.body.contains("Bakery") && back.body.contains("Add contact"), "{}", back.body);
    assert_eq!(home.everything().await, before, "nothing was saved yet");

    let (existing, seen) = (rosa.to_string(), hidden(&asked.body, "seen"));
    let merge = [
        ("company", "Bakery"),
        ("existing", &*existing),
        ("seen", &*seen),
        ("decision", "merge"),
        ("pick-first_name", "source"),
        ("form_id", "press"),
    ];
    let joined = new(&andy, &loans, &merge).await;
    assert_eq!(joined.status, 303, "{}", joined.body);
    assert!(joined.location().starts_with(&format!("/contacts/{rosa}")));
    let now = found(home, rosa).await.unwrap();
    assert_eq!(now.display_name(), "Rosa M. Ibarra");
    assert_eq!(now.get(Field::Company), Some("Bakery"));
    let change = joined.location().split("done=").nth(1).expect("a change").to_owned();
    let undone = andy.post(&format!("/changes/{change}/undo"), &[]).await;
    assert_eq!(undone.status, 303, "{}", undone.body);
    assert_eq!(home.everything().await, before);

    let separate = [("decision", "separate"), ("form_id", "twice")];
    let added = new(&andy, &loans, &separate).await;
    assert_eq!(added.status, 303, "{}", added.body);
    let again = new(&andy, &loans, &separate).await;
    assert_eq!(again.location().split('?').next(), added.location().split('?').next());
    let page = andy.get(added.location()).await.body;
    assert!(!page.contains("May be the same as"), "never asked about again: {page}");
    site.stop().await;
}

#[tokio::test]
async fn an_edit_that_makes_a_second_entry_is_asked_about() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = loans(home, &["Rosa Ibarra", "Ben Ibarra"]).await;
    let [rosa, ben] = loans.people[..] else { panic!("two people") };
    edited(home, rosa, Field::PrimaryPhone, "(808) 555-0100").await;
    let andy = site.signed_in(&home.andy).await;
    let path = format!("/contacts/{ben}/edit/primary_phone");
    let form = andy.get(&path).await.body;
    let etag = hidden(&form, "etag");
    let fields = [("primary_phone", "+1 808 555 0100"), ("etag", &*etag)];
    let asked = andy.post(&path, &fields).await;
    assert_eq!(asked.status, 409, "{}", asked.body);
    assert!(asked.body.contains("Save and keep separate") && asked.body.contains("+1 808 555"));
    let rosas = rosa.to_string();
    let shown = ("shown", &*rosas);
    let unsaid = [fields[0], fields[1], shown];
    assert_eq!(andy.post(&path, &unsaid).await.status, 409, "nothing was pressed");
    let anyway = [fields[0], fields[1], shown, ("choice", "anyway")];
    assert_eq!(andy.post(&path, &anyway).await.status, 303);
    let page = andy.get(&format!("/contacts/{ben}")).await.body;
    assert!(page.contains("May be the same as"), "asked about again later");
    edited(home, ben, Field::PrimaryPhone, "").await;
    let form = andy.get(&path).await.body;
    let etag = hidden(&form, "etag");
    let apart = [fields[0], ("etag", &*etag), shown, ("choice", "separate")];
    assert_eq!(andy.post(&path, &apart).await.status, 303);
    assert!(!andy.get(&format!("/contacts/{ben}")).await.body.contains("May be the same as"));
    site.stop().await;
}

#[tokio::test]
async fn likely_pairs_are_listed_dismissed_and_brought_back() {
    let site = Site::new().await;
    let home = &site.home;
    let (loans, rosa, twin) = twins(home).await;
    let andy = site.signed_in(&home.andy).await;
    let path = format!("/w/{}/duplicates", loans.workspace);
    let list = andy.get(&path).await.body;
    assert!(list.contains("1 pair that may be one person"), "{list}");
    let other = twin.to_string();
    let done = andy.post(&format!("/contacts/{rosa}/separate"), &[("other", &*other)]).await;
    assert_eq!(done.status, 303, "{}", done.body);
    assert!(andy.get(&path).await.body.contains("No duplicates found"));
    let apart = andy.get(&format!("{path}?show=separate")).await.body;
    assert!(apart.contains("Rosita Ibarra") && apart.contains("Suggest again"), "{apart}");
    let pair = [("other", &*other)];
    assert_eq!(andy.post(&format!("/contacts/{rosa}/unseparate"), &pair).await.status, 303);
    assert!(andy.get(&path).await.body.contains("1 pair"));
    site.stop().await;
}

#[tokio::test]
async fn programs_are_told_of_duplicates_and_merge_them() {
    let site = Site::new().await;
    let home = &site.home;
    let (loans, rosa, twin) = twins(home).await;
    let may = [Permission::ReadContacts, Permission::WriteContacts];
    let (program, _) = key(&site, &home.andy, &may).await;
    let workspace = loans.workspace.to_string();
    let fresh = json!({ "workspace": workspace, "primary_email": "rosa@EXAMPLE.com" });
    let refused = program.json("POST", "/api/contacts", Some(fresh.clone())).await;
    assert_eq!((refused.status, code(&refused).as_str()), (409, "duplicate"));
    let ids = [rosa.to_string(), twin.to_string()];
    assert_eq!(refused.json()["error"]["contacts"], json!(ids));
    let mut insisting = fresh;
    insisting["allow_duplicate"] = json!(true);
    let once = program.with("Idempotency-Key", "k1");
    let made = once.json("POST", "/api/contacts", Some(insisting.clone())).await;
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!(once.json("POST", "/api/contacts", Some(insisting)).await.status, 201);

    let pairs = program.get(&format!("/api/contacts/duplicates?workspace={workspace}")).await;
    assert_eq!(data(&pairs)["pairs"][0]["reasons"][0], "email", "{}", pairs.body);
    let merge = json!({
        "target": ids[0], "source": ids[1], "take": ["first_name"],
        "values": { "company": "Bakery" },
    });
    let merged = program.json("POST", "/api/contacts/merge", Some(merge)).await;
    assert_eq!(merged.status, 200, "{}", merged.body);
    let contact = &data(&merged)["contact"];
    assert_eq!((&contact["first_name"], &contact["company"]), (&json!("Rosita"), &json!("Bakery")));
    let gone = program.get(&format!("/api/contacts/{}", ids[1])).await;
    assert_eq!((gone.status, code(&gone).as_str()), (410, "merged"));
    assert_eq!(gone.json()["error"]["merged_into"], json!(ids[0]));
    let same = json!({ "target": ids[0], "source": ids[0] });
    let same = program.json("POST", "/api/contacts/merge", Some(same)).await;
    assert_eq!((same.status, code(&same).as_str()), (422, "invalid"));
    site.stop().await;
}

#[tokio::test]
async fn what_is_required_and_blank_does_not_stand_in_the_way_of_a_merge() {
    let site = Site::new().await;
    let home = &site.home;
    let (loans, rosa, _) = twins(home).await;
    let required = FieldDraft { is_required: true, ..FieldDraft::new("Source", Kind::Text) };
    home.field(&home.andy, Some(loans.workspace), required).await;
    let andy = site.signed_in(&home.andy).await;
    let asked = new(&andy, &loans, &[("custom-source", "")]).await;
    assert_eq!(asked.status, 409, "{}", asked.body);
    let (seen, rosas) = (hidden(&asked.body, "seen"), rosa.to_string());
    for press in ["separate", "merge"] {
        let more = [
            ("custom-source", ""),
            ("existing", &*rosas),
            ("seen", &*seen),
            ("decision", press),
            ("pick-first_name", "source"),
        ];
        let answered = new(&andy, &loans, &more).await;
        match press {
            "separate" => assert_eq!(answered.status, 422, "a new one needs it"),
            _ => assert_eq!(answered.status, 303, "{}", answered.body),
        }
    }
    assert_eq!(found(home, rosa).await.unwrap().first_name.as_deref(), Some("Rosa M."));
    site.stop().await;
}

#[tokio::test]
async fn a_field_that_is_deleted_while_two_are_compared_is_told_and_the_rest_merges() {
    let site = Site::new().await;
    let home = &site.home;
    let (loans, rosa, twin) = twins(home).await;
    let pet =
        home.field(&home.andy, Some(loans.workspace), FieldDraft::new("Pet", Kind::Text)).await;
    let andy = site.signed_in(&home.andy).await;
    for (contact, pet_name) in [(rosa, "Momo"), (twin, "Kiki")] {
        let path = format!("/api/contacts/{contact}/custom");
        let kept = andy.json("PUT", &path, Some(json!({ "values": { "pet": pet_name } }))).await;
        assert_eq!(kept.status, 200, "{}", kept.body);
    }
    let path = format!("/contacts/{rosa}/merge");
    let screen = andy.get(&format!("{path}?with={twin}")).await.body;
    assert!(screen.contains("Kiki"), "{screen}");
    home.write(&home.andy, Action::FieldDeleted, move |tx| {
        fields::delete(tx, &Mine::of(tx.actor)?, pet.uid)
    })
    .await
    .expect("deleted");
    let (seen, source) = (hidden(&screen, "seen"), twin.to_string());
    let fields = [("source", &*source), ("seen", &*seen), ("pick-custom-pet", "source")];
    let stale = andy.post(&path, &fields).await;
    assert_eq!(stale.status, 409, "{}", stale.body);
    assert!(stale.body.contains("changed in the meantime"), "{}", stale.body);
    assert!(!stale.body.contains("Kiki"), "{}", stale.body);
    let seen = hidden(&stale.body, "seen");
    let fields = [("source", &*source), ("seen", &*seen)];
    assert_eq!(andy.post(&path, &fields).await.status, 303);
    home.field(&home.andy, Some(loans.workspace), FieldDraft::new("Pet", Kind::Text)).await;
    let page = andy.get(&format!("/contacts/{rosa}")).await.body;
    assert!(page.contains("Momo"), "the value came back with its field: {page}");
    site.stop().await;
}

#[tokio::test]
async fn with_itself_another_one_is_asked_for_and_a_late_press_leads_to_the_one_there_is() {
    let site = Site::new().await;
    let (_, rosa, twin) = twins(&site.home).await;
    let andy = site.signed_in(&site.home.andy).await;
    let path = format!("/contacts/{rosa}/merge");
    let itself = rosa.to_string();
    let asked = andy.get(&format!("{path}?with={rosa}")).await;
    let pressed = andy.post(&path, &[("source", &*itself)]).await;
    for again in [asked, pressed] {
        assert_eq!(again.status, 422, "{}", again.body);
        assert!(again.body.contains("cannot be merged with itself"), "{}", again.body);
        assert!(again.body.contains(&format!("with={twin}")), "another one is offered");
    }
    let source = twin.to_string();
    assert_eq!(andy.post(&path, &[("source", &*source), ("form_id", "m1")]).await.status, 303);
    let late = andy.post(&path, &[("source", &*source), ("form_id", "m2")]).await;
    assert_eq!(late.status, 410, "{}", late.body);
    assert!(late.body.contains(&format!("href=\"/contacts/{rosa}\"")), "{}", late.body);
    site.stop().await;
}
