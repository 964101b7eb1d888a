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
        fields::values::{self, FieldValue},
        lists::{self, Standings},
        reach::{self, Reach},
    },
    db::Columns,
    error::Result,
    ids::Uid,
    log::{self, Tab},
    todos::pages::{At, Shown, shown},
    workspaces::{self, Scope, Workspace},
};

const RECENT_CHANGES: usize = 10;

/// All that the page shows. A feature that has something to tell adds its own part.
pub struct Sheet {
    workspace: Workspace,
    contact: Contact,
    changes: Vec<Told>,
    standings: Standings,
    custom: Vec<FieldValue>,
    reach: Reach,
    log: log::Page,
    known: notices::Known,
    todos: Shown,
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
        changes: recent_changes(conn, &scope, columns, &contact)?,
        standings: lists::standings(conn, &scope, &[contact.id])?,
        custom: values::of(conn, &scope, contact.id)?,
        reach: reach::of(conn, &scope, contact.id)?,
        log: log::page_of(conn, &scope, contact.id, tab, None, log::PAGE)?,
        known: notices::known(conn, actor, &scope, &contact)?,
        todos: shown(conn, actor, At::Contact(uid), now)?,
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
