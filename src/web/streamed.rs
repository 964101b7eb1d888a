//! A body that is made while it is sent: whoever makes it waits for whoever reads it.
use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

use http_body_util::combinators::BoxBody;
use hyper::body::{Body as HttpBody, Bytes, Frame};
use poem::Body;
use tokio::sync::mpsc;

/// Pieces that may wait to be sent.
const MOST_WAITING: usize = 2;

/// Where the pieces go. A piece that is an error ends the body, so that nobody takes the half of
/// it for the whole.
pub type Pieces = mpsc::Sender<io::Result<Bytes>>;

pub fn streamed() -> (Pieces, Body) {
    let (pieces, waiting) = mpsc::channel(MOST_WAITING);
    (pieces, BoxBody::new(Streamed(waiting)).into())
}

struct Streamed(mpsc::Receiver<io::Result<Bytes>>);

impl HttpBody for Streamed {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        self.0.poll_recv(cx).map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn pieces_arrive_in_order_and_an_error_is_told() {
        let (pieces, body) = streamed();
        let sent = tokio::spawn(async move {
            for piece in ["a", "b", "c", "d"] {
                pieces.send(Ok(Bytes::from_static(piece.as_bytes()))).await.unwrap();
            }
        });
        assert_eq!(body.into_string().await.unwrap(), "abcd");
        sent.await.unwrap();
        let (pieces, body) = streamed();
        pieces.send(Err(io::Error::other("on purpose"))).await.unwrap();
        assert!(body.into_string().await.is_err());
    }
}
