//! S3 storage on the backups page: added, tried, changed; its secret shown to nobody.
use pi_crm::{backups, clock::Clock};

use crate::support::{
    Answer, Site, Visitor,
    bucket::{ACCESS_KEY, Deed, NAME, SECRET_KEY, Storage},
};

const PAGE: &str = "/household/backups";
const NEW: &str = "/household/backups/buckets/new";
const ADD: &str = "/household/backups/buckets";

type Form = Vec<(&'static str, String)>;

fn form(storage: &Storage, press: &str) -> Form {
    [
        ("name", "Cloud"),
        ("service", "other"),
        ("endpoint", &storage.endpoint),
        ("bucket", NAME),
        ("prefix", "pi-crm"),
        ("region", ""),
        ("access_key", ACCESS_KEY),
        ("secret_key", SECRET_KEY),
        ("schedule", "nightly"),
        ("keep_days", "14"),
        ("do", press),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .into()
}

fn with(mut form: Form, name: &str, value: &str) -> Form {
    form.iter_mut().filter(|it| it.0 == name).for_each(|it| it.1 = value.to_owned());
    form
}

async fn sent(andy: &Visitor, path: &str, form: &Form) -> Answer {
    let fields: Vec<_> = form.iter().map(|(name, value)| (*name, &**value)).collect();
    andy.post(path, &fields).await
}

async fn site() -> Site {
    let site = Site::new().await;
    // What signs wants the time that the server has.
    site.home.move_clock(Clock::System.now() - site.home.now());
    site
}

async fn edit_path(andy: &Visitor) -> String {
    let page = andy.get(PAGE).await.body;
    let before = page.split("\">Cloud</a>").next().unwrap();
    before.rsplit("href=\"").next().unwrap().to_owned()
}

#[tokio::test]
async fn a_bucket_is_added_and_tried_and_backed_up_to() {
    let (site, storage) = (site().await, Storage::new());
    let andy = site.signed_in(&site.home.andy).await;
    let empty = andy.get(&format!("{NEW}?service=idrive-e2")).await;
    assert!(empty.body.contains("https://s3.us-west-1.idrivee2.com") && empty.status == 200);
    assert!(empty.body.contains("value=\"iDrive e2\""), "{}", empty.body);

    let listed = site.home.db.read(backups::list).await.unwrap();
    assert_eq!(listed.len(), 2, "those that every box begins with are there already");
    let works = sent(&andy, ADD, &form(&storage, "try")).await;
    assert_eq!(works.status, 200, "{}", works.body);
    assert!(works.body.contains("It works"), "{}", works.body);
    assert_eq!(storage.asked("PUT", "/pi-crm/pi-crm-trial-"), 1);
    let target = site.home.db.read(|conn| backups::named(conn, "Cloud")).await.unwrap();
    let asked = andy.post(&format!("{PAGE}/run"), &[("target", &target.uid.to_string())]).await;
    assert_eq!(asked.status, 303);
    loop {
        let page = andy.get(PAGE).await.body;
        if !page.contains("data-events") {
            assert!(page.contains("Went well") && page.contains(NAME), "{page}");
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let found = andy.get(&format!("{PAGE}/restore")).await.body;
    assert!(found.contains("(UTC), Cloud, "), "its copies are offered: {found}");
}

#[tokio::test]
async fn what_is_wrong_stands_by_its_field_and_nothing_is_typed_twice() {
    let (site, storage) = (site().await, Storage::new());
    let andy = site.signed_in(&site.home.andy).await;
    let wrong = with(form(&storage, "try"), "bucket", "No Bucket");
    let refused = sent(&andy, ADD, &wrong).await;
    assert_eq!(refused.status, 422);
    for kept in ["No Bucket", ACCESS_KEY, &storage.endpoint, "id=\"bucket-problem\""] {
        assert!(refused.body.contains(kept), "{kept}: {}", refused.body);
    }

    let missing = with(form(&storage, "try"), "bucket", "no-such-bucket");
    let tried = sent(&andy, ADD, &missing).await;
    assert_eq!(tried.status, 422);
    assert!(!tried.body.contains("Nothing was saved"), "{}", tried.body);
    for told in ["saved, but does not work yet", "id=\"bucket-problem\"", "There is no bucket"] {
        assert!(tried.body.contains(told), "{told}: {}", tried.body);
    }
    let path = edit_path(&andy).await;
    let mended = with(with(form(&storage, "try"), "bucket", NAME), "secret_key", "");
    let works = sent(&andy, &path, &mended).await;
    assert!(works.body.contains("It works"), "the secret was kept: {}", works.body);

    let refused = "<Error><Code>AccessDenied</Code></Error>";
    storage.when("PUT", "trial", Deed::Answer(403, refused), 1);
    let read_only = sent(&andy, &path, &mended).await;
    assert!(read_only.body.contains("but not write in it"), "{}", read_only.body);
    let saved = sent(&andy, &path, &with(mended, "do", "save")).await;
    assert_eq!(saved.status, 303, "without trying it");
}

#[tokio::test]
async fn the_secret_is_shown_nowhere() {
    let (site, storage) = (site().await, Storage::new());
    let andy = site.signed_in(&site.home.andy).await;
    let mut shown = vec![sent(&andy, ADD, &form(&storage, "try")).await.body];
    let wrong = with(form(&storage, "try"), "keep_days", "90");
    shown.push(sent(&andy, ADD, &wrong).await.body);
    let path = edit_path(&andy).await;
    for path in [PAGE, &path, "/audit", "/api/backups", "/api/audit"] {
        shown.push(andy.get(path).await.body);
    }
    let sheet = andy.post(&format!("{PAGE}/sheet"), &[]).await.body;
    assert!(sheet.contains(ACCESS_KEY) && sheet.contains(NAME), "the rest of it is: {sheet}");
    assert!(sheet.contains("secret key is not on this sheet"), "{sheet}");
    shown.push(sheet);
    for page in shown {
        assert!(!page.contains(SECRET_KEY) && !page.contains("SKTEST"), "{page}");
    }
}

#[tokio::test]
async fn a_server_that_never_answers_is_told_in_time() {
    let (site, storage) = (site().await, Storage::new());
    let andy = site.signed_in(&site.home.andy).await;
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let dead = with(form(&storage, "try"), "endpoint", &format!("http://{nobody}"));
    let told = sent(&andy, ADD, &dead).await;
    assert!(told.body.contains("id=\"endpoint-problem\""), "{}", told.body);
    let page = andy.get(&format!("{PAGE}/restore")).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("cannot be reached"), "the page comes all the same");
    let monalisa = site.signed_in(&site.home.monalisa).await;
    assert_eq!(monalisa.get(NEW).await.status, 404);
    assert_eq!(sent(&monalisa, ADD, &form(&storage, "try")).await.status, 404);
}
