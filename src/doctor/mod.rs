//! Is all well? Each check looks at one thing, changes nothing, is over soon, and answers in plain
//! words: what is so, and what to do where it should not be.
mod backups;
mod card;
mod certificate;
mod clock;
mod database;
mod hardware;
mod keys;
mod machine;
mod network;
pub mod pages;
mod place;
#[cfg(test)]
mod tests;
mod views;

use std::path::Path;

use rusqlite::Connection;

pub use self::{database::Depth, machine::Machine, network::exposure};

use crate::{
    clock::Clock,
    config::{Config, ConfigError},
    error::Result,
    sending,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub level: Level,
    pub about: &'static str,
    pub says: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Well,
    /// It cannot be told from here.
    Unknown,
    /// Worth knowing; works nevertheless.
    Note,
    Wrong,
}

impl Level {
    pub fn code(self) -> &'static str {
        match self {
            Self::Well => "well",
            Self::Unknown => "unknown",
            Self::Note => "note",
            Self::Wrong => "wrong",
        }
    }
}

/// A finding that the database alone can tell. A feature that has something to say, such as a
/// provider of mail, adds its part to `PARTS`.
type Part = fn(&Connection, &Config, i64) -> Result<Vec<Finding>>;

const PARTS: &[Part] = &[backups::fresh, backups::proven, held];

/// Everything, at the terminal. Without a configuration nothing else can be looked at.
pub fn look(
    config: &std::result::Result<Config, ConfigError>,
    clock: &Clock,
    machine: &Machine,
    depth: Depth,
) -> Vec<Finding> {
    match config {
        Err(error) => {
            let wrong = error.0.iter().map(|problem| wrong("settings", problem.clone()));
            std::iter::once(clock::plausible(clock)).chain(wrong).collect()
        }
        Ok(config) => {
            let mut findings = around(config, clock, machine);
            findings.extend(database::look(config, clock, depth));
            findings
        }
    }
}

/// What the machine and the files tell.
pub fn around(config: &Config, clock: &Clock, machine: &Machine) -> Vec<Finding> {
    let mut findings = vec![machine.about(), clock::plausible(clock), clock::synchronised(machine)];
    findings.push(place::settings(config));
    findings.push(place::data_folder(&config.data_dir));
    findings.push(place::space(&config.data_dir));
    findings.extend(card::look(machine, &config.data_dir));
    findings.extend(hardware::look(machine));
    findings.push(keys::key_file(config));
    findings.extend(certificate::look(config, clock));
    findings.extend(network::look(config, machine));
    findings
}

/// What the database tells without being read whole.
pub fn within(conn: &Connection, config: &Config, now: i64) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for part in PARTS {
        findings.extend(part(conn, config, now)?);
    }
    Ok(findings)
}

/// What the start page has a line of: only what is wrong, and costs next to nothing to see.
/// Backups and what holds sending have lines of their own there.
pub fn wrong_at_a_glance(config: &Config, clock: &Clock, machine: &Machine) -> Vec<Finding> {
    let mut findings = vec![clock::plausible(clock), place::data_folder(&config.data_dir)];
    findings.push(place::space(&config.data_dir));
    findings.extend(card::look(machine, &config.data_dir));
    findings.extend(hardware::look(machine));
    findings.push(keys::key_file(config));
    findings.extend(certificate::look(config, clock));
    findings.retain(|it| it.level == Level::Wrong);
    findings
}

fn held(conn: &Connection, _: &Config, _: i64) -> Result<Vec<Finding>> {
    Ok(vec![match sending::held(conn)? {
        None => well("sending", "nothing holds it back"),
        Some(hold) => note(
            "sending",
            format!("{} Nothing is sent until an owner releases it on the backups page", hold.why),
        ),
    }])
}

fn shown(path: &Path) -> std::path::Display<'_> {
    path.display()
}

fn well(about: &'static str, says: impl Into<String>) -> Finding {
    Finding { level: Level::Well, about, says: says.into() }
}

fn unknown(about: &'static str, says: impl Into<String>) -> Finding {
    Finding { level: Level::Unknown, about, says: says.into() }
}

fn note(about: &'static str, says: impl Into<String>) -> Finding {
    Finding { level: Level::Note, about, says: says.into() }
}

fn wrong(about: &'static str, says: impl Into<String>) -> Finding {
    Finding { level: Level::Wrong, about, says: says.into() }
}
