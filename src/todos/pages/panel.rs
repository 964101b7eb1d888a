//! What a panel of todos shows, wherever it stands.
use rusqlite::Connection;

use super::At;
use crate::{
    actor::Actor,
    audit::read::{self, Told},
    contacts,
    db::Columns,
    error::Result,
    ids::Uid,
    log,
    todos::{self, Agenda, DONE_PAGE, Filter, Group, Position, Todo},
};

/// Of those to come and those without a date, beside what is due.
const AHEAD_AT_HOME: usize = 4;
const DONE_OF_A_CONTACT: usize = 5;

pub struct Shown {
    pub at: At,
    pub agenda: Agenda,
    pub done: Vec<Todo>,
    /// Where those done earlier go on.
    pub next: Option<Position>,
    /// Open ones that are not shown here.
    pub more: usize,
}

pub fn shown(conn: &Connection, actor: &Actor, at: At, now: i64) -> Result<Shown> {
    shown_from(conn, actor, at, None, now)
}

pub fn shown_from(
    conn: &Connection,
    actor: &Actor,
    at: At,
    before: Option<&Position>,
    now: i64,
) -> Result<Shown> {
    let now = todos::on_the_wall(conn, actor.user()?, now)?;
    let (filter, done) = match at {
        At::Home => (Filter::default(), 0),
        At::Contact(uid) => {
            (Filter::of_contact(contacts::open(conn, actor, uid)?.1.id), DONE_OF_A_CONTACT)
        }
        At::Page { workspace, is_done } => {
            (Filter::within(conn, actor, workspace)?, if is_done { DONE_PAGE } else { 0 })
        }
    };
    let mut open = match at {
        At::Page { is_done: true, .. } => Vec::new(),
        _ => todos::open(conn, actor, filter)?,
    };
    let all = open.len();
    if at == At::Home {
        open = soonest(open, now);
    }
    let (mut done_ones, mut next) = (Vec::new(), None);
    if done > 0 {
        done_ones = todos::done(conn, actor, filter, before, done + 1)?;
        let has_more = done_ones.len() > done;
        done_ones.truncate(done);
        next = done_ones.last().filter(|_| has_more).map(Position::before);
    }
    let more = all - open.len();
    Ok(Shown { at, agenda: Agenda::of(open, now), done: done_ones, next, more })
}

/// All that is due, and the first few of the others.
fn soonest(open: Vec<Todo>, now: jiff::civil::DateTime) -> Vec<Todo> {
    let is_due = |todo: &Todo| matches!(Group::of(todo, now), Group::Overdue | Group::Today);
    let due = open.iter().filter(|it| is_due(it)).count();
    open.into_iter().take(due + AHEAD_AT_HOME).collect()
}

/// On a contact's page the log tells of what was done.
pub fn log(conn: &Connection, actor: &Actor, at: At) -> Result<Option<log::Page>> {
    let At::Contact(uid) = at else { return Ok(None) };
    let (scope, contact) = contacts::open(conn, actor, uid)?;
    log::page(conn, &scope, contact.id, None).map(Some)
}

pub fn told(
    conn: &Connection,
    actor: &Actor,
    change: Option<Uid>,
    columns: &Columns,
) -> Result<Option<Told>> {
    change.map(|change| read::find(conn, actor.user()?, change, columns)).transpose()
}
