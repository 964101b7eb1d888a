//! Where a file is chosen, and what came in before.
use super::state::lines;
use crate::{
    error::Problems,
    shell::{
        Surroundings, answer,
        views::{WorkspacePage, WorkspaceTabs},
    },
    transfer::import::{Import, State, pages::path},
    web::ui::{
        Badge, Breadcrumbs, Button, Column, Crumb, Empty, Field, Form, FormError, Icon, PageHeader,
        Table,
    },
    workspaces::Workspace,
};

markup::define! {
    Start<'a>(
        around: &'a Surroundings,
        workspace: &'a Workspace,
        imports: &'a [Import],
        problems: &'a Problems,
        most: u64,
        now: i64,
    ) {
        @Breadcrumbs {
            crumbs: vec![Crumb::new(&*workspace.name, answer::workspace_path(workspace.uid))],
        }
        @PageHeader::new(
            "Import and export",
            "",
            Button::quiet("Export contacts")
                .icon(Icon::Download)
                .to(format!("/w/{}/export", workspace.uid)),
        )
        @WorkspaceTabs { workspace: workspace.uid, at: WorkspacePage::Transfer }
        section[class = "narrow", "aria-labelledby" = "from-a-file"] {
            h2 #{"from-a-file"} { "Import from a file" }
            @FormError { problems }
            div[class = "options"] {
                @Form::post(
                    format!("/w/{}/import", workspace.uid),
                    &*around.csrf,
                    Chooser { problems, most: *most },
                ).attr("enctype", "multipart/form-data")
            }
        }
        section[class = "section-gap", "aria-labelledby" = "before"] {
            h2 #before { "Imports so far" }
            @if imports.is_empty() {
                @Empty::new(
                    Icon::Upload,
                    "Nothing was imported here yet",
                    "Files of Google Contacts, Outlook, Apple, HubSpot, Mailchimp and Follow Up \
                     Boss are understood as they are.",
                )
            } else {
                @Table::new(
                    "Imports so far, the newest first",
                    vec![
                        Column::new("File"),
                        Column::new("State"),
                        Column::new("What came of it"),
                        Column::new("When").number(),
                    ],
                    Before { around, imports, now: *now },
                )
            }
        }
    }

    Chooser<'a>(problems: &'a Problems, most: u64) {
        @Field::text("file", "CSV or vCard file", "")
            .kind("file")
            .attr("accept", ".csv,.tsv,.txt,.vcf,text/csv,text/vcard,text/tab-separated-values")
            .attr("data-most-bytes", most.to_string())
            .problem(problems.get("file").map(String::as_str))
            .help(format!(
                "At most {} MB. Nothing comes in before you have seen what would become of it.",
                most / (1024 * 1024)
            ))
            .required()
        div[class = "form-actions"] {
            @Button::primary("Upload").icon(Icon::Upload)
        }
    }

    Before<'a>(around: &'a Surroundings, imports: &'a [Import], now: i64) {
        @for import in imports.iter() {
            tr {
                td.lead { a[href = path(import.uid)] { @import.name } }
                td.aside { @mark(import) }
                td.sub { @outcome(around, import) }
                td."when"."num" {
                    time[title = around.manner().date_time(import.created_on)] {
                        @around.manner().relative(import.created_on, *now)
                    }
                }
            }
        }
    }
}

fn mark(import: &Import) -> Badge<'static> {
    match import.state {
        State::Done => Badge::good(import.state.words()),
        State::Failed => Badge::bad(import.state.words()),
        State::Running | State::Checking => Badge::warn(import.state.words()),
        _ => Badge::new(import.state.words()),
    }
}

fn outcome(around: &Surroundings, import: &Import) -> String {
    let counts = &import.counts;
    if !matches!(import.state, State::Done | State::Failed | State::Cancelled | State::Running) {
        return lines(around, import);
    }
    let parts = [
        (counts.added, "added"),
        (counts.updated, "updated"),
        (counts.skipped, "skipped"),
        (counts.waiting, "to look at"),
        (counts.wrong, "left out"),
    ];
    let told = parts.into_iter().filter(|(count, _)| *count > 0);
    let told =
        told.map(|(count, what)| format!("{} {what}", around.manner().number(i64::from(count))));
    let told = told.collect::<Vec<_>>().join(", ");
    if told.is_empty() { "Nothing came in".to_owned() } else { told }
}
