//! Answers: HTML, redirects, and where things live.
use poem::{
    Response,
    http::{StatusCode, header},
};

use serde::Deserialize;

pub use crate::urls::encoded;
use crate::{
    audit::{Action, read::Told},
    ids::Uid,
    web::layout::{self, VARY},
};

pub fn html(status: StatusCode, text: String) -> Response {
    Response::builder()
        .status(status)
        .content_type("text/html; charset=utf-8")
        .header(header::VARY, VARY)
        .body(text)
}

/// A part of a page, as HTMX asked for it.
pub fn fragment(body: impl markup::Render) -> Response {
    html(StatusCode::OK, layout::rendered(body))
}

pub fn see_other(path: &str) -> Response {
    Response::builder().status(StatusCode::SEE_OTHER).header(header::LOCATION, path).finish()
}

/// On to a page that tells of the change, with its Undo.
pub fn done(path: &str, change: Option<Uid>) -> Response {
    see_other(&with_done(path, change))
}

pub fn with_done(path: &str, change: Option<Uid>) -> String {
    match change {
        Some(change) if path.contains('?') => format!("{path}&done={change}"),
        Some(change) => format!("{path}?done={change}"),
        None => path.to_owned(),
    }
}

pub fn workspace_path(workspace: Uid) -> String {
    format!("/w/{workspace}/contacts")
}

pub fn contact_path(contact: Uid) -> String {
    format!("/contacts/{contact}")
}

pub fn todo_path(todo: Uid) -> String {
    format!("/todos/{todo}")
}

/// Where a change is undone, and where that comes back to.
pub fn undo_path(change: Uid, back: &str) -> String {
    format!("/changes/{change}/undo?back={}", encoded(back))
}

/// Only a path of ours may be gone back to: `//elsewhere` would leave the house.
pub fn own_path(path: &str) -> &str {
    let is_own = path.starts_with('/')
        && !path.starts_with("//")
        && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_own { path } else { "/" }
}

/// Where a form's address says to go afterwards.
#[derive(Debug, Deserialize)]
pub struct Back {
    #[serde(default)]
    back: String,
}

impl Back {
    pub fn path(&self) -> &str {
        own_path(&self.back)
    }
}

pub fn without_done(path: &str) -> String {
    let Some((path, query)) = path.split_once('?') else { return path.to_owned() };
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with("done=")).collect();
    if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
}

/// What a change did, as told right after it.
pub fn sentence(done: &Told) -> String {
    let label = done.subjects.first().map_or("", |subject| &subject.label);
    let of_its_kind = [of_a_todo, of_a_list, of_a_view, of_a_pair, of_an_entry, of_the_household];
    if let Some(said) = of_its_kind.iter().find_map(|told| told(done, label)) {
        return said;
    }
    match done.entry.kind() {
        Some(Action::ContactCreated | Action::WorkspaceCreated) => match &done.entry.words {
            Some(words) => format!("{label} was added. {words}."),
            None => format!("{label} was added."),
        },
        Some(Action::PresetAdded) => {
            format!("{label}: {}.", done.entry.words.as_deref().unwrap_or("nothing to add"))
        }
        Some(Action::FieldAdded) => format!("{label} was added."),
        Some(Action::FieldChanged) => format!("{label} was saved."),
        Some(Action::FieldDeleted) => {
            format!("{label} was deleted. Its values are kept and come back with it.")
        }
        Some(Action::FieldRevived) => format!("{label} is back, with the values it kept."),
        Some(Action::FieldsOrdered) => format!("{label} was moved."),
        Some(Action::PackAdded) => match done.subjects.len() {
            1 => format!("{label} was added."),
            many => format!("{many} fields were added."),
        },
        Some(Action::ContactDeleted) => format!("{label} was deleted."),
        Some(Action::WorkspaceDeleted) => {
            format!("{label} was deleted. It can be brought back for 30 days.")
        }
        Some(Action::WorkspaceRenamed) => format!("Renamed to {label}."),
        Some(Action::ContactEdited | Action::ContactSilenced) => match &done.entry.words {
            Some(words) => format!("{words}."),
            None => format!("{label} was saved."),
        },
        Some(Action::ContactMoved) => moved(done, label),
        Some(Action::ContactTagged) => tagged(done, label),
        Some(Action::ContactsChanged | Action::ContactsDeleted) => {
            format!("{}.", done.entry.words.as_deref().unwrap_or("Many contacts were changed"))
        }
        Some(Action::ContactsImported) => format!("{label} was imported."),
        Some(Action::ContactShared) => shared(done, label),
        Some(Action::ShareEnded) => format!("{label} is no longer shared."),
        Some(Action::ShareSaved) => match &done.entry.words {
            Some(words) => format!("{label} is yours now. {words}."),
            None => format!("{label} is yours now."),
        },
        Some(Action::ContactErased) => "Erased for good. It cannot be brought back.".to_owned(),
        Some(Action::Undone) => format!("Undone: {label} is as it was before."),
        _ => "Done.".to_owned(),
    }
}

fn of_a_view(done: &Told, label: &str) -> Option<String> {
    Some(match done.entry.kind()? {
        Action::ViewSaved => format!("The view {label} was saved."),
        Action::ViewChanged => format!("The view {label} was changed."),
        Action::ViewDeleted => format!("The view {label} was deleted."),
        Action::ColumnsChosen => format!("The columns of {label} were saved."),
        _ => return None,
    })
}

fn of_the_household(done: &Told, label: &str) -> Option<String> {
    Some(match done.entry.kind()? {
        Action::UserCreated => format!("Welcome, {label}."),
        Action::UserChanged => "Your profile was saved.".to_owned(),
        Action::SettingChanged => {
            format!("Saved. {}.", done.entry.words.as_deref().unwrap_or("All is as it was"))
        }
        Action::PasswordChanged => {
            format!("Your password was changed. {}.", done.entry.words.as_deref().unwrap_or("Done"))
        }
        Action::KeyKept => {
            format!("Done. {}.", done.entry.words.as_deref().unwrap_or("The key is kept otherwise"))
        }
        Action::SecondFactorOff => {
            "Two-step sign-in is off. Signing in takes the password alone.".to_owned()
        }
        Action::SignedInByRecovery => {
            let words = done.entry.words.as_deref().unwrap_or_default();
            let left = words.rsplit("; ").next().unwrap_or_default();
            format!("Signed in with a recovery code: {left}.")
        }
        Action::UserDeactivated => format!("{label} is shut out. What is theirs is kept."),
        Action::UserLetBackIn => format!("{label} can sign in again."),
        Action::InvitationRevoked => {
            format!("The invitation for {label} was taken back. Its code opens nothing any more.")
        }
        Action::SessionsEnded => format!("{label}: signed out."),
        Action::KeyRevoked => format!("{label} was revoked. It opens nothing any more."),
        _ => return None,
    })
}

fn of_a_list(done: &Told, label: &str) -> Option<String> {
    Some(match done.entry.kind()? {
        Action::ListCreated => format!("{} was added.", capital(label)),
        Action::ListEdited => format!("{} was saved.", capital(label)),
        Action::ListsReordered => format!("{} was moved.", capital(label)),
        Action::ListsMerged => parted(done, label, "merged"),
        Action::ListDeleted => parted(done, label, "deleted"),
        _ => return None,
    })
}

fn of_a_pair(done: &Told, label: &str) -> Option<String> {
    let other = done.subjects.get(1).map(|it| it.label.as_str());
    let second = other.unwrap_or("the other one");
    Some(match (done.entry.kind()?, other) {
        (Action::ContactsMerged, Some(other)) => {
            format!("{label} and {other} are one contact now.")
        }
        (Action::ContactsMerged, None) => format!("What was new went to {label}."),
        (Action::KeptSeparate, _) => format!("{label} and {second} stay two contacts."),
        (Action::SeparationLifted, _) => format!("{label} and {second} may be the same again."),
        _ => return None,
    })
}

fn of_an_entry(done: &Told, label: &str) -> Option<String> {
    Some(match done.entry.kind()? {
        Action::EntryAdded => format!("Saved in the log of {label}."),
        Action::EntryEdited => "Saved. How it read before is kept.".to_owned(),
        Action::EntryDeleted => format!("Deleted from the log of {label}."),
        Action::EntryPinned => format!("The log of {label} was rearranged."),
        _ => return None,
    })
}

fn shared(done: &Told, label: &str) -> String {
    let with = done.differences.iter().filter(|it| it.is_member);
    let with: Vec<&str> = with.filter_map(|it| it.new.as_deref()).collect();
    match with.is_empty() {
        true => format!("How {label} is shared was saved."),
        false => format!("{label} is shared with {} now.", with.join(" and ")),
    }
}

/// With the day that was understood, so that nobody has to look whether it was the right one.
fn of_a_todo(done: &Told, label: &str) -> Option<String> {
    let new = |field: &str| done.differences.iter().find(|it| it.field == field)?.new.as_deref();
    Some(match done.entry.kind()? {
        Action::TodoAdded => match (new("Due"), new("Time")) {
            (Some(day), Some(time)) => format!("“{label}” was added for {day}, {time}."),
            (Some(day), None) => format!("“{label}” was added for {day}."),
            _ => format!("“{label}” was added."),
        },
        Action::TodoEdited => format!("“{label}” was saved."),
        Action::TodoDone => format!("“{label}” is done."),
        Action::TodoReopened => format!("“{label}” is open again."),
        Action::TodoSnoozed => match new("Put off to") {
            Some(day) => format!("“{label}” was put off to {day}."),
            None => format!("“{label}” was put off."),
        },
        Action::TodoDeleted => format!("“{label}” was deleted."),
        _ => return None,
    })
}

fn moved(done: &Told, label: &str) -> String {
    match done.differences.iter().find(|it| it.field == "Stage").map(|it| &it.new) {
        Some(Some(stage)) => format!("{label} moved to {stage}."),
        Some(None) => format!("{label} is in no stage now."),
        None => format!("{label} was moved."),
    }
}

fn tagged(done: &Told, label: &str) -> String {
    let tag = done.differences.iter().find(|it| it.is_member);
    match tag.map(|it| (&it.old, &it.new)) {
        Some((_, Some(tag))) => format!("{label} has the tag {tag} now."),
        Some((Some(tag), None)) => format!("{label} no longer has the tag {tag}."),
        _ => format!("{label} was saved."),
    }
}

/// A list that is gone, and what became of those who were on it.
fn parted(done: &Told, label: &str, how: &str) -> String {
    let outcome = done.entry.words.as_deref().unwrap_or("it can be undone");
    format!("{} was {how}: {outcome}.", capital(label))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_our_own_are_gone_back_to() {
        for (path, own) in [
            ("/w/1", "/w/1"),
            ("/w?x=1&y=2", "/w?x=1&y=2"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("/a\r\nSet-Cookie: x", "/"),
            ("", "/"),
        ] {
            assert_eq!(own_path(path), own, "{path:?}");
        }
    }

    #[test]
    fn the_last_news_leave_the_path() {
        for (path, without) in
            [("/a", "/a"), ("/a?done=1", "/a"), ("/a?x=1&done=2&y=3", "/a?x=1&y=3")]
        {
            assert_eq!(without_done(path), without);
        }
    }
}
