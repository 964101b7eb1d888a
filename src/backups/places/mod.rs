//! Where backups are kept. Each kind of place does the same few things; one that fails says why,
//! and no other hears of it.
mod folder;
mod name;
mod outdated;
mod s3;

use std::io::{self, Read, Write};

pub use folder::Folder;
pub use name::Name;
pub use outdated::outdated;
pub use s3::{S3, StorageTrouble};

use super::trouble::Result;

/// One backup that is there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stored {
    pub name: Name,
    pub bytes: u64,
}

/// Writes all of a backup; an error is of the place, the outer one of what it is made from.
pub type Fill<'a> = dyn FnMut(&mut dyn Write) -> Result<io::Result<()>> + 'a;

/// Works on a thread that may wait.
pub trait Place: Send + Sync {
    /// Says before anything is begun that it cannot be done.
    fn check(&self, needed_bytes: u64) -> Result<()>;
    /// Under a name that no list tells, synced; answers with its size. What fails leaves nothing.
    fn write(&self, name: &Name, fill: &mut Fill<'_>) -> Result<u64>;
    /// What was just written, from the medium itself.
    fn read_back(&self, name: &Name) -> Result<Box<dyn Read + Send>>;
    /// From now on it counts.
    fn keep(&self, name: &Name) -> Result<()>;
    /// Does not fail: what is left over is removed the next time.
    fn discard(&self, name: &Name);
    /// The newest first, whosever they are.
    fn list(&self) -> Result<Vec<Stored>>;
    fn open(&self, name: &Name) -> Result<Box<dyn Read + Send>>;
    fn remove(&self, name: &Name) -> Result<()>;
}
