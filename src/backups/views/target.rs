//! Markup of one place that backups go to: its form, alone and among the others.
use super::bucket::{BucketFields, Outcome};
use crate::{
    backups::{
        Draft, KEEP_DAYS, Kind, Schedule, Target,
        pages::{PATH, targets::Tried},
    },
    error::Problems,
    shell::Surroundings,
    web::ui::{Breadcrumbs, Button, Choice, Crumb, Field, Form, FormError, PageHeader, Select},
};

markup::define! {
    EditTarget<'a>(
        around: &'a Surroundings,
        target: &'a Target,
        proven: String,
        typed: &'a Draft,
        problems: &'a Problems,
        tried: Option<&'a Tried>,
    ) {
        @Breadcrumbs {
            crumbs: vec![Crumb::new("Household", "/household"), Crumb::new("Backups", PATH)],
        }
        @PageHeader::new(&*target.name, target.kind.label(), "")
        @if tried.is_none() { @FormError { problems } }
        div[class = "narrow"] {
            @if let Some(tried) = tried { @Outcome { tried } }
            p[class = "help"] { @proven }
            @if target.bucket.is_some() {
                @Form::post(
                    path(target),
                    &*around.csrf,
                    BucketFields { typed, problems, is_new: false },
                )
            } else {
                @Form::post(
                    path(target),
                    &*around.csrf,
                    TargetFields { typed, problems, kind: Some(target.kind), verb: "Save" },
                )
            }
            details[class = "fold"] {
                summary { "Remove this place" }
                div {
                    p { "No further backups go there. Those in it stay." }
                    @Form::post(
                        format!("{}/remove", path(target)),
                        &*around.csrf,
                        Button::danger("Remove"),
                    ).inline()
                }
            }
        }
    }

    TargetFields<'a>(
        typed: &'a Draft,
        problems: &'a Problems,
        kind: Option<Kind>,
        verb: &'a str,
    ) {
        @let problem = |field: &str| problems.get(field).map(String::as_str);
        @if kind.is_none() {
            @Select::new("kind", "What it is", kinds(), &*typed.kind)
                .problem(problem("kind"))
                .narrow()
        }
        @Field::text("name", "Name", &*typed.name)
            .problem(problem("name"))
            .autocomplete("off")
            .required()
        @Field::text("place", "Path", &*typed.place)
            .problem(problem("place"))
            .help(
                "A folder of this box, such as /var/backups/pi-crm; a drive labelled CRM-BACKUP \
                 is at /media/pi-crm/usb; a share where it is mounted, below /media/pi-crm.",
            )
            .autocomplete("off")
            .attr("spellcheck", "false")
            .required()
        @Regularly { typed, problems }
        div[class = "form-actions"] {
            @Button::primary(*verb)
            @if kind.is_some() { @Button::plain("Cancel").to(PATH) }
        }
    }

    Regularly<'a>(typed: &'a Draft, problems: &'a Problems) {
        @Select::new("schedule", "How often", schedules(), schedule(typed))
            .problem(problems.get("schedule").map(String::as_str))
            .narrow()
        @Field::text("keep_days", "Days to keep", days(typed))
            .problem(problems.get("keep_days").map(String::as_str))
            .help("From 7 to 30: of each day the newest backup stays so long.")
            .attr("inputmode", "numeric")
            .narrow()
    }
}

pub(super) fn path(target: &Target) -> String {
    format!("{PATH}/targets/{}", target.uid)
}

fn kinds() -> Vec<Choice<'static>> {
    // A bucket has a form of its own.
    let of_paths = Kind::ALL.iter().filter(|it| **it != Kind::S3);
    of_paths.map(|it| Choice::new(it.code(), it.label())).collect()
}

fn schedules() -> Vec<Choice<'static>> {
    Schedule::ALL.iter().map(|it| Choice::new(it.code(), it.label())).collect()
}

fn schedule(typed: &Draft) -> &str {
    if typed.schedule.is_empty() { Schedule::Nightly.code() } else { &typed.schedule }
}

fn days(typed: &Draft) -> String {
    match typed.keep_days.is_empty() {
        true => KEEP_DAYS.end().to_string(),
        false => typed.keep_days.clone(),
    }
}
