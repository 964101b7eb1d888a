//! Markup of the communication log: the section on a contact's page, its tabs, its entries.
mod entry;
mod form;
mod versions;

pub use entry::{EntryPage, Facts, Line, Whole, Written, icon};
pub use form::{Composer, EditForm, EditPage, OpenEntry};
pub use versions::Versions;

use super::{Page, Position, Tab};
use crate::{
    audit::read::Told,
    ids::Uid,
    shell::{Surroundings, answer, views::RecentChanges},
    web::ui::{Breadcrumbs, Crumb, PageHeader, Toast, Toasts},
};

markup::define! {
    /// On a contact's page: what to write down, and what happened.
    Activity<'a>(
        around: &'a Surroundings,
        contact: Uid,
        page: &'a Page,
        open: Option<&'a OpenEntry>,
        now: i64,
    ) {
        section["aria-labelledby" = "activity"] {
            h2 #activity { "Activity" }
            @Composer { around, contact: *contact, open: *open }
            div[id = "activity-list"] {
                @Entries { around, contact: *contact, page, now: *now }
            }
        }
    }

    /// A page of the log by itself, for who has no script.
    Older<'a>(
        around: &'a Surroundings,
        contact: Uid,
        name: &'a str,
        page: &'a Page,
        now: i64,
    ) {
        @Breadcrumbs { crumbs: vec![Crumb::new(*name, answer::contact_path(*contact))] }
        @PageHeader::new("Activity", "", "")
        div[id = "activity-list"] {
            @Entries { around, contact: *contact, page, now: *now }
        }
    }

    /// The tabs, what is pinned, and the newest of the rest.
    Entries<'a>(around: &'a Surroundings, contact: Uid, page: &'a Page, now: i64) {
        nav[class = "activity-tabs", "aria-label" = "Activity"] {
            @for tab in Tab::ALL.iter() {
                @TabLink { contact: *contact, tab: *tab, page }
            }
        }
        @if !page.pinned.is_empty() {
            ol[class = "activity activity-pinned", "aria-label" = "Pinned"] {
                @for entry in page.pinned.iter() { @Line { around, entry, now: *now } }
            }
        }
        @if page.entries.is_empty() && page.pinned.is_empty() {
            p[class = "help activity-none"] { @nothing_under(page.tab) }
        }
        @if !page.entries.is_empty() {
            ol[class = "activity"] { @Items { around, contact: *contact, page, now: *now } }
        }
    }

    TabLink<'a>(contact: Uid, tab: Tab, page: &'a Page) {
        @let path = tab_path(*contact, *tab);
        a[
            id = format_args!("tab-{}", tab.code()),
            href = format_args!("{path}#activity"),
            "aria-current" = (page.tab == *tab).then_some("page"),
            "hx-get" = log_path(*contact, *tab, None),
            "hx-target" = "#activity-list",
            "hx-swap" = "innerHTML",
            "hx-push-url" = &path,
        ] {
            @tab.label()
            @if let Some(count) = page.counts.words(*tab) { span.count { @count } }
        }
    }

    /// The entries with the way to the older ones, which takes its own place by them: when it is
    /// scrolled to, or by a press.
    Items<'a>(around: &'a Surroundings, contact: Uid, page: &'a Page, now: i64) {
        @for entry in page.entries.iter() { @Line { around, entry, now: *now } }
        @if let Some(next) = page.next {
            @let older = log_path(*contact, page.tab, Some(next));
            li[class = "activity-more"] {
                a[
                    class = "btn btn-quiet",
                    href = &older,
                    "hx-get" = &older,
                    "hx-trigger" = "click, revealed",
                    "hx-target" = "closest li",
                    "hx-swap" = "outerHTML",
                ] { "Show older" }
            }
        }
    }

    /// What else on a contact's page tells of a change in its log.
    News<'a>(
        around: &'a Surroundings,
        contact: Uid,
        page: &'a Page,
        changes: &'a [Told],
        toast: &'a [Toast<'a>],
        now: i64,
    ) {
        div[id = "activity-list", "hx-swap-oob" = "true"] {
            @Entries { around, contact: *contact, page, now: *now }
        }
        div[id = "changes-list", "hx-swap-oob" = "true"] {
            @RecentChanges {
                around,
                changes,
                back: &answer::contact_path(*contact),
                now: *now,
            }
        }
        @Toasts { toasts: toast }
    }
}

/// The contact's page with this tab open.
pub fn tab_path(contact: Uid, tab: Tab) -> String {
    let path = answer::contact_path(contact);
    match tab {
        Tab::All => path,
        _ => format!("{path}?tab={}", tab.code()),
    }
}

/// The log by itself, from its newest entry or from a place on.
fn log_path(contact: Uid, tab: Tab, before: Option<Position>) -> String {
    let tab = (tab != Tab::All).then(|| format!("tab={}", tab.code()));
    let before = before.map(|it| format!("before={}", it.cursor()));
    let query = tab.into_iter().chain(before).collect::<Vec<_>>().join("&");
    let path = format!("{}/log", answer::contact_path(contact));
    if query.is_empty() { path } else { format!("{path}?{query}") }
}

fn nothing_under(tab: Tab) -> &'static str {
    match tab {
        Tab::All => {
            "Nothing happened yet. What you write down, moves, tags and messages show here."
        }
        Tab::Emails => "No e-mail was written or received yet.",
        Tab::Texts => "No text was written or received yet.",
        Tab::Calls => "No call yet. Write one down with “Call” above.",
        Tab::Ai => "Nothing was drafted or suggested by AI yet.",
        Tab::Lists => "No stage or tag was changed yet.",
        Tab::Notes => "Nothing written down yet: notes, calls and meetings show here.",
        Tab::Other => "Nothing else happened yet.",
    }
}
