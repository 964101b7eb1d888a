//! Every recurring task of the product, in one table. Each is idempotent: a missed or doubled run
//! does no harm, and none runs while the clock cannot be believed.
use std::{str::FromStr, time::Duration};

use job_scheduler_ng::{Job, JobScheduler, Schedule};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::{
    accounts::{api_keys, invitations, second_factor, sessions, throttle},
    actor::Actor,
    audit::{Action, purge},
    db::{Db, search},
    error::Result,
    jobs::worker::Bell,
    workspaces,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    Accounts,
    Changesets,
    Workspaces,
    SearchIndex,
    SearchParts,
    Backups,
}

/// When, in UTC: second minute hour day month weekday.
pub const TASKS: [(Task, &str); 6] = [
    (Task::Accounts, "0 13 * * * *"),
    (Task::Changesets, "0 23 * * * *"),
    (Task::Workspaces, "0 33 * * * *"),
    (Task::SearchIndex, "30 * * * * *"),
    (Task::SearchParts, "0 43 * * * *"),
    (Task::Backups, "0 3/10 * * * *"),
];

/// How often the scheduler looks whether something is due.
const LOOK_EVERY: Duration = Duration::from_secs(20);
const MOST_WAITING: usize = 16;

/// Runs what is due until the stop. The scheduler only says what is due; the work is done here.
pub async fn run(db: Db, backups: Bell, stop: CancellationToken) {
    let (due, mut next) = mpsc::channel(MOST_WAITING);
    let clock = tokio::spawn(look(due, stop.clone()));
    while let Some(Some(task)) = stop.run_until_cancelled(next.recv()).await {
        if task == Task::Backups {
            // They take long, and have a worker of their own.
            backups.ring();
        } else if let Err(cause) = carry_out(&db, task).await {
            tracing::error!(?task, %cause, "a recurring task failed; it is tried again next time");
        }
    }
    clock.abort();
}

async fn look(due: mpsc::Sender<Task>, stop: CancellationToken) {
    let mut scheduler = JobScheduler::new();
    for (task, when) in TASKS {
        let schedule = Schedule::from_str(when).expect("the table holds valid times");
        let due = due.clone();
        // A full queue means that the same work is waiting already.
        scheduler.add(Job::new(schedule, move || {
            let _ = due.try_send(task);
        }));
    }
    let mut tick = tokio::time::interval(LOOK_EVERY);
    while stop.run_until_cancelled(tick.tick()).await.is_some() {
        scheduler.tick();
    }
}

pub async fn carry_out(db: &Db, task: Task) -> Result<()> {
    let at = db.clock().read();
    let Some(now) = at.trusted() else { return Ok(()) };
    match task {
        Task::Accounts => {
            db.upkeep(move |conn| {
                sessions::purge(conn, at)?;
                second_factor::half::purge(conn, at)?;
                invitations::purge(conn, at)?;
                api_keys::purge(conn, at)?;
                throttle::purge(conn, at)?;
                purge::answers(conn, now)
            })
            .await?;
        }
        Task::Changesets => {
            db.upkeep(move |conn| purge::begin_days(conn, now)).await?;
            let mut is_more = true;
            while is_more {
                let columns = db.clone();
                is_more = db
                    .upkeep(move |conn| purge::one_changeset(conn, columns.columns(), now))
                    .await?;
            }
        }
        Task::Workspaces => {
            db.upkeep(move |conn| purge::begin_days(conn, now)).await?;
            purge_workspaces(db, now).await?;
        }
        Task::Backups => {}
        Task::SearchIndex => while db.upkeep(|conn| Ok(search::catch_up(conn)?)).await? {},
        Task::SearchParts => search::tidy(db).await?,
    }
    Ok(())
}

async fn purge_workspaces(db: &Db, now: i64) -> Result<()> {
    let expired = db.read(move |conn| workspaces::expired(conn, now)).await?;
    for workspace in expired {
        loop {
            let workspace = workspace.clone();
            let purged = db
                .write_for_good(Actor::job("purge"), Action::WorkspacePurged, move |tx| {
                    workspaces::purge_chunk(tx, &workspace)
                })
                .await?;
            if purged.value != workspaces::Purge::More {
                break;
            }
        }
    }
    Ok(())
}
