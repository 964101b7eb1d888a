//! Markup of the board.
mod column;
mod moving;

use super::{Board, Column};
use crate::{
    contacts::{
        lists::{List, ListKind, Narrowed},
        views::{Look, Looks},
    },
    ids::Uid,
    shell::{
        Surroundings,
        views::{WorkspacePage, WorkspaceTabs},
    },
    web::ui::{
        Button, Empty, FilterBar, FilterSearch, Icon, Notice, PageHeader, Toast, Toasts, Tone,
    },
    workspaces::Workspace,
};

use self::{column::ColumnView, moving::MoveDialog};

pub use self::{
    column::More,
    moving::{MoveForm, MovePage},
};

/// What all parts of the board need to know.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    pub around: &'a Surroundings,
    pub workspace: Uid,
    pub narrowed: &'a Narrowed,
    pub now: i64,
}

markup::define! {
    Page<'a>(
        setting: Setting<'a>,
        workspace: &'a Workspace,
        board: &'a Board,
        trouble: Option<&'a str>,
    ) {
        @PageHeader::new(
            &*workspace.name,
            counted(setting.around, workspace.contacts),
            Looks { workspace: workspace.uid, narrowed: setting.narrowed, at: Look::Board },
        )
        @WorkspaceTabs { workspace: workspace.uid, at: WorkspacePage::Contacts }
        @if let Some(trouble) = trouble {
            @Notice::new(Tone::Warning, "Nothing was changed", *trouble)
        }
        div[class = "board-bar"] {
            @FilterBar::new(
                plain_path(workspace.uid),
                "#board",
                Search { narrowed: setting.narrowed, tags: tags(board) },
            ).typed()
        }
        section[id = "board", "aria-label" = "Board"] {
            @Columns { setting: *setting, board }
        }
        p[id = "board-said", class = "sr-only", role = "status", "aria-live" = "assertive"] {}
        p[id = "board-help", class = "sr-only"] {
            "Space picks the card up, left and right choose a stage, Space again puts it down, \
             Escape puts it back."
        }
    }

    Search<'a>(narrowed: &'a Narrowed, tags: Vec<&'a List>) {
        @FilterSearch {
            label: "Filter by name, e-mail, phone or company",
            query: (&*narrowed.search).into(),
        }
        @if !tags.is_empty() {
            label[class = "sr-only", "for" = "board-tag"] { "Tag" }
            select[id = "board-tag", class = "select", name = "tag"] {
                option[value = ""] { "Any tag" }
                @for tag in tags.iter() {
                    option[
                        value = tag.uid.to_string(),
                        selected = Some(tag.uid) == narrowed.tag,
                    ] { @tag.name }
                }
            }
        }
    }

    /// What changes as one types.
    Columns<'a>(setting: Setting<'a>, board: &'a Board) {
        @if board.columns.len() == 1 {
            @Empty::new(
                Icon::Board,
                "A board needs stages",
                "Stages are the steps of your work, such as Leads, Prospects and Closed. \
                 Each becomes a column here.",
            ).action(
                Button::primary("Add stages").to(format!("/w/{}/lists", setting.workspace)),
            )
        } else {
            div[class = "board"] {
                @for column in board.columns.iter() {
                    @ColumnView { setting: *setting, column, is_anew: false }
                }
            }
            @MoveDialog { setting: *setting, board }
        }
    }

    /// After a move: the columns that it touches, and what to say of it.
    Moved<'a>(setting: Setting<'a>, columns: &'a [Column], toast: &'a [Toast<'a>]) {
        @for column in columns.iter() { @ColumnView { setting: *setting, column, is_anew: true } }
        @Toasts { toasts: toast }
    }

    /// The whole board in its place, where more than a column changed.
    Anew<'a>(setting: Setting<'a>, board: &'a Board, toast: &'a [Toast<'a>]) {
        section[id = "board", "aria-label" = "Board"] {
            @Columns { setting: *setting, board }
        }
        @Toasts { toasts: toast }
    }
}

/// Where the board is, narrowed like this.
pub fn path(workspace: Uid, narrowed: &Narrowed) -> String {
    let list = narrowed.with_stage("").path(workspace);
    match list.split_once('?') {
        Some((_, query)) => format!("{}?{query}", plain_path(workspace)),
        None => plain_path(workspace),
    }
}

fn plain_path(workspace: Uid) -> String {
    format!("/w/{workspace}/board")
}

/// Something of the board, with more in its query.
fn part_path(setting: Setting<'_>, part: &str, more: &str) -> String {
    let query = path(setting.workspace, setting.narrowed);
    let query = query.split_once('?').map(|(_, query)| format!("&{query}")).unwrap_or_default();
    format!("{}/{part}?{more}{query}", plain_path(setting.workspace))
}

fn tags(board: &Board) -> Vec<&List> {
    let lists = board.columns.first().map(|column| &column.listing.standings);
    lists.into_iter().flat_map(|all| all.of_kind(ListKind::Tag)).collect()
}

fn counted(around: &Surroundings, total: i64) -> String {
    match total {
        0 => "No contacts yet".to_owned(),
        1 => "1 contact".to_owned(),
        _ => format!("{} contacts", around.manner().number(total)),
    }
}
