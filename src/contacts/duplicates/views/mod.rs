//! Markup of duplicates: the scan's list, the prompt before a second entry, the card afterwards.
mod ask;
mod card;
mod list;

pub use ask::{Ask, AskEdit, DECISION, EDIT_ANYWAY, EDIT_CHOICE, EDIT_SEPARATE, EDIT_SHOWN};
pub use card::Card;
pub use list::{APART, Duplicates};

use crate::{ids::Uid, shell::answer};

/// The list of a workspace's likely pairs.
pub fn duplicates_path(workspace: Uid) -> String {
    format!("/w/{workspace}/duplicates")
}

pub fn separate_path(contact: Uid) -> String {
    format!("{}/separate", answer::contact_path(contact))
}
