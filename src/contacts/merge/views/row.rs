//! One thing that both have or only one of them has: shown side by side, chosen where they differ.
use crate::{
    contacts::{
        Field,
        fields::views::control::{Asked, Control},
        merge::pages::choices::{Chosen, PICK, TYPED},
    },
    web::ui::{self, Icon, Text},
};

/// What each has, and what may be typed instead.
pub struct Row<'a> {
    /// As its radio buttons are named, behind `pick-`.
    pub name: String,
    pub label: Text<'a>,
    /// Of the one who stays, and of the other.
    pub has: [String; 2],
    pub chosen: Chosen,
    pub other: Other<'a>,
    pub problem: Option<&'a str>,
    /// Below the label.
    pub note: Option<&'static str>,
}

/// Something else than both.
pub enum Other<'a> {
    None,
    Base { field: Field, typed: &'a str },
    Custom(Asked<'a>),
}

impl Row<'_> {
    pub fn is_empty(&self) -> bool {
        self.has.iter().all(String::is_empty)
    }

    /// Both have something, and not the same.
    pub fn is_open(&self) -> bool {
        let [one, other] = &self.has;
        let is_typed = self.chosen == Chosen::Typed || self.problem.is_some();
        is_typed || (!one.is_empty() && !other.is_empty() && one != other)
    }
}

markup::define! {
    /// `names` are whose values they are, read out with each.
    OneRow<'a>(row: &'a Row<'a>, names: [&'a str; 2]) {
        @if row.is_open() {
            @Choices { row, names: *names }
        } else if !row.is_empty() {
            @Settled { row, names: *names }
        }
    }

    /// Nothing to choose: the same in both, or there in one only.
    Settled<'a>(row: &'a Row<'a>, names: [&'a str; 2]) {
        @let [one, other] = &row.has;
        div[class = "merge-row"] {
            span[class = "merge-label"] { @row.label }
            @if one == other {
                span[class = "merge-both"] { @Icon::Check span { @one } small { "Same in both" } }
            } else {
                @for (at, value) in row.has.iter().enumerate() {
                    @if value.is_empty() {
                        span[class = "merge-none", "aria-hidden" = "true"] { "–" }
                    } else {
                        span[class = "merge-kept"] {
                            @Icon::Check
                            span { @value }
                            small { "Only in " @names[at] }
                        }
                    }
                }
            }
        }
    }

    Choices<'a>(row: &'a Row<'a>, names: [&'a str; 2]) {
        @let id = format!("{PICK}{}", row.name);
        div[
            id = &row.name,
            class = "merge-row merge-open",
            role = "radiogroup",
            "aria-labelledby" = format_args!("{id}-label"),
            "aria-describedby" = row.problem.map(|_| format!("{id}-problem")),
            tabindex = "-1",
        ] {
            span[class = "merge-label", id = format_args!("{id}-label")] {
                @row.label
                @if let Some(note) = row.note { small { @note } }
            }
            @for (at, chosen) in [Chosen::Target, Chosen::Source].into_iter().enumerate() {
                @if !row.has[at].is_empty() {
                    label[class = "merge-pick"] {
                        @Radio { id: &id, of: chosen, now: row.chosen }
                        span { @row.has[at] }
                        small { @names[at] }
                    }
                } else {
                    span[class = "merge-none", "aria-hidden" = "true"] { "–" }
                }
            }
            @match &row.other {
                Other::None => {}
                Other::Base { field, typed } => {
                    div[class = "merge-pick merge-typed", "data-typed" = true] {
                        @TypedRadio { id: &id, now: row.chosen }
                        @base(*field, typed)
                    }
                }
                Other::Custom(asked) => {
                    div[class = "merge-pick merge-typed", "data-typed" = true] {
                        @TypedRadio { id: &id, now: row.chosen }
                        @Control { asked: again(asked) }
                    }
                }
            }
            @if let Some(problem) = row.problem {
                p[class = "problem", id = format_args!("{id}-problem")] {
                    @Icon::Error span { @problem }
                }
            }
        }
    }

    Radio<'a>(id: &'a str, of: Chosen, now: Chosen) {
        input[type = "radio", name = id, value = of.code(), checked = of == now];
    }

    TypedRadio<'a>(id: &'a str, now: Chosen) {
        label {
            @Radio { id, of: Chosen::Typed, now: *now }
            span { "Something else" }
        }
    }
}

fn base<'a>(field: Field, typed: &'a str) -> ui::Field<'a> {
    let make = match field {
        Field::PrimaryEmail => ui::Field::email,
        Field::PrimaryPhone => ui::Field::phone,
        _ => ui::Field::text,
    };
    make(format!("{TYPED}{}", field.name()), field.label(), typed).autocomplete("off")
}

fn again<'a>(asked: &Asked<'a>) -> Asked<'a> {
    Asked { ..*asked }
}
