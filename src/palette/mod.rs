//! The command palette: by a few letters to any contact, workspace, page or action (DB-4).
mod offers;
pub mod pages;
mod rank;
mod views;

use rusqlite::Connection;

pub use offers::{Does, Offer};

use crate::{
    accounts::users,
    actor::Actor,
    audit::{SubjectKind, read},
    contacts::{self, Contact},
    error::Result,
    ids::{ContactId, Uid},
    search,
    text::{self, limits},
    workspaces::{self, Workspace},
};

const CONTACTS: usize = 6;
const OFFERS: usize = 5;

/// What the palette lists, kind by kind; the order is that of `Found::groups`.
#[derive(Debug, Default)]
pub struct Found {
    pub contacts: Vec<Contact>,
    pub workspaces: Vec<Workspace>,
    pub pages: Vec<Offer>,
    pub actions: Vec<Offer>,
    /// What was typed begins the words of a page or an action, so that is what is meant.
    pub is_named: bool,
}

/// `within` is the workspace whose page is open: what can be done in it comes first.
pub fn find(conn: &Connection, actor: &Actor, typed: &str, within: Option<Uid>) -> Result<Found> {
    let typed = typed.replace(char::is_control, " ");
    let typed = text::trim(&typed);
    if typed.chars().count() > limits::LINE {
        return Ok(Found::default());
    }
    let mut all = workspaces::list(conn, actor)?;
    all.sort_by_key(|it| Some(it.uid) != within);
    let role = users::find(conn, actor.user()?)?.role;
    let (pages, actions) = (offers::pages(&all, role), offers::actions(&all));
    if typed.is_empty() {
        let here = usize::from(all.first().is_some_and(|it| Some(it.uid) == within));
        return Ok(Found {
            contacts: lately(conn, actor)?,
            pages: offers::first_pages(pages),
            actions: offers::first_actions(actions, here),
            ..Found::default()
        });
    }
    let found = search::find(conn, actor, typed, CONTACTS)?;
    let (pages, actions) = (rank::best(pages, typed), rank::best(actions, typed));
    Ok(Found {
        contacts: found.contacts,
        workspaces: found.workspaces,
        is_named: [&pages, &actions].iter().any(|it| rank::names(it.first(), typed)),
        pages: pages.into_iter().take(OFFERS).collect(),
        actions: actions.into_iter().take(OFFERS).collect(),
    })
}

/// Those that the person last did something about.
fn lately(conn: &Connection, actor: &Actor) -> Result<Vec<Contact>> {
    let mut found = Vec::new();
    for id in read::lately(conn, actor.user()?, SubjectKind::Contact)? {
        if found.len() == CONTACTS {
            break;
        }
        found.extend(contacts::known(conn, actor, ContactId(id))?);
    }
    Ok(found)
}
