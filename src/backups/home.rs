//! Where on this box the things of a backup lie, and what nobody else may do at the same time.
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use rustix::fs::{FlockOperation, flock};

use super::{
    archive::Small,
    trouble::{Result, Trouble, size},
};
use crate::{
    clock::Clock,
    db::{
        key::{Found, Key},
        wrapped::Wrapped,
    },
    ids::Uid,
    private_file,
    vault::SealKey,
};

pub use crate::private_file::hand_over;

#[derive(Clone, Debug)]
pub struct Home {
    pub data_dir: PathBuf,
    pub key_file: PathBuf,
    /// By which storage elsewhere is asked.
    pub clock: Clock,
    /// The database key, where whoever asks has it in hand.
    key: Option<Key>,
}

const SCRATCH: &str = "scratch";
/// What must be left of the disk when a copy was put beside the database.
pub const LEFT_BYTES: u64 = 64 << 20;

/// Backups and restores of one box take turns, whichever process does them.
pub struct Turn {
    lock: File,
}

/// Said aloud: a process that is just being started may hold the file a moment longer.
impl Drop for Turn {
    fn drop(&mut self) {
        let _ = flock(&self.lock, FlockOperation::Unlock);
    }
}

impl Home {
    pub fn new(data_dir: &Path, key_file: &Path) -> Self {
        let clock = Clock::System;
        Self { data_dir: data_dir.into(), key_file: key_file.into(), clock, key: None }
    }

    pub fn by(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// Also where a passphrase wraps it in its file.
    pub fn with_key(self, key: Key) -> Self {
        Self { key: Some(key), ..self }
    }

    /// None where it is wrapped, and nobody has typed the passphrase.
    pub fn key(&self) -> Option<Key> {
        self.key.clone().or_else(|| Found::read(&self.key_file)?.plain())
    }

    /// What the vault is opened by.
    pub fn seal_key(&self) -> Option<SealKey> {
        self.key().as_ref().map(SealKey::of)
    }

    /// As it lies in its file; none where no passphrase wraps it.
    pub fn wrapped_key(&self) -> Option<Wrapped> {
        Found::read(&self.key_file)?.wrapped()
    }

    pub fn turn(&self) -> Result<Turn> {
        let path = self.data_dir.join("backup.lock");
        let lock = File::create(&path)
            .map_err(|cause| Trouble::at(self.data_dir.display().to_string(), cause))?;
        flock(&lock, FlockOperation::NonBlockingLockExclusive).map_err(|_| Trouble::Busy)?;
        Ok(Turn { lock })
    }

    /// A name for a copy that is thrown away again; of earlier ones nothing is left.
    pub fn scratch(&self, _turn: &Turn, bytes: u64) -> Result<Scratch> {
        let folder = self.data_dir.join(SCRATCH);
        let ours = |cause| Trouble::at("the disk of this box", cause);
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(ours)?;
        }
        private_file::make_folder(&folder).map_err(ours)?;
        check_room(&folder, bytes + LEFT_BYTES)?;
        Ok(Scratch { file: folder.join(format!("{}.db", Uid::new())), folder })
    }

    /// Whether something lies about that is somebody's at work, or was left by the power.
    pub fn is_littered(&self) -> bool {
        self.data_dir.join(SCRATCH).exists() || !self.unfinished().is_empty()
    }

    /// Of copies and small files that were on their way when the power went nothing is left.
    pub fn sweep(&self, _turn: &Turn) {
        let _ = fs::remove_dir_all(self.data_dir.join(SCRATCH));
        for file in self.unfinished() {
            let _ = fs::remove_file(file);
        }
    }

    fn unfinished(&self) -> Vec<PathBuf> {
        let folders = [self.key_file.parent(), Some(&*self.data_dir), Some(&*self.tls())];
        let entries = folders.into_iter().flatten().filter_map(|it| fs::read_dir(it).ok());
        let names = entries.flatten().flatten().map(|it| it.path());
        names.filter(|it| it.file_name().is_some_and(private_file::is_unfinished)).collect()
    }

    fn tls(&self) -> PathBuf {
        self.data_dir.join("tls")
    }

    /// What root makes at the terminal belongs to whoever the data belongs to, who is to go on with
    /// it. Does nothing for anybody else.
    pub fn hand_over(&self) {
        if !rustix::process::geteuid().is_root() {
            return;
        }
        let mut waiting = vec![self.data_dir.clone()];
        if let Some(keys) = self.key_file.parent().and_then(|it| fs::read_dir(it).ok()) {
            let is_key = |it: &PathBuf| it.file_name().is_some_and(is_a_key);
            waiting.extend(keys.flatten().map(|it| it.path()).filter(is_key));
        }
        while let Some(path) = waiting.pop() {
            hand_over(&path, &self.data_dir);
            if path.is_dir()
                && !path.is_symlink()
                && let Ok(inside) = fs::read_dir(&path)
            {
                waiting.extend(inside.flatten().map(|it| it.path()));
            }
        }
    }

    /// The local authority and certificate: what devices trust already.
    pub fn certificates(&self) -> Result<Vec<Small>> {
        let folder = self.tls();
        let ours = |cause| Trouble::at(folder.display().to_string(), cause);
        let mut found = Vec::new();
        if !folder.exists() {
            return Ok(found);
        }
        for entry in fs::read_dir(&folder).map_err(ours)? {
            let path = entry.map_err(ours)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_file() && (name.ends_with(".pem") || name.ends_with(".key")) {
                found.push((format!("tls/{name}"), fs::read(&path).map_err(ours)?));
            }
        }
        found.sort();
        Ok(found)
    }
}

fn is_a_key(name: &std::ffi::OsStr) -> bool {
    let name = name.to_string_lossy();
    name.starts_with("database.key") || name.starts_with("recovery.key")
}

pub struct Scratch {
    pub file: PathBuf,
    folder: PathBuf,
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Free space is asked for first, so that nothing is begun that cannot be ended.
pub fn check_room(folder: &Path, needed: u64) -> Result<()> {
    let disk = rustix::fs::statvfs(folder)
        .map_err(|cause| Trouble::at(folder.display().to_string(), cause.into()))?;
    let free = disk.f_bavail * disk.f_frsize;
    match free >= needed {
        true => Ok(()),
        false => Err(Trouble::NoRoom { needed: size(needed), free: size(free) }),
    }
}
