//! What works, what is refused, and how it stops.
use std::time::Duration;

use pi_crm::web::limits::Limits;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::support::{Server, everything, get, quick, send, until, within_reason};

fn post(headers: &str) -> String {
    format!(
        "POST /counts HTTP/1.1\r\nhost: pi-crm.local\r\nconnection: close\r\n\
         content-length: 4\r\n{headers}\r\nbody"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn http1_is_served_with_keep_alive_and_dressed_answers() {
    let server = Server::secure(quick()).await;
    let mut stream = server.tls().await;
    let first = "GET / HTTP/1.1\r\nhost: pi-crm.local\r\n\r\n";
    send(&mut stream, &format!("{first}{}", get("/counts"))).await;
    let said = everything(&mut stream).await;
    assert!(said.contains("HTTP/1.1 hello") && said.contains("0 bytes"), "{said}");
    assert_eq!(said.matches("x-request-id: ").count(), 2, "{said}");
    assert!(said.contains("content-security-policy: default-src 'none'"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn http2_is_served_when_asked_for() {
    let server = Server::secure(quick()).await;
    let stream = server.tls_over(server.tcp().await, &[b"h2", b"http/1.1"]).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let (mut reader, mut writer) = tokio::io::split(stream);
    writer.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0").await.unwrap();
    writer.write_all(&http2_get(1, "pi-crm.local")).await.unwrap();
    writer.write_all(&http2_get(3, "evil.example")).await.unwrap();
    until(&mut reader, |said| {
        said.contains("HTTP/2.0 hello") && said.contains("does not answer to that name")
    })
    .await;
}

/// The one frame that asks for `/`: method, scheme and path from HPACK's table, then the host.
fn http2_get(stream: u8, host: &str) -> Vec<u8> {
    const HEADERS_FRAME: u8 = 1;
    const END_OF_STREAM_AND_HEADERS: u8 = 5;
    let fields = [&[0x82, 0x87, 0x84, 0x01, host.len() as u8], host.as_bytes()].concat();
    let head =
        [0, 0, fields.len() as u8, HEADERS_FRAME, END_OF_STREAM_AND_HEADERS, 0, 0, 0, stream];
    [&head, &fields[..]].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_speaks_no_alpn_gets_http1() {
    let server = Server::secure(quick()).await;
    let mut stream = server.tls_over(server.tcp().await, &[]).await.unwrap();
    send(&mut stream, &get("/")).await;
    assert!(everything(&mut stream).await.contains("HTTP/1.1 hello"));
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_http_at_the_secure_port_gets_a_hint() {
    let server = Server::secure(quick()).await;
    let mut stream = server.tcp().await;
    send(&mut stream, &get("/")).await;
    let said = everything(&mut stream).await;
    assert!(said.starts_with("HTTP/1.1 400") && said.contains("https://"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_costs_one_answer_and_not_the_server() {
    let server = Server::secure(quick()).await;
    let said = server.get("/panics").await;
    assert!(said.starts_with("HTTP/1.1 500") && said.contains("x-request-id"), "{said}");
    assert!(!said.contains("on purpose"), "{said}");
    assert!(server.get("/").await.contains("hello"));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_name_is_misdirected_and_another_site_is_refused() {
    let server = Server::secure(quick()).await;
    let mut stream = server.tls().await;
    let foreign = "GET / HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n";
    send(&mut stream, foreign).await;
    let said = everything(&mut stream).await;
    assert!(said.starts_with("HTTP/1.1 421") && said.contains("https://pi-crm.local:"), "{said}");
    for (headers, status) in [
        ("origin: https://pi-crm.local\r\ncookie: a=b\r\n", "200"),
        ("x-api-key: k\r\n", "200"),
        ("origin: https://evil.example\r\ncookie: a=b\r\n", "403"),
        ("sec-fetch-site: cross-site\r\n", "403"),
        ("cookie: a=b\r\n", "403"),
    ] {
        let mut stream = server.tls().await;
        send(&mut stream, &post(headers)).await;
        let said = everything(&mut stream).await;
        assert!(said.starts_with(&format!("HTTP/1.1 {status}")), "{headers}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_lets_a_request_in_hand_finish_and_closes_the_idle() {
    let server = Server::secure(Limits::default()).await;
    let mut idle = server.tls().await;
    send(&mut idle, "GET / HTTP/1.1\r\nhost: pi-crm.local\r\n\r\n").await;
    idle.read_exact(&mut [0; 15]).await.unwrap();
    let silent = server.tls().await;
    let mut busy = server.tls().await;
    send(&mut busy, "GET /waits HTTP/1.1\r\nhost: pi-crm.local\r\n\r\n").await;
    within_reason(server.arrived.notified()).await;
    server.stop.cancel();
    everything(&mut idle).await;
    let closes_to_newcomers = async {
        while tokio::net::TcpStream::connect(server.address).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    within_reason(closes_to_newcomers).await;
    assert!(!server.running.is_finished(), "one request is still in hand");
    server.release.notify_one();
    // Its end is the connection's end, whether or not the answer had begun before it could say so.
    let said = everything(&mut busy).await;
    assert!(said.contains("worth the wait"), "{said}");
    within_reason(server.running).await.unwrap().unwrap();
    drop(silent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_is_not_held_up_by_a_handler_that_hangs() {
    let limits = Limits { stop_timeout_s: 1, ..Default::default() };
    let server = Server::secure(limits).await;
    let mut busy = server.tls().await;
    send(&mut busy, &get("/waits")).await;
    within_reason(server.arrived.notified()).await;
    server.stop.cancel();
    within_reason(server.running).await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn events_outlive_every_timeout_and_end_with_the_server() {
    let server = Server::secure(Limits { stop_timeout_s: 3600, ..quick() }).await;
    let mut stream = server.tls().await;
    send(&mut stream, &get("/events")).await;
    within_reason(server.arrived.notified()).await;
    // Longer than an answer, an idle connection or a pause may take.
    tokio::time::sleep(Duration::from_secs(3)).await;
    server.release.notify_one();
    until(&mut stream, |said| said.matches("tick").count() == 2).await;
    server.stop.cancel();
    everything(&mut stream).await;
    within_reason(server.running).await.unwrap().unwrap();
}
