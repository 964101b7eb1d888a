//! How a secret is sealed: ChaCha20-Poly1305, a nonce of its own each time, and its whole address
//! in the row as what must not have changed.
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::{Zeroize, Zeroizing};

use super::{Entry, Sealed, Secret};
use crate::{
    db::key::{Key, Purpose},
    error::{Error, Result},
    ids::Uid,
};

/// Derived from the database key; overwritten when it is let go.
#[derive(Clone)]
pub struct SealKey {
    bytes: Zeroizing<[u8; 32]>,
    /// Which database key it comes from: rows say by which they are sealed.
    id: String,
}

impl SealKey {
    pub fn of(key: &Key) -> Self {
        Self { bytes: key.derive(Purpose::Vault), id: key.fingerprint() }
    }

    pub(super) fn seal(&self, uid: Uid, entry: Entry<'_>, secret: &Secret) -> Result<Sealed> {
        let mut nonce = [0; NONCE_LEN];
        getrandom::fill(&mut nonce).map_err(|_| broken("there is no randomness"))?;
        // Grown, it would leave its plain beginning behind.
        let mut bytes = Vec::with_capacity(secret.reveal().len() + CHACHA20_POLY1305.tag_len());
        bytes.extend(secret.reveal().as_bytes());
        let made = self.lock()?.seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(self.address(uid, entry)),
            &mut bytes,
        );
        made.map_err(|_| broken("a secret could not be sealed"))?;
        Ok(Sealed { uid, key_id: self.id.clone(), nonce: nonce.into(), bytes })
    }

    pub(super) fn open(&self, entry: Entry<'_>, sealed: &Sealed) -> Result<Secret> {
        let nonce = Nonce::try_assume_unique_for_key(&sealed.nonce);
        let nonce = nonce.map_err(|_| broken("a nonce of the vault is cut short"))?;
        let address = Aad::from(self.address(sealed.uid, entry));
        let mut bytes = Zeroizing::new(sealed.bytes.clone());
        let opened = self.lock()?.open_in_place(nonce, address, &mut bytes);
        let opened = opened.map_err(|_| lost(entry))?;
        let text = str::from_utf8(opened).map_err(|_| lost(entry))?;
        Ok(Secret::new(text))
    }

    fn lock(&self) -> Result<LessSafeKey> {
        let key = UnboundKey::new(&CHACHA20_POLY1305, &*self.bytes);
        Ok(LessSafeKey::new(key.map_err(|_| broken("the vault has no key"))?))
    }

    /// Each part with its length, so that no two addresses read the same.
    fn address(&self, uid: Uid, entry: Entry<'_>) -> Vec<u8> {
        let owner = entry.owner.workspace().map_or_else(String::new, |it| it.0.to_string());
        let uid = uid.to_string();
        let mut address = b"pi-crm vault 1".to_vec();
        for part in [&*uid, &owner, entry.kind.code(), entry.name, &self.id] {
            address.extend((part.len() as u64).to_be_bytes());
            address.extend(part.as_bytes());
        }
        address
    }
}

impl Drop for Sealed {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}

fn broken(words: &'static str) -> Error {
    Error::internal(anyhow::anyhow!(words))
}

fn lost(entry: Entry<'_>) -> Error {
    Error::Unavailable(format!(
        "The credentials of “{}” cannot be read any more. Type them in again; nothing else is \
         affected.",
        entry.name
    ))
}
