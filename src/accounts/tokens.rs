//! Random secrets and their fingerprints. The database keeps fingerprints only.
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::{digest, hmac};
use rusqlite::types::{ToSql, ToSqlOutput};

use crate::error::{Error, Result};

pub use crate::secret::Secret;

/// SHA-256 of a secret. The secrets are random, so nothing slower is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint([u8; 32]);

impl Secret {
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(self.reveal())
    }
}

impl Fingerprint {
    pub fn of(text: &str) -> Self {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest::digest(&digest::SHA256, text.as_bytes()).as_ref());
        Self(bytes)
    }
}

impl ToSql for Fingerprint {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.0.as_slice()))
    }
}

pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|cause| Error::internal(anyhow::anyhow!("no randomness: {cause}")))?;
    Ok(bytes)
}

pub fn base64url(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

const GROUP_CHARS: usize = 4;

/// Letters and digits that are not mistaken for each other: no I, L, O or U.
const READABLE: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The alphabet of RFC 4648, which authenticator apps take.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// For secrets that people copy by hand or by a double click.
pub fn readable(bytes: &[u8]) -> String {
    five_bits_each(bytes, READABLE)
}

pub fn base32(bytes: &[u8]) -> String {
    five_bits_each(bytes, BASE32)
}

fn five_bits_each(bytes: &[u8], alphabet: &[u8; 32]) -> String {
    let mut out = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut pending, mut bits) = (0_u32, 0);
    for byte in bytes {
        pending = pending << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(char::from(alphabet[(pending >> bits) as usize & 31]));
        }
        pending &= (1 << bits) - 1;
    }
    if bits > 0 {
        out.push(char::from(alphabet[(pending << (5 - bits)) as usize & 31]));
    }
    out
}

/// "K7QF-2M9X-…", as people read a code out.
pub fn grouped(code: &str) -> String {
    let mut out = String::with_capacity(code.len() * 2);
    for (i, c) in code.char_indices() {
        if i > 0 && i % GROUP_CHARS == 0 {
            out.push('-');
        }
        out.push(c);
    }
    out
}

/// What somebody typed, brought to the form `readable` writes: capitals, no dashes or blanks, and
/// the letters it never uses read as the digits they look like.
pub fn from_hand(typed: &str) -> String {
    typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| match c.to_ascii_uppercase() {
            'I' | 'L' => '1',
            'O' => '0',
            other => other,
        })
        .collect()
}

/// Proof that whoever holds `secret` meant `label`.
pub fn derive(secret: &str, label: &str) -> String {
    base64url(hmac::sign(&key(secret), label.as_bytes()).as_ref())
}

/// Compares a derived proof in constant time.
pub fn is_derived(secret: &str, label: &str, presented: &str) -> bool {
    BASE64_URL_SAFE_NO_PAD
        .decode(presented)
        .is_ok_and(|tag| hmac::verify(&key(secret), label.as_bytes(), &tag).is_ok())
}

/// Equality whose time tells nothing of where two secrets differ.
pub fn is_same(one: &str, other: &str) -> bool {
    is_derived(one, "same", &derive(other, "same"))
}

fn key(secret: &str) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readable_text_carries_every_bit() {
        let cases: [(&[u8], &str); 6] = [
            (&[], ""),
            (&[0], "00"),
            (&[0xFF], "ZW"),
            (&[0x00, 0x44, 0x32, 0x14, 0xC7], "01234567"),
            (&[0xFF; 5], "ZZZZZZZZ"),
            (&[0xF8, 0x00], "Z000"),
        ];
        for (bytes, expected) in cases {
            assert_eq!(readable(bytes), expected, "{bytes:?}");
        }
    }

    #[test]
    fn typing_by_hand_is_forgiven() {
        assert_eq!(from_hand(" k7qf–2m9x-oil0 "), "K7QF2M9X0110");
        assert_eq!(from_hand("ü!"), "");
    }

    #[test]
    fn secrets_compare_and_derive_as_a_whole() {
        assert!(is_same("abc", "abc"));
        assert!(!is_same("abc", "abd"));
        assert!(!is_same("abc", ""));
        let proof = derive("token", "csrf");
        assert!(is_derived("token", "csrf", &proof));
        assert!(!is_derived("token", "other", &proof));
        assert!(!is_derived("tokem", "csrf", &proof));
        assert!(!is_derived("token", "csrf", ""));
        assert!(!is_derived("token", "csrf", "not base64!"));
    }
}
