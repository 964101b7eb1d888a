//! Settings: one table of all there are, each with its owner's kind, what it accepts, its default
//! and its help. A value is text; whoever needs it typed asks for `preferences`.
use rusqlite::Connection;

use crate::{
    error::{Error, Result},
    ids::{UserId, WorkspaceId},
};

mod country;
mod kind;
mod preferences;
mod store;
mod table;

pub use country::Country;
pub use kind::{Choice, Kind, NO, YES};
pub use preferences::{
    Appearance, MailProvider, Preferences, WorkspaceRules, default_country, preferences,
    workspace_rules,
};
pub use table::ALL;

/// Whose setting it is. (Not `Scope`: that word is the proof of access to a workspace.)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    Appliance,
    User(UserId),
    Workspace(WorkspaceId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Appliance,
    User,
    Workspace,
}

/// In the order of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    HouseholdName,
    Appearance,
    TimeZone,
    Locale,
    DefaultCountry,
    InactiveAfterDays,
    ApprovalRequired,
    Texting,
    MailProvider,
}

#[derive(Debug)]
pub struct Definition {
    pub setting: Setting,
    pub key: &'static str,
    pub level: Level,
    pub kind: Kind,
    pub default: &'static str,
    pub label: &'static str,
    pub help: &'static str,
}

impl Setting {
    pub fn definition(self) -> &'static Definition {
        &ALL[self as usize]
    }

    pub fn key(self) -> &'static str {
        self.definition().key
    }
}

impl Owner {
    fn level(self) -> Level {
        match self {
            Self::Appliance => Level::Appliance,
            Self::User(_) => Level::User,
            Self::Workspace(_) => Level::Workspace,
        }
    }
}

/// The stored value, or the default.
pub fn get(conn: &Connection, owner: Owner, setting: Setting) -> Result<String> {
    let definition = fitting(owner, setting)?;
    let stored = store::find(conn, owner, definition.key)?;
    Ok(stored
        .filter(|it| definition.kind.accepts(it))
        .unwrap_or_else(|| definition.default.to_owned()))
}

/// Answers with the value before, for the audit.
pub fn set(
    conn: &Connection,
    owner: Owner,
    setting: Setting,
    value: &str,
    now: i64,
) -> Result<String> {
    let definition = fitting(owner, setting)?;
    let value = definition.kind.checked(value).map_err(|it| Error::invalid(definition.key, it))?;
    let before = get(conn, owner, setting)?;
    store::put(conn, owner, definition.key, &value, now)?;
    Ok(before)
}

/// Back to the default. Answers with the value before.
pub fn reset(conn: &Connection, owner: Owner, setting: Setting) -> Result<String> {
    let before = get(conn, owner, setting)?;
    store::delete(conn, owner, setting.key())?;
    Ok(before)
}

/// Forgets everything of an owner that is about to be gone.
pub fn forget(conn: &Connection, owner: Owner) -> Result<()> {
    store::delete_all(conn, owner)
}

fn fitting(owner: Owner, setting: Setting) -> Result<&'static Definition> {
    let definition = setting.definition();
    match definition.level == owner.level() {
        true => Ok(definition),
        false => Err(Error::internal(anyhow::anyhow!("{owner:?} has no {}", definition.key))),
    }
}

#[cfg(test)]
mod tests;
