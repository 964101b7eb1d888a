//! The base fields of a contact, each edited in its place, and what changed lately.
use poem::http::StatusCode;

use crate::{
    audit::read::Told,
    contacts::{
        Contact, Field,
        duplicates::{Twin, views::AskEdit},
        reach::{
            Kind, Reach,
            views::{Fields, PrimaryRow, told},
        },
    },
    error::Problems,
    shell::{Surroundings, answer, views::RecentChanges},
    web::ui::{self, EditConflict, EditControl, EditForm, EditInPlace, Toast, Toasts},
};

/// A field that is open for editing, with what was typed if it could not be saved.
pub struct Open {
    field: Field,
    typed: Option<String>,
    /// What an e-mail or phone is called.
    label: Option<String>,
    problems: Problems,
    is_conflict: bool,
    /// Who has this e-mail or phone already.
    twins: Vec<Twin>,
}

impl Open {
    pub fn fresh(field: Field) -> Self {
        let problems = Problems::new();
        let twins = Vec::new();
        Self { field, typed: None, label: None, problems, is_conflict: false, twins }
    }

    pub fn invalid(field: Field, typed: String, problems: Problems) -> Self {
        Self { typed: Some(typed), problems, ..Self::fresh(field) }
    }

    pub fn conflict(field: Field, typed: String) -> Self {
        Self { typed: Some(typed), is_conflict: true, ..Self::fresh(field) }
    }

    /// Not saved: somebody else has it already.
    pub fn taken(field: Field, typed: String, twins: Vec<Twin>) -> Self {
        Self { typed: Some(typed), twins, ..Self::fresh(field) }
    }

    /// With what was typed as the label.
    pub fn labelled(self, label: String) -> Self {
        Self { label: Some(label), ..self }
    }

    pub fn field(&self) -> Field {
        self.field
    }

    pub fn status(&self) -> StatusCode {
        match (self.is_conflict || !self.twins.is_empty(), self.problems.is_empty()) {
            (true, _) => StatusCode::CONFLICT,
            (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
            (false, true) => StatusCode::OK,
        }
    }
}

markup::define! {
    RestRow<'a>(
        around: &'a Surroundings,
        contact: &'a Contact,
        reach: &'a Reach,
        field: Field,
        is_saved: bool,
    ) {
        @match Kind::of_field(*field) {
            Some(kind) => { @PrimaryRow { around, contact, reach, kind, is_saved: *is_saved } }
            None => { @at_rest(contact, *field, *is_saved) }
        }
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
        reach: &'a Reach,
        field: Field,
        changes: &'a [Told],
        toast: &'a [Toast<'a>],
        now: i64,
    ) {
        @RestRow { around, contact, reach, field: *field, is_saved: true }
        h1[id = "contact-name", "hx-swap-oob" = "true"] { @contact.display_name() }
        div[id = "changes-list", "hx-swap-oob" = "true"] {
            @Changes { around, contact, changes, now: *now }
        }
        @Toasts { toasts: toast }
    }

    EditRow<'a>(
        around: &'a Surroundings,
        contact: &'a Contact,
        reach: &'a Reach,
        open: &'a Open,
    ) {
        @match Kind::of_field(open.field) {
            Some(kind) if !open.twins.is_empty() => {
                @AskEdit {
                    around,
                    contact,
                    reach,
                    kind,
                    typed: open.typed.as_deref().unwrap_or_default(),
                    label: open.label.as_deref().unwrap_or_default(),
                    twins: &open.twins,
                }
            }
            Some(kind) => { @PrimaryForm { around, contact, reach, kind, open } }
            None => { @form(around, contact, open) }
        }
    }

    /// An e-mail or phone, and what it is called.
    PrimaryForm<'a>(
        around: &'a Surroundings,
        contact: &'a Contact,
        reach: &'a Reach,
        kind: Kind,
        open: &'a Open,
    ) {
        @let Open { field, typed, label, problems, is_conflict, .. } = open;
        @let (now, now_label) = (contact.get(*field), reach.label(*kind));
        @EditControl {
            control: Fields {
                kind: *kind,
                name: field.name(),
                value: typed.as_deref().or(now).unwrap_or_default(),
                label: label.as_deref().or(now_label).unwrap_or_default(),
                problems,
            },
            action: path(contact, *field, "edit").into(),
            csrf: (&*around.csrf).into(),
            etag: reach.primary_etag(contact, *kind).into(),
            cancel_href: path(contact, *field, "field").into(),
            conflict: is_conflict.then(|| EditConflict {
                theirs: told(now, now_label).into(),
                when: "in the meantime".into(),
            }),
        }
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
    let Open { field, typed, problems, is_conflict, .. } = open;
    let current = contact.get(*field).unwrap_or_default();
    let value = typed.as_deref().unwrap_or(current);
    let input = ui::Field::text(field.name(), field.label(), value)
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
