//! The prompt: somebody with this e-mail or phone is there already.
use crate::{
    contacts::{
        Contact, Field,
        duplicates::{Twin, pages::prompt::Prompt},
        fields::values::{FieldValue, INPUT},
        merge::{
            pages::choices::{self, Chosen, TYPED},
            views::{OneRow, Other, Row, with_path},
        },
        reach::{Kind, Reach},
    },
    shell::{Surroundings, answer},
    web::ui::{Breadcrumbs, Button, Crumb, Form, FormError, Icon, Notice, PageHeader, Tone},
    when::Manner,
};

/// The name of the buttons.
pub const DECISION: &str = "decision";

/// Of the prompt in place of an edit: who was shown, the name of its buttons, and what they say.
pub const EDIT_SHOWN: &str = "shown";
pub const EDIT_CHOICE: &str = "choice";
pub const EDIT_SEPARATE: &str = "separate";
pub const EDIT_ANYWAY: &str = "anyway";

const NAMES: [&str; 2] = ["who is there", "what you typed"];

markup::define! {
    Ask<'a>(around: &'a Surroundings, prompt: &'a Prompt) {
        @let twin = &prompt.twins[prompt.at];
        @let list = answer::workspace_path(prompt.workspace.uid);
        @Breadcrumbs { crumbs: vec![Crumb::new(&*prompt.workspace.name, &*list)] }
        @PageHeader::new(
            format!("Is this {}?", twin.contact.display_name()),
            format!("{}. Nothing was saved yet.", twin.reason.words()),
            "",
        )
        @if prompt.is_changed {
            @Notice::new(
                Tone::Warning,
                "This changed in the meantime",
                "Here is how it is now. What you typed is kept.",
            )
        }
        @FormError { problems: &prompt.problems }
        @Form::post(&*list, &*around.csrf, Body { around, prompt })
    }

    Body<'a>(around: &'a Surroundings, prompt: &'a Prompt) {
        @let twin = &prompt.twins[prompt.at];
        input[type = "hidden", name = "existing", value = twin.contact.uid.to_string()];
        input[type = "hidden", name = "seen", value = twin.contact.etag()];
        @for field in Field::ALL {
            input[type = "hidden", name = field.name(), value = prompt.draft.get(field)];
        }
        @for (name, value) in prompt.custom.iter() {
            input[type = "hidden", name = format_args!("{INPUT}{name}"), value = value];
        }
        div[class = "merge"] {
            div[class = "merge-row merge-heads"] {
                span {}
                @There { around, contact: &twin.contact }
                div[class = "merge-who"] {
                    span[class = "avatar", "aria-hidden" = "true"] { @Icon::Plus }
                    div { strong { "New" } small { "What you typed" } }
                }
            }
            @for field in Field::ALL {
                @OneRow { row: &base(prompt, &twin.contact, field), names: NAMES }
            }
            @for value in prompt.values.iter() {
                @OneRow { row: &custom(prompt, value, around.manner()), names: NAMES }
            }
        }
        @Others { prompt }
        div[class = "form-actions"] {
            @decide(Button::primary("Merge"), "merge")
            @decide(Button::quiet("Overwrite"), "overwrite")
                .attr("title", "All that you typed replaces what is there")
            @decide(Button::quiet("Keep separate"), "separate")
                .attr("title", "Add a second contact; this pair is never asked about again")
            @decide(Button::plain("Cancel"), "cancel")
        }
    }

    There<'a>(around: &'a Surroundings, contact: &'a Contact) {
        @let name = contact.display_name();
        div[class = "merge-who"] {
            @crate::web::ui::Avatar::new(&*name)
            div {
                a[href = answer::contact_path(contact.uid), target = "_blank"] { @name }
                small { "There since " @around.manner().date(contact.created_on) }
            }
        }
    }

    /// More than one are there.
    Others<'a>(prompt: &'a Prompt) {
        @if prompt.twins.len() > 1 {
            div[class = "merge-others"] {
                span { "Also there:" }
                @for (at, twin) in prompt.twins.iter().enumerate() {
                    @if at != prompt.at {
                        @decide(
                            Button::plain(format!(
                                "{} ({})",
                                twin.contact.display_name(),
                                twin.reason.words().to_lowercase(),
                            )),
                            twin.contact.uid.to_string(),
                        )
                    }
                }
            }
        }
    }

    /// In place of an e-mail or phone that was edited: its new value is somebody else's already.
    AskEdit<'a>(
        around: &'a Surroundings,
        contact: &'a Contact,
        reach: &'a Reach,
        kind: Kind,
        typed: &'a str,
        label: &'a str,
        twins: &'a [Twin],
    ) {
        @let field = kind.field();
        @let etag = reach.primary_etag(contact, *kind);
        div[class = "edit-row edit-open", "data-escape" = true] {
            @Form::post(
                format!("{}/edit/{}", answer::contact_path(contact.uid), field.name()),
                &*around.csrf,
                AskBody { contact, field, etag, typed, label, twins },
            ).hx("closest .edit-row")
        }
    }

    AskBody<'a>(
        contact: &'a Contact,
        field: Field,
        etag: String,
        typed: &'a str,
        label: &'a str,
        twins: &'a [Twin],
    ) {
        @let rest = format!("{}/field/{}", answer::contact_path(contact.uid), field.name());
        input[type = "hidden", name = "etag", value = etag];
        input[type = "hidden", name = field.name(), value = typed];
        input[type = "hidden", name = "label", value = label];
        @for twin in twins.iter() {
            input[type = "hidden", name = EDIT_SHOWN, value = twin.contact.uid.to_string()];
        }
        div[class = "notice notice-warning", role = "alert"] {
            @Icon::Alert
            div {
                @for twin in twins.iter() {
                    p[class = "notice-title"] {
                        a[href = answer::contact_path(twin.contact.uid), target = "_blank"] {
                            @twin.contact.display_name()
                        }
                        " has “" @typed "” already"
                    }
                    p[class = "notice-body"] {
                        a[href = format!(
                            "{}&take={}",
                            with_path(contact.uid, twin.contact.uid),
                            field.name(),
                        )] { "Compare and merge" span[class = "sr-only"] {
                            " with " @twin.contact.display_name()
                        } }
                    }
                }
                p[class = "notice-body"] {
                    "Nothing was saved yet. Kept separate, the two are never taken for one again."
                }
            }
        }
        div[class = "edit-actions"] {
            @Button::primary("Save and keep separate")
                .attr("name", EDIT_CHOICE)
                .attr("value", EDIT_SEPARATE)
            @Button::quiet("Save anyway").attr("name", EDIT_CHOICE).attr("value", EDIT_ANYWAY)
            a[
                class = "btn btn-plain",
                href = &rest,
                "data-cancel" = true,
                "hx-get" = &rest,
                "hx-target" = "closest .edit-row",
                "hx-swap" = "outerHTML",
            ] { "Cancel" }
        }
    }
}

fn decide<'a>(button: Button<'a>, value: impl Into<crate::web::ui::Text<'a>>) -> Button<'a> {
    button.attr("name", DECISION).attr("value", value)
}

fn chosen(prompt: &Prompt, name: &str, has: &[String; 2]) -> Chosen {
    let usual = if has[0].is_empty() { Chosen::Source } else { Chosen::Target };
    choices::chosen(&prompt.fields, name).unwrap_or(usual)
}

fn base<'a>(prompt: &'a Prompt, there: &Contact, field: Field) -> Row<'a> {
    let has = [
        there.get(field).unwrap_or_default().to_owned(),
        prompt.draft.get(field).trim().to_owned(),
    ];
    let is_way = matches!(field, Field::PrimaryEmail | Field::PrimaryPhone);
    Row {
        name: field.name().to_owned(),
        label: field.label().into(),
        chosen: chosen(prompt, field.name(), &has),
        has,
        other: Other::Base { field, typed: prompt.fields.get(&format!("{TYPED}{}", field.name())) },
        problem: prompt.problems.get(field.name()).map(String::as_str),
        note: is_way.then_some("The other is kept too, unless it is the same"),
    }
}

fn custom<'a>(prompt: &'a Prompt, there: &'a FieldValue, manner: &Manner) -> Row<'a> {
    let name = there.definition.input();
    let typed = prompt.custom.iter().find(|(it, _)| *it == there.definition.name);
    let typed = typed.map_or("", |(_, value)| value).to_owned();
    let is_same = there.value.as_deref() == Some(&*typed);
    let words = FieldValue { value: Some(typed.clone()), ..there.clone() };
    let new = match (typed.is_empty(), is_same) {
        (true, _) => typed,
        (_, true) => there.words(manner),
        _ if there.definition.kind == crate::contacts::fields::Kind::ContactLink => typed,
        _ => words.words(manner),
    };
    let has = [there.words(manner), new];
    Row {
        chosen: chosen(prompt, &name, &has),
        label: (&*there.definition.label).into(),
        has,
        other: Other::None,
        problem: prompt.problems.get(&name).map(String::as_str),
        note: None,
        name,
    }
}
