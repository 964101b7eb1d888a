//! The worker's part: what was asked for and what is due, one at a time.
use std::sync::atomic::{AtomicBool, Ordering};

use tokio_util::sync::CancellationToken;

use super::{
    Home, carry_out,
    due::{self, ToTheLog},
    progress::Progress,
    seed,
    trouble::Trouble,
};
use crate::{
    db::Db,
    error::Result,
    jobs::worker::{Step, Work},
};

pub struct Backuper {
    db: Db,
    home: Home,
    stop: CancellationToken,
    /// What is due can wait until the schedule says so; a start has enough to do.
    has_begun: AtomicBool,
}

impl Backuper {
    pub fn new(db: Db, home: Home, stop: CancellationToken) -> Self {
        Self { db, home, stop, has_begun: AtomicBool::new(false) }
    }

    /// Nothing is due while the clock cannot be believed.
    async fn look(&self) -> Result<Step> {
        carry_out::tidy(&self.db, &self.home).await?;
        let (at, home) = (self.db.clock().read(), self.home.clone());
        self.db
            .upkeep(move |conn| {
                seed(conn, &home, at.now)?;
                let Some(now) = at.trusted() else { return Ok(Step::Idle) };
                due::tell_if_overdue(conn, now, &ToTheLog)?;
                match due::ask_for_due(conn, now, &|it| it.is_there(&home))?.is_empty() {
                    true => Ok(Step::Idle),
                    false => Ok(Step::More),
                }
            })
            .await
    }
}

impl Work for Backuper {
    async fn step(&self) -> Result<Step> {
        let is_first = !self.has_begun.swap(true, Ordering::Relaxed);
        if is_first {
            carry_out::tidy(&self.db, &self.home).await?;
        }
        let Some((run, target)) = carry_out::next(&self.db).await? else {
            return if is_first { Ok(Step::Idle) } else { self.look().await };
        };
        let progress = Progress::until(self.stop.clone());
        let run = (run.id, &target, run.what);
        let done =
            carry_out::carry_out(&self.db, &self.home, (run.0, run.1), run.2, &progress).await?;
        Ok(if matches!(done, Err(Trouble::Busy)) { Step::Idle } else { Step::More })
    }
}
