//! A contact's log as JSON.
use poem_openapi::{Enum, Object, types::Example};

use crate::{
    error::Error,
    ids::Uid,
    log::{
        self, Direction, Entry, Logged, Status,
        manual::{Draft, When},
    },
    rich_text,
    shell::wire::Moment,
};

/// Something that happened with a contact.
#[derive(Object)]
#[oai(rename = "LogEntry")]
pub struct EntryOut {
    pub id: Uid,
    /// The contact's id
    pub contact: Uid,
    /// email, text, call, meeting, ai, stage_change, note or system
    #[oai(rename = "type")]
    pub kind: String,
    /// The line that stands for all of it
    pub summary: String,
    /// As it was typed
    pub text: Option<String>,
    /// The same as HTML that is safe to show
    pub html: Option<String>,
    /// When it happened
    pub at: Moment,
    /// in or out
    pub direction: Option<String>,
    /// Of a message: queued, sent, delivered, opened, clicked, bounced, failed or replied
    pub status: Option<String>,
    /// Of a call: reached, left_message, no_answer, busy or wrong_number
    pub outcome: Option<String>,
    pub minutes: Option<i64>,
    /// Of a meeting
    pub place: Option<String>,
    /// Whether somebody wrote it, and so can change it
    pub by_hand: bool,
    pub pinned: bool,
    /// How many earlier versions there are
    pub versions: i64,
}

/// A page of a contact's log.
#[derive(Object)]
#[oai(rename = "LogEntries")]
pub struct Page {
    pub entries: Vec<EntryOut>,
    /// For the page after this one; null on the last
    pub next_cursor: Option<String>,
}

/// A note, a phone call or a meeting.
#[derive(Object)]
#[oai(rename = "NewLogEntry", example)]
pub struct NewEntry {
    /// note, call or meeting
    #[oai(rename = "type")]
    pub kind: String,
    /// With the marks `**bold**`, `*italic*`, `# heading`, `- item`, `1. item` and
    /// `[words](https://…)`. At most 100 000 characters; a note needs some
    pub text: Option<String>,
    /// When it happened; now where it is left out
    pub at: Option<Moment>,
    /// Of a call: in or out
    pub direction: Option<String>,
    /// Of a call: reached, left_message, no_answer, busy or wrong_number
    pub outcome: Option<String>,
    /// Of a call or a meeting
    pub minutes: Option<i64>,
    /// Of a meeting
    pub place: Option<String>,
}

/// All of an entry as it should read from now on. What is left out becomes empty; the moment stays.
#[derive(Object)]
#[oai(rename = "LogEntryFields", example)]
pub struct EntryFields {
    /// With the same marks as a new entry
    pub text: Option<String>,
    /// When it happened; left out, it stays as it is
    pub at: Option<Moment>,
    /// Of a call: in or out
    pub direction: Option<String>,
    /// Of a call: reached, left_message, no_answer, busy or wrong_number
    pub outcome: Option<String>,
    /// Of a call or a meeting
    pub minutes: Option<i64>,
    /// Of a meeting
    pub place: Option<String>,
}

/// Whether an entry stands above all else.
#[derive(Object)]
#[oai(rename = "PinnedLogEntry")]
pub struct Pinned {
    pub pinned: bool,
}

/// An entry after a change of it.
#[derive(Object)]
#[oai(rename = "ChangedLogEntry")]
pub struct ChangedEntry {
    pub entry: EntryOut,
    /// By which this can be undone; null when nothing changed
    pub change: Option<Uid>,
}

/// How an entry read before.
#[derive(Object)]
#[oai(rename = "LogVersions")]
pub struct VersionsOut {
    pub versions: Vec<VersionOut>,
}

#[derive(Object)]
#[oai(rename = "LogVersion")]
pub struct VersionOut {
    pub summary: String,
    pub text: Option<String>,
    pub at: Moment,
    /// Until then it read like this
    pub replaced_on: Moment,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
#[oai(rename = "LogTab", rename_all = "lowercase")]
pub enum Tab {
    #[default]
    All,
    Emails,
    Texts,
    Calls,
    Ai,
    Lists,
    Notes,
    Other,
}

impl From<Tab> for log::Tab {
    fn from(tab: Tab) -> Self {
        match tab {
            Tab::All => Self::All,
            Tab::Emails => Self::Emails,
            Tab::Texts => Self::Texts,
            Tab::Calls => Self::Calls,
            Tab::Ai => Self::Ai,
            Tab::Lists => Self::Lists,
            Tab::Notes => Self::Notes,
            Tab::Other => Self::Other,
        }
    }
}

impl EntryOut {
    pub fn new(logged: Logged, contact: Uid) -> Self {
        let entry = &logged.entry;
        let html = entry.content["html"].as_str().map(rich_text::sanitised);
        Self {
            id: logged.uid,
            contact,
            kind: entry.kind.code().to_owned(),
            summary: logged.summary().to_owned(),
            text: text(entry, "text"),
            html,
            at: Moment(entry.at),
            direction: entry.direction.map(|it| Direction::code(it).to_owned()),
            status: entry.status.map(|it| Status::code(it).to_owned()),
            outcome: text(entry, "outcome"),
            minutes: entry.content["minutes"].as_i64(),
            place: text(entry, "place"),
            by_hand: logged.is_by_hand(),
            pinned: logged.pinned_on.is_some(),
            versions: logged.versions,
        }
    }
}

impl Page {
    pub fn new(page: log::Page, contact: Uid) -> Self {
        let next_cursor = page.next.map(|it| it.cursor());
        let entries = page.entries.into_iter().map(|it| EntryOut::new(it, contact)).collect();
        Self { entries, next_cursor }
    }
}

impl From<Vec<(Entry, i64)>> for VersionsOut {
    fn from(versions: Vec<(Entry, i64)>) -> Self {
        let versions = versions.into_iter().map(|(entry, replaced_on)| VersionOut {
            summary: text(&entry, "summary").unwrap_or_default(),
            text: text(&entry, "text"),
            at: Moment(entry.at),
            replaced_on: Moment(replaced_on),
        });
        Self { versions: versions.collect() }
    }
}

impl From<NewEntry> for Draft {
    fn from(new: NewEntry) -> Self {
        let NewEntry { kind, text, at, direction, outcome, minutes, place } = new;
        let fields = EntryFields { text, at, direction, outcome, minutes, place };
        Self { kind, ..fields.into() }
    }
}

impl From<EntryFields> for Draft {
    fn from(fields: EntryFields) -> Self {
        Self {
            kind: String::new(),
            text: fields.text.unwrap_or_default(),
            at: fields.at.map_or(When::Now, |it| When::At(it.0)),
            direction: fields.direction.unwrap_or_default(),
            outcome: fields.outcome.unwrap_or_default(),
            minutes: fields.minutes.map(|it| it.to_string()).unwrap_or_default(),
            place: fields.place.unwrap_or_default(),
        }
    }
}

impl Example for NewEntry {
    fn example() -> Self {
        let EntryFields { text, at, direction, outcome, minutes, place } = EntryFields::example();
        Self { kind: "call".into(), text, at, direction, outcome, minutes, place }
    }
}

impl Example for EntryFields {
    fn example() -> Self {
        Self {
            text: Some("Wants to close **before school starts**".into()),
            at: Some(Moment(1_773_480_413)),
            direction: Some("out".into()),
            outcome: Some("reached".into()),
            minutes: Some(12),
            place: None,
        }
    }
}

/// Problems under the names that programs know.
pub fn named_as_sent(error: Error) -> Error {
    let Error::Invalid(problems) = error else { return error };
    let sent = |name: &str| if name == "kind" { "type".to_owned() } else { name.to_owned() };
    Error::Invalid(problems.iter().map(|(name, said)| (sent(name), said.clone())).collect())
}

fn text(entry: &Entry, name: &str) -> Option<String> {
    entry.content[name].as_str().map(str::to_owned)
}
