//! The recovery key: what a backup is sealed for, and what opens it when the box is lost. A file
//! beside the database key, in the words of `age-keygen`, so that `age -d -i` takes it as it is;
//! where a passphrase wraps the database key, this one is sealed by it, else it would open every
//! backup on the same card.
use std::{fs, io, path::PathBuf};

use age::{
    secrecy::ExposeSecret,
    x25519::{Identity, Recipient},
};
use base64::{Engine, prelude::BASE64_STANDARD};

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroizing;

use super::{
    Home,
    trouble::{Result, Trouble},
};
use crate::{
    db::key::{Key, Purpose},
    error::Error,
    private_file,
};

pub const FILE: &str = "recovery.key";
const BEGINS: &str = "AGE-SECRET-KEY-1";
const SEALED: &str = "sealed: ";

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
    pub fn load(home: &Home) -> Result<Option<Self>> {
        let path = file(home);
        let unusable = |cause: String| Trouble::KeyFile(path.display().to_string(), cause);
        match fs::read_to_string(&path).map(Zeroizing::new) {
            Ok(text) if is_sealed(&text) => {
                let key = home.key().ok_or(Trouble::Locked)?;
                let opened = Self::unsealed(&text, &key);
                opened.map(Some).ok_or_else(|| unusable("another key has sealed it".into()))
            }
            Ok(text) => {
                Self::from_hand(&text).map(Some).map_err(|_| unusable("it holds no key".into()))
            }
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(unusable(cause.to_string())),
        }
    }

    /// Made at the first need.
    pub fn load_or_create(home: &Home) -> Result<Self> {
        if let Some(key) = Self::load(home)? {
            return Ok(key);
        }
        let (path, key) = (file(home), Self(Identity::generate()));
        let text = match home.wrapped_key() {
            Some(_) => key.sealed_text(&home.key().ok_or(Trouble::Locked)?)?,
            None => key.file_text(),
        };
        match private_file::create(&path, text.as_bytes()) {
            // Another process was quicker; its key is the one.
            Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => {
                Self::load_or_create(home)
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

    pub fn file_text(&self) -> Zeroizing<String> {
        Zeroizing::new(format!(
            "# What opens the backups of pi-crm. Keep a copy of it away from the box.\n\
             # public key: {}\n{}\n",
            self.recipient(),
            self.reveal()
        ))
    }

    /// The same for a box whose database key a passphrase wraps.
    pub fn sealed_text(&self, key: &Key) -> Result<Zeroizing<String>> {
        let failed = |_| Trouble::Ours(Error::internal(anyhow::anyhow!("no key could be sealed")));
        let mut nonce = [0; NONCE_LEN];
        getrandom::fill(&mut nonce).map_err(|cause| Trouble::Ours(Error::internal(cause)))?;
        let plain = Zeroizing::new(self.reveal());
        let mut sealed = Vec::with_capacity(plain.len() + CHACHA20_POLY1305.tag_len());
        sealed.extend(plain.as_bytes());
        lock(key)
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::empty(),
                &mut sealed,
            )
            .map_err(failed)?;
        let sealed = BASE64_STANDARD.encode([&nonce[..], &sealed].concat());
        Ok(Zeroizing::new(format!(
            "# What opens the backups of pi-crm, sealed by the database key.\n\
             # public key: {}\n{SEALED}{sealed}\n",
            self.recipient(),
        )))
    }

    fn unsealed(text: &str, key: &Key) -> Option<Self> {
        let line = text.lines().find_map(|line| line.strip_prefix(SEALED))?;
        let mut bytes = Zeroizing::new(BASE64_STANDARD.decode(line.trim()).ok()?);
        let (nonce, sealed) = bytes.split_at_mut_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let plain = lock(key).open_in_place(nonce, Aad::empty(), sealed).ok()?;
        Self::from_hand(str::from_utf8(plain).ok()?).ok()
    }
}

pub fn file(home: &Home) -> PathBuf {
    home.key_file.with_file_name(FILE)
}

pub fn is_sealed(text: &str) -> bool {
    text.lines().any(|line| line.starts_with(SEALED))
}

fn lock(key: &Key) -> LessSafeKey {
    let bytes = key.derive(Purpose::RecoveryKey);
    LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, &*bytes).expect("32 bytes are a key"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_taken_as_people_type_it() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::new(folder.path(), &folder.path().join("database.key"));
        let key = RecoveryKey::load_or_create(&home).unwrap();
        assert_eq!(RecoveryKey::load_or_create(&home).unwrap().reveal(), key.reveal());
        let file = fs::read_to_string(folder.path().join(FILE)).unwrap();
        for typed in [key.reveal(), key.grouped(), key.grouped().to_lowercase(), file] {
            assert_eq!(RecoveryKey::from_hand(&typed).unwrap().reveal(), key.reveal(), "{typed}");
        }
        for wrong in ["", "AGE-SECRET-KEY-1", &key.reveal()[..70]] {
            assert!(matches!(RecoveryKey::from_hand(wrong), Err(Trouble::NotAKey)), "{wrong}");
        }
    }

    #[test]
    fn sealed_it_shows_nothing_and_only_the_database_key_opens_it() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::new(folder.path(), &folder.path().join("database.key"));
        let recovery = RecoveryKey::load_or_create(&home).unwrap();
        let (key, other) = (Key::random().unwrap(), Key::random().unwrap());
        let text = recovery.sealed_text(&key).unwrap();
        assert!(!text.contains(BEGINS), "{}", *text);
        fs::write(file(&home), text.as_bytes()).unwrap();
        let load = |key: &Key| RecoveryKey::load(&home.clone().with_key(key.clone()));
        assert_eq!(load(&key).unwrap().unwrap().reveal(), recovery.reveal());
        assert!(matches!(load(&other), Err(Trouble::KeyFile(..))));
        assert!(matches!(RecoveryKey::load(&home), Err(Trouble::Locked)));
        assert!(matches!(RecoveryKey::load_or_create(&home), Err(Trouble::Locked)));
    }

    #[test]
    fn a_mangled_file_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), "half").unwrap();
        let home = Home::new(folder.path(), &folder.path().join("database.key"));
        let refused = RecoveryKey::load_or_create(&home);
        assert!(matches!(refused, Err(Trouble::KeyFile(..))));
        assert_eq!(fs::read_to_string(folder.path().join(FILE)).unwrap(), "half");
    }
}
