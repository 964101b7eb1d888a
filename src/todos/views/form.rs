//! Todos being written: the line in which one adds, and the form with everything.
use poem::http::StatusCode;

use super::row::{row_id, swapped};
use crate::{
    error::Problems,
    shell::{Surroundings, answer},
    todos::{
        Draft, Todo,
        pages::{At, BACK, fresh},
    },
    web::ui::{
        Button, Choice, EditConflict, Field, Form, FormError, Icon, PageHeader, Select, TextArea,
    },
};

/// A todo that is open for editing, with what was typed if it could not be saved.
pub struct Open {
    pub draft: Draft,
    pub problems: Problems,
    pub is_conflict: bool,
    pub etag: String,
}

impl Open {
    pub fn fresh(todo: &Todo) -> Self {
        let draft = fresh(todo);
        Self { draft, problems: Problems::new(), is_conflict: false, etag: todo.etag() }
    }

    pub fn status(&self) -> StatusCode {
        match (self.is_conflict, self.problems.is_empty()) {
            (true, _) => StatusCode::CONFLICT,
            (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
            (false, true) => StatusCode::OK,
        }
    }

    fn problem(&self, field: &str) -> Option<&str> {
        self.problems.get(field).map(String::as_str)
    }
}

markup::define! {
    /// The line in which one adds; a day may stand in the words.
    Add<'a>(around: &'a Surroundings, at: At, open: Option<&'a Open>, is_focused: bool) {
        div[id = "todo-add", class = "todo-add"] {
            @swapped(Form::post(
                At::PATH,
                &*around.csrf,
                AddFields { at: *at, open: *open, is_focused: *is_focused },
            ))
        }
    }

    AddFields<'a>(at: At, open: Option<&'a Open>, is_focused: bool) {
        @let typed = |part: fn(&Draft) -> &str| open.map_or("", |open| part(&open.draft));
        @let problem = |field: &str| open.and_then(|open| open.problem(field));
        input[type = "hidden", name = BACK, value = at.path()];
        @Place { at: *at }
        @let title = Field::text("title", "Add a todo", typed(|it| &it.title))
            .id("new-todo")
            .problem(problem("title"))
            .autocomplete("off")
            .attr("placeholder", "Call Ana tomorrow")
            .attr("maxlength", "200")
            .attr("data-key", key(*at));
        @if *is_focused { @title.attr("autofocus", "true") } else { @title }
        @Field::date("due_day", "Day", typed(|it| &it.due_day))
            .id("new-todo-day")
            .problem(problem("due_day"))
        @Button::primary("Add todo").icon(Icon::Plus)
    }

    /// A panel knows where its todos belong.
    Place(at: At) {
        @match at {
            At::Contact(contact) => {
                input[type = "hidden", name = "contact", value = contact.to_string()];
            }
            At::Page { workspace: Some(workspace), .. } => {
                input[type = "hidden", name = "workspace", value = workspace.to_string()];
            }
            At::Home | At::Page { .. } => {}
        }
    }

    /// A page of its own for a new one.
    New<'a>(around: &'a Surroundings, at: At, open: &'a Open, contact: Option<&'a str>) {
        @PageHeader::new("New todo", contact.map(|name| format!("About {name}")), "")
        div[class = "narrow"] {
            @FormError { problems: &open.problems }
            @Form::post(At::PATH, &*around.csrf, Body { around, at: *at, open, verb: "Add todo" })
        }
    }

    /// The same for one that is there.
    Edit<'a>(around: &'a Surroundings, at: At, todo: &'a Todo, open: &'a Open) {
        @PageHeader::new(&*todo.title, todo.contact.as_ref().map(about), "")
        div[class = "narrow"] {
            @FormError { problems: &open.problems }
            @Form::post(edit_path(todo), &*around.csrf, EditBody { around, at: *at, todo, open })
        }
    }

    /// In the place of its row.
    EditRow<'a>(around: &'a Surroundings, at: At, todo: &'a Todo, open: &'a Open) {
        li[id = row_id(todo.uid), class = "todo todo-open", "data-escape" = true] {
            @swapped(Form::post(
                edit_path(todo), &*around.csrf, EditBody { around, at: *at, todo, open },
            ))
        }
    }

    EditBody<'a>(around: &'a Surroundings, at: At, todo: &'a Todo, open: &'a Open) {
        input[type = "hidden", name = "etag", value = &open.etag];
        @if open.is_conflict {
            @EditConflict { theirs: (&*todo.title).into(), when: "in the meantime".into() }
        }
        @Body { around, at: *at, open, verb: if open.is_conflict { "Save mine" } else { "Save" } }
        @let back = answer::encoded(&at.path());
        @let close = format!("{}?back={back}", answer::todo_path(todo.uid));
        a[
            class = "btn btn-plain todo-cancel",
            href = &close,
            "data-cancel" = true,
            "hx-get" = &close,
            "hx-target" = "closest .todo",
            "hx-swap" = "outerHTML",
        ] { "Cancel" }
    }

    Body<'a>(around: &'a Surroundings, at: At, open: &'a Open, verb: &'static str) {
        @let draft = &open.draft;
        input[type = "hidden", name = BACK, value = at.path()];
        @Field::text("title", "What", &*draft.title)
            .problem(open.problem("title"))
            .autocomplete("off")
            .attr("maxlength", "200")
            .attr("autofocus", "true")
        div[class = "field-pair"] {
            @Field::date("due_day", "Day", &*draft.due_day).problem(open.problem("due_day"))
            @Field::text("due_time", "Time", &*draft.due_time)
                .kind("time")
                .narrow()
                .problem(open.problem("due_time"))
        }
        @TextArea::new("note", "Note", &*draft.note).rows(3).problem(open.problem("note"))
        @match draft.contact {
            Some(contact) => {
                input[type = "hidden", name = "contact", value = contact.to_string()];
            }
            None => { @workspaces(around, draft) }
        }
        div[class = "form-actions"] { @Button::primary(*verb) }
    }
}

/// Elsewhere than on the page of todos, n is for a contact.
fn key(at: At) -> &'static str {
    if matches!(at, At::Page { .. }) { "n" } else { "" }
}

fn about(contact: &crate::todos::Named) -> String {
    format!("About {}", contact.name)
}

fn edit_path(todo: &Todo) -> String {
    format!("{}/edit", answer::todo_path(todo.uid))
}

/// A part of the page knows no workspaces: then it stays where it is.
fn workspaces<'a>(around: &'a Surroundings, draft: &'a Draft) -> impl markup::Render + 'a {
    let chosen = draft.workspace.map(|it| it.to_string()).unwrap_or_default();
    let mut choices = vec![Choice::new("", "None")];
    let all = around.workspaces().iter();
    choices.extend(all.map(|it| Choice::new(it.uid.to_string(), &*it.name)));
    markup::new! {
        @if around.workspaces().is_empty() {
            input[type = "hidden", name = "workspace", value = &chosen];
        } else {
            @Select::new("workspace", "Workspace", choices.clone(), chosen.clone())
        }
    }
}
