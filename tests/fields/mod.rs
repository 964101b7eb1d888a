//! Custom fields (CT-2 to CT-6): the rules of definitions and values, their undo, and both over
//! the real server.
mod definitions;
mod over_http;
mod values;

use pi_crm::{
    actor::Actor,
    audit::{Action, Done, undo},
    contacts::{
        self,
        fields::values::{self as custom, Edited, FieldValue},
    },
    error::{Error, Result},
    ids::Uid,
};

use crate::support::Household;

/// Sets a value by the field's name, as a program does.
async fn set(home: &Household, contact: Uid, name: &str, value: &str) -> Result<Done<()>> {
    let edits = vec![(name.to_owned(), value.to_owned())];
    home.write(&home.andy, Action::ContactEdited, move |tx| {
        let (scope, _) = contacts::open(tx, tx.actor, contact)?;
        custom::edit(tx, &scope, contact, &edits).map(drop)
    })
    .await
}

/// Saves a value as a page does, which last saw it with this etag.
async fn save(
    home: &Household,
    contact: Uid,
    field: Uid,
    seen: &str,
    value: &'static str,
) -> Result<Done<Edited>> {
    let seen = seen.to_owned();
    home.write(&home.andy, Action::ContactEdited, move |tx| {
        let (scope, _) = contacts::open(tx, tx.actor, contact)?;
        custom::edit_seen(tx, &scope, contact, field, &seen, value)
    })
    .await
}

async fn values_of(home: &Household, actor: &Actor, contact: Uid) -> Vec<FieldValue> {
    let actor = actor.clone();
    home.db
        .read(move |conn| {
            let (scope, contact) = contacts::open(conn, &actor, contact)?;
            custom::of(conn, &scope, contact.id)
        })
        .await
        .expect("the values can be read")
}

async fn value(home: &Household, contact: Uid, name: &str) -> Option<String> {
    let values = values_of(home, &home.andy, contact).await;
    values.into_iter().find(|it| it.definition.name == name).and_then(|it| it.value)
}

async fn undone(home: &Household, change: Option<Uid>) -> Result<Option<Uid>> {
    let change = change.expect("recorded");
    undo::undo(&home.db, home.andy.clone(), change).await.map(|done| done.change)
}

/// The one field that was refused, and what is said beside it.
fn refusal<T: std::fmt::Debug>(done: Result<T>) -> (String, String) {
    let Err(Error::Invalid(problems)) = done else { panic!("not refused: {done:?}") };
    let (field, said) = problems.into_iter().next().expect("a problem");
    (field.into_owned(), said)
}
