//! The worker's part: an import is tried or brought in a chunk at a time. How far it is stands in
//! the same transaction as what it did, so that neither a restart nor a power cut doubles a line.
mod chunk;

use std::{
    fs,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::SystemTime,
};

use rusqlite::Connection;

use self::chunk::Open;
use super::{Counts, Import, KEPT_DAYS, State, intake, store};
use crate::{
    actor::Actor,
    audit::{self, Action},
    clock::DAY_S,
    db::Db,
    error::{Error, Result},
    ids::{ImportId, Uid},
    jobs::worker::{Step, Work},
    workspaces::{self, Scope},
};

/// Kept open at once, when a small file goes before a large one.
const MOST_OPEN: usize = 3;

pub struct Importer {
    db: Db,
    folder: PathBuf,
    /// Files from before ended with the power, unless an import asks for them.
    begun: SystemTime,
    /// What is being worked at, between two steps; the last one is that of the last step.
    open: Arc<Mutex<Vec<Open>>>,
}

impl Importer {
    pub fn new(db: Db, folder: PathBuf) -> Self {
        Self { db, folder, begun: SystemTime::now(), open: Arc::default() }
    }

    async fn clear_up(&self) -> Result<()> {
        let now = self.db.clock().now();
        let wanted = self.db.upkeep(move |conn| {
            store::purge(conn, now - KEPT_DAYS * DAY_S)?;
            store::wanted(conn)
        });
        let (wanted, folder, begun) = (wanted.await?, self.folder.clone(), self.begun);
        let swept = tokio::task::spawn_blocking(move || intake::sweep(&folder, &wanted, begun));
        swept.await.map_err(Error::internal)
    }

    /// Where the last step left off; or from the beginning, after a restart.
    fn taken_up(&self, import: &Import, scope: &Scope, conn: &Connection) -> Result<Open> {
        let mut held = self.held();
        if let Some(at) = held.iter().position(|open| open.is_at(import)) {
            return Ok(held.remove(at));
        }
        held.retain(|open| !open.is_of(import));
        drop(held);
        let path = self.folder.join(import.uid.to_string());
        Open::at(conn, scope, import, &path)
    }

    fn keep(&self, open: Open) {
        let mut held = self.held();
        if held.len() == MOST_OPEN {
            held.remove(0);
        }
        held.push(open);
    }

    fn held(&self) -> MutexGuard<'_, Vec<Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn check(&self, import: Import, workspace: Uid) -> Result<()> {
        let this = self.handle();
        let actor = Actor::person(import.user);
        let (id, said) = (import.id, import.clone());
        let tried = self.db.read(move |conn| {
            let scope = workspaces::open(conn, &actor, workspace)?;
            let mut import = said;
            // Who was in the file before is not kept: a dry run begins anew.
            let mut open = this.taken_up(&import, &scope, conn)?;
            if open.has_forgotten() {
                import.counts = Counts::default();
                open = this.taken_up(&import, &scope, conn)?;
            }
            let tried = open.try_some(conn, &scope, &mut import.counts)?;
            this.keep(open);
            Ok((import.counts, tried))
        });
        let (counts, (wrong, is_over)) = tried.await?;
        let now = self.db.clock().now();
        self.db
            .upkeep(move |conn| {
                if !store::is_still(conn, id, State::Checking)? {
                    return Ok(());
                }
                for (line, said, cells) in &wrong {
                    store::add_row(conn, id, *line, None, said, cells)?;
                }
                store::set_counts(conn, id, &counts)?;
                match is_over {
                    true => store::end(conn, id, State::Checked, None, now),
                    false => Ok(()),
                }
            })
            .await
    }

    async fn run(&self, import: Import, workspace: Uid) -> Result<()> {
        let this = self.handle();
        let (actor, change, id) = (Actor::person(import.user), import.change, import.id);
        let path = self.folder.join(import.uid.to_string());
        let is_over = self.db.write_part(actor, Action::ContactsImported, change, move |tx| {
            let scope = workspaces::open(tx, tx.actor, workspace)?;
            let Some(import) = store::find(tx, &scope, id)?.filter(|it| it.state == State::Running)
            else {
                return Ok(false);
            };
            if audit::is_taken_back(tx, scope.owner(), change)? {
                let said = "It was undone while it was under way, so nothing more comes in.";
                store::end(tx, id, State::Failed, Some(said), tx.now)?;
                return Ok(true);
            }
            let mut open = this.taken_up(&import, &scope, tx)?;
            let mut counts = import.counts;
            let is_over = open.bring_in_some(tx, &scope, &import, &mut counts)?;
            store::set_counts(tx, id, &counts)?;
            if is_over {
                store::end(tx, id, State::Done, None, tx.now)?;
            }
            this.keep(open);
            Ok(is_over)
        });
        if is_over.await? {
            // The contacts are there; the sweep would find the file as well.
            let _ = tokio::task::spawn_blocking(move || fs::remove_file(path)).await;
        }
        Ok(())
    }

    fn handle(&self) -> Self {
        let Self { db, folder, begun, open } = self;
        Self { db: db.clone(), folder: folder.clone(), begun: *begun, open: open.clone() }
    }

    /// What trying again does not mend is told on the import's page.
    async fn give_up(&self, id: ImportId, cause: Error) -> Result<()> {
        let said = match cause {
            Error::Unavailable(_) => return Err(cause),
            Error::Conflict(said) => said,
            Error::Invalid(problems) => problems.into_values().collect::<Vec<_>>().join(". "),
            Error::NotFound(_) => "The workspace is gone.".to_owned(),
            other => {
                tracing::error!(cause = ?other, "an import failed");
                "Something went wrong on our side. What came in so far is here.".to_owned()
            }
        };
        let now = self.db.clock().now();
        self.db.upkeep(move |conn| store::end(conn, id, State::Failed, Some(&said), now)).await
    }
}

impl Work for Importer {
    async fn step(&self) -> Result<Step> {
        let Some((import, workspace)) = self.db.read(store::at_work).await? else {
            self.held().clear();
            self.clear_up().await?;
            return Ok(Step::Idle);
        };
        let id = import.id;
        let done = match import.state {
            State::Checking => self.check(import, workspace).await,
            _ => self.run(import, workspace).await,
        };
        match done {
            Ok(()) => Ok(Step::More),
            Err(cause) => self.give_up(id, cause).await.map(|()| Step::More),
        }
    }
}
