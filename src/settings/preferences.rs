//! Settings as the code that needs them wants them: typed, and never without a value.
use rusqlite::Connection;

use super::{
    Country, Owner, Setting, get,
    kind::{NO, YES},
};
use crate::{
    error::Result,
    ids::{UserId, WorkspaceId},
    when::{self, Locale, Manner},
};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Appearance {
    #[default]
    System,
    Light,
    Dark,
}

/// What every page needs to know about its reader.
#[derive(Clone, Debug, PartialEq)]
pub struct Preferences {
    pub appearance: Appearance,
    pub manner: Manner,
    /// Single letters do something (WCAG 2.1.4: they can be switched off).
    pub has_keys: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self { appearance: Appearance::default(), manner: Manner::default(), has_keys: true }
    }
}

/// How a workspace works, as its owner or its preset has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkspaceRules {
    pub approval_required: bool,
    pub texting: bool,
    /// Only suggested: whether it is set up, mail itself knows.
    pub mail_provider: MailProvider,
    pub inactive_after_days: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MailProvider {
    #[default]
    None,
    Mailgun,
    Google,
    Microsoft,
    Smtp,
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

impl MailProvider {
    pub const ALL: [Self; 5] =
        [Self::None, Self::Mailgun, Self::Google, Self::Microsoft, Self::Smtp];

    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Mailgun => "mailgun",
            Self::Google => "google",
            Self::Microsoft => "microsoft",
            Self::Smtp => "smtp",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::None => "Not chosen yet",
            Self::Mailgun => "Mailgun",
            Self::Google => "Google Workspace",
            Self::Microsoft => "Microsoft 365",
            Self::Smtp => "Another mail server (SMTP)",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

impl Preferences {
    /// From stored texts; what is missing or no longer understood falls back to its default.
    pub fn read(
        appearance: Option<&str>,
        zone: Option<&str>,
        locale: Option<&str>,
        keys: Option<&str>,
    ) -> Self {
        let fallback = Manner::default();
        let manner = Manner {
            zone: zone.and_then(when::zone).unwrap_or(fallback.zone),
            locale: locale.and_then(Locale::parse).unwrap_or(fallback.locale),
        };
        let appearance = appearance.and_then(Appearance::parse).unwrap_or_default();
        Self { appearance, manner, has_keys: keys != Some(NO) }
    }
}

/// What the household calls itself; empty until it does.
pub fn household_name(conn: &Connection) -> Result<String> {
    get(conn, Owner::Appliance, Setting::HouseholdName)
}

pub fn preferences(conn: &Connection, user: UserId) -> Result<Preferences> {
    let of = |setting| get(conn, Owner::User(user), setting);
    let [appearance, zone, locale] =
        [of(Setting::Appearance)?, of(Setting::TimeZone)?, of(Setting::Locale)?];
    let keys = of(Setting::KeyShortcuts)?;
    Ok(Preferences::read(Some(&appearance), Some(&zone), Some(&locale), Some(&keys)))
}

/// Where this person's phone numbers without a country code are dialled.
pub fn default_country(conn: &Connection, user: UserId) -> Result<Country> {
    let code = get(conn, Owner::User(user), Setting::DefaultCountry)?;
    Ok(Country::parse(&code).unwrap_or_default())
}

/// Whoever asks holds the workspace's `Scope` and passes its id.
pub fn workspace_rules(conn: &Connection, workspace: WorkspaceId) -> Result<WorkspaceRules> {
    let of = |setting| get(conn, Owner::Workspace(workspace), setting);
    Ok(WorkspaceRules {
        approval_required: of(Setting::ApprovalRequired)? == YES,
        texting: of(Setting::Texting)? == YES,
        mail_provider: MailProvider::parse(&of(Setting::MailProvider)?).unwrap_or_default(),
        inactive_after_days: of(Setting::InactiveAfterDays)?.parse().unwrap_or_default(),
    })
}
