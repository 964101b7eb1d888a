//! Backups over the API: how each place is, and back up now. An owner's alone, as the page is.
use poem::Result;
use poem_openapi::{Object, OpenApi, param::Query};
use rusqlite::Connection;

use super::{Run, Status, What, ask, newest, pages::refuse_members, seed, statuses};
use crate::{
    accounts::{
        api_keys::needs::{ReadBackups, WriteBackups},
        users,
    },
    actor::Actor,
    error::Result as Domain,
    ids::Uid,
    shell::{
        Caller,
        wire::{Answer, Moment, Tag},
    },
};

pub struct Api;

/// How backups are.
#[derive(Object)]
#[oai(rename = "Backups")]
struct BackupsOut {
    targets: Vec<TargetOut>,
    /// When the newest backup of any target was done; null while there is none
    newest_on: Option<Moment>,
}

/// A place that backups go to.
#[derive(Object)]
#[oai(rename = "BackupTarget")]
struct TargetOut {
    id: Uid,
    name: String,
    /// `folder`, `usb`, `share` or `s3`
    kind: String,
    /// A path; of S3 storage its address, bucket and folder
    place: String,
    /// `off`, `nightly` or `weekly`
    schedule: String,
    keep_days: u16,
    /// Whether one is asked for or under way
    at_work: bool,
    last: Option<RunOut>,
    last_good: Option<RunOut>,
    /// When its newest backup was last restored on trial
    proven_on: Option<Moment>,
}

/// What became of one backup.
#[derive(Object)]
#[oai(rename = "BackupRun")]
struct RunOut {
    asked_on: Moment,
    went_well: bool,
    file: Option<String>,
    bytes: Option<u64>,
    /// Why it failed
    problem: Option<String>,
}

#[OpenApi(prefix_path = "/api", tag = "Tag::Backups")]
impl Api {
    /// See how backups are
    ///
    /// Each target with what became of it last. Only for an owner.
    #[oai(path = "/backups", method = "get", operation_id = "getBackups")]
    async fn list(&self, caller: Caller<ReadBackups>) -> Result<Answer<BackupsOut>> {
        let found = caller.read(|conn, actor| {
            owner_only(conn, actor)?;
            backups(conn)
        });
        Ok(Answer::new(found.await?))
    }

    /// Back up now
    ///
    /// Asks for it and answers at once; look at `at_work` and `last` for what becomes of it. Only
    /// for an owner.
    #[oai(path = "/backups", method = "post", operation_id = "runBackups")]
    async fn run(
        &self,
        caller: Caller<WriteBackups>,
        /// Only to this target
        target: Query<Option<Uid>>,
    ) -> Result<Answer<BackupsOut>> {
        caller.read(owner_only).await?;
        let (home, now) = (caller.app.home(), caller.app.db.clock().now());
        let asked = caller.app.db.upkeep(move |conn| {
            seed(conn, &home, now)?;
            let only = target.0.map(|uid| super::find(conn, uid)).transpose()?;
            for status in statuses(conn)? {
                if only.as_ref().is_none_or(|only| only.id == status.target.id) {
                    ask(conn, status.target.id, What::Backup, now)?;
                }
            }
            backups(conn)
        });
        let asked = asked.await?;
        caller.app.backups.ring();
        Ok(Answer::new(asked))
    }
}

/// For a member there is no such thing.
fn owner_only(conn: &Connection, actor: &Actor) -> Domain<()> {
    refuse_members(users::find(conn, actor.user()?)?.role)
}

fn backups(conn: &Connection) -> Domain<BackupsOut> {
    Ok(BackupsOut {
        targets: statuses(conn)?.into_iter().map(target).collect(),
        newest_on: newest(conn)?.map(Moment),
    })
}

fn target(status: Status) -> TargetOut {
    let Status { target, at_work, last, last_good, last_good_proof, .. } = status;
    TargetOut {
        id: target.uid,
        name: target.name,
        kind: target.kind.code().into(),
        place: target.place,
        schedule: target.schedule.code().into(),
        keep_days: target.keep_days,
        at_work: at_work.is_some(),
        last: last.map(run),
        last_good: last_good.map(run),
        proven_on: last_good_proof.map(|it| Moment(it.asked_on)),
    }
}

fn run(run: Run) -> RunOut {
    RunOut {
        asked_on: Moment(run.asked_on),
        went_well: run.went_well(),
        file: run.file,
        bytes: run.bytes,
        problem: run.said,
    }
}
