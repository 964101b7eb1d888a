//! A field shown as text that becomes an input: by HTMX in place, else as a page of its own.
use super::{Button, Field, Form, Icon, Text};

markup::define! {
    /// The field at rest. `edit_href` answers with `EditForm` (a fragment, or a page around it).
    EditInPlace<'a>(
        id: Text<'a>,
        label: Text<'a>,
        value: Text<'a>,
        edit_href: Text<'a>,
        saved: bool,
    ) {
        div[id = format_args!("{id}-row"), class = "edit-row"] {
            span[class = "edit-label"] { @label }
            a[
                id = id,
                class = "edit-value",
                href = edit_href,
                autofocus = *saved,
                "hx-get" = edit_href,
                "hx-target" = "closest .edit-row",
                "hx-swap" = "outerHTML",
            ] {
                @if value.is_empty() {
                    span[class = "edit-empty"] { "Add" }
                } else {
                    span { @value }
                }
                @Icon::Pencil
                span[class = "sr-only"] { "Edit " @label }
            }
        }
    }

    /// The same for a value that is more than a text, such as a link: the pencil stands beside it.
    EditBeside<'a, B: markup::Render>(
        id: Text<'a>,
        label: Text<'a>,
        edit_href: Text<'a>,
        saved: bool,
        value: B,
    ) {
        div[id = format_args!("{id}-row"), class = "edit-row"] {
            span[class = "edit-label"] { @label }
            div[class = "edit-fixed edit-beside"] {
                div { @value }
                a[
                    id = id,
                    class = "btn btn-plain btn-icon",
                    href = edit_href,
                    autofocus = *saved,
                    title = "Edit",
                    "hx-get" = edit_href,
                    "hx-target" = "closest .edit-row",
                    "hx-swap" = "outerHTML",
                ] {
                    @Icon::Pencil
                    span[class = "sr-only"] { "Edit " @label }
                }
            }
        }
    }

    /// Any control being edited, in the same form as a field is.
    EditControl<'a, B: markup::Render>(
        control: B,
        action: Text<'a>,
        csrf: Text<'a>,
        etag: Text<'a>,
        cancel_href: Text<'a>,
        conflict: Option<EditConflict<'a>>,
    ) {
        div[class = "edit-row edit-open", "data-escape" = true] {
            @Form::post(
                &**action,
                &**csrf,
                EditBody { field: control, etag, cancel_href, conflict },
            ).hx("closest .edit-row")
        }
    }

    /// The field being edited. It keeps the id of the field at rest, so focus stays on it.
    EditForm<'a>(
        field: Field<'a>,
        action: Text<'a>,
        csrf: Text<'a>,
        etag: Text<'a>,
        cancel_href: Text<'a>,
        conflict: Option<EditConflict<'a>>,
    ) {
        div[class = "edit-row edit-open", "data-escape" = true] {
            @Form::post(&**action, &**csrf, EditBody { field, etag, cancel_href, conflict })
                .hx("closest .edit-row")
        }
    }

    EditBody<'b, 'a, B: markup::Render>(
        field: &'b B,
        etag: &'b str,
        cancel_href: &'b str,
        conflict: &'b Option<EditConflict<'a>>,
    ) {
        input[type = "hidden", name = "etag", value = etag];
        @conflict
        @field
        div[class = "edit-actions"] {
            @Button::primary(if conflict.is_some() { "Save mine" } else { "Save" })
            a[
                class = "btn btn-plain",
                href = cancel_href,
                "data-cancel" = true,
                "hx-get" = cancel_href,
                "hx-target" = "closest .edit-row",
                "hx-swap" = "outerHTML",
            ] {
                @if conflict.is_some() { "Keep theirs" } else { "Cancel" }
            }
        }
    }

    /// Somebody saved this field meanwhile: both values, and what was typed is kept in the input.
    EditConflict<'a>(theirs: Text<'a>, when: Text<'a>) {
        div[class = "notice notice-warning", role = "alert"] {
            @Icon::Alert
            div {
                p[class = "notice-title"] { "This was changed " @when }
                div[class = "notice-body"] {
                    "It now says "
                    @if theirs.is_empty() { em { "nothing" } } else { strong { @theirs } }
                    ". What you typed is kept below."
                }
            }
        }
    }
}

impl<'a> EditInPlace<'a> {
    pub fn new(
        id: impl Into<Text<'a>>,
        label: impl Into<Text<'a>>,
        value: impl Into<Text<'a>>,
        edit_href: impl Into<Text<'a>>,
    ) -> Self {
        let (id, label) = (id.into(), label.into());
        Self { id, label, value: value.into(), edit_href: edit_href.into(), saved: false }
    }

    /// Takes the focus back after a save.
    pub fn saved(mut self) -> Self {
        self.saved = true;
        self
    }
}

impl<'a> EditForm<'a> {
    pub fn new(
        field: Field<'a>,
        action: impl Into<Text<'a>>,
        csrf: impl Into<Text<'a>>,
        etag: impl Into<Text<'a>>,
        cancel_href: impl Into<Text<'a>>,
    ) -> Self {
        Self {
            field: field.attr("autofocus", "true"),
            action: action.into(),
            csrf: csrf.into(),
            etag: etag.into(),
            cancel_href: cancel_href.into(),
            conflict: None,
        }
    }

    pub fn conflict(mut self, conflict: EditConflict<'a>) -> Self {
        self.conflict = Some(conflict);
        self
    }
}
