//! Pages of stages and tags: the two kinds of a workspace, a list on its way out, a contact's own.
pub mod contact;
pub mod leave;
pub mod manage;

use super::{Colour, ListKind};
use crate::{ids::Uid, shell::Fields};

fn lists_path(workspace: Uid) -> String {
    format!("/w/{workspace}/lists")
}

fn kind(fields: &Fields) -> ListKind {
    ListKind::from_code(fields.get("kind")).unwrap_or(ListKind::Tag)
}

/// A choice of one: what no page of ours offers is as good as the first.
fn colour(fields: &Fields) -> Colour {
    Colour::from_code(fields.get("colour")).unwrap_or(Colour::in_turn(0))
}

/// Nothing chosen is nothing; what can be no uid is one that nobody has.
fn chosen(text: &str) -> Option<Uid> {
    if text.is_empty() { None } else { Some(text.parse().unwrap_or_else(|_| Uid::new())) }
}
