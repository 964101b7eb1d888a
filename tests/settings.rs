//! Settings of the household, of a person, of a workspace (WS-10, UX-4).
use pi_crm::{
    ids::{UserId, WorkspaceId},
    settings::{self, Owner, Setting},
};

use crate::support::{Household, Site};

/// What the log says of the newest change of this person's data.
async fn last_words(home: &Household) -> String {
    let owner = home.andy.user().expect("a person");
    let db = home.db.clone();
    let page = home
        .db
        .read(move |conn| pi_crm::audit::read::page(conn, owner, &Default::default(), db.columns()))
        .await
        .expect("the log");
    let newest = &page.entries[0];
    format!(
        "{} {} {}: {}",
        newest.entry.who(),
        newest.entry.words(),
        newest.subjects[0].label,
        newest.entry.words.as_deref().unwrap_or_default()
    )
}

async fn value(home: &Household, owner: Owner, setting: Setting) -> String {
    home.db.read(move |conn| settings::get(conn, owner, setting)).await.expect("a value")
}

fn andys(home: &Household) -> Owner {
    Owner::User(home.andy.user().expect("a person"))
}

/// As if a newer version of pi-crm had written it.
async fn plant(home: &Household, scope: &'static str, owner: i64, key: &'static str, value: &str) {
    let value = value.to_owned();
    home.db
        .upkeep(move |conn| {
            conn.execute(
                "INSERT INTO system_settings VALUES (?1, ?2, ?3, ?4, 1, 1)",
                (scope, owner, key, value),
            )?;
            Ok(())
        })
        .await
        .expect("a row");
}

#[tokio::test]
async fn what_another_window_saved_meanwhile_stays_unless_it_is_the_same_field() {
    let site = Site::new().await;
    let andy = site.signed_in(&site.home.andy).await;
    let path = "/account/preferences";
    let first = [("seen_appearance", "system"), ("appearance", "dark")];
    assert_eq!(andy.post(path, &first).await.status, 303);
    let other_field = [
        ("seen_appearance", "system"),
        ("appearance", "system"),
        ("seen_locale", "en-US"),
        ("locale", "de-DE"),
    ];
    assert_eq!(andy.post(path, &other_field).await.status, 303);
    let owner = andys(&site.home);
    assert_eq!(value(&site.home, owner, Setting::Appearance).await, "dark");
    assert_eq!(value(&site.home, owner, Setting::Locale).await, "de-DE");

    let same_field = [("seen_appearance", "system"), ("appearance", "light")];
    let saved = andy.post(path, &same_field).await;
    let page = andy.get(saved.location()).await.body;
    let told = "Appearance: Dark → Light (it had changed in another window meanwhile)";
    assert!(page.contains(told), "{page}");
    assert_eq!(last_words(&site.home).await, format!("Andy changed the settings of Andy: {told}"));
    site.stop().await;
}

#[tokio::test]
async fn a_wrong_value_is_refused_beside_its_field_and_saves_nothing() {
    let site = Site::new().await;
    let line = site.home.workspace(&site.home.andy, "Loan Factory").await;
    let andy = site.signed_in(&site.home.andy).await;
    let path = format!("/w/{}/settings", line.uid);
    let sent = [
        ("seen_inactive_after_days", "60"),
        ("inactive_after_days", "sixty"),
        ("seen_texting", "yes"),
        ("mail_provider", "pigeon"),
    ];
    let refused = andy.post(&path, &sent).await;
    assert_eq!(refused.status, 422);
    for words in [
        "This needs a whole number from 1 to 3650",
        "value=\"sixty\"",
        "Choose one of the values offered",
        "id=\"inactive_after_days-problem\"",
    ] {
        assert!(refused.body.contains(words), "{words}: {}", refused.body);
    }
    let owner = Owner::Workspace(line.id);
    assert_eq!(value(&site.home, owner, Setting::Texting).await, "yes");

    let right = [("seen_inactive_after_days", "60"), ("inactive_after_days", " 45 "), sent[2]];
    let saved = andy.post(&path, &right).await;
    assert_eq!(saved.status, 303);
    let page = andy.get(saved.location()).await.body;
    assert!(page.contains("Inactive after (days): 60 → 45; Text messages: yes → no"), "{page}");
    let rules = site.home.db.read(move |conn| settings::workspace_rules(conn, line.id)).await;
    let rules = rules.expect("rules");
    assert_eq!((rules.inactive_after_days, rules.texting), (45, false));

    let back = [("reset", "inactive_after_days"), ("inactive_after_days", "45")];
    assert_eq!(andy.post(&path, &back).await.status, 303);
    assert_eq!(value(&site.home, owner, Setting::InactiveAfterDays).await, "60");
    let page = andy.get(&path).await.body;
    assert!(!page.contains("Inactive after (days): 60</span>"), "{page}");
    let nothing = andy.post(&path, &right[..2]).await;
    assert_eq!(nothing.status, 303);
    site.stop().await;
}

#[tokio::test]
async fn what_a_newer_version_wrote_is_kept_named_and_not_used() {
    let site = Site::new().await;
    let andy_id = site.home.andy.user().expect("a person").0;
    plant(&site.home, "user", andy_id, "hologram_depth", "42").await;
    plant(&site.home, "user", andy_id, "appearance", "sepia").await;
    let andy = site.signed_in(&site.home.andy).await;
    let page = andy.get("/account").await.body;
    for words in ["From a newer version", "hologram depth", "<code>42</code>", "sepia"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let untouched =
        [("seen_appearance", "system"), ("appearance", "system"), ("hologram_depth", "7")];
    assert_eq!(andy.post("/account/preferences", &untouched).await.location(), "/account");
    let rows = site
        .home
        .db
        .read(|conn| {
            let sql = "SELECT group_concat(key || '=' || value, ' ' ORDER BY key)
                       FROM system_settings WHERE scope = 'user'";
            Ok(conn.query_row(sql, [], |row| row.get::<_, String>(0))?)
        })
        .await
        .expect("rows");
    assert_eq!(rows, "appearance=sepia hologram_depth=42");
    site.stop().await;
}

#[tokio::test]
async fn the_household_s_settings_are_its_owner_s_to_change_and_everybody_s_to_read() {
    let site = Site::new().await;
    let andy = site.signed_in(&site.home.andy).await;
    let monalisa = site.signed_in(&site.home.monalisa).await;
    let path = "/household/settings";
    let named = [("seen_household_name", ""), ("household_name", " Kim & Co. ")];
    let refused = monalisa.post(path, &named).await;
    assert_eq!(refused.status, 403);
    assert!(refused.body.contains("Nothing was saved"), "{}", refused.body);
    assert_eq!(andy.post(path, &named).await.status, 303);
    let told = "Andy changed the settings of the household: Household name: nothing → Kim & Co.";
    assert_eq!(last_words(&site.home).await, told);
    let theirs = monalisa.get(path).await.body;
    assert!(theirs.contains("Kim &amp; Co.") && theirs.contains("Andy looks after"), "{theirs}");
    assert!(!theirs.contains("name=\"household_name\""), "{theirs}");
    for page in [andy.get("/").await, site.nobody().get("/login").await] {
        assert!(page.body.contains("Kim &amp; Co."), "{}", page.body);
    }
    let long = "x".repeat(61);
    let refused = andy.post(path, &[("household_name", &long)]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("Shorten this to 60") && refused.body.contains(&long));
    site.stop().await;
}

#[tokio::test]
async fn a_person_s_settings_are_nobody_else_s_and_no_other_level_s() {
    let site = Site::new().await;
    let line = site.home.workspace(&site.home.andy, "Loan Factory").await;
    let monalisa = site.signed_in(&site.home.monalisa).await;
    let sent = [("default_country", "VN"), ("household_name", "Hers"), ("texting", "no")];
    assert_eq!(monalisa.post("/account/preferences", &sent).await.status, 303);
    assert_eq!(value(&site.home, andys(&site.home), Setting::DefaultCountry).await, "US");
    assert_eq!(value(&site.home, Owner::Appliance, Setting::HouseholdName).await, "");
    let hers = site.home.monalisa.user().expect("a person");
    assert_eq!(value(&site.home, Owner::User(hers), Setting::DefaultCountry).await, "VN");
    let foreign = monalisa.post(&format!("/w/{}/settings", line.uid), &sent).await;
    assert_eq!(foreign.status, 404);
    assert_eq!(value(&site.home, Owner::Workspace(line.id), Setting::Texting).await, "yes");
    site.stop().await;
}

#[tokio::test]
async fn whoever_chose_no_time_zone_is_asked_to() {
    let site = Site::new().await;
    let andy = site.signed_in(&site.home.andy).await;
    assert!(andy.get("/").await.body.contains("Set your time zone"));
    let page = andy.get("/account").await.body;
    assert!(page.contains("data-own-zone"), "{page}");
    andy.post("/account/preferences", &[("time_zone", "Asia/Ho_Chi_Minh")]).await;
    assert!(!andy.get("/").await.body.contains("Set your time zone"));
    assert!(!andy.get("/account").await.body.contains("data-own-zone"));
    site.stop().await;
}

#[tokio::test]
async fn a_browser_begins_a_person_s_settings() {
    let home = Household::new().await;
    let (andy, monalisa) = (UserId(1), UserId(2));
    home.db
        .upkeep(move |conn| {
            settings::begin(conn, andy, "Europe/Vienna", "de-AT,de;q=0.9,en;q=0.8", 1)?;
            settings::begin(conn, monalisa, "", "", 1)
        })
        .await
        .expect("settings");
    let expected =
        [(andy, "Europe/Vienna", "de-DE", "AT", true), (monalisa, "UTC", "en-US", "US", false)];
    for (user, zone, locale, country, is_chosen) in expected {
        let owner = Owner::User(user);
        assert_eq!(value(&home, owner, Setting::TimeZone).await, zone);
        assert_eq!(value(&home, owner, Setting::Locale).await, locale);
        assert_eq!(value(&home, owner, Setting::DefaultCountry).await, country);
        let chosen = home.db.read(move |it| settings::is_chosen(it, owner, Setting::TimeZone));
        assert_eq!(chosen.await.expect("an answer"), is_chosen);
    }
}

#[tokio::test]
async fn a_purged_workspace_leaves_no_settings() {
    let home = Household::new().await;
    let owner = Owner::Workspace(WorkspaceId(9));
    home.db
        .upkeep(move |conn| {
            settings::set(conn, owner, Setting::Texting, "no", 1)?;
            settings::forget(conn, owner)?;
            assert!(!settings::is_chosen(conn, owner, Setting::Texting)?);
            Ok(())
        })
        .await
        .expect("forgotten");
}
