//! The keys by which addresses and numbers compare, kept by every verb.
use pi_crm::{
    audit::{Action, undo},
    contacts::{self, Field},
    ids::Uid,
    settings::{self, Owner, Setting},
};

use super::create;
use crate::support::Household;

type Keys = (Option<String>, Option<String>);

async fn keys(home: &Household, contact: Uid) -> Keys {
    home.db
        .read(move |conn| {
            let sql = "SELECT email_key, phone_key FROM base_contacts WHERE uid = ?1";
            Ok(conn.query_row(sql, [contact], |row| Ok((row.get(0)?, row.get(1)?)))?)
        })
        .await
        .unwrap()
}

fn of(email: &str, phone: &str) -> Keys {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    (some(email), some(phone))
}

async fn edit(home: &Household, contact: Uid, field: Field, value: &'static str) -> Option<Uid> {
    home.write(&home.andy, Action::ContactEdited, move |tx| {
        let (scope, _) = contacts::open(tx, tx.actor, contact)?;
        contacts::edit(tx, &scope, contact, &[(field, value.to_owned())])
    })
    .await
    .unwrap()
    .change
}

#[tokio::test]
async fn they_follow_what_is_typed_and_what_is_undone() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = create(&home, loans, "Rosa@Example.com", "(808) 555-0100").await;
    assert_eq!(keys(&home, rosa).await, of("rosa@example.com", "+18085550100"));
    let edited = edit(&home, rosa, Field::PrimaryPhone, "808.555.0199 x7").await;
    assert_eq!(keys(&home, rosa).await, of("rosa@example.com", "+18085550199"));
    edit(&home, rosa, Field::PrimaryEmail, "").await;
    assert_eq!(keys(&home, rosa).await, of("", "+18085550199"));
    undo::undo(&home.db, home.andy.clone(), edited.unwrap()).await.unwrap();
    assert_eq!(keys(&home, rosa).await, of("", "+18085550100"));
    edit(&home, rosa, Field::PrimaryPhone, "911").await;
    assert_eq!(keys(&home, rosa).await, of("", ""), "no exchange would dial that");
}

#[tokio::test]
async fn a_number_means_what_it_meant_where_it_was_typed() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = create(&home, loans, "", "808 555 0100").await;
    let andy = home.andy.user().unwrap();
    home.db
        .upkeep(move |conn| {
            settings::set(conn, Owner::User(andy), Setting::DefaultCountry, "DE", 0)
        })
        .await
        .unwrap();
    edit(&home, rosa, Field::LastName, "Ibarra").await;
    assert_eq!(keys(&home, rosa).await, of("", "+18085550100"));
    let theo = create(&home, loans, "", "030 901820").await;
    assert_eq!(keys(&home, theo).await, of("", "+4930901820"));
}
