//! Turns a handler's panic, or its taking too long, into an answer; the server lives on.
use std::{
    panic::{self, AssertUnwindSafe},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use poem::{Endpoint, IntoResponse, Request, Response, Result};
use tokio::time::{Instant, sleep, sleep_until};

use super::fault::Fault;

/// When an answer must be there. Found in the request's data; a route with long work moves it.
#[derive(Clone, Debug)]
pub struct Deadline(Arc<Mutex<Instant>>);

impl Deadline {
    pub fn after(patience: Duration) -> Self {
        Self(Arc::new(Mutex::new(Instant::now() + patience)))
    }

    /// From now on, for a route whose work is known to be long.
    pub fn extend(&self, patience: Duration) {
        let mut at = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *at = (*at).max(Instant::now() + patience);
    }

    /// Returns once it has passed, however often it was moved meanwhile.
    pub async fn passed(&self) {
        loop {
            let at = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if at <= Instant::now() {
                return;
            }
            sleep_until(at).await;
        }
    }
}

/// Around everything that may panic or dawdle, inside whatever gives errors their page.
pub async fn rescue<E: Endpoint>(next: Arc<E>, req: Request) -> Result<Response> {
    let deadline = req.data::<Deadline>().cloned();
    let answer = next.call(req);
    match deadline {
        Some(deadline) => in_time(answer, &deadline, Duration::ZERO).await?,
        None => caught(answer).await?,
    }
    .map(IntoResponse::into_response)
}

pub(super) async fn in_time<F: Future>(
    work: F,
    deadline: &Deadline,
    grace: Duration,
) -> Result<F::Output, Fault> {
    let too_late = async {
        deadline.passed().await;
        if !grace.is_zero() {
            sleep(grace).await;
        }
    };
    tokio::select! {
        biased;
        output = caught(work) => output,
        () = too_late => {
            tracing::warn!("a request took too long; nobody waits for it any more");
            Err(Fault::TooSlow)
        }
    }
}

async fn caught<F: Future>(work: F) -> Result<F::Output, Fault> {
    let caught = Caught(Box::pin(work)).await;
    if caught.is_err() {
        tracing::error!("a request handler panicked");
    }
    caught
}

struct Caught<F>(Pin<Box<F>>);

impl<F: Future> Future for Caught<F> {
    type Output = Result<F::Output, Fault>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match panic::catch_unwind(AssertUnwindSafe(|| self.0.as_mut().poll(cx))) {
            Ok(polled) => polled.map(Ok),
            Err(_) => Poll::Ready(Err(Fault::Panicked)),
        }
    }
}

/// Logs where a panic happened and, of its words, only those that stand in the source: a message
/// made up at run time may hold somebody's data.
pub fn install_panic_hook() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        let words = info.payload().downcast_ref::<&'static str>().copied().unwrap_or("(withheld)");
        tracing::error!(place, words, "panic");
    }));
}

#[cfg(test)]
mod tests {
    use poem::{EndpointExt, endpoint::make, http::StatusCode};

    use super::*;

    async fn answer(path: &str, is_late: bool) -> StatusCode {
        let app = make(|req: Request| async move {
            match req.uri().path() {
                "/panics" => panic!("on purpose"),
                "/hangs" => std::future::pending().await,
                "/asks-for-time" => {
                    req.data::<Deadline>().unwrap().extend(Duration::from_secs(3600));
                    tokio::task::yield_now().await;
                }
                _ => tokio::task::yield_now().await,
            }
        })
        .around(rescue);
        let mut req = Request::builder().uri_str(path).finish();
        let patience = if is_late { Duration::ZERO } else { Duration::from_secs(3600) };
        req.set_data(Deadline::after(patience));
        app.get_response(req).await.status()
    }

    #[tokio::test]
    async fn panics_and_dawdling_get_an_answer() {
        for (path, is_late, status) in [
            ("/", false, 200),
            ("/", true, 503),
            ("/panics", false, 500),
            ("/hangs", true, 503),
            ("/asks-for-time", true, 200),
        ] {
            assert_eq!(answer(path, is_late).await.as_u16(), status, "{path} {is_late}");
        }
    }
}
