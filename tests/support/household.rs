//! A temporary household: an encrypted database file of its own, Andy and Monalisa, a clock that
//! stands still until it is moved.
use std::{
    path::PathBuf,
    sync::atomic::{AtomicI64, Ordering},
};

use pi_crm::{
    accounts::users,
    actor::Actor,
    audit::{Action, Done, Subject, Tx},
    clock::{Clock, built_at},
    contacts::{
        self, Contact, Draft,
        fields::{self, Definition, FieldDraft, FieldOwner, Kind},
        lists::{self, Colour, List, ListDraft, ListKind},
    },
    db::{Db, OpenOptions},
    error::Result,
    ids::{Uid, UserId},
    log,
    todos::{self, Todo},
    transfer::import::{
        self,
        intake::{self, Received},
    },
    workspaces::{self, Mine, Workspace},
};
use tempfile::TempDir;

pub struct Household {
    pub folder: TempDir,
    pub db: Db,
    pub andy: Actor,
    pub monalisa: Actor,
}

impl Household {
    pub async fn new() -> Self {
        let mut home = Self::empty().await;
        home.andy = Actor::person(user(&home.db, "Andy").await);
        home.monalisa = Actor::person(user(&home.db, "Monalisa").await);
        home
    }

    /// A box that nobody has set up yet; its people are only a terminal.
    pub async fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let db = Db::open(Self::options(&folder)).await.expect("a new database opens");
        Self { folder, db, andy: Actor::terminal(), monalisa: Actor::terminal() }
    }

    pub fn options(folder: &TempDir) -> OpenOptions {
        OpenOptions {
            path: folder.path().join("data/pi-crm.db"),
            key_file: folder.path().join("keys/database.key"),
            readers: 2,
            clock: Clock::set(built_at() + 1_000_000),
        }
    }

    pub fn now(&self) -> i64 {
        self.db.clock().now()
    }

    pub fn move_clock(&self, seconds: i64) {
        let Clock::Set(now) = self.db.clock() else { panic!("the clock is the system's") };
        AtomicI64::fetch_add(now, seconds, Ordering::Relaxed);
    }

    pub async fn workspace(&self, actor: &Actor, name: &str) -> Workspace {
        let name = name.to_owned();
        self.db
            .write(actor.clone(), Action::WorkspaceCreated, move |tx| {
                workspaces::create(tx, &name, None)
            })
            .await
            .expect("a workspace is created")
            .value
    }

    /// Adds "First Last" to a workspace.
    pub async fn contact(&self, actor: &Actor, workspace: Uid, name: &str) -> Done<Contact> {
        let draft = draft(name);
        self.write(actor, Action::ContactCreated, move |tx| {
            let scope = workspaces::open(tx, tx.actor, workspace)?;
            contacts::create(tx, &scope, &draft, None)
        })
        .await
        .expect("a contact is created")
    }

    /// Adds a stage or tag to a workspace.
    pub async fn list(&self, actor: &Actor, workspace: Uid, kind: ListKind, name: &str) -> List {
        let draft = ListDraft { kind, name: name.to_owned(), colour: Colour::Teal };
        self.write(actor, Action::ListCreated, move |tx| {
            lists::create(tx, &workspaces::open(tx, tx.actor, workspace)?, &draft)
        })
        .await
        .expect("a list is created")
        .value
    }

    /// Adds a custom field to a workspace, or to all of this person's.
    pub async fn field(
        &self,
        actor: &Actor,
        workspace: Option<Uid>,
        draft: FieldDraft,
    ) -> Definition {
        self.try_field(actor, workspace, draft).await.expect("a field is added").value
    }

    /// Adds a todo of nobody in particular for a day, or without one.
    pub async fn todo(&self, actor: &Actor, title: &str, due_day: &str) -> Todo {
        let (title, due_day) = (title.to_owned(), due_day.to_owned());
        let draft = todos::Draft { title, due_day, ..todos::Draft::default() };
        self.write(actor, Action::TodoAdded, move |tx| todos::add(tx, &draft, None))
            .await
            .expect("a todo is added")
            .value
    }

    pub async fn try_field(
        &self,
        actor: &Actor,
        workspace: Option<Uid>,
        draft: FieldDraft,
    ) -> Result<Done<Definition>> {
        self.write(actor, Action::FieldAdded, move |tx| match workspace {
            Some(uid) => {
                fields::define(tx, FieldOwner::In(&workspaces::open(tx, tx.actor, uid)?), &draft)
            }
            None => fields::define(tx, FieldOwner::Mine(&Mine::of(tx.actor)?), &draft),
        })
        .await
    }

    /// A file that was uploaded and waits for its columns to be chosen.
    pub async fn import(&self, actor: &Actor, workspace: Uid, name: &str, file: &[u8]) -> Uid {
        let received = self.try_take_in(name, file).await.expect("a file of contacts");
        self.write(actor, Action::ContactsImported, move |tx| {
            let scope = workspaces::open(tx, tx.actor, workspace)?;
            import::begin(tx, &scope, &received, tx.now)
        })
        .await
        .expect("an import begins")
        .value
    }

    pub async fn try_take_in(&self, name: &str, file: &[u8]) -> Result<Received> {
        let (pieces, waiting) = tokio::sync::mpsc::channel(1);
        let parts: Vec<Vec<u8>> = file.chunks(50_000).map(<[u8]>::to_vec).collect();
        tokio::spawn(async move {
            for part in parts {
                let _ = pieces.send(Ok(part)).await;
            }
        });
        intake::take_in(self.imports(), name.to_owned(), waiting).await
    }

    /// Where uploaded files lie.
    pub fn imports(&self) -> PathBuf {
        intake::folder(&self.folder.path().join("data"))
    }

    /// Writes a note in a contact's log.
    pub async fn note(&self, actor: &Actor, contact: Uid, text: &str) -> Uid {
        let draft = log::manual::Draft {
            kind: "note".into(),
            text: text.to_owned(),
            ..log::manual::Draft::default()
        };
        self.write(actor, Action::EntryAdded, move |tx| {
            contacts::activity::write(tx, contact, &draft, None)
        })
        .await
        .expect("a note is written")
        .value
    }

    pub async fn write<T, F>(&self, actor: &Actor, action: Action, verb: F) -> Result<Done<T>>
    where
        T: Send + 'static,
        F: FnOnce(&Tx<'_>) -> Result<T> + Send + 'static,
    {
        self.db.write(actor.clone(), action, verb).await
    }

    /// Every row of the tables of record, in words: two equal answers mean the same data.
    pub async fn everything(&self) -> String {
        self.db
            .read(|conn| {
                let mut all = String::new();
                for table in pi_crm::audit::RECORDED {
                    let mut statement =
                        conn.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2"))?;
                    let columns = statement.column_count();
                    let mut rows = statement.query([])?;
                    while let Some(row) = rows.next()? {
                        all.push_str(table);
                        for column in 0..columns {
                            let value = row.get_ref(column)?;
                            match value.as_str() {
                                Ok(text) => all.push_str(&format!(" {text:?}")),
                                Err(_) => all.push_str(&format!(" {value:?}")),
                            }
                        }
                        all.push('\n');
                    }
                }
                Ok(all)
            })
            .await
            .expect("the tables can be read")
    }
}

pub fn birthday() -> FieldDraft {
    FieldDraft::new("Birthday", Kind::Date)
}

pub fn draft(name: &str) -> Draft {
    let (first, last) = name.split_once(' ').unwrap_or((name, ""));
    Draft { first_name: first.into(), last_name: last.into(), ..Draft::default() }
}

async fn user(db: &Db, name: &'static str) -> UserId {
    db.write(Actor::terminal(), Action::UserCreated, move |tx| {
        let email = format!("{}@example.com", name.to_lowercase());
        let draft = users::Draft { name, email: &email };
        let user = users::create(tx, &draft.check()?, "no password opens this", tx.now)?;
        tx.about(Subject::user(user.id, name));
        tx.say("for a test");
        Ok(user.id)
    })
    .await
    .expect("a user is created")
    .value
}
