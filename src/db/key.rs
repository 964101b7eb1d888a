//! The database key: 32 random bytes in a file of their own, apart from the data.
use std::{fmt, fs, io, path::Path};

use super::OpenError;
use crate::private_file;

const HEX_CHARS: usize = 64;

/// Never printed, never logged.
#[derive(Clone)]
pub struct Key([u8; 32]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    pub fn random() -> io::Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(io::Error::other)?;
        Ok(Self(bytes))
    }

    pub(super) fn hex(&self) -> String {
        hex(&self.0)
    }

    /// As it stands in its file.
    pub(crate) fn file_text(&self) -> String {
        format!("{}\n", self.hex())
    }

    pub fn is_same(&self, other: &Self) -> bool {
        self.fingerprint() == other.fingerprint()
    }

    /// Tells keys apart without telling anything about them.
    pub(super) fn fingerprint(&self) -> String {
        let mut context = ring::digest::Context::new(&ring::digest::SHA256);
        context.update(b"pi-crm database key\0");
        context.update(&self.0);
        hex(&context.finish().as_ref()[..8])
    }

    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() != HEX_CHARS || !text.is_ascii() {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self(bytes))
    }
}

/// Reads the key, or makes one when there is no database yet that it could belong to.
pub fn load_or_create(path: &Path, database: &Path) -> Result<Key, OpenError> {
    match fs::read_to_string(path) {
        Ok(text) => Key::parse(&text).ok_or_else(|| unusable(&text, path, database)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
            if database.exists() {
                return Err(OpenError::KeyMissing(path.into()));
            }
            let key = Key::random().map_err(|cause| OpenError::Io(path.into(), cause))?;
            match save(path, &key) {
                // Another start was quicker; its key is the one.
                Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => {
                    load_or_create(path, database)
                }
                Err(cause) => Err(OpenError::Io(path.into(), cause)),
                Ok(()) => Ok(key),
            }
        }
        Err(cause) if cause.kind() == io::ErrorKind::InvalidData => {
            Err(OpenError::KeyInvalid(path.into()))
        }
        Err(cause) => Err(OpenError::Io(path.into(), cause)),
    }
}

/// The beginning of a key is one that was cut short; anything else never was one.
fn unusable(text: &str, path: &Path, database: &Path) -> OpenError {
    let begun = text.trim();
    if begun.len() >= HEX_CHARS || !begun.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return OpenError::KeyInvalid(path.into());
    }
    match fs::metadata(database) {
        Ok(file) if file.len() > 0 => OpenError::KeyCutShort(path.into()),
        _ => OpenError::KeyNeverWhole(path.into()),
    }
}

/// A key is never replaced: without it a database is noise.
fn save(path: &Path, key: &Key) -> io::Result<()> {
    if let Some(folder) = path.parent().filter(|it| !it.as_os_str().is_empty() && !it.exists()) {
        private_file::make_folder(folder)?;
    }
    private_file::create(path, format!("{}\n", key.hex()).as_bytes())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_its_file_and_is_never_shown() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/database.key");
        let made = load_or_create(&path, &folder.path().join("none.db")).unwrap();
        let read = load_or_create(&path, &folder.path().join("none.db")).unwrap();
        assert_eq!(made.hex(), read.hex());
        assert!(!format!("{made:?}").contains(&made.hex()));
    }

    #[test]
    fn a_database_without_its_key_gets_no_new_key() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("pi-crm.db");
        fs::write(&database, "x").unwrap();
        let path = folder.path().join("database.key");
        assert!(matches!(load_or_create(&path, &database), Err(OpenError::KeyMissing(_))));
        assert!(!path.exists());
    }

    #[test]
    fn a_mangled_key_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("database.key");
        for text in ["short", &"zz".repeat(32), &"é".repeat(32), &"a".repeat(65)] {
            fs::write(&path, text).unwrap();
            let refused = load_or_create(&path, Path::new("none"));
            assert!(matches!(refused, Err(OpenError::KeyInvalid(_))), "{text:?}");
        }
    }

    #[test]
    fn an_empty_or_torn_key_says_whether_anything_hangs_on_it() {
        let folder = tempfile::tempdir().unwrap();
        let (path, database) = (folder.path().join("database.key"), folder.path().join("db"));
        for text in ["", "\n", "0123456789abcdef"] {
            fs::write(&path, text).unwrap();
            let _ = fs::remove_file(&database);
            let first = load_or_create(&path, &database);
            assert!(matches!(first, Err(OpenError::KeyNeverWhole(_))), "{text:?}");
            fs::write(&database, "noise").unwrap();
            let later = load_or_create(&path, &database);
            assert!(matches!(later, Err(OpenError::KeyCutShort(_))), "{text:?}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text, "it was left as it is");
        }
    }

    #[test]
    fn two_starts_at_once_agree_on_one_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("database.key");
        save(&path, &Key::random().unwrap()).unwrap();
        let late = save(&path, &Key::random().unwrap()).unwrap_err();
        assert_eq!(late.kind(), io::ErrorKind::AlreadyExists);
    }
}
