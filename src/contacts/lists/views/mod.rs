//! Markup of stages and tags.
mod contact;
mod edit;
mod leave;
mod manage;
mod nav;

pub use contact::{
    Elsewhere, Marks, News, OpenStage, Rows, SavedStage, SavedTags, StageForm, StageRow, TagsRow,
};
pub use edit::{EditRow, OpenList, Typed};
pub use leave::{Delete, Merge};
pub use manage::{Adding, Manage, Place, Row, SavedRow, SavedSection, Section};
pub use nav::{Narrowing, StageCell, TagCell};

use super::{Colour, List, ListKind};
use crate::{
    error::Problems,
    web::ui::{self, Icon},
};

impl ListKind {
    /// "Stages", over a row of them.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Stage => "Stages",
            Self::Tag => "Tags",
        }
    }
}

/// The list as a mark: a stage with its dot, a tag with its ground.
fn mark(list: &List) -> String {
    match list.kind {
        ListKind::Stage => ui::Stage::coloured(&*list.name, list.colour.hue()).to_string(),
        ListKind::Tag => ui::Tag::coloured(&*list.name, list.colour.hue()).to_string(),
    }
}

/// The mark of somebody who was silent for longer than their stage or tag has it.
pub fn silence(days: i64) -> String {
    match days {
        1 => "Silent for a day".to_owned(),
        2..90 => format!("Silent for {days} days"),
        90..730 => format!("Silent for {} months", days / 30),
        _ => format!("Silent for {} years", days / 365),
    }
}

markup::define! {
    /// The mark, linked to the contacts that have it where there is a link.
    Mark<'a>(list: &'a List) { @markup::raw(mark(list)) }

    /// Eight colours to choose one of.
    Swatches<'a>(chosen: Colour, problems: &'a Problems) {
        fieldset[class = "swatches"] {
            legend[class = "sr-only"] { "Colour" }
            @for colour in Colour::ALL {
                label[class = format_args!("swatch hue-{}", colour.hue()), title = colour.label()] {
                    input[
                        type = "radio",
                        name = "colour",
                        value = colour.code(),
                        checked = colour == *chosen,
                    ];
                    span[class = "sr-only"] { @colour.label() }
                }
            }
            @if let Some(problem) = problems.get("colour") {
                p[class = "problem"] { @Icon::Error span { @problem } }
            }
        }
    }
}
