//! Markup of the start page.
use super::{Change, Overview, attention::Item};
use crate::{
    audit::{Subject, SubjectKind},
    contacts::Contact,
    presets::{pages::NEW, views::Cards},
    shell::{
        Surroundings, answer,
        views::{Differences, UndoButton},
    },
    todos::views::OnHome,
    web::ui::{Button, Column, Empty, Icon, Mark, Notice, PageHeader, Table, Tone},
    workspaces::Workspace,
};

/// More than these are told on the thing's own page, or in the log.
const DIFFERENCES_SHOWN: usize = 3;

markup::define! {
    Home<'a>(around: &'a Surroundings, overview: &'a Overview, now: i64) {
        @PageHeader::new(
            &*around.person.name,
            around.manner().long_date(*now),
            Actions { overview },
        )
        @if overview.is_zone_unknown {
            @Notice::new(Tone::Info, "Times are shown in UTC", ZoneHint {})
        }
        @if overview.workspaces.is_empty() {
            @Empty::new(
                Icon::Briefcase,
                "Set up your first workspace",
                "A workspace is a business line, an audience or a circle of people. Its contacts \
                 are kept apart from all others. Start blank, or from one of the presets below.",
            ).action(first_workspace())
            @Cards { to: NEW, workspaces: &[] }
        } else {
            div[class = "columns"] {
                @OnHome { around, shown: &overview.todos }
                section["aria-labelledby" = "attention"] {
                    h2 #attention { "Needs attention" }
                    @Attention { items: &overview.attention }
                }
            }
            section[class = "section-gap", "aria-labelledby" = "workspaces"] {
                h2 #workspaces { "Workspaces" }
                @Workspaces { around, workspaces: &overview.workspaces }
            }
            div[class = "columns section-gap"] {
                section["aria-labelledby" = "newest"] {
                    h2 #newest { "Newest contacts" }
                    @Newest { around, overview, now: *now }
                }
                section["aria-labelledby" = "changes"] {
                    h2 #changes { "Recent changes" }
                    @Changes { around, overview, now: *now }
                }
            }
        }
    }

    ZoneHint() {
        a[href = "/account#time_zone"] { "Set your time zone" }
    }

    Actions<'a>(overview: &'a Overview) {
        @if !overview.workspaces.is_empty() {
            @Button::quiet("New workspace").icon(Icon::Plus).to(NEW)
        }
    }

    Attention<'a>(items: &'a [Item]) {
        @if items.is_empty() {
            p[class = "help"] {
                "Nothing needs you. Contacts whom nobody was in touch with for a while show here."
            }
        } else {
            ul[class = "attention"] {
                @for item in items.iter() {
                    li["data-row" = true] {
                        @item.icon
                        a[href = &item.href, "data-row-link" = true] { @item.title }
                        small { @item.detail }
                    }
                }
            }
        }
    }

    Workspaces<'a>(around: &'a Surroundings, workspaces: &'a [Workspace]) {
        ul[class = "cards", "aria-label" = "Workspaces"] {
            @for workspace in workspaces.iter() {
                li[class = "card card-line"] {
                    @Mark::new(&*workspace.name)
                    a[href = answer::workspace_path(workspace.uid)] { @workspace.name }
                    span[class = "count"] { @counted(around, workspace.contacts) }
                }
            }
        }
    }

    Newest<'a>(around: &'a Surroundings, overview: &'a Overview, now: i64) {
        @if overview.contacts.is_empty() {
            p[class = "help"] {
                "Nobody yet. Open a workspace and add the first contact there."
            }
        } else {
            @Table::new("Newest contacts", contact_columns(), ContactRows {
                around,
                overview,
                now: *now,
            })
        }
    }

    ContactRows<'a>(around: &'a Surroundings, overview: &'a Overview, now: i64) {
        @for contact in overview.contacts.iter() {
            tr {
                td[class = "lead"] {
                    a[href = answer::contact_path(contact.uid)] { @contact.display_name() }
                }
                td[class = "sub"] { @workspace_of(overview, contact) }
                td[class = "num when"] {
                    time[title = around.manner().exact(contact.created_on)] {
                        @around.manner().short(contact.created_on, *now)
                    }
                }
            }
        }
    }

    Changes<'a>(around: &'a Surroundings, overview: &'a Overview, now: i64) {
        ol[class = "timeline"] {
            @for change in overview.changes.iter() {
                li {
                    p[class = "timeline-head"] {
                        strong { @change.told.entry.who() } " " @change.told.entry.words() " "
                        @About { overview, change }
                    }
                    p[class = "timeline-when"] {
                        time[title = around.manner().exact(change.told.entry.at)] {
                            @around.manner().relative(change.told.entry.at, *now)
                        }
                    }
                    @if change.told.differences.len() <= DIFFERENCES_SHOWN {
                        @Differences { change: &change.told }
                    }
                    @if change.told.can_undo {
                        @UndoButton { around, change: &change.told, back: "/" }
                    }
                }
            }
        }
        p[class = "more-link"] { a[href = "/audit"] { "All changes" } }
    }

    /// What a change was about, leading to where it can be seen.
    About<'a>(overview: &'a Overview, change: &'a Change) {
        @if let Some(contact) = &change.contact {
            a[href = answer::contact_path(contact.uid)] { @contact.display_name() }
        } else if let [only] = change.told.subjects.as_slice() {
            @if let Some(workspace) = workspace_meant(overview, only) {
                a[href = answer::workspace_path(workspace.uid)] { @only.label }
            } else {
                @only.label
            }
        } else {
            @change.told.names()
        }
    }
}

fn workspace_of<'a>(overview: &'a Overview, contact: &Contact) -> Option<&'a str> {
    overview.workspaces.iter().find(|it| it.uid == contact.workspace).map(|it| &*it.name)
}

/// The workspace that a change was about, while it is still there to go to.
fn workspace_meant<'a>(overview: &'a Overview, subject: &Subject) -> Option<&'a Workspace> {
    let is_one = subject.kind == SubjectKind::Workspace;
    overview.workspaces.iter().find(|it| is_one && it.id.0 == subject.id)
}

fn counted(around: &Surroundings, contacts: i64) -> String {
    match contacts {
        1 => "1 contact".to_owned(),
        many => format!("{} contacts", around.manner().number(many)),
    }
}

fn first_workspace() -> Button<'static> {
    Button::primary("New workspace").icon(Icon::Plus).to(NEW)
}

fn contact_columns() -> Vec<Column<'static>> {
    vec![Column::new("Name"), Column::new("Workspace"), Column::new("Added").number()]
}
