//! One import, wherever it is.
use super::columns::Columns;
use crate::{
    error::Problems,
    shell::{
        Surroundings, answer,
        views::{WorkspacePage, WorkspaceTabs},
    },
    transfer::import::{
        Import, State,
        pages::{Sheet, path},
    },
    web::ui::{Breadcrumbs, Button, Crumb, Form, Icon, Notice, PageHeader, Progress, Tone},
};

markup::define! {
    One<'a>(
        around: &'a Surroundings,
        sheet: &'a Sheet,
        problems: &'a Problems,
        now: i64,
    ) {
        @let Sheet { workspace, import, .. } = sheet;
        @Breadcrumbs {
            crumbs: vec![
                Crumb::new(&*workspace.name, answer::workspace_path(workspace.uid)),
                Crumb::new("Import and export", format!("/w/{}/import", workspace.uid)),
            ],
        }
        @PageHeader::new(&*import.name, about(around, import), "")
        @WorkspaceTabs { workspace: workspace.uid, at: WorkspacePage::Transfer }
        @if let Some(same) = &sheet.same {
            @Notice::new(
                Tone::Warning,
                "This very file came in before",
                format!(
                    "That was {}: {} added, {} updated. Importing it again is safe when those \
                     who are here are skipped.",
                    around.manner().relative(same.created_on, *now),
                    contacts(around, same.counts.added),
                    contacts(around, same.counts.updated),
                ),
            )
        }
        @match import.state {
            State::Ready => { @Columns { around, sheet, problems } }
            State::Checking | State::Running => { @AtWork { around, import } }
            State::Checked => { @Tried { around, sheet } }
            State::Done | State::Cancelled | State::Failed => { @Ended { around, sheet } }
        }
    }

    AtWork<'a>(around: &'a Surroundings, import: &'a Import) {
        div[
            "data-events" = format!("{}/events", path(import.uid)),
            role = "status",
        ] {
            @Figures { around, import }
        }
        p[class = "form-note"] {
            "You can leave this page; the work goes on. "
            noscript { a[href = path(import.uid)] { "Look again" } }
        }
        div[class = "form-actions"] {
            @Form::post(
                format!("{}/cancel", path(import.uid)),
                &*around.csrf,
                Button::quiet("Cancel"),
            ).inline()
        }
    }

    /// What changes while it goes on.
    Figures<'a>(around: &'a Surroundings, import: &'a Import) {
        @let total = import.survey.rows.max(1);
        @Progress::new(verb(import), import.counts.done.min(total).into(), total.into())
        @Counted { around, import }
    }

    Counted<'a>(around: &'a Surroundings, import: &'a Import) {
        dl.figures {
            @for (count, label) in figures(import) {
                div {
                    dt { @label }
                    dd { @around.manner().number(i64::from(count)) }
                }
            }
        }
    }

    Tried<'a>(around: &'a Surroundings, sheet: &'a Sheet) {
        @let Sheet { import, .. } = sheet;
        h2 { "What would happen" }
        @Counted { around, import }
        @if coming(import) == 0 {
            @Notice::new(
                Tone::Info,
                "Nobody new would come in",
                "Change the columns, or choose to update those who are here.",
            )
        }
        div[class = "form-actions"] {
            @if coming(import) > 0 {
                @Form::post(
                    format!("{}/run", path(import.uid)),
                    &*around.csrf,
                    Button::primary(format!("Import {}", contacts(around, coming(import)))),
                ).inline()
            }
            @Form::post(
                format!("{}/columns", path(import.uid)),
                &*around.csrf,
                Button::quiet("Change the columns"),
            ).inline()
            @Form::post(
                format!("{}/cancel", path(import.uid)),
                &*around.csrf,
                Button::plain("Forget this file"),
            ).inline()
        }
        @LeftOut { around, sheet }
    }

    Ended<'a>(around: &'a Surroundings, sheet: &'a Sheet) {
        @let Sheet { import, workspace, .. } = sheet;
        @let (tone, title, said) = ending(sheet);
        @Notice::new(tone, title, said)
        @Counted { around, import }
        div[class = "form-actions"] {
            @if import.counts.waiting > 0 && !is_taken_back(sheet) {
                @Button::primary(look(import))
                    .to(format!("{}/review", path(import.uid)))
            }
            @if sheet.is_going {
                @Button::primary("Show how far it is")
                    .to(answer::undo_path(import.change, &path(import.uid)))
            }
            @Button::quiet("Show the contacts").to(answer::workspace_path(workspace.uid))
            @if sheet.stands {
                @Form::post(
                    answer::undo_path(import.change, &path(import.uid)),
                    &*around.csrf,
                    Button::plain("Undo this import").icon(Icon::Undo),
                ).inline()
            }
            @Button::plain("Import another file").to(format!("/w/{}/import", workspace.uid))
        }
        @LeftOut { around, sheet }
    }

    LeftOut<'a>(around: &'a Surroundings, sheet: &'a Sheet) {
        @let Sheet { import, wrong, .. } = sheet;
        @if !wrong.is_empty() {
            section[class = "section-gap", "aria-labelledby" = "left-out"] {
                h2 #{"left-out"} { "Lines that are left out" }
                p {
                    "Mend them in the file and import that: the reason stands in its last column."
                }
                div[class = "form-actions"] {
                    @Button::quiet("Download these lines")
                        .icon(Icon::Download)
                        .to(format!("{}/errors", path(import.uid)))
                }
                ul[class = "left-out"] {
                    @for one in wrong.iter() {
                        li {
                            strong { "Line " @around.manner().number(one.line.into()) }
                            span { @one.said }
                        }
                    }
                }
                @if import.counts.wrong as usize > wrong.len() {
                    p[class = "form-note"] {
                        "The first " @wrong.len() " are shown; the file has more."
                    }
                }
            }
        }
    }
}

fn verb(import: &Import) -> &'static str {
    match import.state {
        State::Checking => "Trying it: nothing comes in yet",
        _ => "Importing",
    }
}

fn figures(import: &Import) -> Vec<(u32, &'static str)> {
    let is_tried = matches!(import.state, State::Checking | State::Checked);
    let words = match is_tried {
        true => ["would be added", "would be updated", "would be skipped", "to look at"],
        false => ["added", "updated", "skipped: here already", "to look at"],
    };
    let counts = &import.counts;
    let some = [counts.added, counts.updated, counts.skipped, counts.waiting];
    let mut figures: Vec<(u32, &str)> = some.into_iter().zip(words).collect();
    figures.push((counts.wrong, "left out: something is wrong"));
    figures.retain(|(count, label)| *count > 0 || label.ends_with("added"));
    figures
}

fn coming(import: &Import) -> u32 {
    import.counts.added + import.counts.updated + import.counts.waiting
}

fn about(around: &Surroundings, import: &Import) -> String {
    format!("{}, {}", lines(around, import), import.state.words().to_lowercase())
}

pub fn lines(around: &Surroundings, import: &Import) -> String {
    let kind = if import.survey.delimiter.is_some() { "line" } else { "card" };
    match import.survey.rows {
        1 => format!("1 {kind}"),
        many => format!("{} {kind}s", around.manner().number(many.into())),
    }
}

fn contacts(around: &Surroundings, count: u32) -> String {
    match count {
        1 => "1 contact".to_owned(),
        many => format!("{} contacts", around.manner().number(i64::from(many))),
    }
}

fn is_taken_back(sheet: &Sheet) -> bool {
    let counts = sheet.import.counts;
    counts.added + counts.updated > 0 && !sheet.stands
}

fn look(import: &Import) -> String {
    match import.counts.waiting {
        1 => "Look at it".to_owned(),
        many => format!("Look at {many} one by one"),
    }
}

/// What is left to do, if anything.
fn next(import: &Import) -> String {
    let all = "One undo takes all of it back.";
    match import.counts.waiting {
        0 => all.to_owned(),
        1 => format!("One line seems to be about somebody who is here; look at it. {all}"),
        many => format!(
            "{many} lines seem to be about people who are here; look at them one by one. {all}"
        ),
    }
}

fn ending(sheet: &Sheet) -> (Tone, &'static str, String) {
    let import = &sheet.import;
    let came_in = import.counts.added + import.counts.updated > 0;
    match import.state {
        _ if sheet.is_going => (
            Tone::Info,
            "This import is being undone",
            "What came in is taken out again, part by part.".into(),
        ),
        State::Done | State::Cancelled if came_in && !sheet.stands => {
            (Tone::Info, "This import was undone", "Everything is as it was before it.".into())
        }
        State::Done => (Tone::Success, "The file is imported", next(import)),
        State::Cancelled if came_in => (
            Tone::Warning,
            "This import was cancelled",
            "What had come in by then is here, and can be undone.".into(),
        ),
        State::Cancelled => (Tone::Info, "This import was cancelled", "Nothing came in.".into()),
        _ => (
            Tone::Error,
            "This import stopped",
            import.said.clone().unwrap_or_else(|| "Nothing more came in.".into()),
        ),
    }
}
