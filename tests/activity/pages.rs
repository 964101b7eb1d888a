//! The log as a browser has it, with script and without.
use pi_crm::log::Tab;

use super::{call, hidden, note};
use crate::support::{Site, Visitor};

fn part(visitor: &Visitor) -> Visitor {
    visitor.with("HX-Request", "true").with("HX-Request-Type", "partial")
}

#[tokio::test]
async fn a_note_is_written_edited_and_deleted_without_script() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    let andy = site.signed_in(&home.andy).await;
    let page = format!("/contacts/{rosa}");
    let fields = [("kind", "note"), ("text", "Likes **tea**\n\n- green"), ("form_id", "once")];
    let saved = andy.post(&format!("{page}/log"), &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let told = andy.get(saved.location()).await;
    assert!(told.body.contains("Saved in the log of Rosa Ibarra."), "{}", told.body);
    assert!(told.body.contains("Likes tea"), "{}", told.body);
    // The same form twice writes once.
    assert_eq!(andy.post(&format!("{page}/log"), &fields).await.status, 303);
    let entries = home.tab(rosa, Tab::All).await.entries;
    assert_eq!(entries.len(), 1);

    let entry = format!("/log/{}", entries[0].uid);
    let whole = andy.get(&entry).await;
    assert!(whole.body.contains("<p>Likes <strong>tea</strong></p><ul><li>green</li></ul>"));
    let form = andy.get(&format!("{entry}/edit")).await;
    assert!(form.body.contains("Likes **tea**"), "{}", form.body);
    let etag = hidden(&form, "etag");
    let edit = |text: &'static str| {
        let (andy, entry, etag) = (andy.clone(), entry.clone(), etag.clone());
        async move {
            let fields = [("text", text), ("etag", &*etag)];
            andy.post(&format!("{entry}/edit"), &fields).await
        }
    };
    let empty = edit("  ").await;
    assert_eq!(empty.status, 422);
    assert!(empty.body.contains("Write something first"), "{}", empty.body);
    assert_eq!(edit("Likes coffee").await.status, 303);
    let stale = edit("Likes *water*").await;
    assert_eq!(stale.status, 409, "{}", stale.body);
    assert!(stale.body.contains("<p>Likes coffee</p>"), "theirs is shown: {}", stale.body);
    assert!(stale.body.contains("Likes *water*"), "mine is kept: {}", stale.body);
    let versions = andy.get(&format!("{entry}/versions")).await;
    assert!(versions.body.contains("<strong>tea</strong>"), "{}", versions.body);

    let pinned = andy.post(&format!("{entry}/pin"), &[("pinned", "1")]).await;
    assert_eq!(pinned.status, 303);
    assert!(andy.get(&page).await.body.contains("aria-label=\"Pinned\""));
    let deleted = andy.post(&format!("{entry}/delete"), &[]).await;
    let told = andy.get(deleted.location()).await;
    assert!(told.body.contains("Deleted from the log of Rosa Ibarra."), "{}", told.body);
    assert_eq!(andy.get(&entry).await.status, 404);
    site.stop().await;
}

#[tokio::test]
async fn nothing_that_is_written_runs_wherever_it_is_shown() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    let andy = site.signed_in(&home.andy).await;
    let attack = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>\
                  \"><svg onload=alert(1)>";
    let fields = [("kind", "meeting"), ("text", attack), ("place", attack)];
    let saved = andy.post(&format!("/contacts/{rosa}/log"), &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    // As if something else had put it into the database.
    home.db
        .write(home.andy.clone(), pi_crm::audit::Action::EntryEdited, move |tx| {
            tx.execute(
                "UPDATE communication_logs
                 SET content = json_set(content, '$.html', '<p onclick=x>a<script>alert(2)')",
                [],
            )?;
            let (scope, contact) = pi_crm::contacts::open(tx, tx.actor, rosa)?;
            pi_crm::contacts::concerns(tx, &scope, &contact);
            Ok(())
        })
        .await
        .unwrap();
    let entry = home.tab(rosa, Tab::All).await.entries[0].uid;
    for path in [
        format!("/contacts/{rosa}"),
        format!("/contacts/{rosa}/log"),
        format!("/log/{entry}"),
        format!("/log/{entry}/edit"),
        format!("/log/{entry}/versions"),
        format!("/audit?contact={rosa}"),
    ] {
        let shown = andy.get(&path).await;
        assert_eq!(shown.status, 200, "{path}");
        for danger in
            ["<script>alert", "<img src=x", "<svg onload", "onclick=", "href=\"javascript"]
        {
            assert!(!shown.body.contains(danger), "{path} has {danger}: {}", shown.body);
        }
    }
    site.stop().await;
}

#[tokio::test]
async fn the_tab_is_in_the_address_and_a_part_brings_the_list_alone() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    home.writes(rosa, &note("A quiet note")).await;
    let now = home.now();
    for at in 0..30 {
        home.writes(rosa, &call("no_answer", now - at * 60)).await;
    }
    let andy = site.signed_in(&home.andy).await;
    let page = andy.get(&format!("/contacts/{rosa}?tab=notes")).await.body;
    assert!(page.contains("A quiet note") && page.contains("Phone calls"), "{page}");
    assert!(page.contains("<span class=\"count\">31</span>"), "{page}");
    let calls = part(&andy).get(&format!("/contacts/{rosa}/log?tab=calls")).await.body;
    assert!(!calls.contains("A quiet note") && !calls.contains("<html"), "{calls}");
    assert_eq!(calls.matches("activity-entry").count(), 20);
    let (_, rest) = calls.split_once("tab=calls&amp;before=").expect("older ones");
    let place = rest.split('"').next().unwrap();
    let older = format!("/contacts/{rosa}/log?tab=calls&before={place}");
    let more = part(&andy).get(&older).await.body;
    assert_eq!(more.matches("activity-entry").count(), 10, "{more}");
    assert!(!more.contains("activity-tabs"), "{more}");
    assert!(andy.get(&older).await.body.contains("<h1>Activity</h1>"), "and without script");
    let nothing = andy.get(&format!("/contacts/{rosa}?tab=emails")).await.body;
    assert!(nothing.contains("No e-mail was written or received yet."), "{nothing}");

    // What is saved from a tab shows that tab again.
    let from =
        part(&andy).with("HX-Current-URL", format!("{}/contacts/{rosa}?tab=calls", site.origin));
    let fields = [("kind", "call"), ("outcome", "reached"), ("text", "Finally")];
    let saved = from.post(&format!("/contacts/{rosa}/log"), &fields).await.body;
    assert!(saved.contains("Outgoing call: Finally") && !saved.contains("A quiet note"), "{saved}");
    assert!(saved.contains("Last contact just now"), "{saved}");
    assert!(saved.contains("id=\"composer\""), "{saved}");
    let refused = from.post(&format!("/contacts/{rosa}/log"), &[("kind", "note")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("Write something first"), "{}", refused.body);
    site.stop().await;
}
