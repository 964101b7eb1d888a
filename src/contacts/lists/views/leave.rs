//! Before a list goes: where its contacts go, and how many they are.
use super::Mark;
use crate::{
    contacts::lists::{List, ListKind, NO_STAGE},
    error::Problems,
    shell::{Surroundings, answer},
    web::ui::{Breadcrumbs, Button, Choice, Crumb, Form, Notice, PageHeader, Select, Text, Tone},
    workspaces::Workspace,
};

markup::define! {
    Merge<'a>(
        around: &'a Surroundings,
        workspace: &'a Workspace,
        list: &'a List,
        lists: &'a [List],
        chosen: &'a str,
        problems: &'a Problems,
    ) {
        @Head { workspace, title: "Merge into another".into() }
        div[class = "narrow"] {
            @Who { around, list }
            @if others(list, lists).is_empty() {
                @Notice::new(
                    Tone::Info,
                    "There is nothing to merge it into",
                    format!("Add another {} first.", list.kind.code()),
                )
            } else {
                @Form::post(
                    format!("/lists/{}/merge", list.uid),
                    &*around.csrf,
                    MergeFields { workspace, list, lists, chosen, problems },
                )
            }
        }
    }

    MergeFields<'a>(
        workspace: &'a Workspace,
        list: &'a List,
        lists: &'a [List],
        chosen: &'a str,
        problems: &'a Problems,
    ) {
        @Select::new("into", "Merge into", others(list, lists), *chosen)
            .problem(problems.get("into").map(String::as_str))
            .help(format!(
                "Its contacts go there and “{}” is deleted. This can be undone.", list.name
            ))
        div[class = "form-actions"] {
            @Button::primary("Merge")
            @Button::plain("Cancel").to(back(workspace))
        }
    }

    Delete<'a>(
        around: &'a Surroundings,
        workspace: &'a Workspace,
        list: &'a List,
        lists: &'a [List],
        chosen: &'a str,
        problems: &'a Problems,
    ) {
        @Head { workspace, title: format!("Delete this {}", list.kind.code()).into() }
        div[class = "narrow"] {
            @Who { around, list }
            @Form::post(
                format!("/lists/{}/delete", list.uid),
                &*around.csrf,
                DeleteFields { workspace, list, lists, chosen, problems },
            )
        }
    }

    DeleteFields<'a>(
        workspace: &'a Workspace,
        list: &'a List,
        lists: &'a [List],
        chosen: &'a str,
        problems: &'a Problems,
    ) {
        @match list.kind {
            ListKind::Stage => {
                @Select::new("move_to", "Where its contacts go", targets(list, lists), *chosen)
                    .problem(problems.get("move_to").map(String::as_str))
                    .help("This can be undone.")
            }
            ListKind::Tag => {
                p { "The contacts stay; only the tag is taken off them. This can be undone." }
            }
        }
        div[class = "form-actions"] {
            @Button::danger(format!("Delete {}", list.kind.code()))
            @Button::plain("Cancel").to(back(workspace))
        }
    }

    Head<'a>(workspace: &'a Workspace, title: Text<'a>) {
        @let contacts = answer::workspace_path(workspace.uid);
        @Breadcrumbs {
            crumbs: vec![
                Crumb::new(&*workspace.name, contacts),
                Crumb::new("Stages and tags", back(workspace)),
            ],
        }
        @PageHeader::new(&**title, "", "")
    }

    Who<'a>(around: &'a Surroundings, list: &'a List) {
        p[class = "list-who"] { @Mark { list } span { @counted(around, list) } }
    }
}

fn counted(around: &Surroundings, list: &List) -> String {
    match list.contacts {
        0 => "No contact is on it".to_owned(),
        1 => "1 contact is on it".to_owned(),
        many => format!("{} contacts are on it", around.manner().number(many)),
    }
}

fn back(workspace: &Workspace) -> String {
    format!("/w/{}/lists", workspace.uid)
}

fn others<'a>(list: &List, lists: &'a [List]) -> Vec<Choice<'a>> {
    let others = lists.iter().filter(|it| it.kind == list.kind && it.id != list.id);
    others.map(|it| Choice::new(it.uid.to_string(), &*it.name)).collect()
}

fn targets<'a>(list: &List, lists: &'a [List]) -> Vec<Choice<'a>> {
    let mut all = others(list, lists);
    all.push(Choice::new("", NO_STAGE));
    all
}
