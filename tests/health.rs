//! The health page (AP-3), the line on the start page, and `pi-crm doctor` as programs read it.
use std::{fs, os::unix::fs::PermissionsExt};

use crate::{
    by_hand::by_hand,
    support::{Household, Site},
};

const PAGE: &str = "/household/health";

#[tokio::test]
async fn an_owner_sees_how_the_box_does_and_nobody_else() {
    let site = Site::new().await;
    let andy = site.signed_in(&site.home.andy).await;
    let page = andy.get(PAGE).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let all = ["Program", "Clock", "Disk", "Database key", "Certificate", "Firewall", "Backups"];
    for about in all {
        assert!(page.body.contains(&format!(">{about}<")), "nothing about {about}");
    }
    let checked = andy.post(&format!("{PAGE}/check"), &[]).await;
    assert_eq!(checked.status, 200);
    assert!(checked.body.contains("opens and is whole"), "{}", checked.body);
    let monalisa = site.signed_in(&site.home.monalisa).await;
    assert_eq!(monalisa.get(PAGE).await.status, 404);
    assert_eq!(monalisa.post(&format!("{PAGE}/check"), &[]).await.status, 404);
    site.stop().await;
}

#[tokio::test]
async fn the_start_page_has_a_line_only_when_something_is_wrong() {
    let site = Site::new().await;
    for person in [&site.home.andy, &site.home.monalisa] {
        site.home.workspace(person, "Loan Factory").await;
    }
    let (andy, monalisa) =
        (site.signed_in(&site.home.andy).await, site.signed_in(&site.home.monalisa).await);
    assert!(!andy.get("/").await.body.contains("The box is not well"));
    let key = Household::options(&site.home.folder).key_file;
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let home = andy.get("/").await.body;
    assert!(home.contains("The box is not well: database key"), "{home}");
    assert!(home.contains("chmod 600") && home.contains(PAGE));
    assert!(andy.get(PAGE).await.body.contains("One thing is wrong"));
    assert!(!monalisa.get("/").await.body.contains("The box is not well"), "they can do nothing");
    site.stop().await;
}

#[tokio::test]
async fn the_terminal_tells_programs_and_leaves_nothing_behind() {
    let home = Household::new().await;
    let (status, told, problem) = by_hand(&home, &["doctor", "--json", "--thorough"]);
    assert_eq!(status, 0, "{told} {problem}");
    let found: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    let about = |name: &str| {
        let all = found.as_array().unwrap();
        all.iter()
            .find(|it| it["about"] == name)
            .unwrap_or_else(|| panic!("{name}: {told}"))
            .clone()
    };
    assert_eq!(about("database")["level"], "well");
    assert!(about("database")["says"].as_str().unwrap().contains("whole in every way"));
    assert_eq!(about("backups")["level"], "note", "there is none yet");
    let key = Household::options(&home.folder).key_file;
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let (status, told, problem) = by_hand(&home, &["doctor"]);
    assert_eq!(status, 1, "{told}");
    assert!(told.contains("WRONG  database key") && problem.contains("one thing needs a look"));
}
