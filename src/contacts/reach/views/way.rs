//! One e-mail or phone: a line with what can be done with it, or a form.
use super::OpenReach;
use crate::{
    contacts::{
        Contact, Field,
        reach::{Kind, LABEL_CHARS, Reach, Way},
    },
    error::Problems,
    ids::Uid,
    shell::{Surroundings, answer},
    web::ui::{self, Badge, Button, EditConflict, EditControl, EditInPlace, Form, Icon, Tag},
};

pub const LABEL_IDEAS: &str = "label-ideas";

/// One that is open for editing, with what was typed if it could not be saved.
pub struct OpenWay {
    pub way: Uid,
    /// Label and value.
    pub typed: Option<(String, String)>,
    pub problems: Problems,
    pub is_conflict: bool,
}

markup::define! {
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
                    @act(around, way, "Remove", Icon::X, format!("{path}/remove"))
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
                }
            }
        }
    }

    /// The one that comes first; when it is removed, the first of the others takes its place.
    PrimaryRow<'a>(
        around: &'a Surroundings,
        contact: &'a Contact,
        reach: &'a Reach,
        kind: Kind,
        is_saved: bool,
    ) {
        @let field = kind.field();
        @let path = answer::contact_path(contact.uid);
        @let edit = format!("{path}/edit/{}", field.name());
        @match contact.get(field) {
            None => { @EditInPlace::new(field.name(), field.label(), "", edit) }
            Some(value) => {
                div[id = format_args!("{}-row", field.name()), class = "edit-row"] {
                    span[class = "edit-label"] { @field.label() }
                    div[class = "edit-fixed edit-beside way-row"] {
                        @Value {
                            kind: *kind,
                            value,
                            label: reach.label(*kind),
                            is_marked: reach.of_kind(*kind).next().is_some(),
                        }
                        div[class = "row-acts"] {
                            @Form::post(
                                format!("{path}/primary/{}/remove", kind.code()),
                                &*around.csrf,
                                Act {
                                    etag: reach.primary_etag(contact, *kind),
                                    value,
                                    verb: "Remove",
                                    icon: Icon::X,
                                },
                            ).inline().hx("#reach")
                            a[
                                id = field.name(),
                                class = "btn btn-plain btn-icon",
                                href = &edit,
                                autofocus = *is_saved,
                                title = "Edit",
                                "hx-get" = &edit,
                                "hx-target" = "closest .edit-row",
                                "hx-swap" = "outerHTML",
                            ] {
                                @Icon::Pencil
                                span[class = "sr-only"] { "Edit " @field.label() }
                            }
                        }
                    }
                }
            }
        }
    }

    Act<'a>(etag: String, value: &'a str, verb: &'static str, icon: Icon) {
        input[type = "hidden", name = "etag", value = etag];
        button[type = "submit", class = "btn btn-plain btn-icon", title = verb] {
            @icon
            span[class = "sr-only"] { @verb ": " @value }
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
}

fn act<'a>(
    around: &'a Surroundings,
    way: &'a Way,
    verb: &'static str,
    icon: Icon,
    action: String,
) -> Form<'a, Act<'a>> {
    let act = Act { etag: way.etag(), value: &way.value, verb, icon };
    Form::post(action, &*around.csrf, act).inline().hx("#reach")
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
