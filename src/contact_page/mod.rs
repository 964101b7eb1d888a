//! A contact's page: what every feature tells of one contact, put together (CT-10).
pub mod notices;
pub mod pages;
mod views;

use rusqlite::Connection;

use crate::{
    actor::Actor,
    audit::{
        SubjectKind,
        read::{self, Told},
    },
    contacts::{
        self, Contact,
        duplicates::{self, Twin},
        erase,
        fields::values::{self, FieldValue},
        lists::{self, Standings},
        reach::{self, Reach},
    },
    db::Columns,
    error::Result,
    ids::Uid,
    log::{self, Tab},
    shares::{self, Sharing},
    todos::pages::{At, Shown, shown},
    workspaces::{self, Scope, Workspace},
};

const RECENT_CHANGES: usize = 10;

/// All that the page shows. A feature that has something to tell adds its own part.
pub struct Sheet {
    workspace: Workspace,
    contact: Contact,
    twins: Vec<Twin>,
    changes: Vec<Told>,
    standings: Standings,
    custom: Vec<FieldValue>,
    reach: Reach,
    log: log::Page,
    known: notices::Known,
    todos: Shown,
    sharing: Sharing,
    /// Since when somebody with this address or number asked to be forgotten.
    forgotten: Option<i64>,
}

pub fn sheet(
    conn: &Connection,
    actor: &Actor,
    columns: &Columns,
    uid: Uid,
    tab: Tab,
    now: i64,
) -> Result<Sheet> {
    let (scope, contact) = contacts::open(conn, actor, uid)?;
    Ok(Sheet {
        workspace: workspaces::find(conn, &scope)?,
        twins: duplicates::twins(conn, &scope, &contact)?,
        changes: recent_changes(conn, &scope, columns, &contact)?,
        standings: lists::standings(conn, &scope, &[contact.id])?,
        custom: values::of(conn, &scope, contact.id)?,
        reach: reach::of(conn, &scope, contact.id)?,
        log: log::page_of(conn, &scope, contact.id, tab, None, log::PAGE)?,
        known: notices::known(conn, actor, &scope, &contact)?,
        todos: shown(conn, actor, At::Contact(uid), now)?,
        sharing: shares::of_contact(conn, &scope, contact.id)?,
        forgotten: erase::forgotten_since(conn, &scope, &contact)?,
        contact,
    })
}

/// What changed lately about this contact, newest first.
pub fn recent_changes(
    conn: &Connection,
    scope: &Scope,
    columns: &Columns,
    contact: &Contact,
) -> Result<Vec<Told>> {
    let subject = (SubjectKind::Contact, contact.id.0);
    read::recent(conn, scope.owner(), subject, columns, RECENT_CHANGES)
}
