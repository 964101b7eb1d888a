//! What was served before a restore, set aside: nobody removes it but a person.
use std::{
    fs, io,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use crate::backups::{
    home::Home,
    trouble::{Result, Trouble},
};

pub(super) const FOLDER: &str = "set-aside";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aside {
    /// Of its folder, which is how it is asked for.
    pub name: String,
    pub since: i64,
    pub bytes: u64,
}

/// The newest first.
pub fn list(home: &Home) -> Vec<Aside> {
    let entries = fs::read_dir(home.data_dir.join(FOLDER)).into_iter().flatten().flatten();
    let mut all: Vec<Aside> = entries.filter_map(|it| aside(&it.path())).collect();
    all.sort_by(|one, other| (other.since, &other.name).cmp(&(one.since, &one.name)));
    all
}

/// The key that opens nothing else goes with it. A recovery key stays: earlier backups want it.
pub fn remove(home: &Home, name: &str) -> Result<Aside> {
    let known = list(home).into_iter().find(|it| it.name == name);
    let aside = known.ok_or_else(|| Trouble::NoFile("set aside under that name".into()))?;
    let ours = |cause: io::Error| Trouble::at(home.data_dir.display().to_string(), cause);
    let folder = home.data_dir.join(FOLDER).join(&aside.name);
    fs::remove_dir_all(&folder).map_err(ours)?;
    match fs::remove_file(key_beside(home, &aside.name)) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(ours(cause)),
        _ => Ok(aside),
    }
}

fn key_beside(home: &Home, name: &str) -> PathBuf {
    home.key_file.with_added_extension(name)
}

fn aside(folder: &Path) -> Option<Aside> {
    let about = fs::symlink_metadata(folder).ok().filter(fs::Metadata::is_dir)?;
    let since = about.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    let name = folder.file_name()?.to_str()?.to_owned();
    Some(Aside { name, since: since.as_secs().cast_signed(), bytes: bytes_in(folder) })
}

fn bytes_in(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let bytes = entries.filter_map(|it| {
        let about = it.metadata().ok()?;
        Some(if about.is_dir() { bytes_in(&it.path()) } else { about.len() })
    });
    bytes.sum()
}
