//! Stages and tags as JSON.
use poem_openapi::{
    Enum, Object,
    types::{Example, MaybeUndefined},
};

use crate::{
    contacts::lists::{
        Colour, List, ListDraft, ListKind, NO_STAGE_CODE, Patience, Settings, StageChange,
    },
    error::{Error, Problems, Result, unless_any},
    ids::Uid,
    shell::wire::{Moment, example_uid},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename = "ListKind", rename_all = "lowercase")]
pub enum Kind {
    /// A contact is in one at a time, or in none
    Stage,
    /// A contact has any number of them
    Tag,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename = "Colour", rename_all = "lowercase")]
pub enum Hue {
    Red,
    Orange,
    Yellow,
    Green,
    Teal,
    Blue,
    Violet,
    Pink,
}

/// A stage or a tag.
#[derive(Object)]
#[oai(rename = "List")]
pub struct ListOut {
    pub id: Uid,
    pub kind: Kind,
    pub name: String,
    pub colour: Hue,
    /// Its place among those of its kind, from 1
    pub position: i64,
    /// How many contacts are on it
    pub contacts: i64,
    pub created_on: Moment,
    /// Days after which somebody on it is shown as silent, 0 for never; null is 60 for a stage,
    /// and for a tag whatever the stage says
    pub inactive_after_days: Option<i64>,
}

#[derive(Object)]
#[oai(rename = "NewList", example)]
pub struct NewList {
    /// The workspace to add it to
    pub workspace: Uid,
    pub kind: Kind,
    /// At most 60 characters, and no other of its kind in the workspace has it
    pub name: String,
    /// One that differs from its neighbours', if left out
    pub colour: Option<Hue>,
}

#[derive(Object)]
#[oai(rename = "ListFields", example)]
pub struct Fields {
    /// At most 60 characters, and no other of its kind in the workspace has it
    pub name: String,
    /// Stays as it is, if left out
    pub colour: Option<Hue>,
    /// Days after which somebody on it is shown as silent, at most 3650, 0 for never; null is the
    /// usual, and left out it stays as it is
    pub inactive_after_days: MaybeUndefined<i64>,
}

#[derive(Object)]
#[oai(rename = "ListMerge", example)]
pub struct Merge {
    /// Where the contacts go: another of the same kind
    pub into: Uid,
}

#[derive(Object)]
#[oai(rename = "ListOrder", example)]
pub struct Order {
    pub workspace: Uid,
    pub kind: Kind,
    /// Each list of the kind once, in the order they should have
    pub lists: Vec<Uid>,
}

#[derive(Object)]
#[oai(rename = "ListAssignment", example)]
pub struct Assign {
    /// The workspace that all the contacts are in
    pub workspace: Uid,
    /// 1 to 500 of them
    pub contacts: Vec<Uid>,
    /// The id of the stage they move to, or `none` for no stage; left out, they stay
    pub stage: Option<String>,
    /// Tags they get, at most 20
    pub add_tags: Option<Vec<Uid>>,
    /// Tags they lose, at most 20
    pub remove_tags: Option<Vec<Uid>>,
}

/// Stages and tags, each kind in its order.
#[derive(Object)]
#[oai(rename = "Lists")]
pub struct All {
    pub lists: Vec<ListOut>,
}

/// A list after a change of it.
#[derive(Object)]
#[oai(rename = "ChangedList")]
pub struct Changed {
    pub list: ListOut,
    /// By which this can be undone; null when nothing changed
    pub change: Option<Uid>,
}

/// All of a kind, in their new order.
#[derive(Object)]
#[oai(rename = "ReorderedLists")]
pub struct Reordered {
    pub lists: Vec<ListOut>,
    /// By which this can be undone; null when nothing changed
    pub change: Option<Uid>,
}

impl From<ListKind> for Kind {
    fn from(kind: ListKind) -> Self {
        match kind {
            ListKind::Stage => Self::Stage,
            ListKind::Tag => Self::Tag,
        }
    }
}

impl From<Kind> for ListKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Stage => Self::Stage,
            Kind::Tag => Self::Tag,
        }
    }
}

/// Both in the order of the theme's hues.
const HUES: [Hue; 8] =
    [Hue::Red, Hue::Orange, Hue::Yellow, Hue::Green, Hue::Teal, Hue::Blue, Hue::Violet, Hue::Pink];

impl From<Colour> for Hue {
    fn from(colour: Colour) -> Self {
        HUES[colour.hue() as usize]
    }
}

impl From<Hue> for Colour {
    fn from(hue: Hue) -> Self {
        Self::ALL[hue as usize]
    }
}

impl From<List> for ListOut {
    fn from(list: List) -> Self {
        Self {
            id: list.uid,
            kind: list.kind.into(),
            name: list.name,
            colour: list.colour.into(),
            position: list.position,
            contacts: list.contacts,
            created_on: Moment(list.created_on),
            inactive_after_days: list.patience.to_store(),
        }
    }
}

impl NewList {
    /// `others` of its kind are there already.
    pub fn draft(&self, others: usize) -> ListDraft {
        let colour = self.colour.map_or(Colour::in_turn(others), Colour::from);
        ListDraft { kind: self.kind.into(), name: self.name.clone(), colour }
    }
}

impl Fields {
    pub fn settings(&self, list: &List) -> Result<Settings> {
        let mut problems = Problems::new();
        let patience = match self.inactive_after_days {
            MaybeUndefined::Undefined => list.patience,
            MaybeUndefined::Null => Patience::Usual,
            MaybeUndefined::Value(days) => Patience::parse(&mut problems, &days.to_string()),
        };
        unless_any(problems)?;
        let colour = self.colour.map_or(list.colour, Into::into);
        Ok(Settings { name: self.name.clone(), colour, patience })
    }
}

impl Assign {
    pub fn stage(&self) -> Result<StageChange> {
        match self.stage.as_deref() {
            None => Ok(StageChange::Keep),
            Some(NO_STAGE_CODE) => Ok(StageChange::Clear),
            Some(uid) => uid.parse().map(StageChange::To).map_err(|_| {
                Error::invalid("stage", "This needs to be the id of a stage, or none")
            }),
        }
    }
}

impl Example for NewList {
    fn example() -> Self {
        let (workspace, name) = (example_uid(), "Prospects".into());
        Self { workspace, kind: Kind::Stage, name, colour: Some(Hue::Teal) }
    }
}

impl Example for Fields {
    fn example() -> Self {
        let inactive_after_days = MaybeUndefined::Value(30);
        Self { name: "Prospects".into(), colour: Some(Hue::Teal), inactive_after_days }
    }
}

impl Example for Merge {
    fn example() -> Self {
        Self { into: example_uid() }
    }
}

impl Example for Order {
    fn example() -> Self {
        Self { workspace: example_uid(), kind: Kind::Stage, lists: vec![example_uid()] }
    }
}

impl Example for Assign {
    fn example() -> Self {
        Self {
            workspace: example_uid(),
            contacts: vec![example_uid()],
            stage: Some(example_uid().to_string()),
            add_tags: Some(vec![example_uid()]),
            remove_tags: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_go_there_and_back() {
        for colour in Colour::ALL {
            assert_eq!(Colour::from(Hue::from(colour)), colour);
        }
    }
}
