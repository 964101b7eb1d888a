//! How much anyone may ask of the server, and for how long. All of it is configuration.
use std::time::Duration;

use serde::Deserialize;

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;

/// What HTTP itself needs for a usable head.
const LEAST_HEADER_BYTES: usize = 1024;

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Connections open at one time, at each door.
    pub connections: usize,
    /// Of these, how many one address may hold (an IPv6 /64 counts as one address).
    pub connections_per_address: usize,
    /// From the connection to the end of the TLS handshake.
    pub handshake_timeout_s: u64,
    /// For the whole head of a request, and for the first word on a new connection.
    pub header_timeout_s: u64,
    /// The longest pause between two pieces of a request's body.
    pub body_timeout_s: u64,
    /// From the head of a request to the head of its answer.
    pub request_timeout_s: u64,
    /// How long a connection without a request stays open.
    pub idle_timeout_s: u64,
    /// How long a stopping server waits for the requests it already has.
    pub stop_timeout_s: u64,
    /// The body of an ordinary request; uploads have a limit of their own.
    pub body_bytes: u64,
    /// A file that is uploaded.
    pub upload_bytes: u64,
    /// A backup that is uploaded to be restored; it goes to the disk as it comes.
    pub backup_bytes: u64,
    /// The head of a request, request line and header fields together.
    pub header_bytes: usize,
    /// Header fields in one request.
    pub headers: usize,
    /// Requests at one time on one HTTP/2 connection.
    pub streams: u32,
    /// API calls a minute, counted for each address and for each user or key.
    pub api_per_minute: u32,
    /// Page requests a minute, counted for each address.
    pub pages_per_minute: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 512,
            connections_per_address: 64,
            handshake_timeout_s: 5,
            header_timeout_s: 10,
            body_timeout_s: 10,
            request_timeout_s: 30,
            idle_timeout_s: 75,
            stop_timeout_s: 10,
            body_bytes: MIB,
            upload_bytes: 256 * MIB,
            backup_bytes: 10_000_000_000,
            header_bytes: (16 * KIB) as usize,
            headers: 64,
            streams: 64,
            api_per_minute: 100,
            pages_per_minute: 600,
        }
    }
}

impl Limits {
    /// A limit of nothing would lock everybody out; says which one is too small.
    pub fn check(&self) -> Result<(), String> {
        let at_least_one = [
            ("connections", self.connections as u64),
            ("connections_per_address", self.connections_per_address as u64),
            ("handshake_timeout_s", self.handshake_timeout_s),
            ("header_timeout_s", self.header_timeout_s),
            ("body_timeout_s", self.body_timeout_s),
            ("request_timeout_s", self.request_timeout_s),
            ("idle_timeout_s", self.idle_timeout_s),
            ("body_bytes", self.body_bytes),
            ("upload_bytes", self.upload_bytes),
            ("backup_bytes", self.backup_bytes),
            ("headers", self.headers as u64),
            ("streams", self.streams.into()),
            ("api_per_minute", self.api_per_minute.into()),
            ("pages_per_minute", self.pages_per_minute.into()),
        ];
        if let Some((name, _)) = at_least_one.iter().find(|(_, value)| *value == 0) {
            return Err(format!("limits.{name} must be at least 1"));
        }
        if self.header_bytes < LEAST_HEADER_BYTES {
            return Err(format!("limits.header_bytes must be at least {LEAST_HEADER_BYTES}"));
        }
        Ok(())
    }

    pub fn handshake_timeout(&self) -> Duration {
        Duration::from_secs(self.handshake_timeout_s)
    }

    pub fn header_timeout(&self) -> Duration {
        Duration::from_secs(self.header_timeout_s)
    }

    pub fn body_timeout(&self) -> Duration {
        Duration::from_secs(self.body_timeout_s)
    }

    pub fn request_timeout(&self) -> Duration {
        Duration::from_secs(self.request_timeout_s)
    }

    pub fn idle_timeout(&self) -> Duration {
        Duration::from_secs(self.idle_timeout_s)
    }

    pub fn stop_timeout(&self) -> Duration {
        Duration::from_secs(self.stop_timeout_s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_usable() {
        assert_eq!(Limits::default().check(), Ok(()));
    }

    #[test]
    fn a_limit_of_nothing_is_named() {
        let limits = Limits { streams: 0, ..Limits::default() };
        assert_eq!(limits.check(), Err("limits.streams must be at least 1".into()));
    }

    #[test]
    fn a_misspelt_limit_is_refused_and_the_rest_have_defaults() {
        assert!(toml::from_str::<Limits>("conections = 5").is_err());
        let limits: Limits = toml::from_str("connections = 5").unwrap();
        assert_eq!(limits, Limits { connections: 5, ..Limits::default() });
    }
}
