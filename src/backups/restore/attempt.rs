//! A restore that somebody asked for in the browser: one at a time, its state for whoever looks.
use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::mpsc;

use super::{Wanted, find, stage};
use crate::{
    accounts::tokens::Fingerprint,
    actor::Actor,
    backups::{
        Target,
        home::{Home, LEFT_BYTES, check_room},
        places::Name,
        progress::Progress,
        recovery::RecoveryKey,
        trouble::{Result, Trouble},
    },
    clock::Clock,
    error::Error,
    jobs::worker::Bell,
    private_file,
};

/// So that the page can still say what comes.
const BEFORE_THE_START: Duration = Duration::from_secs(2);
const DISK: &str = "the disk of this box";
const UPLOAD: &str = "uploaded.tar.zst.age";

#[derive(Clone, Debug, Default)]
pub struct Attempt {
    state: Arc<Mutex<State>>,
    /// Storage that a person named on a box that knows of none; gone with the next start.
    more: Arc<Mutex<Option<Target>>>,
    /// The browser that brought the set-up code of a new box.
    browser: Arc<Mutex<Option<Fingerprint>>>,
}

#[derive(Clone, Debug, Default)]
pub enum State {
    #[default]
    None,
    AtWork(Progress),
    Failed(String),
    /// The next start is about to come.
    Ready,
}

pub struct Asked {
    /// A name out of the list; empty for the file that was uploaded.
    pub file: String,
    /// Empty for the key of this box.
    pub recovery_key: String,
    pub may_be_of_others: bool,
    pub without_passphrase: bool,
    pub who: Actor,
}

impl Attempt {
    pub fn state(&self) -> State {
        locked(&self.state).clone()
    }

    /// Instead of the one before.
    pub fn look_into(&self, target: Target) {
        *locked(&self.more) = Some(target);
    }

    pub fn more(&self) -> Vec<Target> {
        locked(&self.more).iter().cloned().collect()
    }

    /// It need not bring the code again, until the next start.
    pub fn let_in(&self, browser: Fingerprint) {
        *locked(&self.browser) = Some(browser);
    }

    pub fn has_let_in(&self, browser: Fingerprint) -> bool {
        *locked(&self.browser) == Some(browser)
    }

    /// Begins, and goes on behind the answer.
    pub fn begin(&self, home: Home, clock: Clock, asked: Asked, restart: Bell) -> Result<()> {
        let progress = Progress::default();
        {
            let mut state = locked(&self.state);
            if matches!(*state, State::AtWork(_) | State::Ready) {
                return Err(Trouble::Busy);
            }
            *state = State::AtWork(progress.clone());
        }
        let this = self.clone();
        tokio::spawn(async move {
            let more = this.more();
            let done = restored(&home, &more, &clock, asked, &progress).await;
            let failed = done.err().map(|cause| {
                tracing::warn!(?cause, "a restore failed; nothing was changed");
                cause.words()
            });
            let is_ready = failed.is_none();
            *locked(&this.state) = failed.map_or(State::Ready, State::Failed);
            if is_ready {
                tokio::time::sleep(BEFORE_THE_START).await;
                restart.ring();
            }
        });
        Ok(())
    }
}

fn locked<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn restored(
    home: &Home,
    more: &[Target],
    clock: &Clock,
    asked: Asked,
    progress: &Progress,
) -> Result<()> {
    let Asked { file, recovery_key, may_be_of_others, without_passphrase, who } = asked;
    let (places, more) = (home.clone(), more.to_vec());
    let opened = tokio::task::spawn_blocking(move || {
        let key = match recovery_key.trim().is_empty() {
            true => RecoveryKey::load(&places)?.ok_or(Trouble::NotAKey)?,
            false => RecoveryKey::from_hand(&recovery_key)?,
        };
        // Names alone: a path of this box is nothing for a browser to choose.
        let source = match file.parse::<Name>() {
            Ok(name) => find::open_named(&places, &more, &name)?,
            Err(()) => Box::new(
                fs::File::open(upload_path(&places))
                    .map_err(|_| Trouble::NoFile("that was uploaded".into()))?,
            ),
        };
        Ok::<_, Trouble>((key, source))
    });
    let (key, source) = opened.await.map_err(Error::internal).map_err(Trouble::Ours)??;
    let wanted = Wanted { key: &key, may_be_of_others, without_passphrase, who };
    stage(home, source, &wanted, clock, progress).await?;
    let _ = fs::remove_file(upload_path(home));
    Ok(())
}

/// An uploaded backup, sealed as it is, until it is restored or another one comes.
pub async fn take_in(
    home: Home,
    declared_bytes: u64,
    mut pieces: mpsc::Receiver<io::Result<Vec<u8>>>,
) -> Result<()> {
    let work = move || {
        let (path, part) = (upload_path(&home), part_path(&home));
        let folder = home.data_dir.join("uploads");
        let ours = |cause| Trouble::at(DISK, cause);
        private_file::make_folder(&folder).map_err(ours)?;
        check_room(&folder, declared_bytes + LEFT_BYTES)?;
        // The one before stays until this one is whole.
        let written = written(&part, &mut pieces)
            .and_then(|()| fs::rename(&part, &path).map_err(|cause| Trouble::at(DISK, cause)));
        if written.is_err() {
            let _ = fs::remove_file(&part);
        }
        written
    };
    tokio::task::spawn_blocking(work).await.map_err(Error::internal).map_err(Trouble::Ours)?
}

fn written(part: &Path, pieces: &mut mpsc::Receiver<io::Result<Vec<u8>>>) -> Result<()> {
    let ours = |cause| Trouble::at(DISK, cause);
    private_file::write(part, b"").map_err(ours)?;
    let mut file = fs::OpenOptions::new().append(true).open(part).map_err(ours)?;
    while let Some(piece) = pieces.blocking_recv() {
        file.write_all(&piece.map_err(|_| Trouble::Interrupted)?).map_err(ours)?;
    }
    file.sync_all().map_err(ours)
}

pub fn has_upload(home: &Home) -> bool {
    upload_path(home).exists()
}

/// At a start nobody uploads anything: what is there ended with the power.
pub(super) fn sweep(home: &Home) {
    let _ = fs::remove_file(part_path(home));
}

fn part_path(home: &Home) -> PathBuf {
    upload_path(home).with_added_extension("part")
}

fn upload_path(home: &Home) -> PathBuf {
    home.data_dir.join("uploads").join(UPLOAD)
}
