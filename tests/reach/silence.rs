//! Do-not-contact (CT-11): overall or by channel, told in the log, undone.
use pi_crm::{
    audit::Action,
    contacts::{
        self, Edited,
        reach::{self, Channel, Silence},
    },
    ids::Uid,
    log,
};

use super::{create, reach_of, undone};
use crate::support::Household;

const OFF: Silence = Silence { all: false, mail: false, text: false };
const MAIL: Silence = Silence { all: false, mail: true, text: false };
const ALL: Silence = Silence { all: true, mail: false, text: false };

async fn set(
    home: &Household,
    contact: Uid,
    seen: Silence,
    wanted: Silence,
) -> (bool, Option<Uid>) {
    let done = home
        .write(&home.andy, Action::ContactSilenced, move |tx| {
            let (scope, _) = contacts::open(tx, tx.actor, contact)?;
            reach::set_silence_seen(tx, &scope, contact, seen, wanted)
        })
        .await
        .unwrap();
    (matches!(done.value, Edited::Saved(_)), done.change)
}

async fn may(home: &Household, contact: Uid) -> [bool; 2] {
    let andy = home.andy.clone();
    home.db
        .read(move |conn| {
            let (scope, contact) = contacts::open(conn, &andy, contact)?;
            let may = |channel| reach::may(conn, &scope, contact.id, channel);
            Ok([may(Channel::Mail)?, may(Channel::Text)?])
        })
        .await
        .unwrap()
}

async fn logged(home: &Household, contact: Uid) -> Vec<String> {
    let andy = home.andy.clone();
    home.db
        .read(move |conn| {
            let (scope, contact) = contacts::open(conn, &andy, contact)?;
            let page = log::page(conn, &scope, contact.id, None)?;
            Ok(page.entries.iter().map(|it| it.summary().to_owned()).collect())
        })
        .await
        .unwrap()
}

#[tokio::test]
async fn it_closes_a_channel_or_all_and_the_log_tells_of_it() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = create(&home, loans, "rosa@example.com", "").await;
    assert_eq!(may(&home, rosa).await, [true, true]);
    let (_, first) = set(&home, rosa, OFF, MAIL).await;
    assert_eq!(may(&home, rosa).await, [false, true]);
    set(&home, rosa, MAIL, ALL).await;
    assert_eq!(may(&home, rosa).await, [false, false]);
    let told = logged(&home, rosa).await;
    assert!(told[0].starts_with("Do-not-contact changed: No e-mail → Nothing at all on "));
    assert!(told[1].starts_with("Do-not-contact changed: Off → No e-mail on "), "{told:?}");
    set(&home, rosa, ALL, MAIL).await;
    undone(&home, first).await;
    assert_eq!(reach_of(&home, rosa).await.1.silence, OFF);
}

#[tokio::test]
async fn two_tabs_never_overwrite_each_other() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = create(&home, loans, "rosa@example.com", "").await;
    assert!(set(&home, rosa, OFF, ALL).await.0);
    assert_eq!(set(&home, rosa, OFF, MAIL).await, (false, None), "it was off when they looked");
    assert_eq!(set(&home, rosa, OFF, ALL).await, (true, None), "the same form sent twice");
    assert_eq!(reach_of(&home, rosa).await.1.silence, ALL);
}
