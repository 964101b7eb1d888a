//! A folder: of this box, of a drive that is plugged in, of a share that is mounted.
use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufReader, BufWriter, ErrorKind, Read},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use rustix::fs::{Access, Advice, access, fadvise, syncfs};

use super::{Fill, Name, Place, Stored};
use crate::{
    backups::{
        Kind,
        home::{check_room, hand_over},
        trouble::{Result, Trouble},
    },
    private_file,
};

const BUFFER_BYTES: usize = 256 << 10;
/// On a drive of all sorts of things, ours stand together.
const ON_DRIVE: &str = "pi-crm-backups";
const PART: &str = ".part";

#[derive(Debug)]
pub struct Folder {
    kind: Kind,
    root: PathBuf,
    data_dir: PathBuf,
}

impl Folder {
    pub fn new(kind: Kind, root: impl Into<PathBuf>, data_dir: impl Into<PathBuf>) -> Self {
        Self { kind, root: root.into(), data_dir: data_dir.into() }
    }

    fn path(&self) -> PathBuf {
        match self.kind {
            Kind::Usb => self.root.join(ON_DRIVE),
            Kind::Folder | Kind::Share | Kind::S3 => self.root.clone(),
        }
    }

    fn shown(&self) -> String {
        self.path().display().to_string()
    }

    fn trouble(&self, cause: io::Error) -> Trouble {
        Trouble::at(self.shown(), cause)
    }

    /// A drive that is not there leaves an empty folder, and filling the card in its place would be
    /// worse than no backup.
    fn is_there(&self) -> Result<()> {
        let missing = || match self.kind {
            Kind::Folder | Kind::S3 => Trouble::NoFolder(self.root.display().to_string()),
            Kind::Usb => Trouble::NoDrive,
            Kind::Share => Trouble::NoShare(self.root.display().to_string()),
        };
        let found = fs::metadata(&self.root).map_err(|cause| match cause.kind() {
            ErrorKind::NotFound => missing(),
            _ => self.trouble(cause),
        })?;
        let is_own = |path: &Path| fs::metadata(path).is_ok_and(|it| it.dev() == found.dev());
        let is_mounted = !is_own(Path::new("/")) && !is_own(&self.data_dir);
        match found.is_dir() && (self.kind == Kind::Folder || is_mounted) {
            true => Ok(()),
            false => Err(missing()),
        }
    }

    fn part(&self, name: &Name) -> PathBuf {
        self.path().join(format!(".{name}{PART}"))
    }

    fn whole(&self, name: &Name) -> PathBuf {
        self.path().join(name.to_string())
    }

    /// Of a backup that ended with the power.
    fn sweep(&self) {
        let Ok(entries) = fs::read_dir(self.path()) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let inner = name.strip_prefix('.').and_then(|it| it.strip_suffix(PART));
            if inner.is_some_and(|it| it.parse::<Name>().is_ok()) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    fn written(&self, part: &Path, fill: &mut Fill<'_>) -> Result<u64> {
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(part);
        let mut file =
            BufWriter::with_capacity(BUFFER_BYTES, file.map_err(|cause| self.trouble(cause))?);
        fill(&mut file)?.map_err(|cause| self.trouble(cause))?;
        let file = file.into_inner().map_err(|cause| self.trouble(cause.into_error()))?;
        file.sync_all().map_err(|cause| self.trouble(cause))?;
        Ok(file.metadata().map_err(|cause| self.trouble(cause))?.len())
    }

    /// All of the file system: on a FAT drive a renamed file has no size until more than its folder
    /// is written, and people pull a drive out as soon as they are told that it is done.
    fn synced(&self) -> Result<()> {
        let folder = File::open(self.path()).map_err(|cause| self.trouble(cause))?;
        syncfs(folder).map_err(|cause| self.trouble(cause.into()))
    }
}

impl Place for Folder {
    fn check(&self, needed_bytes: u64) -> Result<()> {
        self.is_there()?;
        let path = self.path();
        private_file::make_folder(&path).map_err(|cause| self.trouble(cause))?;
        access(&path, Access::WRITE_OK).map_err(|cause| self.trouble(cause.into()))?;
        self.sweep();
        check_room(&path, needed_bytes)
    }

    fn write(&self, name: &Name, fill: &mut Fill<'_>) -> Result<u64> {
        let part = self.part(name);
        let written = self.written(&part, fill);
        if written.is_err() {
            let _ = fs::remove_file(&part);
        }
        written
    }

    fn read_back(&self, name: &Name) -> Result<Box<dyn Read + Send>> {
        let file = File::open(self.part(name)).map_err(|cause| self.trouble(cause))?;
        // What is still in memory would say nothing of the drive.
        let _ = fadvise(&file, 0, None, Advice::DontNeed);
        Ok(Box::new(BufReader::with_capacity(BUFFER_BYTES, file)))
    }

    fn keep(&self, name: &Name) -> Result<()> {
        fs::rename(self.part(name), self.whole(name)).map_err(|cause| self.trouble(cause))?;
        hand_over(&self.whole(name), &self.data_dir);
        self.synced()
    }

    fn discard(&self, name: &Name) {
        let _ = fs::remove_file(self.part(name));
    }

    fn list(&self) -> Result<Vec<Stored>> {
        self.is_there()?;
        let entries = match fs::read_dir(self.path()) {
            Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            other => other.map_err(|cause| self.trouble(cause))?,
        };
        let mut found = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|cause| self.trouble(cause))?;
            let Ok(name) = entry.file_name().to_string_lossy().parse() else { continue };
            let bytes = entry.metadata().map_err(|cause| self.trouble(cause))?.len();
            found.push(Stored { name, bytes });
        }
        found.sort_by(|one, other| other.cmp(one));
        Ok(found)
    }

    fn open(&self, name: &Name) -> Result<Box<dyn Read + Send>> {
        self.is_there()?;
        let file = File::open(self.whole(name)).map_err(|cause| self.trouble(cause))?;
        Ok(Box::new(BufReader::with_capacity(BUFFER_BYTES, file)))
    }

    fn remove(&self, name: &Name) -> Result<()> {
        fs::remove_file(self.whole(name)).map_err(|cause| self.trouble(cause))?;
        self.synced()
    }
}

#[cfg(test)]
mod tests {
    use rustix::io::Errno;

    use super::*;

    fn place(kind: Kind, root: &Path) -> Folder {
        Folder::new(kind, root, std::env::temp_dir())
    }

    fn name() -> Name {
        Name::new("0123456789abcdef", 1_795_000_000)
    }

    fn files(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().map(|it| it.unwrap().file_name());
        entries.map(|it| it.into_string().unwrap()).collect()
    }

    #[test]
    fn a_backup_counts_only_once_it_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let place = place(Kind::Folder, folder.path());
        place.check(1_000).unwrap();
        let bytes = place.write(&name(), &mut |to| Ok(to.write_all(b"whole"))).unwrap();
        assert_eq!((bytes, place.list().unwrap()), (5, Vec::new()));
        let mut back = String::new();
        place.read_back(&name()).unwrap().read_to_string(&mut back).unwrap();
        assert_eq!(back, "whole");
        place.keep(&name()).unwrap();
        assert_eq!(place.list().unwrap(), [Stored { name: name(), bytes: 5 }]);
        place.remove(&name()).unwrap();
        assert!(files(folder.path()).is_empty());
    }

    /// As the kernel answers when the drive is pulled out, or full.
    #[test]
    fn what_ends_half_way_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let place = place(Kind::Folder, folder.path());
        for (errno, is_told) in [
            (Errno::IO, (|it| matches!(it, Trouble::WentAway)) as fn(&Trouble) -> bool),
            (Errno::NOSPC, |it| matches!(it, Trouble::Full)),
        ] {
            let failed = place.write(&name(), &mut |to| {
                let half = to.write_all(&[7; 4_096]);
                Ok(half.and(Err(errno.into())))
            });
            assert!(failed.as_ref().is_err_and(is_told), "{failed:?}");
            assert!(files(folder.path()).is_empty());
        }
    }

    #[test]
    fn a_drive_that_goes_before_it_is_kept_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let place = place(Kind::Folder, folder.path());
        place.write(&name(), &mut |to| Ok(to.write_all(b"whole"))).unwrap();
        fs::remove_dir_all(folder.path()).unwrap();
        assert!(matches!(place.keep(&name()), Err(Trouble::WentAway)));
    }

    #[test]
    fn an_empty_mount_point_is_no_drive_and_no_share() {
        let folder = tempfile::tempdir().unwrap();
        let told = |kind| place(kind, folder.path()).check(1);
        assert!(matches!(told(Kind::Usb), Err(Trouble::NoDrive)));
        assert!(matches!(told(Kind::Share), Err(Trouble::NoShare(_))));
        assert!(files(folder.path()).is_empty(), "nothing was written in its place");
        let nowhere = place(Kind::Folder, &folder.path().join("gone")).check(1);
        assert!(matches!(nowhere, Err(Trouble::NoFolder(_))));
    }

    #[test]
    fn room_is_asked_for_first_and_leftovers_go() {
        let folder = tempfile::tempdir().unwrap();
        let place = place(Kind::Folder, folder.path());
        fs::write(place.part(&name()), "of a power cut").unwrap();
        fs::write(folder.path().join("holiday.jpg"), "theirs").unwrap();
        assert!(matches!(place.check(u64::MAX / 2), Err(Trouble::NoRoom { .. })));
        assert_eq!(files(folder.path()), ["holiday.jpg"]);
    }
}
