//! Merging two contacts into one (CT-15), and finding those who are there twice (CT-13, CT-14,
//! CT-16).
mod over_http;
mod property;
mod rules;

use pi_crm::{
    audit::{Action, Done, undo},
    contacts::{
        self, Contact, Field, duplicates, fields,
        merge::{self, Merged, Pick, Wanted},
    },
    error::Result,
    ids::Uid,
};

use crate::support::Household;

/// Merges the second into the first, as somebody who saw both as they are.
pub async fn merged(
    home: &Household,
    target: Uid,
    source: Uid,
    wanted: Wanted,
) -> Result<Done<Merged>> {
    home.write(&home.andy, Action::ContactsMerged, move |tx| {
        let (scope, _) = contacts::open(tx, tx.actor, target)?;
        let reader = fields::reader(tx, scope.owner())?;
        merge::merge(tx, &scope, (target, source), &wanted, &reader, None)
    })
    .await
}

pub async fn undone(home: &Household, change: Option<Uid>) -> Result<Option<Uid>> {
    let change = change.expect("recorded");
    undo::undo(&home.db, home.andy.clone(), change).await.map(|done| done.change)
}

pub async fn apart(home: &Household, one: Uid, other: Uid) -> Result<Done<Contact>> {
    home.write(&home.andy, Action::KeptSeparate, move |tx| {
        let (scope, _) = contacts::open(tx, tx.actor, one)?;
        duplicates::keep_separate(tx, &scope, one, other)
    })
    .await
}

pub async fn edited(home: &Household, contact: Uid, field: Field, value: &'static str) -> Uid {
    home.write(&home.andy, Action::ContactEdited, move |tx| {
        let (scope, _) = contacts::open(tx, tx.actor, contact)?;
        contacts::edit(tx, &scope, contact, &[(field, value.to_owned())])
    })
    .await
    .expect("edited")
    .change
    .expect("recorded")
}

pub async fn found(home: &Household, contact: Uid) -> Result<Contact> {
    let andy = home.andy.clone();
    home.db.read(move |conn| Ok(contacts::open(conn, &andy, contact)?.1)).await
}

pub fn pick(field: Field, pick: Pick) -> Wanted {
    Wanted { base: vec![(field, pick)], ..Wanted::default() }
}
