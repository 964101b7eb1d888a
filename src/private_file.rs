//! Files that only we may read, and that a power cut leaves whole: the old content, or the new.
use std::{
    ffi::OsStr,
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, ErrorKind, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, lchown},
    path::{Path, PathBuf},
};

use rustix::{
    fs::{CWD, RenameFlags, renameat_with},
    io::Errno,
};

/// Writes a file, whatever was there before.
pub fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    placed(path, content, |beside| fs::rename(beside, path))
}

/// Writes a new file. One that is there already stays as it is, and that is the error.
pub fn create(path: &Path, content: &[u8]) -> io::Result<()> {
    placed(path, content, |beside| rename_to_new(beside, path))
}

/// Makes a folder that only we may enter, with those above it.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    match folder.parent() {
        Some(above) => sync_folder(above),
        None => Ok(()),
    }
}

fn placed(
    path: &Path,
    content: &[u8],
    place: impl FnOnce(&Path) -> io::Result<()>,
) -> io::Result<()> {
    let beside = beside(path);
    let done = write_whole(&beside, content).and_then(|()| place(&beside));
    if done.is_err() {
        // What could not be put in its place is of no use, and may be a secret.
        let _ = fs::remove_file(&beside);
    }
    done?;
    // The name must survive a power cut as well as the bytes.
    sync_folder(path.parent().unwrap_or(Path::new("/")))
}

const UNFINISHED: &str = ".new";

/// A name that only a file has that was being written by a process that is gone.
pub fn is_unfinished(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    let before = name.strip_suffix(UNFINISHED).and_then(|it| it.rsplit_once('.'));
    let process = before.and_then(|(_, process)| process.parse::<u32>().ok());
    process.is_some_and(|it| !Path::new("/proc").join(it.to_string()).exists())
}

/// Another process that writes the same file has another name beside it.
fn beside(path: &Path) -> PathBuf {
    path.with_added_extension(format!("{}{UNFINISHED}", std::process::id()))
}

fn write_whole(beside: &Path, content: &[u8]) -> io::Result<()> {
    // A leftover of an interrupted write may have other permissions.
    match fs::remove_file(beside) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => return Err(cause),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(beside)?;
    file.write_all(content)?;
    file.sync_all()
}

fn rename_to_new(beside: &Path, path: &Path) -> io::Result<()> {
    match renameat_with(CWD, beside, CWD, path, RenameFlags::NOREPLACE) {
        // Some file systems cannot promise it; looking first is the next best.
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) if !path.try_exists()? => {
            fs::rename(beside, path)
        }
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => Err(Errno::EXIST.into()),
        renamed => Ok(renamed?),
    }
}

/// What root makes at the terminal is given to whom that folder belongs. Does nothing for anybody
/// else.
pub fn hand_over(path: &Path, like: &Path) {
    let Ok(owner) = fs::metadata(like) else { return };
    if rustix::process::geteuid().is_root() && owner.uid() != 0 {
        let _ = lchown(path, Some(owner.uid()), Some(owner.gid()));
    }
}

/// The names in it survive a power cut from now on.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    File::open(here)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().map(|it| it.unwrap().file_name());
        entries.map(|it| it.into_string().unwrap()).collect()
    }

    #[test]
    fn a_file_is_ours_alone_whatever_was_there_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        fs::write(&path, "old and longer").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        write(&path, b"new").unwrap();
        assert_eq!((fs::read(&path).unwrap(), mode(&path)), (b"new".to_vec(), 0o600));
        assert_eq!(names(folder.path()), ["secret"]);
    }

    #[test]
    fn a_new_file_never_takes_the_place_of_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        create(&path, b"first").unwrap();
        assert_eq!(mode(&path), 0o600);
        let refused = create(&path, b"second").unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"first");
        assert_eq!(names(folder.path()), ["secret"], "no secret is left beside it");
    }

    #[test]
    fn a_leftover_of_an_interrupted_write_is_no_obstacle() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        let leftover = beside(&path);
        fs::write(&leftover, "hal").unwrap();
        fs::set_permissions(&leftover, fs::Permissions::from_mode(0o644)).unwrap();
        create(&path, b"whole").unwrap();
        assert_eq!((fs::read(&path).unwrap(), mode(&path)), (b"whole".to_vec(), 0o600));
        assert_eq!(names(folder.path()), ["secret"]);
    }

    /// The final name never stands for less than the whole content.
    #[test]
    fn what_cannot_be_placed_leaves_the_old_content() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        write(&path, b"old").unwrap();
        let failed = placed(&path, b"new", |_| Err(ErrorKind::StorageFull.into()));
        assert_eq!(failed.unwrap_err().kind(), ErrorKind::StorageFull);
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(names(folder.path()), ["secret"]);
    }

    #[test]
    fn a_folder_is_ours_alone() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("deep/er");
        make_folder(&deep).unwrap();
        make_folder(&deep).unwrap();
        assert_eq!(mode(&deep), 0o700);
    }
}
