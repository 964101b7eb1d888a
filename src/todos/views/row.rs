//! One todo in a line: the tick, what it is, when, and what can be done with it.
use jiff::civil::DateTime;

use super::due_words;
use crate::{
    ids::Uid,
    shell::{Surroundings, answer},
    todos::{
        Group, Todo,
        pages::{At, BACK},
    },
    web::ui::{Button, Dropdown, Form, Icon, TextWithLinks},
};

const PUT_OFF: [(&str, &str); 2] =
    [("tomorrow", "Put off to tomorrow"), ("next-week", "To next Monday")];

pub fn row_id(todo: Uid) -> String {
    format!("todo-{todo}")
}

markup::define! {
    Row<'a>(
        around: &'a Surroundings,
        at: At,
        todo: &'a Todo,
        now: DateTime,
        next: Option<Uid>,
        is_focused: bool,
    ) {
        @let (path, is_done) = (answer::todo_path(todo.uid), todo.done_on.is_some());
        @let edit = format!("{path}/edit?back={}", answer::encoded(&at.path()));
        li[
            id = row_id(todo.uid),
            class = if is_done { "todo todo-done" } else { "todo" },
            "data-row" = true,
        ] {
            @swapped(Form::post(
                format!("{path}/done"),
                &*around.csrf,
                Ticking { at: *at, todo, next: *next, is_focused: *is_focused },
            ).inline())
            div[class = "todo-body"] {
                a[
                    class = "todo-title",
                    href = &edit,
                    "hx-get" = &edit,
                    "hx-target" = "closest .todo",
                    "hx-swap" = "outerHTML",
                    "data-row-link" = true,
                ] { @todo.title }
                @if let Some(note) = &todo.note {
                    p[class = "todo-note"] { @TextWithLinks::new(note.as_str()) }
                }
                @Meta { around, at: *at, todo, now: *now }
            }
            @Dropdown::more(
                format!("More for {}", todo.title),
                Menu { around, at: *at, todo, edit: &edit, next: *next },
            )
        }
    }

    /// A button rather than a box: pressing it does it, and says so.
    Ticking<'a>(at: At, todo: &'a Todo, next: Option<Uid>, is_focused: bool) {
        @let is_done = todo.done_on.is_some();
        @Whence { at: *at, next: *next }
        button[
            type = "submit",
            id = format_args!("tick-{}", todo.uid),
            class = "todo-tick",
            name = "done",
            "data-key" = "x",
            value = if is_done { "0" } else { "1" },
            title = if is_done { "Open again" } else { "Done" },
            autofocus = *is_focused,
        ] {
            @Icon::Check
            span[class = "sr-only"] {
                @if is_done { "Open again: " } else { "Done: " } @todo.title
            }
        }
    }

    /// What every form brings along: the page it stood on, and the todo behind this one.
    Whence(at: At, next: Option<Uid>) {
        input[type = "hidden", name = BACK, value = at.path()];
        @if let Some(next) = next {
            input[type = "hidden", name = "next", value = next.to_string()];
        }
    }

    Meta<'a>(around: &'a Surroundings, at: At, todo: &'a Todo, now: DateTime) {
        div[class = "todo-meta"] {
            @if let Some(done_on) = todo.done_on {
                span { "Done " @around.manner().date(done_on) }
            } else if let Some(wanted) = todo.wanted() {
                @let is_late = Group::of(todo, *now) == Group::Overdue;
                span[class = if is_late { "todo-when todo-late" } else { "todo-when" }] {
                    @Icon::Calendar
                    @if is_late { span[class = "sr-only"] { "Overdue: " } }
                    @due_words(around, wanted, *now)
                }
                @if todo.snoozed_until.is_some() {
                    span { "put off" @if let Some(due) = todo.due {
                        ", was due " @due_words(around, due, *now)
                    } }
                }
            }
            @if let Some(contact) = &todo.contact {
                @if !matches!(at, At::Contact(_)) {
                    a[href = answer::contact_path(contact.uid)] { @contact.name }
                }
            }
            @if let Some(workspace) = &todo.workspace {
                @if matches!(at, At::Home | At::Page { workspace: None, .. }) {
                    span { @workspace.name }
                }
            }
        }
    }

    Menu<'a>(around: &'a Surroundings, at: At, todo: &'a Todo, edit: &'a str, next: Option<Uid>) {
        @let path = answer::todo_path(todo.uid);
        a[
            class = "menu-item",
            href = edit,
            "hx-get" = edit,
            "hx-target" = "closest .todo",
            "hx-swap" = "outerHTML",
        ] { @Icon::Pencil span { "Edit" } }
        @if todo.done_on.is_none() {
            @menu(Form::post(
                format!("{path}/snooze"), &*around.csrf, PutOff { at: *at, todo, next: *next },
            ))
        }
        @menu(Form::post(
            format!("{path}/delete"), &*around.csrf, Deletion { at: *at, next: *next },
        ))
    }

    PutOff<'a>(at: At, todo: &'a Todo, next: Option<Uid>) {
        @Whence { at: *at, next: *next }
        @for (until, label) in PUT_OFF {
            button[type = "submit", class = "menu-item", name = "until", value = until] {
                @Icon::Clock
                span { @label }
            }
        }
        div[class = "todo-until"] {
            label["for" = format_args!("until-{}", todo.uid)] { "To a day" }
            input[
                id = format_args!("until-{}", todo.uid),
                class = "input",
                type = "date",
                name = "day",
            ];
            @Button::quiet("Put off").attr("name", "until").attr("value", "day")
        }
    }

    Deletion(at: At, next: Option<Uid>) {
        @Whence { at: *at, next: *next }
        button[type = "submit", class = "menu-item menu-danger"] {
            @Icon::Trash
            span { "Delete" }
        }
    }
}

/// Answers with the whole panel, since a change moves a todo from group to group.
pub fn swapped<B: markup::Render>(form: Form<'_, B>) -> Form<'_, B> {
    let action = form.action().to_owned();
    form.attr("hx-post", action).attr("hx-target", "#todos").attr("hx-swap", "innerHTML")
}

fn menu<B: markup::Render>(form: Form<'_, B>) -> Form<'_, B> {
    swapped(form.of_menu())
}
