//! The database key wrapped by a passphrase: what its file holds instead of the key itself, so that
//! whoever takes the disk has nothing without what a person knows.
use std::{fmt, io};

use argon2::{Algorithm, Argon2, Params, Version};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroizing;

use super::key::{Key, hex, unhex};

const TITLE: &str = "pi-crm database key, wrapped by a passphrase, 1";
const SALT_BYTES: usize = 16;
const SEALED_BYTES: usize = 32 + 16;

/// Asked once after a start: it may take longer than a sign-in, and more memory.
const COST: Cost = Cost { memory_kib: 64 * 1024, passes: 3, lanes: 1 };
/// A file that asks for more was not written by us, and would take the box down.
const MOST: Cost = Cost { memory_kib: 1024 * 1024, passes: 16, lanes: 16 };

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

#[derive(Clone, PartialEq, Eq)]
pub struct Wrapped {
    cost: Cost,
    salt: [u8; SALT_BYTES],
    /// The fingerprint of the key inside.
    key_id: String,
    nonce: [u8; NONCE_LEN],
    sealed: [u8; SEALED_BYTES],
}

impl fmt::Debug for Wrapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wrapped({})", self.key_id)
    }
}

impl Wrapped {
    /// Takes as long as Argon2 takes.
    pub fn seal(key: &Key, passphrase: &str) -> io::Result<Self> {
        let mut wrapped = Self {
            cost: COST,
            salt: random()?,
            key_id: key.fingerprint(),
            nonce: random()?,
            sealed: [0; SEALED_BYTES],
        };
        let lock = wrapped.lock(passphrase).ok_or_else(|| io::Error::other("Argon2 failed"))?;
        let (inside, tag) = wrapped.sealed.split_at_mut(32);
        inside.copy_from_slice(key.bytes());
        let nonce = Nonce::assume_unique_for_key(wrapped.nonce);
        let head = head(wrapped.cost, &wrapped.salt, &wrapped.key_id);
        let made = lock
            .seal_in_place_separate_tag(nonce, Aad::from(head), inside)
            .map_err(|_| io::Error::other("the key could not be sealed"))?;
        tag.copy_from_slice(made.as_ref());
        Ok(wrapped)
    }

    /// The same for every passphrase that is not the one. Takes as long as Argon2 takes.
    pub fn open(&self, passphrase: &str) -> Option<Key> {
        let lock = self.lock(passphrase)?;
        let mut sealed = Zeroizing::new(self.sealed);
        let nonce = Nonce::assume_unique_for_key(self.nonce);
        let opened = lock.open_in_place(nonce, Aad::from(self.head()), &mut *sealed).ok()?;
        let mut bytes = Zeroizing::new([0; 32]);
        bytes.copy_from_slice(opened);
        Some(Key::of(bytes))
    }

    /// Whether this is the key inside; told without the passphrase.
    pub fn is_of(&self, key: &Key) -> bool {
        self.key_id == key.fingerprint()
    }

    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// For whoever asks how it is kept: "64 MiB, 3 passes".
    pub fn cost(&self) -> String {
        format!("{} MiB, {} passes", self.cost.memory_kib / 1024, self.cost.passes)
    }

    pub fn file_text(&self) -> Zeroizing<String> {
        let (head, nonce, sealed) = (self.head(), hex(&self.nonce), hex(&self.sealed));
        Zeroizing::new(format!("{head}nonce: {nonce}\nsealed: {sealed}\n"))
    }

    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if lines.next()? != TITLE {
            return None;
        }
        let mut value = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(": ");
        let cost = Cost::parse(value("argon2id")?)?;
        let (mut salt, mut nonce) = ([0; SALT_BYTES], [0; NONCE_LEN]);
        let mut sealed = [0; SEALED_BYTES];
        unhex(value("salt")?, &mut salt)?;
        let key_id = value("key")?.to_owned();
        unhex(value("nonce")?, &mut nonce)?;
        unhex(value("sealed")?, &mut sealed)?;
        Some(Self { cost, salt, key_id, nonce, sealed })
    }

    /// Which of it may be read, and must not be changed.
    fn head(&self) -> String {
        head(self.cost, &self.salt, &self.key_id)
    }

    fn lock(&self, passphrase: &str) -> Option<LessSafeKey> {
        let Cost { memory_kib, passes, lanes } = self.cost;
        let params = Params::new(memory_kib, passes, lanes, Some(32)).ok()?;
        let mut out = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(typed(passphrase).as_bytes(), &self.salt, &mut *out)
            .ok()?;
        Some(LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, &*out).ok()?))
    }
}

impl Cost {
    fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split(' ').map(str::parse::<u32>);
        let mut next = || numbers.next()?.ok();
        let cost = Self { memory_kib: next()?, passes: next()?, lanes: next()? };
        let is_bearable = cost.memory_kib <= MOST.memory_kib
            && cost.passes <= MOST.passes
            && cost.lanes <= MOST.lanes;
        is_bearable.then_some(cost)
    }
}

/// A blank more or less is no other passphrase: keyboards of phones add them.
fn typed(passphrase: &str) -> Zeroizing<String> {
    let mut words = Zeroizing::new(String::with_capacity(passphrase.len()));
    for word in passphrase.split_whitespace() {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    words
}

fn head(cost: Cost, salt: &[u8], key_id: &str) -> String {
    let Cost { memory_kib, passes, lanes } = cost;
    let salt = hex(salt);
    format!("{TITLE}\nargon2id: {memory_kib} {passes} {lanes}\nsalt: {salt}\nkey: {key_id}\n")
}

fn random<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = "plum tractor 9 violin";

    #[test]
    fn only_the_passphrase_opens_it_and_its_file_shows_nothing() {
        let key = Key::random().unwrap();
        let wrapped = Wrapped::seal(&key, WORDS).unwrap();
        let text = wrapped.file_text();
        assert!(!text.contains(&*key.hex()) && !text.contains("plum"), "{}", *text);
        let read = Wrapped::parse(&text).unwrap();
        assert_eq!(read, wrapped);
        assert!(read.is_of(&key));
        assert!(read.open(WORDS).unwrap().is_same(&key));
        assert!(read.open("  plum tractor  9 violin ").unwrap().is_same(&key), "blanks");
        for wrong in ["", "plum tractor 9 Violin", "plumtractor9violin"] {
            assert!(read.open(wrong).is_none(), "{wrong:?}");
        }
        assert_ne!(*Wrapped::seal(&key, WORDS).unwrap().file_text(), *text, "a salt of its own");
    }

    #[test]
    fn a_file_that_was_changed_is_no_use_and_does_no_harm() {
        let text = Wrapped::seal(&Key::random().unwrap(), WORDS).unwrap().file_text();
        let greedy = text.replace("65536 3 1", "4000000000 3 1");
        let cut = &text[..text.len() - 3];
        for unusable in [&*greedy, cut, "", TITLE, &text.replace("salt", "sugar")] {
            assert!(Wrapped::parse(unusable).is_none(), "{unusable}");
        }
        let cheaper = Wrapped::parse(&text.replace("65536 3 1", "65536 1 1")).unwrap();
        assert!(cheaper.open(WORDS).is_none());
        let mut of_another = Wrapped::parse(&text).unwrap();
        of_another.key_id = Key::random().unwrap().fingerprint();
        assert!(of_another.open(WORDS).is_none());
    }
}
