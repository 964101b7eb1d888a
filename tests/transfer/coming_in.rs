//! What an import does to a workspace: who comes in, who is known, and how all of it is taken back.
use pi_crm::{
    audit::undo,
    contacts,
    jobs::{
        Undos,
        worker::{Step, Work},
    },
    log::{self, Entry},
    transfer::import::{self, Policy, State},
};

use super::Desk;

const LEADS: &str = "First name,Last name,E-mail,Phone,Stage,Tags,Birthday\r\n\
    Rosa,Ibarra,rosa@example.com,(808) 555-0100,Leads,\"Hot; Buyer\",2/28/1985\r\n\
    Theo,Lind,theo@example.com,,Leads,,\r\n\
    Rosa,I.,ROSA@example.com,,Closed,Cold,\r\n";

#[tokio::test]
async fn a_file_comes_in_and_is_taken_back_as_one() {
    let desk = Desk::new().await;
    let before = desk.home.everything().await;
    let import = desk.bring_in("leads.csv", LEADS.as_bytes(), |_| {}).await;
    let counts = import.counts;
    assert_eq!((counts.added, counts.skipped, counts.wrong), (2, 1, 0));
    let people = desk.contacts().await;
    let names: Vec<String> = people.iter().map(|it| it.display_name()).collect();
    assert_eq!(names, ["Rosa Ibarra", "Theo Lind"]);
    let all = desk.home.everything().await;
    for word in ["Hot", "Buyer", "Leads", "1985-02-28", "Imported from “leads.csv”"] {
        assert!(all.contains(word), "{word}: {all}");
    }
    let undone = undo::undo(&desk.home.db, desk.home.andy.clone(), import.change).await.unwrap();
    assert!(undone.value.label.contains("leads.csv"), "{}", undone.value.label);
    assert_eq!(desk.home.everything().await, before);
}

#[tokio::test]
async fn a_dry_run_tells_and_changes_nothing() {
    let desk = Desk::new().await;
    let before = desk.home.everything().await;
    let file = format!("{LEADS}No,Body,not an address,,,,\r\nToo,Many,,,,,,,,x\r\n,,,,,,\r\n");
    let import = desk.upload("leads.csv", file.as_bytes()).await;
    desk.set_out(import, true, |_| {}).await;
    desk.work().await;
    let found = desk.find(import).await;
    let counts = found.counts;
    assert_eq!(found.state, State::Checked);
    assert_eq!((counts.done, counts.added, counts.skipped, counts.wrong), (5, 2, 1, 2));
    assert_eq!(desk.home.everything().await, before);
    let andy = desk.home.andy.clone();
    let wrong = desk.home.db.read(move |conn| {
        let (scope, found) = import::open(conn, &andy, import)?;
        import::wrong(conn, &scope, &found)
    });
    let said: Vec<(u32, String)> =
        wrong.await.unwrap().into_iter().map(|it| (it.line, it.said)).collect();
    assert_eq!(said[0].0, 5);
    assert!(said[0].1.starts_with("E-mail: This needs a full address"), "{said:?}");
    assert!(said[1].1.starts_with("This line has 10 values, but there are 7"), "{said:?}");
}

#[tokio::test]
async fn lines_come_in_without_what_is_wrong_where_that_is_wanted() {
    let desk = Desk::new().await;
    let file = "First name,E-mail\nRosa,not an address\n,also not\n";
    let import = desk.bring_in("x.csv", file.as_bytes(), |plan| plan.is_lenient = true).await;
    assert_eq!((import.counts.added, import.counts.wrong), (1, 1));
    assert_eq!(desk.contacts().await[0].primary_email, None);
}

#[tokio::test]
async fn who_is_here_is_updated_and_loses_nothing() {
    let desk = Desk::new().await;
    desk.bring_in("leads.csv", LEADS.as_bytes(), |_| {}).await;
    let before = desk.home.everything().await;
    let more = "First name,Last name,E-mail,Phone,Company,Tags\n\
        Rosa Maria,,rosa@example.com,+1 808 555 0199,Tide & Sand,VIP\n\
        Ada,Byron,ada@example.com,,,\n";
    let import =
        desk.bring_in("more.csv", more.as_bytes(), |plan| plan.policy = Policy::Update).await;
    assert_eq!((import.counts.added, import.counts.updated), (1, 1));
    let people = desk.contacts().await;
    let rosa = people.iter().find(|it| it.last_name.as_deref() == Some("Ibarra")).unwrap();
    assert_eq!(rosa.first_name.as_deref(), Some("Rosa Maria"));
    assert_eq!(rosa.company.as_deref(), Some("Tide & Sand"));
    assert_eq!(rosa.primary_phone.as_deref(), Some("(808) 555-0100"), "kept");
    assert!(desk.home.everything().await.contains("+1 808 555 0199"), "a further number");
    undo::undo(&desk.home.db, desk.home.andy.clone(), import.change).await.unwrap();
    assert_eq!(desk.home.everything().await, before);
}

#[tokio::test]
async fn an_import_goes_on_after_a_restart_and_doubles_nobody() {
    let desk = Desk::new().await;
    let lines: String = (0..2_000).map(|at| format!("Person{at:04},p{at}@example.com\n")).collect();
    let import = desk.upload("many.csv", format!("Name,E-mail\n{lines}").as_bytes()).await;
    desk.set_out(import, false, |plan| plan.policy = Policy::Create).await;
    let mut steps = 0;
    loop {
        // A worker that is new each time has everything from the database.
        let step = desk.importer().step().await.unwrap();
        if step == Step::Idle {
            break;
        }
        steps += 1;
    }
    assert!(steps > 3, "{steps} steps");
    let found = desk.find(import).await;
    assert_eq!((found.state, found.counts.added), (State::Done, 2_000));
    let andy = desk.home.andy.clone();
    let total = desk.home.db.read(move |conn| pi_crm::workspaces::list(conn, &andy)).await.unwrap();
    assert_eq!(total[0].contacts, 2_000);
    let before_undo = desk.home.everything().await;
    assert!(before_undo.contains("p1999@example.com"));
    undo::undo(&desk.home.db, desk.home.andy.clone(), found.change).await.unwrap();
    while Undos(desk.home.db.clone()).step().await.unwrap() == Step::More {}
    assert!(!desk.home.everything().await.contains("p1999@example.com"));
}

#[tokio::test]
async fn what_came_in_before_a_cancel_stays_and_can_be_taken_back() {
    let desk = Desk::new().await;
    let before = desk.home.everything().await;
    let lines: String = (0..2_000).map(|at| format!("P{at},p{at}@example.com\n")).collect();
    let import = desk.upload("many.csv", format!("Name,E-mail\n{lines}").as_bytes()).await;
    desk.set_out(import, false, |_| {}).await;
    let importer = desk.importer();
    importer.step().await.unwrap();
    desk.home
        .write(&desk.home.andy, pi_crm::audit::Action::ContactsImported, move |tx| {
            let (scope, found) = import::open(tx, tx.actor, import)?;
            import::cancel(tx, &scope, &found, tx.now)
        })
        .await
        .unwrap();
    while importer.step().await.unwrap() == Step::More {}
    let found = desk.find(import).await;
    assert_eq!(found.state, State::Cancelled);
    assert!((1..2_000).contains(&found.counts.added), "{:?}", found.counts);
    undo::undo(&desk.home.db, desk.home.andy.clone(), found.change).await.unwrap();
    assert_eq!(desk.home.everything().await, before);
}

async fn last_contact(desk: &Desk) -> Option<i64> {
    let last = desk.home.db.read(|conn| {
        Ok(conn.query_row("SELECT last_contact_at FROM base_contacts", [], |row| row.get(0))?)
    });
    last.await.unwrap()
}

async fn met(desk: &Desk, at: i64) {
    let rosa = desk.contacts().await[0].uid;
    desk.home
        .write(&desk.home.andy, pi_crm::audit::Action::EntryAdded, move |tx| {
            let (scope, rosa) = contacts::open(tx, tx.actor, rosa)?;
            let content = serde_json::json!({ "summary": "Coffee" });
            contacts::concerns(tx, &scope, &rosa);
            log::write(tx, &scope, rosa.id, &Entry::new(log::Kind::Meeting, content, at))
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn the_last_contact_of_a_file_is_kept_and_its_undo_leaves_what_is_known_by_then() {
    let noon = |day: &str| {
        let noon: jiff::Timestamp = format!("{day}T12:00:00Z").parse().unwrap();
        noon.as_second()
    };
    let (april, may, july, october) =
        (noon("2025-04-01"), noon("2025-05-01"), noon("2025-07-01"), noon("2025-10-01"));
    let desk = Desk::new().await;
    desk.bring_in("a.csv", b"Name,E-mail\nRosa,rosa@example.com\n", |_| {}).await;
    met(&desk, april).await;
    let file = b"Name,E-mail,Last contact\nRosa,rosa@example.com,2025-07-01T12:00:00Z\n";
    let import = desk.bring_in("b.csv", file, |plan| plan.policy = Policy::Update).await;
    assert_eq!(last_contact(&desk).await, Some(july));
    met(&desk, may).await;
    assert_eq!(last_contact(&desk).await, Some(july));
    undo::undo(&desk.home.db, desk.home.andy.clone(), import.change).await.unwrap();
    assert_eq!(last_contact(&desk).await, Some(may));
    let import = desk.bring_in("b.csv", file, |plan| plan.policy = Policy::Update).await;
    met(&desk, october).await;
    undo::undo(&desk.home.db, desk.home.andy.clone(), import.change).await.unwrap();
    assert_eq!(last_contact(&desk).await, Some(october));
}

#[tokio::test]
async fn do_not_contact_comes_along_and_is_never_lifted() {
    let desk = Desk::new().await;
    let file = "Name,E-mail,Do not contact\nRosa,rosa@example.com,yes\nTheo,t@example.com,mail\n";
    desk.bring_in("a.csv", file.as_bytes(), |_| {}).await;
    let again = "Name,E-mail,Do not contact\nRosa,rosa@example.com,\n";
    desk.bring_in("b.csv", again.as_bytes(), |plan| plan.policy = Policy::Update).await;
    let refused = desk.home.db.read(|conn| {
        let sql = "SELECT first_name, do_not_contact, do_not_mail FROM base_contacts ORDER BY id";
        let mut statement = conn.prepare(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<Result<Vec<(String, bool, bool)>, _>>()?)
    });
    assert_eq!(
        refused.await.unwrap(),
        [("Rosa".into(), true, false), ("Theo".into(), false, true)]
    );
}
