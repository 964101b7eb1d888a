//! Todos together: their page, and the panel on the start page and on a contact's.
use super::{Focus, form::Add, row::Row};
use crate::{
    ids::Uid,
    log::{self, views::Entries},
    shell::{Surroundings, answer},
    todos::{
        Group, Todo,
        pages::{At, Shown},
    },
    web::ui::{
        Button, Choice, Empty, FilterBar, Icon, PageHeader, Select, Tab, Tabs, Toast, Toasts,
    },
};

markup::define! {
    Page<'a>(around: &'a Surroundings, shown: &'a Shown) {
        @PageHeader::new("Todos", "", NewTodo { at: shown.at })
        @if !around.workspaces().is_empty() {
            @FilterBar::new(At::PATH, "#todos", Filters { around, at: shown.at })
        }
        section[id = "todos", class = "todos", "aria-label" = "Todos"] {
            @Panel { around, shown, focus: None }
        }
    }

    NewTodo(at: At) {
        @Button::quiet("With time and note").icon(Icon::Plus).to(new_path(*at))
    }

    Filters<'a>(around: &'a Surroundings, at: At) {
        @let (workspace, is_done) = match at {
            At::Page { workspace, is_done } => (*workspace, *is_done),
            At::Home | At::Contact(_) => (None, false),
        };
        @Select::new(
            "workspace",
            "Workspace",
            choices(around),
            workspace.map(|it| it.to_string()).unwrap_or_default(),
        )
        @if is_done { input[type = "hidden", name = "show", value = "done"]; }
    }

    /// On the start page: what is due, and a little of what comes.
    OnHome<'a>(around: &'a Surroundings, shown: &'a Shown) {
        section["aria-labelledby" = "todos-title"] {
            h2[id = "todos-title"] { a[href = At::PATH] { "Todos" } }
            div[id = "todos", class = "todos"] { @Panel { around, shown, focus: None } }
        }
    }

    /// On a contact's page: what is about them.
    OfContact<'a>(around: &'a Surroundings, shown: &'a Shown) {
        section[class = "todos-of", "aria-labelledby" = "todos-title"] {
            h2[id = "todos-title"] { "Todos" }
            div[id = "todos", class = "todos"] { @Panel { around, shown, focus: None } }
        }
    }

    /// After a change: the panel anew, and the toast with its Undo.
    Changed<'a>(
        around: &'a Surroundings,
        shown: &'a Shown,
        focus: Option<Focus>,
        toast: &'a [Toast<'a>],
        log: Option<&'a log::Page>,
        now: i64,
    ) {
        @Panel { around, shown, focus: *focus }
        @if let (Some(page), At::Contact(contact)) = (log, shown.at) {
            div[id = "activity-list", "hx-swap-oob" = "true"] {
                @Entries { around, contact, page, now: *now }
            }
        }
        @Toasts { toasts: toast }
    }

    Panel<'a>(around: &'a Surroundings, shown: &'a Shown, focus: Option<Focus>) {
        @let adding = is_adding(shown, *focus);
        @if let At::Page { .. } = shown.at {
            @Tabs { label: "Todos".into(), tabs: tabs(around, shown) }
        }
        @if !is_of_done(shown.at) {
            @Add { around, at: shown.at, open: None, is_focused: adding }
            @if shown.agenda.is_empty() { @nothing(shown) }
            @for group in Group::ALL { @Open { around, shown, group, focus: *focus } }
            @if shown.more > 0 {
                p[class = "more-link"] {
                    a[href = At::PATH] { "All todos" }
                    span[class = "help"] { " · " @shown.more " more" }
                }
            }
        }
        @if !shown.done.is_empty() {
            @if is_of_done(shown.at) {
                @Rows { around, shown, todos: &shown.done, focus: *focus }
            } else {
                details[class = "fold"] {
                    summary { "Done lately" }
                    @Rows { around, shown, todos: &shown.done, focus: *focus }
                }
            }
        } else if is_of_done(shown.at) {
            @Empty::new(
                Icon::Todo,
                "Nothing is ticked off yet",
                "What you tick off is kept here, the latest first.",
            )
        }
        @if let (Some(next), true) = (&shown.next, is_of_done(shown.at)) {
            @let path = shown.at.path();
            p[class = "more-link"] {
                a[href = format_args!("{path}&before={}", next.cursor())] { "Done earlier" }
            }
        }
    }

    Open<'a>(around: &'a Surroundings, shown: &'a Shown, group: Group, focus: Option<Focus>) {
        @let todos = shown.agenda.group(*group);
        @if !todos.is_empty() {
            div[class = "todo-group"] {
                @match shown.at {
                    At::Page { .. } => {
                        h2[id = group.code()] {
                            @group.label() " "
                            span.count { @around.manner().number(todos.len() as i64) }
                        }
                    }
                    _ => { h3[id = group.code()] { @group.label() } }
                }
                @Rows { around, shown, todos, focus: *focus }
            }
        }
    }

    Rows<'a>(
        around: &'a Surroundings,
        shown: &'a Shown,
        todos: &'a [Todo],
        focus: Option<Focus>,
    ) {
        ul[class = "todo-rows"] {
            @for (todo, next) in with_next(todos) {
                @Row {
                    around,
                    at: shown.at,
                    todo,
                    now: shown.agenda.now,
                    next,
                    is_focused: *focus == Some(Focus::On(todo.uid)),
                }
            }
        }
    }
}

fn tabs(around: &Surroundings, shown: &Shown) -> Vec<Tab<'static>> {
    let (workspace, is_done) = match shown.at {
        At::Page { workspace, is_done } => (workspace, is_done),
        At::Home | At::Contact(_) => (None, false),
    };
    let path = |is_done| At::Page { workspace, is_done }.path();
    let mut open = Tab::new("Open", path(false), !is_done);
    if !is_done {
        open = open.count(around.manner().number(shown.agenda.len() as i64));
    }
    vec![open, Tab::new("Done", path(true), is_done)]
}

fn choices(around: &Surroundings) -> Vec<Choice<'_>> {
    let mut choices = vec![Choice::new("", "All workspaces")];
    let all = around.workspaces().iter();
    choices.extend(all.map(|it| Choice::new(it.uid.to_string(), &*it.name)));
    choices
}

pub fn new_path(at: At) -> String {
    let back = answer::encoded(&at.path());
    match at {
        At::Contact(contact) => format!("/todos/new?contact={contact}&back={back}"),
        At::Page { workspace: Some(workspace), .. } => {
            format!("/todos/new?workspace={workspace}&back={back}")
        }
        At::Home | At::Page { .. } => format!("/todos/new?back={back}"),
    }
}

fn is_of_done(at: At) -> bool {
    matches!(at, At::Page { is_done: true, .. })
}

/// Also where the one to go on with is not to be seen any more.
fn is_adding(shown: &Shown, focus: Option<Focus>) -> bool {
    let is_shown = |uid: Uid| {
        let mut open = Group::ALL.into_iter().flat_map(|group| shown.agenda.group(group));
        open.any(|todo| todo.uid == uid) || shown.done.iter().any(|todo| todo.uid == uid)
    };
    match focus {
        None => false,
        Some(Focus::Adding) => true,
        Some(Focus::On(uid)) => !is_shown(uid),
    }
}

fn with_next(todos: &[Todo]) -> impl Iterator<Item = (&Todo, Option<Uid>)> {
    let next = todos.iter().skip(1).map(|it| Some(it.uid)).chain([None]);
    todos.iter().zip(next)
}

fn nothing(shown: &Shown) -> impl markup::Render {
    let at = shown.at;
    markup::new! {
        @match at {
            At::Home => { p[class = "help"] { "Nothing is waiting to be done." } }
            At::Contact(_) => { p[class = "help"] { "Nothing is planned with them." } }
            At::Page { .. } => {
                @Empty::new(
                    Icon::Todo,
                    "Nothing to do",
                    "Write down what you mean to do, above. A day at the end is understood: \
                     “Call Ana tomorrow”, “Send the deed on Friday at 3pm”.",
                )
            }
        }
    }
}
