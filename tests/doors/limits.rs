//! Slow and greedy visitors are let go, and others are served meanwhile.
use std::net::{IpAddr, Ipv4Addr};

use pi_crm::web::limits::Limits;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};

use super::support::{Server, everything, get, quick, send, within_reason};

#[tokio::test(flavor = "multi_thread")]
async fn half_a_head_and_silence_are_not_waited_for() {
    let server = Server::secure(quick()).await;
    let visit = async |words: &str| {
        let mut stream = server.tls().await;
        send(&mut stream, words).await;
        everything(&mut stream).await
    };
    let half = "GET / HTTP/1.1\r\nhost: pi-crm.local\r\nx-half";
    let (nothing, half) = tokio::join!(visit(""), visit(half));
    assert!(!nothing.contains("hello") && !half.contains("hello"), "{nothing}{half}");
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_second_head_is_not_waited_for_as_long_as_idleness() {
    let patient = Limits { idle_timeout_s: 3600, ..quick() };
    let server = Server::secure(patient).await;
    let mut stream = server.tls().await;
    send(&mut stream, "GET / HTTP/1.1\r\nhost: pi-crm.local\r\n\r\n").await;
    let mut answer = Vec::new();
    while !answer.ends_with(b"hello") {
        answer.push(stream.read_u8().await.unwrap());
    }
    send(&mut stream, "GET / HT").await;
    everything(&mut stream).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_connection_is_closed() {
    let server = Server::secure(quick()).await;
    let visit = async |protocol: &[u8], words: &str| {
        let mut stream = server.tls_over(server.tcp().await, &[protocol]).await.unwrap();
        send(&mut stream, words).await;
        everything(&mut stream).await
    };
    let (http1, _) = tokio::join!(
        visit(b"http/1.1", "GET / HTTP/1.1\r\nhost: pi-crm.local\r\n\r\n"),
        visit(b"h2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0"),
    );
    assert!(http1.contains("hello"), "{http1}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handshake_that_never_speaks_is_given_up() {
    let server = Server::secure(quick()).await;
    let visit = async |words: &[u8]| {
        let mut stream = server.tcp().await;
        stream.write_all(words).await.unwrap();
        everything(&mut stream).await
    };
    tokio::join!(visit(b""), visit(&[22, 3, 1, 2, 0]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_too_large_is_refused() {
    let server = Server::secure(Limits { header_bytes: 4096, headers: 20, ..quick() }).await;
    let long = format!("GET / HTTP/1.1\r\nhost: pi-crm.local\r\nx: {}\r\n\r\n", "x".repeat(9000));
    let many = format!("GET / HTTP/1.1\r\nhost: pi-crm.local\r\n{}\r\n", "x: y\r\n".repeat(50));
    for head in [long, many] {
        let mut stream = server.tls().await;
        send(&mut stream, &head).await;
        let said = everything(&mut stream).await;
        assert!(said.starts_with("HTTP/1.1 431"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn chunks_without_end_are_counted() {
    let server = Server::secure(quick()).await;
    let mut stream = server.tls().await;
    send(
        &mut stream,
        "POST /counts HTTP/1.1\r\nhost: pi-crm.local\r\ntransfer-encoding: chunked\r\n\r\n",
    )
    .await;
    let (mut reader, mut writer) = tokio::io::split(stream);
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    let endless =
        tokio::spawn(async move { while writer.write_all(chunk.as_bytes()).await.is_ok() {} });
    let said = everything(&mut reader).await;
    assert!(said.starts_with("HTTP/1.1 413") && said.contains("1 MiB"), "{said}");
    endless.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_megabytes_are_refused_at_once_and_not_kept() {
    const BODY_BYTES: usize = 100 << 20;
    let server = Server::secure(quick()).await;
    let before = resident_kib();
    let mut stream = server.tls().await;
    let head = format!(
        "POST /counts HTTP/1.1\r\nhost: pi-crm.local\r\ncontent-length: {BODY_BYTES}\r\n\r\n"
    );
    send(&mut stream, &head).await;
    let (mut reader, mut writer) = tokio::io::split(stream);
    let sending = tokio::spawn(async move {
        let piece = vec![b'x'; 1 << 16];
        for _ in 0..BODY_BYTES / piece.len() {
            if writer.write_all(&piece).await.is_err() {
                break;
            }
        }
    });
    let said = everything(&mut reader).await;
    assert!(said.starts_with("HTTP/1.1 413"), "{said}");
    sending.await.unwrap();
    let grown = resident_kib().saturating_sub(before);
    // Other tests run in this process too; a kept body would be 102 400 KiB.
    assert!(grown < 60_000, "the server grew by {grown} KiB");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sends_it_all_before_listening_still_hears_why() {
    let server = Server::secure(quick()).await;
    let mut stream = server.tls().await;
    let head = "POST /counts HTTP/1.1\r\nhost: pi-crm.local\r\ncontent-length: 8388608\r\n\r\n";
    send(&mut stream, head).await;
    let piece = vec![b'x'; 1 << 16];
    for _ in 0..128 {
        stream.write_all(&piece).await.expect("the server listens to the end");
    }
    let said = everything(&mut stream).await;
    assert!(said.starts_with("HTTP/1.1 413"), "{said}");
}

/// Types of frames, and the two that matter here.
const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RESET: u8 = 3;
const PING: u8 = 6;

fn frame(kind: u8, flags: u8, stream: u8, payload: &[u8]) -> Vec<u8> {
    let [_, a, b, c] = (payload.len() as u32).to_be_bytes();
    [&[a, b, c, kind, flags, 0, 0, 0, stream], payload].concat()
}

/// The frames of an HTTP/2 conversation up to the answer to our ping.
async fn frames_until_ping(stream: &mut (impl AsyncRead + Unpin)) -> Vec<(u8, Vec<u8>)> {
    let mut frames = Vec::new();
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await.expect("the connection stays");
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize;
        let mut payload = vec![0; length];
        stream.read_exact(&mut payload).await.expect("a whole frame");
        frames.push((head[3], payload));
        if head[3] == PING {
            return frames;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn over_http2_too_large_a_body_is_answered_and_its_stream_is_not_cut_off() {
    let limits =
        Limits { body_timeout_s: 60, request_timeout_s: 60, idle_timeout_s: 60, ..quick() };
    let server = Server::secure(limits).await;
    let mut stream = server.tls_over(server.tcp().await, &[b"h2"]).await.unwrap();
    let text = |index: &[u8], text: &str| [index, &[text.len() as u8], text.as_bytes()].concat();
    let fields = [
        vec![0x83, 0x87],
        text(&[0x04], "/counts"),
        text(&[0x01], "pi-crm.local"),
        // Content-Length
        text(&[0x0f, 0x0d], "8388608"),
    ];
    stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0").await.unwrap();
    stream.write_all(&frame(HEADERS, 4, 1, &fields.concat())).await.unwrap();
    for _ in 0..4 {
        stream.write_all(&frame(DATA, 0, 1, &[b'x'; 10_000])).await.unwrap();
        stream.write_all(&frame(PING, 0, 0, &[0; 8])).await.unwrap();
    }
    let mut frames = Vec::new();
    within_reason(async {
        while !frames.iter().any(|(kind, _)| *kind == DATA) {
            frames.extend(frames_until_ping(&mut stream).await);
        }
        // Whoever has the answer goes on, as a browser does.
        stream.write_all(&frame(DATA, 0, 1, &[b'x'; 10_000])).await.unwrap();
        stream.write_all(&frame(PING, 1, 0, &[0; 8])).await.unwrap();
        stream.write_all(&frame(PING, 0, 0, &[7; 8])).await.unwrap();
        while frames.last().is_none_or(|(_, payload)| payload != &[7; 8]) {
            frames.extend(frames_until_ping(&mut stream).await);
        }
    })
    .await;
    let said: Vec<u8> =
        frames.iter().filter(|(kind, _)| *kind == DATA).flat_map(|(_, it)| it.clone()).collect();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(said.contains("1 MiB"), "{said}");
    assert!(!frames.iter().any(|(kind, _)| *kind == RESET), "the stream was cut off");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_stops_halfway_is_given_up_with_a_word() {
    let server = Server::secure(quick()).await;
    let mut stream = server.tls().await;
    send(
        &mut stream,
        "POST /counts HTTP/1.1\r\nhost: pi-crm.local\r\ncontent-length: 10\r\n\r\nhalf",
    )
    .await;
    let said = everything(&mut stream).await;
    assert!(said.starts_with("HTTP/1.1 408") && said.contains("too slowly"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_that_hangs_is_answered_for() {
    let server = Server::secure(quick()).await;
    let said = server.get("/hangs").await;
    assert!(said.starts_with("HTTP/1.1 503") && said.contains("took too long"), "{said}");
    assert!(said.contains("content-security-policy"), "the answer is dressed: {said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_idle_connections_from_one_address_leave_others_served() {
    let server = Server::secure(Limits { handshake_timeout_s: 3600, ..Limits::default() }).await;
    let mut crowd = Vec::new();
    for _ in 0..1000 {
        crowd.push(server.tcp_from(IpAddr::from([127, 0, 0, 2])).await);
    }
    let mut stream = server.tls().await;
    send(&mut stream, &get("/")).await;
    assert!(everything(&mut stream).await.contains("hello"));
    let last = crowd.last_mut().unwrap();
    assert_eq!(within_reason(last.read(&mut [0])).await.unwrap(), 0, "beyond its share");
}

#[tokio::test(flavor = "multi_thread")]
async fn when_every_place_is_taken_the_idle_make_room() {
    let limits = Limits { connections: 4, handshake_timeout_s: 3600, ..Limits::default() };
    let server = Server::secure(limits).await;
    let mut idle = Vec::new();
    for last in 2..8 {
        idle.push(server.tcp_from(IpAddr::from(Ipv4Addr::new(127, 0, 0, last))).await);
    }
    assert!(server.get("/").await.contains("hello"));
}

fn resident_kib() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
