//! A file on its way in: sealed onto the disk while it comes, and looked through once it is there.
//! Works on a thread that may wait.
use std::{
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use ring::digest;
use rusqlite::Connection;
use tokio::sync::mpsc;

use super::{
    sealed::{KEY_BYTES, Sealer},
    survey::{Survey, survey},
};
use crate::{
    accounts::tokens,
    error::{Error, Result},
    ids::Uid,
    private_file,
    transfer::csv::sniff::Listener,
};

/// Beside the database, so that what is whole is on one disk.
pub fn folder(data_dir: &Path) -> PathBuf {
    data_dir.join("imports")
}

/// The same for whoever has only the database.
pub fn folder_beside(conn: &Connection) -> Option<PathBuf> {
    conn.path().map(Path::new).and_then(Path::parent).map(folder)
}

/// What must be left of the disk when the file is there: the contacts in it need room too.
const LEFT_BYTES: u64 = 256 * 1024 * 1024;
const LIMIT_CHARS: usize = 120;

/// The field of the form, for what is wrong with the file.
pub const FILE: &str = "file";

#[derive(Clone, Debug)]
pub struct Received {
    pub uid: Uid,
    pub name: String,
    pub bytes: i64,
    pub digest: Vec<u8>,
    pub key: [u8; KEY_BYTES],
    pub survey: Survey,
}

/// Says before a byte is read that the disk would be full.
pub fn refuse_without_room(data_dir: &Path, declared: u64) -> Result<()> {
    let Ok(disk) = rustix::fs::statvfs(data_dir) else { return Ok(()) };
    // The file, and the contacts that are made of it.
    match disk.f_bavail * disk.f_frsize >= declared.saturating_mul(3) + LEFT_BYTES {
        true => Ok(()),
        false => Err(Error::Unavailable(
            "There is too little room on the disk for this file. Nothing was uploaded; make some \
             room and try again."
                .into(),
        )),
    }
}

/// Takes in a file piece by piece. A piece that is an error leaves nothing behind.
pub async fn take_in(
    folder: PathBuf,
    name: String,
    pieces: mpsc::Receiver<io::Result<Vec<u8>>>,
) -> Result<Received> {
    let work = move || received(&folder, &name, pieces);
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

fn received(
    folder: &Path,
    name: &str,
    pieces: mpsc::Receiver<io::Result<Vec<u8>>>,
) -> Result<Received> {
    private_file::make_folder(folder).map_err(on_disk)?;
    let uid = Uid::new();
    let path = folder.join(uid.to_string());
    let taken = sealed(&path, pieces).and_then(|taken| looked_through(&path, uid, name, taken));
    if taken.is_err() {
        let _ = fs::remove_file(&path);
    }
    taken
}

struct Taken {
    key: [u8; KEY_BYTES],
    bytes: i64,
    digest: Vec<u8>,
    listener: Listener,
}

fn sealed(path: &Path, mut pieces: mpsc::Receiver<io::Result<Vec<u8>>>) -> Result<Taken> {
    let key: [u8; KEY_BYTES] = tokens::random()?;
    let mut sealer = Sealer::create(path, &key).map_err(on_disk)?;
    let mut hash = digest::Context::new(&digest::SHA256);
    let (mut listener, mut bytes) = (Listener::default(), 0);
    while let Some(piece) = pieces.blocking_recv() {
        let piece = piece.map_err(|_| {
            Error::Unavailable(
                "The connection was lost before the whole file was here. Nothing was kept of it; \
                 upload it again."
                    .into(),
            )
        })?;
        listener.hear(&piece);
        hash.update(&piece);
        bytes += piece.len() as i64;
        sealer.write(&piece).map_err(on_disk)?;
    }
    sealer.finish().map_err(on_disk)?;
    Ok(Taken { key, bytes, digest: hash.finish().as_ref().to_vec(), listener })
}

fn looked_through(path: &Path, uid: Uid, name: &str, taken: Taken) -> Result<Received> {
    let Taken { key, bytes, digest, listener } = taken;
    let invalid = |said: String| Error::invalid(FILE, format!("{said}. Nothing was kept of it"));
    let encoding = listener.verdict().map_err(|said| invalid(said.to_owned()))?;
    let survey = survey(path, &key, encoding).map_err(|cause| invalid(cause.to_string()))?;
    if survey.rows == 0 {
        return Err(invalid(match bytes {
            0 => "Choose a file that is not empty".to_owned(),
            _ => "There is no contact in this file, only a line of headers or none".to_owned(),
        }));
    }
    Ok(Received { uid, name: shown(name), bytes, digest, key, survey })
}

/// A file's name without its folders, and without what would turn a line round.
fn shown(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_odd =
        |c: char| c.is_control() || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let name: String = name.chars().filter(|c| !is_odd(*c)).take(LIMIT_CHARS).collect();
    if name.trim().is_empty() { "contacts".to_owned() } else { name }
}

fn on_disk(cause: io::Error) -> Error {
    match cause.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::Unavailable(
            "The disk is full, so the file was not kept. Make some room and try again.".into(),
        ),
        _ => Error::internal(cause),
    }
}

/// Files that no import asks for: done with, or of an upload that ended with the power, which is
/// told by its age or by being there before this process began.
pub fn sweep(folder: &Path, wanted: &[Uid], begun: SystemTime) {
    const YOUNG: Duration = Duration::from_secs(3_600);
    let Ok(files) = fs::read_dir(folder) else { return };
    for file in files.flatten() {
        let name = file.file_name();
        let is_wanted = wanted.iter().any(|uid| *uid.to_string() == *name);
        let changed = file.metadata().and_then(|it| it.modified()).ok();
        let age = changed.and_then(|it| it.elapsed().ok());
        let is_of_before = changed.is_some_and(|it| it < begun);
        if !is_wanted && (is_of_before || age.is_none_or(|age| age > YOUNG)) {
            let _ = fs::remove_file(file.path());
        }
    }
}
