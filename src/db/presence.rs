//! Who has the database open: many at a time, or one alone who exchanges it for another file.
use std::{
    fs::File,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use rustix::fs::{FlockOperation, flock};

use super::OpenError;
use crate::private_file;

/// Until it is let go, or said to be over.
#[derive(Debug)]
pub struct Presence(File);

impl Presence {
    pub fn among_others(database: &Path) -> Result<Self, OpenError> {
        Self::taken(database, FlockOperation::NonBlockingLockShared)
    }

    pub fn alone(database: &Path) -> Result<Self, OpenError> {
        Self::taken(database, FlockOperation::NonBlockingLockExclusive)
    }

    pub fn end(&self) {
        let _ = flock(&self.0, FlockOperation::Unlock);
    }

    fn taken(database: &Path, how: FlockOperation) -> Result<Self, OpenError> {
        let path = lock_file(database);
        let file = File::create(&path).map_err(|cause| match cause.kind() {
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                OpenError::ReadOnly(database.into())
            }
            ErrorKind::StorageFull => OpenError::DiskFull(database.into()),
            _ => OpenError::Io(path.clone(), cause),
        })?;
        private_file::hand_over(&path, database.parent().unwrap_or(Path::new(".")));
        flock(&file, how).map_err(|_| OpenError::InUse(database.into()))?;
        Ok(Self(file))
    }
}

/// Said aloud: a process that is just being started may hold the file a moment longer.
impl Drop for Presence {
    fn drop(&mut self) {
        self.end();
    }
}

fn lock_file(database: &Path) -> PathBuf {
    database.with_extension("lock")
}
