//! Custom fields on pages and over the API.
use pi_crm::contacts::fields::{FieldDraft, Kind};
use serde_json::{Value, json};

use crate::support::{Answer, Site, household::birthday};

fn data(answer: &Answer) -> Value {
    let body = answer.json();
    assert_eq!(body["error"], Value::Null, "{} {}", answer.status, answer.body);
    body["data"].clone()
}

#[tokio::test]
async fn a_field_lives_its_life_on_pages_without_script() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    let andy = site.signed_in(&home.andy).await;
    let list = format!("/w/{loans}/fields");

    let wrong = andy.post(&list, &[("label", ""), ("type", "dropdown"), ("name", "Bad")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("label-problem") && wrong.body.contains("options-problem"));
    assert!(wrong.body.contains("value=\"Bad\""), "what was typed is lost");
    let made = andy.post(&list, &[("label", "Birthday"), ("type", "date")]).await;
    assert_eq!(made.status, 303, "{}", made.body);
    assert!(andy.get(made.location()).await.body.contains("Birthday was added"));

    let page = andy.get(&format!("/contacts/{rosa}")).await.body;
    assert!(page.contains("Add a field value") && page.contains("custom-birthday"), "{page}");
    let uid = page.split("/custom/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let edit = format!("/contacts/{rosa}/custom/{uid}/edit");
    let form = andy.get(&edit).await.body;
    let etag = form.split("name=\"etag\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let bad = andy.post(&edit, &[("custom-birthday", "soon"), ("etag", etag)]).await;
    assert_eq!(bad.status, 422);
    assert!(bad.body.contains("custom-birthday-problem") && bad.body.contains("value=\"soon\""));
    let typed =
        [("custom-birthday", "1985-02-28"), ("custom-birthday-yearless", "1"), ("etag", etag)];
    assert_eq!(andy.post(&edit, &typed).await.status, 303);
    assert!(andy.get(&format!("/contacts/{rosa}")).await.body.contains("Feb 28"));
    let late = andy.post(&edit, &[("custom-birthday", "1999-01-01"), ("etag", etag)]).await;
    assert_eq!(late.status, 409);
    assert!(late.body.contains("Feb 28") && late.body.contains("1999-01-01"), "{}", late.body);

    let ask = andy.get(&format!("/fields/{uid}/delete")).await.body;
    assert!(ask.contains("1 contact has a value in it"), "{ask}");
    assert_eq!(andy.post(&format!("/fields/{uid}/delete"), &[]).await.status, 303);
    let gone = andy.post(&edit, &[("custom-birthday", "1999-01-01"), ("etag", etag)]).await;
    assert_eq!(gone.status, 409);
    assert!(gone.body.contains("was deleted in the meantime"), "{}", gone.body);
    assert!(gone.body.contains("1999-01-01"), "what was typed is lost");
    assert!(andy.get(&list).await.body.contains("Bring back"));
    assert_eq!(andy.post(&format!("/fields/{uid}/revive"), &[]).await.status, 303);
    assert!(andy.get(&format!("/contacts/{rosa}")).await.body.contains("Feb 28"));
    site.stop().await;
}

#[tokio::test]
async fn a_pack_is_added_by_one_button_and_says_when_it_is_there() {
    let site = Site::new().await;
    let andy = site.signed_in(&site.home.andy).await;
    let first = andy.post("/fields/packs", &[("pack", "personal")]).await;
    assert_eq!(first.status, 303, "{}", first.body);
    let page = andy.get(first.location()).await.body;
    assert!(page.contains("Marital status") && page.contains("All of these are there"), "{page}");
    let second = andy.post("/fields/packs", &[("pack", "personal")]).await;
    assert_eq!(second.status, 409);
    assert!(second.body.contains("there already"), "{}", second.body);
    assert_eq!(andy.post("/fields/packs", &[("pack", "none")]).await.status, 404);
    site.stop().await;
}

#[tokio::test]
async fn the_new_contact_form_asks_for_what_is_required_and_keeps_what_was_typed() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let source = FieldDraft { is_required: true, ..FieldDraft::new("Source", Kind::Text) };
    home.field(&home.andy, Some(loans), source).await;
    home.field(&home.andy, Some(loans), birthday()).await;
    let andy = site.signed_in(&home.andy).await;
    let form = andy.get(&format!("/w/{loans}/contacts/new")).await.body;
    assert!(
        form.find("custom-source").unwrap() < form.find("<details class=\"fold\"").unwrap(),
        "{form}"
    );
    let typed = [("first_name", "Rosa"), ("custom-source", ""), ("custom-birthday", "1985-02-30")];
    let wrong = andy.post(&format!("/w/{loans}/contacts"), &typed).await;
    assert_eq!(wrong.status, 422);
    for part in ["custom-source-problem", "custom-birthday-problem", "1985-02-30", "Rosa"] {
        assert!(wrong.body.contains(part), "{part}: {}", wrong.body);
    }
    let typed = [("first_name", "Rosa"), ("custom-source", "A fair"), ("custom-birthday", "")];
    let made = andy.post(&format!("/w/{loans}/contacts"), &typed).await;
    assert_eq!(made.status, 303, "{}", made.body);
    assert!(andy.get(made.location()).await.body.contains("A fair"));
    site.stop().await;
}

#[tokio::test]
async fn whom_a_link_could_lead_to_is_found_by_a_part_of_the_name() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let family = home.workspace(&home.andy, "Family").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    home.contact(&home.andy, loans, "Rosalind Park").await;
    home.contact(&home.andy, family, "Rosamund Other").await;
    let spouse = FieldDraft::new("Spouse", Kind::ContactLink);
    let field = home.field(&home.andy, Some(loans), spouse).await.uid;
    let andy = site.signed_in(&home.andy).await;
    for part in ["ros", "pa"] {
        let path = format!("/contacts/{rosa}/custom/{field}/pick?custom-spouse={part}");
        let found = andy.get(&path).await.body;
        assert!(found.contains("Rosalind Park"), "{part}: {found}");
        assert!(!found.contains("Ibarra") && !found.contains("Rosamund"), "{part}: {found}");
    }
    // Without script a part of a name brings the list back with the form.
    let edit = format!("/contacts/{rosa}/custom/{field}/edit");
    let form = andy.get(&edit).await.body;
    let etag = form.split("name=\"etag\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let part = andy.post(&edit, &[("custom-spouse", "rosal"), ("etag", etag)]).await;
    assert_eq!(part.status, 422);
    let chosen = part.body.split("type=\"radio\"").nth(1).expect("a list to choose from");
    let uid = chosen.split("value=\"").nth(1).unwrap().split('"').next().unwrap();
    let typed = [("custom-spouse", "rosal"), ("custom-spouse-chosen", uid), ("etag", etag)];
    assert_eq!(andy.post(&edit, &typed).await.status, 303);
    assert!(andy.get(&format!("/contacts/{rosa}")).await.body.contains(">Rosalind Park</a>"));
    site.stop().await;
}

#[tokio::test]
async fn a_number_comes_back_from_its_form_and_from_programs_as_it_was() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    let andy = site.signed_in(&home.andy).await;
    let german = andy.post("/account/preferences", &[("locale", "de-DE")]).await;
    assert_eq!(german.status, 303, "{}", german.body);
    let list = format!("/w/{loans}/fields");
    let made = andy.post(&list, &[("label", "Rate"), ("type", "number")]).await;
    assert_eq!(made.status, 303, "{}", made.body);

    let path = format!("/api/contacts/{rosa}/custom");
    let values = json!({ "values": { "rate": 1.234 } });
    let saved = andy.json("PUT", &path, Some(values)).await;
    assert_eq!(data(&saved)["values"][0]["value"], json!(1.234), "{}", saved.body);
    let uid = data(&saved)["values"][0]["field"].as_str().unwrap().to_owned();
    let edit = format!("/contacts/{rosa}/custom/{uid}/edit");
    let form = andy.get(&edit).await.body;
    assert!(form.contains("value=\"1,234\""), "{form}");
    let etag = form.split("name=\"etag\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let typed = [("custom-rate", "1.250,5"), ("etag", etag)];
    assert_eq!(andy.post(&edit, &typed).await.status, 303);
    assert_eq!(andy.post(&edit, &typed).await.status, 303, "the same form sent twice");
    assert_eq!(data(&andy.get(&path).await)["values"][0]["value"], json!(1250.5));

    let definition = format!("/fields/{uid}");
    let form = andy.get(&definition).await.body;
    let etag = form.split("name=\"etag\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let renamed = [("label", "Interest"), ("etag", etag)];
    assert_eq!(andy.post(&definition, &renamed).await.status, 303);
    assert_eq!(andy.post(&definition, &renamed).await.status, 303, "the same form sent twice");
    let other = andy.post(&definition, &[("label", "Percent"), ("etag", etag)]).await;
    assert!(other.status == 422 && other.body.contains("changed in the meantime"));
    site.stop().await;
}

#[tokio::test]
async fn a_program_adds_fields_and_fills_them_in() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    let andy = site.signed_in(&home.andy).await;
    let new = json!({ "workspace": loans.to_string(), "label": "Loan amount", "type": "number" });
    let once = andy.with("Idempotency-Key", "one");
    let made = once.json("POST", "/api/custom-definitions", Some(new.clone())).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let again = once.json("POST", "/api/custom-definitions", Some(new)).await;
    assert_eq!(data(&again)["field"]["id"], data(&made)["field"]["id"]);
    let bad = json!({ "label": "X", "type": "file" });
    let bad = andy.json("POST", "/api/custom-definitions", Some(bad)).await;
    assert_eq!(bad.status, 422);
    assert!(bad.json()["error"]["fields"]["type"].is_string(), "{}", bad.body);
    for (label, kind) in [("VIP", "yes_no"), ("Extra", "json"), ("Phone two", "phone")] {
        let new = json!({ "label": label, "type": kind });
        assert_eq!(andy.json("POST", "/api/custom-definitions", Some(new)).await.status, 201);
    }

    let path = format!("/api/contacts/{rosa}/custom");
    let before = andy.get(&path).await;
    assert_eq!(data(&before)["values"].as_array().unwrap().len(), 4);
    let known = andy.with("If-None-Match", before.header("etag")).get(&path).await;
    assert_eq!(known.status, 304);
    let values = json!({ "values": {
        "loan_amount": 450_000.5, "vip": true, "extra": { "a": [1] }, "phone_two": "808 555 0100",
    } });
    let saved =
        andy.with("If-Match", before.header("etag")).json("PUT", &path, Some(values.clone())).await;
    assert_eq!(saved.status, 200, "{}", saved.body);
    let found = |name: &str| {
        let all = data(&saved)["values"].as_array().unwrap().clone();
        all.into_iter().find(|it| it["name"] == name).unwrap()["value"].clone()
    };
    assert_eq!(found("loan_amount"), json!(450_000.5));
    assert_eq!((found("vip"), found("extra")), (json!(true), json!({ "a": [1] })));
    let stale = andy.with("If-Match", before.header("etag")).json("PUT", &path, Some(values)).await;
    assert_eq!(stale.status, 412);
    let wrong = json!({ "values": { "loan_amount": "lots", "none": 1, "vip": null } });
    let wrong = andy.json("PUT", &path, Some(wrong)).await;
    assert_eq!(wrong.status, 422);
    let fields = wrong.json()["error"]["fields"].clone();
    assert!(fields["loan_amount"].is_string() && fields["none"].is_string(), "{fields}");
    let large = json!({ "values": { "extra": "x".repeat(70_000) } });
    let large = andy.json("PUT", &path, Some(large)).await;
    assert!(large.body.contains("64 KiB"), "{}", large.body);
    let id = data(&made)["field"]["id"].as_str().unwrap().to_owned();
    let gone = andy.json("DELETE", &format!("/api/custom-definitions/{id}"), None).await;
    assert_eq!(data(&gone)["values_kept"], json!(1));
    let undo = format!("/api/changes/{}/undo", data(&gone)["change"].as_str().unwrap());
    assert_eq!(andy.json("POST", &undo, None).await.status, 200);
    assert_eq!(data(&andy.get(&path).await)["values"].as_array().unwrap().len(), 4);
    site.stop().await;
}

#[tokio::test]
async fn a_program_adds_a_contact_with_its_custom_values() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Harbour Loans").await.uid;
    for draft in [
        FieldDraft { is_required: true, ..FieldDraft::new("Source", Kind::Text) },
        FieldDraft::new("Income", Kind::Number),
        FieldDraft::new("Birthday", Kind::Date),
    ] {
        home.field(&home.andy, Some(loans), draft).await;
    }
    let andy = site.signed_in(&home.andy).await;
    let before = home.everything().await;
    let add = async |custom: serde_json::Value| {
        let body = json!({ "workspace": loans, "first_name": "Iris", "custom": custom });
        andy.json("POST", "/api/contacts", Some(body)).await
    };
    for (custom, wrong) in [
        (json!({ "source": "Fair", "income": "much" }), "custom.income"),
        (json!({ "source": "Fair", "income": [1] }), "custom.income"),
        (json!({ "source": "Fair", "birthday": "soon" }), "custom.birthday"),
        (json!({ "source": "Fair", "height": 180 }), "custom.height"),
        (json!({ "income": 12 }), "custom.source"),
    ] {
        let refused = add(custom).await;
        assert_eq!(refused.status, 422, "{}", refused.body);
        let fields = &refused.json()["error"]["fields"];
        assert!(fields[wrong].is_string() && fields.as_object().unwrap().len() == 1, "{fields}");
    }
    assert_eq!(home.everything().await, before);
    let added = add(json!({ "source": "Fair", "income": 1234.5, "birthday": null })).await;
    assert_eq!(added.status, 201, "{}", added.body);
    let id = added.json()["data"]["contact"]["id"].as_str().unwrap().to_owned();
    let kept = andy.json("GET", &format!("/api/contacts/{id}/custom"), None).await.json();
    let values = kept["data"]["values"].as_array().unwrap();
    let value = |name: &str| &values.iter().find(|it| it["name"] == name).unwrap()["value"];
    assert_eq!((value("source"), value("birthday")), (&json!("Fair"), &json!(null)));
    assert_eq!(value("income"), &json!(1234.5));
    site.stop().await;
}
