//! What is found, in which order, and by whom.
use pi_crm::{
    audit::Action,
    contacts::{self, Field, Filter, Query, Total},
    jobs::schedule::{Task, carry_out},
    workspaces,
};
use rusqlite::Connection;

use super::{draft, fill, list, names};
use crate::support::Household;

const PEOPLE: [[&str; 5]; 7] = [
    ["Rosa", "Ibarra", "rosa@old-oak.example", "(808) 555-0100", "Old Oak"],
    ["Ana", "Óng", "ana.ong@example.com", "+1 415 555 0123", "Rossi & Sons"],
    ["Ambrose", "Lim", "", "", ""],
    ["Zoë", "Rosales", "", "", ""],
    ["Mary", "O'Brien", "mary@example.com", "808.555.0199 x12", ""],
    ["", "", "", "", "Rosewood Realty"],
    ["Jo", "Ro", "", "", ""],
];

async fn household() -> (Household, workspaces::Workspace) {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await;
    fill(&home, loans.uid, PEOPLE.map(draft).into()).await;
    (home, loans)
}

#[tokio::test]
async fn everybody_is_found_by_any_part_the_best_first() {
    let (home, loans) = household().await;
    for (typed, expected) in [
        // A name that begins so, a word that begins so, any word; each by name.
        ("ros", &["Rosa Ibarra", "Zoë Rosales", "Rosewood Realty", "Ana Óng", "Ambrose Lim"][..]),
        ("ROSA", &["Rosa Ibarra", "Zoë Rosales"]),
        ("ong", &["Ana Óng"]),
        ("óng an", &["Ana Óng"]),
        ("o'br", &["Mary O'Brien"]),
        // Terms of one and two letters count too, alone and beside others.
        ("r", &["Rosa Ibarra", "Jo Ro", "Zoë Rosales", "Rosewood Realty", "Ana Óng"]),
        ("ro", &["Rosa Ibarra", "Jo Ro", "Zoë Rosales", "Rosewood Realty", "Ana Óng"]),
        ("ro jo", &["Jo Ro"]),
        ("rosa i", &["Rosa Ibarra"]),
        ("z rosa", &["Zoë Rosales"]),
        ("rosa x", &[]),
        // E-mail, company, and the number in any notation.
        ("old-oak.ex", &["Rosa Ibarra"]),
        ("example.com", &["Mary O'Brien", "Ana Óng"]),
        ("old oak", &["Rosa Ibarra"]),
        ("8085550100", &["Rosa Ibarra"]),
        ("808 555", &["Rosa Ibarra", "Mary O'Brien"]),
        ("+1 (808) 555-0100", &["Rosa Ibarra"]),
        ("415-555", &["Ana Óng"]),
        ("rosa 555-01", &["Rosa Ibarra"]),
        // Nothing to search for, and signs that mean something elsewhere.
        ("-", &[]),
        ("\" OR name : *", &[]),
        ("ros%", &[]),
    ] {
        let query = Query { filter: Filter::searching(typed), ..Query::at(0) };
        let found = list(&home, loans.uid, query).await.unwrap();
        assert_eq!(names(&found), expected, "{typed}");
        assert_eq!(found.total, Total::Exactly(expected.len() as i64), "{typed}");
        let andy = home.andy.clone();
        let across = home.db.read(move |conn| contacts::search(conn, &andy, typed, 50)).await;
        let across: Vec<_> = across.unwrap().iter().map(|it| it.display_name()).collect();
        assert_eq!(across, expected, "{typed} in the header");
    }
}

#[tokio::test]
async fn a_search_stays_in_its_workspace() {
    let (home, loans) = household().await;
    let family = home.workspace(&home.andy, "Family").await;
    fill(&home, family.uid, vec![draft(["Rosa", "Tante", "", "", ""])]).await;
    let here = Query { filter: Filter::searching("rosa"), ..Query::at(0) };
    assert_eq!(names(&list(&home, family.uid, here.clone()).await.unwrap()), ["Rosa Tante"]);
    assert_eq!(list(&home, loans.uid, here).await.unwrap().contacts.len(), 2);
    let andy = home.andy.clone();
    let across = home.db.read(move |conn| contacts::search(conn, &andy, "rosa", 2)).await.unwrap();
    let across: Vec<_> = across.iter().map(|it| it.display_name()).collect();
    assert_eq!(across, ["Rosa Ibarra", "Zoë Rosales"], "the best of both");
}

/// WS-4: the index has no term that two workspaces share, so one's size is nothing to another.
#[tokio::test]
async fn the_index_keeps_workspaces_apart() {
    let (home, loans) = household().await;
    let open = home.workspace(&home.monalisa, "Open Houses").await;
    home.contact(&home.monalisa, open.uid, "Rosa Ibarra").await;
    let hits = |expression: String| {
        home.db.read(move |conn| {
            let sql = "SELECT count(*) FROM contact_search WHERE contact_search MATCH ?1";
            Ok(conn.query_row(sql, [expression], |row| row.get::<_, i64>(0))?)
        })
    };
    assert_eq!(hits("\"rosa\"".into()).await.unwrap(), 0);
    assert_eq!(hits(format!("\"{}:rosa\"", loans.id.0)).await.unwrap(), 2);
    assert_eq!(hits(format!("\"{}:rosa\"", open.id.0)).await.unwrap(), 1);
}

#[tokio::test]
async fn the_index_follows_every_field() {
    let (home, loans) = household().await;
    let found = |typed: &str| {
        let query = Query { filter: Filter::searching(typed), ..Query::at(0) };
        let listing = list(&home, loans.uid, query);
        async { names(&listing.await.unwrap()) }
    };
    let query = Query { filter: Filter::searching("rosa ibarra"), ..Query::at(0) };
    let rosa = list(&home, loans.uid, query).await.unwrap().contacts[0].uid;
    for (field, value, new) in [
        (Field::FirstName, "Wilhelmina", "wilhel"),
        (Field::LastName, "Quispe", "quispe"),
        (Field::PrimaryEmail, "new@firm.example", "firm.example"),
        (Field::PrimaryPhone, "030 / 12 34 56", "030123456"),
        (Field::Company, "Bakery", "bake"),
    ] {
        home.write(&home.andy, Action::ContactEdited, move |tx| {
            let (scope, _) = contacts::open(tx, tx.actor, rosa)?;
            contacts::edit(tx, &scope, rosa, &[(field, value.into())])
        })
        .await
        .unwrap();
        assert_eq!(found(new).await.len(), 1, "{new}");
    }
    for old in ["rosa ib", "old-oak", "8085550100", "old oak"] {
        assert!(found(old).await.is_empty(), "{old}");
    }
    home.write(&home.andy, Action::ContactDeleted, move |tx| {
        let (scope, _) = contacts::open(tx, tx.actor, rosa)?;
        contacts::delete(tx, &scope, rosa)
    })
    .await
    .unwrap();
    assert!(found("quispe").await.is_empty());
}

/// What many changes leave behind is put together by a task; what few leave is let be.
#[tokio::test]
async fn the_index_is_put_together() {
    let (home, loans) = household().await;
    let parts = || async {
        let sql = "SELECT count(DISTINCT segid) FROM contact_search_idx";
        let count = |conn: &Connection| Ok(conn.query_row(sql, [], |row| row.get::<_, i64>(0))?);
        home.db.read(count).await.unwrap()
    };
    let add = |batch: i64, many: i64| {
        home.write(&home.andy, Action::DemoBuilt, move |tx| {
            let scope = workspaces::open(tx, tx.actor, loans.uid)?;
            for at in 0..many {
                let noise = (batch * many + at + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15_u64 as i64);
                let draft = contacts::Draft {
                    first_name: "Nobody".into(),
                    company: format!("{noise:x}{:x}{:x}", noise.rotate_left(7), noise ^ noise >> 9),
                    ..contacts::Draft::default()
                };
                contacts::insert(tx, &scope, &draft.check()?, tx.now)?;
            }
            Ok(())
        })
    };
    add(0, 1).await.unwrap();
    let few = parts().await;
    carry_out(&home.db, Task::SearchParts).await.unwrap();
    assert!(few > 1 && parts().await == few, "{few}");
    for batch in 1..6 {
        add(batch, 400).await.unwrap();
    }
    assert!(parts().await > 1);
    carry_out(&home.db, Task::SearchParts).await.unwrap();
    assert_eq!(parts().await, 1);
    let found = |typed| {
        let query = Query { filter: Filter::searching(typed), ..Query::at(0) };
        let listing = list(&home, loans.uid, query);
        async { listing.await.unwrap().contacts.len() }
    };
    assert_eq!(found("nobody").await, 50, "a page of them");
    assert_eq!(found("ibarra").await, 1);
}
