//! The form of a list's conditions: stages and tags to tick, and a row for each thing that can be
//! asked for. A plain GET form, so that what it asks for stands in the address.
mod rows;

use rows::{
    Control, DO_NOT, DO_NOT_CONTACT, Row, base, custom, dates, is_offered, quantifier, single, with,
};

use crate::{
    contacts::{
        Asked,
        filter::Quantifier,
        lists::{List, ListKind, NO_STAGE, NO_STAGE_CODE, views::Mark},
        pages::filter::Offer,
        views::Look,
    },
    shell::Surroundings,
    web::ui::{Breadcrumbs, Button, Crumb, Icon, PageHeader},
};

markup::define! {
    Filter<'a>(around: &'a Surroundings, offer: &'a Offer) {
        @let list = offer.look.path(offer.workspace.uid, &Asked::default());
        @if !around.wants_fragment() {
            @Breadcrumbs { crumbs: vec![Crumb::new(&*offer.workspace.name, &*list)] }
            @PageHeader::new("Filter contacts", "All of it must hold for whoever is shown", "")
        }
        @Form { offer, list: &list }
    }

    Form<'a>(offer: &'a Offer, list: &'a str) {
        form[class = "filter-form", action = list, method = "get"] {
            @Unknown { offer }
            // What the form has no control for stays as it is.
            @for (name, value) in kept(offer) {
                input[type = "hidden", name = name, value = value];
            }
            // On the board every stage is a column.
            @if offer.look == Look::Table { @Stages { offer } }
            @Tags { offer }
            section[class = "filter-rows"] {
                h2 { "Contact" }
                @for row in dates(offer) { @OneRow { row: &row } }
                @DoNot { chosen: single(offer, DO_NOT_CONTACT) }
            }
            @Folded { title: "Name, e-mail, phone, company", rows: base(offer) }
            @if !offer.fields.is_empty() {
                @Folded { title: "Your fields", rows: custom(offer) }
            }
            div[class = "form-actions filter-actions"] {
                @Button::primary("Show contacts")
                @Button::plain("Clear all").to(
                    offer.look.path(
                        offer.workspace.uid,
                        &offer.asked.with_filter(offer.asked.filter.of_words_alone()),
                    )
                )
            }
        }
    }

    Unknown<'a>(offer: &'a Offer) {
        @let others = unknown(offer);
        @if !offer.problems.is_empty() {
            div[class = "notice notice-error", role = "alert", tabindex = "-1", autofocus] {
                @Icon::Error
                div {
                    p[class = "notice-title"] { "A part of this filter needs another look" }
                    @if !others.is_empty() {
                        ul[class = "notice-list"] {
                            @for (key, problem) in others.iter() {
                                li { code { @key } ": " @problem }
                            }
                        }
                    }
                }
            }
        }
    }

    Stages<'a>(offer: &'a Offer) {
        @if offer.lists.iter().any(|it| it.kind == ListKind::Stage) {
            fieldset[class = "filter-ticks"] {
                legend { "Stage is one of" }
                @for list in of_kind(offer, ListKind::Stage) {
                    @TickedList { name: "stage", list, is_ticked: is_set(offer, "stage", list) }
                }
                label[class = "filter-tick"] {
                    input[
                        class = "checkbox",
                        type = "checkbox",
                        name = "stage",
                        value = NO_STAGE_CODE,
                        checked = offer.rows.iter().any(|(key, value)| {
                            key == "stage" && value == NO_STAGE_CODE
                        }),
                    ];
                    span { @NO_STAGE }
                }
            }
        }
    }

    Tags<'a>(offer: &'a Offer) {
        @if offer.lists.iter().any(|it| it.kind == ListKind::Tag) {
            @let how = quantifier(offer);
            fieldset[class = "filter-ticks"] {
                legend { "Tags" }
                select[class = "select", name = "tag.op", "aria-label" = "Which of these tags"] {
                    @for one in Quantifier::ALL {
                        option[value = one.code(), selected = one == how] { @one.words() }
                    }
                }
                @for list in of_kind(offer, ListKind::Tag) {
                    @TickedList { name: "tag", list, is_ticked: is_set(offer, how.key(), list) }
                }
            }
        }
    }

    TickedList<'a>(name: &'static str, list: &'a List, is_ticked: bool) {
        label[class = "filter-tick"] {
            input[
                class = "checkbox",
                type = "checkbox",
                name = name,
                value = list.uid.to_string(),
                checked = *is_ticked,
            ];
            @Mark { list }
        }
    }

    Folded<'a>(title: &'static str, rows: Vec<Row<'a>>) {
        @let is_used = rows.iter().any(|it| !it.value.is_empty() || it.problem.is_some());
        details[class = "fold filter-rows", open = is_used] {
            summary { @title }
            @for row in rows.iter() { @OneRow { row } }
        }
    }

    DoNot<'a>(chosen: &'a str) {
        div[class = "filter-row"] {
            label["for" = "f-do-not"] { "Do not contact" }
            select[id = "f-do-not", class = "select", name = DO_NOT_CONTACT] {
                @for (code, words) in DO_NOT {
                    option[value = code, selected = code == *chosen] { @words }
                }
            }
        }
    }

    OneRow<'b, 'a>(row: &'b Row<'a>) {
        @let id = format!("f-{}-{}", row.subject, row.at);
        div[class = "filter-row"] {
            label["for" = format_args!("{id}-op")] { @row.label }
            select #{format_args!("{id}-op")}.select[name = format_args!("{}.op", row.subject)] {
                @for (code, words) in row.ops.iter() {
                    option[value = code, selected = *code == row.op] { @words }
                }
            }
            @RowValue { row, id: &id }
            @if let Some(problem) = row.problem {
                p[class = "problem", id = format_args!("{id}-problem")] {
                    @Icon::Error span { @problem }
                }
            }
        }
    }

    RowValue<'b, 'a>(row: &'b Row<'a>, id: &'b str) {
        @let name = format!("{}.value", row.subject);
        @let label = format!("{}: what", row.label);
        @match row.control {
            Control::None => {}
            Control::Options(options) => {
                select[class = "select filter-value", name = &name, "aria-label" = label] {
                    option[value = ""] { "Any" }
                    @for option in with(options, &row.value).iter() {
                        option[value = option, selected = *option == row.value] { @option }
                    }
                }
            }
            _ => {
                input[
                    class = "input filter-value",
                    type = if let Control::Day = row.control { "date" } else { "text" },
                    name = &name,
                    value = &row.value,
                    "aria-label" = label,
                    "aria-invalid" = row.problem.map(|_| "true"),
                    "aria-describedby" = row.problem.map(|_| format!("{id}-problem")),
                    autocomplete = "off",
                    inputmode = match row.control {
                        Control::Days => Some("numeric"),
                        Control::Number => Some("decimal"),
                        _ => None,
                    },
                    maxlength = "200",
                ];
                @if let Control::Days = row.control { span[class = "filter-unit"] { "days" } }
            }
        }
    }
}

fn of_kind(offer: &Offer, kind: ListKind) -> impl Iterator<Item = &List> {
    offer.lists.iter().filter(move |it| it.kind == kind)
}

fn is_set(offer: &Offer, key: &str, list: &List) -> bool {
    offer.rows.iter().any(|(name, value)| name == key && *value == list.uid.to_string())
}

/// Words, order, view and conditions that the form does not show.
fn kept(offer: &Offer) -> Vec<(String, String)> {
    let pairs = offer.asked.pairs().into_iter();
    pairs.filter(|(key, value)| !is_offered(offer, key, value)).collect()
}

/// Problems that stand beside no control.
fn unknown(offer: &Offer) -> Vec<(&str, &String)> {
    let is_shown = |key: &str| {
        offer.rows.iter().any(|(name, value)| name == key && is_offered(offer, key, value))
    };
    offer.problems.iter().filter(|(key, _)| !is_shown(key)).collect()
}
