//! One connection from its first request to its end, in HTTP/1 or HTTP/2.
use std::{
    future::poll_fn,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use hyper::server::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, sleep_until},
};

use super::{
    Door,
    activity::{Activity, next_look},
    guests::Pass,
    refuse::hang_up,
    service::Service,
};

/// The least that hyper's buffer may be.
const LEAST_BUFFER_BYTES: usize = 8192;
const HTTP2_STREAM_WINDOW_BYTES: u32 = 128 * 1024;
const HTTP2_WINDOW_BYTES: u32 = 512 * 1024;
const HTTP2_SEND_BUFFER_BYTES: usize = 128 * 1024;
/// What is written beyond this is an answer leaving, not an HTTP/2 ping.
const MORE_THAN_A_PING_BYTES: usize = 256;
/// For the last bytes of a connection that is being closed politely.
const FAREWELL: Duration = Duration::from_secs(1);

pub async fn http1<S>(door: &Door, stream: S, service: Service, pass: &Pass)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let limits = &door.limits;
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        // Covers idleness too, so the shorter time for a head is watched here instead.
        .header_read_timeout(limits.idle_timeout().max(limits.header_timeout()))
        .max_headers(limits.headers)
        .max_header_size(limits.header_bytes)
        .max_buf_size(limits.header_bytes.max(LEAST_BUFFER_BYTES) * 2);
    let stream = Watched { inner: stream, activity: pass.activity.clone(), is_http1: true };
    let mut conn = builder.serve_connection(TokioIo::new(stream), service);
    if attend(&mut conn, door, pass).await {
        let stream = conn.into_parts().io.into_inner();
        hang_up(stream, pass.activity.has_left_unread()).await;
    }
}

pub async fn http2<S>(door: &Door, stream: S, service: Service, pass: &Pass)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let limits = &door.limits;
    let mut builder = http2::Builder::new(TokioExecutor::new());
    builder
        .timer(TokioTimer::new())
        .max_concurrent_streams(limits.streams)
        .max_header_list_size(limits.header_bytes.try_into().unwrap_or(u32::MAX))
        .initial_stream_window_size(HTTP2_STREAM_WINDOW_BYTES)
        .initial_connection_window_size(HTTP2_WINDOW_BYTES)
        .max_send_buf_size(HTTP2_SEND_BUFFER_BYTES)
        // Finds event streams whose reader is gone; other connections are closed before the first.
        .keep_alive_interval(limits.idle_timeout())
        .keep_alive_timeout(limits.header_timeout());
    let stream = Watched { inner: stream, activity: pass.activity.clone(), is_http1: false };
    let mut conn = Box::pin(builder.serve_connection(TokioIo::new(stream), service));
    attend(&mut conn, door, pass).await;
}

trait Conversation {
    fn poll_talk(&mut self, cx: &mut Context<'_>) -> Poll<hyper::Result<()>>;
    fn wind_down(&mut self);
}

impl<S> Conversation for http1::Connection<TokioIo<Watched<S>>, Service>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    fn poll_talk(&mut self, cx: &mut Context<'_>) -> Poll<hyper::Result<()>> {
        self.poll_without_shutdown(cx)
    }

    fn wind_down(&mut self) {
        Pin::new(self).graceful_shutdown();
    }
}

impl<S> Conversation for Pin<Box<http2::Connection<TokioIo<Watched<S>>, Service, TokioExecutor>>>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    fn poll_talk(&mut self, cx: &mut Context<'_>) -> Poll<hyper::Result<()>> {
        self.as_mut().poll(cx)
    }

    fn wind_down(&mut self) {
        self.as_mut().graceful_shutdown();
    }
}

/// Talks until the visitor leaves, patience ends, the place is needed, or the server stops and all
/// is answered. Says whether hyper ended in good order.
async fn attend(conn: &mut impl Conversation, door: &Door, pass: &Pass) -> bool {
    let activity = &pass.activity;
    let mut farewell = None::<Instant>;
    let mut is_stopping = false;
    loop {
        let ends = activity.patience_ends(&door.limits);
        let wake = farewell.unwrap_or_else(|| next_look(ends, &door.limits));
        tokio::select! {
            biased;
            ended = poll_fn(|cx| conn.poll_talk(cx)) => return ended.is_ok(),
            () = activity.evicted() => return false,
            () = door.stop.cancelled(), if !is_stopping => {
                is_stopping = true;
                conn.wind_down();
            }
            () = sleep_until(wake) => match farewell {
                Some(_) => return false,
                None if is_over(activity, door) => {
                    if !activity.is_idle() {
                        return false;
                    }
                    conn.wind_down();
                    farewell = Some(Instant::now() + FAREWELL);
                }
                None => {}
            },
        }
        if is_stopping && farewell.is_none() && activity.is_idle() {
            farewell = Some(Instant::now() + FAREWELL);
        }
    }
}

fn is_over(activity: &Activity, door: &Door) -> bool {
    activity.patience_ends(&door.limits).is_some_and(|ends| ends <= Instant::now())
}

/// Sees when bytes come and go.
struct Watched<S> {
    inner: S,
    activity: Arc<Activity>,
    is_http1: bool,
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.inner).poll_read(cx, buf))?;
        // Between two HTTP/2 requests there are frames that begin none.
        if self.is_http1 && buf.filled().len() > before {
            self.activity.received();
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> Watched<S> {
    fn wrote(&self, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if matches!(written, Poll::Ready(Ok(bytes)) if bytes > MORE_THAN_A_PING_BYTES) {
            self.activity.progress();
        }
        written
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(cx, buf);
        self.wrote(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(cx, bufs);
        self.wrote(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}
