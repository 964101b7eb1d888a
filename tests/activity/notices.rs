//! What stands on top of a contact's page.
use pi_crm::{
    audit::Action,
    contacts::{
        self,
        fields::values,
        lists::{self, ListKind},
    },
};

use crate::support::{Site, household::birthday};

#[tokio::test]
async fn a_near_day_is_told_until_it_is_dismissed_or_another() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    home.field(&home.andy, Some(loans), birthday()).await;
    let today = jiff::Timestamp::from_second(home.now()).unwrap();
    let today = today.to_zoned(jiff::tz::TimeZone::UTC).date();
    let born = |days: i64| {
        let day = today.checked_add(jiff::ToSpan::days(days)).unwrap();
        day.strftime("--%m-%d").to_string()
    };
    let set = async |value: String| {
        home.write(&home.andy, Action::ContactEdited, move |tx| {
            let (scope, _) = contacts::open(tx, tx.actor, rosa)?;
            values::edit(tx, &scope, rosa, &[("birthday".into(), value)]).map(drop)
        })
        .await
        .unwrap();
    };
    set(born(40)).await;
    let andy = site.signed_in(&home.andy).await;
    let page = format!("/contacts/{rosa}");
    assert!(!andy.get(&page).await.body.contains("Birthday in"));
    set(born(4)).await;
    let shown = andy.get(&page).await;
    assert!(shown.body.contains("Birthday in 4 days"), "{}", shown.body);
    let fact = super::hidden(&shown, "fact");
    let dismiss = format!("{page}/notices/dismiss");
    assert_eq!(andy.post(&dismiss, &[("fact", "nonsense")]).await.status, 404);
    assert_eq!(andy.post(&dismiss, &[("fact", &fact)]).await.status, 303);
    let shown = andy.get(&page).await.body;
    assert!(!shown.contains("Birthday in") && shown.contains("Show 1 dismissed notice"), "{shown}");
    set(born(3)).await;
    assert!(andy.get(&page).await.body.contains("Birthday in 3 days"), "another day is news");
    set(born(4)).await;
    assert!(!andy.get(&page).await.body.contains("Birthday in"), "the same day is not");
    assert_eq!(andy.post(&format!("{page}/notices/show"), &[]).await.status, 303);
    assert!(andy.get(&page).await.body.contains("Birthday in 4 days"));
    site.stop().await;
}

#[tokio::test]
async fn standing_facts_are_always_told() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    let leads = home.list(&home.andy, loans, ListKind::Stage, "Leads").await.uid;
    let andy = site.signed_in(&home.andy).await;
    let page = format!("/contacts/{rosa}");
    assert!(andy.get(&page).await.body.contains("Never contacted"));
    home.write(&home.andy, Action::ContactMoved, move |tx| {
        let (scope, _) = contacts::open(tx, tx.actor, rosa)?;
        lists::move_seen(tx, &scope, rosa, None, Some(leads)).map(drop)
    })
    .await
    .unwrap();
    home.move_clock(3 * 24 * 3600);
    let shown = andy.get(&page).await.body;
    assert!(shown.contains("Leads, moved 3 days ago"), "{shown}");
    assert!(!shown.contains("notices/dismiss"), "standing facts cannot be dismissed");
    site.stop().await;
}
