//! What is done with todos: added, changed, ticked off, put off, deleted.
use jiff::civil::Date;
use serde_json::json;

use super::{
    Checked, Draft, MOST_OPEN, Named, Todo, find, on_the_wall,
    store::{self, Place},
    words::{Understood, understood},
};
use crate::{
    audit::{RequestKey, Subject, Tx},
    contacts,
    error::{Error, Result},
    ids::Uid,
    log::{self, Entry, Kind},
    workspaces::{self, Mine},
};

/// Until when a todo is put off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Snooze {
    Tomorrow,
    /// The Monday of next week.
    NextWeek,
    Until(Date),
}

impl Snooze {
    /// As forms and programs say it: "tomorrow", "next-week", or a day such as 2026-11-21.
    pub fn read(until: &str, day: &str) -> Result<Self> {
        match until {
            "tomorrow" => Ok(Self::Tomorrow),
            "next-week" => Ok(Self::NextWeek),
            _ => super::draft::day(day)
                .map(Self::Until)
                .map_err(|problem| Error::invalid("until", problem)),
        }
    }

    fn day(self, today: Date) -> Result<Date> {
        let day = match self {
            Self::Tomorrow => today.tomorrow(),
            Self::NextWeek => today.nth_weekday(1, jiff::civil::Weekday::Monday),
            Self::Until(day) if day <= today => {
                return Err(Error::invalid("until", "Choose a day that is still to come"));
            }
            Self::Until(day) => Ok(day),
        };
        day.map_err(Error::internal)
    }
}

/// Adds a todo. Where no day is given, the words at the end of its title may say one.
pub fn add(tx: &Tx<'_>, draft: &Draft, request: Option<&RequestKey>) -> Result<Todo> {
    let mine = Mine::of(tx.actor)?;
    let mut checked = draft.check()?;
    if checked.due.is_none() {
        let today = on_the_wall(tx, mine.owner(), tx.now)?.date();
        if let Some(Understood { title, due }) = understood(&checked.title, today) {
            checked = Checked { title, due: Some(due), ..checked };
        }
    }
    let uid = tx.once(request, || {
        let place = place(tx, draft)?;
        if store::count_open(tx, &mine)? >= MOST_OPEN {
            let most = format!("There are {MOST_OPEN} open todos already; tick some off first");
            return Err(Error::invalid("title", most));
        }
        let uid = Uid::new();
        store::insert(tx, &mine, uid, &checked, place, tx.now)?;
        concerns(tx, &find(tx, tx.actor, uid)?, place);
        Ok(uid)
    })?;
    find(tx, tx.actor, uid)
}

/// How an edit of what a person saw came out.
#[derive(Debug)]
pub enum Edited {
    Saved(Todo),
    /// Somebody changed the todo since; nothing was saved.
    Changed,
}

/// Changes a todo if it is still as the person saw it, by its etag.
pub fn edit_seen(tx: &Tx<'_>, uid: Uid, seen: &str, draft: &Draft) -> Result<Edited> {
    let before = find(tx, tx.actor, uid)?;
    // The same form sent twice finds its own words there already.
    if before.etag() != seen && !is_as_wanted(&before, draft) {
        return Ok(Edited::Changed);
    }
    edit(tx, uid, draft).map(Edited::Saved)
}

fn is_as_wanted(todo: &Todo, draft: &Draft) -> bool {
    let uid = |it: &Option<Named>| it.as_ref().map(|it| it.uid);
    let is_placed = match draft.contact {
        Some(contact) => uid(&todo.contact) == Some(contact),
        None => todo.contact.is_none() && uid(&todo.workspace) == draft.workspace,
    };
    let is_same =
        |it: &Checked| (&it.title, &it.note, it.due) == (&todo.title, &todo.note, todo.due);
    is_placed && draft.check().is_ok_and(|it| is_same(&it))
}

/// All of it as it should be from now on. A new day unsays that it was put off.
pub fn edit(tx: &Tx<'_>, uid: Uid, draft: &Draft) -> Result<Todo> {
    let before = find(tx, tx.actor, uid)?;
    let checked = draft.check()?;
    if is_as_wanted(&before, draft) {
        return Ok(before);
    }
    let place = place(tx, draft)?;
    let is_same_day = checked.due.map(|it| it.day) == before.due.map(|it| it.day);
    let snoozed = before.snoozed_until.filter(|_| is_same_day).map(|it| it.to_string());
    store::update(tx, &Mine::of(tx.actor)?, before.id, &checked, place, snoozed)?;
    let after = find(tx, tx.actor, uid)?;
    concerns(tx, &after, place);
    Ok(after)
}

/// Ticks it off; the contact it is about is told in their log.
pub fn finish(tx: &Tx<'_>, uid: Uid) -> Result<Todo> {
    let before = find(tx, tx.actor, uid)?;
    if before.done_on.is_some() {
        return Ok(before);
    }
    turn(tx, &before, Some(tx.now), "Todo done")
}

/// Takes the tick off.
pub fn reopen(tx: &Tx<'_>, uid: Uid) -> Result<Todo> {
    let before = find(tx, tx.actor, uid)?;
    if before.done_on.is_none() {
        return Ok(before);
    }
    turn(tx, &before, None, "Todo opened again")
}

fn turn(tx: &Tx<'_>, before: &Todo, done_on: Option<i64>, said: &str) -> Result<Todo> {
    store::set_done(tx, &Mine::of(tx.actor)?, before.id, done_on)?;
    if let Some(contact) = &before.contact {
        let (scope, contact) = contacts::open(tx, tx.actor, contact.uid)?;
        let content = json!({ "summary": format!("{said}: {}", before.title), "of": "todo" });
        log::write(tx, &scope, contact.id, &Entry::new(Kind::System, content, tx.now))?;
    }
    concerns(tx, before, place_of(tx, before)?);
    find(tx, tx.actor, before.uid)
}

/// Puts it off; until then it stands among those to come.
pub fn snooze(tx: &Tx<'_>, uid: Uid, until: Snooze) -> Result<Todo> {
    let mine = Mine::of(tx.actor)?;
    let before = find(tx, tx.actor, uid)?;
    if before.done_on.is_some() {
        return Err(Error::Conflict(
            "It is done already. Open it again before you put it off. Nothing was changed.".into(),
        ));
    }
    let day = until.day(on_the_wall(tx, mine.owner(), tx.now)?.date())?;
    if before.snoozed_until == Some(day) {
        return Ok(before);
    }
    store::set_snoozed(tx, &mine, before.id, &day.to_string())?;
    let after = find(tx, tx.actor, uid)?;
    concerns(tx, &after, place_of(tx, &after)?);
    Ok(after)
}

pub fn delete(tx: &Tx<'_>, uid: Uid) -> Result<Todo> {
    let todo = find(tx, tx.actor, uid)?;
    let place = place_of(tx, &todo)?;
    store::delete(tx, &Mine::of(tx.actor)?, todo.id)?;
    concerns(tx, &todo, place);
    Ok(todo)
}

/// Proves that workspace and contact are this person's.
fn place(tx: &Tx<'_>, draft: &Draft) -> Result<Place> {
    placed(tx, draft.workspace, draft.contact)
}

fn place_of(tx: &Tx<'_>, todo: &Todo) -> Result<Place> {
    let uid = |it: &Option<Named>| it.as_ref().map(|it| it.uid);
    placed(tx, uid(&todo.workspace), uid(&todo.contact))
}

fn placed(tx: &Tx<'_>, workspace: Option<Uid>, contact: Option<Uid>) -> Result<Place> {
    if let Some(uid) = contact {
        let (scope, contact) = contacts::open(tx, tx.actor, uid)?;
        return Ok(Place { workspace: Some(scope.workspace()), contact: Some(contact.id) });
    }
    let scope = workspace.map(|uid| workspaces::open(tx, tx.actor, uid)).transpose()?;
    Ok(Place { workspace: scope.map(|it| it.workspace()), contact: None })
}

fn concerns(tx: &Tx<'_>, todo: &Todo, place: Place) {
    if let Some(workspace) = place.workspace {
        tx.in_workspace(workspace);
    }
    tx.about(Subject::todo(todo.id, &*todo.title));
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;

    use super::*;

    #[test]
    fn a_todo_is_put_off_to_a_day_to_come() {
        let today: Date = "2026-11-23".parse().unwrap(); // a Monday
        assert_eq!(Snooze::Tomorrow.day(today).unwrap(), today.checked_add(1.day()).unwrap());
        assert_eq!(Snooze::NextWeek.day(today).unwrap().to_string(), "2026-11-30");
        assert!(Snooze::Until(today).day(today).is_err());
        let later = today.checked_add(1.day()).unwrap();
        assert_eq!(Snooze::Until(later).day(today).unwrap(), later);
    }
}
