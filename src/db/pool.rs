//! Connections and the threads they work on. The pool tests each connection by a query on another
//! thread before it hands it out; so those in use are kept at hand, and a request makes one hop.
//! The last one used is taken first, since its pages and statements are warm.
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use deadpool_sqlite::{Object, Pool as Source};
use rusqlite::Connection;
use tokio::{sync::Semaphore, time::timeout};

use crate::error::{Error, Result};

const MOST_WAIT: Duration = Duration::from_secs(15);

type Work = Box<dyn FnOnce(&mut Connection) -> Result<()> + Send>;

#[derive(Clone)]
pub struct Pool {
    source: Source,
    /// As many as the source has; with a place, a connection is at hand or still to be had.
    places: Arc<Semaphore>,
    warm: Arc<Mutex<Vec<Object>>>,
}

impl Pool {
    pub fn of(source: Source) -> Self {
        let places = Arc::new(Semaphore::new(source.status().max_size));
        Self { source, places, warm: Arc::default() }
    }

    /// Work once begun is finished, even when nobody waits for it any longer. A connection on which
    /// it panicked goes back to the source, which throws it away.
    pub async fn run<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T> + Send + 'static,
    {
        let answer = Arc::new(Mutex::new(None));
        let asked = answer.clone();
        let work = move |conn: &mut Connection| {
            let value = work(conn)?;
            *locked(&asked) = Some(value);
            Ok(())
        };
        self.carry_out(Box::new(work)).await?;
        let value = locked(&answer).take();
        value.ok_or_else(|| broken(&"work came to no answer"))
    }

    /// The same for every query: threads and waiting are compiled once rather than for each.
    async fn carry_out(&self, work: Work) -> Result<()> {
        let _place = match timeout(MOST_WAIT, self.places.acquire()).await {
            Ok(Ok(place)) => place,
            Ok(Err(_)) => return Err(unavailable("pi-crm is stopping. Try again in a moment.")),
            Err(_) => return Err(unavailable("pi-crm is busy. Try again in a moment.")),
        };
        let warm = self.warm().pop();
        let conn = match warm {
            Some(conn) => conn,
            None => self.source.get().await.map_err(|cause| broken(&cause))?,
        };
        let result = conn.interact(work).await.map_err(|cause| broken(&cause))?;
        self.warm().push(conn);
        result
    }

    /// Nothing new begins; what is idle is closed.
    pub fn close(&self) {
        self.places.close();
        self.source.close();
        self.warm().clear();
    }

    fn warm(&self) -> MutexGuard<'_, Vec<Object>> {
        locked(&self.warm)
    }
}

fn locked<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn unavailable(words: &str) -> Error {
    Error::Unavailable(words.into())
}

fn broken(cause: &impl std::fmt::Display) -> Error {
    Error::internal(anyhow::anyhow!("database connection: {cause}"))
}

#[cfg(test)]
mod tests {
    use deadpool_sqlite::{Config, Runtime};

    use super::*;

    fn pool() -> Pool {
        let builder = Config::new(":memory:").builder(Runtime::Tokio1).unwrap();
        Pool::of(builder.max_size(1).build().unwrap())
    }

    /// A table lives in one in-memory connection only, and so tells which one works.
    async fn marks(pool: &Pool) -> i64 {
        let sql = "SELECT count(*) FROM temp.sqlite_schema";
        pool.run(move |conn| Ok(conn.query_row(sql, [], |row| row.get(0))?)).await.unwrap()
    }

    #[tokio::test]
    async fn a_connection_is_kept_unless_work_on_it_panicked() {
        let pool = pool();
        pool.run(|conn| Ok(conn.execute_batch("CREATE TEMP TABLE mark (x)")?)).await.unwrap();
        assert_eq!(marks(&pool).await, 1);
        let panicked = pool.run(|_| -> Result<()> { panic!("on purpose") }).await;
        assert!(matches!(panicked, Err(Error::Internal(_))), "{panicked:?}");
        assert_eq!(marks(&pool).await, 0);
    }

    #[tokio::test]
    async fn many_at_once_take_turns() {
        let pool = pool();
        let works = (0..20).map(|_| {
            let pool = pool.clone();
            tokio::spawn(async move { marks(&pool).await })
        });
        for work in works.collect::<Vec<_>>() {
            assert_eq!(work.await.unwrap(), 0);
        }
    }

    #[tokio::test]
    async fn a_closed_pool_says_so() {
        let pool = pool();
        pool.close();
        let refused = pool.run(|_| Ok(())).await;
        assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
    }
}
