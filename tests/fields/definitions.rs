//! Definitions: whose they are, their names, deleting and bringing back, packs.
use pi_crm::{
    audit::{Action, Done},
    contacts::fields::{
        self, Definition, FieldDraft, FieldOwner, Kind,
        packs::{self, Applied, Pack},
    },
    error::{Error, Result},
    ids::Uid,
    workspaces::{self, Mine},
};

use super::{refusal, set, undone, value, values_of};
use crate::support::{Household, household::birthday};

async fn delete(home: &Household, field: Uid) -> Done<Definition> {
    home.write(&home.andy, Action::FieldDeleted, move |tx| {
        fields::delete(tx, &Mine::of(tx.actor)?, field)
    })
    .await
    .expect("deleted")
}

async fn apply(home: &Household, workspace: Uid, pack: Pack) -> Done<Applied> {
    home.write(&home.andy, Action::PackAdded, move |tx| {
        let scope = workspaces::open(tx, tx.actor, workspace)?;
        packs::apply(tx, FieldOwner::In(&scope), pack)
    })
    .await
    .expect("applied")
}

async fn labels(home: &Household, contact: Uid) -> Vec<String> {
    let values = values_of(home, &home.andy, contact).await;
    values.into_iter().map(|it| it.definition.label).collect()
}

fn text(label: &str) -> FieldDraft {
    FieldDraft::new(label, Kind::Text)
}

#[tokio::test]
async fn a_contact_sees_its_workspaces_fields_and_those_of_all() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let family = home.workspace(&home.andy, "Family").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    let theo = home.contact(&home.andy, family, "Theo Park").await.value.uid;
    home.field(&home.andy, None, birthday()).await;
    home.field(&home.andy, Some(loans), text("Loan officer")).await;
    assert_eq!(labels(&home, rosa).await, ["Loan officer", "Birthday"]);
    assert_eq!(labels(&home, theo).await, ["Birthday"]);
    let own = home.workspace(&home.monalisa, "Homes").await.uid;
    let mona = home.contact(&home.monalisa, own, "Mona Lee").await.value.uid;
    assert!(values_of(&home, &home.monalisa, mona).await.is_empty(), "Andy's are his alone");
}

#[tokio::test]
async fn no_contact_sees_one_name_twice() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let family = home.workspace(&home.andy, "Family").await.uid;
    home.field(&home.andy, Some(loans), birthday()).await;
    home.field(&home.andy, Some(family), birthday()).await;
    let again = refusal(home.try_field(&home.andy, Some(loans), birthday()).await);
    assert_eq!(again.0, "name");
    let (field, said) = refusal(home.try_field(&home.andy, None, birthday()).await);
    assert_eq!(field, "name");
    assert!(said.contains("The workspace") && said.contains("Birthday"), "{said}");
    home.field(&home.andy, None, text("Pets")).await;
    let (_, said) = refusal(home.try_field(&home.andy, Some(loans), text("Pets")).await);
    assert!(said.contains("All your workspaces"), "{said}");
    home.field(&home.monalisa, None, birthday()).await;
}

/// Undo goes past the verbs; the database itself keeps the names apart.
#[tokio::test]
async fn an_undo_cannot_bring_a_second_field_of_a_name_into_view() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let own = home.field(&home.andy, Some(loans), birthday()).await;
    let deleted = delete(&home, own.uid).await;
    home.field(&home.andy, None, birthday()).await;
    let before = home.everything().await;
    let refused = undone(&home, deleted.change).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    assert_eq!(home.everything().await, before);
}

#[tokio::test]
async fn a_deleted_field_keeps_its_values_and_comes_back_with_them() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    let field = home.field(&home.andy, Some(loans), birthday()).await;
    set(&home, rosa, "birthday", "1985-02-28").await.unwrap();
    delete(&home, field.uid).await;
    assert!(labels(&home, rosa).await.is_empty());
    let andy = home.andy.clone();
    let kept = home
        .db
        .read(move |conn| {
            fields::deleted(conn, FieldOwner::In(&workspaces::open(conn, &andy, loans)?))
        })
        .await
        .unwrap();
    assert_eq!((kept.len(), kept[0].1), (1, 1), "it says how many contacts have a value");

    let (field_of, said) = refusal(
        home.try_field(&home.andy, Some(loans), FieldDraft::new("Birthday", Kind::Number)).await,
    );
    assert_eq!(field_of, "type");
    assert!(said.contains("1 contact has") && said.contains("type Date"), "{said}");
    let again = home.field(&home.andy, Some(loans), birthday()).await;
    assert_eq!(again.uid, field.uid);
    assert_eq!(value(&home, rosa, "birthday").await.as_deref(), Some("1985-02-28"));
}

#[tokio::test]
async fn a_deleted_field_that_nobody_filled_in_may_come_back_as_another_type() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let field = home.field(&home.andy, Some(loans), birthday()).await;
    delete(&home, field.uid).await;
    let other = FieldDraft::new("Birthday", Kind::Number);
    assert_eq!(home.field(&home.andy, Some(loans), other).await.kind, Kind::Number);
}

#[tokio::test]
async fn a_pack_applied_twice_adds_nothing() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let first = apply(&home, loans, Pack::Mortgage).await.value;
    assert_eq!(first.added.len(), Pack::Mortgage.labels().len());
    let logged: Vec<&str> =
        first.added.iter().filter(|it| it.is_transaction).map(|it| &*it.name).collect();
    assert_eq!(logged, ["loan_file_link", "transaction_notes"], "CT-5");
    let before = home.everything().await;
    let second = apply(&home, loans, Pack::Mortgage).await;
    assert!(second.value.added.is_empty() && second.change.is_none(), "{second:?}");
    assert!(second.value.words().contains("already"), "{}", second.value.words());
    assert_eq!(home.everything().await, before);
    let other = apply(&home, loans, Pack::Realtor).await.value;
    assert!(other.there.contains(&"Transaction notes".to_owned()), "{:?}", other.there);
}

#[tokio::test]
async fn a_pack_brings_back_what_was_deleted_and_skips_what_is_taken() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let own = home.field(&home.andy, Some(loans), text("Birthday")).await;
    let all = apply(&home, loans, Pack::Personal).await.value;
    assert_eq!(all.refused.len(), 1, "{:?}", all.refused);
    assert_eq!(all.refused[0].0, "Birthday", "of another type");
    delete(&home, own.uid).await;
    let rest = apply(&home, loans, Pack::Personal).await.value;
    let added: Vec<&str> = rest.added.iter().map(|it| &*it.label).collect();
    assert_eq!(added, ["Birthday"]);
}

#[tokio::test]
async fn every_change_of_a_definition_is_undone_row_for_row() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    let mut states = vec![home.everything().await];
    let mut changes = Vec::new();
    let added = home.try_field(&home.andy, Some(loans), birthday()).await.unwrap();
    let field = added.value.uid;
    changes.push(added.change);
    states.push(home.everything().await);
    changes.push(set(&home, rosa, "birthday", "02-28").await.unwrap().change);
    states.push(home.everything().await);
    let renamed = home.write(&home.andy, Action::FieldChanged, move |tx| {
        let draft = FieldDraft { label: "Born on".into(), ..birthday() };
        fields::change(tx, &Mine::of(tx.actor)?, field, &draft)
    });
    changes.push(renamed.await.unwrap().change);
    states.push(home.everything().await);
    changes.push(delete(&home, field).await.change);
    states.push(home.everything().await);
    let revived = home.write(&home.andy, Action::FieldRevived, move |tx| {
        fields::revive(tx, &Mine::of(tx.actor)?, field)
    });
    changes.push(revived.await.unwrap().change);
    changes.push(apply(&home, loans, Pack::Realtor).await.change);
    states.insert(5, states[3].clone());
    for (change, before) in changes.into_iter().zip(states).rev() {
        undone(&home, change).await.unwrap();
        assert_eq!(home.everything().await, before);
    }
}

/// Rule 1: undoing "add the field" must not cascade away values that came later.
#[tokio::test]
async fn adding_a_field_is_not_undone_under_its_values() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    let added = home.try_field(&home.andy, Some(loans), birthday()).await.unwrap();
    set(&home, rosa, "birthday", "02-28").await.unwrap();
    let refused: Result<_> = undone(&home, added.change).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    assert!(value(&home, rosa, "birthday").await.is_some());
}

#[tokio::test]
async fn fields_are_put_in_order_and_back() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    for label in ["One", "Two", "Three"] {
        home.field(&home.andy, Some(loans), text(label)).await;
    }
    let three = values_of(&home, &home.andy, rosa).await[2].definition.uid;
    let moved = home
        .write(&home.andy, Action::FieldsOrdered, move |tx| {
            fields::shift(tx, &Mine::of(tx.actor)?, three, pi_crm::contacts::Step::Up)
        })
        .await
        .unwrap();
    assert_eq!(labels(&home, rosa).await, ["One", "Three", "Two"]);
    undone(&home, moved.change).await.unwrap();
    assert_eq!(labels(&home, rosa).await, ["One", "Two", "Three"]);
    let half = home
        .write(&home.andy, Action::FieldsOrdered, move |tx| {
            let scope = workspaces::open(tx, tx.actor, loans)?;
            fields::order(tx, FieldOwner::In(&scope), &[three])
        })
        .await;
    assert_eq!(refusal(half).0, "order");
}
