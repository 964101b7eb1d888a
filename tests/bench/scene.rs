//! The data: a demo household of 100 000 contacts, built once, copied for each run.
use std::{
    fs,
    path::{Path, PathBuf},
};

use pi_crm::{
    accounts::{
        passwords::Passwords,
        sessions::{self, Device},
        users,
    },
    actor::Actor,
    app::{App, Parts},
    clock::Clock,
    config::{Config, Surroundings},
    contacts::{self, Contact, Place, Query},
    db::{Db, OpenOptions},
    ids::Uid,
    workspaces,
};

use crate::{fill, process::command};

const CONTACTS: usize = 100_000;
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/target/bench");
const LOGINS: &str = "data/demo-logins.txt";
/// The last that is written of it all.
const FILLED: &str = "filled";
/// Everything under test comes from one address, and fast.
const NO_RATE: &str = "[limits]\npages_per_minute = 1000000000\napi_per_minute = 1000000000\n";

pub struct Scene {
    pub home: PathBuf,
    pub app: App,
    /// Andy's address and password.
    pub login: (String, String),
    /// Andy's session, as his browser holds it.
    pub token: String,
    pub person: Actor,
    /// His largest workspace.
    pub workspace: Uid,
    pub rows: i64,
    /// Where its page 1000 begins.
    pub page_1000: Query,
    pub contact: Contact,
}

impl Scene {
    pub async fn set() -> Self {
        let home = fresh_copy().await;
        let db = open(&home).await;
        let (actor, token) = signed_in(&db).await;
        let person = actor;
        let (workspace, page_1000, contact) = db
            .read(move |conn| {
                let mut all = workspaces::list(conn, &person)?;
                let largest = all.iter().position(|it| it.name == "Loan Factory").unwrap_or(0);
                let workspace = all.swap_remove(largest);
                let scope = workspaces::open(conn, &person, workspace.uid)?;
                let mut query = Query::at(0);
                for _ in 1..1000 {
                    let next = contacts::list(conn, &scope, &query)?.next;
                    query.place = Place::After(next.expect("a thousand pages"));
                }
                let contact = contacts::list(conn, &scope, &query)?.contacts.swap_remove(0);
                Ok((workspace, query, contact))
            })
            .await
            .expect("the demo data is there");
        let nowhere = Surroundings { root: true, variables: Default::default(), etc: home.clone() };
        let config = Config::load(&nowhere, None, &Vec::new()).expect("the defaults");
        let app = App::new(Parts::new(db, config, Passwords::default()));
        let (rows, workspace) = (workspace.contacts, workspace.uid);
        Self {
            home,
            app,
            login: login(),
            token,
            person: actor,
            workspace,
            rows,
            page_1000,
            contact,
        }
    }

    pub fn list_path(&self) -> String {
        format!("/w/{}/contacts", self.workspace)
    }

    pub fn page_1000_path(&self) -> String {
        let Place::After(position) = &self.page_1000.place else { panic!("not a later page") };
        format!("{}?sort=name&after={}", self.list_path(), position.cursor())
    }
}

async fn signed_in(db: &Db) -> (Actor, String) {
    let people = db.read(users::list).await.expect("people");
    let andy = people.iter().find(|user| user.name == "Andy").expect("Andy").id;
    let at = db.clock().read();
    let begun = db
        .upkeep(move |conn| sessions::begin(conn, andy, &Device::default(), at))
        .await
        .expect("a session begins");
    (Actor::person(andy), begun.token.reveal().to_owned())
}

fn login() -> (String, String) {
    let logins = PathBuf::from(FOLDER).join("built").join(LOGINS);
    let logins = fs::read_to_string(logins).expect("the logins");
    let mut words = logins.split_whitespace().map(str::to_owned);
    (words.next().expect("an address"), words.next().expect("a password"))
}

async fn open(home: &Path) -> Db {
    let options = OpenOptions {
        path: home.join("data/pi-crm.db"),
        key_file: home.join("key"),
        readers: 1,
        clock: Clock::System,
    };
    Db::open(options).await.expect("the database opens")
}

async fn fresh_copy() -> PathBuf {
    let (built, run) = (PathBuf::from(FOLDER).join("built"), PathBuf::from(FOLDER).join("run"));
    if !built.join(FILLED).exists() {
        let _ = fs::remove_dir_all(&built);
        fs::create_dir_all(&built).expect("a folder");
        let count = CONTACTS.to_string();
        let made = command(&built).args(["demo", "--contacts", &count]).status();
        assert!(made.is_ok_and(|status| status.success()), "the demo data was not made");
        let db = open(&built).await;
        fill::ten_years(&db).await;
        db.close().await;
        fs::write(built.join(FILLED), "").expect("a mark");
    }
    let _ = fs::remove_dir_all(&run);
    fs::create_dir_all(run.join("data")).expect("a folder");
    for file in ["key", "data/pi-crm.db", "data/pi-crm.key-id"] {
        fs::copy(built.join(file), run.join(file)).expect("a copy");
    }
    fs::write(run.join("pi-crm.toml"), NO_RATE).expect("a configuration");
    run
}
