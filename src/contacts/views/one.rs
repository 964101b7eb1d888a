//! One contact: its fields edited in place, and what changed lately.
use poem::http::StatusCode;

use crate::{
    audit::read::Told,
    contacts::{
        Contact, Field,
        fields::{
            values::FieldValue,
            views::{OpenValue, Section},
        },
        lists::{
            Standings,
            views::{Marks, Rows},
        },
        pages::Opened,
    },
    error::Problems,
    log::{self, views::Activity},
    shell::{Surroundings, answer, views::RecentChanges},
    web::ui::{
        self, Avatar, Breadcrumbs, Button, Crumb, EditConflict, EditForm, EditInPlace, Form, Icon,
        Toast, Toasts,
    },
    workspaces::Workspace,
};

/// A field that is open for editing, with what was typed if it could not be saved.
pub struct Open {
    field: Field,
    typed: Option<String>,
    problems: Problems,
    is_conflict: bool,
}

impl Open {
    pub fn fresh(field: Field) -> Self {
        Self { field, typed: None, problems: Problems::new(), is_conflict: false }
    }

    pub fn invalid(field: Field, typed: String, problems: Problems) -> Self {
        Self { field, typed: Some(typed), problems, is_conflict: false }
    }

    pub fn conflict(field: Field, typed: String) -> Self {
        Self { field, typed: Some(typed), problems: Problems::new(), is_conflict: true }
    }

    pub fn status(&self) -> StatusCode {
        match (self.is_conflict, self.problems.is_empty()) {
            (true, _) => StatusCode::CONFLICT,
            (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
            (false, true) => StatusCode::OK,
        }
    }
}

markup::define! {
    Show<'a>(
        around: &'a Surroundings,
        workspace: &'a Workspace,
        contact: &'a Contact,
        changes: &'a [Told],
        standings: &'a Standings,
        log: &'a log::Page,
        custom: &'a [FieldValue],
        open: &'a Opened,
        now: i64,
    ) {
        @let name = contact.display_name();
        @let list = answer::workspace_path(workspace.uid);
        @Breadcrumbs { crumbs: vec![Crumb::new(&*workspace.name, &*list)] }
        header[class = "page-head"] {
            @Avatar::large(&*name)
            div[class = "page-title"] {
                h1[id = "contact-name"] { @name }
                div[class = "page-meta"] { @contact.company }
                div[id = "contact-marks", class = "page-meta"] { @Marks { contact, standings } }
            }
            div[class = "page-actions"] {
                @Button::quiet("History")
                    .icon(Icon::History)
                    .to(format!("/audit?contact={}", contact.uid))
                @Form::post(
                    format!("/contacts/{}/delete", contact.uid),
                    &*around.csrf,
                    Button::quiet("Delete").icon(Icon::Trash),
                ).inline()
            }
        }
        div[class = "columns"] {
            section["aria-labelledby" = "details"] {
                h2 #details { "Details" }
                div[class = "edit-list"] {
                    @for field in Field::ALL {
                        @match open {
                            Opened::Field(open) if open.field == field => {
                                @EditRow { around, contact, open }
                            }
                            _ => { @RestRow { contact, field, is_saved: false } }
                        }
                    }
                    @sorted(around, contact, standings, open)
                    div[class = "edit-row"] {
                        span[class = "edit-label"] { "Added" }
                        span[class = "edit-fixed"] {
                            @around.manner().date_time(contact.created_on)
                        }
                    }
                }
                @Section {
                    around, workspace: workspace.uid, contact, values: custom, open: value(open),
                }
            }
            div {
                @Activity { around, contact: contact.uid, page: log, now: *now }
                section[class = "section-gap", "aria-labelledby" = "changes"] {
                    h2 #changes { "Recent changes" }
                    div[id = "changes-list"] { @Changes { around, contact, changes, now: *now } }
                }
            }
        }
    }

    RestRow<'a>(contact: &'a Contact, field: Field, is_saved: bool) {
        @at_rest(contact, *field, *is_saved)
    }

    Changes<'a>(
        around: &'a Surroundings,
        contact: &'a Contact,
        changes: &'a [Told],
        now: i64,
    ) {
        @RecentChanges { around, changes, back: &answer::contact_path(contact.uid), now: *now }
    }

    /// The field at rest after a save, the toast that offers Undo, and what else on the page
    /// tells of the field: the name and the changes.
    SavedRow<'a>(
        around: &'a Surroundings,
        contact: &'a Contact,
        field: Field,
        changes: &'a [Told],
        toast: &'a [Toast<'a>],
        now: i64,
    ) {
        @at_rest(contact, *field, true)
        h1[id = "contact-name", "hx-swap-oob" = "true"] { @contact.display_name() }
        div[id = "changes-list", "hx-swap-oob" = "true"] {
            @Changes { around, contact, changes, now: *now }
        }
        @Toasts { toasts: toast }
    }

    EditRow<'a>(around: &'a Surroundings, contact: &'a Contact, open: &'a Open) {
        @form(around, contact, open)
    }
}

fn value(open: &Opened) -> Option<&OpenValue> {
    match open {
        Opened::Value(open) => Some(open),
        _ => None,
    }
}

/// Stage and tags among the details.
fn sorted<'a>(
    around: &'a Surroundings,
    contact: &'a Contact,
    standings: &'a Standings,
    open: &'a Opened,
) -> impl markup::Render + 'a {
    let stage = match open {
        Opened::Stage(open) => Some(open),
        _ => None,
    };
    let (typed, problems) = match open {
        Opened::Tags { typed, problems } => (typed.as_str(), problems.clone()),
        _ => ("", Problems::new()),
    };
    markup::new! {
        @Rows { around, contact, standings, open: stage, typed, problems: &problems }
    }
}

fn path(contact: &Contact, field: Field, verb: &str) -> String {
    format!("{}/{verb}/{}", answer::contact_path(contact.uid), field.name())
}

fn at_rest<'a>(contact: &'a Contact, field: Field, is_saved: bool) -> EditInPlace<'a> {
    let value = contact.get(field).unwrap_or_default();
    let row = EditInPlace::new(field.name(), field.label(), value, path(contact, field, "edit"));
    if is_saved { row.saved() } else { row }
}

fn form<'a>(around: &'a Surroundings, contact: &'a Contact, open: &'a Open) -> EditForm<'a> {
    let Open { field, typed, problems, is_conflict } = open;
    let current = contact.get(*field).unwrap_or_default();
    let value = typed.as_deref().unwrap_or(current);
    let make = match field {
        Field::PrimaryEmail => ui::Field::email,
        Field::PrimaryPhone => ui::Field::phone,
        Field::FirstName | Field::LastName | Field::Company => ui::Field::text,
    };
    let input = make(field.name(), field.label(), value)
        .problem(problems.get(field.name()).map(String::as_str))
        .autocomplete("off");
    let form = EditForm::new(
        input,
        path(contact, *field, "edit"),
        &*around.csrf,
        contact.field_etag(*field),
        path(contact, *field, "field"),
    );
    if *is_conflict {
        return form
            .conflict(EditConflict { theirs: current.into(), when: "in the meantime".into() });
    }
    form
}
