//! Where settings come from: the file, the environment, the flags, and the machine's own places.
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use toml::de::{DeTable, DeValue};

use super::{
    Config, Given,
    keys::{KEYS, Key, Kind},
    values::Value,
};
use crate::web::limits::Limits;

/// The one table in the file; everything in it has a default.
const LIMITS_TABLE: &str = "limits";

/// What the process finds around itself, as a value, so that tests can set the scene.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    pub root: bool,
    pub variables: BTreeMap<String, String>,
    /// `/etc/pi-crm`
    pub etc: PathBuf,
}

/// A value for a key, and the words that tell where it stands.
pub(super) struct Setting {
    origin: String,
    key: &'static Key,
    value: Value,
    shown: String,
}

/// Variables with our prefix that are no settings: where the file is, and what the build script
/// hands to `cargo run`.
const NO_SETTINGS: [&str; 2] = ["PI_CRM_CONFIG", "PI_CRM_BUILT_AT"];

impl Surroundings {
    pub fn real() -> Self {
        let text = |os: std::ffi::OsString| os.to_string_lossy().into_owned();
        Self {
            root: rustix::process::geteuid().is_root(),
            variables: std::env::vars_os().map(|(name, value)| (text(name), text(value))).collect(),
            etc: "/etc/pi-crm".into(),
        }
    }

    pub fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Root, or the system service that systemd gave a state folder.
    pub(super) fn is_appliance(&self) -> bool {
        self.root || self.state_dir().is_some_and(|dir| dir.starts_with("/var/lib"))
    }

    pub(super) fn config_file(&self, asked: Option<&Path>) -> Option<PathBuf> {
        let named = asked.or_else(|| self.variable("PI_CRM_CONFIG").map(Path::new));
        let usual = self.etc.join("pi-crm.toml");
        named.map(PathBuf::from).or_else(|| usual.exists().then_some(usual))
    }

    /// Empty when there is no place for it.
    pub(super) fn data_dir(&self) -> PathBuf {
        match self.state_dir() {
            Some(dir) => dir.into(),
            None if self.root => "/var/lib/pi-crm".into(),
            None => self.home("XDG_DATA_HOME", ".local/share", "pi-crm"),
        }
    }

    /// Empty when there is no place for it.
    pub(super) fn key_file(&self) -> PathBuf {
        let credential = self
            .variable("CREDENTIALS_DIRECTORY")
            .map(|dir| Path::new(dir).join("database.key"))
            .filter(|file| file.exists());
        match credential {
            Some(file) => file,
            None if self.is_appliance() => self.etc.join("database.key"),
            None => self.home("XDG_CONFIG_HOME", ".config", "pi-crm/database.key"),
        }
    }

    /// systemd lists several folders with colons between them; ours is the first.
    fn state_dir(&self) -> Option<&Path> {
        self.variable("STATE_DIRECTORY").and_then(|dirs| dirs.split(':').next()).map(Path::new)
    }

    fn home(&self, variable: &str, under_home: &str, rest: &str) -> PathBuf {
        let xdg = self.variable(variable).map(PathBuf::from).filter(|dir| dir.is_absolute());
        let folder = xdg.or_else(|| Some(Path::new(self.variable("HOME")?).join(under_home)));
        folder.map(|folder| folder.join(rest)).unwrap_or_default()
    }
}

impl Setting {
    pub(super) fn apply(&self, config: &mut Config) -> Result<(), String> {
        let Self { origin, key, value, shown } = self;
        (key.set)(config, value)
            .ok_or_else(|| format!("{origin}: {} expects {}, not {shown}", key.name, key.expects))
    }
}

pub(super) fn file(file: &Path, limits: &mut Limits, problems: &mut Vec<String>) -> Vec<Setting> {
    let shown = file.display();
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(cause) => {
            problems.push(unreadable(file, &cause));
            return Vec::new();
        }
    };
    let line = |at: usize| text[..at.min(text.len())].matches('\n').count() + 1;
    let table = match DeTable::parse(&text) {
        Ok(table) => table.into_inner(),
        Err(cause) => {
            let at = cause.span().map_or(1, |span| line(span.start));
            let what = cause.message().replace('\n', ", ");
            problems.push(format!("{shown}, line {at}: this is not TOML: {what}"));
            return Vec::new();
        }
    };
    let base = file.parent().unwrap_or(Path::new(""));
    let mut settings = Vec::new();
    for (name, value) in &table {
        let origin = format!("{shown}, line {}", line(name.span().start));
        if name.get_ref() == LIMITS_TABLE {
            match limits_in(&text) {
                Ok(read) => *limits = read,
                Err(what) => problems.push(format!("{origin}: {what}")),
            }
            continue;
        }
        match Key::named(name.get_ref()) {
            Some(key) => settings.push(Setting {
                origin,
                key,
                value: beside(base, key, from_toml(value.get_ref())),
                shown: text[value.span()].to_owned(),
            }),
            None => problems.push(format!("{origin}: {}", unknown(name.get_ref()))),
        }
    }
    settings
}

#[derive(Deserialize)]
struct OnlyLimits {
    limits: Limits,
}

fn limits_in(text: &str) -> Result<Limits, String> {
    let OnlyLimits { limits } =
        toml::from_str(text).map_err(|cause| cause.message().replace('\n', ", "))?;
    limits.check()?;
    Ok(limits)
}

pub(super) fn environment(around: &Surroundings, problems: &mut Vec<String>) -> Vec<Setting> {
    let ours = around
        .variables
        .iter()
        .filter(|(name, _)| name.starts_with("PI_CRM_") && !NO_SETTINGS.contains(&name.as_str()));
    let mut settings = Vec::new();
    for (variable, text) in ours {
        let origin = format!("environment variable {variable}");
        match KEYS.iter().find(|key| key.variable() == *variable) {
            Some(key) => settings.push(from_text(origin, key, text)),
            None => {
                let name = variable["PI_CRM_".len()..].to_lowercase();
                problems.push(format!("{origin}: {}", unknown(&name)));
            }
        }
    }
    settings
}

pub(super) fn flags(given: &Given) -> Vec<Setting> {
    let origin = |key: &Key| format!("flag --{}", key.flag);
    given.iter().map(|(key, text)| from_text(origin(key), key, text)).collect()
}

fn from_text(origin: String, key: &'static Key, text: &str) -> Setting {
    Setting { origin, key, value: Value::from_text(key.kind, text), shown: format!("{text:?}") }
}

fn from_toml(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Boolean(on) => Value::Switch(*on),
        DeValue::Array(items) => {
            let words = items.iter().map(|item| item.get_ref().as_str().map(str::to_owned));
            words.collect::<Option<_>>().map_or(Value::Foreign, Value::List)
        }
        _ => Value::Foreign,
    }
}

fn beside(base: &Path, key: &Key, value: Value) -> Value {
    match value {
        Value::Text(text) if key.kind == Kind::Path && !text.is_empty() => {
            Value::Text(base.join(text).to_string_lossy().into_owned())
        }
        value => value,
    }
}

fn unknown(name: &str) -> String {
    let known: Vec<_> = KEYS.iter().map(|key| key.name).collect();
    format!("{name} is not a key; the keys are {}", known.join(", "))
}

fn unreadable(file: &Path, cause: &io::Error) -> String {
    let shown = file.display();
    match cause.kind() {
        io::ErrorKind::NotFound => format!("{shown}: there is no such configuration file"),
        io::ErrorKind::InvalidData => format!("{shown}: this is not a text file (UTF-8)"),
        _ => format!("{shown}: the configuration file cannot be read: {cause}"),
    }
}
