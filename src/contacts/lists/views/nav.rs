//! On a workspace's contact list: its stages as the way through it, and the cells of stages and
//! tags.
use super::Mark;
use crate::{
    contacts::{
        Asked, Contact,
        filter::InStage,
        lists::{List, ListKind, NO_STAGE, Standings},
    },
    shell::Surroundings,
    web::ui::{Tab, Tabs},
    workspaces::Workspace,
};

markup::define! {
    Narrowing<'a>(
        around: &'a Surroundings,
        workspace: &'a Workspace,
        standings: &'a Standings,
        asked: &'a Asked,
    ) {
        @if standings.of_kind(ListKind::Stage).next().is_some() {
            div[class = "narrowing"] {
                @Tabs { label: "Stages".into(), tabs: tabs(around, workspace, standings, asked) }
            }
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
    asked: &'a Asked,
) -> Vec<Tab<'a>> {
    let stages: Vec<&List> = standings.of_kind(ListKind::Stage).collect();
    let staged: i64 = stages.iter().map(|list| list.contacts).sum();
    let tab = |label: &'a str, stage: Option<InStage>, count: i64| {
        let to = asked.with_filter(asked.filter.in_stage(stage));
        let is_current = asked.filter.stages() == stage.as_slice();
        Tab::new(label, to.path(workspace.uid), is_current).count(around.manner().number(count))
    };
    let mut tabs = vec![tab("All", None, workspace.contacts)];
    tabs.extend(stages.iter().map(|it| tab(&it.name, Some(InStage::Is(it.uid)), it.contacts)));
    tabs.push(tab(NO_STAGE, Some(InStage::None), workspace.contacts - staged));
    tabs
}
