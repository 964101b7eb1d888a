//! What goes wrong with a bucket is told in plain words, by the field that is to blame.
use pi_crm::{
    backups::{
        buckets::Typed,
        places::{Name, Place, S3, StorageTrouble},
        trouble::Trouble,
    },
    clock::{Clock, MINUTE_S},
};

use crate::support::bucket::{Deed, Storage};

fn tried(typed: &Typed) -> Result<(), StorageTrouble> {
    S3::new(typed.check(None).unwrap(), Clock::System).try_out()
}

fn told(typed: &Typed, field: Option<&str>, words: &str) {
    let cause = tried(typed).expect_err(words);
    assert_eq!(cause.field(), field, "{cause}");
    assert!(cause.to_string().contains(words), "{words}: {cause}");
}

#[test]
fn what_is_right_leaves_nothing_behind() {
    let storage = Storage::new();
    let typed = Typed { prefix: "pi/crm".into(), ..storage.typed() };
    tried(&typed).unwrap();
    assert_eq!(storage.asked("PUT", "/pi/crm/pi-crm-trial-"), 1);
    assert_eq!(storage.asked("DELETE", "/pi/crm/pi-crm-trial-"), 1);
    assert!(storage.files().is_empty());
}

#[test]
fn each_thing_that_is_wrong_is_told_by_its_field() {
    let storage = Storage::new();
    let good = storage.typed();
    let of = |change: fn(&mut Typed)| {
        let mut typed = good.clone();
        change(&mut typed);
        typed
    };
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let wrong = Typed { endpoint: format!("http://{nobody}"), ..good.clone() };
    told(&wrong, Some("endpoint"), "it refuses the connection");
    told(&of(|it| it.bucket = "no-such-bucket".into()), Some("bucket"), "There is no bucket “no-");
    told(&of(|it| it.access_key = "AKOTHER".into()), Some("access_key"), "does not know");
    told(&of(|it| it.secret_key = "SKOTHER".into()), Some("secret_key"), "does not belong");
    told(&of(|it| it.endpoint = "nowhere.invalid".into()), Some("endpoint"), "cannot be reached");
}

#[test]
fn a_clock_that_is_wrong_is_told_apart_from_a_key_that_is() {
    let storage = Storage::new();
    for (minutes, words) in [(25, "25 minutes ahead of"), (-180, "3 hours behind")] {
        let clock = Clock::set(Clock::System.now() + minutes * MINUTE_S + minutes.signum() * 5);
        let cause = S3::new(storage.bucket(), clock).try_out().unwrap_err();
        assert!(matches!(cause, StorageTrouble::Skewed(_)), "{cause:?}");
        assert!(cause.to_string().contains(words), "{words}: {cause}");
        assert_eq!(cause.field(), None);
    }
}

#[test]
fn a_bucket_that_lists_but_refuses_writes_is_told() {
    let storage = Storage::new();
    let refused = "<Error><Code>AccessDenied</Code></Error>";
    storage.when("PUT", "", Deed::Answer(403, refused), 9);
    told(&storage.typed(), Some("bucket"), "but not write in it");
    let place = S3::new(storage.bucket(), Clock::System);
    assert!(place.check(1).is_ok() && place.list().is_ok());
    let name = Name::new("0123456789abcdef", Clock::System.now());
    let told = place.write(&name, &mut |to| Ok(to.write_all(b"x"))).unwrap_err();
    assert!(matches!(told, Trouble::Storage(StorageTrouble::MayNotWrite(_))), "{told:?}");
    assert!(place.list().unwrap().is_empty());
}

/// As services answer that the server on loopback does not know.
#[test]
fn the_answers_of_services_are_understood() {
    const MALFORMED: &str = "<Error><Code>AuthorizationHeaderMalformed</Code><Message>the region \
                             is wrong</Message><Region>eu-central-1</Region></Error>";
    let cases = [
        ("GET", 400, MALFORMED, Some("region"), "this bucket is in eu-central-1"),
        ("GET", 301, "<Error><Code>PermanentRedirect</Code></Error>", Some("region"), "region is"),
        (
            "GET",
            403,
            "<Error><Code>AccessDenied</Code></Error>",
            Some("access_key"),
            "may not look into",
        ),
        ("GET", 200, "<html>Welcome to nginx</html>", Some("endpoint"), "not answer as S3"),
        ("GET", 404, "<html>Not found</html>", Some("endpoint"), "not answer as S3"),
        ("PUT", 400, "<Error><Code>QuotaExceeded</Code></Error>", None, "The storage is full"),
        (
            "DELETE",
            403,
            "<Error><Code>AccessDenied</Code></Error>",
            Some("bucket"),
            "may not delete in",
        ),
        (
            "PUT",
            400,
            "<Error><Code>Peculiar</Code><Message>A &lt;thing&gt;</Message></Error>",
            None,
            "answered 400 Peculiar: A <thing>",
        ),
    ];
    for (method, status, xml, field, words) in cases {
        let storage = Storage::new();
        storage.when(method, "", Deed::Answer(status, xml), 9);
        told(&storage.typed(), field, words);
    }
}

#[test]
fn what_may_be_repeated_is_tried_three_times_and_no_more() {
    let storage = Storage::new();
    let busy = "<Error><Code>SlowDown</Code><Message>Later</Message></Error>";
    storage.when("PUT", "", Deed::Answer(503, busy), 9);
    told(&storage.typed(), None, "answered 503 SlowDown: Later");
    assert_eq!(storage.asked("PUT", ""), 3);
}
