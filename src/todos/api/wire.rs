//! Todos as JSON.
use poem_openapi::{Enum, Object, types::Example};

use crate::{
    ids::Uid,
    shell::wire::{Moment, example_uid},
    todos::{Draft, Named, Todo},
};

/// Something that you mean to do.
#[derive(Object)]
#[oai(rename = "Todo")]
pub struct TodoOut {
    pub id: Uid,
    pub title: String,
    pub note: Option<String>,
    /// A day such as 2026-11-21, wherever you are
    pub due_day: Option<String>,
    /// A time of that day such as 14:05
    pub due_time: Option<String>,
    /// The day it was put off to
    pub snoozed_until: Option<String>,
    pub done_on: Option<Moment>,
    pub workspace: Option<Place>,
    /// Who it is about
    pub contact: Option<Place>,
    pub created_on: Moment,
}

/// Something a todo belongs to, by id and name.
#[derive(Object)]
#[oai(rename = "TodoPlace")]
pub struct Place {
    pub id: Uid,
    pub name: String,
}

/// Give at least a title.
#[derive(Object)]
#[oai(rename = "NewTodo", example)]
pub struct NewTodo {
    /// At most 200 characters
    pub title: String,
    /// At most 2000 characters
    pub note: Option<String>,
    /// A day such as 2026-11-21
    pub due_day: Option<String>,
    /// A time of that day such as 14:05
    pub due_time: Option<String>,
    /// The id of a workspace it belongs to
    pub workspace: Option<Uid>,
    /// The id of the contact it is about, whose workspace it is in then
    pub contact: Option<Uid>,
}

/// All of it as it should be from now on. What is left out becomes empty.
#[derive(Object)]
#[oai(rename = "TodoFields", example)]
pub struct Fields {
    /// At most 200 characters
    pub title: String,
    /// At most 2000 characters
    pub note: Option<String>,
    /// A day such as 2026-11-21
    pub due_day: Option<String>,
    /// A time of that day such as 14:05
    pub due_time: Option<String>,
    /// The id of a workspace it belongs to
    pub workspace: Option<Uid>,
    /// The id of the contact it is about, whose workspace it is in then
    pub contact: Option<Uid>,
}

#[derive(Object)]
#[oai(rename = "TodoTick")]
pub struct Ticked {
    /// Whether it is done
    pub done: bool,
}

#[derive(Object)]
#[oai(rename = "TodoUntil")]
pub struct Until {
    /// A day to come such as 2026-11-21; or `tomorrow`, or `next-week` for its Monday
    pub until: String,
}

/// Some of your todos.
#[derive(Object)]
#[oai(rename = "Todos")]
pub struct Page {
    pub todos: Vec<TodoOut>,
    /// For the page after this one; null on the last
    pub next_cursor: Option<String>,
}

/// A todo after a change of it.
#[derive(Object)]
#[oai(rename = "ChangedTodo")]
pub struct Changed {
    pub todo: TodoOut,
    /// By which this can be undone; null when nothing changed
    pub change: Option<Uid>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
#[oai(rename = "TodoShow", rename_all = "lowercase")]
pub enum Show {
    #[default]
    Open,
    Done,
}

impl From<Named> for Place {
    fn from(named: Named) -> Self {
        Self { id: named.uid, name: named.name }
    }
}

impl From<Todo> for TodoOut {
    fn from(todo: Todo) -> Self {
        let time = todo.due.and_then(|it| it.time);
        Self {
            id: todo.uid,
            title: todo.title,
            note: todo.note,
            due_day: todo.due.map(|it| it.day.to_string()),
            due_time: time.map(|it| it.strftime("%H:%M").to_string()),
            snoozed_until: todo.snoozed_until.map(|it| it.to_string()),
            done_on: todo.done_on.map(Moment),
            workspace: todo.workspace.map(Place::from),
            contact: todo.contact.map(Place::from),
            created_on: Moment(todo.created_on),
        }
    }
}

impl Page {
    pub fn new(todos: Vec<Todo>, next_cursor: Option<String>) -> Self {
        Self { todos: todos.into_iter().map(TodoOut::from).collect(), next_cursor }
    }
}

impl From<NewTodo> for Draft {
    fn from(new: NewTodo) -> Self {
        Self {
            title: new.title,
            note: new.note.unwrap_or_default(),
            due_day: new.due_day.unwrap_or_default(),
            due_time: new.due_time.unwrap_or_default(),
            workspace: new.workspace,
            contact: new.contact,
        }
    }
}

impl From<Fields> for Draft {
    fn from(it: Fields) -> Self {
        let Fields { title, note, due_day, due_time, workspace, contact } = it;
        NewTodo { title, note, due_day, due_time, workspace, contact }.into()
    }
}

impl Example for NewTodo {
    fn example() -> Self {
        Self {
            title: "Send Iris the rates".into(),
            note: None,
            due_day: Some("2026-12-01".into()),
            due_time: Some("09:00".into()),
            workspace: None,
            contact: Some(example_uid()),
        }
    }
}

impl Example for Fields {
    fn example() -> Self {
        let NewTodo { title, note, due_day, due_time, workspace, contact } = NewTodo::example();
        Self { title, note, due_day, due_time, workspace, contact }
    }
}
