//! Reading an archive, from its beginning and once: what it is of, the small files, the database.
use std::{
    io::{self, BufReader, ErrorKind, Read},
    path::Path,
};

use age::{DecryptError, stream::StreamReader};
use zstd::Decoder;

use super::{DATABASE, DATABASE_KEY, MANIFEST, Manifest, Small, WRAPPED_KEY};
use crate::{
    backups::{
        recovery::RecoveryKey,
        trouble::{Result, Trouble},
    },
    db::{
        key::Key,
        pages::{self, RebuildError},
        wrapped::Wrapped,
    },
    error::Error,
};

type Plain = Decoder<'static, BufReader<StreamReader<Box<dyn Read>>>>;

/// Far more than any of them has.
const SMALL_BYTES: u64 = 1 << 20;
const SMALL_FILES: usize = 32;

pub struct Opened {
    pub manifest: Manifest,
    pub database_key: Key,
    /// Where a passphrase wrapped it on the box.
    pub wrapped_key: Option<Wrapped>,
    pub certificates: Vec<Small>,
    archive: tar::Archive<Plain>,
}

/// Reads as far as to know what it is of; nothing of it is written anywhere.
pub fn open(source: Box<dyn Read>, key: &RecoveryKey) -> Result<Opened> {
    let plain = age::Decryptor::new(source)
        .and_then(|sealed| sealed.decrypt([key.identity() as &dyn age::Identity].into_iter()))
        .map_err(unreadable)?;
    let plain = Decoder::new(plain).map_err(broken)?;
    let mut archive = tar::Archive::new(plain);
    let mut manifest = None;
    let (mut database_key, mut wrapped_key) = (None, None);
    let mut certificates = Vec::new();
    // The entries are read again from where they stand once the small ones are known.
    for entry in archive.entries().map_err(broken)?.take(SMALL_FILES) {
        let mut entry = entry.map_err(broken)?;
        let name = entry.path().map_err(broken)?.display().to_string();
        if name == DATABASE {
            break;
        }
        let mut bytes = Vec::new();
        entry.by_ref().take(SMALL_BYTES).read_to_end(&mut bytes).map_err(broken)?;
        match &*name {
            MANIFEST => manifest = Some(parsed(&bytes)?),
            DATABASE_KEY => database_key = str::from_utf8(&bytes).ok().and_then(Key::parse),
            WRAPPED_KEY => wrapped_key = str::from_utf8(&bytes).ok().and_then(Wrapped::parse),
            _ if super::certificate_path(Path::new(""), &name).is_some() => {
                certificates.push((name, bytes));
            }
            _ => {}
        }
    }
    let manifest = manifest.ok_or(Trouble::NotABackup)?;
    let database_key = database_key.ok_or(Trouble::NotABackup)?;
    let wrapped_key = wrapped_key.filter(|it| it.is_of(&database_key));
    Ok(Opened { manifest, database_key, wrapped_key, certificates, archive })
}

impl Opened {
    /// Makes the database at `path`, encrypted with `key`, and reads to the end of the archive, so
    /// that nothing of it is missing. `one_page_more` may stop it by an error.
    pub fn rebuild(
        self,
        path: &Path,
        key: &Key,
        one_page_more: &mut dyn FnMut() -> io::Result<()>,
    ) -> Result<Manifest> {
        let Self { manifest, archive, .. } = self;
        // Behind the header of the last entry stands its content.
        let mut rest = archive.into_inner();
        let mut counted =
            Counted { source: &mut rest, left: 0, one_page_more, manifest: &manifest };
        let shape = (manifest.pages, manifest.page_bytes);
        pages::rebuild(path, key, shape, &mut counted).map_err(|cause| match cause {
            RebuildError::Read(cause) => broken(cause),
            RebuildError::NotOurs => Trouble::NotABackup,
            RebuildError::Write(cause) => on_our_disk(cause),
        })?;
        io::copy(&mut rest, &mut io::sink()).map_err(broken)?;
        Ok(manifest)
    }
}

struct Counted<'a> {
    source: &'a mut dyn Read,
    left: usize,
    one_page_more: &'a mut dyn FnMut() -> io::Result<()>,
    manifest: &'a Manifest,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            (self.one_page_more)()?;
            self.left = self.manifest.page_bytes as usize;
        }
        let most = buffer.len().min(self.left);
        let read = self.source.read(&mut buffer[..most])?;
        self.left -= read;
        Ok(read)
    }
}

/// The version first: what else a newer one says may not be understood.
fn parsed(bytes: &[u8]) -> Result<Manifest> {
    #[derive(serde::Deserialize)]
    struct Beginning {
        format: u32,
        made_by: String,
    }
    let Beginning { format, made_by } =
        serde_json::from_slice(bytes).map_err(|_| Trouble::NotABackup)?;
    if format > super::FORMAT {
        return Err(Trouble::Newer { made_by });
    }
    serde_json::from_slice::<Manifest>(bytes).map_err(|_| Trouble::NotABackup)?.check()
}

fn unreadable(cause: DecryptError) -> Trouble {
    match cause {
        DecryptError::NoMatchingKeys | DecryptError::DecryptionFailed => Trouble::WrongKey,
        DecryptError::UnknownFormat | DecryptError::InvalidHeader => Trouble::NotABackup,
        // Shorter than the beginning of one.
        DecryptError::Io(cause) if cause.kind() == ErrorKind::UnexpectedEof => Trouble::NotABackup,
        DecryptError::Io(cause) => broken(cause),
        _ => Trouble::Broken,
    }
}

fn broken(cause: io::Error) -> Trouble {
    match cause.kind() {
        ErrorKind::UnexpectedEof | ErrorKind::InvalidData | ErrorKind::Other => Trouble::Broken,
        ErrorKind::ConnectionAborted => Trouble::Stopped,
        _ => Trouble::at("the backup", cause),
    }
}

fn on_our_disk(cause: anyhow::Error) -> Trouble {
    match cause.downcast::<rusqlite::Error>() {
        Ok(cause) => Trouble::Ours(cause.into()),
        Err(cause) => match cause.downcast::<io::Error>() {
            Ok(cause) => Trouble::at("the disk of this box", cause),
            Err(cause) => Trouble::Ours(Error::internal(cause)),
        },
    }
}
