//! Backups: made as one sealed stream, read back before they count, kept in several places that
//! fail each on its own; and the way back from them.
pub mod api;
pub mod archive;
pub mod buckets;
pub mod carry_out;
pub mod due;
pub mod home;
pub mod make;
pub mod pages;
pub mod places;
pub mod progress;
pub mod prove;
pub mod recovery;
pub mod restore;
mod store;
mod targets;
pub mod trouble;
pub mod views;
mod words;
pub mod work;

pub use home::Home;
pub use targets::{Draft, add, change, find, list, named, remove, seed};
pub use words::{Kind, Schedule, State, What};

use rusqlite::Connection;

use crate::{
    backups::buckets::Bucket,
    db::Db,
    error::Result,
    ids::{RunId, TargetId, Uid},
};

/// How many days' backups are kept, at least and at most.
pub const KEEP_DAYS: std::ops::RangeInclusive<u16> = 7..=30;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub id: TargetId,
    pub uid: Uid,
    pub kind: Kind,
    pub name: String,
    /// A folder; where a drive or share is mounted; of a bucket its address, for people.
    pub place: String,
    /// Of S3 storage, and only of that.
    pub bucket: Option<Bucket>,
    pub schedule: Schedule,
    pub keep_days: u16,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    pub id: RunId,
    pub target: TargetId,
    pub what: What,
    pub state: State,
    pub asked_on: i64,
    pub ended_on: Option<i64>,
    /// Pages, written and read back.
    pub done: u64,
    pub total: u64,
    pub file: Option<String>,
    pub bytes: Option<u64>,
    pub said: Option<String>,
}

/// A target with what became of it last.
#[derive(Clone, Debug)]
pub struct Status {
    pub target: Target,
    pub at_work: Option<Run>,
    pub last: Option<Run>,
    pub last_good: Option<Run>,
    pub last_proof: Option<Run>,
    pub last_good_proof: Option<Run>,
}

pub fn statuses(conn: &Connection) -> Result<Vec<Status>> {
    let status = |target: Target| {
        let last = |what, state| store::last(conn, target.id, what, state);
        Ok(Status {
            at_work: store::open_run(conn, target.id)?,
            last: last(What::Backup, None)?,
            last_good: last(What::Backup, Some(State::Done))?,
            last_proof: last(What::Proof, None)?,
            last_good_proof: last(What::Proof, Some(State::Done))?,
            target,
        })
    };
    store::targets(conn)?.into_iter().map(status).collect()
}

/// Has it done as soon as may be. Asked twice, it is done once.
pub fn ask(conn: &Connection, target: TargetId, what: What, now: i64) -> Result<RunId> {
    match store::open_run(conn, target)? {
        Some(run) if run.what == what => Ok(run.id),
        _ => store::ask(conn, target, what, now),
    }
}

/// What backups call this household by.
pub async fn identity(db: &Db) -> Result<String> {
    db.read(store::household).await
}

/// When the newest backup of any target was made.
pub fn newest(conn: &Connection) -> Result<Option<i64>> {
    store::newest_end(conn, What::Backup)
}
