//! The bodies of requests and answers, watched while they stream.
use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use http_body_util::{BodyExt, Empty, combinators::BoxBody};
use hyper::body::{Body, Bytes, Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep, timeout};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

use super::activity::{Activity, InHand};

/// Of a body that nobody reads, as much is taken in and dropped; whoever sends more is cut off.
const MOST_DROPPED_BYTES: u64 = 1 << 30;

type Polled = Poll<Option<Result<Frame<Bytes>, io::Error>>>;

/// A request's body. Fails when the sender pauses too long.
pub struct Received {
    inner: BoxBody<Bytes, io::Error>,
    patience: Duration,
    /// Runs only while a piece is awaited.
    pause: Option<Pin<Box<Sleep>>>,
    activity: Arc<Activity>,
    is_over: bool,
    /// Whether the rest is taken in when nobody wants it.
    is_let_finish: bool,
}

impl Received {
    pub fn new(
        inner: BoxBody<Bytes, io::Error>,
        patience: Duration,
        activity: Arc<Activity>,
    ) -> Self {
        let is_over = inner.is_end_stream();
        Self { inner, patience, pause: None, activity, is_over, is_let_finish: false }
    }

    /// In HTTP/2 the answer would go down with a stream that is cut off: browsers show an error of
    /// their own then, and not our words. So whoever sends more than is read may send it.
    pub fn let_finish(mut self) -> Self {
        self.is_let_finish = true;
        self
    }

    fn wait(&mut self, cx: &mut Context<'_>) -> Polled {
        let patience = self.patience;
        let pause = self.pause.get_or_insert_with(|| Box::pin(sleep(patience)));
        match pause.as_mut().poll(cx) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(()) => Poll::Ready(Some(Err(io::ErrorKind::TimedOut.into()))),
        }
    }
}

impl Body for Received {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Polled {
        let polled = Pin::new(&mut self.inner).poll_frame(cx);
        match &polled {
            Poll::Pending => return self.wait(cx),
            Poll::Ready(Some(Ok(_))) => {
                self.activity.progress();
                let next = Instant::now() + self.patience;
                if let Some(pause) = &mut self.pause {
                    pause.as_mut().reset(next);
                }
            }
            Poll::Ready(Some(Err(_))) => {}
            Poll::Ready(None) => self.is_over = true,
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

impl Drop for Received {
    fn drop(&mut self) {
        if !self.is_over && !self.inner.is_end_stream() {
            self.activity.leave_unread();
            if self.is_let_finish {
                let rest = std::mem::replace(&mut self.inner, BoxBody::new(nothing()));
                tokio::spawn(drop_rest(rest, self.patience, self.activity.clone()));
            }
        }
    }
}

fn nothing() -> impl Body<Data = Bytes, Error = io::Error> {
    Empty::new().map_err(|never| match never {})
}

async fn drop_rest(
    mut rest: BoxBody<Bytes, io::Error>,
    patience: Duration,
    activity: Arc<Activity>,
) {
    let mut dropped = 0;
    while let Ok(Some(Ok(frame))) = timeout(patience, rest.frame()).await {
        activity.progress();
        dropped += frame.data_ref().map_or(0, |data| data.len() as u64);
        if dropped > MOST_DROPPED_BYTES {
            return;
        }
    }
}

/// An answer's body. A stream of events ends when the server stops; anything else is let finish.
pub struct Sent {
    inner: BoxBody<Bytes, io::Error>,
    in_hand: InHand,
    stop: Option<Pin<Box<WaitForCancellationFutureOwned>>>,
}

impl Sent {
    pub fn new(inner: BoxBody<Bytes, io::Error>, in_hand: InHand) -> Self {
        Self { inner, in_hand, stop: None }
    }

    pub fn until(self, stop: CancellationToken) -> Self {
        Self { stop: Some(Box::pin(stop.cancelled_owned())), ..self }
    }
}

impl Body for Sent {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Polled {
        if let Some(stop) = &mut self.stop
            && stop.as_mut().poll(cx).is_ready()
        {
            return Poll::Ready(None);
        }
        let polled = Pin::new(&mut self.inner).poll_frame(cx);
        if polled.is_ready() {
            self.in_hand.progress();
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
