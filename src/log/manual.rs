//! What a person writes in the log themselves: notes, phone calls, meetings (LG-3). Each can be
//! edited, and every earlier version is kept.
use rusqlite::Connection;
use serde_json::{Map, Value};

use super::{Direction, Entry, Kind, Logged, Outcome, add, pinned, settle, store};
use crate::{
    audit::Tx,
    clock::Reading,
    error::{Error, Problems, Result, unless_any},
    ids::{ContactId, Uid},
    log::Tab,
    rich_text, settings, text,
    when::Manner,
    workspaces::Scope,
};

pub const TEXT_CHARS: usize = 100_000;
pub const MOST_MINUTES: i64 = 24 * 60;
pub const MOST_PINNED: usize = 10;
/// In the line that stands for all of it.
const LINE_CHARS: usize = 160;
/// Clocks differ a little.
const AHEAD_S: i64 = 10 * 60;

pub const KINDS: [Kind; 3] = [Kind::Note, Kind::Call, Kind::Meeting];

/// An entry as it was typed, or as a program sent it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    pub kind: String,
    /// With the marks of `rich_text`.
    pub text: String,
    pub at: When,
    pub direction: String,
    pub outcome: String,
    pub minutes: String,
    pub place: String,
}

/// When it happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum When {
    #[default]
    Now,
    /// As an input for day and time has it, in the zone of whoever typed it.
    Typed(String),
    At(i64),
}

impl Draft {
    /// The form that an entry was filled in on, filled in again.
    pub fn of(entry: &Entry, manner: &Manner) -> Self {
        let text = |name: &str| entry.content[name].as_str().unwrap_or_default().to_owned();
        Self {
            kind: entry.kind.code().to_owned(),
            text: text("text"),
            at: When::Typed(manner.typed_moment(entry.at)),
            direction: entry.direction.map(Direction::code).unwrap_or_default().to_owned(),
            outcome: text("outcome"),
            minutes: entry.content["minutes"].as_i64().map(|it| it.to_string()).unwrap_or_default(),
            place: text("place"),
        }
    }

    /// As an entry. `before` is what it changes: a moment that was not touched keeps its seconds.
    pub fn check(&self, manner: &Manner, now: Reading, before: Option<&Entry>) -> Result<Entry> {
        let mut problems = Problems::new();
        let kind = Kind::from_code(&self.kind).filter(|kind| KINDS.contains(kind));
        if kind.is_none() {
            problems.insert("kind", "Choose note, call or meeting".into());
        }
        let kind = kind.unwrap_or(Kind::Note);
        let typed = text::lines(&mut problems, "text", &self.text, TEXT_CHARS);
        if typed.is_none() && kind == Kind::Note {
            problems.insert("text", "Write something first".into());
        }
        let at = self.at(&mut problems, manner, now, before);
        let (mut direction, mut content) = (None, Map::new());
        match kind {
            Kind::Call => {
                let outcome = self.chosen(&mut problems, Outcome::Reached);
                direction = Some(self.way(&mut problems));
                content.insert("outcome".into(), outcome.code().into());
            }
            Kind::Meeting => {
                let place = text::optional(&mut problems, "place", &self.place, text::limits::LINE);
                content.extend(place.map(|it| ("place".into(), Value::from(it))));
            }
            _ => {}
        }
        if kind != Kind::Note {
            let minutes = self.minutes(&mut problems);
            content.extend(minutes.map(|it| ("minutes".into(), Value::from(it))));
        }
        unless_any(problems)?;
        let line = rich_text::first_line(typed.as_deref().unwrap_or_default(), LINE_CHARS);
        content.insert("summary".into(), summary(kind, direction, &content, &line).into());
        content.insert("by_hand".into(), true.into());
        if let Some(typed) = typed {
            content.insert("html".into(), rich_text::html(&typed).into());
            content.insert("text".into(), typed.into());
        }
        Ok(Entry { kind, content: Value::Object(content), at, direction, status: None })
    }

    fn at(
        &self,
        problems: &mut Problems,
        manner: &Manner,
        now: Reading,
        before: Option<&Entry>,
    ) -> i64 {
        let at = match &self.at {
            When::Now => before.map_or(now.now, |it| it.at),
            When::At(at) => *at,
            When::Typed(typed) if text::trim(typed).is_empty() => now.now,
            When::Typed(typed) => {
                let kept = before.filter(|it| manner.typed_moment(it.at) == text::trim(typed));
                match kept.map(|it| it.at).or_else(|| manner.moment(text::trim(typed))) {
                    Some(at) => at,
                    None => {
                        let wrong = "This needs a day and a time, such as 2026-11-21T14:05";
                        problems.insert("at", wrong.into());
                        now.now
                    }
                }
            }
        };
        if now.trusted().is_some_and(|now| at > now + AHEAD_S) {
            let wrong = "This is still to come; the log tells what has happened";
            problems.insert("at", wrong.into());
        }
        at
    }

    fn chosen(&self, problems: &mut Problems, usual: Outcome) -> Outcome {
        match (self.outcome.as_str(), Outcome::from_code(&self.outcome)) {
            ("", _) => usual,
            (_, Some(outcome)) => outcome,
            (_, None) => {
                problems.insert("outcome", "Choose one of the outcomes offered".into());
                usual
            }
        }
    }

    fn way(&self, problems: &mut Problems) -> Direction {
        match (self.direction.as_str(), Direction::from_code(&self.direction)) {
            ("", _) => Direction::Out,
            (_, Some(direction)) => direction,
            (_, None) => {
                problems.insert("direction", "Choose who called".into());
                Direction::Out
            }
        }
    }

    fn minutes(&self, problems: &mut Problems) -> Option<i64> {
        let typed = text::trim(&self.minutes);
        if typed.is_empty() {
            return None;
        }
        let minutes = typed.parse().ok().filter(|minutes| (1..=MOST_MINUTES).contains(minutes));
        if minutes.is_none() {
            let wrong = format!("This needs whole minutes, from 1 to {MOST_MINUTES}");
            problems.insert("minutes", wrong);
        }
        minutes
    }
}

impl Outcome {
    pub fn label(self) -> &'static str {
        match self {
            Self::Reached => "Reached them",
            Self::LeftMessage => "Left a message",
            Self::NoAnswer => "No answer",
            Self::Busy => "Busy",
            Self::WrongNumber => "Wrong number",
        }
    }

    fn in_a_line(self) -> &'static str {
        match self {
            Self::Reached => "",
            Self::LeftMessage => ", left a message",
            Self::NoAnswer => ", no answer",
            Self::Busy => ", busy",
            Self::WrongNumber => ", wrong number",
        }
    }
}

fn summary(
    kind: Kind,
    direction: Option<Direction>,
    content: &Map<String, Value>,
    line: &str,
) -> String {
    let part = |name: &str| content.get(name).and_then(Value::as_str);
    let length = content.get("minutes").and_then(Value::as_i64);
    let length = length.map(|it| format!(", {it} min")).unwrap_or_default();
    let head = match kind {
        Kind::Call => {
            let way = if direction == Some(Direction::In) { "Incoming" } else { "Outgoing" };
            let outcome = part("outcome").and_then(Outcome::from_code);
            format!("{way} call{}{length}", outcome.map_or("", Outcome::in_a_line))
        }
        Kind::Meeting => match part("place") {
            Some(place) => format!("Meeting, {place}{length}"),
            None => format!("Meeting{length}"),
        },
        _ => return line.to_owned(),
    };
    if line.is_empty() { head } else { format!("{head}: {line}") }
}

/// Writes an entry down.
pub fn write(tx: &Tx<'_>, scope: &Scope, contact: ContactId, draft: &Draft) -> Result<Uid> {
    let entry = draft.check(&manner(tx, scope)?, tx.at, None)?;
    let uid = Uid::new();
    add(tx, scope, contact, uid, &entry)?;
    Ok(uid)
}

/// How an edit of what a person saw came out.
#[derive(Debug)]
pub enum Edited {
    Saved,
    /// It says already what was to be saved.
    Same,
    /// Somebody changed it since; nothing was saved.
    Changed,
}

/// Changes an entry if it still reads as the person saw it, by its etag; without one the last wins.
pub fn edit(
    tx: &Tx<'_>,
    scope: &Scope,
    before: &Logged,
    seen: Option<&str>,
    draft: &Draft,
) -> Result<Edited> {
    refuse_unless_by_hand(before)?;
    let draft = Draft { kind: before.entry.kind.code().to_owned(), ..draft.clone() };
    let after = draft.check(&manner(tx, scope)?, tx.at, Some(&before.entry))?;
    if after == before.entry {
        return Ok(Edited::Same);
    }
    if seen.is_some_and(|seen| seen != before.etag()) {
        return Ok(Edited::Changed);
    }
    store::keep_version(tx, scope, before.id, tx.now)?;
    store::update(tx, scope, before.id, &after)?;
    if after.is_contact() || before.entry.is_contact() {
        settle(tx, before.contact)?;
    }
    Ok(Edited::Saved)
}

pub fn delete(tx: &Tx<'_>, scope: &Scope, entry: &Logged) -> Result<()> {
    refuse_unless_by_hand(entry)?;
    store::delete(tx, scope, entry.id)?;
    if entry.entry.is_contact() {
        settle(tx, entry.contact)?;
    }
    Ok(())
}

/// Puts an entry above all others, or back into its place. What is there already stays.
pub fn pin(tx: &Tx<'_>, scope: &Scope, entry: &Logged, is_pinned: bool) -> Result<bool> {
    if entry.pinned_on.is_some() == is_pinned {
        return Ok(false);
    }
    if is_pinned && pinned(tx, scope, entry.contact, Tab::All)?.len() >= MOST_PINNED {
        return Err(Error::Conflict(format!(
            "{MOST_PINNED} entries are pinned already. Unpin one first; nothing was changed."
        )));
    }
    store::pin(tx, scope, entry.id, is_pinned.then_some(tx.now))?;
    Ok(true)
}

/// How an entry read before, the latest first, each with when it was replaced.
pub fn versions(conn: &Connection, scope: &Scope, entry: &Logged) -> Result<Vec<(Entry, i64)>> {
    store::versions(conn, scope, entry)
}

fn refuse_unless_by_hand(entry: &Logged) -> Result<()> {
    match entry.is_by_hand() {
        true => Ok(()),
        false => Err(Error::Conflict(
            "This wrote itself into the log and stays as it is. Nothing was changed.".into(),
        )),
    }
}

impl Logged {
    /// Whether somebody wrote it themselves, and so can change it.
    pub fn is_by_hand(&self) -> bool {
        self.entry.content["by_hand"] == true
    }
}

fn manner(conn: &Connection, scope: &Scope) -> Result<Manner> {
    Ok(settings::preferences(conn, scope.owner())?.manner)
}
