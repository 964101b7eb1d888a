//! Finding people by every e-mail, every phone in any notation, and what custom fields say (CT-8).
use pi_crm::{
    audit::Action,
    contacts::{
        self, Filter, Query,
        fields::{FieldDraft, Kind as Type, values},
        reach::{self, Kind},
    },
    ids::Uid,
    jobs::schedule::{Task, carry_out},
    settings::{self, Owner, Setting},
    workspaces,
};

use super::{add, create, promote, reach_of, undone};
use crate::support::Household;

async fn finds(home: &Household, workspace: Uid, typed: &'static str) -> usize {
    let andy = home.andy.clone();
    home.db
        .read(move |conn| {
            let scope = workspaces::open(conn, &andy, workspace)?;
            let query = Query { filter: Filter::searching(typed), ..Query::at(0) };
            let listed = contacts::list(conn, &scope, &query)?.contacts.len();
            assert_eq!(contacts::search(conn, &andy, typed, 10)?.len(), listed.min(10), "{typed}");
            Ok(listed)
        })
        .await
        .unwrap()
}

async fn check(home: &Household, workspace: Uid, cases: &[(&'static str, usize)]) {
    for (typed, hits) in cases {
        assert_eq!(finds(home, workspace, typed).await, *hits, "{typed}");
    }
}

#[tokio::test]
async fn by_a_further_phone_in_any_notation_and_a_further_address() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = create(&home, loans, "rosa@example.com", "(415) 555-0123").await;
    add(&home, rosa, "HI Mobile", "808.555.0100").await.unwrap();
    add(&home, rosa, "Work", "ibarra@lender.example").await.unwrap();
    let there = [
        ("808 555 0100", 1),
        ("(808) 555-0100", 1),
        ("+1 808 555 0100", 1),
        ("18085550100", 1),
        ("5550100", 1),
        ("lender", 1),
        ("IBARRA@lender", 1),
        ("415-555-0123", 1),
        ("rosa@example.com", 1),
    ];
    check(&home, loans, &there).await;
    let (_, reach) = reach_of(&home, rosa).await;
    let phone = reach.of_kind(Kind::Phone).next().unwrap().clone();
    promote(&home, rosa, phone.uid, &phone.etag()).await.unwrap();
    check(&home, loans, &there).await;

    let (_, reach) = reach_of(&home, rosa).await;
    let phone = reach.of_kind(Kind::Phone).next().unwrap().clone();
    let removed = home
        .write(&home.andy, Action::ContactEdited, move |tx| {
            let (scope, _) = contacts::open(tx, tx.actor, rosa)?;
            reach::remove_seen(tx, &scope, rosa, phone.uid, &phone.etag())
        })
        .await
        .unwrap();
    check(&home, loans, &[("415-555-0123", 0), ("808 555 0100", 1), ("lender", 1)]).await;
    undone(&home, removed.change).await;
    check(&home, loans, &there).await;
}

#[tokio::test]
async fn a_number_with_a_trunk_zero_is_found_from_abroad_and_the_other_way_round() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let andy = home.andy.user().unwrap();
    home.db
        .upkeep(move |conn| {
            settings::set(conn, Owner::User(andy), Setting::DefaultCountry, "DE", 0)
        })
        .await
        .unwrap();
    create(&home, loans, "a@example.com", "030 901820").await;
    create(&home, loans, "b@example.com", "+49 40 428280").await;
    check(
        &home,
        loans,
        &[
            ("030 901820", 1),
            ("+49 30 901820", 1),
            ("+49 (0)30 901820", 1),
            ("030901820", 1),
            ("040 428280", 1),
            ("+4940428280", 1),
        ],
    )
    .await;
}

#[tokio::test]
async fn by_what_custom_fields_say_in_words() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = create(&home, loans, "rosa@example.com", "").await;
    for (label, kind) in [
        ("Pets", Type::LongText),
        ("Fax", Type::Phone),
        ("Second mail", Type::Email),
        ("Loan amount", Type::Number),
    ] {
        home.field(&home.andy, Some(loans), FieldDraft::new(label, kind)).await;
    }
    let set = |name: &'static str, value: &'static str| {
        home.write(&home.andy, Action::ContactEdited, move |tx| {
            let (scope, _) = contacts::open(tx, tx.actor, rosa)?;
            values::edit(tx, &scope, rosa, &[(name.into(), value.into())]).map(drop)
        })
    };
    let pets = set("pets", "A parrot\nand a ferret").await.unwrap().change;
    set("fax", "(808) 555-0177").await.unwrap();
    set("second_mail", "rosa@mailbox.example").await.unwrap();
    set("loan_amount", "987654").await.unwrap();
    check(
        &home,
        loans,
        &[
            ("ferret", 1),
            ("and", 1),
            ("808 555 0177", 1),
            ("+1 808-555-0177", 1),
            ("mailbox", 1),
            ("987654", 0),
        ],
    )
    .await;
    undone(&home, pets).await;
    check(&home, loans, &[("ferret", 0), ("mailbox", 1)]).await;
}

#[tokio::test]
async fn the_index_is_up_to_date_after_every_change_and_nothing_is_left_to_do() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = create(&home, loans, "rosa@example.com", "").await;
    let added = add(&home, rosa, "Work", "rosa@work.example").await.unwrap();
    let deleted = home
        .write(&home.andy, Action::ContactDeleted, move |tx| {
            let (scope, _) = contacts::open(tx, tx.actor, rosa)?;
            contacts::delete(tx, &scope, rosa)
        })
        .await
        .unwrap();
    check(&home, loans, &[("rosa", 0), ("work.example", 0)]).await;
    undone(&home, deleted.change).await;
    check(&home, loans, &[("rosa", 1), ("work.example", 1)]).await;
    undone(&home, added.change).await;
    check(&home, loans, &[("rosa", 1), ("work.example", 0)]).await;
    let due: i64 = home
        .db
        .read(|conn| {
            Ok(conn.query_row("SELECT count(*) FROM contacts_to_index", [], |row| row.get(0))?)
        })
        .await
        .unwrap();
    assert_eq!(due, 0);
}

#[tokio::test]
async fn nobody_is_found_by_a_field_that_was_deleted_until_it_is_back() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    for many in [1, 1_001] {
        let label = format!("Boat {many}");
        let field = home.field(&home.andy, Some(loans), FieldDraft::new(&*label, Type::Text)).await;
        let (boat, name) = (field.clone(), if many == 1 { "Zephyrine" } else { "Quicksilver" });
        home.write(&home.andy, Action::DemoBuilt, move |tx| {
            let scope = workspaces::open(tx, tx.actor, loans)?;
            let reader = contacts::fields::reader(tx, scope.owner())?;
            for at in 0..many {
                let draft = contacts::Draft {
                    first_name: format!("{label} {at}"),
                    ..contacts::Draft::default()
                };
                let uid = contacts::insert(tx, &scope, &draft.check()?, tx.now)?;
                let id = contacts::find(tx, &scope, uid)?.id;
                values::fill(tx, &scope, id, &boat, name, &reader)?;
            }
            Ok(())
        })
        .await
        .expect("filled");
        let is_found = async |is_expected: bool, when: &str| {
            carry_out(&home.db, Task::SearchIndex).await.expect("caught up");
            let found = finds(&home, loans, name).await > 0;
            assert_eq!(found, is_expected, "{name} {when}");
        };
        is_found(true, "at first").await;
        let deleted = home
            .write(&home.andy, Action::FieldDeleted, move |tx| {
                contacts::fields::delete(tx, &workspaces::Mine::of(tx.actor)?, field.uid)
            })
            .await
            .expect("deleted");
        is_found(false, "deleted").await;
        undone(&home, deleted.change).await;
        is_found(true, "undone").await;
    }
}
