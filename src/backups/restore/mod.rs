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
    db::{Db, OpenOptions, pages},
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
        let may_be_of_others = wanted.may_be_of_others;
        tokio::task::spawn_blocking(move || {
            let opened = archive::open(source, &key)?;
            if !may_be_of_others && is_of_others(&home, &opened.manifest) {
                return Err(Trouble::OtherHousehold);
            }
            unpacked(&home, opened, &key, &progress)
        })
        .await
        .unwrap_or_else(|cause| Err(Trouble::Ours(Error::internal(cause))))
    };
    let done = match staged {
        Ok(manifest) => settled(home, &manifest, wanted, clock).await.map(|()| manifest),
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

/// Where nobody lives yet, anybody may move in; the same where nothing can be read any more.
fn is_of_others(home: &Home, manifest: &Manifest) -> bool {
    let own = || -> Option<String> {
        let conn = find::own_database(home)?;
        (users::count(&conn).ok()? > 0).then_some(())?;
        store::household(&conn).ok()
    };
    own().is_some_and(|own| own != manifest.household)
}

fn unpacked(
    home: &Home,
    opened: Opened,
    recovery: &RecoveryKey,
    progress: &Progress,
) -> Result<Manifest> {
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
    let beside = |file: &Path, text: String| {
        private_file::write(&restored_beside(file), text.as_bytes())
            .map_err(|cause| Trouble::at(file.display().to_string(), cause))
    };
    beside(&home.key_file, key.file_text())?;
    beside(&home.recovery_file(), recovery.file_text())?;
    let path = home.restored(DATABASE);
    let manifest = opened.rebuild(&path, &key, &mut || progress.one_more_or_stop())?;
    look_through(&path, &key, &manifest)?;
    pages::remember_key(&path, &key).map_err(|cause| Trouble::Damaged(cause.to_string()))?;
    Ok(manifest)
}

/// Brings it up to date, ends what must not go on, and says that it is ready.
async fn settled(
    home: &Home,
    manifest: &Manifest,
    wanted: &Wanted<'_>,
    clock: &Clock,
) -> Result<()> {
    let options = OpenOptions {
        path: home.restored(DATABASE),
        key_file: restored_beside(&home.key_file),
        readers: 1,
        clock: clock.clone(),
    };
    let db = Db::open(options).await.map_err(|cause| Trouble::Damaged(cause.to_string()))?;
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
