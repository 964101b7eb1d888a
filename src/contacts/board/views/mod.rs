//! Markup of the board.
mod column;
mod moving;

use super::{Board, Column};
use crate::{
    contacts::{
        Asked,
        filter::{Condition, Known, Quantifier},
        lists::{List, ListKind},
        views::{FilterPanel, Look, Looks, OpensFilter},
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

/// As the filter's own address has them.
const SEARCH: &str = "q";
const TAG: &str = "tag";

/// What all parts of the board need to know.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    pub around: &'a Surroundings,
    pub workspace: Uid,
    pub asked: &'a Asked,
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
            Looks { workspace: workspace.uid, asked: setting.asked, at: Look::Board },
        )
        @WorkspaceTabs { workspace: workspace.uid, at: WorkspacePage::Contacts }
        @if let Some(trouble) = trouble {
            @Notice::new(Tone::Warning, "Nothing was changed", *trouble)
        }
        div[class = "board-bar"] {
            @FilterBar::new(
                plain_path(workspace.uid),
                "#board",
                Search { setting: *setting, tags: tags(board) },
            ).typed()
        }
        section[id = "board", "aria-label" = "Board"] {
            @Columns { setting: *setting, board }
        }
        @FilterPanel {}
        p[id = "board-said", class = "sr-only", role = "status", "aria-live" = "assertive"] {}
        p[id = "board-help", class = "sr-only"] {
            "Space picks the card up, left and right choose a stage, Space again puts it down, \
             Escape puts it back."
        }
    }

    Search<'a>(setting: Setting<'a>, tags: Vec<&'a List>) {
        @let asked = setting.asked;
        @FilterSearch {
            label: "Filter by name, e-mail, phone or company",
            query: asked.filter.search().into(),
        }
        @let chosen = tag_chosen(asked);
        @if !tags.is_empty() {
            label[class = "sr-only", "for" = "board-tag"] { "Tag" }
            select[id = "board-tag", class = "select", name = TAG] {
                option[value = ""] { "Any tag" }
                @for tag in tags.iter() {
                    option[value = tag.uid.to_string(), selected = Some(tag.uid) == chosen] {
                        @tag.name
                    }
                }
            }
        }
        @for (name, value) in asked.pairs() {
            @if name != SEARCH && !(name == TAG && chosen.is_some()) {
                input[type = "hidden", name = name, value = value];
            }
        }
        @OpensFilter { form: Look::Board.filter_path(setting.workspace) }
    }

    /// The conditions beside words and tag, each with the way to take it off.
    Chips<'a>(setting: Setting<'a>, board: &'a Board) {
        @let asked = setting.asked;
        @let known = Known {
            lists: lists(board),
            fields: &board.fields,
            manner: setting.around.manner(),
        };
        ul[class = "chips", "aria-label" = "Filters"] {
            @for (at, condition) in asked.filter.conditions().iter().enumerate() {
                @if !is_in_the_bar(asked, condition) {
                    @let words = condition.words(&known);
                    @let without = asked.with_filter(asked.filter.without(at));
                    li[class = "chip"] {
                        span { @words }
                        a[href = path(setting.workspace, &without), title = "Remove this filter"] {
                            @Icon::X
                            span[class = "sr-only"] { "Remove the filter: " @words }
                        }
                    }
                }
            }
            li { a[class = "btn btn-plain", href = cleared(*setting)] { "Clear all" } }
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
            @if has_chips(setting.asked) { @Chips { setting: *setting, board } }
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

/// Where the board is that shows what is asked for, in all stages.
pub fn path(workspace: Uid, asked: &Asked) -> String {
    match query(asked).as_str() {
        "" => plain_path(workspace),
        query => format!("{}?{query}", plain_path(workspace)),
    }
}

pub fn query(asked: &Asked) -> String {
    asked.with_filter(asked.filter.in_stage(None)).to_query()
}

fn plain_path(workspace: Uid) -> String {
    format!("/w/{workspace}/board")
}

/// Something of the board, with more in its query.
fn part_path(setting: Setting<'_>, part: &str, more: &str) -> String {
    let path = format!("{}/{part}?{more}", plain_path(setting.workspace));
    match query(setting.asked).as_str() {
        "" => path,
        query => format!("{path}&{query}"),
    }
}

fn lists(board: &Board) -> &[List] {
    board.columns.first().map_or(&[], |column| &column.listing.standings.lists)
}

fn tags(board: &Board) -> Vec<&List> {
    lists(board).iter().filter(|list| list.kind == ListKind::Tag).collect()
}

/// The one tag that the bar itself can say.
fn tag_chosen(asked: &Asked) -> Option<Uid> {
    asked.filter.conditions().iter().find_map(|condition| match condition {
        Condition::Tags(Quantifier::Any, tags) if tags.len() == 1 => tags.first().copied(),
        _ => None,
    })
}

fn is_in_the_bar(asked: &Asked, condition: &Condition) -> bool {
    match condition {
        Condition::Tags(Quantifier::Any, _) => tag_chosen(asked).is_some(),
        condition => matches!(condition, Condition::Stage(_)),
    }
}

fn has_chips(asked: &Asked) -> bool {
    asked.filter.conditions().iter().any(|condition| !is_in_the_bar(asked, condition))
}

/// Without the chips; words, tag and stages stay as they are.
fn cleared(setting: Setting<'_>) -> String {
    let asked = setting.asked;
    let in_the_bar = asked.filter.conditions().iter().filter(|it| is_in_the_bar(asked, it));
    let kept = in_the_bar.fold(asked.filter.of_words_alone(), |kept, it| kept.and(it.clone()));
    path(setting.workspace, &asked.with_filter(kept))
}

fn counted(around: &Surroundings, total: i64) -> String {
    match total {
        0 => "No contacts yet".to_owned(),
        1 => "1 contact".to_owned(),
        _ => format!("{} contacts", around.manner().number(total)),
    }
}
