//! Where S3 storage is to be found: HTTPS, but for a server in the own home that speaks none.
use std::{fmt, net::IpAddr};

use crate::web::lan;

/// Regions of iDrive e2, with the towns that its pages name.
pub const E2_REGIONS: &[(&str, &str)] = &[
    ("us-west-1", "Oregon"),
    ("us-west-2", "Los Angeles"),
    ("us-west-3", "San Jose"),
    ("us-southwest-1", "Phoenix"),
    ("us-midwest-1", "Chicago"),
    ("us-central-1", "Dallas"),
    ("us-east-1", "Virginia"),
    ("us-southeast-1", "Miami"),
    ("ca-east-1", "Montreal"),
    ("eu-west-1", "Ireland"),
    ("eu-west-2", "London"),
    ("eu-west-3", "London 2"),
    ("eu-west-4", "Paris"),
    ("eu-central-1", "Frankfurt 2"),
    ("eu-central-2", "Frankfurt"),
];

pub fn e2_endpoint(region: &str) -> String {
    format!("https://s3.{region}.idrivee2.com")
}

const HOST_CHARS: usize = 253;
const AT_HOME: [&str; 5] = [".local", ".lan", ".internal", ".home.arpa", ".box"];

/// Scheme, host and port; nothing behind them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    is_plain: bool,
    /// With its port where that is not the usual one.
    host: String,
}

impl Endpoint {
    /// `may_be_plain`: a person said that HTTP without TLS will do in their own network.
    pub fn parse(text: &str, may_be_plain: bool) -> Result<Self, &'static str> {
        let text = text.trim().trim_end_matches('/');
        let (is_plain, host) = match text.split_once("://") {
            None => (false, text),
            Some((scheme, host)) if scheme.eq_ignore_ascii_case("https") => (false, host),
            Some((scheme, host)) if scheme.eq_ignore_ascii_case("http") => (true, host),
            Some(_) => return Err("It begins with https://"),
        };
        let host = host.to_ascii_lowercase();
        let usual = if is_plain { ":80" } else { ":443" };
        let host = host.strip_suffix(usual).unwrap_or(&host).to_owned();
        if host.contains('/') {
            return Err("Leave out what stands behind the host; the bucket has a field of its own");
        }
        if !is_host(&host) {
            return Err("Type the address of the service, such as https://s3.example.com");
        }
        let is_own = is_loopback(name(&host));
        match is_plain && !is_own && !(may_be_plain && is_at_home(name(&host))) {
            true => {
                Err("It has to begin with https://; http:// is for a server in this home, and \
                         has to be allowed below")
            }
            false => Ok(Self { is_plain, host }),
        }
    }

    pub fn is_plain(&self) -> bool {
        self.is_plain
    }

    /// As the header `Host` has it.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// As it stands in the names of those services that say it there.
    pub fn region(&self) -> Option<&str> {
        let mut labels = name(&self.host).split('.');
        let first = labels.next()?;
        let region = match first {
            "s3" => labels.next()?,
            _ => first.strip_prefix("s3-")?,
        };
        let is_region = region.matches('-').count() >= 2;
        is_region.then_some(region)
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", if self.is_plain { "http" } else { "https" }, self.host)
    }
}

fn is_host(host: &str) -> bool {
    let (name, port) = (name(host), host.len());
    let rest = &host[name.len()..port];
    let is_port = rest.is_empty()
        || rest.strip_prefix(':').is_some_and(|it| it.parse::<u16>().is_ok_and(|it| it > 0));
    let is_inside = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    let is_name = !name.is_empty()
        && name.len() <= HOST_CHARS
        && name.chars().all(is_inside)
        && name.split('.').all(|it| !it.is_empty() && !it.starts_with('-') && !it.ends_with('-'));
    is_port && (is_name || address(name).is_some())
}

/// Without its port; an IPv6 address keeps its brackets.
fn name(host: &str) -> &str {
    match host.find(']') {
        Some(end) => &host[..=end],
        None => host.split(':').next().unwrap_or_default(),
    }
}

fn address(name: &str) -> Option<IpAddr> {
    match name.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
        Some(inner) => inner.parse().ok().filter(IpAddr::is_ipv6),
        None => name.parse().ok().filter(IpAddr::is_ipv4),
    }
}

fn is_loopback(name: &str) -> bool {
    name == "localhost" || address(name).is_some_and(|it| it.is_loopback())
}

fn is_at_home(name: &str) -> bool {
    match address(name) {
        Some(address) => lan::is_private(address),
        None => !name.contains('.') || AT_HOME.iter().any(|it| name.ends_with(it)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_are_taken_as_services_show_them() {
        for (typed, may_be_plain, taken) in [
            (" s3.us-east-1.idrivee2.com/ ", false, Some("https://s3.us-east-1.idrivee2.com")),
            ("HTTPS://S3.Example.com:443", false, Some("https://s3.example.com")),
            ("https://[fd00::1]:9000", false, Some("https://[fd00::1]:9000")),
            ("http://127.0.0.1:9000", false, Some("http://127.0.0.1:9000")),
            ("http://localhost:9000", false, Some("http://localhost:9000")),
            ("http://192.168.1.5:9000", false, None),
            ("http://192.168.1.5:9000", true, Some("http://192.168.1.5:9000")),
            ("http://nas.local", true, Some("http://nas.local")),
            ("http://nas", true, Some("http://nas")),
            ("http://s3.example.com", true, None),
            ("http://8.8.8.8", true, None),
            ("ftp://nas", true, None),
            ("https://s3.example.com/bucket", false, None),
            ("https://user@example.com", false, None),
            ("https://example.com:0", false, None),
            ("https://exa mple.com", false, None),
            ("", false, None),
        ] {
            let told = Endpoint::parse(typed, may_be_plain).map(|it| it.to_string());
            assert_eq!(told.ok().as_deref(), taken, "{typed}");
        }
    }

    #[test]
    fn a_region_is_read_where_the_name_has_one() {
        for (host, region) in [
            ("s3.us-west-1.idrivee2.com", Some("us-west-1")),
            ("s3.eu-central-003.backblazeb2.com", Some("eu-central-003")),
            ("s3-eu-west-1.amazonaws.com", Some("eu-west-1")),
            ("s3.amazonaws.com", None),
            ("nas.local", None),
            ("127.0.0.1:9000", None),
        ] {
            let endpoint = Endpoint::parse(host, false).unwrap();
            assert_eq!(endpoint.region(), region, "{host}");
        }
    }
}
