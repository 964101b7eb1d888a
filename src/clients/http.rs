//! The one outbound client: plain HTTP or TLS, no redirects, no proxies of the surroundings, and a
//! limit on every wait and every size. It waits: to be used on a thread that may.
use std::{io, sync::Arc, time::Duration};

use ureq::{
    Agent, Body, Timeout,
    http::{self, HeaderMap},
    tls::{RootCerts, TlsConfig},
};

const CONNECT: Duration = Duration::from_secs(10);
/// The longest silence while something is sent or comes in.
const SILENCE: Duration = Duration::from_secs(30);
/// Of one exchange, however slow the line: a part of a backup over a poor one takes minutes.
const WHOLE: Duration = Duration::from_secs(15 * 60);
const HEAD_BYTES: usize = 64 << 10;

/// Cheap to clone; clones share their connections.
#[derive(Clone, Debug)]
pub struct Http(Agent);

/// One exchange. The body is borrowed: a large one is in memory once.
#[derive(Clone, Debug)]
pub struct Call<'a> {
    pub method: &'static str,
    /// Encoded already; goes out as it is.
    pub url: &'a str,
    pub headers: &'a [(&'static str, String)],
    pub body: &'a [u8],
    /// A longer answer is refused.
    pub most_bytes: u64,
}

#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// Why there is no whole answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    #[error("its name is not known")]
    NoSuchHost,
    #[error("it refuses the connection, or there is no way to it")]
    NoConnection,
    #[error("it does not answer")]
    Silent,
    #[error("its certificate cannot be trusted")]
    NotTrusted,
    #[error("the connection was lost half way")]
    CutOff,
    #[error("its answer is none of HTTP, or too long")]
    NotUnderstood,
}

impl Default for Http {
    fn default() -> Self {
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::WebPki)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .user_agent(concat!("pi-crm/", env!("CARGO_PKG_VERSION")))
            .timeout_resolve(Some(CONNECT))
            .timeout_connect(Some(CONNECT))
            .timeout_per_read(Some(SILENCE))
            .timeout_per_write(Some(SILENCE))
            .timeout_global(Some(WHOLE))
            .max_response_header_size(HEAD_BYTES)
            .build();
        Self(config.new_agent())
    }
}

impl Http {
    pub fn send(&self, call: &Call<'_>) -> Result<Reply, Failure> {
        let mut request = http::Request::builder().method(call.method).uri(call.url);
        for (name, value) in call.headers {
            request = request.header(*name, value);
        }
        let answer = match call.body.is_empty() && matches!(call.method, "GET" | "HEAD" | "DELETE")
        {
            true => self.0.run(request.body(()).map_err(|_| Failure::NotUnderstood)?),
            false => self.0.run(request.body(call.body).map_err(|_| Failure::NotUnderstood)?),
        };
        whole(answer.map_err(|cause| failure(&cause))?, call.most_bytes)
    }
}

fn whole(mut answer: http::Response<Body>, most_bytes: u64) -> Result<Reply, Failure> {
    let body = answer.body_mut().with_config().limit(most_bytes).read_to_vec();
    Ok(Reply {
        status: answer.status().as_u16(),
        body: body.map_err(|cause| failure(&cause))?,
        headers: std::mem::take(answer.headers_mut()),
    })
}

fn failure(cause: &ureq::Error) -> Failure {
    use ureq::Error;
    match cause {
        Error::HostNotFound | Error::Timeout(Timeout::Resolve) => Failure::NoSuchHost,
        Error::ConnectionFailed => Failure::NoConnection,
        Error::Timeout(_) => Failure::Silent,
        Error::Rustls(_) | Error::Tls(_) => Failure::NotTrusted,
        Error::Io(cause) => on_the_way(cause),
        _ => Failure::NotUnderstood,
    }
}

fn on_the_way(cause: &io::Error) -> Failure {
    use io::ErrorKind;
    match cause.kind() {
        ErrorKind::ConnectionRefused
        | ErrorKind::NetworkUnreachable
        | ErrorKind::HostUnreachable
        | ErrorKind::AddrNotAvailable => Failure::NoConnection,
        ErrorKind::TimedOut | ErrorKind::WouldBlock => Failure::Silent,
        // What TLS has to say comes wrapped.
        ErrorKind::InvalidData => Failure::NotTrusted,
        // What looks up names has no kind of its own.
        _ if cause.to_string().contains("lookup address") => Failure::NoSuchHost,
        _ => Failure::CutOff,
    }
}
