//! A run from beginning to end: its turn, its work on a thread that may wait, how far it is and how
//! it ended in its row.
use std::time::Duration;

use rusqlite::Connection;

use super::{
    Home, Run, State, Target, What, ask,
    home::Turn,
    make::make,
    places::{Place, outdated},
    progress::Progress,
    prove::prove,
    recovery::RecoveryKey,
    store,
    trouble::{Result, Trouble},
};
use crate::{
    db::Db,
    error::{Error, Result as Domain},
    ids::RunId,
};

const TELL_EVERY: Duration = Duration::from_secs(1);

/// What a run brought about: the file, and its size.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub file: String,
    pub bytes: u64,
}

/// Does what was asked. What goes wrong stands in the run's row, and is the inner result; only a
/// database that cannot be written is an error.
pub async fn carry_out(
    db: &Db,
    home: &Home,
    (run, target): (RunId, &Target),
    what: What,
    progress: &Progress,
) -> Domain<Result<Outcome>> {
    // Whoever has the turn now comes to it later.
    let turn = match home.turn() {
        Ok(turn) => turn,
        Err(busy) => return Ok(Err(busy)),
    };
    let now = db.clock().now();
    let begun = db.upkeep(move |conn| {
        end_interrupted(conn, now)?;
        store::begin(conn, run)
    });
    if !begun.await? {
        return Ok(Err(Trouble::Busy));
    }
    let place = target.open(home);
    let (keep_days, name) = (target.keep_days, target.name.clone());
    let work = {
        let (db, home, progress) = (db.clone(), home.clone(), progress.clone());
        move || match what {
            What::Backup => backed_up(&db, &home, &*place, keep_days, &turn, &progress),
            What::Proof => proven(&db, &home, &*place, &turn, &progress),
        }
    };
    let mut work = tokio::task::spawn_blocking(work);
    let mut told = (0, 0);
    let done = loop {
        tokio::select! {
            done = &mut work => break done,
            () = tokio::time::sleep(TELL_EVERY) => tell(db, run, progress, &mut told).await?,
        }
    };
    let done = done.unwrap_or_else(|cause| Err(Trouble::Ours(Error::internal(cause))));
    match &done {
        Ok(outcome) => tracing::info!(target = name, bytes = outcome.bytes, ?what, "backup done"),
        Err(cause) => tracing::warn!(target = name, ?what, ?cause, "a backup failed"),
    }
    tell(db, run, progress, &mut told).await?;
    end(db, run, done).await
}

/// What ended with the power is over and is begun anew, unless somebody is at work.
pub async fn tidy(db: &Db, home: &Home) -> Domain<()> {
    // Whoever comes with a backup of their own meanwhile is not to find the turn taken.
    if db.read(store::running).await?.is_empty() && !home.is_littered() {
        return Ok(());
    }
    let (Ok(turn), now) = (home.turn(), db.clock().now()) else { return Ok(()) };
    home.sweep(&turn);
    db.upkeep(move |conn| end_interrupted(conn, now)).await
}

/// Once only: what is cut short each time may be what cuts it short.
fn end_interrupted(conn: &Connection, now: i64) -> Domain<()> {
    let said = Trouble::Stopped.words();
    for run in store::running(conn)? {
        let before = store::last(conn, run.target, run.what, None)?;
        store::end_badly(conn, run.id, &said, now)?;
        if before.and_then(|it| it.said).as_deref() != Some(&*said) {
            ask(conn, run.target, run.what, now)?;
        }
    }
    Ok(())
}

/// The next run that somebody asked for, with its target.
pub async fn next(db: &Db) -> Domain<Option<(Run, Target)>> {
    db.read(|conn| {
        let Some(run) = store::next_asked(conn)? else { return Ok(None) };
        let target = store::targets(conn)?.into_iter().find(|it| it.id == run.target);
        Ok(target.map(|target| (run, target)))
    })
    .await
}

async fn tell(db: &Db, run: RunId, progress: &Progress, told: &mut (u64, u64)) -> Domain<()> {
    let now = progress.told();
    if now == *told {
        return Ok(());
    }
    *told = now;
    db.upkeep(move |conn| store::progress(conn, run, now.0, now.1)).await
}

async fn end(db: &Db, run: RunId, done: Result<Outcome>) -> Domain<Result<Outcome>> {
    let now = db.clock().now();
    if matches!(done, Err(Trouble::Stopped)) {
        db.upkeep(move |conn| store::ask_again(conn, run)).await?;
        return Ok(done);
    }
    let row = match &done {
        Ok(outcome) => Ok(outcome.clone()),
        Err(cause) => Err(cause.words()),
    };
    db.upkeep(move |conn| match row {
        Ok(Outcome { file, bytes }) => store::end_well(conn, run, &file, bytes, now),
        Err(said) => store::end_badly(conn, run, &said, now),
    })
    .await?;
    Ok(done)
}

fn backed_up(
    db: &Db,
    home: &Home,
    place: &dyn Place,
    keep_days: u16,
    turn: &Turn,
    progress: &Progress,
) -> Result<Outcome> {
    let made = make(db, home, place, turn, progress)?;
    // The new one is there and proven, so that old ones may go; those that stay are no failure.
    let pruned = place.list().and_then(|all| {
        let old = outdated(&all, &made.manifest.household, keep_days, made.manifest.made_on);
        old.iter().try_for_each(|name| place.remove(name))
    });
    if let Err(cause) = pruned {
        tracing::warn!(%cause, "old backups could not be removed");
    }
    Ok(Outcome { file: made.name.to_string(), bytes: made.bytes })
}

fn proven(
    db: &Db,
    home: &Home,
    place: &dyn Place,
    turn: &Turn,
    progress: &Progress,
) -> Result<Outcome> {
    let household = store::household(db.snapshot()?.conn())?;
    let all = place.list()?;
    let newest = all.iter().find(|it| it.name.is_of(&household));
    let newest = newest.ok_or(Trouble::Nothing)?;
    let key = RecoveryKey::load_or_create(home)?;
    let source = place.open(&newest.name)?;
    prove(source, &key, home, turn, progress)?;
    Ok(Outcome { file: newest.name.to_string(), bytes: newest.bytes })
}

impl Run {
    pub fn went_well(&self) -> bool {
        self.state == State::Done
    }
}
