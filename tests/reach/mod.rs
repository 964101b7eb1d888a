//! How contacts are reached (CT-6, CT-7, CT-11): keys, further e-mails and phones, what is not to
//! be sent, and finding people by any of it.
mod found;
mod keys;
mod over_http;
mod silence;
mod ways;

use pi_crm::{
    audit::{Action, Done, undo},
    contacts::{
        self, Contact, Draft, Edited,
        reach::{self, Kind, Reach, WayDraft},
    },
    error::{Error, Result},
    ids::Uid,
    workspaces,
};

use crate::support::Household;

async fn create(home: &Household, workspace: Uid, email: &str, phone: &str) -> Uid {
    let draft = Draft {
        first_name: "Rosa".into(),
        primary_email: email.into(),
        primary_phone: phone.into(),
        ..Draft::default()
    };
    home.write(&home.andy, Action::ContactCreated, move |tx| {
        contacts::create(tx, &workspaces::open(tx, tx.actor, workspace)?, &draft, None)
    })
    .await
    .unwrap()
    .value
    .uid
}

fn way(label: &str, value: &str) -> WayDraft {
    WayDraft { kind: Kind::of_typed(value), label: label.into(), value: value.into() }
}

async fn add(home: &Household, contact: Uid, label: &str, value: &str) -> Result<Done<Contact>> {
    let draft = way(label, value);
    home.write(&home.andy, Action::ContactEdited, move |tx| {
        let (scope, _) = contacts::open(tx, tx.actor, contact)?;
        reach::add(tx, &scope, contact, &draft, None)
    })
    .await
}

async fn reach_of(home: &Household, contact: Uid) -> (Contact, Reach) {
    let andy = home.andy.clone();
    home.db
        .read(move |conn| {
            let (scope, contact) = contacts::open(conn, &andy, contact)?;
            let reach = reach::of(conn, &scope, contact.id)?;
            Ok((contact, reach))
        })
        .await
        .unwrap()
}

/// All of one kind, the primary one first: "rosa@example.com (Home)".
async fn told(home: &Household, contact: Uid, kind: Kind) -> Vec<String> {
    let (contact, reach) = reach_of(home, contact).await;
    let words = |value: &str, label: Option<&str>| match label {
        Some(label) => format!("{value} ({label})"),
        None => value.to_owned(),
    };
    let primary = contact.get(kind.field()).map(|value| words(value, reach.label(kind)));
    let ways = reach.of_kind(kind).map(|way| words(&way.value, way.label.as_deref()));
    primary.into_iter().chain(ways).collect()
}

async fn promote(home: &Household, contact: Uid, way: Uid, seen: &str) -> Result<Done<Edited>> {
    let seen = seen.to_owned();
    home.write(&home.andy, Action::ContactEdited, move |tx| {
        let (scope, _) = contacts::open(tx, tx.actor, contact)?;
        reach::promote_seen(tx, &scope, contact, way, &seen)
    })
    .await
}

async fn undone(home: &Household, change: Option<Uid>) -> Option<Uid> {
    let change = change.expect("recorded");
    undo::undo(&home.db, home.andy.clone(), change).await.unwrap().change
}

/// The one field that was refused, and what is said beside it.
fn refusal<T: std::fmt::Debug>(done: Result<T>) -> (String, String) {
    let Err(Error::Invalid(problems)) = done else { panic!("not refused: {done:?}") };
    let (field, said) = problems.into_iter().next().expect("a problem");
    (field.into_owned(), said)
}
