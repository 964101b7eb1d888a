//! Another key for a database that is there. It is copied, page by page, into a file under the new
//! key, which is opened and checked; then it is decided, and both files take their places. A power
//! cut before the decision takes everything back, one after it brings everything to its end.
use std::{
    fs, io,
    path::{Path, PathBuf},
};

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{
    OpenError,
    key::Key,
    open::{Role, configure, fingerprint_file, in_words},
    pages::{self, RebuildError},
    presence::Presence,
};
use crate::private_file;

const FOLDER: &str = "rekeyed";
const COPY: &str = "copy.db";
const DECIDED: &str = "decided.json";
/// What a file of keys is called until it is decided.
const NEXT: &str = "next";
/// What a restore set aside stays under the key it had.
const SET_ASIDE: &str = "set-aside";

/// The new key, and the files that change with it, as they are to read.
pub struct Exchange {
    pub old: Key,
    pub new: Key,
    pub files: Vec<(PathBuf, Zeroizing<String>)>,
}

#[derive(Serialize, Deserialize)]
struct Decided {
    old_key: String,
    new_key: String,
    files: Vec<PathBuf>,
}

/// Nobody else may have it open. `renew` is for what is sealed by way of the key within.
pub fn exchange(
    path: &Path,
    key_file: &Path,
    exchange: &Exchange,
    renew: impl FnOnce(&Connection) -> anyhow::Result<()>,
) -> Result<(), OpenError> {
    let ours = |cause| OpenError::Io(path.into(), cause);
    let _alone = Presence::alone(path)?;
    settle(path, key_file).map_err(ours)?;
    if let Err(cause) = prepare(path, exchange, renew) {
        take_back(path, key_file).map_err(ours)?;
        return Err(cause);
    }
    let decided = Decided {
        old_key: exchange.old.fingerprint(),
        new_key: exchange.new.fingerprint(),
        files: exchange.files.iter().map(|(file, _)| file.clone()).collect(),
    };
    let text = serde_json::to_vec(&decided).map_err(|cause| OpenError::Other(cause.into()))?;
    let note = folder(path).join(DECIDED);
    private_file::write(&note, &text).map_err(ours)?;
    private_file::hand_over(&note, data_folder(path));
    settle(path, key_file).map_err(ours)
}

pub(super) fn is_begun(path: &Path) -> bool {
    folder(path).exists()
}

/// After a power cut as well: to the end where it was decided, back where it was not.
pub(super) fn settle(path: &Path, key_file: &Path) -> io::Result<()> {
    if !is_begun(path) {
        return Ok(());
    }
    let decided = match fs::read(folder(path).join(DECIDED)) {
        Ok(text) => serde_json::from_slice(&text).map_err(io::Error::other)?,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
            return take_back(path, key_file);
        }
        Err(cause) => return Err(cause),
    };
    bring_to_its_end(path, key_file, &decided)
}

fn bring_to_its_end(path: &Path, key_file: &Path, decided: &Decided) -> io::Result<()> {
    let copy = folder(path).join(COPY);
    if copy.exists() {
        for left in ["-wal", "-shm"] {
            gone(&PathBuf::from(format!("{}{left}", path.display())))?;
        }
        fs::rename(&copy, path)?;
    }
    let data = data_folder(path);
    private_file::sync_folder(data)?;
    for file in &decided.files {
        let next = next(file);
        if !next.exists() {
            continue;
        }
        if file == key_file && data.join(SET_ASIDE).exists() {
            let before = file.with_added_extension(&decided.old_key);
            private_file::write(&before, &Zeroizing::new(fs::read(file)?))?;
        }
        fs::rename(&next, file)?;
        private_file::sync_folder(file.parent().unwrap_or(Path::new("/")))?;
    }
    private_file::write(&fingerprint_file(path), decided.new_key.as_bytes())?;
    fs::remove_dir_all(folder(path))?;
    private_file::sync_folder(data)
}

/// The folder last: as long as it is there, it was begun.
fn take_back(path: &Path, key_file: &Path) -> io::Result<()> {
    let keys = key_file.parent().and_then(|it| fs::read_dir(it).ok());
    for file in keys.into_iter().flatten() {
        let file = file?.path();
        if file.extension().is_some_and(|it| it == NEXT) {
            gone(&file)?;
        }
    }
    fs::remove_dir_all(folder(path))?;
    private_file::sync_folder(data_folder(path))
}

fn prepare(
    path: &Path,
    exchange: &Exchange,
    renew: impl FnOnce(&Connection) -> anyhow::Result<()>,
) -> Result<(), OpenError> {
    let ours = |cause| OpenError::Io(path.into(), cause);
    let data = data_folder(path);
    private_file::make_folder(&folder(path)).map_err(ours)?;
    private_file::hand_over(&folder(path), data);
    for (file, text) in &exchange.files {
        let next = next(file);
        let written = private_file::write(&next, text.as_bytes());
        private_file::hand_over(&next, data);
        written.map_err(|cause| OpenError::Io(next, cause))?;
    }
    let said = |cause| in_words(cause, path, &exchange.old);
    let conn = alone(path, &exchange.old)?;
    conn.execute_batch("BEGIN EXCLUSIVE").map_err(said)?;
    let copy = folder(path).join(COPY);
    pages::copy(&conn, &copy, &exchange.new).map_err(|cause| match cause {
        RebuildError::Write(cause) => match cause.downcast::<rusqlite::Error>() {
            Ok(cause) => in_words(cause, &copy, &exchange.new),
            Err(cause) => OpenError::Other(cause),
        },
        other => OpenError::Other(other.into()),
    })?;
    private_file::hand_over(&copy, data);
    checked(&copy, &exchange.new, renew)
}

/// Folded in and without a log, which needs that nobody else has it open, in any process.
fn alone(path: &Path, key: &Key) -> Result<Connection, OpenError> {
    let said = |cause| in_words(cause, path, key);
    let conn = Connection::open(path).map_err(said)?;
    configure(&conn, key, Role::Writer).map_err(said)?;
    conn.pragma_update(None, "locking_mode", "EXCLUSIVE").map_err(said)?;
    let mode = conn
        .pragma_update_and_check(None, "journal_mode", "DELETE", |row| row.get::<_, String>(0))
        .map_err(said)?;
    if mode != "delete" {
        return Err(OpenError::InUse(path.into()));
    }
    Ok(conn)
}

fn checked(
    copy: &Path,
    key: &Key,
    renew: impl FnOnce(&Connection) -> anyhow::Result<()>,
) -> Result<(), OpenError> {
    let said = |cause| in_words(cause, copy, key);
    let conn = Connection::open(copy).map_err(said)?;
    configure(&conn, key, Role::Writer).map_err(said)?;
    conn.pragma_update(None, "synchronous", "FULL").map_err(said)?;
    conn.execute_batch("BEGIN IMMEDIATE").map_err(said)?;
    renew(&conn).map_err(OpenError::Other)?;
    conn.execute_batch("COMMIT").map_err(said)?;
    match pages::damage(&conn).map_err(said)?.is_empty() {
        true => conn.close().map_err(|(_, cause)| said(cause)),
        false => Err(OpenError::Damaged(copy.into())),
    }
}

/// Whose owner is to go on with what root began.
fn data_folder(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("."))
}

fn folder(path: &Path) -> PathBuf {
    path.with_file_name(FOLDER)
}

fn next(file: &Path) -> PathBuf {
    file.with_added_extension(NEXT)
}

fn gone(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(cause),
        _ => Ok(()),
    }
}
