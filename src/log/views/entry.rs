//! Markup of one entry: its line, and all of it once it is opened.
use crate::{
    ids::Uid,
    log::{Direction, Entry, Kind, Logged, Outcome},
    rich_text,
    shell::{Surroundings, answer},
    web::ui::{Breadcrumbs, Button, Crumb, Form, Icon, PageHeader, TextWithLinks},
    when,
};

markup::define! {
    /// Icon, line and time. What somebody wrote comes when the line is opened, so that a page of
    /// long notes stays small; without script a link leads to it.
    Line<'a>(around: &'a Surroundings, entry: &'a Logged, now: i64) {
        li[class = "activity-entry"] {
            @icon(entry.entry.kind)
            @if entry.is_by_hand() {
                @let whole = path(entry, "");
                details[
                    "hx-get" = &whole,
                    "hx-trigger" = "toggle once",
                    "hx-target" = "find .entry-whole",
                    "hx-swap" = "innerHTML",
                ] {
                    @Summary { around, entry, now: *now }
                    div[class = "entry-whole"] { a[href = &whole] { "Open this entry" } }
                }
            } else {
                details {
                    @Summary { around, entry, now: *now }
                    @Facts { around, entry: &entry.entry }
                }
            }
        }
    }

    Summary<'a>(around: &'a Surroundings, entry: &'a Logged, now: i64) {
        summary {
            span[class = "activity-line"] { @entry.summary() }
            span[class = "activity-when"] {
                @if entry.pinned_on.is_some() { span[class = "entry-mark"] { "Pinned" } }
                @if entry.versions > 0 { span[class = "entry-mark"] { "Edited" } }
                time[datetime = when::iso(entry.entry.at)] {
                    @around.manner().relative(entry.entry.at, *now)
                }
            }
        }
    }

    /// All there is to know of an entry, and what can be done with it. `is_part`: on the contact's
    /// page, where everything happens in place.
    Whole<'a>(around: &'a Surroundings, entry: &'a Logged, is_part: bool) {
        @Written { entry: &entry.entry }
        @Facts { around, entry: &entry.entry }
        div[class = "entry-acts"] {
            @if *is_part {
                @Button::plain("Edit")
                    .icon(Icon::Pencil)
                    .to(path(entry, "/edit"))
                    .attr("hx-get", path(entry, "/edit"))
                    .attr("hx-target", "closest .entry-whole")
                    .attr("hx-swap", "innerHTML")
            } else {
                @Button::plain("Edit").icon(Icon::Pencil).to(path(entry, "/edit"))
            }
            @act(around, entry, "/pin", Pin { is_pinned: entry.pinned_on.is_some() }, *is_part)
            @act(around, entry, "/delete", Delete {}, *is_part)
            @if entry.versions > 0 {
                a[class = "btn btn-plain", href = path(entry, "/versions")] {
                    @Icon::History
                    span { "Earlier versions (" @entry.versions ")" }
                }
            }
        }
    }

    Pin(is_pinned: bool) {
        input[type = "hidden", name = "pinned", value = if *is_pinned { "0" } else { "1" }];
        @Button::plain(if *is_pinned { "Unpin" } else { "Pin" }).icon(Icon::Star)
    }

    Delete() {
        @Button::plain("Delete").icon(Icon::Trash)
    }

    /// An entry by itself, for who has no script.
    EntryPage<'a>(around: &'a Surroundings, contact: Uid, name: &'a str, entry: &'a Logged) {
        @Breadcrumbs { crumbs: vec![Crumb::new(*name, answer::contact_path(*contact))] }
        @PageHeader::new(entry.summary(), around.manner().date_time(entry.entry.at), "")
        div[class = "narrow"] { @Whole { around, entry, is_part: false } }
    }

    /// What somebody wrote: sanitised when it was kept, and once more here.
    Written<'a>(entry: &'a Entry) {
        @if let Some(html) = entry.content["html"].as_str() {
            div[class = "written"] { @markup::raw(rich_text::sanitised(html)) }
        }
    }

    Facts<'a>(around: &'a Surroundings, entry: &'a Entry) {
        dl[class = "activity-facts"] {
            dt { "When" }
            dd { @around.manner().date_time(entry.at) }
            @if let Some(words) = way(entry) {
                dt { "Direction" }
                dd { @words }
            }
            @if let Some(status) = entry.status {
                dt { "Status" }
                dd { @status.code() }
            }
            @if let Some(minutes) = entry.content["minutes"].as_i64() {
                dt { "Length" }
                dd { @minutes " min" }
            }
            @for (name, value) in facts(entry) {
                dt { @name }
                dd { @TextWithLinks::new(value) }
            }
        }
    }
}

pub(super) fn path(entry: &Logged, verb: &str) -> String {
    format!("/log/{}{verb}", entry.uid)
}

fn act<'a, B: markup::Render + 'a>(
    around: &'a Surroundings,
    entry: &Logged,
    verb: &str,
    body: B,
    is_part: bool,
) -> Form<'a, B> {
    let form = Form::post(path(entry, verb), &*around.csrf, body).inline();
    // The answer brings the list anew; nothing of it goes where the form is.
    if is_part { form.hx("closest .entry-whole") } else { form }
}

pub fn icon(kind: Kind) -> Icon {
    match kind {
        Kind::Email => Icon::Mail,
        Kind::Text => Icon::Smartphone,
        Kind::Call => Icon::Phone,
        Kind::Meeting => Icon::Users,
        Kind::Ai => Icon::Star,
        Kind::StageChange => Icon::Tag,
        Kind::Note => Icon::Note,
        Kind::System => Icon::Info,
    }
}

fn way(entry: &Entry) -> Option<&'static str> {
    match entry.direction? {
        Direction::In => Some("Incoming"),
        Direction::Out => Some("Outgoing"),
    }
}

/// What stands in the content beside the line and the text, in words.
fn facts(entry: &Entry) -> Vec<(String, &str)> {
    const ELSEWHERE: [&str; 5] = ["summary", "of", "on", "text", "html"];
    let Some(content) = entry.content.as_object() else { return Vec::new() };
    let told = content.iter().filter(|(name, _)| !ELSEWHERE.contains(&name.as_str()));
    told.filter_map(|(name, value)| Some((worded(name), said(name, value.as_str()?)))).collect()
}

fn said<'a>(name: &str, value: &'a str) -> &'a str {
    match (name, Outcome::from_code(value)) {
        ("outcome", Some(outcome)) => outcome.label(),
        _ => value,
    }
}

fn worded(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_facts_are_what_the_line_does_not_stand_for() {
        let content = json!({ "summary": "A line", "of": "stage", "from": "A", "to_do": "B" });
        let entry = Entry::new(Kind::StageChange, content, 0);
        assert_eq!(facts(&entry), [("From".to_owned(), "A"), ("To do".to_owned(), "B")]);
    }

    #[test]
    fn the_outcome_of_a_call_is_said_in_words() {
        let content = json!({ "summary": "x", "outcome": "left_message", "html": "<p>x</p>" });
        let entry = Entry::new(Kind::Call, content, 0);
        assert_eq!(facts(&entry), [("Outcome".to_owned(), "Left a message")]);
    }
}
