//! On a workspace's contact list: its stages as the way through it, its tags as a menu, and the
//! cells of both.
use super::Mark;
use crate::{
    contacts::{
        Contact,
        lists::{List, ListKind, NO_STAGE, NO_STAGE_CODE, Narrowed, Standings},
    },
    shell::{Surroundings, answer},
    web::ui::{Dropdown, Icon, MenuItem, Tab, Tabs},
    workspaces::Workspace,
};

markup::define! {
    Narrowing<'a>(
        around: &'a Surroundings,
        workspace: &'a Workspace,
        standings: &'a Standings,
        narrowed: &'a Narrowed,
    ) {
        @if !standings.lists.is_empty() {
            div[class = "narrowing"] {
                @Tabs {
                    label: "Stages".into(),
                    tabs: tabs(around, workspace, standings, narrowed),
                }
                @if standings.of_kind(ListKind::Tag).next().is_some() {
                    @Dropdown::new(
                        tag_label(standings, narrowed),
                        Tags { around, workspace, standings, narrowed },
                    ).icon(Icon::Tag)
                }
            }
        }
    }

    Tags<'a>(
        around: &'a Surroundings,
        workspace: &'a Workspace,
        standings: &'a Standings,
        narrowed: &'a Narrowed,
    ) {
        @MenuItem::new("Any tag", narrowed.with_tag(None).path(workspace.uid))
        @for tag in standings.of_kind(ListKind::Tag) {
            @MenuItem::new(
                format!("{} ({})", tag.name, around.manner().number(tag.contacts)),
                narrowed.with_tag(Some(tag.uid)).path(workspace.uid),
            )
        }
    }

    StageCell<'a>(contact: &'a Contact, standings: &'a Standings) {
        @if let Some(list) = standings.stage(contact.id) { @Mark { list } }
    }

    TagCell<'a>(contact: &'a Contact, standings: &'a Standings) {
        @for list in standings.tags(contact.id).take(TAGS_SHOWN) { @Mark { list } }
        @let more = standings.tags(contact.id).count().saturating_sub(TAGS_SHOWN);
        @if more > 0 { span[class = "count"] { "+" @more } }
    }
}

const TAGS_SHOWN: usize = 2;

fn tabs<'a>(
    around: &'a Surroundings,
    workspace: &'a Workspace,
    standings: &'a Standings,
    narrowed: &'a Narrowed,
) -> Vec<Tab<'a>> {
    let stages: Vec<&List> = standings.of_kind(ListKind::Stage).collect();
    if stages.is_empty() {
        return Vec::new();
    }
    let staged: i64 = stages.iter().map(|list| list.contacts).sum();
    let tab = |label: &'a str, stage: &str, count: i64| {
        let to = narrowed.with_stage(stage);
        let is_current = narrowed.stage == stage;
        Tab::new(label, to.path(workspace.uid), is_current).count(around.manner().number(count))
    };
    let mut tabs = vec![tab("All", "", workspace.contacts)];
    tabs.extend(stages.iter().map(|it| tab(&it.name, &it.uid.to_string(), it.contacts)));
    tabs.push(tab(NO_STAGE, NO_STAGE_CODE, workspace.contacts - staged));
    tabs
}

fn tag_label<'a>(standings: &'a Standings, narrowed: &Narrowed) -> &'a str {
    let chosen = standings.of_kind(ListKind::Tag).find(|tag| Some(tag.uid) == narrowed.tag);
    chosen.map_or("Any tag", |tag| &tag.name)
}

impl Narrowed {
    /// Where the list is, narrowed like this.
    pub fn path(&self, workspace: crate::ids::Uid) -> String {
        answer::workspace_path(workspace) + &self.query("?")
    }
}
