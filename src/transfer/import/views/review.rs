//! A line beside whom it seems to be about.
use crate::{
    contacts::{Contact, Field},
    shell::{Surroundings, answer},
    transfer::import::{Import, Target, Waiting, pages::path},
    web::ui::{Breadcrumbs, Button, Column, Crumb, Form, PageHeader, Table},
    workspaces::Workspace,
};

markup::define! {
    Review<'a>(
        around: &'a Surroundings,
        workspace: &'a Workspace,
        import: &'a Import,
        waiting: &'a Waiting,
    ) {
        @Breadcrumbs {
            crumbs: vec![
                Crumb::new(&*workspace.name, answer::workspace_path(workspace.uid)),
                Crumb::new(&*import.name, path(import.uid)),
            ],
        }
        @PageHeader::new(
            "Is this the same person?",
            format!("Line {}; {} to look at", waiting.line, import.counts.waiting),
            "",
        )
        @Table::new(
            "The line of the file beside the contact",
            vec![Column::new(""), Column::new("In the file"), Column::new("Here")],
            Beside { import, waiting },
        )
        div[class = "form-actions"] {
            @if waiting.contact.is_some() {
                @Choose { around, import, waiting, decision: "update", label: "Update the contact" }
            }
            @Choose { around, import, waiting, decision: "create", label: "Add as a new contact" }
            @Choose { around, import, waiting, decision: "skip", label: "Skip this line" }
        }
        @if let Some(contact) = &waiting.contact {
            p { a[href = answer::contact_path(contact.uid)] { "Open " @contact.display_name() } }
        } else {
            p { "The contact was deleted in the meantime." }
        }
    }

    Choose<'a>(
        around: &'a Surroundings,
        import: &'a Import,
        waiting: &'a Waiting,
        decision: &'a str,
        label: &'a str,
    ) {
        @Form::post(
            format!("{}/review", path(import.uid)),
            &*around.csrf,
            Decide {
                line: waiting.line, decision, label, is_first: *decision == "update",
            },
        ).inline()
    }

    Decide<'a>(line: u32, decision: &'a str, label: &'a str, is_first: bool) {
        input[type = "hidden", name = "line", value = line.to_string()];
        input[type = "hidden", name = "decision", value = decision];
        @if *is_first { @Button::primary(*label) } else { @Button::quiet(*label) }
    }

    Beside<'a>(import: &'a Import, waiting: &'a Waiting) {
        @for (at, header) in import.survey.headers.iter().enumerate() {
            @let cell = waiting.cells.get(at).map_or("", String::as_str);
            @let there = there(import, at, waiting.contact.as_ref());
            @if !cell.is_empty() && import.plan.target(at) != Target::Ignore {
                tr {
                    th[scope = "row"] { @header }
                    td { @cell }
                    td { @there }
                }
            }
        }
    }
}

fn there<'a>(import: &Import, at: usize, contact: Option<&'a Contact>) -> &'a str {
    match import.plan.target(at) {
        Target::Base(field) => contact.and_then(|it| it.get(field)).unwrap_or("–"),
        Target::OtherEmails => contact.and_then(|it| it.get(Field::PrimaryEmail)).unwrap_or("–"),
        _ => "",
    }
}
