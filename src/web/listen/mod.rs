//! Our own accept loop. It bounds what the framework's does not: connections in all and for each
//! address, the time for a handshake, a head, a body, an answer and idleness, and the stop.
mod activity;
mod bind;
mod bodies;
mod connection;
mod guests;
mod refuse;
mod service;

use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
    time::{Duration, Instant},
};

use poem::{Endpoint, EndpointExt, Response, endpoint::BoxEndpoint, http::uri::Scheme};
use rustls::ServerConfig;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::{sleep, timeout},
};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

pub use self::bind::bind;
use self::{
    guests::{Guests, Pass},
    service::Service,
};
use super::{lan::Lan, limits::Limits, seldom::Seldom};

const ONE_LINE_EVERY: Duration = Duration::from_secs(60);
/// After the machine could not accept, most likely for want of file handles.
const BREATHER: Duration = Duration::from_millis(200);
/// How many are being turned away with a word at one time; the rest are turned away without.
const STRANGERS: usize = 16;
const STRANGERS_PER_ADDRESS: usize = 2;

/// Serves HTTPS until the stop, then lets the requests in hand finish, within a bound. Strangers
/// are hung up on before the handshake.
pub async fn https(
    listener: TcpListener,
    endpoint: impl Endpoint<Output = Response> + 'static,
    tls: Arc<ServerConfig>,
    limits: Limits,
    gate: Lan,
    stop: CancellationToken,
) -> io::Result<()> {
    serve(listener, Door::new(endpoint, Some(tls.into()), limits, gate, stop)).await
}

/// The same without TLS. Strangers are told why in a line.
pub async fn plain(
    listener: TcpListener,
    endpoint: impl Endpoint<Output = Response> + 'static,
    limits: Limits,
    gate: Lan,
    stop: CancellationToken,
) -> io::Result<()> {
    serve(listener, Door::new(endpoint, None, limits, gate, stop)).await
}

struct Door {
    endpoint: BoxEndpoint<'static>,
    tls: Option<TlsAcceptor>,
    limits: Limits,
    gate: Lan,
    guests: Arc<Guests>,
    strangers: Arc<Guests>,
    complaints: Seldom,
    stop: CancellationToken,
}

impl Door {
    fn new(
        endpoint: impl Endpoint<Output = Response> + 'static,
        tls: Option<TlsAcceptor>,
        limits: Limits,
        gate: Lan,
        stop: CancellationToken,
    ) -> Arc<Self> {
        let guests = Guests::at_most(limits.connections, limits.connections_per_address);
        let strangers = Guests::at_most(STRANGERS, STRANGERS_PER_ADDRESS);
        let complaints = Seldom::every(ONE_LINE_EVERY);
        let endpoint = endpoint.boxed();
        Arc::new(Self { endpoint, tls, limits, gate, guests, strangers, complaints, stop })
    }
}

async fn serve(listener: TcpListener, door: Arc<Door>) -> io::Result<()> {
    let local = listener.local_addr()?;
    let mut open = JoinSet::new();
    loop {
        tokio::select! {
            biased;
            () = door.stop.cancelled() => break,
            Some(_) = open.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => match admit(&door, peer.ip().to_canonical()) {
                    Admission::Welcome(pass) => {
                        open.spawn(receive(door.clone(), stream, pass, local, peer));
                    }
                    Admission::Stranger(pass) => {
                        open.spawn(refuse::stranger(stream, pass));
                    }
                    Admission::Refused => {}
                },
                Err(error) => recover(&door, &error).await,
            },
        }
    }
    drop(listener);
    let all_done = async { while open.join_next().await.is_some() {} };
    if timeout(door.limits.stop_timeout(), all_done).await.is_err() {
        tracing::warn!(connections = open.len(), "stopped before every request was answered");
        open.shutdown().await;
    }
    Ok(())
}

/// A peer that gave up is nobody's problem; running out of something passes, given a moment.
async fn recover(door: &Door, error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted};
    if matches!(error.kind(), ConnectionAborted | ConnectionReset | Interrupted) {
        return;
    }
    if door.complaints.may_speak(Ipv4Addr::UNSPECIFIED.into(), Instant::now()) {
        tracing::error!(%error, "cannot accept connections; idle ones are closed to make room");
    }
    door.guests.make_room();
    sleep(BREATHER).await;
}

enum Admission {
    Welcome(Pass),
    /// Somebody from elsewhere, who is told so before the door shuts.
    Stranger(Pass),
    Refused,
}

/// Decided in the order of arrival, before anything is spent on the visitor.
fn admit(door: &Door, address: IpAddr) -> Admission {
    let is_stranger = !door.gate.admits(address);
    let admission = match is_stranger {
        false => door.guests.enter(address).map(Admission::Welcome),
        true if door.tls.is_none() => door.strangers.enter(address).map(Admission::Stranger),
        true => None,
    };
    if (is_stranger || admission.is_none()) && door.complaints.may_speak(address, Instant::now()) {
        let why = match is_stranger {
            true => "not an address of this network",
            false => "too many connections",
        };
        tracing::warn!(%address, why, "a connection was refused");
    }
    admission.unwrap_or(Admission::Refused)
}

async fn receive(
    door: Arc<Door>,
    stream: TcpStream,
    pass: Pass,
    local: SocketAddr,
    peer: SocketAddr,
) {
    // Answers are whole; waiting to fill a packet would only delay them.
    let _ = stream.set_nodelay(true);
    let peer = SocketAddr::new(peer.ip().to_canonical(), peer.port());
    match door.tls.clone() {
        Some(tls) => secure(door, tls, stream, pass, local, peer).await,
        None => {
            let service = Service::new(door.clone(), &pass, local, peer, Scheme::HTTP);
            connection::http1(&door, stream, service, &pass).await;
        }
    }
}

async fn secure(
    door: Arc<Door>,
    tls: TlsAcceptor,
    stream: TcpStream,
    pass: Pass,
    local: SocketAddr,
    peer: SocketAddr,
) {
    let patience = door.limits.handshake_timeout();
    let handshake = async {
        if refuse::speaks_plain_http(&stream).await {
            refuse::plain_http(stream).await;
            return None;
        }
        tls.accept(stream).await.ok()
    };
    let shaken = tokio::select! {
        shaken = timeout(patience, handshake) => shaken.ok().flatten(),
        () = pass.activity.evicted() => None,
        () = door.stop.cancelled() => None,
    };
    let Some(stream) = shaken else { return };
    let service = Service::new(door.clone(), &pass, local, peer, Scheme::HTTPS);
    if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
        connection::http2(&door, stream, service, &pass).await;
    } else {
        connection::http1(&door, stream, service, &pass).await;
    }
}
