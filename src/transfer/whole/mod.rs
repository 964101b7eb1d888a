//! A whole workspace as one file that needs no pi-crm (BK-7): tables for a spreadsheet, the same as
//! JSON for programs, and a text that says what is what. Written a chunk at a time, so that a large
//! workspace costs little memory and holds no transaction for long.
pub mod api;
mod bundle;
mod history;
pub mod pages;
mod people;
mod store;
mod structure;

use jiff::civil::DateTime;
use rusqlite::Connection;
use serde_json::Value;

use self::{bundle::Bundle, history::Activity, people::People};
use super::export::{Wanted, Writing};
use crate::{
    audit::{Subject, Tx},
    contacts::{Filter, Selection},
    error::Result,
    ids::{TodoId, Uid},
    when,
    workspaces::{self, Scope, Workspace},
};

const README: &str = include_str!("README.txt");
/// Todos read and written in one go.
const PER_CHUNK: usize = 500;

/// The files, in the order of the archive. Templates and campaigns get theirs at the end, once
/// there are any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Readme,
    Workspace,
    Lists,
    Fields,
    Contacts,
    ContactsJson,
    Activity,
    ActivityJson,
    Todos,
    TodosJson,
}

impl Part {
    const ALL: [Self; 10] = [
        Self::Readme,
        Self::Workspace,
        Self::Lists,
        Self::Fields,
        Self::Contacts,
        Self::ContactsJson,
        Self::Activity,
        Self::ActivityJson,
        Self::Todos,
        Self::TodosJson,
    ];

    fn file(self) -> &'static str {
        match self {
            Self::Readme => "README.txt",
            Self::Workspace => "workspace.json",
            Self::Lists => "stages-and-tags.csv",
            Self::Fields => "fields.csv",
            Self::Contacts => "contacts.csv",
            Self::ContactsJson => "contacts.json",
            Self::Activity => "activity.csv",
            Self::ActivityJson => "activity.json",
            Self::Todos => "todos.csv",
            Self::TodosJson => "todos.json",
        }
    }
}

/// Where the file that is being written stands.
enum At {
    Whole,
    Contacts(Writing),
    People(People),
    Activity(Activity),
    Todos { after: TodoId, is_json: bool },
}

/// An export on its way.
pub struct Whole {
    workspace: Workspace,
    now: i64,
    bundle: Bundle,
    left: std::slice::Iter<'static, Part>,
    at: Option<(Part, At)>,
}

/// That somebody takes everything along stands in the log.
pub fn begin(tx: &Tx<'_>, scope: &Scope, wall: Option<DateTime>) -> Result<Whole> {
    let workspace = workspaces::find(tx, scope)?;
    tx.about(Subject::workspace(workspace.id, &workspace.name));
    tx.in_workspace(workspace.id);
    tx.on_behalf_of(scope.owner());
    tx.say("As one file, with everything in it");
    let bundle = Bundle::new(wall);
    Ok(Whole { workspace, now: tx.now, bundle, left: Part::ALL.iter(), at: None })
}

impl Whole {
    pub fn uid(&self) -> Uid {
        self.workspace.uid
    }

    pub fn name(&self) -> &str {
        &self.workspace.name
    }

    /// The next piece of the archive; None when all is written.
    pub fn next(&mut self, conn: &Connection, scope: &Scope) -> Result<Option<Vec<u8>>> {
        loop {
            let is_over = self.step(conn, scope)?;
            let piece = self.bundle.take();
            if !piece.is_empty() {
                return Ok(Some(piece));
            }
            if is_over {
                return Ok(None);
            }
        }
    }

    fn step(&mut self, conn: &Connection, scope: &Scope) -> Result<bool> {
        let Some((part, mut at)) = self.at.take() else {
            let Some(part) = self.left.next().copied() else {
                self.bundle.finish()?;
                return Ok(true);
            };
            self.bundle.begin(part.file())?;
            self.at = Some((part, self.start(conn, scope, part)?));
            return Ok(false);
        };
        let text = match &mut at {
            At::Whole => None,
            At::Contacts(writing) => writing.next(conn, scope)?,
            At::People(people) => people.next(conn, scope)?,
            At::Activity(activity) => activity.next(conn, scope)?,
            At::Todos { after, is_json } => history::todos(conn, scope, after, *is_json)?,
        };
        match text {
            Some(text) => {
                self.bundle.write(&text)?;
                self.at = Some((part, at));
            }
            None => self.bundle.write(end_of(part))?,
        }
        Ok(false)
    }

    fn start(&mut self, conn: &Connection, scope: &Scope, part: Part) -> Result<At> {
        Ok(match part {
            Part::Readme => self.whole(&self.readme())?,
            Part::Workspace => {
                let text = structure::json(conn, scope, &self.workspace, self.now)?;
                self.whole(&text)?
            }
            Part::Lists => self.whole(&structure::lists(conn, scope)?)?,
            Part::Fields => self.whole(&structure::fields(conn, scope)?)?,
            Part::Contacts => {
                At::Contacts(Writing::begin(conn, scope, &Wanted { now: self.now, ..everybody() })?)
            }
            Part::ContactsJson => At::People(People::begin(conn, scope)?),
            Part::Activity => At::Activity(Activity::begin(false)),
            Part::ActivityJson => At::Activity(Activity::begin(true)),
            Part::Todos => self.todos(&history::todos_head(), false)?,
            Part::TodosJson => self.todos("", true)?,
        })
    }

    fn whole(&mut self, text: &str) -> Result<At> {
        self.bundle.write(text)?;
        Ok(At::Whole)
    }

    fn todos(&mut self, head: &str, is_json: bool) -> Result<At> {
        self.bundle.write(head)?;
        Ok(At::Todos { after: TodoId(0), is_json })
    }

    fn readme(&self) -> String {
        README
            .replace("{workspace}", &self.workspace.name)
            .replace("{day}", &when::iso(self.now))
            .replace("{version}", env!("CARGO_PKG_VERSION"))
            .replace('\n', "\r\n")
    }
}

fn everybody() -> Wanted {
    Wanted { whom: Selection::All(Filter::default()), ..Wanted::default() }
}

/// A list of JSON has a line for each, so that it can be read a line at a time as well.
fn end_of(part: Part) -> &'static str {
    match part {
        Part::ContactsJson | Part::ActivityJson | Part::TodosJson => "\n]\n",
        _ => "",
    }
}

/// One more of a list of JSON.
fn add(text: &mut String, is_first: bool, value: &Value) {
    text.push_str(if is_first { "[\n" } else { ",\n" });
    text.push_str(&value.to_string());
}
