//! The rules of merging, one at a time.
use pi_crm::{
    audit::Action,
    contacts::{
        self, Field,
        fields::{FieldDraft, Kind, values as custom},
        merge::{self, Merged, Pick, Wanted},
    },
    error::Error,
    ids::Uid,
    log, workspaces,
};

use super::{edited, found, merged, pick, undone};
use crate::{
    lists::{loans, logged, standing},
    support::Household,
};

#[tokio::test]
async fn what_only_one_has_goes_over_and_one_line_tells_of_it() {
    let home = Household::new().await;
    let loans = loans(&home, &["Rosa Ibarra", "R Ibarra"]).await;
    let [rosa, twin] = loans.people[..] else { panic!("two people") };
    edited(&home, twin, Field::Company, "Ibarra Bakery").await;
    edited(&home, rosa, Field::PrimaryEmail, "rosa@example.com").await;
    loans.put(&home, &[twin], &loans.prospects).await;
    loans.tag(&home, &[twin], &loans.vip).await;
    loans.tag(&home, &[rosa, twin], &loans.hot).await;
    let done = merged(&home, rosa, twin, Wanted::default()).await.expect("merged");
    let Merged::Done(now) = done.value else { panic!("not merged") };
    assert_eq!(now.display_name(), "Rosa Ibarra");
    assert_eq!(now.get(Field::Company), Some("Ibarra Bakery"));
    assert_eq!(now.get(Field::PrimaryEmail), Some("rosa@example.com"));
    let (stage, tags) = standing(&home, rosa).await;
    assert_eq!((stage.as_deref(), tags), (Some("Prospects"), vec!["Hot".into(), "VIP".into()]));
    let log = logged(&home, rosa).await;
    let told: Vec<_> = log.iter().filter(|it| it.entry.content["of"] == "merge").collect();
    assert_eq!(told.len(), 1);
    assert!(told[0].summary().starts_with("Merged with R Ibarra on "), "{}", told[0].summary());
    assert_eq!(told[0].entry.content["not_kept"][0]["value"], "R");
    assert_eq!(log.len(), 5, "the log of both, and the merge");
    assert_eq!(loans.counts(&home).await[1..], ["Prospects 1", "Closed 0", "Hot 1", "VIP 1"]);
    let Err(Error::Merged(into)) = found(&home, twin).await else { panic!("still there") };
    assert_eq!(into, rosa);
    undone(&home, done.change).await.expect("undone");
    assert_eq!(found(&home, twin).await.expect("back").display_name(), "R Ibarra");
}

#[tokio::test]
async fn each_field_is_the_targets_the_sources_or_typed() {
    let home = Household::new().await;
    let loans = loans(&home, &["Rosa Ibarra", "Rosita Ybarra"]).await;
    let [rosa, twin] = loans.people[..] else { panic!("two people") };
    loans.put(&home, &[rosa], &loans.leads).await;
    loans.put(&home, &[twin], &loans.closed).await;
    let wanted = Wanted {
        base: vec![
            (Field::FirstName, Pick::Source),
            (Field::LastName, Pick::Typed("Ibárra".into())),
            (Field::Company, Pick::Source),
        ],
        stage: Some(Pick::Source),
        ..Wanted::default()
    };
    let done = merged(&home, rosa, twin, wanted).await.expect("merged");
    let Merged::Done(now) = done.value else { panic!("not merged") };
    assert_eq!(now.display_name(), "Rosita Ibárra");
    assert_eq!(standing(&home, rosa).await.0.as_deref(), Some("Closed"));
}

#[tokio::test]
async fn a_wrong_typed_value_saves_nothing_and_is_told_beside_its_field() {
    let home = Household::new().await;
    let loans = loans(&home, &["Rosa Ibarra", "R Ibarra"]).await;
    let [rosa, twin] = loans.people[..] else { panic!("two people") };
    home.field(&home.andy, Some(loans.workspace), FieldDraft::new("Born", Kind::Date)).await;
    let before = home.everything().await;
    let wanted = Wanted {
        custom: vec![("born".into(), Pick::Typed("some day".into()))],
        ..pick(Field::PrimaryEmail, Pick::Typed("nowhere".into()))
    };
    let Err(Error::Invalid(problems)) = merged(&home, rosa, twin, wanted).await else {
        panic!("not refused")
    };
    assert_eq!(problems.keys().collect::<Vec<_>>(), ["custom-born", "primary_email"]);
    assert_eq!(home.everything().await, before);
}

#[tokio::test]
async fn never_with_itself_never_twice_and_never_across() {
    let home = Household::new().await;
    let loans = loans(&home, &["Rosa Ibarra", "R Ibarra"]).await;
    let [rosa, twin] = loans.people[..] else { panic!("two people") };
    let family = home.workspace(&home.andy, "Family").await.uid;
    let aunt = home.contact(&home.andy, family, "Rosa Ibarra").await.value.uid;
    let theirs = home.workspace(&home.monalisa, "Homes").await.uid;
    let stranger = home.contact(&home.monalisa, theirs, "Rosa Ibarra").await.value.uid;
    let before = home.everything().await;
    let refused = |other| merged(&home, rosa, other, Wanted::default());
    assert!(matches!(refused(rosa).await, Err(Error::Invalid(_))));
    for unseen in [aunt, stranger, Uid::new()] {
        assert!(matches!(refused(unseen).await, Err(Error::NotFound("contact"))));
    }
    assert_eq!(home.everything().await, before);
    merged(&home, rosa, twin, Wanted::default()).await.expect("merged");
    let again = merged(&home, rosa, twin, Wanted::default()).await;
    assert!(matches!(again, Err(Error::Merged(into)) if into == rosa), "{again:?}");
}

#[tokio::test]
async fn who_was_changed_since_is_shown_again() {
    let home = Household::new().await;
    let loans = loans(&home, &["Rosa Ibarra", "R Ibarra"]).await;
    let [rosa, twin] = loans.people[..] else { panic!("two people") };
    let (andy, workspace) = (home.andy.clone(), loans.workspace);
    let seen = home
        .db
        .read(move |conn| {
            let scope = workspaces::open(conn, &andy, workspace)?;
            Ok(merge::compare(conn, &scope, rosa, twin)?.seen)
        })
        .await
        .expect("compared");
    edited(&home, twin, Field::Company, "Bakery").await;
    let before = home.everything().await;
    let wanted = Wanted { seen: Some(seen), ..Wanted::default() };
    let done = merged(&home, rosa, twin, wanted).await.expect("shown again");
    assert!(matches!(done.value, Merged::Changed) && done.change.is_none());
    assert_eq!(home.everything().await, before);
}

#[tokio::test]
async fn links_of_others_lead_on_and_a_link_between_the_two_ends() {
    let home = Household::new().await;
    let loans = loans(&home, &["Rosa Ibarra", "R Ibarra", "Ben Ibarra"]).await;
    let [rosa, twin, ben] = loans.people[..] else { panic!("three people") };
    let draft = FieldDraft::new("Spouse", Kind::ContactLink);
    home.field(&home.andy, Some(loans.workspace), draft).await;
    for (who, whom) in [(ben, twin), (rosa, twin), (twin, ben)] {
        home.write(&home.andy, Action::ContactEdited, move |tx| {
            let (scope, _) = contacts::open(tx, tx.actor, who)?;
            custom::edit(tx, &scope, who, &[("spouse".into(), whom.to_string())])
        })
        .await
        .expect("linked");
    }
    merged(&home, rosa, twin, Wanted::default()).await.expect("merged");
    let andy = home.andy.clone();
    let spouse = |who: Uid| {
        let andy = andy.clone();
        home.db.read(move |conn| {
            let (scope, contact) = contacts::open(conn, &andy, who)?;
            let field = custom::of(conn, &scope, contact.id)?.remove(0);
            Ok((field.value, field.linked.map(|it| it.uid)))
        })
    };
    assert_eq!(spouse(ben).await.unwrap(), (Some(rosa.to_string()), Some(rosa)));
    assert_eq!(spouse(rosa).await.unwrap(), (Some(ben.to_string()), Some(ben)));
}

#[tokio::test]
async fn the_same_press_twice_merges_once() {
    use pi_crm::{audit::RequestKey, contacts::fields};
    let home = Household::new().await;
    let loans = loans(&home, &["Rosa Ibarra", "R Ibarra"]).await;
    let [rosa, twin] = loans.people[..] else { panic!("two people") };
    let press = || {
        home.write(&home.andy, Action::ContactsMerged, move |tx| {
            let (scope, _) = contacts::open(tx, tx.actor, rosa)?;
            let reader = fields::reader(tx, scope.owner())?;
            let request = RequestKey::new("press-1", b"merge")?;
            let wanted = Wanted::default();
            merge::merge(tx, &scope, (rosa, twin), &wanted, &reader, Some(&request))
        })
    };
    press().await.expect("merged");
    let after = home.everything().await;
    let again = press().await.expect("answered as before");
    assert!(matches!(again.value, Merged::Done(contact) if contact.uid == rosa));
    assert_eq!(home.everything().await, after);
}

#[tokio::test]
async fn what_was_not_to_be_sent_to_one_is_not_sent() {
    let home = Household::new().await;
    let loans = loans(&home, &["Rosa Ibarra", "R Ibarra"]).await;
    let [rosa, twin] = loans.people[..] else { panic!("two people") };
    home.write(&home.andy, Action::ContactEdited, move |tx| {
        let (scope, contact) = contacts::open(tx, tx.actor, twin)?;
        let note = log::Entry::new(log::Kind::Note, serde_json::json!({ "summary": "x" }), tx.now);
        log::write(tx, &scope, contact.id, &note)?;
        contacts::edit(tx, &scope, twin, &[(Field::Company, "Bakery".into())])?;
        tx.execute(
            "UPDATE base_contacts
             SET do_not_mail = 1, last_contact_at = 500, created_on = 100
             WHERE id = ?1",
            [contact.id.0],
        )?;
        Ok(())
    })
    .await
    .expect("edited");
    merged(&home, rosa, twin, Wanted::default()).await.expect("merged");
    let row = home.db.read(move |conn| {
        let sql = "SELECT do_not_contact, do_not_mail, last_contact_at, created_on
                   FROM base_contacts WHERE uid = ?1";
        Ok(conn.query_row(sql, [rosa], |row| {
            Ok([row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?, row.get(3)?])
        })?)
    });
    assert_eq!(row.await.unwrap(), [0, 1, 500, 100]);
}

#[tokio::test]
async fn one_address_is_the_primary_one_and_the_others_are_kept_with_their_labels() {
    let home = Household::new().await;
    let loans = loans(&home, &["Rosa Ibarra", "R Ibarra"]).await;
    let [rosa, twin] = loans.people[..] else { panic!("two people") };
    edited(&home, rosa, Field::PrimaryEmail, "rosa@example.com").await;
    edited(&home, twin, Field::PrimaryEmail, "r@example.com").await;
    edited(&home, rosa, Field::PrimaryPhone, "(808) 555-0100").await;
    edited(&home, twin, Field::PrimaryPhone, "+1 808 555 0100").await;
    home.write(&home.andy, Action::ContactEdited, move |tx| {
        let (_, contact) = contacts::open(tx, tx.actor, rosa)?;
        let (_, other) = contacts::open(tx, tx.actor, twin)?;
        tx.execute("UPDATE base_contacts SET email_label = 'Home' WHERE id = ?1", [contact.id.0])?;
        tx.execute(
            "INSERT INTO contact_ways (uid, contact_id, kind, label, value, match_key, position)
             VALUES (?1, ?2, 'email', 'Work', 'Rosa@Work.example', 'rosa@work.example', 1),
                    (?3, ?4, 'email', NULL, 'rosa@work.example', 'rosa@work.example', 1)",
            (Uid::new(), contact.id, Uid::new(), other.id),
        )?;
        tx.about(pi_crm::audit::Subject::contact(contact.id, "Rosa"));
        Ok(())
    })
    .await
    .expect("dressed");
    let wanted = pick(Field::PrimaryEmail, Pick::Source);
    let done = merged(&home, rosa, twin, wanted).await.expect("merged");
    let Merged::Done(now) = done.value else { panic!("not merged") };
    assert_eq!(now.get(Field::PrimaryEmail), Some("r@example.com"));
    let ways = home.db.read(move |conn| {
        let mut statement = conn
            .prepare("SELECT concat_ws(' ', label, value) FROM contact_ways ORDER BY position")?;
        let found = statement.query_map([], |row| row.get::<_, String>(0))?;
        Ok(found.collect::<Result<Vec<_>, _>>()?)
    });
    assert_eq!(ways.await.unwrap(), ["Work Rosa@Work.example", "Home rosa@example.com"]);
}
