//! Answers: HTML, redirects, and where things live.
use poem::{
    Response,
    http::{StatusCode, header},
};

pub use crate::urls::encoded;
use crate::{
    audit::{Action, read::Told},
    ids::Uid,
    web::layout::VARY,
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
    let mut text = String::new();
    body.render(&mut text).expect("writing to a String does not fail");
    html(StatusCode::OK, text)
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

pub fn without_done(path: &str) -> String {
    let Some((path, query)) = path.split_once('?') else { return path.to_owned() };
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with("done=")).collect();
    if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
}

/// What a change did, as told right after it.
pub fn sentence(done: &Told) -> String {
    let label = done.subjects.first().map_or("", |subject| &subject.label);
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
        Some(Action::ContactEdited) => format!("{label} was saved."),
        Some(Action::ContactMoved) => moved(done, label),
        Some(Action::ContactTagged) => tagged(done, label),
        Some(Action::ContactsChanged | Action::ContactsDeleted) => {
            format!("{}.", done.entry.words.as_deref().unwrap_or("Many contacts were changed"))
        }
        Some(Action::ListCreated) => format!("{} was added.", capital(label)),
        Some(Action::ListEdited) => format!("{} was saved.", capital(label)),
        Some(Action::ListsReordered) => format!("{} was moved.", capital(label)),
        Some(Action::ListsMerged) => parted(done, label, "merged"),
        Some(Action::ListDeleted) => parted(done, label, "deleted"),
        Some(Action::UserCreated) => format!("Welcome, {label}."),
        Some(Action::UserChanged) => "Your profile was saved.".to_owned(),
        Some(Action::SettingChanged) => {
            format!("Saved. {}.", done.entry.words.as_deref().unwrap_or("All is as it was"))
        }
        Some(Action::PasswordChanged) => {
            format!("Your password was changed. {}.", done.entry.words.as_deref().unwrap_or("Done"))
        }
        Some(Action::SecondFactorOff) => {
            "Two-step sign-in is off. Signing in takes the password alone.".to_owned()
        }
        Some(Action::SignedInByRecovery) => {
            let words = done.entry.words.as_deref().unwrap_or_default();
            let left = words.rsplit("; ").next().unwrap_or_default();
            format!("Signed in with a recovery code: {left}.")
        }
        Some(Action::UserDeactivated) => format!("{label} is shut out. What is theirs is kept."),
        Some(Action::UserLetBackIn) => format!("{label} can sign in again."),
        Some(Action::InvitationRevoked) => {
            format!("The invitation for {label} was taken back. Its code opens nothing any more.")
        }
        Some(Action::SessionsEnded) => format!("{label}: signed out."),
        Some(Action::KeyRevoked) => format!("{label} was revoked. It opens nothing any more."),
        Some(Action::ViewSaved) => format!("The view {label} was saved."),
        Some(Action::ViewChanged) => format!("The view {label} was changed."),
        Some(Action::ViewDeleted) => format!("The view {label} was deleted."),
        Some(Action::ColumnsChosen) => format!("The columns of {label} were saved."),
        Some(Action::Undone) => format!("Undone: {label} is as it was before."),
        _ => "Done.".to_owned(),
    }
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
