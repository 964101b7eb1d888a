//! The header's search: jumps to workspaces by name, to contacts by what is known of them.
pub mod pages;
mod views;

use rusqlite::Connection;

use crate::{
    actor::Actor,
    contacts::{self, Contact},
    error::Result,
    text::{self, limits},
    workspaces::{self, Workspace},
};

/// What was found, the best few of each kind.
#[derive(Debug, Default)]
pub struct Found {
    pub workspaces: Vec<Workspace>,
    pub contacts: Vec<Contact>,
}

pub fn find(conn: &Connection, actor: &Actor, typed: &str, most: usize) -> Result<Found> {
    let typed = typed.replace(char::is_control, " ");
    let part = text::trim(&typed);
    if part.is_empty() || part.chars().count() > limits::LINE {
        return Ok(Found::default());
    }
    Ok(Found {
        workspaces: workspaces::by_name(conn, actor, part, most)?,
        contacts: contacts::search(conn, actor, part, most)?,
    })
}
