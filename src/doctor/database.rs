//! The database: whether it opens and is whole, and what it tells of the rest.
use std::time::Duration;

use super::{Finding, note, unknown, well, within, wrong};
use crate::{
    clock::Clock,
    config::Config,
    db::{self, Db, Inspection, OpenError, key},
};

/// How closely the database is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Every page, but not whether the indexes say the same as the tables.
    Quick,
    /// The same and the indexes: several times as long.
    Thorough,
}

impl Depth {
    fn longest(self) -> Duration {
        match self {
            Self::Quick => Duration::from_secs(120),
            Self::Thorough => Duration::from_secs(3_600),
        }
    }
}

/// Within a request somebody waits for it.
const WHILE_SOMEBODY_WAITS: Duration = Duration::from_secs(15);

pub fn look(config: &Config, clock: &Clock, depth: Depth) -> Vec<Finding> {
    if !config.database_file().exists() {
        return vec![note("database", "is not there yet; the first start makes it")];
    }
    let file = config.database_file();
    let key = match key::load_or_create(&config.key_file, &file) {
        Ok(key) => key,
        Err(cause) => return vec![told(Err(cause), depth)],
    };
    let is_thorough = depth == Depth::Thorough;
    let checked = told(db::inspect(&file, &key, is_thorough, depth.longest()), depth);
    let is_readable = matches!(checked.level, super::Level::Well | super::Level::Unknown);
    let mut findings = vec![checked];
    if is_readable {
        let opened = db::open_to_look(&file, &key);
        let told = opened.ok().map(|conn| within(&conn, config, clock.now()));
        findings.extend(told.and_then(Result::ok).unwrap_or_else(|| {
            vec![unknown(
                "backups",
                "nothing can be told: start pi-crm once, which brings the database up to date",
            )]
        }));
    }
    findings
}

/// As long as somebody may wait for an answer in a browser.
pub fn soon(db: &Db) -> Finding {
    let found = db::inspect(db.path(), db.key(), false, WHILE_SOMEBODY_WAITS);
    told(found, Depth::Quick)
}

fn told(found: Result<Inspection, OpenError>, depth: Depth) -> Finding {
    match found {
        Ok(found) if !found.damage.is_empty() => wrong(
            "database",
            format!("is damaged, restore the newest backup: {}", found.damage.join("; ")),
        ),
        Ok(found) if found.is_cut_short => unknown(
            "database",
            "opens, but looking it through takes too long here; on the box itself there is time: \
             pi-crm doctor --thorough",
        ),
        Ok(found) => {
            let how = if depth == Depth::Thorough { "whole in every way" } else { "whole" };
            well("database", format!("opens and is {how} (schema {})", found.schema))
        }
        Err(OpenError::Locked(_)) => note(
            "database",
            "is locked by a passphrase, so it was not looked into; unlock it in the browser",
        ),
        Err(error) => wrong("database", error.to_string()),
    }
}
