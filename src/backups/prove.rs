//! A backup is worth what can be had back of it: each is restored into a scratch file and looked
//! through before it counts, and the newest again every week.
use std::{io::Read, path::Path};

use super::{
    archive::{self, Manifest},
    home::{Home, Turn},
    progress::Progress,
    recovery::RecoveryKey,
    store,
    trouble::{Result, Trouble},
};
use crate::{
    db::{SCHEMA_VERSION, key::Key, pages},
    error::Error,
};

/// The scratch file is encrypted with a key that nobody keeps.
pub fn prove(
    source: Box<dyn Read>,
    key: &RecoveryKey,
    home: &Home,
    turn: &Turn,
    progress: &Progress,
) -> Result<Manifest> {
    let opened = archive::open(source, key)?;
    let scratch = home.scratch(turn, opened.manifest.bytes())?;
    let throwaway = Key::random().map_err(|cause| Trouble::Ours(Error::internal(cause)))?;
    let manifest =
        opened.rebuild(&scratch.file, &throwaway, &mut || progress.one_more_or_stop())?;
    look_through(&scratch.file, &throwaway, &manifest)?;
    Ok(manifest)
}

/// Is the database whole, and does it hold what the archive says it does?
pub fn look_through(path: &Path, key: &Key, manifest: &Manifest) -> Result<()> {
    let ours = |cause: rusqlite::Error| Trouble::Ours(cause.into());
    let damaged = |cause: rusqlite::Error| Trouble::Damaged(cause.to_string());
    let conn = pages::open_apart(path, key).map_err(ours)?;
    let schema = pages::schema_of(&conn).map_err(damaged)?;
    if schema > SCHEMA_VERSION {
        return Err(Trouble::Newer { made_by: manifest.made_by.clone() });
    }
    let found = pages::damage(&conn).map_err(damaged)?;
    if !found.is_empty() {
        return Err(Trouble::Damaged(found.join("; ")));
    }
    let counts = store::counts(&conn, manifest.counts.keys().map(String::as_str))?;
    let other = manifest.counts.iter().find(|(table, count)| counts.get(*table) != Some(count));
    if let Some((table, count)) = other {
        let found = counts.get(table).copied().unwrap_or_default();
        return Err(Trouble::Differs(format!("{table} has {found} rows instead of {count}")));
    }
    if schema != manifest.schema {
        return Err(Trouble::Differs("its schema is another".into()));
    }
    Ok(())
}
