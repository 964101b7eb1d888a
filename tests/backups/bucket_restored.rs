//! Restored out of a bucket: at the terminal, by a box that knows of none, and in its browser.
use std::{fs, process::Command};

use pi_crm::accounts::first_run;

use super::{
    backup,
    bucket::with_bucket,
    data,
    in_browser::{NEW_BOX, at_the_door, places, settled},
    recovery_key,
};
use crate::support::{
    Household, Site,
    bucket::{ACCESS_KEY, Deed, NAME, SECRET_KEY, Storage},
};

async fn backed_up(storage: &Storage) -> (Household, String) {
    let home = with_bucket(storage).await;
    let (status, _, problem) = backup(&home, &["run", "--target", "Cloud"]);
    assert_eq!(status, 0, "{problem}");
    (home, storage.files().remove(0))
}

/// On a box with nothing yet; the secret comes by the environment.
fn restore(home: &Household, storage: &Storage, secret: &str, words: &[&str]) -> (i32, String) {
    let options = Household::options(&home.folder);
    let output = Command::new(env!("CARGO_BIN_EXE_pi-crm"))
        .arg("restore")
        .args(words)
        .args(["--s3", &storage.endpoint, "--bucket", NAME, "--access-key", ACCESS_KEY])
        .arg("--data-dir")
        .arg(options.path.parent().unwrap())
        .arg("--key-file")
        .arg(&options.key_file)
        .env_clear()
        .env("HOME", home.folder.path())
        .env("S3_SECRET_KEY", secret)
        .output()
        .expect("the command runs");
    let told = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(told).unwrap())
}

#[tokio::test]
async fn a_new_box_lists_tries_and_restores_at_the_terminal() {
    let storage = Storage::new();
    let (old, name) = backed_up(&storage).await;
    let (new, key) = (Household::empty().await, recovery_key(&old));
    let key = ["--recovery-key", key.to_str().unwrap()];
    let (status, told) = restore(&new, &storage, SECRET_KEY, &["--list"]);
    assert_eq!(status, 0, "{told}");
    assert!(told.contains(&name) && !told.contains(SECRET_KEY), "{told}");
    let (_, told) = restore(&new, &storage, "SKOTHER", &["--list"]);
    assert!(told.contains("The secret key does not belong"), "{told}");
    let (status, told) = restore(&new, &storage, "", &["--list"]);
    assert!(status == 1 && told.contains("put it into S3_SECRET_KEY"), "{told}");

    let (status, told) =
        restore(&new, &storage, SECRET_KEY, &[&["--dry-run", &*name], &key[..]].concat());
    assert_eq!(status, 0, "{told}");
    assert!(told.contains("It can be restored") && told.contains("2 contacts"), "{told}");
    // What is lost half way is told as that, not as a damaged backup.
    storage.when("GET", &name, Deed::CutOff, 3);
    let (status, told) = restore(&new, &storage, SECRET_KEY, &[&[&*name], &key[..]].concat());
    assert!(status == 1 && told.contains("lost half way"), "{told}");
    let (status, told) = restore(&new, &storage, SECRET_KEY, &[&[&*name], &key[..]].concat());
    assert_eq!(status, 0, "{told}");
    assert!(pi_crm::backups::restore::ready(&places(&new)).is_some());
}

#[tokio::test]
async fn a_box_that_knows_its_bucket_wants_no_flags() {
    let storage = Storage::new();
    let (home, name) = backed_up(&storage).await;
    let (status, told, _) = crate::by_hand::by_hand(&home, &["restore", "--dry-run", &name]);
    assert_eq!(status, 0, "{told}");
    assert!(told.contains("It can be restored"), "{told}");
}

#[tokio::test]
async fn a_new_box_is_moved_into_out_of_a_bucket_in_the_browser() {
    let storage = Storage::new();
    let (old, name) = backed_up(&storage).await;
    let key = fs::read_to_string(recovery_key(&old)).unwrap();
    let site = Site::unused().await;
    site.home.move_clock(old.now() - site.home.now());
    let code = first_run::ensure_code(&data(&site.home).join(first_run::CODE_FILE)).unwrap();
    let visitor = at_the_door(&site).await;
    let look = format!("{NEW_BOX}/bucket");
    let fields = |code, bucket, secret| {
        [
            ("code", code),
            ("endpoint", &*storage.endpoint),
            ("bucket", bucket),
            ("access_key", ACCESS_KEY),
            ("secret_key", secret),
        ]
    };
    for (code, bucket, secret, words) in [
        ("0000-0000-0000-0000", NAME, SECRET_KEY, "This is not the set-up code"),
        (code.reveal(), "no-such-bucket", SECRET_KEY, "There is no bucket"),
        (code.reveal(), NAME, "SKOTHER", "The secret key does not belong"),
    ] {
        let refused = visitor.post(&look, &fields(code, bucket, secret)).await;
        assert_eq!(refused.status, 422, "{words}");
        assert!(refused.body.contains(words), "{words}: {}", refused.body);
        assert!(refused.body.contains(&storage.endpoint), "what was typed is there again");
        assert!(!refused.body.contains(secret) && !refused.body.contains(&name));
    }
    let found = visitor.post(&look, &fields(code.reveal(), NAME, SECRET_KEY)).await;
    assert_eq!((found.status, found.location()), (303, NEW_BOX), "{}", found.body);
    assert!(visitor.get(NEW_BOX).await.body.contains(&name));
    let fields =
        [("code", code.reveal()), ("file", &*name), ("sure", "yes"), ("recovery_secret", &*key)];
    let asked = visitor.post(NEW_BOX, &fields).await;
    assert_eq!(asked.status, 303, "{}", asked.body);
    let page = settled(&visitor, NEW_BOX).await;
    assert!(page.body.contains("It is restored"), "{}", page.body);
}

#[tokio::test]
async fn a_new_box_takes_a_file_that_is_uploaded() {
    let old = super::lived_in().await;
    assert_eq!(backup(&old, &["run", "--target", "This box"]).0, 0);
    let file = fs::read(&super::kept(&old)[0]).unwrap();
    let key = fs::read_to_string(recovery_key(&old)).unwrap();
    let site = Site::unused().await;
    let code = first_run::ensure_code(&data(&site.home).join(first_run::CODE_FILE)).unwrap();
    let (visitor, path) = (at_the_door(&site).await, format!("{NEW_BOX}/upload"));
    let uploaded = || data(&site.home).join("uploads/uploaded.tar.zst.age");

    let wrong = [("code", "0000-0000-0000-0000")];
    let refused = visitor.upload_with(&path, &wrong, "b.age", &file).await;
    assert!(refused.body.contains("This is not the set-up code"), "{}", refused.body);
    let words = [("code", code.reveal())];
    let none = visitor.upload_with(&path, &words, "", b"").await;
    assert!(none.body.contains("Choose a file"), "{}", none.body);
    assert!(!uploaded().exists(), "nothing is taken in before");

    let taken = visitor.upload_with(&path, &words, "b.age", &file).await;
    assert_eq!((taken.status, taken.location()), (303, NEW_BOX), "{}", taken.body);
    assert!(fs::read(uploaded()).unwrap() == file);
    let stranger = site.nobody().with("Origin", site.origin.clone());
    let refused = stranger.upload_with(&path, &words, "b.age", b"other").await;
    assert_eq!(refused.status, 403, "a page of ours it has to come from");
    assert!(fs::read(uploaded()).unwrap() == file);
    let fields = [
        ("code", code.reveal()),
        ("file", "uploaded"),
        ("sure", "yes"),
        ("recovery_secret", &*key),
    ];
    assert_eq!(visitor.post(NEW_BOX, &fields).await.status, 303);
    let page = settled(&visitor, NEW_BOX).await;
    assert!(page.body.contains("It is restored"), "{}", page.body);
}

#[tokio::test]
async fn an_upload_that_breaks_off_or_is_too_large_leaves_the_one_before() {
    let limits = pi_crm::web::limits::Limits { backup_bytes: 200_000, ..Default::default() };
    let site = Site::with_limits(limits).await;
    let andy = site.signed_in(&site.home.andy).await;
    let path = "/household/backups/restore/upload";
    assert_eq!(andy.upload(path, "b.age", b"the one before").await.status, 303);
    let large = andy.upload(path, "b.age", &[7; 300_000]).await;
    assert_eq!(large.status, 413);
    assert!(large.body.contains("too large"), "{}", large.body);
    andy.upload_and_lose_it(path, "b.age", &[7; 150_000]).await;
    let folder = data(&site.home).join("uploads");
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while fs::read_dir(&folder).unwrap().count() > 1 && std::time::Instant::now() < until {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let left: Vec<_> = fs::read_dir(&folder).unwrap().map(|it| it.unwrap().path()).collect();
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!(fs::read(&left[0]).unwrap(), b"the one before");
}
