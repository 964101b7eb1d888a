//! A small server behind the real doors, and clients that misbehave.
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use pi_crm::{
    clock::Clock,
    web::{
        body::limit_body,
        headers::secure_headers,
        host::{Hosts, check_host, check_origin},
        lan::Lan,
        limits::Limits,
        listen,
        plain::{PlainDoor, Trust},
        request_id::with_request_id,
        rescue::rescue,
        tls::{Certificates, Plan},
    },
};
use poem::{Endpoint, EndpointExt, Request, Response, endpoint::make};
use rustls_pki_types::{CertificateDer, ServerName};
use tempfile::TempDir;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::Notify,
    task::JoinHandle,
    time::timeout,
};
use tokio_rustls::{TlsConnector, client::TlsStream};
use tokio_util::sync::CancellationToken;

/// Far beyond anything that is awaited, so that a hang fails instead of hanging.
const GIVE_UP: Duration = Duration::from_secs(20);

pub struct Server {
    pub address: SocketAddr,
    pub stop: CancellationToken,
    pub running: JoinHandle<std::io::Result<()>>,
    /// What `/waits` waits for, and tells once it is there.
    pub release: Arc<Notify>,
    pub arrived: Arc<Notify>,
    pub authority: CertificateDer<'static>,
    _dir: TempDir,
}

/// Short enough for a test to wait for.
pub fn quick() -> Limits {
    Limits {
        handshake_timeout_s: 1,
        header_timeout_s: 1,
        body_timeout_s: 1,
        request_timeout_s: 2,
        idle_timeout_s: 2,
        stop_timeout_s: 5,
        ..Limits::default()
    }
}

impl Server {
    pub async fn secure(limits: Limits) -> Self {
        Self::start(limits, true).await
    }

    pub async fn plain(limits: Limits) -> Self {
        Self::start(limits, false).await
    }

    async fn start(limits: Limits, is_secure: bool) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let plan = Plan { dir: dir.path().into(), names: vec!["pi-crm.local".into()], own: None };
        let certificates = Certificates::open(plan, &[], Clock::System).unwrap();
        let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)).await.unwrap();
        let address =
            SocketAddr::from((Ipv4Addr::LOCALHOST, listener.local_addr().unwrap().port()));
        let (stop, lan) = (CancellationToken::new(), Lan::default());
        let hosts = Hosts::new(["pi-crm.local".into()], lan.clone(), address.port());
        let (release, arrived) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let authority = certificates.authority().unwrap();
        let running = if is_secure {
            let app = product(hosts, limits.body_bytes, release.clone(), arrived.clone());
            let tls = certificates.server_config();
            tokio::spawn(listen::https(listener, app, tls, limits, lan, stop.clone()))
        } else {
            let assets = make(|_| async { "body{}" }).map_to_response().boxed();
            let trust = Some(Trust::from(authority));
            let door = PlainDoor::new(hosts, trust, "/assets/app.css".into(), assets);
            tokio::spawn(listen::plain(listener, door, limits, lan, stop.clone()))
        };
        let authority = CertificateDer::from(authority.der().to_vec());
        Self { address, stop, running, release, arrived, authority, _dir: dir }
    }

    pub async fn tcp(&self) -> TcpStream {
        self.tcp_from(Ipv4Addr::LOCALHOST.into()).await
    }

    pub async fn tcp_from(&self, from: IpAddr) -> TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::new(from, 0)).unwrap();
        socket.connect(self.address).await.unwrap()
    }

    pub async fn tls(&self) -> TlsStream<TcpStream> {
        self.tls_over(self.tcp().await, &[b"http/1.1"]).await.unwrap()
    }

    pub async fn tls_over(
        &self,
        stream: TcpStream,
        protocols: &[&[u8]],
    ) -> std::io::Result<TlsStream<TcpStream>> {
        let mut roots = rustls::RootCertStore::empty();
        roots.add(self.authority.clone()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
        let name = ServerName::try_from("pi-crm.local").unwrap();
        TlsConnector::from(Arc::new(config)).connect(name, stream).await
    }

    /// One request on a connection of its own; the whole answer as text.
    pub async fn get(&self, path: &str) -> String {
        let mut stream = self.tls().await;
        send(&mut stream, &get(path)).await;
        everything(&mut stream).await
    }
}

pub fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: pi-crm.local\r\nconnection: close\r\n\r\n")
}

pub async fn send(stream: &mut (impl AsyncWrite + Unpin), text: &str) {
    stream.write_all(text.as_bytes()).await.unwrap();
    stream.flush().await.unwrap();
}

/// Reads until the other side closes, however rudely.
pub async fn everything(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut all = Vec::new();
    let reading = async {
        let mut piece = [0; 4096];
        while let Ok(bytes @ 1..) = stream.read(&mut piece).await {
            all.extend_from_slice(&piece[..bytes]);
        }
    };
    timeout(GIVE_UP, reading).await.expect("the server closes the connection");
    String::from_utf8_lossy(&all).into_owned()
}

/// Reads until enough was said, on a connection that stays open.
pub async fn until(stream: &mut (impl AsyncRead + Unpin), is_enough: impl Fn(&str) -> bool) {
    let mut said = String::new();
    let reading = async {
        while !is_enough(&said) {
            let mut piece = [0; 4096];
            let bytes = stream.read(&mut piece).await.unwrap_or(0);
            assert!(bytes > 0, "closed after: {said}");
            said.push_str(&String::from_utf8_lossy(&piece[..bytes]));
        }
    };
    within_reason(reading).await;
}

pub async fn within_reason<T>(work: impl Future<Output = T>) -> T {
    timeout(GIVE_UP, work).await.expect("this takes far too long")
}

fn product(
    hosts: Hosts,
    body_bytes: u64,
    release: Arc<Notify>,
    arrived: Arc<Notify>,
) -> impl Endpoint<Output = Response> + 'static {
    make(move |req: Request| answer(req, release.clone(), arrived.clone()))
        .around(move |next, req| limit_body(next, req, body_bytes))
        .around(rescue)
        .around(check_origin)
        .around(move |next, req| check_host(next, req, hosts.clone()))
        .around(secure_headers)
        .around(with_request_id)
}

async fn answer(
    req: Request,
    release: Arc<Notify>,
    arrived: Arc<Notify>,
) -> poem::Result<Response> {
    match req.uri().path() {
        "/panics" => panic!("on purpose"),
        "/hangs" => std::future::pending().await,
        "/waits" => {
            arrived.notify_one();
            release.notified().await;
            Ok("it was worth the wait".into())
        }
        "/counts" => {
            let bytes = req.into_body().into_vec().await?.len();
            Ok(format!("{bytes} bytes").into())
        }
        "/events" => {
            arrived.notify_one();
            let (mut writer, reader) = tokio::io::duplex(64);
            tokio::spawn(async move {
                while writer.write_all(b"data: tick\n\n").await.is_ok() {
                    release.notified().await;
                }
            });
            let body = poem::Body::from_async_read(reader);
            Ok(Response::builder().content_type("text/event-stream").body(body))
        }
        _ => Ok(format!("{:?} hello", req.version()).into()),
    }
}
