//! A contact's custom fields: values edited in place, those without one folded away.
use poem::http::StatusCode;

use super::control::{Asked, Control};
use crate::{
    audit::read::Told,
    contact_page::notices::{Notices, views::Pinned},
    contacts::{
        Contact,
        fields::{
            Definition, Kind,
            values::{FieldValue, LINK_GONE, Suggestion},
        },
        views::Changes,
    },
    ids::Uid,
    shell::{Surroundings, answer},
    web::ui::{
        Badge, Button, EditBeside, EditConflict, EditControl, EditInPlace, Notice, TextWithLinks,
        Toast, Toasts, Tone, WebLink,
    },
    when::Manner,
};

/// A value that is open for editing, with what was typed if it could not be saved.
pub struct OpenValue {
    pub field: FieldValue,
    pub typed: Option<String>,
    pub problem: Option<String>,
    pub is_conflict: bool,
    /// Whom a link could lead to, by what was typed.
    pub found: Vec<Suggestion>,
}

impl OpenValue {
    pub fn fresh(field: FieldValue) -> Self {
        Self { field, typed: None, problem: None, is_conflict: false, found: Vec::new() }
    }

    /// What was typed, or to begin with what the field holds.
    fn value(&self, manner: &Manner) -> String {
        self.typed.clone().unwrap_or_else(|| self.field.typed(manner))
    }

    fn is_gone(&self) -> bool {
        self.field.definition.hidden_on.is_some()
    }

    pub fn status(&self) -> StatusCode {
        match (self.is_conflict || self.is_gone(), &self.problem) {
            (true, _) => StatusCode::CONFLICT,
            (false, Some(_)) => StatusCode::UNPROCESSABLE_ENTITY,
            (false, None) => StatusCode::OK,
        }
    }

    fn is_of(&self, definition: &Definition) -> bool {
        self.field.definition.id == definition.id
    }
}

markup::define! {
    Section<'a>(
        around: &'a Surroundings,
        workspace: Uid,
        contact: &'a Contact,
        values: &'a [FieldValue],
        open: Option<&'a OpenValue>,
    ) {
        div[id = "custom-fields", class = "section-gap"] {
            div[class = "section-head"] {
                h2 { "More details" }
                a[href = format_args!("/w/{workspace}/fields")] { "Custom fields" }
            }
            @if values.is_empty() && open.is_none() {
                p[class = "help"] {
                    "A birthday, a loan amount, who referred them: add the fields that matter "
                    "to you under “Custom fields”."
                }
            }
            div[class = "edit-list"] {
                @for field in values.iter().filter(|field| is_shown(field)) {
                    @Row { around, contact, field, open: *open }
                }
                @if let Some(open) = open.filter(|open| open.is_gone()) {
                    @OpenRow { around, contact, open }
                }
            }
            @if values.iter().any(|field| !is_shown(field)) {
                details[class = "fold", open = open.is_some_and(|open| !is_shown(&open.field))] {
                    summary { "Add a field value" }
                    div[class = "edit-list"] {
                        @for field in values.iter().filter(|field| !is_shown(field)) {
                            @Row { around, contact, field, open: *open }
                        }
                    }
                }
            }
        }
    }

    Row<'a>(
        around: &'a Surroundings,
        contact: &'a Contact,
        field: &'a FieldValue,
        open: Option<&'a OpenValue>,
    ) {
        @match open.filter(|open| open.is_of(&field.definition)) {
            Some(open) => { @OpenRow { around, contact, open } }
            None => { @RestRow { around, contact, field, is_saved: false } }
        }
    }

    RestRow<'a>(
        around: &'a Surroundings,
        contact: &'a Contact,
        field: &'a FieldValue,
        is_saved: bool,
    ) {
        @let id = field.definition.input();
        @let href = path(contact, &field.definition, "/edit");
        @if is_plain(field) {
            @at_rest(id, field, field.words(around.manner()), href, *is_saved)
        } else {
            @EditBeside {
                id: id.into(),
                label: (&*field.definition.label).into(),
                edit_href: href.into(),
                saved: *is_saved,
                value: Value { field },
            }
        }
    }

    /// A value that is more than a line of text.
    Value<'a>(field: &'a FieldValue) {
        @let value = field.value.as_deref().unwrap_or_default();
        @match (field.definition.kind, &field.linked) {
            (Kind::Url, _) => { @WebLink { href: value } }
            (Kind::ContactLink, Some(linked)) => {
                a[href = answer::contact_path(linked.uid)] { @linked.name }
            }
            (Kind::ContactLink, None) => { span[class = "edit-empty"] { @LINK_GONE } }
            (Kind::Json, _) => { pre[class = "code-value", tabindex = "0"] { @value } }
            (Kind::Dropdown, _) => { @value " " @Badge::warn("no longer offered") }
            _ => { div[class = "long-value"] { @TextWithLinks::new(value) } }
        }
    }

    OpenRow<'a>(around: &'a Surroundings, contact: &'a Contact, open: &'a OpenValue) {
        @let definition = &open.field.definition;
        @let value = open.value(around.manner());
        @if open.is_gone() { @Gone { definition } }
        @EditControl {
            control: Control { asked: asked(contact, open, &value) },
            action: path(contact, definition, "/edit").into(),
            csrf: (&*around.csrf).into(),
            etag: open.field.etag().into(),
            cancel_href: path(contact, definition, "").into(),
            conflict: open.is_conflict.then(|| EditConflict {
                theirs: open.field.words(around.manner()).into(),
                when: "in the meantime".into(),
            }),
        }
    }

    Gone<'a>(definition: &'a Definition) {
        @Notice::new(
            Tone::Warning,
            format!("The field {} was deleted in the meantime", definition.label),
            GoneBody { definition },
        )
    }

    GoneBody<'a>(definition: &'a Definition) {
        "Nothing was saved, and what you typed is kept below. "
        @Button::quiet("Bring the field back").to(home_of(definition)).attr("target", "_blank")
        " and then save again."
    }

    /// The value at rest after a save, the toast that offers Undo, and the changes.
    SavedRow<'a>(
        around: &'a Surroundings,
        contact: &'a Contact,
        field: &'a FieldValue,
        changes: &'a [Told],
        notices: &'a Notices,
        toast: &'a [Toast<'a>],
        now: i64,
    ) {
        @RestRow { around, contact, field, is_saved: true }
        div[id = "changes-list", "hx-swap-oob" = "true"] {
            @Changes { around, contact, changes, now: *now }
        }
        @Pinned { around, contact: contact.uid, notices, is_news: true }
        @Toasts { toasts: toast }
    }
}

/// Where the definition is kept in order, deleted ones included.
pub fn home_of(definition: &Definition) -> String {
    match definition.workspace {
        Some((_, uid)) => format!("/w/{uid}/fields"),
        None => "/fields".to_owned(),
    }
}

pub fn path(contact: &Contact, definition: &Definition, verb: &str) -> String {
    format!("{}/custom/{}{verb}", answer::contact_path(contact.uid), definition.uid)
}

/// A value, or that one is wanted.
fn is_shown(field: &FieldValue) -> bool {
    field.value.is_some() || field.definition.is_required
}

fn is_plain(field: &FieldValue) -> bool {
    use Kind::{ContactLink, Json, LongText, Url};
    let is_long = matches!(field.definition.kind, Url | ContactLink | Json | LongText);
    let is_linked = field.definition.is_transaction && field.definition.kind == Kind::Text;
    field.value.is_none() || !(is_long || is_linked || !field.is_offered())
}

fn at_rest<'a>(
    id: String,
    field: &'a FieldValue,
    words: String,
    href: String,
    is_saved: bool,
) -> EditInPlace<'a> {
    let row = EditInPlace::new(id, &*field.definition.label, words, href);
    if is_saved { row.saved() } else { row }
}

fn asked<'a>(contact: &'a Contact, open: &'a OpenValue, value: &'a str) -> Asked<'a> {
    Asked {
        definition: &open.field.definition,
        value,
        problem: open.problem.as_deref(),
        contact: Some(contact.uid),
        found: &open.found,
        is_focused: true,
    }
}
