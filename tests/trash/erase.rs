//! Erase for good: not a trace of the person is left, in the tables, in the log or on the disk.
use pi_crm::{
    audit::Action,
    clock::DAY_S,
    contacts::{
        self, Contact, Field,
        erase::forgotten_since,
        fields::{FieldDraft, Kind, values},
        lists::{self, Assignment, ListKind},
        merge,
    },
    error::Error,
    ids::Uid,
    jobs::schedule::{Task, carry_out},
    log,
    transfer::import::{self, State},
    trash, workspaces,
};
use rusqlite::ffi;
use serde_json::json;

use super::{add, delete, is_there, take_back};
use crate::{
    sharing,
    support::{Household, Site},
};

pub const NAME: &str = "Xanthippe Quorlbottom";
/// Texts that nothing else has.
pub const PLANTED: [&str; 5] =
    ["Xanthippe", "Quorlbottom", "planted.example", "5550199", "Zwiebelfisch"];

/// Every page of the database as it is when decrypted, free ones too.
async fn pages(home: &Household) -> Vec<u8> {
    let whole = home.db.upkeep(|conn| {
        let mut size = 0;
        // SAFETY: the connection is open during the call, the name is a C string; the buffer is
        // SQLite's to give and ours to free, and is copied before that.
        let copy = unsafe {
            let start = ffi::sqlite3_serialize(conn.handle(), c"main".as_ptr(), &mut size, 0);
            assert!(!start.is_null(), "the database can be read whole");
            let copy = std::slice::from_raw_parts(start, size as usize).to_vec();
            ffi::sqlite3_free(start.cast());
            copy
        };
        Ok(copy)
    });
    whole.await.expect("pages")
}

pub async fn found(home: &Household) -> Vec<&'static str> {
    let pages = pages(home).await;
    let has = |text: &&&str| pages.windows(text.len()).any(|it| it == text.as_bytes());
    PLANTED.iter().filter(has).copied().collect()
}

async fn terms_like(home: &Household, part: &'static str) -> i64 {
    home.db
        .upkeep(move |conn| {
            conn.execute_batch(
                "CREATE VIRTUAL TABLE IF NOT EXISTS temp.words
                 USING fts5vocab(main, contact_search, row)",
            )?;
            let sql = "SELECT count(*) FROM temp.words WHERE term LIKE ?1";
            Ok(conn.query_row(sql, [format!("%{part}")], |row| row.get(0))?)
        })
        .await
        .expect("the index is read")
}

/// The person, with a trace in every place that keeps any.
pub struct Planted {
    pub workspace: Uid,
    pub contact: Contact,
    pub theo: Contact,
    edited: Uid,
    tagged_both: Uid,
}

pub async fn planted(home: &Household) -> Planted {
    let workspace = home.workspace(&home.andy, "Harbour Loans").await.uid;
    let contact = add(home, workspace, NAME).await;
    let theo = add(home, workspace, "Theo Ibarra").await;
    let hot = home.list(&home.andy, workspace, ListKind::Tag, "Hot").await.uid;
    let spouse =
        FieldDraft { is_transaction: true, ..FieldDraft::new("Spouse", Kind::ContactLink) };
    home.field(&home.andy, Some(workspace), spouse).await;
    home.field(&home.andy, Some(workspace), FieldDraft::new("Secret", Kind::Text)).await;
    let (uid, id) = (contact.uid, contact.id);
    let edits = [
        (Field::PrimaryEmail, "xq@planted.example".to_owned()),
        (Field::PrimaryPhone, "+1 808 5550199".to_owned()),
    ];
    let edited = home
        .write(&home.andy, Action::ContactEdited, move |tx| {
            let scope = workspaces::open(tx, tx.actor, workspace)?;
            let note = json!({ "summary": "Collects every Zwiebelfisch there is" });
            let entry = log::Entry::new(log::Kind::Note, note, tx.now);
            log::write(tx, &scope, id, &entry)?;
            let secret = ("secret".to_owned(), "Zwiebelfisch".to_owned());
            values::edit(tx, &scope, uid, &[secret])?;
            tx.say(format!("{NAME} was looked up"));
            contacts::edit(tx, &scope, uid, &edits)
        })
        .await
        .expect("edited");
    let (other, link) = (theo.uid, ("spouse".to_owned(), uid.to_string()));
    home.write(&home.andy, Action::ContactEdited, move |tx| {
        let scope = workspaces::open(tx, tx.actor, workspace)?;
        values::edit(tx, &scope, other, &[link])
    })
    .await
    .expect("linked");
    let tagged_both = home
        .write(&home.andy, Action::ContactsSorted, move |tx| {
            let scope = workspaces::open(tx, tx.actor, workspace)?;
            let wanted = Assignment { add: vec![hot], ..Assignment::default() };
            lists::assign(tx, &scope, &[uid, other], &wanted)
        })
        .await
        .expect("tagged");
    Planted {
        workspace,
        contact,
        theo,
        edited: edited.change.expect("recorded"),
        tagged_both: tagged_both.change.expect("recorded"),
    }
}

impl Planted {
    pub async fn erase(&self, home: &Household) {
        trash::erase(&home.db, home.andy.clone(), self.contact.uid, NAME.into())
            .await
            .expect("erased");
        trash::clear_traces(&home.db).await.expect("cleared");
    }
}

#[tokio::test]
async fn not_a_byte_of_the_person_is_left() {
    let home = Household::new().await;
    let planted = planted(&home).await;
    assert_eq!(found(&home).await, PLANTED, "the search finds what is there");
    assert!(terms_like(&home, "uor").await > 0);
    planted.erase(&home).await;
    assert_eq!(found(&home).await, [""; 0]);
    assert_eq!(terms_like(&home, "uor").await, 0);
    assert!(is_there(&home, planted.theo.uid).await);
}

#[tokio::test]
async fn nor_of_what_the_log_keeps_in_words_alone() {
    let home = Household::new().await;
    let planted = planted(&home).await;
    home.move_clock(31 * DAY_S);
    carry_out(&home.db, Task::Changesets).await.expect("purged");
    assert_eq!(found(&home).await, PLANTED, "the readable differences keep the values");
    planted.erase(&home).await;
    assert_eq!(found(&home).await, [""; 0]);
}

#[tokio::test]
async fn nor_when_it_was_deleted_before() {
    let site = Site::new().await;
    let home = &site.home;
    let planted = planted(home).await;
    let deleted = delete(home, planted.workspace, &[planted.contact.uid, planted.theo.uid]).await;
    let andy = site.signed_in(&home.andy).await;
    let people = andy.get(&format!("/trash/{deleted}")).await.body;
    assert!(people.contains(NAME) && people.contains("Theo Ibarra"), "{people}");
    let path = format!("/trash/{deleted}/{}/erase", planted.contact.uid);
    let wrong = andy.post(&path, &[("typed_name", "Somebody")]).await;
    assert_eq!(wrong.status, 422, "{}", wrong.body);
    let erased = andy.post(&path, &[("typed_name", "xanthippe quorlbottom ")]).await;
    assert_eq!(erased.status, 303, "{}", erased.body);
    assert!(andy.get(erased.location()).await.body.contains("Erased for good"));
    trash::clear_traces(&home.db).await.expect("cleared");
    assert_eq!(found(home).await, [""; 0]);
    assert_eq!(andy.get(&path).await.status, 404);
    take_back(home, deleted).await.expect("the others come back");
    assert!(is_there(home, planted.theo.uid).await);
    assert!(!is_there(home, planted.contact.uid).await);
    assert_eq!(found(home).await, [""; 0]);
    site.stop().await;
}

#[tokio::test]
async fn no_undo_brings_them_back() {
    let home = Household::new().await;
    let planted = planted(&home).await;
    planted.erase(&home).await;
    let refused = take_back(&home, planted.edited).await;
    let said = match refused {
        Err(Error::Conflict(said)) => said,
        other => panic!("{other:?}"),
    };
    assert!(said.contains("erased for good"), "{said}");
    take_back(&home, planted.tagged_both).await.expect("what is left of it is taken back");
    assert!(!is_there(&home, planted.contact.uid).await);
    assert_eq!(found(&home).await, [""; 0]);
}

#[tokio::test]
async fn the_undo_of_a_merge_does_not_bring_back_the_same_person() {
    let home = Household::new().await;
    let planted = planted(&home).await;
    let (workspace, source, target) =
        (planted.workspace, planted.contact.uid, add(&home, planted.workspace, "X Q").await.uid);
    let merged = home
        .write(&home.andy, Action::ContactsMerged, move |tx| {
            let scope = workspaces::open(tx, tx.actor, workspace)?;
            let reader = contacts::fields::reader(tx, scope.owner())?;
            let wanted = merge::Wanted::default();
            merge::merge(tx, &scope, (target, source), &wanted, &reader, None)
        })
        .await
        .expect("merged")
        .change
        .expect("recorded");
    trash::erase(&home.db, home.andy.clone(), target, "X Q".into()).await.expect("erased");
    trash::clear_traces(&home.db).await.expect("cleared");
    assert_eq!(found(&home).await, [""; 0]);
    assert!(take_back(&home, merged).await.is_err());
    assert!(!is_there(&home, source).await);
}

#[tokio::test]
async fn the_log_says_that_somebody_was_erased_and_the_address_is_known_again() {
    let site = Site::new().await;
    let home = &site.home;
    let planted = planted(home).await;
    let andy = site.signed_in(&home.andy).await;
    let page = format!("/contacts/{}/erase", planted.contact.uid);
    assert!(andy.get(&page).await.body.contains("This cannot be undone"));
    let erased = andy.post(&page, &[("typed_name", NAME)]).await;
    assert_eq!(erased.status, 303, "{}", erased.body);
    let audit = andy.get("/audit").await.body;
    assert!(audit.contains("erased for good the contact (erased)"), "{audit}");
    assert!(!audit.contains("Xanthippe"), "{audit}");
    let again = add(home, planted.workspace, "X Q").await.uid;
    let (andy, workspace) = (home.andy.clone(), planted.workspace);
    home.write(&home.andy, Action::ContactEdited, move |tx| {
        let scope = workspaces::open(tx, tx.actor, workspace)?;
        let email = "XQ@planted.example".to_owned();
        contacts::edit(tx, &scope, again, &[(Field::PrimaryEmail, email)])
    })
    .await
    .expect("edited");
    let since = home
        .db
        .read(move |conn| {
            let (scope, again) = contacts::open(conn, &andy, again)?;
            forgotten_since(conn, &scope, &again)
        })
        .await
        .unwrap();
    assert_eq!(since, Some(home.now()));
    site.stop().await;
}

#[tokio::test]
async fn a_copy_that_was_saved_stays_its_savers_own() {
    let home = Household::new().await;
    let rosa = sharing::rosa(&home).await;
    let share = rosa.shared(&home, true).await;
    let mine = home.workspace(&home.monalisa, "Open Houses").await.uid;
    home.write(&home.monalisa, Action::ShareSaved, move |tx| {
        pi_crm::shares::save(tx, share.uid, mine, false, None)
    })
    .await
    .expect("saved");
    trash::erase(&home.db, home.andy.clone(), rosa.contact.uid, "Rosa Ibarra".into())
        .await
        .expect("erased");
    assert!(sharing::received(&home).await.is_empty());
    let monalisa = home.monalisa.clone();
    let found = home.db.read(move |conn| contacts::search(conn, &monalisa, "rosa", 5)).await;
    assert_eq!(found.unwrap().len(), 1);
}

#[tokio::test]
async fn a_program_names_the_contact_it_erases() {
    let site = Site::new().await;
    let home = &site.home;
    let planted = planted(home).await;
    let andy = site.signed_in(&home.andy).await;
    let path = format!("/api/contacts/{}/erase", planted.contact.uid);
    let wrong = andy.json("POST", &path, Some(json!({ "confirm_name": "Theo" }))).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.json()["error"]["fields"]["confirm_name"].is_string(), "{}", wrong.body);
    let erased = andy.json("POST", &path, Some(json!({ "confirm_name": NAME }))).await;
    assert_eq!(erased.status, 200, "{}", erased.body);
    assert!(!is_there(home, planted.contact.uid).await);
    site.stop().await;
}

#[tokio::test]
async fn a_digest_alone_tells_nothing_of_the_address() {
    let home = Household::new().await;
    let planted = planted(&home).await;
    let bare = |kind: &str, key: &str| {
        let content = format!("pi-crm erased 1\n1\n{kind}\n{key}");
        ring::digest::digest(&ring::digest::SHA256, content.as_bytes()).as_ref().to_vec()
    };
    let guessed = [bare("email", "xq@planted.example"), bare("phone", "+18085550199")];
    // From a time before there was a secret.
    let older = bare("email", "older@planted.example");
    home.db
        .upkeep(move |conn| {
            let sql = "INSERT INTO erased_keys (workspace_id, digest, erased_on) VALUES (1, ?1, 7)";
            conn.execute(sql, [older])?;
            Ok(())
        })
        .await
        .expect("kept");
    planted.erase(&home).await;
    let kept: Vec<Vec<u8>> = home
        .db
        .read(|conn| {
            let mut statement = conn.prepare("SELECT digest FROM erased_keys")?;
            Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
        })
        .await
        .expect("read");
    assert_eq!(kept.len(), 3);
    assert!(kept.iter().all(|it| !guessed.contains(it)), "an address can be tried on it");
    let (andy, workspace) = (home.andy.clone(), planted.workspace);
    let again = add(&home, workspace, "O Q").await.uid;
    let since = home
        .write(&home.andy, Action::ContactEdited, move |tx| {
            let scope = workspaces::open(tx, tx.actor, workspace)?;
            let older = (Field::PrimaryEmail, "older@planted.example".to_owned());
            let again = contacts::edit(tx, &scope, again, &[older])?;
            forgotten_since(tx, &contacts::open(tx, &andy, again.uid)?.0, &again)
        })
        .await
        .expect("edited")
        .value;
    assert_eq!(since, Some(7), "what was erased before is still known");
}

#[tokio::test]
async fn a_file_that_waits_goes_with_whoever_is_in_it() {
    let home = Household::new().await;
    let planted = planted(&home).await;
    let by_name = b"First name,Last name,E-mail\nTheo,Lind,theo@example.com\n\
        Xanthippe,Quorlbottom,\n";
    let by_phone = b"Name,Phone\nX.,(808) 555-0199\n";
    let with = home.import(&home.andy, planted.workspace, "with.csv", by_name).await;
    let reached = home.import(&home.andy, planted.workspace, "reached.csv", by_phone).await;
    let of_others = b"Name,E-mail\nTheo,theo@example.com\n";
    let without = home.import(&home.andy, planted.workspace, "without.csv", of_others).await;
    let long: String = (0..30_000).map(|at| format!("P{at},p{at}@example.com\n")).collect();
    let long = format!("Name,E-mail\n{long}");
    let long = home.import(&home.andy, planted.workspace, "long.csv", long.as_bytes()).await;
    planted.erase(&home).await;
    let andy = home.andy.clone();
    let found = home.db.read(move |conn| {
        let all = [with, reached, without, long].into_iter();
        all.map(|uid| Ok(import::open(conn, &andy, uid)?.1)).collect::<Result<Vec<_>, Error>>()
    });
    let found = found.await.unwrap();
    for gone in [&found[0], &found[1]] {
        assert_eq!((gone.state, gone.key), (State::Failed, None), "{}", gone.name);
        let said = gone.said.as_deref().unwrap_or_default();
        assert!(said.contains("was erased for good, so the file is gone"), "{said}");
        assert!(gone.survey.samples.is_empty(), "{:?}", gone.survey.samples);
    }
    assert_eq!(found[2].state, State::Ready);
    assert!(found[2].key.is_some() && !found[2].survey.samples.is_empty());
    let said = found[3].said.as_deref().unwrap_or_default();
    assert!(found[3].key.is_none() && said.contains("may be in this file"), "{said}");
}
