//! Values: defaults, required ones, links, what goes into the log, conflicts.
use pi_crm::{
    audit::{Action, read},
    contacts::{
        self,
        fields::{self, FieldDraft, Kind, values::Edited},
    },
    error::Result,
    ids::Uid,
    log,
    workspaces::{self, Mine},
};

use super::{refusal, save, set, undone, value, values_of};
use crate::support::{
    Household,
    household::{birthday, draft},
};

async fn create(
    home: &Household,
    workspace: Uid,
    custom: &[(&'static str, &'static str)],
) -> Result<Uid> {
    let custom: Vec<(String, String)> =
        custom.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    home.write(&home.andy, Action::ContactCreated, move |tx| {
        let scope = workspaces::open(tx, tx.actor, workspace)?;
        contacts::create_with(tx, &scope, &draft("Ana Cruz"), &custom, None)
    })
    .await
    .map(|done| done.value.uid)
}

#[tokio::test]
async fn a_new_contact_begins_with_the_defaults_and_needs_what_is_required() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let before = create(&home, loans, &[]).await.unwrap();
    let country = FieldDraft { default: "US".into(), ..FieldDraft::new("Country", Kind::Text) };
    home.field(&home.andy, Some(loans), country).await;
    let source = FieldDraft { is_required: true, ..FieldDraft::new("Source", Kind::Text) };
    home.field(&home.andy, Some(loans), source).await;

    assert_eq!(refusal(create(&home, loans, &[]).await).0, "custom-source");
    assert_eq!(refusal(create(&home, loans, &[("nothing", "x")]).await).0, "custom-nothing");
    let ana = create(&home, loans, &[("source", "A friend")]).await.unwrap();
    assert_eq!(value(&home, ana, "country").await.as_deref(), Some("US"));
    let emptied = create(&home, loans, &[("source", "x"), ("country", "")]).await.unwrap();
    assert_eq!(value(&home, emptied, "country").await, None, "the person emptied it");
    // Added later, a required field does not stand in the way of who was there before.
    set(&home, before, "country", "DE").await.unwrap();
    assert_eq!(value(&home, before, "country").await.as_deref(), Some("DE"));
    let (field, said) = refusal(set(&home, ana, "source", " ").await);
    assert_eq!(field, "custom-source");
    assert!(said.contains("required"), "{said}");
}

#[tokio::test]
async fn two_tabs_never_overwrite_each_other() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    let field = home.field(&home.andy, Some(loans), birthday()).await.uid;
    let seen = values_of(&home, &home.andy, rosa).await[0].etag();
    let first = save(&home, rosa, field, &seen, "1985-02-28").await.unwrap();
    assert!(matches!(first.value, Edited::Saved(_)));
    let second = save(&home, rosa, field, &seen, "1986-02-28").await.unwrap();
    assert!(matches!(second.value, Edited::Changed) && second.change.is_none());
    let twice = save(&home, rosa, field, &seen, "1985-02-28").await.unwrap();
    assert!(matches!(twice.value, Edited::Saved(_)), "the same form sent twice");
    assert_eq!(value(&home, rosa, "birthday").await.as_deref(), Some("1985-02-28"));
}

#[tokio::test]
async fn a_field_deleted_in_another_tab_is_said_and_nothing_is_saved() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    let field = home.field(&home.andy, Some(loans), birthday()).await.uid;
    let seen = values_of(&home, &home.andy, rosa).await[0].etag();
    home.write(&home.andy, Action::FieldDeleted, move |tx| {
        fields::delete(tx, &Mine::of(tx.actor)?, field)
    })
    .await
    .unwrap();
    let before = home.everything().await;
    let saved = save(&home, rosa, field, &seen, "1985-02-28").await.unwrap();
    assert!(matches!(saved.value, Edited::Gone) && saved.change.is_none());
    assert_eq!(home.everything().await, before);
    assert_eq!(refusal(set(&home, rosa, "birthday", "02-28").await).0, "custom-birthday");
}

#[tokio::test]
async fn a_choice_no_longer_offered_stays_until_it_is_changed() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    let options = |all: &[&str]| all.iter().map(|it| (*it).to_owned()).collect();
    let kinds = FieldDraft {
        options: options(&["Buyer", "Seller"]),
        ..FieldDraft::new("Client", Kind::Dropdown)
    };
    let field = home.field(&home.andy, Some(loans), kinds.clone()).await.uid;
    set(&home, rosa, "client", "Seller").await.unwrap();
    let fewer = FieldDraft { options: options(&["Buyer"]), ..kinds };
    home.write(&home.andy, Action::FieldChanged, move |tx| {
        fields::change(tx, &Mine::of(tx.actor)?, field, &fewer)
    })
    .await
    .unwrap();
    let shown = values_of(&home, &home.andy, rosa).await;
    assert_eq!((shown[0].value.as_deref(), shown[0].is_offered()), (Some("Seller"), false));
    set(&home, rosa, "client", "Seller").await.unwrap();
    set(&home, rosa, "client", "Buyer").await.unwrap();
    assert!(refusal(set(&home, rosa, "client", "Seller").await).1.contains("offered"));
}

#[tokio::test]
async fn a_link_leads_to_a_contact_of_the_same_workspace_alone() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let family = home.workspace(&home.andy, "Family").await.uid;
    let homes = home.workspace(&home.monalisa, "Homes").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    let theo = home.contact(&home.andy, loans, "Theo de la Cruz").await;
    let elsewhere = home.contact(&home.andy, family, "Uncle Bob").await.value.uid;
    let hers = home.contact(&home.monalisa, homes, "Mona Lee").await.value.uid;
    home.field(&home.andy, Some(loans), FieldDraft::new("Spouse", Kind::ContactLink)).await;

    for nobody in [elsewhere, hers, Uid::new()] {
        let (_, said) = refusal(set(&home, rosa, "spouse", &nobody.to_string()).await);
        assert!(said.contains("Nobody here"), "{said}");
    }
    assert!(refusal(set(&home, rosa, "spouse", &rosa.to_string()).await).1.contains("itself"));
    assert!(refusal(set(&home, rosa, "spouse", "Mona Lee").await).1.contains("Nobody here"));
    set(&home, rosa, "spouse", "theo de la cruz").await.unwrap();
    let linked = values_of(&home, &home.andy, rosa).await[0].linked.clone().unwrap();
    assert_eq!((linked.uid, &*linked.name), (theo.value.uid, "Theo de la Cruz"));

    let linked_state = home.everything().await;
    let deleted = home
        .write(&home.andy, Action::ContactDeleted, move |tx| {
            let (scope, _) = contacts::open(tx, tx.actor, linked.uid)?;
            contacts::delete(tx, &scope, linked.uid)
        })
        .await
        .unwrap();
    let gone = values_of(&home, &home.andy, rosa).await.remove(0);
    assert!(gone.value.is_some() && gone.linked.is_none());
    assert_eq!(gone.words(&pi_crm::when::Manner::default()), "A contact that was deleted");
    undone(&home, deleted.change).await.unwrap();
    assert_eq!(home.everything().await, linked_state, "the link is there again");
    home.contact(&home.andy, loans, "Theo de la Cruz").await;
    set(&home, rosa, "spouse", "").await.unwrap();
    assert!(refusal(set(&home, rosa, "spouse", "Theo de la Cruz").await).1.contains("Several"));
}

#[tokio::test]
async fn what_concerns_a_transaction_goes_into_the_log_and_out_again_by_undo() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value;
    let file = FieldDraft { is_transaction: true, ..FieldDraft::new("Loan file", Kind::Url) };
    home.field(&home.andy, Some(loans), file).await;
    home.field(&home.andy, Some(loans), FieldDraft::new("Pets", Kind::Text)).await;
    set(&home, rosa.uid, "pets", "two dogs").await.unwrap();
    set(&home, rosa.uid, "loan_file", "https://x.example/1").await.unwrap();
    let before = home.everything().await;
    let changed = set(&home, rosa.uid, "loan_file", "https://x.example/2").await.unwrap();
    let andy = home.andy.clone();
    let read_log = || {
        let andy = andy.clone();
        home.db.read(move |conn| {
            let (scope, contact) = contacts::open(conn, &andy, rosa.uid)?;
            log::page(conn, &scope, contact.id, None)
        })
    };
    let entries = read_log().await.unwrap().entries;
    assert_eq!(entries.len(), 2, "{entries:?}");
    let said = entries[0].summary();
    let wanted = "Loan file changed: https://x.example/1 → https://x.example/2 on ";
    assert!(said.starts_with(wanted), "{said}");
    undone(&home, changed.change).await.unwrap();
    assert_eq!(home.everything().await, before);
    assert_eq!(read_log().await.unwrap().entries.len(), 1);
}

#[tokio::test]
async fn the_audit_tells_a_value_as_its_type_reads() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    let theo = home.contact(&home.andy, loans, "Theo Park").await.value.uid;
    home.field(&home.andy, Some(loans), birthday()).await;
    home.field(&home.andy, Some(loans), FieldDraft::new("Spouse", Kind::ContactLink)).await;
    home.field(&home.andy, Some(loans), FieldDraft::new("VIP", Kind::YesNo)).await;
    let told = async |name: &str, value: &str| {
        let change = set(&home, rosa, name, value).await.unwrap().change.unwrap();
        let (db, andy) = (home.db.clone(), home.andy.user().unwrap());
        let found = home.db.read(move |conn| read::find(conn, andy, change, db.columns()));
        let differences = found.await.unwrap().differences;
        let said = format!("{differences:?}");
        (said.contains("Rosa"), said)
    };
    for (name, value, wanted) in [
        ("birthday", "02-02", "\"2 Feb\""),
        ("birthday", "1985-12-31", "\"31 Dec 1985\""),
        ("vip", "yes", "\"Yes\""),
        ("spouse", &theo.to_string(), "\"Theo Park\""),
    ] {
        let (_, said) = told(name, value).await;
        assert!(said.contains(wanted), "{name}: {said}");
    }
}
