//! Settings: one table of all there are, each with its owner's kind, what it accepts, its default
//! and its help. A value is text; whoever needs it typed asks for `preferences`.
use rusqlite::Connection;

use crate::{
    error::{Error, Result},
    ids::{UserId, WorkspaceId},
    when::{self, Locale, Manner},
};

mod store;

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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    Appearance,
    TimeZone,
    Locale,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Appearance,
    Locale,
    TimeZone,
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

/// Every setting there is.
pub const ALL: [Definition; 3] = [
    Definition {
        setting: Setting::Appearance,
        key: "appearance",
        level: Level::User,
        kind: Kind::Appearance,
        default: "system",
        label: "Appearance",
        help: "Light, dark, or whatever this device uses",
    },
    Definition {
        setting: Setting::TimeZone,
        key: "time_zone",
        level: Level::User,
        kind: Kind::TimeZone,
        default: "UTC",
        label: "Time zone",
        help: "All times are shown in this zone",
    },
    Definition {
        setting: Setting::Locale,
        key: "locale",
        level: Level::User,
        kind: Kind::Locale,
        default: "en-US",
        label: "Dates and numbers",
        help: "The country whose way of writing dates, times and numbers is used",
    },
];

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Appearance {
    #[default]
    System,
    Light,
    Dark,
}

/// What every page needs to know about its reader.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preferences {
    pub appearance: Appearance,
    pub manner: Manner,
}

/// One of the values a setting accepts, and what it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

impl Appearance {
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::System => "Like this device",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

impl Setting {
    pub fn definition(self) -> &'static Definition {
        &ALL[self as usize]
    }

    pub fn key(self) -> &'static str {
        self.definition().key
    }
}

impl Definition {
    pub fn choices(&self) -> Vec<Choice> {
        let choice = |value: &str, label: &str| Choice { value: value.into(), label: label.into() };
        match self.kind {
            Kind::Appearance => {
                Appearance::ALL.iter().map(|it| choice(it.name(), it.label())).collect()
            }
            Kind::Locale => Locale::ALL.iter().map(|it| choice(it.name(), it.label())).collect(),
            Kind::TimeZone => {
                let names = when::zone_names();
                names.iter().map(|it| choice(it, &it.replace('_', " "))).collect()
            }
        }
    }

    fn accepts(&self, value: &str) -> bool {
        match self.kind {
            Kind::Appearance => Appearance::parse(value).is_some(),
            Kind::Locale => Locale::parse(value).is_some(),
            Kind::TimeZone => when::zone(value).is_some(),
        }
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

impl Preferences {
    /// From stored texts; what is missing or no longer understood falls back to its default.
    pub fn read(appearance: Option<&str>, zone: Option<&str>, locale: Option<&str>) -> Self {
        let fallback = Manner::default();
        let manner = Manner {
            zone: zone.and_then(when::zone).unwrap_or(fallback.zone),
            locale: locale.and_then(Locale::parse).unwrap_or(fallback.locale),
        };
        Self { appearance: appearance.and_then(Appearance::parse).unwrap_or_default(), manner }
    }
}

/// The stored value, or the default.
pub fn get(conn: &Connection, owner: Owner, setting: Setting) -> Result<String> {
    let definition = fitting(owner, setting)?;
    let stored = store::find(conn, owner, definition.key)?;
    Ok(stored.filter(|it| definition.accepts(it)).unwrap_or_else(|| definition.default.to_owned()))
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
    if !definition.accepts(value) {
        return Err(Error::invalid(definition.key, "Choose one of the values offered"));
    }
    let before = get(conn, owner, setting)?;
    store::put(conn, owner, definition.key, value, now)?;
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

pub fn preferences(conn: &Connection, user: UserId) -> Result<Preferences> {
    let of = |setting| store::find(conn, Owner::User(user), Setting::key(setting));
    Ok(Preferences::read(
        of(Setting::Appearance)?.as_deref(),
        of(Setting::TimeZone)?.as_deref(),
        of(Setting::Locale)?.as_deref(),
    ))
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
