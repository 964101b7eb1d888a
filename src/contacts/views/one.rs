//! The base fields of a contact, each edited in its place, and what changed lately.
use poem::http::StatusCode;

use crate::{
    audit::read::Told,
    contacts::{Contact, Field},
    error::Problems,
    shell::{Surroundings, answer, views::RecentChanges},
    web::ui::{self, EditConflict, EditForm, EditInPlace, Toast, Toasts},
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

    pub fn field(&self) -> Field {
        self.field
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
