//! Markup of the trash.
use super::pages::Params;
use crate::{
    audit::{
        SubjectKind,
        deleted::{Deletion, Page},
        purge::UNDO_DAYS,
    },
    contacts::erase::Gone,
    error::Problems,
    shell::{Surroundings, answer},
    web::ui::{
        Badge, Breadcrumbs, Button, Choice, Column, Crumb, Empty, Field, FilterBar, FilterSearch,
        Form, FormError, Icon, Notice, PageHeader, Pagination, Select, Table, Tone,
    },
};

/// Whom a page asks to erase, and where its answers lead.
pub struct Asked<'a> {
    pub name: &'a str,
    pub back: &'a str,
    pub action: &'a str,
    pub typed: &'a str,
}

markup::define! {
    Trash<'a>(around: &'a Surroundings, page: &'a Page, params: &'a Params, now: i64) {
        @PageHeader::new(
            "Trash",
            format!("What was deleted can be brought back for {UNDO_DAYS} days"),
            "",
        )
        @FilterBar::new("/trash", "#trash", Filters { around, params }).typed()
        section #trash { @Found { around, page, params, now: *now } }
    }

    Filters<'a>(around: &'a Surroundings, params: &'a Params) {
        @FilterSearch { label: "Find by name", query: (&*params.q).into() }
        @Select::new("workspace", "Workspace", workspaces(around), &*params.workspace)
    }

    Found<'a>(around: &'a Surroundings, page: &'a Page, params: &'a Params, now: i64) {
        @if page.deletions.is_empty() {
            @nothing(params)
        } else {
            @Table::new("Trash", columns(), Rows { around, page, now: *now })
        }
        @if let Some(next) = page.next {
            @Pagination {
                range: "".into(),
                newer: None,
                older: Some(params.older(next).into()),
            }
        }
    }

    Rows<'a>(around: &'a Surroundings, page: &'a Page, now: i64) {
        @for deletion in page.deletions.iter() { @Row { around, deletion, now: *now } }
    }

    Row<'a>(around: &'a Surroundings, deletion: &'a Deletion, now: i64) {
        tr {
            td[class = "lead"] {
                span { @named(around, deletion) }
                @if !deletion.found.is_empty() && deletion.about > 1 {
                    " " span[class = "help"] { "with " @deletion.found.join(", ") }
                }
            }
            td[class = "sub"] { @kind(deletion) }
            td[class = "sub"] {
                span[title = around.manner().exact(deletion.entry.at)] {
                    @around.manner().relative(deletion.entry.at, *now)
                }
                " by " @deletion.entry.who()
            }
            td[class = "aside"] { @left(deletion.days_left(*now)) }
            td[class = "act"] {
                div[class = "row-actions"] {
                    @Form::post(
                        answer::undo_path(deletion.entry.uid, "/trash"),
                        &*around.csrf,
                        Button::quiet("Restore").icon(Icon::Undo),
                    ).inline()
                    @if deletion.is_of_contacts() {
                        @Button::plain("Erase for good")
                            .to(format!("/trash/{}", deletion.entry.uid))
                    }
                }
            }
        }
    }

    /// The people that a deletion took, each to be erased on request.
    People<'a>(around: &'a Surroundings, deletion: &'a Deletion, people: &'a [Gone]) {
        @Breadcrumbs { crumbs: vec![Crumb::new("Trash", "/trash")] }
        @PageHeader::new(
            named(around, deletion),
            format!("Deleted {}", around.manner().date_time(deletion.entry.at)),
            "",
        )
        p[class = "help"] {
            "Somebody who asks to be forgotten can be erased before the "
            @UNDO_DAYS " days are over. That cannot be undone."
        }
        @Table::new("Deleted contacts", people_columns(), PeopleRows { deletion, people })
        div[class = "form-actions section-gap"] {
            @Form::post(
                answer::undo_path(deletion.entry.uid, "/trash"),
                &*around.csrf,
                Button::quiet(if deletion.about > 1 { "Restore them all" } else { "Restore" })
                    .icon(Icon::Undo),
            ).inline()
        }
    }

    PeopleRows<'a>(deletion: &'a Deletion, people: &'a [Gone]) {
        @for gone in people.iter() {
            tr {
                td[class = "lead"] { @gone.name }
                td[class = "act"] {
                    a[
                        class = "btn btn-plain",
                        href = format_args!("/trash/{}/{}/erase", deletion.entry.uid, gone.uid),
                    ] { "Erase for good" span[class = "sr-only"] { " " @gone.name } }
                }
            }
        }
    }

    Erase<'a>(around: &'a Surroundings, asked: &'a Asked<'a>, problems: &'a Problems) {
        @Breadcrumbs { crumbs: vec![Crumb::new(back_to(asked), asked.back)] }
        @PageHeader::new("Erase for good", asked.name, "")
        @FormError { problems }
        div[class = "narrow"] {
            @Notice::new(Tone::Warning, "This cannot be undone", Consequences {})
            @Form::post(asked.action, &*around.csrf, Confirm { asked, problems })
        }
    }

    Consequences() {
        ul[class = "notice-list"] {
            li {
                "Gone: the contact with everything on its page, its history and its shares, and "
                "every name and value that the audit log kept of it."
            }
            li {
                "Kept: a line in the audit log that somebody was erased, and a digest of the "
                "e-mail address and phone number, from which neither can be read, so that you are "
                "told before writing to them again."
            }
            li { "Copies that others saved are theirs. Older backups keep it until they expire." }
        }
    }

    Confirm<'a>(asked: &'a Asked<'a>, problems: &'a Problems) {
        @Field::text("typed_name", "Type the name", asked.typed)
            .problem(problems.get("typed_name").map(String::as_str))
            .help(asked.name)
            .autocomplete("off")
            .attr("data-must-equal", asked.name)
        div[class = "form-actions"] {
            @Button::danger("Erase for good").icon(Icon::Trash)
            @Button::plain("Cancel").to(asked.back)
        }
    }
}

fn back_to<'a>(asked: &Asked<'a>) -> &'a str {
    if asked.back == "/trash" { "Trash" } else { asked.name }
}

/// What went: the one thing, or the first of several.
fn named(around: &Surroundings, deletion: &Deletion) -> String {
    let first = deletion.subjects.first().map_or("Something", |it| &it.label);
    match (deletion.is_of_contacts(), deletion.about) {
        (true, about @ 2..) => format!("{} contacts", around.manner().number(about as i64)),
        _ => first.to_owned(),
    }
}

fn kind(deletion: &Deletion) -> &'static str {
    match deletion.subjects.first().map(|it| it.kind) {
        Some(SubjectKind::Contact) if deletion.about > 1 => "Contacts",
        Some(kind) => kind.words(),
        None => "",
    }
}

fn left(days: i64) -> Badge<'static> {
    match days {
        ..=1 => Badge::bad("1 day left"),
        2..=7 => Badge::warn(format!("{days} days left")),
        _ => Badge::new(format!("{days} days left")),
    }
}

fn nothing(params: &Params) -> Empty<'static> {
    if params.q.is_empty() && params.workspace.is_empty() && params.before.is_empty() {
        return Empty::new(
            Icon::Trash,
            "The trash is empty",
            "Contacts, workspaces, stages, tags and fields that you delete wait here.",
        );
    }
    Empty::new(
        Icon::Search,
        "Nothing fits",
        "Nothing of this name was deleted lately. Names in the trash are searched as they were.",
    )
    .action(Button::quiet("Show all of the trash").to("/trash"))
}

fn workspaces(around: &Surroundings) -> Vec<Choice<'_>> {
    let all = around.workspaces().iter();
    let all = all.map(|it| Choice::new(it.uid.to_string(), &*it.name));
    std::iter::once(Choice::new("", "All workspaces")).chain(all).collect()
}

fn columns() -> Vec<Column<'static>> {
    vec![
        Column::new("What"),
        Column::new("Kind"),
        Column::new("Deleted"),
        Column::new("Time left"),
        Column::new("Actions").unlabelled(),
    ]
}

fn people_columns() -> Vec<Column<'static>> {
    vec![Column::new("Name"), Column::new("Action").unlabelled()]
}
