//! Turning a connection away, with a word where the other side can understand one.
use std::{io, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use super::guests::Pass;

/// How long to listen to somebody who is still sending when all is said.
const LINGER: Duration = Duration::from_secs(2);
const A_WORD: Duration = Duration::from_secs(1);

const FORBIDDEN: &str = "HTTP/1.1 403 Forbidden\r\n";
const BAD_REQUEST: &str = "HTTP/1.1 400 Bad Request\r\n";

pub async fn stranger(stream: TcpStream, pass: Pass) {
    tokio::select! {
        () = say(stream, FORBIDDEN, "This server answers to its own network only.\n") => {}
        () = pass.activity.evicted() => {}
    }
}

pub async fn plain_http(stream: TcpStream) {
    let hint = "This port speaks HTTPS. Put https:// in front of the address instead of http://.\n";
    say(stream, BAD_REQUEST, hint).await;
}

/// A TLS handshake starts with 22; the letter of an HTTP method means a missing "s".
pub async fn speaks_plain_http(stream: &TcpStream) -> bool {
    let mut first = [0];
    matches!(stream.peek(&mut first).await, Ok(1)) && first[0].is_ascii_uppercase()
}

async fn say(mut stream: TcpStream, status_line: &str, text: &str) {
    let answer = format!(
        "{status_line}content-type: text/plain; charset=utf-8\r\ncontent-length: {}\r\n\
         cache-control: no-store\r\nx-content-type-options: nosniff\r\nconnection: close\r\n\r\n\
         {text}",
        text.len()
    );
    if let Ok(Ok(())) = timeout(A_WORD, stream.write_all(answer.as_bytes())).await {
        hang_up(stream, true).await;
    }
}

/// Closing while bytes wait unread would reset the connection and take our last words with it.
pub async fn hang_up(mut stream: impl AsyncRead + AsyncWrite + Unpin, is_still_sending: bool) {
    let goodbye = async {
        stream.shutdown().await?;
        let mut waste = [0; 8192];
        while is_still_sending && stream.read(&mut waste).await? > 0 {}
        io::Result::Ok(())
    };
    let _ = timeout(LINGER, goodbye).await;
}
