//! Counts a request's body while it streams, so that nobody can send more than its route takes.
use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    task::{Context, Poll},
};

use http_body_util::combinators::BoxBody;
use hyper::body::{Body as HttpBody, Bytes, Frame, SizeHint};
use poem::{Endpoint, IntoResponse, Request, Response, Result, http::header};

use super::fault::Fault;

/// Around a route or a class of routes: `.around(|next, req| limit_body(next, req, limit))`.
/// Not to be nested, since the smaller limit would win.
pub async fn limit_body<E: Endpoint>(
    next: Arc<E>,
    mut req: Request,
    limit_bytes: u64,
) -> Result<Response> {
    if declared_bytes(&req).is_some_and(|declared| declared > limit_bytes) {
        return Err(Fault::BodyTooLarge { limit_bytes }.into());
    }
    let verdict = Arc::new(AtomicU8::new(FINE));
    let counted =
        Counted { inner: req.take_body().into(), left: limit_bytes, verdict: verdict.clone() };
    req.set_body(BoxBody::new(counted));
    let answer = next.call(req).await.map(IntoResponse::into_response);
    // Whatever the handler made of the broken body, the person should hear the true reason.
    match verdict.load(Ordering::Relaxed) {
        TOO_LARGE => Err(Fault::BodyTooLarge { limit_bytes }.into()),
        TOO_SLOW => Err(Fault::BodyTooSlow.into()),
        _ => answer,
    }
}

fn declared_bytes(req: &Request) -> Option<u64> {
    req.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

const FINE: u8 = 0;
const TOO_LARGE: u8 = 1;
const TOO_SLOW: u8 = 2;

struct Counted {
    inner: BoxBody<Bytes, std::io::Error>,
    left: u64,
    verdict: Arc<AtomicU8>,
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let polled = Pin::new(&mut self.inner).poll_frame(cx);
        match &polled {
            Poll::Ready(Some(Ok(frame))) => {
                let bytes = frame.data_ref().map_or(0, |data| data.len() as u64);
                let Some(left) = self.left.checked_sub(bytes) else {
                    self.verdict.store(TOO_LARGE, Ordering::Relaxed);
                    return Poll::Ready(Some(Err(std::io::Error::other("the body is too large"))));
                };
                self.left = left;
            }
            Poll::Ready(Some(Err(error))) if error.kind() == std::io::ErrorKind::TimedOut => {
                self.verdict.store(TOO_SLOW, Ordering::Relaxed);
            }
            _ => {}
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use poem::{EndpointExt, endpoint::make, http::StatusCode};

    use super::*;

    async fn answer(body: &'static str, declared: Option<&str>) -> StatusCode {
        let swallows = make(|req: Request| async move {
            // As a careless handler would: whatever happens to the body, it answers 200.
            let _ = req.into_body().into_vec().await;
        });
        let limited = swallows.around(|next, req| limit_body(next, req, 5));
        let mut req = Request::builder();
        if let Some(declared) = declared {
            req = req.header(header::CONTENT_LENGTH, declared);
        }
        limited.get_response(req.body(body)).await.status()
    }

    #[tokio::test]
    async fn five_bytes_pass_and_six_do_not_declared_or_counted() {
        for (body, declared, status) in [
            ("", None, 200),
            ("12345", None, 200),
            ("123456", None, 413),
            ("12345", Some("5"), 200),
            ("", Some("6"), 413),
            ("123456", Some("5"), 413),
        ] {
            assert_eq!(answer(body, declared).await.as_u16(), status, "{body:?} {declared:?}");
        }
    }
}
