//! Connections and the threads they work on. Each is opened when first needed; the last one used
//! is taken first, since its pages and statements are warm.
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use rusqlite::Connection;
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};

use crate::error::{Error, Result};

const MOST_WAIT: Duration = Duration::from_secs(15);

type Open = dyn Fn() -> rusqlite::Result<Connection> + Send + Sync;

#[derive(Clone)]
pub struct Pool(Arc<Shared>);

struct Shared {
    places: Arc<Semaphore>,
    idle: Mutex<Vec<Connection>>,
    open: Box<Open>,
}

impl Pool {
    pub fn new(
        size: usize,
        open: impl Fn() -> rusqlite::Result<Connection> + Send + Sync + 'static,
    ) -> Self {
        let places = Arc::new(Semaphore::new(size));
        Self(Arc::new(Shared { places, idle: Mutex::default(), open: Box::new(open) }))
    }

    /// One hop to another thread and back. Work once begun is finished, even when nobody waits for
    /// it any longer; a connection on which it panicked is closed.
    pub async fn run<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T> + Send + 'static,
    {
        let place = match timeout(MOST_WAIT, self.0.places.clone().acquire_owned()).await {
            Ok(Ok(place)) => place,
            Ok(Err(_)) => return Err(unavailable("pi-crm is stopping. Try again in a moment.")),
            Err(_) => return Err(unavailable("pi-crm is busy. Try again in a moment.")),
        };
        let shared = self.0.clone();
        let worked = spawn_blocking(move || {
            let idle = shared.idle().pop();
            let mut conn = idle.map_or_else(|| (shared.open)(), Ok)?;
            let result = work(&mut conn);
            shared.idle().push(conn);
            drop(place);
            result
        });
        worked
            .await
            .map_err(|cause| Error::internal(anyhow::anyhow!("database thread: {cause}")))?
    }

    /// Nothing new begins; what is idle is closed.
    pub fn close(&self) {
        self.0.places.close();
        self.0.idle().clear();
    }
}

impl Shared {
    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unavailable(words: &str) -> Error {
    Error::Unavailable(words.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool() -> Pool {
        Pool::new(1, Connection::open_in_memory)
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
    async fn a_closed_pool_says_so() {
        let pool = pool();
        pool.close();
        let refused = pool.run(|_| Ok(())).await;
        assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
    }
}
