//! Markup of restoring on a box that is lived in, and what of it a new one shows as well.
use crate::{
    backups::{
        pages::{
            PATH,
            restore::{Choice, OWN},
        },
        places::Stored,
        progress::Progress as Steps,
        restore::attempt::State,
        trouble::size,
    },
    error::Problems,
    shell::Surroundings,
    web::ui::{
        Breadcrumbs, Button, Choice as Option_, Crumb, Field, Form, FormError, Icon, Notice,
        PageHeader, Progress, Select, Tick, Tone,
    },
    when::Manner,
};

const UPLOADED: &str = "uploaded";

markup::define! {
    Restore<'a>(
        around: &'a Surroundings,
        choice: &'a Choice,
        problems: &'a Problems,
        most: u64,
    ) {
        @Breadcrumbs {
            crumbs: vec![Crumb::new("Household", "/household"), Crumb::new("Backups", PATH)],
        }
        @PageHeader::new("Restore a backup", "Everything as it was then", "")
        @Attempted { choice, events: format!("{OWN}/events") }
        @if is_open(choice) {
            @FormError { problems }
            div[class = "narrow"] {
                @Notice::new(
                    Tone::Warning,
                    "What there is now is set aside, not overwritten",
                    "pi-crm starts again with what was restored. Everybody has to sign in again, \
                     and nothing is sent until you release it.",
                )
                @Form::post(OWN, &*around.csrf, OwnFields { choice, problems })
            }
            section[class = "narrow section-gap", "aria-labelledby" = "from-file"] {
                h2[id = "from-file"] { "From a file" }
                @Form::post(
                    format!("{OWN}/upload"),
                    &*around.csrf,
                    Chooser { problems, most: *most },
                ).attr("enctype", "multipart/form-data")
            }
        }
    }

    Attempted<'a>(choice: &'a Choice, events: String) {
        @match &choice.state {
            State::None => {}
            State::AtWork(progress) => {
                div["data-events" = events, role = "status"] { @Restoring { progress } }
                p[class = "form-note"] {
                    "You can leave this page; the work goes on. "
                    noscript { a[href = ""] { "Look again" } }
                }
            }
            State::Failed(why) => {
                @Notice::new(Tone::Error, "It was not restored; everything is as it was", &**why)
            }
            State::Ready => {
                @Notice::new(
                    Tone::Success,
                    "It is restored",
                    "pi-crm starts again now, which takes a moment. Then sign in as you did when \
                     the backup was made.",
                )
                p { a[href = "/login"] { "Sign in" } }
            }
        }
    }

    /// What changes while it goes on.
    Restoring<'a>(progress: &'a Steps) {
        @let (done, total) = progress.told();
        @Progress::new("Restoring", done, total.max(1))
    }

    OwnFields<'a>(choice: &'a Choice, problems: &'a Problems) {
        @Which { choice, problems }
        @Key { problems, help: "Leave it empty for a backup of this box." }
        @Tick::new("other_household", "It is of another household", false)
        @Unlocked {}
        @Sure { problems, label: "Set aside everything there is now" }
        div[class = "form-actions"] {
            @Button::danger("Restore")
            @Button::plain("Cancel").to(PATH)
        }
    }

    Which<'a>(choice: &'a Choice, problems: &'a Problems) {
        @Select::new("file", "Backup", offered(choice), newest(choice))
            .problem(problems.get("file").map(String::as_str))
        @for found in choice.found.iter() {
            @if let Err(why) = &found.stored {
                p[class = "help"] { @found.target.name ": " @why.words() }
            }
        }
    }

    Key<'a>(problems: &'a Problems, help: &'a str) {
        @Field::text("recovery_secret", "Recovery key", "")
            .problem(problems.get("recovery_secret").map(String::as_str))
            .help(*help)
            .autocomplete("off")
            .attr("spellcheck", "false")
    }

    Unlocked() {
        @Tick::new("unlocked", "The passphrase of then is forgotten: restore it without one", false)
    }

    Sure<'a>(problems: &'a Problems, label: &'a str) {
        @Tick::new("sure", *label, false).problem(problems.get("sure").map(String::as_str))
    }

    Chooser<'a>(problems: &'a Problems, most: u64) {
        @File { problem: problems.get("upload").map(String::as_str), most: *most }
        div[class = "form-actions"] { @Button::quiet("Upload").icon(Icon::Upload) }
    }

    File<'a>(problem: Option<&'a str>, most: u64) {
        @Field::text("file", "Backup file", "")
            .kind("file")
            .id("upload")
            .attr("accept", ".age")
            .attr("data-most-bytes", most.to_string())
            .problem(*problem)
            .help(format!(
                "A file called pi-crm-….tar.zst.age, of at most {}. Nothing is restored before \
                 you choose it above.",
                size(*most)
            ))
            .required()
    }
}

pub(super) fn is_open(choice: &Choice) -> bool {
    matches!(choice.state, State::None | State::Failed(_))
}

fn offered(choice: &Choice) -> Vec<Option_<'static>> {
    let mut offered = Vec::new();
    if choice.has_upload {
        offered.push(Option_::new(UPLOADED, "The file you uploaded"));
    }
    for found in &choice.found {
        for Stored { name, bytes } in found.stored.iter().flatten() {
            let made = Manner::default().date_time(name.made_on());
            let label = format!("{made} (UTC), {}, {}", found.target.name, size(*bytes));
            offered.push(Option_::new(name.to_string(), label));
        }
    }
    if offered.is_empty() {
        offered.push(Option_::new("", "There is none to be found"));
    }
    offered
}

fn newest(choice: &Choice) -> String {
    if choice.has_upload {
        return UPLOADED.to_owned();
    }
    let all = choice.found.iter().filter_map(|it| it.stored.as_ref().ok()).flatten();
    all.max().map(|it| it.name.to_string()).unwrap_or_default()
}
