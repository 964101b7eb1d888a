//! Restoring in the browser: by an owner, and on a new box by whoever holds its set-up code.
use std::{fs, time::Duration};

use pi_crm::{
    accounts::first_run,
    backups::{Home, restore},
};

use super::{backup, data, kept, lived_in, recovery_key};
use crate::support::{Answer, Household, Site, Visitor};

const OWN: &str = "/household/backups/restore";
pub const NEW_BOX: &str = "/first-run/restore";

pub fn places(home: &Household) -> Home {
    Home::new(&data(home), &Household::options(&home.folder).key_file)
}

pub async fn settled(visitor: &Visitor, path: &str) -> Answer {
    loop {
        let page = visitor.get(path).await;
        assert_eq!(page.status, 200);
        if !page.body.contains("data-events") {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn name_of(home: &Household) -> String {
    kept(home)[0].file_name().unwrap().to_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_owner_restores_a_backup_of_this_box() {
    let site = Site::new().await;
    assert_eq!(backup(&site.home, &["run", "--target", "This box"]).0, 0);
    let (andy, name) = (site.signed_in(&site.home.andy).await, name_of(&site.home));
    let page = andy.get(OWN).await.body;
    assert!(page.contains(&name) && page.contains("No drive is plugged in"), "{page}");

    let unsure = andy.post(OWN, &[("file", &name)]).await;
    assert_eq!(unsure.status, 422);
    assert!(unsure.body.contains("Tick this to go on"));
    let asked = andy.post(OWN, &[("file", &name), ("sure", "yes")]).await;
    assert_eq!((asked.status, asked.location()), (303, OWN));
    let page = settled(&andy, OWN).await;
    assert!(page.body.contains("It is restored"), "{}", page.body);
    assert!(restore::ready(&places(&site.home)).is_some(), "the next start finds it");

    let monalisa = site.signed_in(&site.home.monalisa).await;
    assert_eq!(monalisa.get(OWN).await.status, 404);
    assert_eq!(monalisa.post(OWN, &[("file", &name), ("sure", "yes")]).await.status, 404);
}

#[tokio::test]
async fn an_uploaded_backup_is_restored_with_its_own_key_and_a_wrong_one_is_told() {
    let (site, other) = (Site::new().await, Household::new().await);
    assert_eq!(backup(&other, &["run", "--target", "This box"]).0, 0);
    let andy = site.signed_in(&site.home.andy).await;
    let file = fs::read(&kept(&other)[0]).unwrap();
    let sent = andy.upload(&format!("{OWN}/upload"), "b.tar.zst.age", &file).await;
    assert_eq!((sent.status, sent.location()), (303, OWN), "{}", sent.body);
    assert!(andy.get(OWN).await.body.contains("The file you uploaded"));

    let key = fs::read_to_string(recovery_key(&other)).unwrap();
    backup(&site.home, &["run", "--target", "This box"]);
    let of_this_box = fs::read_to_string(recovery_key(&site.home)).unwrap();
    for (key, words) in [
        (of_this_box.as_str(), "does not open this backup"),
        ("AGE-SECRET-KEY-1", "This is not a recovery key"),
        (key.as_str(), "of another household"),
    ] {
        let fields = [("file", "uploaded"), ("sure", "yes"), ("recovery_secret", key)];
        assert_eq!(andy.post(OWN, &fields).await.status, 303);
        let page = settled(&andy, OWN).await;
        assert!(page.body.contains(words), "{words}: {}", page.body);
        assert!(restore::ready(&places(&site.home)).is_none());
    }
    let fields = [
        ("file", "uploaded"),
        ("sure", "yes"),
        ("recovery_secret", &key),
        ("other_household", "yes"),
    ];
    assert_eq!(andy.post(OWN, &fields).await.status, 303);
    assert!(settled(&andy, OWN).await.body.contains("It is restored"));
}

/// With the token of its page, as the page's own form would send it.
pub async fn at_the_door(site: &Site) -> Visitor {
    let page = site.nobody().get(NEW_BOX).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let cookie = page.header("set-cookie").split(';').next().unwrap().to_owned();
    let token = page.body.split("name=\"csrf\" value=\"").nth(1).unwrap();
    let mut visitor = site.nobody().with("Cookie", cookie).with("Origin", site.origin.clone());
    visitor.csrf = Some(token.split('"').next().unwrap().to_owned());
    visitor
}

#[tokio::test]
async fn a_new_box_is_moved_into_with_its_set_up_code_and_the_sheet() {
    let old = lived_in().await;
    assert_eq!(backup(&old, &["run", "--target", "This box"]).0, 0);
    let (name, key) = (name_of(&old), fs::read_to_string(recovery_key(&old)).unwrap());
    let site = Site::unused().await;
    let folder = data(&site.home).join("backups");
    fs::create_dir_all(&folder).unwrap();
    fs::copy(&kept(&old)[0], folder.join(&name)).unwrap();
    let code = first_run::ensure_code(&data(&site.home).join(first_run::CODE_FILE)).unwrap();
    assert!(site.nobody().get("/first-run").await.body.contains(NEW_BOX));

    let visitor = at_the_door(&site).await;
    let fields =
        |code| [("code", code), ("file", &*name), ("sure", "yes"), ("recovery_secret", &*key)];
    let wrong = visitor.post(NEW_BOX, &fields("0000-0000-0000-0000")).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("This is not the set-up code"), "{}", wrong.body);
    assert!(
        !wrong.body.contains("AGE-SECRET-KEY-1Q") && restore::ready(&places(&site.home)).is_none()
    );

    // Whoever has brought the code looks around without typing it again; others do not.
    let look = format!("{NEW_BOX}/bucket");
    assert_eq!(visitor.post(&look, &[("code", code.reveal())]).await.status, 422);
    assert!(!visitor.get(NEW_BOX).await.body.contains("Set-up code"));
    let other = at_the_door(&site).await;
    assert!(other.get(NEW_BOX).await.body.contains("Set-up code"));
    let refused = other.post(NEW_BOX, &fields("")).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("This is not the set-up code"), "{}", refused.body);

    let asked = visitor.post(NEW_BOX, &fields("")).await;
    assert_eq!((asked.status, asked.location()), (303, NEW_BOX), "{}", asked.body);
    let page = settled(&visitor, NEW_BOX).await;
    assert!(page.body.contains("It is restored"), "{}", page.body);
    assert!(restore::ready(&places(&site.home)).is_some());
}

#[tokio::test]
async fn where_somebody_lives_nobody_restores_at_the_door() {
    let site = Site::new().await;
    for path in [NEW_BOX, "/first-run/restore/events"] {
        assert_eq!(site.nobody().get(path).await.status, 404, "{path}");
    }
}
