//! Settings: one table of all there are, each with its owner's kind, what it accepts, its default
//! and its help. A value is text; whoever needs it typed asks for `preferences`.
use rusqlite::Connection;

use crate::{
    error::{Error, Result},
    ids::{UserId, WorkspaceId},
    when::Locale,
};

mod country;
mod kind;
pub mod pages;
mod preferences;
mod sheet;
mod store;
mod table;
pub mod views;

pub use country::Country;
pub use kind::{Choice, Kind, NO, YES};
pub use preferences::{
    Appearance, MailProvider, Preferences, WorkspaceRules, default_country, household_name,
    preferences, workspace_rules,
};
pub use sheet::{Kept, RESET_FIELD, Sent, Sheet, Shown, save, seen_field, sheet};
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
    KeyShortcuts,
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

/// Did somebody choose it, or is it only the default?
pub fn is_chosen(conn: &Connection, owner: Owner, setting: Setting) -> Result<bool> {
    let definition = fitting(owner, setting)?;
    let stored = store::find(conn, owner, definition.key)?;
    Ok(stored.is_some_and(|it| definition.kind.accepts(&it)))
}

/// A new person's first settings, out of what their browser tells: its zone, and its languages as
/// it writes them. What is not understood is left to be chosen.
pub fn begin(conn: &Connection, user: UserId, zone: &str, languages: &str, now: i64) -> Result<()> {
    let owner = Owner::User(user);
    if Setting::TimeZone.definition().kind.accepts(zone) {
        set(conn, owner, Setting::TimeZone, zone, now)?;
    }
    set(conn, owner, Setting::Locale, Locale::of_header(languages).name(), now)?;
    if let Some(country) = Country::of_languages(languages) {
        set(conn, owner, Setting::DefaultCountry, country.code(), now)?;
    }
    Ok(())
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
