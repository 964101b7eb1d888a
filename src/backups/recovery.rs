//! The recovery key: what a backup is sealed for, and what opens it when the box is lost. A file
//! beside the database key, in the words of `age-keygen`, so that `age -d -i` takes it as it is.
use std::{
    fs, io,
    path::{Path, PathBuf},
};

use age::{
    secrecy::ExposeSecret,
    x25519::{Identity, Recipient},
};

use super::trouble::{Result, Trouble};
use crate::private_file;

pub const FILE: &str = "recovery.key";
const BEGINS: &str = "AGE-SECRET-KEY-1";

/// Never logged; shown to an owner, and on the recovery sheet.
#[derive(Clone)]
pub struct RecoveryKey(Identity);

impl RecoveryKey {
    /// As it was typed or pasted: blanks and small letters do not matter, nor the lines around it.
    pub fn from_hand(text: &str) -> Result<Self> {
        let whole: String = text
            .lines()
            .filter(|line| !line.trim_start().starts_with('#'))
            .flat_map(str::chars)
            .filter(|c| !c.is_whitespace())
            .collect();
        whole.to_ascii_uppercase().parse().map(Self).map_err(|_| Trouble::NotAKey)
    }

    /// None where there is none yet.
    pub fn load(beside: &Path) -> Result<Option<Self>> {
        let path = file(beside);
        let unusable = |cause: String| Trouble::KeyFile(path.display().to_string(), cause);
        match fs::read_to_string(&path) {
            Ok(text) => {
                Self::from_hand(&text).map(Some).map_err(|_| unusable("it holds no key".into()))
            }
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(unusable(cause.to_string())),
        }
    }

    /// Made at the first need.
    pub fn load_or_create(beside: &Path) -> Result<Self> {
        if let Some(key) = Self::load(beside)? {
            return Ok(key);
        }
        let (path, key) = (file(beside), Self(Identity::generate()));
        match private_file::create(&path, key.file_text().as_bytes()) {
            // Another process was quicker; its key is the one.
            Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => {
                Self::load_or_create(beside)
            }
            Err(cause) => Err(Trouble::KeyFile(path.display().to_string(), cause.to_string())),
            Ok(()) => Ok(key),
        }
    }

    pub fn reveal(&self) -> String {
        self.0.to_string().expose_secret().to_owned()
    }

    /// In groups of a size that an eye can hold; blanks do not matter when it is typed.
    pub fn grouped(&self) -> String {
        let text = self.reveal();
        let rest = text.strip_prefix(BEGINS).unwrap_or(&text);
        let groups: Vec<&str> =
            rest.as_bytes().chunks(4).filter_map(|it| str::from_utf8(it).ok()).collect();
        format!("{BEGINS} {}", groups.join(" "))
    }

    pub(super) fn recipient(&self) -> Recipient {
        self.0.to_public()
    }

    pub(super) fn identity(&self) -> &Identity {
        &self.0
    }

    pub(super) fn file_text(&self) -> String {
        format!(
            "# What opens the backups of pi-crm. Keep a copy of it away from the box.\n\
             # public key: {}\n{}\n",
            self.recipient(),
            self.reveal()
        )
    }
}

fn file(database_key: &Path) -> PathBuf {
    database_key.with_file_name(FILE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_taken_as_people_type_it() {
        let folder = tempfile::tempdir().unwrap();
        let beside = folder.path().join("database.key");
        let key = RecoveryKey::load_or_create(&beside).unwrap();
        assert_eq!(RecoveryKey::load_or_create(&beside).unwrap().reveal(), key.reveal());
        let file = fs::read_to_string(folder.path().join(FILE)).unwrap();
        for typed in [key.reveal(), key.grouped(), key.grouped().to_lowercase(), file] {
            assert_eq!(RecoveryKey::from_hand(&typed).unwrap().reveal(), key.reveal(), "{typed}");
        }
        for wrong in ["", "AGE-SECRET-KEY-1", &key.reveal()[..70]] {
            assert!(matches!(RecoveryKey::from_hand(wrong), Err(Trouble::NotAKey)), "{wrong}");
        }
    }

    #[test]
    fn a_mangled_file_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), "half").unwrap();
        let refused = RecoveryKey::load_or_create(&folder.path().join("database.key"));
        assert!(matches!(refused, Err(Trouble::KeyFile(..))));
        assert_eq!(fs::read_to_string(folder.path().join(FILE)).unwrap(), "half");
    }
}
