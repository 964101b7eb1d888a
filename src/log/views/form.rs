//! Markup of what a person writes down: a note, a call or a meeting, new or edited.
use poem::http::StatusCode;

use super::entry::{Written, path};
use crate::{
    error::Problems,
    ids::Uid,
    log::{
        Direction, Kind, Logged, Outcome,
        manual::{Draft, KINDS, MOST_MINUTES, When},
    },
    shell::{Surroundings, answer},
    web::ui::{
        Breadcrumbs, Button, Choice, Crumb, Field, Form, FormError, Icon, PageHeader, Select,
        TextArea,
    },
};

/// An entry on its form, with what was typed if it could not be saved.
#[derive(Default)]
pub struct OpenEntry {
    pub draft: Draft,
    pub problems: Problems,
    /// How it reads by now, where somebody changed it meanwhile.
    pub theirs: Option<Box<Logged>>,
}

impl OpenEntry {
    pub fn status(&self) -> StatusCode {
        match (&self.theirs, self.problems.is_empty()) {
            (Some(_), _) => StatusCode::CONFLICT,
            (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
            (None, true) => StatusCode::OK,
        }
    }
}

markup::define! {
    /// One form with three modes; which fields show follows the mode, by style alone.
    Composer<'a>(around: &'a Surroundings, contact: Uid, open: Option<&'a OpenEntry>) {
        div[id = "composer", class = "composer"] {
            @Form::post(
                format!("{}/log", answer::contact_path(*contact)),
                &*around.csrf,
                NewFields { open: open.unwrap_or(&OpenEntry::default()) },
            ).hx("#composer")
        }
    }

    NewFields<'a>(open: &'a OpenEntry) {
        @FormError { problems: &open.problems }
        fieldset[class = "composer-kinds"] {
            legend[class = "sr-only"] { "What to write down" }
            @for (at, kind) in KINDS.iter().enumerate() {
                @let id = format!("kind-{}", kind.code());
                input[
                    type = "radio",
                    name = "kind",
                    class = "sr-only",
                    id = &id,
                    value = kind.code(),
                    checked = is_chosen(&open.draft, at, *kind),
                ];
                label["for" = &id] { @kind_icon(*kind) @kind_label(*kind) }
            }
        }
        @Fields { open, prefix: String::new(), kind: None }
        div[class = "form-actions"] {
            @Button::primary("Save")
            @FormattingHelp {}
        }
    }

    /// Of a new entry all fields, of a known one those of its kind.
    Fields<'a>(open: &'a OpenEntry, prefix: String, kind: Option<Kind>) {
        @let OpenEntry { draft, problems, .. } = open;
        @let has = |wanted: Kind| kind.is_none_or(|kind| kind == wanted);
        @let problem = |field: &str| problems.get(field).map(String::as_str);
        @let id = |field: &str| format!("{prefix}{field}");
        div[class = "marked"] {
            @Marks {}
            @TextArea::new("text", "Note", &*draft.text)
                .id(id("text"))
                .rows(3)
                .problem(problem("text"))
                .attr("placeholder", "What happened, what was said, what to remember")
        }
        div[class = "composer-facts"] {
            @if has(Kind::Call) {
                @for_call(Select::new("direction", "Who called", directions(), &*draft.direction)
                    .id(id("direction"))
                    .problem(problem("direction")))
                @for_call(Select::new("outcome", "Outcome", outcomes(), &*draft.outcome)
                    .id(id("outcome"))
                    .problem(problem("outcome")))
            }
            @if has(Kind::Meeting) {
                div[class = "for-meeting"] {
                    @Field::text("place", "Where", &*draft.place)
                        .id(id("place"))
                        .problem(problem("place"))
                        .autocomplete("off")
                }
            }
            @if kind.is_none_or(|kind| kind != Kind::Note) {
                div[class = "for-call for-meeting"] {
                    @Field::text("minutes", "Minutes", &*draft.minutes)
                        .id(id("minutes"))
                        .problem(problem("minutes"))
                        .kind("number")
                        .attr("min", "1")
                        .attr("max", MOST_MINUTES.to_string())
                        .attr("inputmode", "numeric")
                }
            }
            @Field::text("at", "When", typed_at(draft))
                .id(id("at"))
                .problem(problem("at"))
                .kind("datetime-local")
                .help(if kind.is_none() { "Empty means now" } else { "" })
        }
    }

    /// Puts the marks around what is selected; without script they are typed.
    Marks() {
        div[class = "marks", role = "toolbar", "aria-label" = "Formatting"] {
            @for (mark, label, shown) in MARKS {
                button[
                    type = "button",
                    class = "btn btn-plain btn-icon",
                    title = label,
                    "data-mark" = mark,
                ] {
                    span["aria-hidden" = "true", class = format_args!("mark-{shown}")] { @shown }
                    span[class = "sr-only"] { @label }
                }
            }
        }
    }

    FormattingHelp() {
        details[class = "fold"] {
            summary { "Formatting" }
            dl[class = "activity-facts"] {
                dt { "Bold" } dd { code { "**words**" } }
                dt { "Italic" } dd { code { "*words*" } }
                dt { "Heading" } dd { code { "# words" } " on a line of its own" }
                dt { "List" } dd { code { "- words" } " or " code { "1. words" } }
                dt { "Link" } dd { code { "[words](https://…)" } ", or just the address" }
            }
        }
    }

    /// In place of the entry, or on a page of its own.
    EditForm<'a>(around: &'a Surroundings, entry: &'a Logged, open: &'a OpenEntry, is_part: bool) {
        @let form = Form::post(
            path(entry, "/edit"),
            &*around.csrf,
            EditFields { around, entry, open, is_part: *is_part },
        );
        div["data-escape" = true] {
            @if *is_part { @form.hx("closest .entry-whole").attr("hx-swap", "innerHTML") }
            else { @form }
        }
    }

    EditFields<'a>(
        around: &'a Surroundings,
        entry: &'a Logged,
        open: &'a OpenEntry,
        is_part: bool,
    ) {
        input[type = "hidden", name = "etag", value = entry.etag()];
        @let prefix = format!("{}-", entry.uid);
        @FormError { problems: &prefixed(&open.problems, &prefix) }
        @if let Some(theirs) = &open.theirs { @Theirs { around, theirs } }
        @Fields { open, prefix, kind: Some(entry.entry.kind) }
        div[class = "edit-actions"] {
            @Button::primary(if open.theirs.is_some() { "Save mine" } else { "Save" })
            @let cancel = Button::plain(
                if open.theirs.is_some() { "Keep theirs" } else { "Cancel" },
            ).to(path(entry, "")).attr("data-cancel", "true");
            @if *is_part {
                @cancel
                    .attr("hx-get", path(entry, ""))
                    .attr("hx-target", "closest .entry-whole")
                    .attr("hx-swap", "innerHTML")
            } else {
                @cancel
            }
        }
    }

    /// Somebody saved the entry meanwhile: how it reads now, and what was typed stays below.
    Theirs<'a>(around: &'a Surroundings, theirs: &'a Logged) {
        div[class = "notice notice-warning", role = "alert"] {
            @Icon::Alert
            div {
                p[class = "notice-title"] { "This was changed in the meantime" }
                div[class = "notice-body"] {
                    p {
                        "What you typed is kept below. It now says, for "
                        @around.manner().date_time(theirs.entry.at) ":"
                    }
                    @Written { entry: &theirs.entry }
                }
            }
        }
    }

    EditPage<'a>(
        around: &'a Surroundings,
        contact: Uid,
        name: &'a str,
        entry: &'a Logged,
        open: &'a OpenEntry,
    ) {
        @Breadcrumbs { crumbs: vec![Crumb::new(*name, answer::contact_path(*contact))] }
        @PageHeader::new(format!("Edit {}", kind_label(entry.entry.kind).to_lowercase()), "", "")
        div[class = "narrow"] { @EditForm { around, entry, open, is_part: false } }
    }

    ForCall<B: markup::Render>(control: B) {
        div[class = "for-call"] { @control }
    }
}

/// What is put around the words, what it is called, how its button looks.
const MARKS: [(&str, &str, &str); 6] = [
    ("bold", "Bold", "B"),
    ("italic", "Italic", "I"),
    ("heading", "Heading", "H"),
    ("list", "List", "•"),
    ("numbers", "Numbered list", "1."),
    ("link", "Link", "↗"),
];

/// Under the ids of the fields of one of several forms.
fn prefixed(problems: &Problems, prefix: &str) -> Problems {
    problems.iter().map(|(field, said)| (format!("{prefix}{field}"), said.clone())).collect()
}

fn for_call<B: markup::Render>(control: B) -> ForCall<B> {
    ForCall { control }
}

fn is_chosen(draft: &Draft, at: usize, kind: Kind) -> bool {
    match draft.kind.as_str() {
        "" => at == 0,
        chosen => chosen == kind.code(),
    }
}

fn kind_label(kind: Kind) -> &'static str {
    match kind {
        Kind::Call => "Call",
        Kind::Meeting => "Meeting",
        _ => "Note",
    }
}

fn kind_icon(kind: Kind) -> Icon {
    match kind {
        Kind::Call => Icon::Phone,
        Kind::Meeting => Icon::Users,
        _ => Icon::Note,
    }
}

fn typed_at(draft: &Draft) -> &str {
    match &draft.at {
        When::Typed(typed) => typed,
        When::Now | When::At(_) => "",
    }
}

fn directions() -> Vec<Choice<'static>> {
    let label = |direction| match direction {
        Direction::Out => "I called",
        Direction::In => "They called",
    };
    [Direction::Out, Direction::In].map(|it| Choice::new(it.code(), label(it))).into()
}

fn outcomes() -> Vec<Choice<'static>> {
    Outcome::ALL.iter().map(|it| Choice::new(it.code(), it.label())).collect()
}
