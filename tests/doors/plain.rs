//! The plain door over real TCP.
use tokio::io::AsyncReadExt;

use super::support::{Server, everything, get, quick, send};

async fn ask(server: &Server, request: &str) -> String {
    let mut stream = server.tcp().await;
    send(&mut stream, request).await;
    everything(&mut stream).await
}

#[tokio::test(flavor = "multi_thread")]
async fn it_shows_the_trust_page_and_sends_people_on() {
    let server = Server::plain(quick()).await;
    let page = ask(&server, &get("/")).await;
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("Continue to pi-crm"), "{page}");
    let sent_on = ask(&server, &get("/contacts?page=2")).await;
    assert!(sent_on.starts_with("HTTP/1.1 307"), "{sent_on}");
    assert!(sent_on.contains("location: https://pi-crm.local:"), "{sent_on}");
    assert!(sent_on.contains("/contacts?page=2"), "{sent_on}");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_accepts_nothing() {
    let server = Server::plain(quick()).await;
    let post = "POST /login HTTP/1.1\r\nhost: pi-crm.local\r\nconnection: close\r\n\
                content-length: 10\r\n\r\npassword=x";
    let said = ask(&server, post).await;
    assert!(said.starts_with("HTTP/1.1 405") && said.contains("https://"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_certificate_it_gives_is_the_one_that_is_used() {
    let server = Server::plain(quick()).await;
    let mut stream = server.tcp().await;
    send(&mut stream, &get("/ca.crt")).await;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    assert!(answer.ends_with(&server.authority), "the body is the authority in DER");
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_visitors_are_let_go_here_too() {
    let server = Server::plain(quick()).await;
    assert_eq!(ask(&server, "GET / HTTP/1.1\r\nhost: pi-crm.local\r\nx-ha").await, "");
}
