//! What stays of an address: a digest, keyed by a secret that is kept apart from it, so that nobody
//! can try addresses on a row until one fits.
use ring::{digest, hmac};
use rusqlite::Connection;

use super::store;
use crate::{accounts::tokens, error::Result, ids::WorkspaceId};

pub type Digest = [u8; 32];

/// By what digests are made; the same for as long as the database lives.
pub struct Secret(Option<hmac::Key>);

impl Secret {
    pub fn known(conn: &Connection) -> Result<Self> {
        Ok(Self(store::secret(conn)?.map(|secret| key(&secret))))
    }

    /// Made with the first contact that is erased. Digests from before there was a secret get it.
    pub fn kept(conn: &Connection) -> Result<Self> {
        if let Self(Some(known)) = Self::known(conn)? {
            return Ok(Self(Some(known)));
        }
        let secret = tokens::random()?;
        let key = key(&secret);
        for bare in store::digests(conn)? {
            store::replace_digest(conn, &bare, &keyed(&key, &bare))?;
        }
        store::keep_secret(conn, &secret)?;
        Ok(Self(Some(key)))
    }

    /// Of a workspace each, so that no two tell of the same person.
    pub fn digest(&self, workspace: WorkspaceId, kind: &str, match_key: &str) -> Digest {
        let content = format!("pi-crm erased 1\n{}\n{kind}\n{match_key}", workspace.0);
        let bare = bytes(digest::digest(&digest::SHA256, content.as_bytes()).as_ref());
        self.0.as_ref().map_or(bare, |key| keyed(key, &bare))
    }
}

fn key(secret: &Digest) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, secret)
}

fn keyed(key: &hmac::Key, bare: &Digest) -> Digest {
    bytes(hmac::sign(key, bare).as_ref())
}

fn bytes(digest: &[u8]) -> Digest {
    digest.try_into().expect("32 bytes")
}
