//! The way back: a backup becomes a database of its own beside the one that is served, is looked
//! through and brought up to date; the next start swaps them (`swap`).
pub mod aside;
pub mod attempt;
pub mod find;
pub mod swap;

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{
    archive::{self, DATABASE, Manifest, Opened},
    home::{Home, check_room},
    progress::Progress,
    prove::{look_through, prove},
    recovery::RecoveryKey,
    store,
    trouble::{Result, Trouble},
};
use crate::{
    accounts::{second_factor::half, sessions, users},
    actor::Actor,
    audit::{Action, Subject, Tx},
    clock::Clock,
    db::{
        Db, OpenOptions,
        key::{Found, Key},
        pages,
    },
    error::Error,
    ids::HouseholdId,
    private_file, sending,
    when::Manner,
};

/// Everything of a restore, until it is swapped in.
const FOLDER: &str = "restore";
const READY: &str = "ready.json";
const RESTORED: &str = "restored";

/// Says that all of it is there, and what is to be done.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ready {
    pub made_on: i64,
    /// In the data folder: where that which is served now is set aside.
    pub aside: String,
}

pub struct Wanted<'a> {
    pub key: &'a RecoveryKey,
    /// Said by a person who knows that this one's data is set aside.
    pub may_be_of_others: bool,
    /// Said by somebody who has forgotten the passphrase of then.
    pub without_passphrase: bool,
    pub who: Actor,
}

/// What it is of, read from its beginning alone.
pub fn look(source: Box<dyn Read>, key: &RecoveryKey) -> Result<Manifest> {
    Ok(archive::open(source, key)?.manifest)
}

/// All of it, into a file that is thrown away.
pub fn try_out(
    source: Box<dyn Read>,
    key: &RecoveryKey,
    home: &Home,
    progress: &Progress,
) -> Result<Manifest> {
    prove(source, key, home, &home.turn()?, progress)
}

/// Makes everything ready for the next start. What is served stays untouched.
pub async fn stage(
    home: &Home,
    source: Box<dyn Read + Send>,
    wanted: &Wanted<'_>,
    clock: &Clock,
    progress: &Progress,
) -> Result<Manifest> {
    let turn = home.turn()?;
    let staged = {
        let (home, key, progress) = (home.clone(), wanted.key.clone(), progress.clone());
        let (may_be_of_others, is_bare) = (wanted.may_be_of_others, wanted.without_passphrase);
        tokio::task::spawn_blocking(move || {
            let mut opened = archive::open(source, &key)?;
            if !may_be_of_others {
                refuse_others(&home, &opened.manifest)?;
            }
            if is_bare {
                opened.wrapped_key = None;
            }
            unpacked(&home, opened, &key, &progress)
        })
        .await
        .unwrap_or_else(|cause| Err(Trouble::Ours(Error::internal(cause))))
    };
    let done = match staged {
        Ok((manifest, key)) => {
            settled(home, (&manifest, key), wanted, clock).await.map(|()| manifest)
        }
        Err(cause) => Err(cause),
    };
    if done.is_err() {
        forget(home);
    }
    drop(turn);
    done
}

/// Nothing of it is swapped in.
pub fn forget(home: &Home) {
    let _ = fs::remove_file(home.restored(READY));
    let _ = fs::remove_dir_all(home.data_dir.join(FOLDER));
    for file in [&home.key_file, &home.recovery_file()] {
        let _ = fs::remove_file(restored_beside(file));
    }
}

/// What waits for the next start.
pub fn ready(home: &Home) -> Option<Ready> {
    let text = fs::read(home.restored(READY)).ok()?;
    serde_json::from_slice(&text).ok()
}

/// Whether what waits for the next start is locked by a passphrase, that of then.
pub fn is_locked(home: &Home) -> bool {
    Found::read(&restored_beside(&home.key_file)).is_some_and(|it| it.wrapped().is_some())
}

impl Home {
    fn restored(&self, name: &str) -> PathBuf {
        self.data_dir.join(FOLDER).join(name)
    }

    pub(super) fn database(&self) -> PathBuf {
        self.data_dir.join(DATABASE)
    }

    fn recovery_file(&self) -> PathBuf {
        self.key_file.with_file_name(super::recovery::FILE)
    }
}

fn restored_beside(file: &Path) -> PathBuf {
    file.with_added_extension(RESTORED)
}

/// Where nobody lives yet, anybody may move in; the same where nothing can be read any more. What
/// is locked can be read, only not by us.
fn refuse_others(home: &Home, manifest: &Manifest) -> Result<()> {
    if home.database().exists() && home.key().is_none() && home.wrapped_key().is_some() {
        return Err(Trouble::LockedHousehold);
    }
    let own = || -> Option<String> {
        let conn = find::own_database(home)?;
        (users::count(&conn).ok()? > 0).then_some(())?;
        store::household(&conn).ok()
    };
    match own().is_some_and(|own| own != manifest.household) {
        true => Err(Trouble::OtherHousehold),
        false => Ok(()),
    }
}

fn unpacked(
    home: &Home,
    opened: Opened,
    recovery: &RecoveryKey,
    progress: &Progress,
) -> Result<(Manifest, Key)> {
    forget(home);
    let ours = |cause| Trouble::at(home.data_dir.display().to_string(), cause);
    let folder = home.data_dir.join(FOLDER);
    private_file::make_folder(&folder).map_err(ours)?;
    check_room(&folder, opened.manifest.bytes() * 2)?;
    progress.expect(opened.manifest.pages.into());
    private_file::make_folder(&folder.join("tls")).map_err(ours)?;
    for (name, bytes) in &opened.certificates {
        let path = archive::certificate_path(&folder, name).ok_or(Trouble::NotABackup)?;
        private_file::write(&path, bytes).map_err(ours)?;
    }
    let key = opened.database_key.clone();
    let beside = |file: &Path, text: &str| {
        private_file::write(&restored_beside(file), text.as_bytes())
            .map_err(|cause| Trouble::at(file.display().to_string(), cause))
    };
    let texts = match &opened.wrapped_key {
        Some(wrapped) => (wrapped.file_text(), recovery.sealed_text(&key)?),
        None => (key.file_text(), recovery.file_text()),
    };
    beside(&home.key_file, &texts.0)?;
    beside(&home.recovery_file(), &texts.1)?;
    let path = home.restored(DATABASE);
    let manifest = opened.rebuild(&path, &key, &mut || progress.one_more_or_stop())?;
    look_through(&path, &key, &manifest)?;
    pages::remember_key(&path, &key).map_err(|cause| Trouble::Damaged(cause.to_string()))?;
    Ok((manifest, key))
}

/// Brings it up to date, ends what must not go on, and says that it is ready.
async fn settled(
    home: &Home,
    (manifest, key): (&Manifest, Key),
    wanted: &Wanted<'_>,
    clock: &Clock,
) -> Result<()> {
    let options = OpenOptions {
        path: home.restored(DATABASE),
        key_file: restored_beside(&home.key_file),
        readers: 1,
        clock: clock.clone(),
    };
    let db = Db::open_with(options, key).await;
    let db = db.map_err(|cause| Trouble::Damaged(cause.to_string()))?;
    let made = Manner::default().date_time(manifest.made_on);
    let (actor, now) = (wanted.who.clone(), clock.now());
    let verb = move |tx: &Tx<'_>| {
        for user in users::list(tx)? {
            sessions::end_all(tx, user.id)?;
            half::end_all(tx, user.id)?;
        }
        sending::hold(tx, &format!("The backup of {made} was restored."), now)?;
        store::forget_unfinished(tx)?;
        tx.about(Subject::household(HouseholdId::THIS, "the household"));
        tx.say(format!("As it was on {made} (UTC); everybody has to sign in again"));
        Ok(())
    };
    let done = db.write(actor, Action::RestoreAsked, verb).await;
    db.close().await;
    done?;
    // Else a part of it would stay behind.
    let log = home.restored("pi-crm.db-wal");
    if fs::metadata(&log).is_ok_and(|it| it.len() > 0) {
        return Err(Trouble::Damaged("it could not be closed".into()));
    }
    let ready = Ready {
        made_on: manifest.made_on,
        aside: format!("{}/{}", aside::FOLDER, stamp(home, now)),
    };
    let text = serde_json::to_vec(&ready).map_err(Error::internal)?;
    let path = home.restored(READY);
    home.hand_over();
    private_file::write(&path, &text)
        .map_err(|cause| Trouble::at(path.display().to_string(), cause))?;
    home.hand_over();
    Ok(())
}

/// A name that no other has; a clock may say the same time twice.
fn stamp(home: &Home, now: i64) -> String {
    let day = crate::when::iso(now).replace(':', "");
    let is_free = |name: &String| !home.data_dir.join(aside::FOLDER).join(name).exists();
    let mut names = (1..).map(|nth| if nth == 1 { day.clone() } else { format!("{day}-{nth}") });
    names.find(is_free).unwrap_or(day)
}
