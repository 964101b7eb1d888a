//! A line beside whom it seems to be about.
use crate::{
    shell::{Surroundings, answer},
    transfer::import::{Import, Waiting, pages::path},
    web::ui::{Breadcrumbs, Button, Crumb, Form, PageHeader},
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
            &*question(waiting),
            format!("Line {} of the file; {}", waiting.line, left(import)),
            "",
        )
        table.beside {
            caption[class = "sr-only"] { "The line of the file beside the contact" }
            thead {
                tr {
                    td {}
                    th[scope = "col"] { "In the file" }
                    th[scope = "col"] { "Here" }
                }
            }
            tbody { @Rows { waiting } }
        }
        @if waiting.contact.is_none() {
            p[class = "form-note"] { "The contact was deleted in the meantime." }
        }
        div[class = "form-actions"] {
            @if waiting.contact.is_some() {
                @Choose { around, import, waiting, decision: "update", label: "Update the contact" }
            }
            @Choose { around, import, waiting, decision: "create", label: "Add as a new contact" }
            @Choose { around, import, waiting, decision: "skip", label: "Skip this line" }
            @if let Some(contact) = &waiting.contact {
                @Button::plain(format!("Open {}", contact.display_name()))
                    .to(answer::contact_path(contact.uid))
            }
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

    /// What is the same on both sides steps back.
    Rows<'a>(waiting: &'a Waiting) {
        @for one in waiting.beside.iter() {
            tr {
                th[scope = "row"] { @one.what }
                td {
                    @if one.is_the_same() { @one.in_file } else { strong { @one.in_file } }
                }
                td {
                    @if one.here.is_empty() {
                        span[class = "count"] { "Nothing" }
                    } else if one.is_the_same() {
                        span[class = "count"] { "The same" }
                    } else {
                        @one.here
                    }
                }
            }
        }
    }
}

fn question(waiting: &Waiting) -> String {
    match &waiting.contact {
        Some(contact) => format!("Is this {}?", contact.display_name()),
        None => "Is this somebody new?".to_owned(),
    }
}

fn left(import: &Import) -> String {
    match import.counts.waiting {
        0 | 1 => "the last one to look at".to_owned(),
        many => format!("{many} to look at"),
    }
}
