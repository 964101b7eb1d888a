//! Workspaces as JSON.
use poem_openapi::{Object, types::Example};

use crate::{ids::Uid, shell::wire::Moment, workspaces::Workspace};

/// A business line, an audience, a circle of people.
#[derive(Object)]
#[oai(rename = "Workspace")]
pub struct WorkspaceOut {
    pub id: Uid,
    pub name: String,
    /// How many contacts are in it
    pub contacts: i64,
    pub created_on: Moment,
}

#[derive(Object)]
#[oai(rename = "WorkspaceFields", example)]
pub struct Fields {
    /// At most 60 characters, and no other workspace of yours has it
    pub name: String,
}

#[derive(Object)]
#[oai(rename = "NewWorkspace", example)]
pub struct NewFields {
    /// At most 60 characters, and no other workspace of yours has it
    pub name: String,
    /// Whose stages, tags, fields and settings it starts with: an id of `/api/presets`
    pub preset: Option<String>,
}

/// All your workspaces, by name.
#[derive(Object)]
#[oai(rename = "Workspaces")]
pub struct All {
    pub workspaces: Vec<WorkspaceOut>,
}

/// A workspace after a change of it.
#[derive(Object)]
#[oai(rename = "ChangedWorkspace")]
pub struct Changed {
    pub workspace: WorkspaceOut,
    /// By which this can be undone; null when nothing changed
    pub change: Option<Uid>,
}

impl From<Workspace> for WorkspaceOut {
    fn from(workspace: Workspace) -> Self {
        Self {
            id: workspace.uid,
            name: workspace.name,
            contacts: workspace.contacts,
            created_on: Moment(workspace.created_on),
        }
    }
}

impl Example for NewFields {
    fn example() -> Self {
        Self { name: "Garden club".into(), preset: Some("personal-circle".into()) }
    }
}

impl Example for Fields {
    fn example() -> Self {
        Self { name: "Garden club".into() }
    }
}
