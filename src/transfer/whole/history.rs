//! What happened with each contact, and what is to be done: a chunk at a time.
use rusqlite::Connection;
use serde_json::{Value, json};

use super::{PER_CHUNK, add, everybody, store};
use crate::{
    contacts,
    error::Result,
    ids::{ContactId, LogId, TodoId},
    spreadsheet::{self, Line},
    when,
    workspaces::Scope,
};

/// Contacts whose activity is looked for in one go.
const CONTACTS: usize = 500;
/// Entries read and written in one go.
const ENTRIES: usize = 1_000;

const ACTIVITY: [&str; 9] =
    ["Id", "Contact id", "Contact", "When", "Kind", "Direction", "Status", "Summary", "Text"];
const TODOS: [&str; 10] = [
    "Id",
    "Title",
    "Note",
    "Due day",
    "Due time",
    "Snoozed until",
    "Done",
    "Created",
    "Contact id",
    "Contact",
];

pub struct Activity {
    is_json: bool,
    has_begun: bool,
    /// The last contact of those that are looked at, and those themselves.
    after: Option<ContactId>,
    ids: Vec<ContactId>,
    /// The entry that was written last.
    last: (ContactId, i64, LogId),
}

impl Activity {
    pub fn begin(is_json: bool) -> Self {
        let last = (ContactId(0), i64::MIN, LogId(0));
        Self { is_json, has_begun: false, after: None, ids: Vec::new(), last }
    }

    pub fn next(&mut self, conn: &Connection, scope: &Scope) -> Result<Option<String>> {
        let mut text = String::new();
        let is_first = !std::mem::replace(&mut self.has_begun, true);
        if is_first {
            text = if self.is_json { "[".to_owned() } else { head(&ACTIVITY) };
            return Ok(Some(text));
        }
        if self.ids.is_empty() {
            let whom = everybody().whom;
            self.ids = contacts::chosen(conn, scope, &whom, 0, self.after, CONTACTS)?;
            let Some(last) = self.ids.last() else { return Ok(None) };
            self.after = Some(*last);
        }
        let entries = store::entries(conn, scope, &self.ids, self.last, ENTRIES)?;
        if entries.len() < ENTRIES {
            self.ids.clear();
        }
        for entry in &entries {
            let is_very_first = self.last.0 == ContactId(0);
            self.last = (entry.contact, entry.at, entry.id);
            match self.is_json {
                true => {
                    text.push_str(if is_very_first { "\n" } else { ",\n" });
                    text.push_str(&entry.told().to_string());
                }
                false => line(&mut text, &entry.cells()),
            }
        }
        Ok(Some(text))
    }
}

impl store::Entry {
    fn cells(&self) -> [String; 9] {
        let words = |name: &str| self.content[name].as_str().unwrap_or_default().to_owned();
        [
            self.uid.to_string(),
            self.contact_uid.to_string(),
            self.contact_name.clone(),
            when::iso(self.at),
            self.kind.clone(),
            self.direction.clone().unwrap_or_default(),
            self.status.clone().unwrap_or_default(),
            words("summary"),
            words("text"),
        ]
    }

    fn told(&self) -> Value {
        json!({
            "id": self.uid.to_string(),
            "contact_id": self.contact_uid.to_string(),
            "contact": self.contact_name,
            "at": when::iso(self.at),
            "type": self.kind,
            "direction": self.direction,
            "status": self.status,
            "pinned_on": self.pinned_on.map(when::iso),
            "content": self.content,
        })
    }
}

pub fn todos_head() -> String {
    head(&TODOS)
}

pub fn todos(
    conn: &Connection,
    scope: &Scope,
    after: &mut TodoId,
    is_json: bool,
) -> Result<Option<String>> {
    let todos = store::todos(conn, scope, *after, PER_CHUNK)?;
    let is_first = *after == TodoId(0);
    let Some(last) = todos.last() else {
        *after = TodoId(after.0.max(1));
        return Ok((is_json && is_first).then(|| "[".to_owned()));
    };
    *after = last.id;
    let mut text = String::new();
    for (nth, todo) in todos.iter().enumerate() {
        match is_json {
            true => add(&mut text, is_first && nth == 0, &todo.told()),
            false => line(&mut text, &todo.cells()),
        }
    }
    Ok(Some(text))
}

impl store::Todo {
    fn cells(&self) -> [String; 10] {
        let text = |it: &Option<String>| it.clone().unwrap_or_default();
        [
            self.uid.to_string(),
            self.title.clone(),
            text(&self.note),
            text(&self.due_day),
            text(&self.due_time),
            text(&self.snoozed_until),
            self.done_on.map(when::iso).unwrap_or_default(),
            when::iso(self.created_on),
            self.contact_uid.map(|it| it.to_string()).unwrap_or_default(),
            text(&self.contact_name),
        ]
    }

    fn told(&self) -> Value {
        json!({
            "id": self.uid.to_string(),
            "title": self.title,
            "note": self.note,
            "due_day": self.due_day,
            "due_time": self.due_time,
            "snoozed_until": self.snoozed_until,
            "done_on": self.done_on.map(when::iso),
            "created_on": when::iso(self.created_on),
            "contact_id": self.contact_uid.map(|it| it.to_string()),
            "contact": self.contact_name,
        })
    }
}

fn head(names: &[&str]) -> String {
    let mut text = spreadsheet::BOM.to_owned();
    line(&mut text, names);
    text
}

pub fn line(text: &mut String, cells: &[impl AsRef<str>]) {
    let mut line = Line::new(text);
    cells.iter().for_each(|cell| line.cell(cell.as_ref()));
    line.end();
}
