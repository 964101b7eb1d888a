//! The certificates' files, and what to do when one cannot be read or written.
use std::{fs, io, path::Path};

use super::StartError;
use crate::private_file;

pub fn make_private_dir(dir: &Path) -> Result<(), StartError> {
    private_file::make_folder(dir).map_err(|error| cannot("make the folder", dir, &error))
}

pub fn write(path: &Path, content: &[u8]) -> Result<(), StartError> {
    private_file::write(path, content).map_err(|error| cannot("write", path, &error))
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
