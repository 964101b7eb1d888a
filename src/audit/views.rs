//! Markup of the audit page.
use super::{
    Action, SubjectKind,
    pages::Params,
    read::{ActorKind, Page, Told},
    undo::long::{Progress, State},
};
use crate::{
    contacts::Contact,
    ids::Uid,
    shell::{
        Surroundings, answer,
        views::{Differences, OneDifference, UndoButton},
    },
    web::ui::{
        self, Breadcrumbs, Button, Choice, Crumb, Empty, Field, FilterBar, Icon, Notice,
        PageHeader, Pagination, Select, Tone,
    },
};

markup::define! {
    /// A large undo, under way or given up.
    Undoing<'a>(progress: &'a Progress, change: Uid, back: &'a str) {
        @PageHeader::new(&*title(progress), "", "")
        @if let State::Refused(said) = &progress.state {
            @Notice::new(Tone::Error, "It could not be undone", &**said)
        } else {
            @if progress.state == State::GivingBack {
                @Notice::new(
                    Tone::Warning,
                    "It cannot be undone whole",
                    "A later change stands in the way. What was taken back so far is being given \
                     back; then this page says more.",
                )
            }
            div[
                "data-events" = format_args!("/changes/{change}/undo/events"),
                role = "status",
            ] {
                @Figures { progress }
            }
            p[class = "form-note"] {
                "You can leave this page; the work goes on. "
                noscript { a[href = answer::undo_path(*change, back)] { "Look again" } }
            }
        }
        div[class = "form-actions"] { @Button::quiet("Go back").to(*back) }
    }

    Figures<'a>(progress: &'a Progress) {
        @ui::Progress::new(verb(progress), progress.done as u64, progress.parts.max(1) as u64)
    }

    Log<'a>(
        around: &'a Surroundings,
        page: &'a Page,
        params: &'a Params,
        contact: Option<&'a Contact>,
        now: i64,
    ) {
        @if let Some(contact) = contact {
            @let name = contact.display_name();
            @Breadcrumbs { crumbs: vec![Crumb::new(&*name, answer::contact_path(contact.uid))] }
            @PageHeader::new("History", "Every change of this contact, and what it was before", "")
        } else {
            @PageHeader::new("Audit log", "Every change, by whom, and what it was before", "")
        }
        @FilterBar::new("/audit", "#entries", Filters { around, params })
        section #entries { @Entries { around, page, params, now: *now } }
    }

    Filters<'a>(around: &'a Surroundings, params: &'a Params) {
        @Select::new("who", "Who", actors(), &*params.who)
        @if params.contact.is_empty() {
            @Select::new("workspace", "Workspace", workspaces(around), &*params.workspace)
            @Select::new("what", "About", kinds(), &*params.what)
        } else {
            input[type = "hidden", name = "contact", value = &params.contact];
        }
        @Select::new("action", "What", actions(), &*params.action)
        @Field::date("from", "From", &*params.from)
        @Field::date("to", "To", &*params.to)
    }

    Entries<'a>(around: &'a Surroundings, page: &'a Page, params: &'a Params, now: i64) {
        @if page.entries.is_empty() {
            @nothing(params)
        }
        ol[class = "timeline audit"] {
            @for change in page.entries.iter() { @Entry { around, change, params, now: *now } }
        }
        @page.next.map(|next| Pagination {
            range: "".into(),
            newer: None,
            older: Some(params.older(next).into()),
        })
    }

    /// The differences; of a change about several things, under the name of each.
    Changed<'a>(change: &'a Told) {
        @if change.whose.is_empty() {
            @Differences { change }
        } else {
            @for (at, it) in change.differences.iter().enumerate() {
                @if let Some(name) = newly_named(&change.whose, at) {
                    p[class = "diff-of"] { @name }
                }
                @OneDifference { it }
            }
        }
        @if change.more > 0 {
            p[class = "help"] { "and " @change.more " more" }
        }
    }

    Entry<'a>(around: &'a Surroundings, change: &'a Told, params: &'a Params, now: i64) {
        li {
            p[class = "timeline-head"] {
                strong { @change.entry.who() } " " @change.entry.words() " " @change.names()
            }
            p[class = "timeline-when"] {
                time[title = around.manner().relative(change.entry.at, *now)] {
                    @around.manner().date_time(change.entry.at)
                }
                @if let Some(ip) = &change.entry.ip { " · " @ip }
                @if let Some(words) = &change.entry.words { " · " @words }
            }
            @if change.differences.len() <= OPEN {
                @Changed { change }
            } else {
                details {
                    summary { @all(change) " differences" }
                    @Changed { change }
                }
            }
            @if change.can_undo { @UndoButton { around, change, back: &params.newest() } }
        }
    }
}

/// As many differences stand open; more are a click away.
const OPEN: usize = 8;

pub fn title(progress: &Progress) -> String {
    let what = if progress.is_redo { "Bring back" } else { "Undo" };
    format!("{what} {}", progress.label)
}

fn verb(progress: &Progress) -> &'static str {
    match (progress.state == State::GivingBack, progress.is_redo) {
        (true, _) => "Giving it back",
        (false, true) => "Bringing it back",
        (false, false) => "Taking it back",
    }
}

fn all(change: &Told) -> usize {
    change.differences.len() + change.more
}

/// The name that a difference stands under, unless the one before it has the same.
fn newly_named(whose: &[String], at: usize) -> Option<&str> {
    let name = whose.get(at)?;
    let is_new = at == 0 || whose.get(at - 1) != Some(name);
    (is_new && !name.is_empty()).then_some(name)
}

/// The first few things it was about; a bulk change is about many. Where a list is gone, its words
/// say what became of its contacts.
fn nothing(params: &Params) -> Empty<'static> {
    if params.before.is_empty() {
        return Empty::new(
            Icon::History,
            "Nothing to show",
            "No change fits these filters. Widen them, or come back after the first change.",
        );
    }
    Empty::new(Icon::History, "Nothing older", "No older change fits these filters.")
        .action(Button::quiet("To the newest").to(params.newest()))
}

fn workspaces(around: &Surroundings) -> Vec<Choice<'_>> {
    let all = around.workspaces().iter();
    let all = all.map(|it| Choice::new(it.uid.to_string(), &*it.name));
    std::iter::once(anything("All workspaces")).chain(all).collect()
}

fn anything(label: &'static str) -> Choice<'static> {
    Choice::new("", label)
}

fn actors() -> Vec<Choice<'static>> {
    let all = ActorKind::ALL.into_iter().map(|kind| Choice::new(kind.code(), kind.words()));
    std::iter::once(anything("Anybody")).chain(all).collect()
}

fn kinds() -> Vec<Choice<'static>> {
    let all = SubjectKind::ALL.iter().map(|kind| Choice::new(kind.code(), kind.words()));
    std::iter::once(anything("Anything")).chain(all).collect()
}

fn actions() -> Vec<Choice<'static>> {
    let all = Action::ALL.iter().map(|action| Choice::new(action.code(), action.words()));
    std::iter::once(anything("Every kind")).chain(all).collect()
}
