//! A bucket as a place: a server on loopback that checks every signature holds it.
use std::io::{self, Read};

use pi_crm::{
    audit::{Action, Tx},
    backups::{
        self, Home, What,
        carry_out::{Outcome, carry_out},
        places::{Name, Place, S3, StorageTrouble},
        progress::Progress,
        trouble::{Result, Trouble},
    },
    clock::{Clock, DAY_S},
};

use super::{backup, data, lived_in};
use crate::support::{
    Household,
    bucket::{Deed, Storage},
};

const PART: usize = 8 << 20;
const HOUSE: &str = "0123456789abcdef";

fn place(storage: &Storage) -> S3 {
    S3::new(storage.bucket(), Clock::System)
}

fn now() -> i64 {
    Clock::System.now()
}

/// Nothing that repeats, so that no two parts are the same.
fn content(bytes: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 56) as u8
    };
    (0..bytes).map(|_| next()).collect()
}

fn written(place: &S3, name: &Name, bytes: &[u8]) -> Result<u64> {
    // In pieces of no round size, as they come from a seal.
    place.write(name, &mut |to| Ok(bytes.chunks(70_001).try_for_each(|it| to.write_all(it))))
}

fn read(mut source: Box<dyn Read + Send>) -> Vec<u8> {
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes).unwrap();
    bytes
}

/// Its targets are a bucket and nothing else that is asked for.
pub async fn with_bucket(storage: &Storage) -> Household {
    let home = lived_in().await;
    // What signs wants the time that the server has.
    home.move_clock(now() - home.now());
    let (draft, key) = (storage.draft(), home.db.seal_key());
    let add = move |tx: &Tx<'_>| backups::add(tx, &key, &draft);
    home.write(&home.andy, Action::BackupsChanged, add).await.unwrap();
    home
}

async fn to_the_cloud(home: &Household) -> Result<Outcome> {
    let target = home.db.read(|conn| backups::named(conn, "Cloud")).await.unwrap();
    let (id, at) = (target.id, home.now());
    let run = home.db.upkeep(move |conn| backups::ask(conn, id, What::Backup, at)).await.unwrap();
    let places = Home::new(&data(home), &Household::options(&home.folder).key_file)
        .by(home.db.clock().clone());
    let progress = Progress::default();
    carry_out(&home.db, &places, (run, &target), What::Backup, &progress).await.unwrap()
}

#[test]
fn a_large_file_goes_and_comes_in_parts_and_counts_once_it_is_kept() {
    let storage = Storage::new();
    let (place, name, bytes) =
        (place(&storage), Name::new(HOUSE, now()), content(2 * PART + 12_345));
    assert_eq!(written(&place, &name, &bytes).unwrap(), bytes.len() as u64);
    assert_eq!(storage.most_bytes(), PART as u64, "no more than one part at a time");
    assert_eq!(storage.asked("PUT", "partNumber"), 3);
    assert!(place.list().unwrap().is_empty(), "it does not count yet");
    assert!(read(place.read_back(&name).unwrap()) == bytes);
    place.keep(&name).unwrap();
    assert_eq!(storage.files(), [name.to_string()], "nothing is left beside it");
    assert_eq!(place.list().unwrap()[0].bytes, bytes.len() as u64);
    assert!(read(place.open(&name).unwrap()) == bytes);
    assert!(storage.open_uploads().is_empty());
    place.remove(&name).unwrap();
    assert!(storage.files().is_empty());
    assert!(matches!(place.open(&name), Err(Trouble::NoFile(_))));
}

#[test]
fn sizes_around_a_part_are_no_exception() {
    let storage = Storage::new();
    let place = place(&storage);
    for bytes in [0, 1, PART - 1, PART, PART + 1, 2 * PART] {
        let (name, content) = (Name::new(HOUSE, now()), content(bytes));
        assert_eq!(written(&place, &name, &content).unwrap(), bytes as u64, "{bytes}");
        assert!(read(place.read_back(&name).unwrap()) == content, "{bytes}");
        place.discard(&name);
    }
    assert!(storage.files().is_empty() && storage.open_uploads().is_empty());
}

#[test]
fn a_connection_that_breaks_costs_a_part_and_no_more() {
    let storage = Storage::new();
    let (place, name, bytes) = (place(&storage), Name::new(HOUSE, now()), content(2 * PART + 5));
    storage.when("PUT", "partNumber=2", Deed::CutOff, 1);
    storage.when(
        "PUT",
        "partNumber=3",
        Deed::Answer(503, "<Error><Code>SlowDown</Code></Error>"),
        2,
    );
    written(&place, &name, &bytes).unwrap();
    assert_eq!(storage.asked("PUT", "partNumber=1"), 1);
    assert_eq!(storage.asked("PUT", "partNumber=2"), 2);
    storage.when("GET", ".part", Deed::CutOff, 1);
    assert!(read(place.read_back(&name).unwrap()) == bytes);
}

#[test]
fn an_upload_that_is_cut_off_for_good_leaves_nothing_and_says_so() {
    let storage = Storage::new();
    let (place, name) = (place(&storage), Name::new(HOUSE, now()));
    storage.when("PUT", "partNumber=2", Deed::CutOff, 9);
    let told = written(&place, &name, &content(3 * PART)).unwrap_err();
    assert!(matches!(told, Trouble::Storage(StorageTrouble::CutOff(_))), "{told:?}");
    assert!(storage.open_uploads().is_empty(), "what was begun is taken back");
    assert_eq!(storage.asked("PUT", "partNumber=2"), 3);
    assert_eq!(storage.asked("PUT", "partNumber=3"), 0);
    assert!(storage.files().is_empty());
}

#[test]
fn what_it_is_made_from_may_fail_too() {
    let storage = Storage::new();
    let (place, name) = (place(&storage), Name::new(HOUSE, now()));
    let told = place.write(&name, &mut |to| {
        let half = to.write_all(&content(PART + 1));
        Ok(half.and(Err(io::ErrorKind::ConnectionAborted.into())))
    });
    assert!(told.is_err());
    assert!(storage.open_uploads().is_empty() && storage.files().is_empty());
}

#[test]
fn an_answer_that_is_lost_at_the_end_is_looked_up() {
    let storage = Storage::new();
    let (place, name, bytes) = (place(&storage), Name::new(HOUSE, now()), content(PART + 1));
    storage.when("POST", "uploadId", Deed::CutOffAfter, 1);
    assert_eq!(written(&place, &name, &bytes).unwrap(), bytes.len() as u64);
    assert_eq!(storage.asked("POST", "uploadId"), 1, "not asked for twice");
    assert!(read(place.read_back(&name).unwrap()) == bytes);
}

#[test]
fn an_end_that_is_an_error_within_a_success_is_one() {
    let storage = Storage::new();
    let (place, name) = (place(&storage), Name::new(HOUSE, now()));
    let error = "<Error><Code>InternalError</Code><Message>Try again</Message></Error>";
    storage.when("POST", "uploadId", Deed::Answer(200, error), 1);
    let told = written(&place, &name, &content(PART + 1)).unwrap_err().words();
    assert!(told.contains("InternalError: Try again"), "{told}");
    assert!(storage.open_uploads().is_empty());
}

#[test]
fn what_an_earlier_backup_left_over_goes_a_day_later_but_nobody_elses() {
    let storage = Storage::new();
    let place = place(&storage);
    let (own, other) = (HOUSE, "fedcba9876543210");
    for (house, age) in [(own, 60), (other, 3 * DAY_S), (own, 3 * DAY_S)] {
        let name = Name::new(house, now() - age);
        written(&place, &name, b"not yet kept").unwrap();
        // As a power cut leaves it: begun, and neither ended nor taken back.
        storage.when("DELETE", &name.to_string(), Deed::Answer(403, ""), 1);
        storage.when("PUT", &format!("{name}.part?partNumber=2"), Deed::Answer(400, ""), 1);
        written(&place, &name, &content(3 * PART)).unwrap_err();
    }
    assert_eq!((storage.open_uploads().len(), storage.files().len()), (3, 3));
    written(&place, &Name::new(own, now()), b"the next one").unwrap();
    let old = Name::new(own, now() - 3 * DAY_S).to_string();
    let old = &old[..old.len() - "000000.tar.zst.age".len()];
    let left = [storage.open_uploads(), storage.files()].concat();
    assert_eq!(left.len(), 2 + 3, "{left:?}");
    assert!(!left.iter().any(|it| it.contains(old)), "{left:?}");
}

#[tokio::test]
async fn a_household_is_backed_up_into_a_bucket_and_proven_from_it() {
    let storage = Storage::new();
    let home = with_bucket(&storage).await;
    let (status, told, problem) = backup(&home, &["run", "--target", "Cloud"]);
    assert_eq!(status, 0, "{problem}");
    assert!(told.starts_with("Cloud: pi-crm-") && told.contains("read back"), "{told}");
    let [made] = &storage.files()[..] else { panic!("{:?}", storage.files()) };
    let (_, told, _) = backup(&home, &["list", "--target", "Cloud"]);
    assert!(told.contains(made) && told.contains("s3 storage http://127.0.0.1:"), "{told}");
    assert!(!told.contains("SKTEST"), "{told}");
    let proof = backup(&home, &["run", "--due"]);
    assert!(
        proof.1.contains("Cloud: pi-crm-") && proof.1.contains("restored on trial"),
        "{proof:?}"
    );
}

#[tokio::test]
async fn two_boxes_on_one_bucket_never_prune_each_other() {
    let storage = Storage::new();
    let (one, other) = (with_bucket(&storage).await, with_bucket(&storage).await);
    let mut theirs = Vec::new();
    for (home, days) in [(&one, 30..34), (&other, 30..40)] {
        let whose = backups::identity(&home.db).await.unwrap();
        for day in days {
            let name = Name::new(&whose, home.now() - day * DAY_S).to_string();
            std::fs::write(storage.path().join(&name), "old").unwrap();
            if std::ptr::eq(home, &one) {
                theirs.push(name);
            }
        }
    }
    to_the_cloud(&other).await.unwrap();
    let left = storage.files();
    assert!(theirs.iter().all(|it| left.contains(it)), "the other's stay: {left:?}");
    assert_eq!(left.len() - theirs.len(), 7, "of its own, the new one and six days: {left:?}");
}

#[test]
fn a_list_longer_than_a_page_is_read_to_its_end() {
    let storage = Storage::new();
    for minute in 0..1_100 {
        let name = Name::new(HOUSE, 1_795_000_000 + 60 * minute);
        std::fs::write(storage.path().join(name.to_string()), "x").unwrap();
    }
    std::fs::write(storage.path().join("holiday.jpg"), "theirs").unwrap();
    let found = place(&storage).list().unwrap();
    assert_eq!(found.len(), 1_100);
    assert_eq!(found[0].name.made_on(), 1_795_000_000 + 60 * 1_099, "the newest first");
    assert_eq!(storage.asked("GET", "list-type=2"), 2);
}
