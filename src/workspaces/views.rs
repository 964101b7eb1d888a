//! Markup of workspaces.
use super::{HIDDEN_DAYS, Workspace};
use crate::{
    error::Problems,
    settings::{Sent, Sheet, views::SettingsForm},
    shell::{
        Surroundings, answer,
        views::{WorkspacePage, WorkspaceTabs},
    },
    web::ui::{
        Breadcrumbs, Button, Column, Crumb, Empty, Field, Form, FormError, Icon, Mark, Notice,
        PageHeader, Table, Tone,
    },
};

/// What was typed and could not be saved.
#[derive(Default)]
pub struct Typed {
    pub name: Option<String>,
    pub typed_name: Option<String>,
    pub settings: Vec<Sent>,
}

markup::define! {
    List<'a>(around: &'a Surroundings, workspaces: &'a [Workspace]) {
        @PageHeader::new("Workspaces", "Each keeps its own contacts", add())
        @if workspaces.is_empty() {
            @Empty::new(
                Icon::Briefcase,
                "Set up your first workspace",
                "A workspace is a business line, an audience or a circle of people. Its contacts \
                 are kept apart from all others.",
            ).action(add())
        } else {
            @Table::new("Workspaces", columns(), Rows { around, workspaces })
        }
    }

    Rows<'a>(around: &'a Surroundings, workspaces: &'a [Workspace]) {
        @for workspace in workspaces.iter() {
            tr {
                td[class = "lead"] {
                    @Mark::new(&*workspace.name)
                    a[href = answer::workspace_path(workspace.uid)] { @workspace.name }
                }
                td[class = "num aside"] { @around.manner().number(workspace.contacts) }
                td[class = "num wide"] { @around.manner().date(workspace.created_on) }
            }
        }
    }

    Settings<'a>(
        around: &'a Surroundings,
        workspace: &'a Workspace,
        sheet: &'a Sheet,
        typed: &'a Typed,
        problems: &'a Problems,
    ) {
        @let list = answer::workspace_path(workspace.uid);
        @Breadcrumbs { crumbs: vec![Crumb::new(&*workspace.name, &*list)] }
        @PageHeader::new("Workspace settings", "", "")
        @WorkspaceTabs { workspace: workspace.uid, at: WorkspacePage::Settings }
        @FormError { problems }
        div[class = "settings"] {
            section["aria-labelledby" = "rename"] {
                h2 #rename { "Name" }
                @Form::post(
                    format!("/w/{}/rename", workspace.uid),
                    &*around.csrf,
                    Rename { workspace, typed, problems },
                )
            }
            section["aria-labelledby" = "rules"] {
                h2 #rules { "How it works" }
                @SettingsForm {
                    action: format!("/w/{}/settings", workspace.uid),
                    csrf: &around.csrf,
                    sheet,
                    typed: &typed.settings,
                    problems,
                }
            }
            section["aria-labelledby" = "presets"] {
                h2 #presets { "Presets" }
                div {
                    p[class = "help"] { "Stages, tags and fields that others in your line use." }
                    div[class = "form-actions"] {
                        @Button::quiet("Add from a preset").icon(Icon::Plus)
                            .to(format!("/w/{}/presets", workspace.uid))
                    }
                }
            }
            section["aria-labelledby" = "everything"] {
                h2 #everything { "Take everything along" }
                div {
                    p[class = "help"] {
                        "One file with the contacts, their history, the todos, stages, tags and \
                         fields, as tables and as JSON. It needs no pi-crm to be read, and nothing \
                         in it is encrypted: keep it where only you can read it."
                    }
                    @Form::post(
                        format!("/w/{}/export/everything", workspace.uid),
                        &*around.csrf,
                        TakeAlong {},
                    )
                }
            }
            section["aria-labelledby" = "delete"] {
                h2 #delete { "Delete this workspace" }
                div {
                    @Notice::new(Tone::Warning, "This goes with it", what_goes(around, workspace))
                    @Form::post(
                        format!("/w/{}/delete", workspace.uid),
                        &*around.csrf,
                        Delete { workspace, typed, problems },
                    )
                }
            }
        }
    }

    Rename<'a>(workspace: &'a Workspace, typed: &'a Typed, problems: &'a Problems) {
        input[type = "hidden", name = "seen", value = &workspace.name];
        @Field::text("name", "Name", typed.name.as_deref().unwrap_or(&workspace.name))
            .problem(problems.get("name").map(String::as_str))
            .autocomplete("off")
            .required()
        div[class = "form-actions"] { @Button::quiet("Rename") }
    }

    TakeAlong {
        div[class = "form-actions"] { @Button::quiet("Download everything").icon(Icon::Download) }
    }

    Delete<'a>(workspace: &'a Workspace, typed: &'a Typed, problems: &'a Problems) {
        @Field::text(
            "typed_name",
            "Type the name of the workspace",
            typed.typed_name.as_deref().unwrap_or_default(),
        )
            .problem(problems.get("typed_name").map(String::as_str))
            .help(&*workspace.name)
            .autocomplete("off")
            .attr("data-must-equal", &*workspace.name)
        div[class = "form-actions"] { @Button::danger("Delete workspace").icon(Icon::Trash) }
    }
}

fn add() -> Button<'static> {
    Button::primary("New workspace").icon(Icon::Plus).to("/workspaces/new")
}

fn columns() -> Vec<Column<'static>> {
    vec![Column::new("Name"), Column::new("Contacts").number(), Column::new("Created").number()]
}

fn what_goes(around: &Surroundings, workspace: &Workspace) -> String {
    let contacts = match workspace.contacts {
        0 => "No contacts yet".to_owned(),
        1 => "1 contact with its history".to_owned(),
        many => format!("{} contacts with their history", around.manner().number(many)),
    };
    format!(
        "{contacts}. It is hidden at once and can be brought back for {HIDDEN_DAYS} days; then it \
         is gone for good."
    )
}
