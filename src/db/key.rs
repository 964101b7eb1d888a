//! The database key: 32 random bytes in a file of their own, apart from the data.
use std::{
    fmt, fs,
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use super::OpenError;

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

    /// Tells keys apart without telling anything about them.
    pub(super) fn fingerprint(&self) -> String {
        let mut context = ring::digest::Context::new(&ring::digest::SHA256);
        context.update(b"pi-crm database key\0");
        context.update(&self.0);
        hex(&context.finish().as_ref()[..8])
    }

    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() != 64 || !text.is_ascii() {
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
        Ok(text) => Key::parse(&text).ok_or_else(|| OpenError::KeyInvalid(path.into())),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
            if database.exists() {
                return Err(OpenError::KeyMissing(path.into()));
            }
            let key = Key::random().map_err(|cause| OpenError::Io(path.into(), cause))?;
            save(path, &key).map_err(|cause| OpenError::Io(path.into(), cause))?;
            Ok(key)
        }
        Err(cause) if cause.kind() == io::ErrorKind::InvalidData => {
            Err(OpenError::KeyInvalid(path.into()))
        }
        Err(cause) => Err(OpenError::Io(path.into(), cause)),
    }
}

fn save(path: &Path, key: &Key) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    writeln!(file, "{}", key.hex())?;
    file.sync_all()?;
    // The name must survive a power cut as well as the bytes.
    if let Some(folder) = path.parent() {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
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
        for text in ["", "short", &"zz".repeat(32), &"é".repeat(32)] {
            fs::write(&path, text).unwrap();
            let refused = load_or_create(&path, Path::new("none"));
            assert!(matches!(refused, Err(OpenError::KeyInvalid(_))), "{text:?}");
        }
    }
}
