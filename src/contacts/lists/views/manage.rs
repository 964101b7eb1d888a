//! The page "Stages and tags": each kind in its order, changed in place.
use super::{EditRow, Mark, OpenList, Swatches};
use crate::{
    contacts::{
        Step,
        lists::{Colour, List, ListKind},
    },
    error::Problems,
    ids::Uid,
    shell::{
        Surroundings, answer,
        views::{WorkspacePage, WorkspaceTabs},
    },
    web::ui::{
        Breadcrumbs, Button, Crumb, Dropdown, Field, Form, Icon, MenuItem, PageHeader, Toast,
        Toasts,
    },
    workspaces::Workspace,
};

/// What was typed for a new list and could not be saved.
pub struct Adding {
    pub kind: ListKind,
    pub name: String,
    pub colour: Colour,
    pub problems: Problems,
}

markup::define! {
    Manage<'a>(
        around: &'a Surroundings,
        workspace: &'a Workspace,
        lists: &'a [List],
        open: Option<&'a OpenList>,
        adding: Option<&'a Adding>,
    ) {
        @let contacts = answer::workspace_path(workspace.uid);
        @Breadcrumbs { crumbs: vec![Crumb::new(&*workspace.name, &*contacts)] }
        @PageHeader::new("Stages and tags", "How the contacts of this workspace are sorted", "")
        @WorkspaceTabs { workspace: workspace.uid, at: WorkspacePage::Lists }
        div[class = "list-kinds"] {
            @for kind in ListKind::ALL {
                @Section { around, workspace: workspace.uid, kind, lists, open: *open,
                    adding: *adding }
            }
        }
    }

    Section<'a>(
        around: &'a Surroundings,
        workspace: Uid,
        kind: ListKind,
        lists: &'a [List],
        open: Option<&'a OpenList>,
        adding: Option<&'a Adding>,
    ) {
        section[
            id = section_id(*kind),
            class = "list-kind",
            "aria-labelledby" = format_args!("{}-title", section_id(*kind)),
        ] {
            h2[id = format_args!("{}-title", section_id(*kind))] { @kind.title() }
            p[class = "help"] { @explained(*kind) }
            ul[class = "list-rows"] {
                @for (list, place) in placed(lists, *kind) {
                    @match open.filter(|open| open.list == list.uid) {
                        Some(open) => { @EditRow { around, list, open } }
                        None => { @Row { around, workspace: *workspace, list, place } }
                    }
                }
            }
            @let adding = adding.filter(|adding| adding.kind == *kind);
            @Form::post(
                lists_path(*workspace),
                &*around.csrf,
                Add { kind: *kind, next: placed(lists, *kind).count(), adding },
            ).hx(format!("#{}", section_id(*kind)))
        }
    }

    Row<'a>(around: &'a Surroundings, workspace: Uid, list: &'a List, place: Place) {
        @let id = list.uid;
        li[id = format_args!("list-{id}"), class = "list-row"] {
            a[class = "list-name", href = members_path(*workspace, list)] { @Mark { list } }
            span[class = "num list-count"] {
                @around.manner().number(list.contacts)
                span[class = "sr-only"] { " contacts" }
            }
            div[class = "list-acts"] {
                @Form::post(
                    format!("/lists/{id}/move"),
                    &*around.csrf,
                    Steps { list, place: *place },
                ).inline().hx(format!("#{}", section_id(list.kind)))
                a[
                    id = format_args!("edit-{id}"),
                    class = "btn btn-plain btn-icon",
                    title = "Edit",
                    href = format_args!("/lists/{id}/edit"),
                    "hx-get" = format_args!("/lists/{id}/edit"),
                    "hx-target" = "closest .list-row",
                    "hx-swap" = "outerHTML",
                ] {
                    @Icon::Pencil
                    span[class = "sr-only"] { "Edit " @list.name }
                }
                @Dropdown::more(format!("More for {}", list.name), More { list })
            }
        }
    }

    Steps<'a>(list: &'a List, place: Place) {
        @for step in Step::ALL {
            @let is_end = match step { Step::Up => place.is_first, Step::Down => place.is_last };
            button[
                id = format_args!("{}-{}", step.code(), list.uid),
                class = "btn btn-plain btn-icon",
                name = "step",
                value = step.code(),
                title = if step == Step::Up { "Move up" } else { "Move down" },
                "aria-disabled" = is_end.then_some("true"),
            ] {
                @if step == Step::Up { @Icon::ArrowUp } else { @Icon::ArrowDown }
                span[class = "sr-only"] {
                    @if step == Step::Up { "Move up " } else { "Move down " } @list.name
                }
            }
        }
    }

    More<'a>(list: &'a List) {
        @MenuItem::new("Merge into another", format!("/lists/{}/merge", list.uid))
            .icon(Icon::ArrowRight)
        @MenuItem::new("Delete", format!("/lists/{}/delete", list.uid)).icon(Icon::Trash).danger()
    }

    Add<'a>(kind: ListKind, next: usize, adding: Option<&'a Adding>) {
        @let none = Problems::new();
        @let problems = adding.map_or(&none, |adding| &adding.problems);
        input[type = "hidden", name = "kind", value = kind.code()];
        div[class = "list-add"] {
            @Field::text(
                "name",
                format!("New {}", kind.code()),
                adding.map(|adding| adding.name.as_str()).unwrap_or_default(),
            )
                .id(format!("new-{}", kind.code()))
                .problem(problems.get("name").map(String::as_str))
                .autocomplete("off")
            @Swatches {
                chosen: adding.map_or(Colour::in_turn(*next), |adding| adding.colour),
                problems,
            }
            @Button::quiet(format!("Add {}", kind.code())).icon(Icon::Plus)
        }
    }

    /// After a save in place: the row at rest, and the toast that offers Undo.
    SavedRow<'a>(
        around: &'a Surroundings,
        workspace: Uid,
        list: &'a List,
        place: Place,
        toast: &'a [Toast<'a>],
    ) {
        @Row { around, workspace: *workspace, list, place: *place }
        @Toasts { toasts: toast }
    }

    /// After an addition or a move: all of the kind, and the toast.
    SavedSection<'a>(
        around: &'a Surroundings,
        workspace: Uid,
        kind: ListKind,
        lists: &'a [List],
        adding: Option<&'a Adding>,
        toast: &'a [Toast<'a>],
    ) {
        @Section { around, workspace: *workspace, kind: *kind, lists, open: None,
            adding: *adding }
        @Toasts { toasts: toast }
    }
}

/// Whether a list stands at an end of its row.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    is_first: bool,
    is_last: bool,
}

impl Place {
    pub fn of(list: &List, lists: &[List]) -> Self {
        placed(lists, list.kind)
            .find(|(other, _)| other.id == list.id)
            .map_or(Self { is_first: true, is_last: true }, |(_, place)| place)
    }
}

fn placed(lists: &[List], kind: ListKind) -> impl Iterator<Item = (&List, Place)> {
    let row: Vec<&List> = lists.iter().filter(|list| list.kind == kind).collect();
    let last = row.len().saturating_sub(1);
    row.into_iter()
        .enumerate()
        .map(move |(at, list)| (list, Place { is_first: at == 0, is_last: at == last }))
}

fn section_id(kind: ListKind) -> &'static str {
    match kind {
        ListKind::Stage => "stages",
        ListKind::Tag => "tags",
    }
}

fn explained(kind: ListKind) -> &'static str {
    match kind {
        ListKind::Stage => "The steps of your work. A contact is in one stage at a time.",
        ListKind::Tag => "What else is true of a contact. It can have any number of tags.",
    }
}

fn lists_path(workspace: Uid) -> String {
    format!("/w/{workspace}/lists")
}

fn members_path(workspace: Uid, list: &List) -> String {
    format!("{}?{}={}", answer::workspace_path(workspace), list.kind.code(), list.uid)
}
