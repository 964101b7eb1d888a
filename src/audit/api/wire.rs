//! Changes and the log as JSON.
use poem_openapi::{Enum, Object};
use rusqlite::Connection;

use crate::{
    audit::{
        difference::Difference,
        read::{self, ActorKind, Told},
        undo::long::{Progress, State},
    },
    db::Columns,
    error::Result,
    ids::Uid,
    shell::wire::Moment,
};

#[derive(Object)]
pub struct Change {
    /// By which this can be undone; null when nothing changed
    pub change: Option<Uid>,
}

/// What was taken back, or is being taken back.
#[derive(Object)]
#[oai(rename = "Undone")]
pub struct UndoneOut {
    /// What it was about, by name
    pub label: String,
    /// `done`; of a large change `running`, until all of it is taken back; `refused` when a part of
    /// it could not be, and nothing was changed; `standing` when nobody has undone it
    pub state: String,
    /// Of 100, how much is done
    pub percent: i64,
    /// Why it was refused
    pub message: Option<String>,
    /// By which the undo itself can be undone
    pub change: Option<Uid>,
}

impl From<Progress> for UndoneOut {
    fn from(progress: Progress) -> Self {
        let percent = progress.done * 100 / progress.parts.max(1);
        let (state, message, change) = match progress.state {
            State::Running | State::GivingBack => ("running", None, None),
            State::Refused(said) => ("refused", Some(said), None),
            State::Done(undo) => ("done", None, Some(undo)),
            State::Standing => ("standing", None, None),
        };
        Self { label: progress.label, state: state.to_owned(), percent, message, change }
    }
}

/// A page of the log, the newest first.
#[derive(Object)]
#[oai(rename = "AuditLog")]
pub struct LogOut {
    pub entries: Vec<EntryOut>,
    /// For the older ones; null on the last page
    pub next_cursor: Option<Uid>,
}

/// One change: who did what, when, to what.
#[derive(Object)]
#[oai(rename = "AuditEntry")]
pub struct EntryOut {
    /// What undoes it, while `can_undo`
    pub id: Uid,
    pub at: Moment,
    /// A person, a key, the appliance itself (`job`) or somebody at the terminal
    pub who: Option<WhoKind>,
    /// "Andy", "The key “Zapier”"
    pub who_name: String,
    /// Such as `contact.edited`
    pub what: String,
    /// The same in words, as they follow the name: "edited the contact"
    pub what_words: String,
    /// The workspace it happened in, while it exists
    pub workspace: Option<Uid>,
    /// The first 20 things that it was about
    pub about: Vec<SubjectOut>,
    /// How many things it was about
    pub about_count: u32,
    /// What else was said of it
    pub words: Option<String>,
    /// The first 50 differences
    pub differences: Vec<DifferenceOut>,
    /// How many differences there are beyond these, as far as they were read
    pub more_differences: u32,
    /// The address it came from
    pub address: Option<String>,
    /// The change that this one took back
    pub undoes: Option<Uid>,
    pub can_undo: bool,
}

/// Something a change was about.
#[derive(Object)]
#[oai(rename = "AuditSubject")]
pub struct SubjectOut {
    /// Such as `contact`
    pub kind: String,
    /// Its id, while it exists
    pub id: Option<Uid>,
    /// What it was called then
    pub label: String,
}

/// One value before and after; null where there was or is none.
#[derive(Object)]
#[oai(rename = "Difference")]
pub struct DifferenceOut {
    /// "First name"
    pub field: String,
    pub old: Option<String>,
    pub new: Option<String>,
    /// Whose it is, where the change was about several things
    pub of: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename = "AuditActor", rename_all = "lowercase")]
pub enum WhoKind {
    Person,
    Key,
    Job,
    Terminal,
}

impl WhoKind {
    const ALL: [Self; 4] = [Self::Person, Self::Key, Self::Job, Self::Terminal];

    pub fn kind(self) -> ActorKind {
        match self {
            Self::Person => ActorKind::Person,
            Self::Key => ActorKind::Key,
            Self::Job => ActorKind::Job,
            Self::Terminal => ActorKind::Terminal,
        }
    }

    fn named(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.kind().code() == code)
    }
}

impl EntryOut {
    pub fn new(conn: &Connection, told: Told, columns: &Columns) -> Result<Self> {
        let mut about = Vec::new();
        for subject in &told.subjects {
            about.push(SubjectOut {
                kind: subject.kind.code().to_owned(),
                id: read::uid_of(conn, subject.kind, subject.id, columns)?,
                label: subject.label.clone(),
            });
        }
        let whose = told.whose.into_iter().map(Some).chain(std::iter::repeat(None));
        let entry = told.entry;
        Ok(Self {
            id: entry.uid,
            at: Moment(entry.at),
            who: WhoKind::named(&entry.actor),
            who_name: entry.who(),
            what_words: entry.words().to_owned(),
            what: entry.action,
            workspace: entry.workspace_uid,
            about,
            about_count: told.about as u32,
            words: entry.words,
            differences: told.differences.into_iter().zip(whose).map(difference).collect(),
            more_differences: told.more as u32,
            address: entry.ip,
            undoes: entry.undoes,
            can_undo: told.can_undo,
        })
    }
}

fn difference((difference, of): (Difference, Option<String>)) -> DifferenceOut {
    let Difference { field, old, new, .. } = difference;
    DifferenceOut { field, old, new, of: of.filter(|it| !it.is_empty()) }
}
