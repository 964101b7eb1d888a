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
    /// Words to search for; blank for everybody.
    pub search: String,
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

    pub fn is_search(&self) -> bool {
        !self.search.trim().is_empty()
    }

    pub fn is_of_some_list(&self) -> bool {
        !self.stage.is_empty() || self.tag.is_some()
    }

    /// The same words and order, whatever the stage and the tag.
    pub fn in_any_list(&self) -> Self {
        Self { stage: String::new(), tag: None, ..self.clone() }
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
        (InStage::Any, None) => workspaces::count(conn, scope),
        (InStage::Is(list), None) => store::counted(conn, scope, list),
        (InStage::Any, Some(worn)) => store::counted(conn, scope, worn.tag),
        (InStage::None, None) => {
            let lists = all(conn, scope)?;
            let stages = lists.iter().filter(|list| list.kind == ListKind::Stage);
            let staged: i64 = stages.map(|list| list.contacts).sum();
            Ok(workspaces::count(conn, scope)? - staged)
        }
        (stage, Some(worn)) => store::count_both(conn, scope, stage, worn.tag),
    }
}
