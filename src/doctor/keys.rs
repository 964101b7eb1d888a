//! The file that opens the database.
use std::{fs, io, os::unix::fs::MetadataExt, path::Path};

use super::{Finding, note, shown, well, wrong};
use crate::{config::Config, db::key::Found};

pub fn key_file(config: &Config) -> Finding {
    let shown = shown(&config.key_file);
    let has_database = config.database_file().exists();
    match fs::metadata(&config.key_file) {
        Ok(found) if found.mode() & 0o077 != 0 => wrong(
            "database key",
            format!("{shown} can be read by others on this machine; run: chmod 600 {shown}"),
        ),
        Ok(_) => well("database key", kept(&config.key_file)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound && !has_database => {
            note("database key", "is not there yet; the first start makes it")
        }
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
            wrong("database key", format!("{shown} is missing: put it back, it is in every backup"))
        }
        Err(cause) => wrong("database key", format!("{shown}: {cause}")),
    }
}

/// In one line: whether it lies there as it is, or a passphrase wraps it.
fn kept(file: &Path) -> String {
    let shown = shown(file);
    match Found::read(file).and_then(Found::wrapped) {
        Some(wrapped) => format!(
            "{shown} is wrapped by a passphrase, asked for after every start (Argon2id, {})",
            wrapped.cost()
        ),
        None => format!("{shown} is there, for its owner only, without a passphrase"),
    }
}
