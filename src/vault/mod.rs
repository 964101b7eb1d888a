//! The vault: what opens other people's doors (S3 keys, mail accounts), sealed once more within the
//! encrypted database. Each is bound to its row, so that nothing is gained by moving it to another
//! one. It goes in, is used, and is forgotten; nothing here lists or shows it.
mod seal;
mod store;

use std::fmt;

use rusqlite::Connection;

use crate::{
    audit::{Subject, Tx},
    db::{Db, key::Key},
    error::{Error, Result},
    ids::{HouseholdId, Uid, WorkspaceId},
};

pub use seal::SealKey;

pub use crate::secret::Secret;

/// Far more than any key, token or certificate has.
pub const MOST_BYTES: usize = 64 * 1024;

/// Whose it is. A workspace's id comes out of its `Scope`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    Household,
    Workspace(WorkspaceId),
}

/// What it opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    BackupTarget,
    MailProvider,
}

/// Which one: no owner has two of a kind under one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    pub owner: Owner,
    pub kind: Kind,
    pub name: &'a str,
}

/// A row as it lies there.
#[derive(Clone, PartialEq, Eq)]
struct Sealed {
    uid: Uid,
    key_id: String,
    nonce: Vec<u8>,
    bytes: Vec<u8>,
}

/// A secret as it lies in the vault, on its way to where it is used.
#[derive(Clone, PartialEq, Eq)]
pub struct Locked {
    owner: Owner,
    kind: Kind,
    name: String,
    sealed: Sealed,
}

impl Locked {
    pub fn open(&self, key: &SealKey) -> Result<Secret> {
        let Self { owner, kind, name, sealed } = self;
        key.open(Entry { owner: *owner, kind: *kind, name }, sealed)
    }
}

impl fmt::Debug for Locked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Locked({:?}, {})", self.kind, self.name)
    }
}

impl Db {
    /// What the vault is sealed by; taken along into a verb.
    pub fn seal_key(&self) -> SealKey {
        SealKey::of(self.key())
    }
}

/// Takes the place of what was kept under this name. The log says that, and not what; the caller
/// may say it better.
pub fn put(tx: &Tx<'_>, key: &SealKey, entry: Entry<'_>, secret: &Secret) -> Result<()> {
    if secret.is_empty() || secret.reveal().len() > MOST_BYTES {
        return Err(Error::invalid("secret", "This is empty, or too long to be kept"));
    }
    let uid = Uid::new();
    let sealed = key.seal(uid, entry, secret)?;
    store::put(tx, entry, &sealed, tx.now)?;
    told(tx, format!("The credentials of “{}” were put into the vault", entry.name));
    Ok(())
}

/// To be used and let go. None where there is none.
pub fn open(conn: &Connection, key: &SealKey, entry: Entry<'_>) -> Result<Option<Secret>> {
    let Some(sealed) = store::find(conn, entry)? else { return Ok(None) };
    key.open(entry, &sealed).map(Some)
}

/// To be opened only where it is used.
pub fn locked(conn: &Connection, entry: Entry<'_>) -> Result<Option<Locked>> {
    let Entry { owner, kind, name } = entry;
    let sealed = store::find(conn, entry)?;
    Ok(sealed.map(|sealed| Locked { owner, kind, name: name.to_owned(), sealed }))
}

/// Told by its row alone, without the secret.
pub fn has(conn: &Connection, entry: Entry<'_>) -> Result<bool> {
    Ok(store::find(conn, entry)?.is_some())
}

/// Whether there was one.
pub fn forget(tx: &Tx<'_>, entry: Entry<'_>) -> Result<bool> {
    let is_gone = store::delete(tx, entry)?;
    if is_gone {
        told(tx, format!("The credentials of “{}” were removed from the vault", entry.name));
    }
    Ok(is_gone)
}

/// Everything under another key, when the database gets one.
pub fn renew(conn: &Connection, old: &Key, new: &Key) -> Result<()> {
    let (old, new) = (SealKey::of(old), SealKey::of(new));
    for (row, sealed) in store::all(conn)? {
        let entry = row.entry()?;
        let secret = old.open(entry, &sealed)?;
        store::renew(conn, &new.seal(sealed.uid, entry, &secret)?)?;
    }
    Ok(())
}

fn told(tx: &Tx<'_>, words: String) {
    tx.about(Subject::household(HouseholdId::THIS, "the household"));
    tx.say(words);
}

impl Owner {
    fn workspace(self) -> Option<WorkspaceId> {
        if let Self::Workspace(id) = self { Some(id) } else { None }
    }
}

impl Kind {
    const ALL: [Self; 2] = [Self::BackupTarget, Self::MailProvider];

    const fn code(self) -> &'static str {
        match self {
            Self::BackupTarget => "backup_target",
            Self::MailProvider => "mail_provider",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}
