//! A shared contact, to read: no link leads to anything else of its owner's.
use crate::{
    contacts::{
        fields::Kind,
        reach::{
            self,
            views::{SilenceMarks, Value as WayValue},
        },
    },
    log::{
        self, Logged,
        views::{Facts, Written},
    },
    shares::{Card, Line},
    shell::Surroundings,
    web::ui::{
        Avatar, Breadcrumbs, Button, Crumb, Icon, PageHeader, Stage, Tag, TextWithLinks, WebLink,
    },
    when,
};

markup::define! {
    SharedCard<'a>(around: &'a Surroundings, card: &'a Card, now: i64) {
        @let share = &card.share;
        @let path = format!("/shared/{}", share.uid);
        @Breadcrumbs { crumbs: vec![Crumb::new("Shared with me", "/shared")] }
        header[class = "page-head"] {
            @Avatar::large(&*share.name)
            div[class = "page-title"] {
                h1 { @share.name }
                div[class = "page-meta"] { @share.company }
                div[class = "page-meta"] { @SilenceMarks { reach: &card.reach } }
                div[class = "page-meta"] { @Marks { card } }
            }
            div[class = "page-actions"] {
                @Button::primary("Save a copy").icon(Icon::Copy).to(format!("{path}/save"))
            }
        }
        div[class = "share-note"] {
            @Icon::Share
            p {
                strong { @share.from } " shared this with you on "
                @around.manner().date(share.created_on) "."
                @if let Some(purpose) = &share.purpose { " Purpose: " @purpose }
            }
        }
        div[class = "columns"] {
            section["aria-labelledby" = "details"] {
                h2 #details { "Details" }
                dl[class = "edit-list"] {
                    @for (label, value) in base(card) {
                        div[class = "edit-row"] {
                            dt[class = "edit-label"] { @label }
                            dd[class = "edit-fixed"] { @value }
                        }
                    }
                    @for kind in reach::Kind::ALL { @Ways { card, kind } }
                    @for line in card.fields.iter() {
                        div[class = "edit-row"] {
                            dt[class = "edit-label"] { @line.label() }
                            dd[class = "edit-fixed"] { @Value { around, line } }
                        }
                    }
                }
            }
            section["aria-labelledby" = "activity"] {
                h2 #activity { "Activity" }
                @match &card.log {
                    Some(page) => { @History { around, path: &path, page, now: *now } }
                    None => {
                        p[class = "help"] { @share.from " kept the history to themselves." }
                    }
                }
            }
        }
    }

    Marks<'a>(card: &'a Card) {
        @if let Some((name, hue)) = &card.standing.stage { @Stage::coloured(&**name, *hue) }
        @for (name, hue) in card.standing.tags.iter() { @Tag::coloured(&**name, *hue) }
    }

    /// The primary one first, each with what its owner calls it.
    Ways<'a>(card: &'a Card, kind: reach::Kind) {
        @let reach = &card.reach;
        @let is_marked = reach.of_kind(*kind).next().is_some();
        @if let Some(value) = card.primary(*kind) {
            div[class = "edit-row"] {
                dt[class = "edit-label"] { @kind.field().label() }
                dd[class = "edit-fixed"] {
                    @WayValue { kind: *kind, value, label: reach.label(*kind), is_marked }
                }
            }
        }
        @for way in reach.of_kind(*kind) {
            div[class = "edit-row"] {
                dt[class = "edit-label"] { span[class = "sr-only"] { @further(*kind) } }
                dd[class = "edit-fixed"] {
                    @WayValue {
                        kind: *kind,
                        value: &way.value,
                        label: way.label.as_deref(),
                        is_marked: false,
                    }
                }
            }
        }
    }

    Value<'a>(around: &'a Surroundings, line: &'a Line) {
        @let words = line.words(around.manner());
        @match line.kind() {
            Kind::Url => { @WebLink { href: &words } }
            Kind::Json => { pre[class = "code-value", tabindex = "0"] { @words } }
            Kind::LongText | Kind::Text => {
                div[class = "long-value"] { @TextWithLinks::new(&words) }
            }
            _ => { @words }
        }
    }

    History<'a>(around: &'a Surroundings, path: &'a str, page: &'a log::Page, now: i64) {
        @if page.entries.is_empty() {
            p[class = "help"] { "Nothing is written down yet." }
        } else {
            ol[class = "activity"] {
                @for entry in page.entries.iter() { @Entry { around, entry, now: *now } }
            }
            @if let Some(next) = page.next {
                p[class = "more-link"] {
                    a[href = format_args!("{path}/log?before={}", next.cursor())] { "Older" }
                }
            }
        }
    }

    Entry<'a>(around: &'a Surroundings, entry: &'a Logged, now: i64) {
        li[class = "activity-entry"] {
            @log::views::icon(entry.entry.kind)
            details {
                summary {
                    span[class = "activity-line"] { @entry.summary() }
                    time[datetime = when::iso(entry.entry.at)] {
                        @around.manner().relative(entry.entry.at, *now)
                    }
                }
                @Written { entry: &entry.entry }
                @Facts { around, entry: &entry.entry }
            }
        }
    }

    /// Older entries, on a page of their own.
    OlderLog<'a>(around: &'a Surroundings, card: &'a Card, now: i64) {
        @let path = format!("/shared/{}", card.share.uid);
        @Breadcrumbs {
            crumbs: vec![
                Crumb::new("Shared with me", "/shared"),
                Crumb::new(&*card.share.name, &*path),
            ],
        }
        @PageHeader::new("Activity", "", "")
        @if let Some(page) = &card.log { @History { around, path: &path, page, now: *now } }
    }
}

fn base(card: &Card) -> Vec<(&'static str, &str)> {
    let share = &card.share;
    let all = [
        ("First name", &card.first_name),
        ("Last name", &card.last_name),
        ("Company", &share.company),
    ];
    all.into_iter().filter_map(|(label, value)| Some((label, value.as_deref()?))).collect()
}

fn further(kind: reach::Kind) -> &'static str {
    match kind {
        reach::Kind::Email => "Other e-mail",
        reach::Kind::Phone => "Other phone",
    }
}
