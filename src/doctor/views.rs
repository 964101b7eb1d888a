//! Markup of the health page.
use super::{
    Finding, Level,
    pages::{Health, PATH},
};
use crate::{
    shell::{
        Surroundings,
        views::{HouseholdPage, HouseholdTabs},
    },
    web::ui::{Badge, Button, Form, Icon, Notice, PageHeader, Tone},
};

markup::define! {
    Page<'a>(around: &'a Surroundings, health: &'a Health, now: i64) {
        @PageHeader::new("Household", "Whether the box is well, and what to do where it is not", "")
        @HouseholdTabs { at: HouseholdPage::Health, is_owner: true }
        @Summary { health }
        @if let Some(found) = &health.checked {
            @Notice::new(tone(found.level), "The database was looked through", &*found.says)
        }
        div[class = "form-actions"] {
            @Button::quiet("Look again").to(PATH)
            @Form::post(
                format!("{PATH}/check"),
                &*around.csrf,
                Button::quiet("Check the database now").icon(Icon::Server),
            ).inline()
        }
        p[class = "form-note"] {
            @read_on(around, health, *now)
        }
        div[class = "health"] {
            @for (nth, finding) in health.findings.iter().enumerate() { @One { nth, finding } }
        }
    }

    Summary<'a>(health: &'a Health) {
        @let wrong = health.count(Level::Wrong);
        @if wrong == 0 {
            @Notice::new(Tone::Success, "Nothing is wrong", notes(health.count(Level::Note)))
        } else {
            @Notice::new(Tone::Error, said(wrong), "What to do stands beside each.")
        }
    }

    /// No table: what to do has to stand there whole, on a phone too.
    One<'a>(nth: usize, finding: &'a Finding) {
        @let id = format!("finding-{nth}");
        section["aria-labelledby" = &id] {
            h2[id = &id] { @capital(finding.about) }
            @Mark { level: finding.level }
            p { @sentence(&finding.says) }
        }
    }

    Mark(level: Level) {
        @match level {
            Level::Well => { @Badge::good("Well") }
            Level::Unknown => { @Badge::new("Not known") }
            Level::Note => { @Badge::warn("Worth a look") }
            Level::Wrong => { @Badge::bad("Wrong") }
        }
    }
}

fn tone(level: Level) -> Tone {
    match level {
        Level::Well => Tone::Success,
        Level::Unknown => Tone::Info,
        Level::Note => Tone::Warning,
        Level::Wrong => Tone::Error,
    }
}

fn said(wrong: usize) -> String {
    match wrong {
        1 => "One thing is wrong".into(),
        many => format!("{many} things are wrong"),
    }
}

fn notes(notes: usize) -> String {
    match notes {
        0 => "Everything that can be seen from here is as it should be.".into(),
        1 => "One thing is worth a look.".into(),
        many => format!("{many} things are worth a look."),
    }
}

fn read_on(around: &Surroundings, health: &Health, now: i64) -> String {
    match health.read_on {
        None => "The whole database is read with each backup; there is none yet.".into(),
        Some(at) => format!(
            "The whole database was last read and restored on trial with the backup made {}.",
            around.manner().relative(at, now)
        ),
    }
}

/// As it stands in a line of the terminal, and here by itself.
fn sentence(says: &str) -> String {
    let says = capital(says);
    if says.ends_with(['.', '?', '!']) { says } else { says + "." }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
