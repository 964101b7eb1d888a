//! On a workspace's contact list: its stages as the way through it, its tags as a menu, and the
//! cells of both.
use super::Mark;
use crate::{
    contacts::{
        Contact, Order,
        lists::{List, ListKind, NO_STAGE, NO_STAGE_CODE, Narrowed, Standings},
    },
    ids::Uid,
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
    pub fn path(&self, workspace: Uid) -> String {
        match self.query().as_str() {
            "" => answer::workspace_path(workspace),
            query => format!("{}?{query}", answer::workspace_path(workspace)),
        }
    }

    /// Another page of it, as it is now.
    pub fn page_path(&self, workspace: Uid, way: &str, cursor: &str) -> String {
        let path = self.path(workspace);
        let and = if path.contains('?') { '&' } else { '?' };
        format!("{path}{and}{way}={cursor}")
    }

    /// Only what differs from the plain list.
    fn query(&self) -> String {
        let mut pairs = Vec::new();
        if self.is_search() {
            pairs.push(format!("q={}", answer::encoded(self.search.trim())));
        }
        if self.order != Order::default() {
            pairs.push(format!("sort={}", self.order.code()));
        }
        if !self.stage.is_empty() {
            pairs.push(format!("stage={}", answer::encoded(&self.stage)));
        }
        if let Some(tag) = self.tag {
            pairs.push(format!("tag={tag}"));
        }
        pairs.join("&")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_only_what_differs() {
        let plain = Narrowed::default();
        assert_eq!(plain.query(), "");
        let uid = Uid::new();
        let narrowed = plain.with_stage(NO_STAGE_CODE).with_tag(Some(uid));
        assert_eq!(narrowed.query(), format!("stage=none&tag={uid}"));
        let narrowed = Narrowed { search: " a&b ".into(), order: Order::Newest, ..narrowed };
        assert_eq!(narrowed.with_tag(None).query(), "q=a%26b&sort=newest&stage=none");
        assert_eq!(narrowed.in_any_list().query(), "q=a%26b&sort=newest");
    }

    #[test]
    fn another_page_is_of_the_same_list() {
        let workspace = Uid::new();
        let plain = Narrowed::default();
        let list = answer::workspace_path(workspace);
        assert_eq!(plain.page_path(workspace, "after", "7a"), format!("{list}?after=7a"));
        let untagged = plain.with_stage(NO_STAGE_CODE).page_path(workspace, "before", "7a");
        assert_eq!(untagged, format!("{list}?stage=none&before=7a"));
    }
}
