//! The file that opens the database.
use std::{fs, io, os::unix::fs::MetadataExt};

use super::{Finding, note, shown, well, wrong};
use crate::config::Config;

pub fn key_file(config: &Config) -> Finding {
    let shown = shown(&config.key_file);
    let has_database = config.database_file().exists();
    match fs::metadata(&config.key_file) {
        Ok(found) if found.mode() & 0o077 != 0 => wrong(
            "database key",
            format!("{shown} can be read by others on this machine; run: chmod 600 {shown}"),
        ),
        Ok(_) => well("database key", format!("{shown} is there, for its owner only")),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound && !has_database => {
            note("database key", "is not there yet; the first start makes it")
        }
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
            wrong("database key", format!("{shown} is missing: put it back, it is in every backup"))
        }
        Err(cause) => wrong("database key", format!("{shown}: {cause}")),
    }
}
