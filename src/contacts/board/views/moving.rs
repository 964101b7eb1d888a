//! The form by which a card moves: a page of its own without script; with it, a dialog that
//! dragging and the keyboard fill in and send too.
use super::{Board, Setting, path, plain_path, query};
use crate::{
    contacts::{
        Contact,
        lists::{List, NO_STAGE, NO_STAGE_CODE},
    },
    error::Problems,
    shell::answer,
    web::ui::{Breadcrumbs, Button, Choice, Crumb, Dialog, Form, PageHeader, Select},
    workspaces::Workspace,
};

/// What stands in the form.
#[derive(Default)]
pub struct MoveForm {
    pub contact: String,
    /// The stage in which the person saw the contact.
    pub seen: String,
    pub chosen: String,
    pub problems: Problems,
}

markup::define! {
    MovePage<'a>(
        setting: Setting<'a>,
        workspace: &'a Workspace,
        contact: &'a Contact,
        stages: &'a [List],
        form: &'a MoveForm,
    ) {
        @let back = path(setting.workspace, setting.asked);
        @Breadcrumbs {
            crumbs: vec![
                Crumb::new(&*workspace.name, answer::workspace_path(workspace.uid)),
                Crumb::new("Board", &*back),
            ],
        }
        @PageHeader::new(format!("Move {}", contact.display_name()), "", "")
        div[class = "narrow"] {
            @Form::post(
                move_path(*setting),
                &*setting.around.csrf,
                MoveFields { setting: *setting, stages: stages.iter().collect(), form },
            )
        }
    }

    MoveDialog<'a>(setting: Setting<'a>, board: &'a Board) {
        @let form = MoveForm::default();
        @let stages = board.columns.iter().filter_map(|column| column.stage.as_ref());
        @Dialog::new(
            "board-dialog",
            "Move to a stage",
            Form::post(
                move_path(*setting),
                &*setting.around.csrf,
                MoveFields { setting: *setting, stages: stages.collect(), form: &form },
            )
                .hx("#board")
                .attr("id", "board-move")
                .attr("hx-sync", "this:queue all"),
        )
    }

    MoveFields<'a>(setting: Setting<'a>, stages: Vec<&'a List>, form: &'a MoveForm) {
        input[type = "hidden", name = "contact", value = &form.contact];
        input[type = "hidden", name = "seen", value = &form.seen];
        input[type = "hidden", name = "shown", value = "0"];
        input[type = "hidden", name = "asked", value = query(setting.asked)];
        @Select::new("stage", "Stage", choices(stages), &*form.chosen)
            .id("board-stage")
            .problem(form.problems.get("stage").map(String::as_str))
        div[class = "form-actions"] {
            @Button::primary("Move")
            @Button::plain("Cancel").to(path(setting.workspace, setting.asked))
                .attr("data-close", "true")
        }
    }
}

fn move_path(setting: Setting<'_>) -> String {
    format!("{}/move", plain_path(setting.workspace))
}

fn choices<'a>(stages: &[&'a List]) -> Vec<Choice<'a>> {
    let stages = stages.iter().map(|list| Choice::new(list.uid.to_string(), &*list.name));
    std::iter::once(Choice::new(NO_STAGE_CODE, NO_STAGE)).chain(stages).collect()
}
