//! How the database key is kept: as it is in its file, or wrapped by a passphrase that is asked for
//! after every start; and getting another key. What lies beside it changes along: with a plain
//! recovery key on the same card, its backups would be open to whoever takes it.
pub mod pages;
mod views;

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use rustix::fs::{Access, access};
use zeroize::Zeroizing;

use crate::{
    accounts::passwords,
    audit::{Subject, Tx},
    backups::{
        Home,
        home::check_room,
        recovery::{self, RecoveryKey},
        trouble::Trouble,
    },
    db::{
        OpenError,
        key::{Found, Key},
        rekey::{self, Exchange},
        wrapped::Wrapped,
    },
    error::{Error, Problems, Result},
    ids::HouseholdId,
    private_file, vault,
};

/// More than a password has: whoever takes the card can guess at it for years.
pub const MIN_CHARS: usize = 14;

const DATABASE: &str = "pi-crm.db";

/// Files of keys as they are to read from now on, the one that the others hang on last.
pub struct Texts(Vec<(PathBuf, Zeroizing<String>)>);

/// An exchange that somebody asked for in the browser, until the server has stopped for it.
#[derive(Clone, Default)]
pub struct Asked(Arc<Mutex<Option<Exchange>>>);

impl Asked {
    pub fn ask(&self, exchange: Exchange) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(exchange);
    }

    pub fn take(&self) -> Option<Exchange> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Texts {
    /// Each file is whole at any moment, and any order that a power cut leaves can be read.
    pub fn write(&self) -> Result<()> {
        for (file, text) in &self.0 {
            private_file::write(file, text.as_bytes()).map_err(|cause| unwritable(file, &cause))?;
        }
        Ok(())
    }
}

/// The server may not, where the key comes to it as a credential that only root can change.
pub fn can_be_written(home: &Home) -> bool {
    let folder = home.key_file.parent().unwrap_or(Path::new("/"));
    access(folder, Access::WRITE_OK).is_ok()
}

/// Adds to `problems` what is wrong with a new passphrase, under the names of its two fields.
pub fn check(problems: &mut Problems, names: (&'static str, &'static str), typed: (&str, &str)) {
    let (field, again) = names;
    match typed.0.trim().chars().count() {
        0 => problems.insert(field, "Choose a passphrase".into()),
        1..MIN_CHARS => problems.insert(
            field,
            format!("Use at least {MIN_CHARS} characters; five unrelated words are good"),
        ),
        _ => passwords::check(problems, field, typed.0.trim(), &[]),
    }
    if !problems.contains_key(field) && typed.0 != typed.1 {
        problems.insert(again, "The two are not the same. Type both again".into());
    }
}

/// What the passphrase of the key file opens. Takes as long as Argon2 takes.
pub fn unwrapped(wrapped: &Wrapped, field: &'static str, passphrase: &str) -> Result<Key> {
    let refused = || Error::invalid(field, "This is not the passphrase");
    wrapped.open(passphrase).ok_or_else(refused)
}

/// From now on this passphrase is asked for, also where another one was. Takes as long as Argon2.
pub fn protected(home: &Home, key: &Key, passphrase: &str) -> Result<Texts> {
    let mut texts = Vec::new();
    for file in beside(home)? {
        let text = Zeroizing::new(fs::read_to_string(&file).map_err(Error::internal)?);
        if let Some(Found::Plain(former)) = Found::parse(&text) {
            // Of what a restore set aside.
            let wrapped = Wrapped::seal(&former, passphrase).map_err(Error::internal)?;
            texts.push((file, wrapped.file_text()));
        } else if let (false, Ok(former)) =
            (recovery::is_sealed(&text), RecoveryKey::from_hand(&text))
        {
            texts.push((file, former.sealed_text(key).map_err(told)?));
        }
    }
    if let Some(recovery) = RecoveryKey::load(&home.clone().with_key(key.clone())).map_err(told)? {
        texts.push((recovery::file(home), recovery.sealed_text(key).map_err(told)?));
    }
    let wrapped = Wrapped::seal(key, passphrase).map_err(Error::internal)?;
    texts.push((home.key_file.clone(), wrapped.file_text()));
    Ok(Texts(texts))
}

/// From now on the box starts by itself.
pub fn unprotected(home: &Home, key: &Key) -> Result<Texts> {
    let mut texts = vec![(home.key_file.clone(), key.file_text())];
    if let Some(recovery) = RecoveryKey::load(&home.clone().with_key(key.clone())).map_err(told)? {
        texts.push((recovery::file(home), recovery.file_text()));
    }
    Ok(Texts(texts))
}

/// Another key, kept as this one is. Takes as long as Argon2 takes, where there is a passphrase.
pub fn exchange(home: &Home, old: &Key, passphrase: Option<&str>) -> Result<Exchange> {
    let database = home.data_dir.join(DATABASE);
    let bytes = fs::metadata(&database).map_or(0, |it| it.len());
    check_room(&home.data_dir, bytes + bytes / 4).map_err(told)?;
    let new = Key::random().map_err(Error::internal)?;
    let Texts(files) = match passphrase {
        Some(passphrase) => {
            let wrapped = Wrapped::seal(&new, passphrase).map_err(Error::internal)?;
            let mut files = vec![(home.key_file.clone(), wrapped.file_text())];
            let own = RecoveryKey::load(&home.clone().with_key(old.clone())).map_err(told)?;
            if let Some(recovery) = own {
                files.push((recovery::file(home), recovery.sealed_text(&new).map_err(told)?));
            }
            Texts(files)
        }
        None => Texts(vec![(home.key_file.clone(), new.file_text())]),
    };
    Ok(Exchange { old: old.clone(), new, files })
}

/// Nobody else may have the database open. Waits for the disk as long as a copy of it takes.
pub fn carry_out(home: &Home, exchange: &Exchange) -> Result<(), OpenError> {
    let database = home.data_dir.join(DATABASE);
    let renew = |conn: &rusqlite::Connection| {
        vault::renew(conn, &exchange.old, &exchange.new).map_err(anyhow::Error::from)
    };
    rekey::exchange(&database, &home.key_file, exchange, renew)?;
    home.hand_over();
    Ok(())
}

/// What the log says; of the keys nothing.
pub fn note(tx: &Tx<'_>, words: &str) {
    tx.about(Subject::household(HouseholdId::THIS, "the household"));
    tx.say(words);
}

/// Copies of keys that restores left, for what they set aside.
fn beside(home: &Home) -> Result<Vec<PathBuf>> {
    let folder = home.key_file.parent().unwrap_or(Path::new("/"));
    let recovery = recovery::file(home);
    let of = |file: &Path, main: &Path| {
        let name = |it: &Path| it.file_name().unwrap_or_default().to_string_lossy().into_owned();
        file != main && name(file).starts_with(&format!("{}.", name(main)))
    };
    let entries = fs::read_dir(folder).map_err(Error::internal)?;
    let files = entries.map(|it| it.map(|it| it.path())).collect::<io::Result<Vec<_>>>();
    let mut files = files.map_err(Error::internal)?;
    files.retain(|it| it.is_file() && (of(it, &home.key_file) || of(it, &recovery)));
    Ok(files)
}

fn told(cause: Trouble) -> Error {
    match cause {
        Trouble::Ours(cause) => cause,
        other => Error::Unavailable(other.words()),
    }
}

fn unwritable(file: &Path, cause: &io::Error) -> Error {
    Error::Unavailable(format!(
        "{} could not be written ({cause}). What was there before still counts. At the terminal \
         of the box: sudo pi-crm key-file --help",
        file.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passphrase_is_long_and_typed_twice() {
        for (first, second, expected) in [
            ("", "", ("Choose", "")),
            ("   ", "   ", ("Choose", "")),
            ("plum tractor", "plum tractor", ("Use at least 14", "")),
            ("passwordpassword", "passwordpassword", ("", "")),
            ("plum tractor 9 violin", "plum tractor 9 viola", ("", "The two are not")),
            ("plum tractor 9 violin", "plum tractor 9 violin", ("", "")),
        ] {
            let mut problems = Problems::new();
            check(&mut problems, ("one", "two"), (first, second));
            let said = |field: &str| problems.get(field).cloned().unwrap_or_default();
            if first == "passwordpassword" {
                assert!(!said("one").is_empty(), "it is guessed at once");
                continue;
            }
            assert!(said("one").starts_with(expected.0), "{first:?}: {problems:?}");
            assert_eq!(said("one").is_empty(), expected.0.is_empty(), "{problems:?}");
            assert!(said("two").starts_with(expected.1), "{first:?}: {problems:?}");
            assert_eq!(said("two").is_empty(), expected.1.is_empty(), "{problems:?}");
        }
    }
}
