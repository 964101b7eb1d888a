//! Todos: what a person means to do, by hand (DB-2). Theirs alone, perhaps in one of their
//! workspaces, perhaps about a contact, with whom it goes and comes back.
pub mod agenda;
pub mod api;
mod draft;
pub mod pages;
mod store;
mod verbs;
pub mod views;
mod words;

use jiff::civil::{Date, DateTime, Time};
use rusqlite::Connection;

pub use agenda::{Agenda, Group};
pub use draft::{Checked, Draft};
pub use store::Position;
pub use verbs::{Edited, Snooze, add, delete, edit, edit_seen, finish, reopen, snooze};

use crate::{
    actor::Actor,
    error::{Error, Result},
    ids::{ContactId, TodoId, Uid, UserId, WorkspaceId},
    settings,
    workspaces::{self, Mine},
};

pub const TITLE_CHARS: usize = 200;
pub const NOTE_CHARS: usize = 2_000;
/// Beyond this nobody does any of them; and all that are open stand on one page.
pub const MOST_OPEN: usize = 1_000;
/// Of those that are done, on one page.
pub const DONE_PAGE: usize = 50;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Todo {
    pub id: TodoId,
    pub uid: Uid,
    pub title: String,
    pub note: Option<String>,
    pub due: Option<Due>,
    pub snoozed_until: Option<Date>,
    pub done_on: Option<i64>,
    pub created_on: i64,
    pub workspace: Option<Named>,
    pub contact: Option<Named>,
}

/// A day of the calendar and perhaps a time of that day, wherever the person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    pub day: Date,
    pub time: Option<Time>,
}

/// Something that a todo leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub uid: Uid,
    pub name: String,
}

/// Which of one's todos.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub workspace: Option<WorkspaceId>,
    pub contact: Option<ContactId>,
}

impl Filter {
    /// Those of one workspace, which has to be this person's, or of all.
    pub fn within(conn: &Connection, actor: &Actor, workspace: Option<Uid>) -> Result<Self> {
        let scope = workspace.map(|uid| workspaces::open(conn, actor, uid)).transpose()?;
        Ok(Self { workspace: scope.map(|it| it.workspace()), contact: None })
    }

    pub fn of_contact(contact: ContactId) -> Self {
        Self { workspace: None, contact: Some(contact) }
    }
}

impl Todo {
    /// When it wants to be done: the day it was put off to keeps the time of the day it was due.
    pub fn wanted(&self) -> Option<Due> {
        let time = self.due.and_then(|due| due.time);
        match self.snoozed_until {
            Some(day) => Some(Due { day, time }),
            None => self.due,
        }
    }

    /// Changes whenever anything that is shown of it does (API-3: ETag, If-Match).
    pub fn etag(&self) -> String {
        let due = self.due.map(|it| format!("{it:?}"));
        let place = |it: &Option<Named>| it.as_ref().map(|it| it.uid.to_string());
        let parts = [
            Some(self.title.clone()),
            self.note.clone(),
            due,
            self.snoozed_until.map(|it| it.to_string()),
            self.done_on.map(|it| it.to_string()),
            place(&self.workspace),
            place(&self.contact),
        ];
        let digest = ring::digest::digest(&ring::digest::SHA256, format!("{parts:?}").as_bytes());
        digest.as_ref()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// One of one's own, or nothing.
pub fn find(conn: &Connection, actor: &Actor, uid: Uid) -> Result<Todo> {
    store::find(conn, &Mine::of(actor)?, uid)?.ok_or(Error::NotFound("todo"))
}

/// All that are open, the first to be done first.
pub fn open(conn: &Connection, actor: &Actor, filter: Filter) -> Result<Vec<Todo>> {
    store::open(conn, &Mine::of(actor)?, filter, None, MOST_OPEN)
}

/// The same, some at a time.
pub fn open_from(
    conn: &Connection,
    actor: &Actor,
    filter: Filter,
    from: Option<&Position>,
    most: usize,
) -> Result<Vec<Todo>> {
    store::open(conn, &Mine::of(actor)?, filter, from, most)
}

/// Those that are done, the latest first, older than one of them.
pub fn done(
    conn: &Connection,
    actor: &Actor,
    filter: Filter,
    before: Option<&Position>,
    most: usize,
) -> Result<Vec<Todo>> {
    store::done(conn, &Mine::of(actor)?, filter, before, most)
}

/// What calendar and clock show where this person is.
pub fn on_the_wall(conn: &Connection, user: UserId, now: i64) -> Result<DateTime> {
    let manner = settings::preferences(conn, user)?.manner;
    manner.on_the_wall(now).ok_or_else(|| Error::internal(anyhow::anyhow!("no time {now}")))
}

#[cfg(test)]
pub(crate) mod testing {
    use super::*;

    pub fn todo(title: &str, due: Option<&str>) -> Todo {
        let due = due.map(|text| match text.split_once(' ') {
            Some((day, time)) => {
                Due { day: day.parse().unwrap(), time: Some(time.parse().unwrap()) }
            }
            None => Due { day: text.parse().unwrap(), time: None },
        });
        Todo {
            id: TodoId(1),
            uid: Uid::new(),
            title: title.to_owned(),
            note: None,
            due,
            snoozed_until: None,
            done_on: None,
            created_on: 0,
            workspace: None,
            contact: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{testing::todo, *};

    #[test]
    fn what_is_put_off_keeps_its_time() {
        let mut call = todo("Call", Some("2026-11-21 09:00"));
        call.snoozed_until = Some("2026-11-24".parse().unwrap());
        let wanted = call.wanted().unwrap();
        assert_eq!(wanted.day.to_string(), "2026-11-24");
        assert_eq!(wanted.time, call.due.unwrap().time);
        let plain = todo("Call", None);
        assert_eq!(plain.wanted(), None);
    }

    #[test]
    fn the_etag_follows_every_change() {
        let one = todo("Call", Some("2026-11-21"));
        let mut other = one.clone();
        assert_eq!(one.etag(), other.etag());
        other.note = Some("Rates".into());
        assert_ne!(one.etag(), other.etag());
        let mut moved = one.clone();
        moved.due = Some(Due { time: Some("09:00".parse().unwrap()), ..one.due.unwrap() });
        assert_ne!(one.etag(), moved.etag());
    }
}
