//! The backups page over the real server: an owner's alone.
use std::{fs, time::Duration};

use pi_crm::{clock::HOUR_S, sending};

use super::{data, kept, recovery_key};
use crate::support::{Answer, Site, Visitor};

const PAGE: &str = "/household/backups";

/// Once nothing is at work any more.
async fn settled(andy: &Visitor) -> Answer {
    loop {
        let page = andy.get(PAGE).await;
        assert_eq!(page.status, 200);
        if !page.body.contains("data-events") {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn an_owner_backs_up_now_and_sees_how_each_place_did() {
    let site = Site::new().await;
    let andy = site.signed_in(&site.home.andy).await;
    let page = andy.get(PAGE).await;
    assert!(page.body.contains("Back up now") && page.body.contains("Nothing yet"));

    let asked = andy.post(&format!("{PAGE}/run"), &[]).await;
    assert_eq!((asked.status, asked.location()), (303, PAGE));
    let page = settled(&andy).await;
    assert!(page.body.contains("Went well"), "{}", page.body);
    assert!(page.body.contains("No drive is plugged in"), "the other one says why it has none");
    assert_eq!(kept(&site.home).len(), 1);
    let events = andy.get(&format!("{PAGE}/events")).await;
    assert!(events.body.contains("event: done"), "{}", events.body);
}

#[tokio::test]
async fn for_a_member_there_is_no_such_page() {
    let site = Site::new().await;
    let monalisa = site.signed_in(&site.home.monalisa).await;
    assert_eq!(monalisa.get(PAGE).await.status, 404);
    for path in ["run", "sheet", "targets"] {
        let refused = monalisa.post(&format!("{PAGE}/{path}"), &[]).await;
        assert_eq!(refused.status, 404, "{path}");
    }
    assert!(!monalisa.get("/household").await.body.contains(PAGE));
    assert!(kept(&site.home).is_empty() && !recovery_key(&site.home).exists());
}

#[tokio::test]
async fn places_are_added_changed_and_removed() {
    let site = Site::new().await;
    let andy = site.signed_in(&site.home.andy).await;
    andy.get(PAGE).await;
    let nas = [
        ("kind", "share"),
        ("name", "Cellar"),
        ("place", "/media/pi-crm/nas"),
        ("schedule", "weekly"),
        ("keep_days", "14"),
    ];
    let mut wrong = nas;
    wrong[2] = ("place", "nas");
    wrong[4] = ("keep_days", "90");
    let refused = andy.post(&format!("{PAGE}/targets"), &wrong).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("Type the whole path") && refused.body.contains("7 to 30"));
    assert!(refused.body.contains("Cellar"), "what was typed is kept");

    assert_eq!(andy.post(&format!("{PAGE}/targets"), &nas).await.status, 303);
    let page = andy.get(PAGE).await.body;
    assert!(page.contains("Cellar") && page.contains("14 days kept"), "{page}");
    let before = page.split("\">Cellar</a>").next().unwrap();
    let path = before.rsplit("href=\"").next().unwrap().to_owned();
    let form = andy.get(&path).await.body;
    assert!(form.contains("/media/pi-crm/nas"), "{form}");
    let mut changed = nas;
    changed[4] = ("keep_days", "7");
    assert_eq!(andy.post(&path, &changed).await.status, 303);
    assert!(andy.get(PAGE).await.body.contains("7 days kept"));
    assert_eq!(andy.post(&format!("{path}/remove"), &[]).await.status, 303);
    assert!(!andy.get(PAGE).await.body.contains("Cellar"));
    let log = andy.get("/audit").await.body;
    assert!(log.contains("changed the backups of"), "{log}");
}

#[tokio::test]
async fn the_recovery_sheet_holds_the_key_and_stands_in_the_log() {
    let site = Site::new().await;
    let andy = site.signed_in(&site.home.andy).await;
    let sheet = andy.post(&format!("{PAGE}/sheet"), &[]).await;
    assert_eq!((sheet.status, sheet.header("cache-control")), (200, "no-store"));
    let file = fs::read_to_string(recovery_key(&site.home)).unwrap();
    let key = file.lines().find(|it| it.starts_with("AGE-SECRET-KEY-1")).unwrap();
    let shown = sheet.body.replace(char::is_whitespace, "");
    assert!(shown.contains(key), "{}", sheet.body);
    assert!(sheet.body.contains("QR code with the recovery key"));
    let log = andy.get("/audit").await.body;
    assert!(log.contains("opened the recovery sheet of") && !log.contains(key));
}

#[tokio::test]
async fn an_old_backup_and_held_sending_need_attention() {
    let site = Site::new().await;
    site.home.workspace(&site.home.andy, "Family").await;
    let andy = site.signed_in(&site.home.andy).await;
    assert!(!andy.get("/").await.body.contains("no fresh backup"));
    site.home.move_clock(49 * HOUR_S);
    let now = site.home.now();
    site.home.db.upkeep(move |conn| sending::hold(conn, "For a test.", now)).await.unwrap();
    let home = andy.get("/").await.body;
    assert!(
        home.contains("There is no fresh backup") && home.contains("Nothing is sent at present")
    );
    assert!(andy.get(PAGE).await.body.contains("Release sending"));
    assert_eq!(andy.post("/household/sending", &[]).await.status, 303);
    assert!(!andy.get("/").await.body.contains("Nothing is sent at present"));
}

#[tokio::test]
async fn a_program_asks_for_a_backup_and_how_it_went() {
    let site = Site::new().await;
    let andy = site.signed_in(&site.home.andy).await;
    let asked = andy.json("POST", "/api/backups", None).await;
    assert_eq!(asked.status, 200, "{}", asked.body);
    assert_eq!(asked.json()["data"]["targets"][0]["at_work"], true);
    settled(&andy).await;
    let told = andy.json("GET", "/api/backups", None).await.json();
    let targets = &told["data"]["targets"];
    assert_eq!(
        (&targets[0]["name"], &targets[0]["last"]["went_well"]),
        (&"This box".into(), &true.into())
    );
    assert_eq!(targets[1]["last"]["went_well"], false);
    assert!(targets[1]["last"]["problem"].as_str().unwrap().contains("No drive"));
    assert!(told["data"]["newest_on"].is_string(), "{told}");
    let monalisa = site.signed_in(&site.home.monalisa).await;
    for method in ["GET", "POST"] {
        assert_eq!(monalisa.json(method, "/api/backups", None).await.status, 404);
    }
}

#[tokio::test]
async fn what_was_set_aside_is_told_and_removed_by_an_owner_alone() {
    let site = Site::new().await;
    let aside = data(&site.home).join("set-aside");
    let keys = site.home.folder.path().join("keys");
    for name in ["2026-11-18T021506Z", "2026-11-19T021506Z"] {
        fs::create_dir_all(aside.join(name).join("tls")).unwrap();
        fs::write(aside.join(name).join("pi-crm.db"), vec![7; 2_500_000]).unwrap();
        fs::write(keys.join(format!("database.key.{name}")), "of then").unwrap();
        fs::write(keys.join(format!("recovery.key.{name}")), "of then").unwrap();
    }
    let (andy, path) = (site.signed_in(&site.home.andy).await, format!("{PAGE}/aside/remove"));
    let page = andy.get(PAGE).await.body;
    assert!(page.contains("5.0 MB") && page.contains("2.5 MB"), "{page}");
    let monalisa = site.signed_in(&site.home.monalisa).await;
    let name = [("name", "2026-11-18T021506Z")];
    assert_eq!(monalisa.post(&path, &name).await.status, 404);
    for elsewhere in ["../tls", "..", "", "."] {
        assert_eq!(andy.post(&path, &[("name", elsewhere)]).await.status, 303);
    }
    assert_eq!(fs::read_dir(&aside).unwrap().count(), 2);
    for _ in 0..2 {
        assert_eq!(andy.post(&path, &name).await.status, 303);
    }
    assert!(!aside.join(name[0].1).exists() && aside.join("2026-11-19T021506Z").exists());
    assert!(!keys.join("database.key.2026-11-18T021506Z").exists());
    assert!(keys.join("recovery.key.2026-11-18T021506Z").exists(), "earlier backups want it");
    assert!(keys.join("database.key").exists());
    assert!(andy.get("/audit").await.body.contains("changed the backups of"));
}
