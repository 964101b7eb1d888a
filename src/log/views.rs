//! Markup of the communication log: one entry, some of them, the section on a contact's page.
use super::{Kind, Logged, Page};
use crate::{
    ids::Uid,
    shell::{Surroundings, answer},
    web::ui::{Breadcrumbs, Crumb, Icon, PageHeader, TextWithLinks},
    when,
};

markup::define! {
    /// On a contact's page: the newest, and the way to the older ones.
    Activity<'a>(around: &'a Surroundings, contact: Uid, page: &'a Page, now: i64) {
        section["aria-labelledby" = "activity"] {
            h2 #activity { "Activity" }
            div[id = "activity-list"] {
                @Entries { around, contact: *contact, page, now: *now }
            }
        }
    }

    /// A page of older entries, for who has no script.
    Older<'a>(
        around: &'a Surroundings,
        contact: Uid,
        name: &'a str,
        page: &'a Page,
        now: i64,
    ) {
        @Breadcrumbs { crumbs: vec![Crumb::new(*name, answer::contact_path(*contact))] }
        @PageHeader::new("Activity", "", "")
        @Entries { around, contact: *contact, page, now: *now }
    }

    Entries<'a>(around: &'a Surroundings, contact: Uid, page: &'a Page, now: i64) {
        @if page.entries.is_empty() {
            p[class = "help"] { "Nothing happened yet. Moves, tags and messages show here." }
        } else {
            ol[class = "activity"] { @Items { around, contact: *contact, page, now: *now } }
        }
    }

    /// The entries with the way to the older ones, which takes its own place by them.
    Items<'a>(around: &'a Surroundings, contact: Uid, page: &'a Page, now: i64) {
        @for entry in page.entries.iter() { @Entry { around, entry, now: *now } }
        @if let Some(next) = page.next {
            @let older =
                format!("{}/log?before={}", answer::contact_path(*contact), next.cursor());
            li[class = "activity-more"] {
                a[
                    class = "btn btn-quiet",
                    href = &older,
                    "hx-get" = &older,
                    "hx-target" = "closest li",
                    "hx-swap" = "outerHTML",
                ] { "Show older" }
            }
        }
    }

    /// One entry: icon, line and time; all there is to know, once it is opened.
    Entry<'a>(around: &'a Surroundings, entry: &'a Logged, now: i64) {
        li[class = "activity-entry"] {
            @icon(entry.entry.kind)
            details {
                summary {
                    span[class = "activity-line"] { @entry.summary() }
                    time[datetime = when::iso(entry.entry.at)] {
                        @around.manner().relative(entry.entry.at, *now)
                    }
                }
                dl[class = "activity-facts"] {
                    dt { "When" }
                    dd { @around.manner().date_time(entry.entry.at) }
                    @if let Some(status) = entry.entry.status {
                        dt { "Status" }
                        dd { @status.code() }
                    }
                    @for (name, value) in facts(entry) {
                        dt { @name }
                        dd { @TextWithLinks::new(value) }
                    }
                }
            }
        }
    }
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

/// What stands in the content beside the line, in words.
pub fn facts(entry: &Logged) -> Vec<(String, &str)> {
    let Some(content) = entry.entry.content.as_object() else { return Vec::new() };
    let told = content.iter().filter(|(name, _)| !matches!(name.as_str(), "summary" | "of" | "on"));
    told.filter_map(|(name, value)| Some((worded(name), value.as_str()?))).collect()
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
    use crate::{ids::LogId, log};

    #[test]
    fn the_facts_are_what_the_line_does_not_stand_for() {
        let content = json!({ "summary": "A line", "of": "stage", "from": "A", "to_do": "B" });
        let entry = log::Entry::new(Kind::StageChange, content, 0);
        let logged = Logged { id: LogId(1), uid: Uid::new(), entry };
        let told = facts(&logged);
        assert_eq!(told, [("From".to_owned(), "A"), ("To do".to_owned(), "B")]);
    }
}
