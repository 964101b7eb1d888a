//! The database key: 32 random bytes in a file of their own, apart from the data; as they are, or
//! wrapped by a passphrase.
use std::{fmt, fmt::Write, fs, io, path::Path};

use ring::hkdf;
use zeroize::Zeroizing;

use super::{OpenError, wrapped::Wrapped};
use crate::private_file;

const HEX_CHARS: usize = 64;

/// Never printed, never logged; overwritten when it is let go.
#[derive(Clone)]
pub struct Key(Zeroizing<[u8; 32]>);

/// What the key file holds.
#[derive(Debug)]
pub enum Found {
    Plain(Key),
    Wrapped(Wrapped),
}

/// What else is sealed by way of the key, each by one of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Vault,
    RecoveryKey,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    pub fn random() -> io::Result<Self> {
        let mut bytes = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *bytes).map_err(io::Error::other)?;
        Ok(Self(bytes))
    }

    pub(super) fn of(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(super) fn hex(&self) -> Zeroizing<String> {
        Zeroizing::new(hex(&*self.0))
    }

    /// As it stands in its file.
    pub fn file_text(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("{}\n", *self.hex()))
    }

    /// A key of its own for something else, from which nobody gets back to this one.
    pub(crate) fn derive(&self, purpose: Purpose) -> Zeroizing<[u8; 32]> {
        let mut out = Zeroizing::new([0; 32]);
        hkdf::Salt::new(hkdf::HKDF_SHA256, b"pi-crm database key")
            .extract(&*self.0)
            .expand(&[purpose.label()], hkdf::HKDF_SHA256)
            .and_then(|it| it.fill(&mut *out))
            .expect("one block is never too long");
        out
    }

    pub fn is_same(&self, other: &Self) -> bool {
        self.fingerprint() == other.fingerprint()
    }

    /// Tells keys apart without telling anything about them.
    pub fn fingerprint(&self) -> String {
        let mut context = ring::digest::Context::new(&ring::digest::SHA256);
        context.update(b"pi-crm database key\0");
        context.update(&*self.0);
        hex(&context.finish().as_ref()[..8])
    }

    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = Zeroizing::new([0; 32]);
        unhex(text.trim(), &mut *bytes).map(|()| Self(bytes))
    }
}

impl Found {
    pub fn parse(text: &str) -> Option<Self> {
        let wrapped = || Wrapped::parse(text).map(Self::Wrapped);
        Key::parse(text).map(Self::Plain).or_else(wrapped)
    }

    /// None where there is nothing that could be used.
    pub fn read(path: &Path) -> Option<Self> {
        Self::parse(&Zeroizing::new(fs::read_to_string(path).ok()?))
    }

    pub fn plain(self) -> Option<Key> {
        if let Self::Plain(key) = self { Some(key) } else { None }
    }

    pub fn wrapped(self) -> Option<Wrapped> {
        if let Self::Wrapped(wrapped) = self { Some(wrapped) } else { None }
    }
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::Vault => b"vault 1",
            Self::RecoveryKey => b"recovery key 1",
        }
    }
}

/// Reads the key, or makes one when there is no database yet that it could belong to.
pub fn load_or_create(path: &Path, database: &Path) -> Result<Key, OpenError> {
    match find_or_create(path, database)? {
        Found::Plain(key) => Ok(key),
        Found::Wrapped(_) => Err(OpenError::Locked(path.into())),
    }
}

pub(super) fn find_or_create(path: &Path, database: &Path) -> Result<Found, OpenError> {
    match fs::read_to_string(path).map(Zeroizing::new) {
        Ok(text) => Found::parse(&text).ok_or_else(|| unusable(&text, path, database)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
            if database.exists() {
                return Err(OpenError::KeyMissing(path.into()));
            }
            let key = Key::random().map_err(|cause| OpenError::Io(path.into(), cause))?;
            match save(path, &key) {
                // Another start was quicker; its key is the one.
                Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => {
                    find_or_create(path, database)
                }
                Err(cause) => Err(OpenError::Io(path.into(), cause)),
                Ok(()) => Ok(Found::Plain(key)),
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
    private_file::create(path, key.file_text().as_bytes())
}

pub(super) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a String does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Exactly as many bytes as there is room for.
pub(super) fn unhex(text: &str, bytes: &mut [u8]) -> Option<()> {
    if text.len() != bytes.len() * 2 || !text.bytes().all(|it| it.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(())
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
        assert!(!format!("{made:?}").contains(&*made.hex()));
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
    fn what_is_derived_is_its_own_for_each_purpose_and_key() {
        let (one, other) = (Key::random().unwrap(), Key::random().unwrap());
        assert_eq!(*one.derive(Purpose::Vault), *one.clone().derive(Purpose::Vault));
        assert_ne!(*one.derive(Purpose::Vault), *one.derive(Purpose::RecoveryKey));
        assert_ne!(*one.derive(Purpose::Vault), *other.derive(Purpose::Vault));
        assert_ne!(*one.derive(Purpose::Vault), *one.bytes());
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
