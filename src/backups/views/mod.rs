//! Markup of backups.
mod aside;
mod bucket;
mod new_box;
mod restore;
mod sheet;
mod target;

use aside::Asides;
use target::{TargetFields, path};

use super::{
    Draft, Run, State, Status,
    pages::{
        Overview, PATH,
        buckets::{NEW, Service},
    },
    trouble::size,
};
use crate::{
    error::Problems,
    sending::views::Held,
    shell::{
        Surroundings,
        views::{HouseholdPage, HouseholdTabs},
    },
    web::ui::{
        Badge, Button, Column, Form, FormError, Icon, Notice, PageHeader, Progress, Table, Tone,
    },
};

pub use bucket::NewBucket;
pub use new_box::NewBox;
pub use restore::{Restore, Restoring};
pub use sheet::Sheet;
pub use target::EditTarget;

markup::define! {
    Backups<'a>(
        around: &'a Surroundings,
        overview: &'a Overview,
        typed: &'a Draft,
        problems: &'a Problems,
        now: i64,
    ) {
        @PageHeader::new("Household", "Copies of everything, each proven by restoring it", "")
        @HouseholdTabs { at: HouseholdPage::Backups, is_owner: true }
        @FormError { problems }
        @Alerts { around, overview }
        @if overview.is_at_work() {
            div["data-events" = format!("{PATH}/events"), role = "status"] {
                @Figures { statuses: &overview.statuses }
            }
            p[class = "form-note"] {
                "You can leave this page; the work goes on. "
                noscript { a[href = PATH] { "Look again" } }
            }
        } else {
            div[class = "form-actions"] {
                @Form::post(
                    format!("{PATH}/run"),
                    &*around.csrf,
                    Button::primary("Back up now").icon(Icon::Server),
                ).inline()
            }
        }
        section[class = "section-gap", "aria-labelledby" = "targets"] {
            h2 #targets { "Where they go" }
            @Table::new("Where backups go", columns(), Targets { around, overview, now: *now })
            @for status in overview.statuses.iter() { @Failed { around, status, now: *now } }
            details[class = "fold", open = !problems.is_empty()] {
                summary { "Add a place" }
                div[class = "narrow"] {
                    @Form::post(
                        format!("{PATH}/targets"),
                        &*around.csrf,
                        TargetFields { typed, problems, kind: None, verb: "Add" },
                    )
                }
            }
            div[class = "form-actions"] {
                @for service in [Service::IdriveE2, Service::Other] {
                    @Button::quiet(format!("Add {}", service.label()))
                        .to(format!("{NEW}?service={}", service.code()))
                }
            }
        }
        section[class = "section-gap", "aria-labelledby" = "back"] {
            h2 #back { "The way back" }
            p { "What there is now is set aside first, and nothing is overwritten." }
            div[class = "form-actions"] {
                @Button::quiet("Restore a backup").icon(Icon::History).to(format!("{PATH}/restore"))
            }
        }
        @if !overview.aside.is_empty() { @Asides { around, all: &overview.aside } }
        section[class = "section-gap", "aria-labelledby" = "sheet"] {
            h2 #sheet { "The recovery sheet" }
            p {
                "Backups are sealed with a key that is on this box alone. Should the box be lost, \
                they open with the key on the recovery sheet: print it, and keep it where the box \
                is not."
            }
            @Form::post(
                format!("{PATH}/sheet"),
                &*around.csrf,
                Button::quiet("Show the recovery sheet").icon(Icon::Print),
            ).inline()
        }
    }

    Alerts<'a>(around: &'a Surroundings, overview: &'a Overview) {
        @if let Some(hold) = &overview.hold {
            @Held { around, hold, is_owner: true }
        }
        @if let Some(why) = &overview.not_restored {
            @Notice::new(Tone::Error, "The backup was not restored", &**why)
        }
        @if let Some(words) = &overview.overdue {
            @Notice::new(Tone::Error, "There is no fresh backup", &**words)
        }
    }

    /// What changes while it goes on.
    Figures<'a>(statuses: &'a [Status]) {
        @for (name, run) in statuses.iter().filter_map(at_work) {
            @Progress::new(format!("{name}: {}", verb(run)), run.done, run.total.max(1))
        }
    }

    Targets<'a>(around: &'a Surroundings, overview: &'a Overview, now: i64) {
        @for status in overview.statuses.iter() {
            @let Status { target, .. } = status;
            tr {
                td[class = "lead"] {
                    a[href = path(target)] { @target.name }
                }
                td[class = "sub wide"] { @target.kind.label() ": " code { @target.place } }
                td[class = "sub"] {
                    @target.schedule.label() ", " @target.keep_days " days kept"
                }
                td { @Last { around, status, now: *now } }
                td[class = "sub"] { @proven(around, status, *now) }
                td[class = "act"] {
                    @if status.at_work.is_none() {
                        @Form::post(
                            format!("{PATH}/run"),
                            &*around.csrf,
                            Button::plain("Back up")
                                .attr("name", "target")
                                .attr("value", target.uid.to_string())
                                .attr("aria-label", format!("Back up to {}", target.name)),
                        ).inline()
                    }
                }
            }
        }
    }

    Last<'a>(around: &'a Surroundings, status: &'a Status, now: i64) {
        @if let Some(last) = &status.last {
            @if last.state == State::Done {
                @Badge::good("Went well") " "
                @around.manner().relative(last.asked_on, *now)
                @if let Some(bytes) = last.bytes { ", " @size(bytes) }
            } else {
                @Badge::bad("Failed") " "
                @around.manner().relative(last.asked_on, *now)
            }
        } else {
            "Nothing yet"
        }
    }

    /// The reason whole, which no cell of a table has room for.
    Failed<'a>(around: &'a Surroundings, status: &'a Status, now: i64) {
        @if let Some(said) = failed(status) {
            @let tone = if status.last_good.is_some() { Tone::Warning } else { Tone::Info };
            @Notice::new(tone, format!("No new backup on “{}”", status.target.name), Reason {
                said,
                good: status.last_good.as_ref().map(|good| {
                    around.manner().relative(good.asked_on, *now)
                }),
            })
        }
        @if let Some(said) = proof_failed(status) {
            @let title = format!("The trial restore from “{}” failed", status.target.name);
            @Notice::new(Tone::Error, title, said)
        }
    }

    Reason<'a>(said: &'a str, good: Option<String>) {
        p { @said }
        @if let Some(good) = good { p { "The last good one was made " @good "." } }
    }
}

fn at_work(status: &Status) -> Option<(&str, &Run)> {
    Some((&status.target.name, status.at_work.as_ref()?))
}

/// The second half is reading back what the first half wrote.
fn verb(run: &Run) -> &'static str {
    match run.state {
        State::Running if run.done * 2 > run.total => "reading it back",
        State::Running => "writing",
        _ => "waiting",
    }
}

pub fn proven(around: &Surroundings, status: &Status, now: i64) -> String {
    match &status.last_good_proof {
        Some(proof) => {
            format!("Restored on trial {}", around.manner().relative(proof.asked_on, now))
        }
        None => "Not tried yet".to_owned(),
    }
}

fn failed(status: &Status) -> Option<&str> {
    status.last.as_ref().filter(|it| it.state == State::Failed)?.said.as_deref()
}

fn proof_failed(status: &Status) -> Option<&str> {
    status.last_proof.as_ref().filter(|it| it.state == State::Failed)?.said.as_deref()
}

fn columns() -> Vec<Column<'static>> {
    vec![
        Column::new("Name"),
        Column::new("Place"),
        Column::new("Schedule"),
        Column::new("Last backup"),
        Column::new("Proven"),
        Column::new("Do").unlabelled(),
    ]
}
