//! Files that survive a power cut whole, and that only we may read.
use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
};

use super::StartError;

pub fn make_private_dir(dir: &Path) -> Result<(), StartError> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)
        .map_err(|error| cannot("make the folder", dir, &error))
}

/// Old content or new, never half: written beside, synced, then moved into place.
pub fn write(path: &Path, content: &[u8]) -> Result<(), StartError> {
    write_whole(path, content).map_err(|error| cannot("write", path, &error))
}

fn write_whole(path: &Path, content: &[u8]) -> io::Result<()> {
    let beside = path.with_added_extension("new");
    // A leftover of an interrupted write may have other permissions.
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    File::open(path.parent().unwrap_or(Path::new("/")))?.sync_all()
}

/// None where there is no such file.
pub fn read(path: &Path) -> Result<Option<String>, StartError> {
    match fs::read_to_string(path) {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(cannot("read", path, &error)),
    }
}

pub fn cannot(act: &str, path: &Path, error: &io::Error) -> StartError {
    let advice = match error.kind() {
        io::ErrorKind::NotFound => "there is no such file",
        io::ErrorKind::PermissionDenied => "this user is not allowed to; check its owner and mode",
        io::ErrorKind::StorageFull => "the disk is full; free some space",
        io::ErrorKind::ReadOnlyFilesystem => "the disk can only be read; check its mount",
        io::ErrorKind::InvalidData => "it is not text",
        _ => return StartError(format!("cannot {act} {}: {error}", path.display())),
    };
    StartError(format!("cannot {act} {}: {advice}", path.display()))
}
