//! A column of the board, and the cards in it.
use super::{super::Card, Column, Setting, part_path};
use crate::{
    contacts::{
        Total,
        filter::InStage,
        lists::{
            Standings, days_silent,
            views::{Mark, silence},
        },
    },
    shell::answer,
    web::ui::{Badge, Button, Icon},
};

const TAGS_SHOWN: usize = 3;

markup::define! {
    /// Folds without script. Of another answer it goes to its place by itself.
    ColumnView<'a>(setting: Setting<'a>, column: &'a Column, is_anew: bool) {
        @let code = column.code();
        details[
            id = format_args!("column-{code}"),
            class = format_args!("board-column{}", hue(column)),
            "data-stage" = &code,
            "data-name" = column.name(),
            open = true,
            "hx-swap-oob" = is_anew.then_some("outerMorph"),
        ] {
            summary[class = "board-head"] {
                h2 { @column.name() }
                span[class = "count"] {
                    @count(*setting, column)
                    span[class = "sr-only"] { " contacts" }
                }
                @Icon::ChevronDown
            }
            ul[class = "board-cards", "aria-label" = column.name()] {
                @Cards { setting: *setting, column }
            }
        }
    }

    Cards<'a>(setting: Setting<'a>, column: &'a Column) {
        @for card in column.cards.iter() {
            @CardView { setting: *setting, card, standings: &column.listing.standings }
        }
        @if let Some(next) = &column.listing.next {
            li[class = "board-more"] {
                @let more = format!("column={}&after={}", column.code(), next.cursor());
                @Button::quiet("Show more")
                    .to(table_path(*setting, column))
                    .attr("hx-get", part_path(*setting, "column", &more))
                    .attr("hx-target", "closest .board-more")
                    .attr("hx-swap", "outerHTML")
            }
        }
    }

    /// What "Show more" is answered with: it takes the button's own place.
    More<'a>(setting: Setting<'a>, column: &'a Column) {
        @Cards { setting: *setting, column }
    }

    CardView<'a>(setting: Setting<'a>, card: &'a Card, standings: &'a Standings) {
        @let contact = &card.contact;
        @let name = contact.display_name();
        li[id = format_args!("card-{}", contact.uid), class = "board-card", "data-name" = &name] {
            a[
                id = format_args!("name-{}", contact.uid),
                class = "board-name",
                href = answer::contact_path(contact.uid),
                draggable = "false",
            ] { @name }
            a[
                class = "btn btn-plain btn-icon board-move",
                href = part_path(*setting, "move", &format!("contact={}", contact.uid)),
                title = "Move to…",
                "data-moves-card" = contact.uid.to_string(),
                draggable = "false",
            ] {
                @Icon::ArrowRight
                span[class = "sr-only"] { "Move " @name " to…" }
            }
            @if let Some(company) = contact.company.as_ref().filter(|it| **it != name) {
                p[class = "board-sub"] { @company }
            }
            @if standings.tags(contact.id).next().is_some() {
                p[class = "board-marks"] {
                    @for list in standings.tags(contact.id).take(TAGS_SHOWN) { @Mark { list } }
                    @let more = standings.tags(contact.id).count().saturating_sub(TAGS_SHOWN);
                    @if more > 0 { span[class = "count"] { "+" @more } }
                }
            }
            @let days = days_silent(card.since, setting.now, card.patience);
            p[class = "board-when", title = since(*setting, card)] {
                @match (days, card.last_contact_at) {
                    (Some(days), _) => { @Badge::warn(silence(days)) }
                    (None, Some(at)) => {
                        "Last contact " @setting.around.manner().relative(at, setting.now)
                    }
                    (None, None) => { "Never contacted" }
                }
            }
        }
    }
}

/// The day that counts, for who wants to know it.
fn since(setting: Setting<'_>, card: &Card) -> String {
    let day = setting.around.manner().date(card.since);
    match card.last_contact_at {
        Some(_) => format!("Last contact on {day}"),
        None => format!("Never contacted; added on {day}"),
    }
}

/// All of a column, page by page.
fn table_path(setting: Setting<'_>, column: &Column) -> String {
    let asked = setting.asked;
    let stage = column.stage.as_ref().map_or(InStage::None, |stage| InStage::Is(stage.uid));
    asked.with_filter(asked.filter.in_stage(Some(stage))).path(setting.workspace)
}

fn hue(column: &Column) -> String {
    column.stage.as_ref().map(|stage| format!(" hue-{}", stage.colour.hue())).unwrap_or_default()
}

fn count(setting: Setting<'_>, column: &Column) -> String {
    let number = |number| setting.around.manner().number(number);
    match column.listing.total {
        Total::Exactly(total) => number(total),
        Total::Over(most) => format!("{}+", number(most)),
    }
}
