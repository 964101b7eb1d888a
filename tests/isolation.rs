//! Isolation (WS-4): what is somebody else's does not exist.
use pi_crm::{
    audit::Action,
    contacts::{self, Field, Query},
    error::Error,
    workspaces,
};

use crate::support::Household;

#[tokio::test]
async fn monalisa_cannot_see_andys_workspace_or_contact() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await;
    let rosa = home.contact(&home.andy, loans.uid, "Rosa Ibarra").await.value;
    let monalisa = home.monalisa.clone();
    home.db
        .read(move |conn| {
            assert!(matches!(
                workspaces::open(conn, &monalisa, loans.uid),
                Err(Error::NotFound("workspace"))
            ));
            assert!(matches!(
                contacts::open(conn, &monalisa, rosa.uid),
                Err(Error::NotFound("contact"))
            ));
            assert!(workspaces::list(conn, &monalisa)?.is_empty());
            assert!(contacts::search(conn, &monalisa, "rosa", 10)?.is_empty());
            assert!(contacts::search(conn, &monalisa, "ib", 10)?.is_empty());
            Ok(())
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn a_contact_is_out_of_reach_from_another_workspace_of_the_same_person() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await;
    let family = home.workspace(&home.andy, "Family & Friends").await;
    let rosa = home.contact(&home.andy, loans.uid, "Rosa Ibarra").await.value;
    let edited = home
        .write(&home.andy, Action::ContactEdited, move |tx| {
            let scope = workspaces::open(tx, tx.actor, family.uid)?;
            contacts::edit(tx, &scope, rosa.uid, &[(Field::FirstName, "X".into())])
        })
        .await;
    assert!(matches!(edited, Err(Error::NotFound("contact"))), "{edited:?}");
}

#[tokio::test]
async fn two_people_may_use_the_same_workspace_name_and_one_person_may_not() {
    let home = Household::new().await;
    home.workspace(&home.andy, "Family").await;
    home.workspace(&home.monalisa, "Family").await;
    let again = home
        .write(&home.andy, Action::WorkspaceCreated, |tx| workspaces::create(tx, "FAMILY", None))
        .await;
    assert!(matches!(again, Err(Error::Invalid(_))), "{again:?}");
}

#[tokio::test]
async fn a_deleted_workspace_is_out_of_reach_with_all_in_it() {
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await;
    let rosa = home.contact(&home.andy, loans.uid, "Rosa Ibarra").await.value;
    home.write(&home.andy, Action::WorkspaceDeleted, move |tx| {
        let scope = workspaces::open(tx, tx.actor, loans.uid)?;
        workspaces::delete(tx, &scope, "loan factory ")
    })
    .await
    .unwrap();
    let andy = home.andy.clone();
    home.db
        .read(move |conn| {
            assert!(contacts::open(conn, &andy, rosa.uid).is_err());
            assert!(contacts::search(conn, &andy, "rosa", 10)?.is_empty());
            Ok(())
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn the_list_pages_through_everybody_once_both_ways() {
    use pi_crm::contacts::{Place, Sort, Total};
    let home = Household::new().await;
    let loans = home.workspace(&home.andy, "Loan Factory").await;
    for at in 0..23 {
        home.contact(&home.andy, loans.uid, &format!("Person{at:02} Same")).await;
    }
    let andy = home.andy.clone();
    home.db
        .read(move |conn| {
            let scope = workspaces::open(conn, &andy, loans.uid)?;
            for sort in ["name", "-created_on", "last_name", "-last_contact", "company"] {
                let sort = Sort::from_code(sort).expect("an order");
                let mut seen = Vec::new();
                let mut pages = Vec::new();
                let mut place = Place::Start;
                loop {
                    let query = Query { sort: sort.clone(), place, most: 5, ..Query::at(0) };
                    let page = contacts::list(conn, &scope, &query)?;
                    assert_eq!(page.total, Total::Exactly(23));
                    let ids: Vec<i64> = page.contacts.iter().map(|it| it.id.0).collect();
                    seen.extend(ids.clone());
                    pages.push(ids);
                    let Some(next) = page.next else {
                        // And back: the page before the last one is the one we came from.
                        let back = Place::Before(page.previous.expect("a page before"));
                        let query =
                            Query { sort: sort.clone(), place: back, most: 5, ..Query::at(0) };
                        let before = contacts::list(conn, &scope, &query)?;
                        let ids: Vec<i64> = before.contacts.iter().map(|it| it.id.0).collect();
                        assert_eq!(ids, pages[pages.len() - 2]);
                        break;
                    };
                    place = Place::After(next);
                }
                assert_eq!(seen.len(), 23, "{sort:?}");
                seen.sort_unstable();
                seen.dedup();
                assert_eq!(seen.len(), 23, "{sort:?} showed somebody twice");
            }
            Ok(())
        })
        .await
        .unwrap();
}
