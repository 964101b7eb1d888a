//! The page on which columns are chosen.
use super::Format;
use crate::{
    error::Problems,
    shell::{
        Surroundings, answer,
        views::{WorkspacePage, WorkspaceTabs},
    },
    transfer::columns::Column,
    web::ui::{Breadcrumbs, Button, Choice, Crumb, FormError, Icon, PageHeader, Select, Tick},
    workspaces::Workspace,
};

markup::define! {
    Export<'a>(
        around: &'a Surroundings,
        workspace: &'a Workspace,
        columns: &'a [Column],
        problems: &'a Problems,
    ) {
        @Breadcrumbs {
            crumbs: vec![Crumb::new(&*workspace.name, answer::workspace_path(workspace.uid))],
        }
        @PageHeader::new("Export contacts", counted(around, workspace.contacts), "")
        @WorkspaceTabs { workspace: workspace.uid, at: WorkspacePage::Transfer }
        @FormError { problems }
        form.form[
            method = "get",
            action = format_args!("/w/{}/export/file", workspace.uid),
        ] {
            div[class = "narrow"] {
                @Select::new("format", "Kind of file", formats(), "csv")
                    .problem(problems.get("format").map(String::as_str))
                    .help(
                        "A vCard has names, company, e-mails, phones and tags; a CSV has \
                         everything that is ticked below and can be imported again without losing \
                         anything.",
                    )
            }
            fieldset[class = "field-set"] {
                legend { "Columns of the CSV" }
                div[class = "tick-columns"] {
                    @for column in columns.iter() {
                        @Tick::one_of("column", column.code(), column.label(), true)
                    }
                }
            }
            div[class = "form-actions"] {
                @Button::primary("Download").icon(Icon::Download)
                @Button::plain("Cancel").to(answer::workspace_path(workspace.uid))
            }
        }
    }
}

fn formats() -> Vec<Choice<'static>> {
    let words = |format| match format {
        Format::Csv => "CSV, for spreadsheets and other programs",
        Format::Vcard4 => "vCard 4.0, for phones and address books",
        Format::Vcard3 => "vCard 3.0, for older ones and Outlook",
    };
    Format::ALL.map(|it| Choice::new(it.code(), words(it))).into()
}

fn counted(around: &Surroundings, contacts: i64) -> String {
    match contacts {
        0 => "No contact yet".to_owned(),
        1 => "1 contact".to_owned(),
        many => format!("{} contacts", around.manner().number(many)),
    }
}
