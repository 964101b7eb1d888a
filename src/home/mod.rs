//! The start page: what is to be done and what needs attention, one's workspaces, the newest
//! people in them, the latest changes.
mod attention;
pub mod pages;
mod views;

use rusqlite::Connection;

use crate::{
    actor::Actor,
    audit::{
        SubjectKind,
        read::{self, Told},
    },
    contacts::{self, Contact},
    db::Columns,
    error::Result,
    ids::ContactId,
    settings::{self, Owner, Setting},
    todos::pages::{At, Shown, shown},
    workspaces::{self, Workspace},
};

const CONTACTS_SHOWN: usize = 8;
const CHANGES_SHOWN: usize = 8;

pub struct Overview {
    workspaces: Vec<Workspace>,
    contacts: Vec<Contact>,
    changes: Vec<Change>,
    todos: Shown,
    attention: Vec<attention::Item>,
    /// The zone that times are shown in was chosen by nobody.
    is_zone_unknown: bool,
}

/// A change with the contact it was about, while there is one to go to.
struct Change {
    told: Told,
    contact: Option<Contact>,
}

pub fn overview(
    conn: &Connection,
    actor: &Actor,
    columns: &Columns,
    now: i64,
    look: attention::Look<'_>,
) -> Result<Overview> {
    let user = actor.user()?;
    let changes = read::newest(conn, user, columns, CHANGES_SHOWN)?;
    Ok(Overview {
        workspaces: workspaces::list(conn, actor)?,
        contacts: contacts::newest(conn, actor, CONTACTS_SHOWN)?,
        changes: changes
            .into_iter()
            .map(|told| change(conn, actor, told))
            .collect::<Result<_>>()?,
        todos: shown(conn, actor, At::Home, now)?,
        attention: attention::items(conn, actor, now, look)?,
        is_zone_unknown: !settings::is_chosen(conn, Owner::User(user), Setting::TimeZone)?,
    })
}

fn change(conn: &Connection, actor: &Actor, told: Told) -> Result<Change> {
    let contact = match told.subjects.as_slice() {
        [only] if only.kind == SubjectKind::Contact => {
            contacts::known(conn, actor, ContactId(only.id))?
        }
        _ => None,
    };
    Ok(Change { told, contact })
}
