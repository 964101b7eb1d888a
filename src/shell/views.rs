//! Markup shared above the features.
use super::{Surroundings, answer, held::Why};
use crate::{
    audit::{Action, SubjectKind, difference::Difference, read::Told},
    web::ui::{Button, Diff, DiffMember, Form, Icon},
};

markup::define! {
    /// What somebody typed and could not be saved, ready to be sent again.
    HeldForm<'a>(
        why: Why,
        said: Option<&'a str>,
        action: &'a str,
        csrf: &'a str,
        fields: &'a [(String, String)],
    ) {
        h1 { @why.title() }
        @if let Some(said) = said { p { @said } }
        p { @why.explanation() }
        @if *why == Why::SignedOut {
            p { a[href = "/login", target = "_blank"] { "Sign in on a new tab" } }
        }
        @Form::post(*action, *csrf, HeldFields { fields })
    }

    HeldFields<'a>(fields: &'a [(String, String)]) {
        @for (name, value) in fields.iter() {
            input[type = "hidden", name = name, value = value];
        }
        dl {
            @for (name, value) in fields.iter().filter(|(name, value)| is_shown(name, value)) {
                dt { @words(name) }
                dd { @value }
            }
        }
        @Button::primary("Send it again")
    }
}

fn is_shown(name: &str, value: &str) -> bool {
    !value.is_empty() && !matches!(name, "form_id" | "etag")
}

/// The stage or tag whose end a thing took part in.
fn list_of(change: &Told) -> Option<&str> {
    let Some(Action::ListsMerged | Action::ListDeleted) = change.entry.kind() else { return None };
    let list = change.subjects.iter().find(|it| it.kind == SubjectKind::List)?;
    Some(&list.label)
}

fn words(name: &str) -> String {
    name.replace('_', " ")
}

markup::define! {
    /// The newest changes of one thing, each with its Undo while it can be undone.
    RecentChanges<'a>(around: &'a Surroundings, changes: &'a [Told], back: &'a str, now: i64) {
        ol[class = "timeline"] {
            @for change in changes.iter() {
                li {
                    p[class = "timeline-head"] {
                        strong { @change.entry.who() } " " @change.entry.words()
                        @if let Some(list) = list_of(change) { " " @list }
                    }
                    p[class = "timeline-when"] {
                        time[title = around.manner().date_time(change.entry.at)] {
                            @around.manner().relative(change.entry.at, *now)
                        }
                    }
                    @Differences { change }
                    @if change.can_undo {
                        @UndoButton { around, change, back }
                    }
                }
            }
        }
    }

    Differences<'a>(change: &'a Told) {
        @for it in change.differences.iter() { @OneDifference { it } }
    }

    OneDifference<'a>(it: &'a Difference) {
        @if it.is_member {
            @DiffMember::new(&*it.field, it.old.as_deref(), it.new.as_deref())
        } else {
            @Diff::new(&*it.field, it.old.as_deref(), it.new.as_deref())
        }
    }

    UndoButton<'a>(around: &'a Surroundings, change: &'a Told, back: &'a str) {
        @Form::post(
            answer::undo_path(change.entry.uid, back),
            &*around.csrf,
            Button::plain("Undo").icon(Icon::Undo),
        ).inline()
    }
}
