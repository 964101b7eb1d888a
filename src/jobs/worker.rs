//! Long work that is kept as rows: one worker takes it up step by step, goes on where it stood
//! after a restart, and stops between two steps.
use std::{sync::Arc, time::Duration};

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::error::Result;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// There is more to do at once.
    More,
    Idle,
}

/// What a worker works at. A step is short, and done whole or not at all.
pub trait Work: Send + Sync + 'static {
    fn step(&self) -> impl Future<Output = Result<Step>> + Send;
}

/// Tells a worker that there is something to do.
#[derive(Clone, Debug, Default)]
pub struct Bell(Arc<Notify>);

impl Bell {
    pub fn ring(&self) {
        self.0.notify_one();
    }

    pub async fn heard(&self) {
        self.0.notified().await;
    }
}

/// How long a worker rests when nobody rings, or after something went wrong.
const REST: Duration = Duration::from_secs(3_600);
const BACK_OFF: Duration = Duration::from_secs(15);

pub async fn run(work: impl Work, bell: Bell, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let rest = match work.step().await {
            Ok(Step::More) => continue,
            Ok(Step::Idle) => REST,
            Err(cause) => {
                tracing::warn!(%cause, "a step of long work failed; it is tried again");
                BACK_OFF
            }
        };
        let woken = async {
            tokio::select! {
                () = bell.heard() => {}
                () = tokio::time::sleep(rest) => {}
            }
        };
        let _ = stop.run_until_cancelled(woken).await;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    struct Counted {
        left: Mutex<u32>,
        ended: CancellationToken,
    }

    impl Work for Arc<Counted> {
        async fn step(&self) -> Result<Step> {
            let mut left = self.left.lock().unwrap();
            if *left == 0 {
                self.ended.cancel();
                return Ok(Step::Idle);
            }
            *left -= 1;
            Ok(Step::More)
        }
    }

    #[tokio::test]
    async fn work_is_done_to_the_end_and_taken_up_again_when_the_bell_rings() {
        let ended = CancellationToken::new();
        let work = Arc::new(Counted { left: Mutex::new(3), ended: ended.clone() });
        let (bell, stop) = (Bell::default(), CancellationToken::new());
        let worker = tokio::spawn(run(work.clone(), bell.clone(), stop.clone()));
        ended.cancelled().await;
        *work.left.lock().unwrap() = 2;
        bell.ring();
        while *work.left.lock().unwrap() > 0 {
            tokio::task::yield_now().await;
        }
        stop.cancel();
        worker.await.unwrap();
    }
}
