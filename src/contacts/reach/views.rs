//! A contact's e-mails and phones, and what is not to be sent: a part of the contact's page.
use poem::http::StatusCode;

use super::{Kind, LABEL_CHARS, LABELS, Reach, Silence, Way};
use crate::{
    audit::read::Told,
    contacts::{Contact, Field, views as contact},
    error::Problems,
    ids::Uid,
    log::{self, views::Entries},
    shell::{Surroundings, answer, views::RecentChanges},
    web::ui::{
        self, Badge, Button, EditBeside, EditConflict, EditControl, EditInPlace, Form, Icon,
        Notice, Tag, Tick, Toast, Toasts, Tone,
    },
};

const LABEL_IDEAS: &str = "label-ideas";

/// What of the part is open or has to be said, with what was typed if it could not be saved.
pub enum OpenReach {
    Adding {
        label: String,
        value: String,
        problems: Problems,
    },
    Way(OpenWay),
    Silence {
        typed: Option<Silence>,
        is_conflict: bool,
    },
    /// A button was pressed on what has changed since.
    Stale,
}

pub struct OpenWay {
    pub way: Uid,
    /// Label and value.
    pub typed: Option<(String, String)>,
    pub problems: Problems,
    pub is_conflict: bool,
}

impl OpenReach {
    pub fn status(&self) -> StatusCode {
        let (is_conflict, is_wrong) = match self {
            Self::Adding { problems, .. } => (false, !problems.is_empty()),
            Self::Way(open) => (open.is_conflict, !open.problems.is_empty()),
            Self::Silence { is_conflict, .. } => (*is_conflict, false),
            Self::Stale => (true, false),
        };
        match (is_conflict, is_wrong) {
            (true, _) => StatusCode::CONFLICT,
            (false, true) => StatusCode::UNPROCESSABLE_ENTITY,
            (false, false) => StatusCode::OK,
        }
    }

    fn way(&self, uid: Uid) -> Option<&OpenWay> {
        match self {
            Self::Way(open) if open.way == uid => Some(open),
            _ => None,
        }
    }
}

markup::define! {
    /// All of it; `field` is a primary one that is open for editing.
    Panel<'a>(
        around: &'a Surroundings,
        contact: &'a Contact,
        reach: &'a Reach,
        field: Option<&'a contact::Open>,
        open: Option<&'a OpenReach>,
    ) {
        div[id = "reach", class = "section-gap"] {
            h2 { "E-mails and phones" }
            @if let Some(OpenReach::Stale) = open { @Stale {} }
            div[class = "edit-list"] {
                @for kind in Kind::ALL {
                    @match field.filter(|open| open.field() == kind.field()) {
                        Some(open) => { @contact::EditRow { around, contact, reach, open } }
                        None => { @PrimaryRow { contact, reach, kind, is_saved: false } }
                    }
                    @for way in reach.of_kind(kind) {
                        @match open.and_then(|open| open.way(way.uid)) {
                            Some(open) => { @WayForm { around, contact, way, open } }
                            None => { @WayRow { around, contact, way, is_saved: false } }
                        }
                    }
                }
                @match open {
                    Some(OpenReach::Silence { typed, is_conflict }) => {
                        @SilenceForm {
                            around, contact, reach, typed: *typed, is_conflict: *is_conflict,
                        }
                    }
                    _ => { @SilenceRow { contact, reach, is_saved: false } }
                }
            }
            @Adding { around, contact, open: *open }
            datalist[id = LABEL_IDEAS] { @for label in LABELS { option[value = label] {} } }
        }
    }

    Stale() {
        @Notice::new(
            Tone::Warning,
            "This was changed in the meantime",
            "Nothing was done. Below is how it is now: look at it, then press again.",
        )
    }

    PrimaryRow<'a>(contact: &'a Contact, reach: &'a Reach, kind: Kind, is_saved: bool) {
        @let field = kind.field();
        @let href = format!("{}/edit/{}", answer::contact_path(contact.uid), field.name());
        @match contact.get(field) {
            None => { @EditInPlace::new(field.name(), field.label(), "", href) }
            Some(value) => {
                @EditBeside {
                    id: field.name().into(),
                    label: field.label().into(),
                    edit_href: href.into(),
                    saved: *is_saved,
                    value: Value {
                        kind: *kind,
                        value,
                        label: reach.label(*kind),
                        is_marked: reach.of_kind(*kind).next().is_some(),
                    },
                }
            }
        }
    }

    /// An address to write to, a number to call, with its label.
    Value<'a>(kind: Kind, value: &'a str, label: Option<&'a str>, is_marked: bool) {
        div[class = "way"] {
            a[href = link(*kind, value)] { @value }
            @label.map(Tag::new)
            @is_marked.then(|| Badge::good("Primary"))
        }
    }

    WayRow<'a>(around: &'a Surroundings, contact: &'a Contact, way: &'a Way, is_saved: bool) {
        @let path = way_path(contact, way.uid);
        div[id = format_args!("way-{}-row", way.uid), class = "edit-row"] {
            span[class = "edit-label"] { span[class = "sr-only"] { "Other " @noun(way.kind) } }
            div[class = "edit-fixed edit-beside way-row"] {
                @Value {
                    kind: way.kind,
                    value: &way.value,
                    label: way.label.as_deref(),
                    is_marked: false,
                }
                div[class = "row-acts"] {
                    @act(around, way, "Make primary", Icon::Star, format!("{path}/primary"))
                    a[
                        class = "btn btn-plain btn-icon",
                        href = format_args!("{path}/edit"),
                        autofocus = *is_saved,
                        title = "Edit",
                        "hx-get" = format_args!("{path}/edit"),
                        "hx-target" = "closest .edit-row",
                        "hx-swap" = "outerHTML",
                    ] {
                        @Icon::Pencil
                        span[class = "sr-only"] { "Edit " @way.value }
                    }
                    @act(around, way, "Remove", Icon::X, format!("{path}/remove"))
                }
            }
        }
    }

    Act<'a>(way: &'a Way, verb: &'static str, icon: Icon) {
        input[type = "hidden", name = "etag", value = way.etag()];
        button[type = "submit", class = "btn btn-plain btn-icon", title = verb] {
            @icon
            span[class = "sr-only"] { @verb ": " @way.value }
        }
    }

    WayForm<'a>(
        around: &'a Surroundings,
        contact: &'a Contact,
        way: &'a Way,
        open: &'a OpenWay,
    ) {
        @let OpenWay { typed, problems, is_conflict, .. } = open;
        @let label = way.label.as_deref().unwrap_or_default();
        @let (label, value) = match typed {
            Some((label, value)) => (label.as_str(), value.as_str()),
            None => (label, way.value.as_str()),
        };
        @EditControl {
            control: Fields { kind: way.kind, name: "value", value, label, problems },
            action: format!("{}/edit", way_path(contact, way.uid)).into(),
            csrf: (&*around.csrf).into(),
            etag: way.etag().into(),
            cancel_href: way_path(contact, way.uid).into(),
            conflict: is_conflict.then(|| EditConflict {
                theirs: told(Some(&way.value), way.label.as_deref()).into(),
                when: "in the meantime".into(),
            }),
        }
    }

    /// The address or number, and what it is called.
    Fields<'a>(
        kind: Kind,
        name: &'static str,
        value: &'a str,
        label: &'a str,
        problems: &'a Problems,
    ) {
        @input(*kind, name, value)
            .problem(problems.get(name).map(String::as_str))
            .autocomplete("off")
            .attr("autofocus", "true")
        @label_input("label", label, problems)
    }

    Adding<'a>(around: &'a Surroundings, contact: &'a Contact, open: Option<&'a OpenReach>) {
        @let none = Problems::new();
        @let (is_open, label, value, problems) = match open {
            Some(OpenReach::Adding { label, value, problems }) => {
                (true, label.as_str(), value.as_str(), problems)
            }
            _ => (false, "", "", &none),
        };
        details[class = "fold", open = is_open] {
            summary { "Add an e-mail or phone" }
            @Form::post(
                format!("{}/ways", answer::contact_path(contact.uid)),
                &*around.csrf,
                NewWay { label, value, problems },
            ).hx("#reach")
        }
    }

    NewWay<'a>(label: &'a str, value: &'a str, problems: &'a Problems) {
        div[class = "field-pair"] {
            @ui::Field::text("value", "New address or number", *value)
                .id("new-way")
                .problem(problems.get("value").map(String::as_str))
                .autocomplete("off")
            @label_input("new-way-label", label, problems)
        }
        div[class = "form-actions"] { @Button::quiet("Add").icon(Icon::Plus) }
    }

    SilenceRow<'a>(contact: &'a Contact, reach: &'a Reach, is_saved: bool) {
        @let row = EditInPlace::new(
            "do-not-contact",
            "Do-not-contact",
            reach.silence.words(),
            format!("{}/edit", silence_path(contact)),
        );
        @if *is_saved { @row.saved() } else { @row }
    }

    SilenceForm<'a>(
        around: &'a Surroundings,
        contact: &'a Contact,
        reach: &'a Reach,
        typed: Option<Silence>,
        is_conflict: bool,
    ) {
        @EditControl {
            control: Ticks { silence: typed.unwrap_or(reach.silence) },
            action: format!("{}/edit", silence_path(contact)).into(),
            csrf: (&*around.csrf).into(),
            etag: reach.silence.code().into(),
            cancel_href: silence_path(contact).into(),
            conflict: is_conflict.then(|| EditConflict {
                theirs: reach.silence.words().into(),
                when: "in the meantime".into(),
            }),
        }
    }

    Ticks(silence: Silence) {
        fieldset[class = "ticks"] {
            legend { "Do-not-contact" }
            @Tick::new("all", "Nothing at all", silence.all)
                .help("No mail, no texts, no campaign, whoever asks for it")
                .attr("autofocus", "true")
            @Tick::new("mail", "No e-mail", silence.mail)
            @Tick::new("text", "No texts", silence.text)
        }
    }

    /// In the head of the page: what must not be overlooked.
    SilenceMarks<'a>(reach: &'a Reach) {
        @for mark in reach.silence.marks() { @Badge::bad(mark) }
    }

    /// After a change: the row or the whole part, and what else on the page tells of it.
    SavedRow<'a>(news: &'a News<'a>, way: &'a Way) {
        @WayRow { around: news.around, contact: news.contact, way, is_saved: true }
        @Elsewhere { news }
    }

    SavedSilence<'a>(news: &'a News<'a>) {
        @SilenceRow { contact: news.contact, reach: news.reach, is_saved: true }
        @Elsewhere { news }
    }

    SavedPanel<'a>(news: &'a News<'a>) {
        @Panel {
            around: news.around, contact: news.contact, reach: news.reach, field: None, open: None,
        }
        @Elsewhere { news }
    }

    Elsewhere<'a>(news: &'a News<'a>) {
        @let back = answer::contact_path(news.contact.uid);
        h1[id = "contact-name", "hx-swap-oob" = "true"] { @news.contact.display_name() }
        div[id = "contact-silence", class = "page-meta", "hx-swap-oob" = "true"] {
            @SilenceMarks { reach: news.reach }
        }
        div[id = "changes-list", "hx-swap-oob" = "true"] {
            @RecentChanges {
                around: news.around, changes: news.changes, back: &back, now: news.now,
            }
        }
        div[id = "activity-list", "hx-swap-oob" = "true"] {
            @Entries {
                around: news.around, contact: news.contact.uid, page: news.log, now: news.now,
            }
        }
        @Toasts { toasts: news.toast }
    }
}

/// What is new on a contact's page after a change.
pub struct News<'a> {
    pub around: &'a Surroundings,
    pub contact: &'a Contact,
    pub reach: &'a Reach,
    pub changes: &'a [Told],
    pub log: &'a log::Page,
    pub toast: &'a [Toast<'a>],
    pub now: i64,
}

fn act<'a>(
    around: &'a Surroundings,
    way: &'a Way,
    verb: &'static str,
    icon: Icon,
    action: String,
) -> Form<'a, Act<'a>> {
    Form::post(action, &*around.csrf, Act { way, verb, icon }).inline().hx("#reach")
}

fn input<'a>(kind: Kind, name: &'a str, value: &'a str) -> ui::Field<'a> {
    match kind {
        Kind::Email => ui::Field::email(name, Field::PrimaryEmail.label(), value),
        Kind::Phone => ui::Field::phone(name, Field::PrimaryPhone.label(), value),
    }
}

fn label_input<'a>(id: &'a str, label: &'a str, problems: &'a Problems) -> ui::Field<'a> {
    ui::Field::text("label", "Label", label)
        .id(id)
        .problem(problems.get("label").map(String::as_str))
        .autocomplete("off")
        .attr("list", LABEL_IDEAS)
        .attr("maxlength", LABEL_CHARS.to_string())
        .attr("placeholder", "Work, Mobile …")
}

/// "rosa@example.com (Work)", as a conflict tells it.
pub fn told(value: Option<&str>, label: Option<&str>) -> String {
    match (value, label) {
        (Some(value), Some(label)) => format!("{value} ({label})"),
        (Some(value), None) => value.to_owned(),
        (None, _) => String::new(),
    }
}

fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::Email => "e-mail",
        Kind::Phone => "phone",
    }
}

fn way_path(contact: &Contact, way: Uid) -> String {
    format!("{}/ways/{way}", answer::contact_path(contact.uid))
}

fn silence_path(contact: &Contact) -> String {
    format!("{}/do-not-contact", answer::contact_path(contact.uid))
}

/// What opens the mail program or the telephone. An extension is dialled by hand.
fn link(kind: Kind, value: &str) -> String {
    match kind {
        Kind::Email => {
            let (mailbox, domain) = value.rsplit_once('@').unwrap_or((value, ""));
            format!("mailto:{}@{}", answer::encoded(mailbox), answer::encoded(domain))
        }
        Kind::Phone => {
            let number = value.split(|c: char| c.is_alphabetic()).next().unwrap_or_default();
            let dialled = number.chars().filter(|c| c.is_ascii_digit() || *c == '+');
            format!("tel:{}", dialled.collect::<String>())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_dials_and_writes_to_what_was_typed() {
        for (kind, typed, href) in [
            (Kind::Phone, "+1 (808) 555-0100 ext. 7", "tel:+18085550100"),
            (Kind::Phone, "808.555.0100x12", "tel:8085550100"),
            (Kind::Email, "rosa+loans@example.com", "mailto:rosa%2Bloans@example.com"),
            (Kind::Email, "o'hara?cc=x@example.com", "mailto:o%27hara%3Fcc%3Dx@example.com"),
        ] {
            assert_eq!(link(kind, typed), href);
        }
    }
}
