//! Presets (WS-3): what they bring, edited or not, once, undone whole, and never twice.
use pi_crm::{
    audit::{self, Action, undo},
    contacts::{
        fields,
        lists::{self, Colour, ListKind},
    },
    ids::Uid,
    presets,
    settings::{self, MailProvider},
    workspaces,
};

use crate::support::{Household, Site, Visitor};

/// Everything a workspace of Andy's has: stages and tags with colours, and its fields' names.
struct Contents {
    stages: Vec<(String, Colour)>,
    tags: Vec<(String, Colour)>,
    fields: Vec<String>,
    rules: settings::WorkspaceRules,
}

async fn contents(home: &Household, workspace: Uid) -> Contents {
    let andy = home.andy.clone();
    home.db
        .read(move |conn| {
            let scope = workspaces::open(conn, &andy, workspace)?;
            let all = lists::all(conn, &scope)?;
            let of = |kind| {
                let own = all.iter().filter(|it| it.kind == kind);
                own.map(|it| (it.name.clone(), it.colour)).collect::<Vec<_>>()
            };
            Ok(Contents {
                stages: of(ListKind::Stage),
                tags: of(ListKind::Tag),
                fields: fields::seen(conn, &scope)?.into_iter().map(|it| it.name).collect(),
                rules: settings::workspace_rules(conn, scope.workspace())?,
            })
        })
        .await
        .expect("an own workspace")
}

fn names(lists: &[(String, Colour)]) -> Vec<&str> {
    lists.iter().map(|(name, _)| name.as_str()).collect()
}

/// The workspace that an answer leads to.
fn made(location: &str) -> Uid {
    let id = location.split('/').nth(2).expect("an id");
    id.parse().unwrap_or_else(|_| panic!("no workspace in {location}"))
}

/// How many lines the log has.
async fn lines(home: &Household) -> usize {
    let (owner, db) = (home.andy.user().expect("a person"), home.db.clone());
    let page = home
        .db
        .read(move |conn| audit::read::page(conn, owner, &Default::default(), db.columns()))
        .await;
    page.expect("the log").entries.len()
}

/// The form of the loan preset as it is offered, with these changes.
fn loans<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("form_id", "one-form"),
        ("preset", "loan-factory"),
        ("name", "Loan Factory"),
        ("stages", "Leads\r\nProspects\r\nApplications\r\nClosed\r\nLost"),
        ("tags", "First-time buyer\r\nVA loan"),
        ("packs", "mortgage"),
        ("seen_approval_required", "yes"),
        ("approval_required", "yes"),
        ("seen_texting", "no"),
        ("seen_mail_provider", "google"),
        ("mail_provider", "google"),
    ];
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields
}

async fn andy(site: &Site) -> Visitor {
    site.signed_in(&site.home.andy).await
}

#[tokio::test]
async fn a_preset_as_it_was_edited_is_one_change_and_one_undo() {
    let site = Site::new().await;
    let andy = andy(&site).await;
    let before = site.home.everything().await;
    let lines_before = lines(&site.home).await;
    let edited = [("stages", "Leads\r\nSigned\r\nClosed"), ("name", "Loans of Andy")];
    let answer = andy.post("/workspaces", &loans(&edited)).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let uid = made(answer.location());
    let it = contents(&site.home, uid).await;
    let stages = [("Leads", Colour::Blue), ("Signed", Colour::Violet), ("Closed", Colour::Green)];
    assert_eq!(it.stages, stages.map(|(name, colour)| (name.to_owned(), colour)));
    assert_eq!(names(&it.tags), ["First-time buyer", "VA loan"]);
    for name in ["transaction_notes", "loan_file_link"] {
        assert!(it.fields.iter().any(|field| field == name), "{name}: {:?}", it.fields);
    }
    assert!(it.rules.approval_required && !it.rules.texting);
    assert_eq!(it.rules.mail_provider, MailProvider::Google);
    let page = andy.get(answer.location()).await.body;
    let told = "Loans of Andy was added. From the preset “Loan Factory”: added 3 stages, 2 tags";
    assert!(page.contains(told), "{page}");
    assert_eq!(lines(&site.home).await, lines_before + 1);

    let (back, change) = answer.location().split_once("?done=").expect("an undo");
    let undone = andy.post(&format!("/changes/{change}/undo?back={back}"), &[]).await;
    assert!(undone.location().starts_with("/workspaces?done="), "{}", undone.location());
    assert_eq!(site.home.everything().await, before);
    site.stop().await;
}

#[tokio::test]
async fn the_same_form_twice_makes_one_workspace() {
    let site = Site::new().await;
    let andy = andy(&site).await;
    let first = andy.post("/workspaces", &loans(&[])).await;
    let everything = site.home.everything().await;
    let again = andy.post("/workspaces", &loans(&[])).await;
    assert_eq!(made(first.location()), made(again.location()));
    assert_eq!(site.home.everything().await, everything);

    let next = [("form_id", "another-form"), ("name", "loan factory")];
    let taken = andy.post("/workspaces", &loans(&next)).await;
    assert_eq!(taken.status, 422);
    for words in ["You already have a workspace named loan factory", "VA loan", "name-problem"] {
        assert!(taken.body.contains(words), "{words}: {}", taken.body);
    }
    assert_eq!(site.home.everything().await, everything, "nothing of it was made");
    site.stop().await;
}

#[tokio::test]
async fn what_is_wrong_in_a_preset_s_form_is_told_and_nothing_typed_is_lost() {
    let site = Site::new().await;
    let andy = andy(&site).await;
    let before = site.home.everything().await;
    let long = "x".repeat(61);
    for (field, value, message) in [
        ("name", "", "Fill this in"),
        ("stages", "Leads\nleads", "“leads” stands here twice"),
        ("tags", long.as_str(), "Shorten this to 60 characters"),
        ("mail_provider", "pigeon", "Choose one of the values offered"),
    ] {
        let fields = loans(&[("packs", "realtor"), (field, value)]);
        let refused = andy.post("/workspaces", &fields).await;
        assert_eq!(refused.status, 422, "{field}");
        for words in [message, &format!("id=\"{field}-problem\""), "Loan Factory"] {
            assert!(refused.body.contains(words), "{field}: {words}: {}", refused.body);
        }
        let ticked = r#"value="realtor" checked"#;
        assert!(refused.body.contains(ticked), "{field}: a tick is lost: {}", refused.body);
    }
    let gone = andy.post("/workspaces", &[("preset", "of-tomorrow"), ("name", "Kept")]).await;
    assert_eq!(gone.status, 422);
    assert!(gone.body.contains("not there any more") && gone.body.contains("value=\"Kept\""));
    assert_eq!(andy.get("/workspaces/new?preset=of-tomorrow").await.status, 404);
    assert_eq!(site.home.everything().await, before);
    site.stop().await;
}

#[tokio::test]
async fn a_blank_one_has_nothing_in_it_and_another_can_follow_at_once() {
    let site = Site::new().await;
    let andy = andy(&site).await;
    let blank = andy.post("/workspaces", &[("name", "Blank")]).await;
    let it = contents(&site.home, made(blank.location())).await;
    assert!(it.stages.is_empty() && it.tags.is_empty() && it.fields.is_empty());
    let another = andy.post("/workspaces", &loans(&[("next", "another")])).await;
    assert!(another.location().starts_with("/workspaces/new?done="), "{}", another.location());
    let page = andy.get(another.location()).await.body;
    assert!(page.contains("Loan Factory was added.") && page.contains(">Added<"), "{page}");
    assert_eq!(page.matches(">Added<").count(), 1);
    site.stop().await;
}

#[tokio::test]
async fn an_existing_workspace_takes_only_what_it_lacks() {
    let site = Site::new().await;
    let line = site.home.workspace(&site.home.andy, "Loans").await;
    for (kind, name) in [(ListKind::Stage, "LEADS"), (ListKind::Tag, "Mine")] {
        site.home
            .write(&site.home.andy, Action::ListCreated, move |tx| {
                let scope = workspaces::open(tx, tx.actor, line.uid)?;
                let draft = lists::ListDraft { kind, name: name.into(), colour: Colour::Pink };
                lists::create(tx, &scope, &draft)
            })
            .await
            .expect("a list");
    }
    let andy = andy(&site).await;
    let path = format!("/w/{}/presets", line.uid);
    assert!(andy.get(&path).await.body.contains(&format!("{path}?preset=loan-factory")));
    let page = andy.get(&format!("{path}?preset=loan-factory")).await.body;
    assert!(page.contains("Already there and left as they are: Leads."), "{page}");

    let before = site.home.everything().await;
    let added = andy.post(&path, &loans(&[])).await;
    assert_eq!(added.status, 303, "{}", added.body);
    let it = contents(&site.home, line.uid).await;
    assert_eq!(names(&it.stages), ["LEADS", "Prospects", "Applications", "Closed", "Lost"]);
    assert_eq!(names(&it.tags), ["Mine", "First-time buyer", "VA loan"]);
    assert!(!it.rules.approval_required, "its settings are its own");
    let told = andy.get(added.location()).await.body;
    let words = "Loan Factory: added 4 stages, 2 tags";
    assert!(told.contains(words) && told.contains("1 stage there already"), "{told}");

    let everything = site.home.everything().await;
    let again = andy.post(&path, &loans(&[("form_id", "two")])).await;
    assert_eq!(again.status, 303);
    assert_eq!(site.home.everything().await, everything, "nothing is doubled");

    let change = added.location().split_once("done=").expect("an undo").1.parse().expect("an id");
    undo::undo(&site.home.db, site.home.andy.clone(), change).await.expect("undone");
    assert_eq!(site.home.everything().await, before);
    site.stop().await;
}

#[tokio::test]
async fn what_finds_no_room_is_said_beside_its_box() {
    let site = Site::new().await;
    let line = site.home.workspace(&site.home.andy, "Loans").await;
    for at in 0..lists::MOST_STAGES {
        site.home.list(&site.home.andy, line.uid, ListKind::Stage, &format!("Stage {at}")).await;
    }
    let before = site.home.everything().await;
    let andy = andy(&site).await;
    let refused = andy.post(&format!("/w/{}/presets", line.uid), &loans(&[])).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains("stages-problem"), "{}", refused.body);
    assert_eq!(site.home.everything().await, before);
    site.stop().await;
}

#[tokio::test]
async fn every_preset_can_be_made_as_it_is() {
    let home = Household::new().await;
    for preset in &presets::ALL {
        let plan = preset.plan(preset.name);
        let made = home
            .write(&home.andy, Action::WorkspaceCreated, move |tx| presets::create(tx, &plan, None))
            .await
            .unwrap_or_else(|cause| panic!("{}: {cause}", preset.key));
        assert_eq!(made.value.name, preset.name);
        let it = contents(&home, made.value.uid).await;
        assert_eq!(it.stages.len(), preset.stages.len(), "{}", preset.key);
        assert_eq!(it.tags.len(), preset.tags.len(), "{}", preset.key);
        assert_eq!(it.fields.is_empty(), preset.packs.is_empty(), "{}", preset.key);
        let change = made.change.expect("an undo");
        undo::undo(&home.db, home.andy.clone(), change).await.expect("undone");
    }
    assert!(!home.everything().await.contains("workspaces "), "all undone");
}
