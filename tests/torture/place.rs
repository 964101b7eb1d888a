//! The box that is tortured: a folder of its own, somebody who lives there, and its server as a
//! process that can be killed.
use std::{
    fs::{self, File},
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

use pi_crm::{
    accounts::{
        api_keys::{self, Draft, Permission},
        sessions::{self, Device},
        users,
    },
    actor::Actor,
    audit::{Action, Subject},
    clock::Clock,
    contacts::{
        fields::{self, FieldDraft, FieldOwner, Kind},
        lists::{self, Colour, ListDraft, ListKind},
    },
    db::{Db, OpenOptions, key::Key},
    ids::{Uid, UserId},
    workspaces,
};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

/// Only so that a hang is told: nothing depends on how long anything takes.
const LONGEST: Duration = Duration::from_secs(120);
/// Everything comes from one address, and fast.
const NO_RATE: &str = "[limits]\npages_per_minute = 1000000000\napi_per_minute = 1000000000\n";
pub const TAGS: [&str; 2] = ["Warm", "Cold"];

pub struct Place {
    folder: TempDir,
}

/// Who lives there, and how their programs come in.
pub struct Household {
    pub andy: UserId,
    pub workspace: Uid,
    pub tags: [Uid; 2],
    pub api_key: String,
}

impl Place {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(folder.path().join("tmp")).expect("a folder");
        fs::write(folder.path().join("pi-crm.toml"), NO_RATE).expect("the settings");
        Self { folder }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    pub fn database(&self) -> PathBuf {
        self.data().join("pi-crm.db")
    }

    pub fn key_file(&self) -> PathBuf {
        self.path().join("keys/database.key")
    }

    pub fn key(&self) -> Key {
        Key::parse(&fs::read_to_string(self.key_file()).expect("a key")).expect("a whole key")
    }

    pub async fn open(&self) -> Db {
        let (path, key_file) = (self.database(), self.key_file());
        let options = OpenOptions { path, key_file, readers: 1, clock: Clock::System };
        Db::open(options).await.expect("the database opens")
    }

    /// The built program on this box, with words.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pi-crm"));
        command.args(words).arg("--config").arg(self.path().join("pi-crm.toml"));
        command.arg("--data-dir").arg(self.data()).arg("--key-file").arg(self.key_file());
        command.env_clear().env("HOME", self.path()).env("TMPDIR", self.path().join("tmp"));
        let log = File::options().create(true).append(true).open(self.path().join("log"));
        command.stderr(log.expect("a log")).stdout(Stdio::null());
        command
    }

    /// A session of theirs; a restore ends all there are.
    pub async fn signed_in(&self, user: UserId) -> String {
        let db = self.open().await;
        let at = db.clock().read();
        let begun =
            db.upkeep(move |conn| sessions::begin(conn, user, &Device::default(), at)).await;
        db.close().await;
        begun.expect("a session").token.reveal().to_owned()
    }

    pub async fn move_in(&self) -> Household {
        let db = self.open().await;
        let andy = user(&db).await;
        let actor = Actor::person(andy);
        let named = Action::WorkspaceCreated;
        let made = db.write(actor.clone(), named, |tx| workspaces::create(tx, "Torture", None));
        let workspace = made.await.expect("a workspace").value.uid;
        let mut tags = Vec::new();
        for name in TAGS {
            let draft = ListDraft { kind: ListKind::Tag, name: name.into(), colour: Colour::Teal };
            let made = db.write(actor.clone(), Action::ListCreated, move |tx| {
                lists::create(tx, &workspaces::open(tx, tx.actor, workspace)?, &draft)
            });
            tags.push(made.await.expect("a tag").value.uid);
        }
        let made = db.write(actor.clone(), Action::FieldAdded, move |tx| {
            let scope = workspaces::open(tx, tx.actor, workspace)?;
            fields::define(tx, FieldOwner::In(&scope), &FieldDraft::new("Code", Kind::Text))
        });
        made.await.expect("a field");
        let made = db.write(actor, Action::KeyCreated, move |tx| {
            let permissions: Vec<&str> = Permission::ALL.iter().map(|it| it.name()).collect();
            let draft = Draft { name: "torture", permissions: &permissions, expires_in_days: None };
            api_keys::create(tx, andy, &draft, None)
        });
        let api_key = made.await.expect("a key").value.text.expect("made now").reveal().to_owned();
        db.close().await;
        Household { andy, workspace, tags: [tags[0], tags[1]], api_key }
    }
}

/// What is left can be looked at when something was found.
impl Drop for Place {
    fn drop(&mut self) {
        if thread::panicking() {
            self.folder.disable_cleanup(true);
            eprintln!("the box is kept in {}", self.folder.path().display());
        }
    }
}

async fn user(db: &Db) -> UserId {
    db.write(Actor::terminal(), Action::UserCreated, |tx| {
        let draft = users::Draft { name: "Andy", email: "andy@example.com" };
        let user = users::create(tx, &draft.check()?, "no password opens this", tx.now)?;
        tx.about(Subject::user(user.id, "Andy"));
        tx.say("for a test");
        Ok(user.id)
    })
    .await
    .expect("a user")
    .value
}

/// A server under way. It is killed when it is let go.
pub struct Server {
    child: Child,
    ports: Receiver<u16>,
}

impl Server {
    /// Does not wait until it answers.
    pub fn begin(place: &Place) -> Self {
        let words = ["serve", "--https", "127.0.0.1:0", "--http", "off"];
        let mut child = place.command(&words).stdout(Stdio::piped()).spawn().expect("it starts");
        let (told, ports) = channel();
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let port =
                    line.trim_end_matches('/').rsplit(':').next().and_then(|it| it.parse().ok());
                if let Some(port) = port.filter(|_| line.contains("answers at")) {
                    let _ = told.send(port);
                }
            }
        });
        Self { child, ports }
    }

    /// Waits until it answers: once after each start, and after each restart of its own.
    pub fn port(&mut self) -> u16 {
        match self.ports.recv_timeout(LONGEST) {
            Ok(port) => port,
            Err(_) => panic!("the server does not answer: {:?}", self.child.try_wait()),
        }
    }

    pub fn kill(&mut self) {
        self.child.kill().expect("it is killed");
        self.child.wait().expect("it is gone");
    }

    /// As systemd would.
    pub fn stop(mut self) -> ExitStatus {
        kill_process(Pid::from_child(&self.child), Signal::TERM).expect("it is told to stop");
        self.child.wait().expect("it stops")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
