//! A contact list narrowed to a stage and a tag: as it stands in an address, and as SQL wants it.
use rusqlite::Connection;

use super::{ListKind, all, find, store};
use crate::{
    contacts::Order,
    error::{Error, Result},
    ids::{ListId, Uid},
    workspaces::{self, Scope},
};

/// In an address, for those who are in no stage.
pub const NO_STAGE_CODE: &str = "none";

/// As it stands in an address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrowed {
    /// A stage's uid, `none`, or nothing for everybody.
    pub stage: String,
    pub tag: Option<Uid>,
    pub order: Order,
}

/// As it is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Within {
    pub stage: InStage,
    pub tag: Option<Worn>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InStage {
    #[default]
    Any,
    None,
    Is(ListId),
}

/// A tag, and by how many it is worn: a rare one is the better way into the contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Worn {
    pub tag: ListId,
    pub is_rare: bool,
}

const RARE: i64 = 2_000;

impl Narrowed {
    pub fn with_stage(&self, stage: &str) -> Self {
        Self { stage: stage.to_owned(), ..self.clone() }
    }

    pub fn with_tag(&self, tag: Option<Uid>) -> Self {
        Self { tag, ..self.clone() }
    }

    pub fn with_order(&self, order: Order) -> Self {
        Self { order, ..self.clone() }
    }

    /// The query string after `lead`; nothing where nothing differs from the plain list.
    pub fn query(&self, lead: &str) -> String {
        let mut pairs = Vec::new();
        if self.order != Order::default() {
            pairs.push(format!("sort={}", self.order.code()));
        }
        if !self.stage.is_empty() {
            pairs.push(format!("stage={}", self.stage));
        }
        if let Some(tag) = self.tag {
            pairs.push(format!("tag={tag}"));
        }
        if pairs.is_empty() { String::new() } else { format!("{lead}{}", pairs.join("&")) }
    }

    pub fn resolve(&self, conn: &Connection, scope: &Scope) -> Result<Within> {
        let list = |uid, kind| match find(conn, scope, uid)? {
            list if list.kind == kind => Ok(list),
            _ => Err(Error::NotFound("list")),
        };
        let stage = match self.stage.as_str() {
            "" => InStage::Any,
            NO_STAGE_CODE => InStage::None,
            uid => {
                let uid = uid.parse().map_err(|_| Error::NotFound("list"))?;
                InStage::Is(list(uid, ListKind::Stage)?.id)
            }
        };
        let tag = self.tag.map(|uid| list(uid, ListKind::Tag)).transpose()?;
        let tag = tag.map(|tag| Worn { tag: tag.id, is_rare: tag.contacts <= RARE });
        Ok(Within { stage, tag })
    }
}

/// How many contacts there are within it, by the counts where they tell.
pub fn total(conn: &Connection, scope: &Scope, within: &Within) -> Result<i64> {
    match (within.stage, within.tag) {
        (InStage::Any, None) => Ok(workspaces::find(conn, scope)?.contacts),
        (InStage::Is(list), None) => store::counted(conn, scope, list),
        (InStage::Any, Some(worn)) => store::counted(conn, scope, worn.tag),
        (InStage::None, None) => {
            let lists = all(conn, scope)?;
            let stages = lists.iter().filter(|list| list.kind == ListKind::Stage);
            let staged: i64 = stages.map(|list| list.contacts).sum();
            Ok(workspaces::find(conn, scope)?.contacts - staged)
        }
        (stage, Some(worn)) => store::count_both(conn, scope, stage, worn.tag),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_only_what_differs() {
        let plain = Narrowed::default();
        assert_eq!(plain.query("?"), "");
        let uid = Uid::new();
        let narrowed = plain.with_stage(NO_STAGE_CODE).with_tag(Some(uid));
        assert_eq!(narrowed.query("?"), format!("?stage=none&tag={uid}"));
        assert_eq!(
            narrowed.with_order(Order::Newest).with_tag(None).query("&"),
            "&sort=newest&stage=none"
        );
    }
}
