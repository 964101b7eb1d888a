//! Which names we answer to (against DNS rebinding), and who may change things (against requests
//! that another site makes a browser send).
use std::{
    net::{IpAddr, Ipv6Addr},
    sync::Arc,
};

use poem::{
    Endpoint, IntoResponse, Request, Response, Result,
    http::{HeaderMap, Method, header, uri::Scheme},
};

use super::{fault::Fault, lan::Lan};

/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct Hosts {
    names: Arc<[String]>,
    lan: Lan,
    https_port: u16,
}

impl Hosts {
    /// The first name is the one to send people to. Beside the names, `localhost` and every
    /// address within the LAN are answered to: an address cannot be rebound.
    pub fn new(names: impl IntoIterator<Item = String>, lan: Lan, https_port: u16) -> Self {
        let mut names: Vec<_> = names.into_iter().map(|name| name.to_ascii_lowercase()).collect();
        names.push("localhost".into());
        Self { names: names.into(), lan, https_port }
    }

    pub fn knows(&self, host: &str) -> bool {
        match address(host) {
            Some(address) => self.lan.admits(address),
            None => {
                let name = host.trim_end_matches('.');
                self.names.iter().any(|known| known.eq_ignore_ascii_case(name))
            }
        }
    }

    /// Where people should go: `https://pi-crm.local`.
    pub fn home(&self) -> String {
        self.secure(&self.names[0])
    }

    /// The same host behind the secure door.
    pub fn secure(&self, host: &str) -> String {
        match self.https_port {
            443 => format!("https://{host}"),
            port => format!("https://{host}:{port}"),
        }
    }
}

/// Around everything: a request for another name gets no further.
pub async fn check_host<E: Endpoint>(next: Arc<E>, req: Request, hosts: Hosts) -> Result<Response> {
    match authority(&req) {
        Some(authority) if hosts.knows(split(authority).0) => {
            next.call(req).await.map(IntoResponse::into_response)
        }
        _ => Err(Fault::WrongHost { instead: hosts.home() }.into()),
    }
}

/// Around everything behind the secure door: what changes something must come from our own pages,
/// or from a program that no browser could be tricked into being.
pub async fn check_origin<E: Endpoint>(next: Arc<E>, req: Request) -> Result<Response> {
    if is_safe(req.method()) || is_ours(&req) {
        return next.call(req).await.map(IntoResponse::into_response);
    }
    Err(Fault::ForeignOrigin.into())
}

fn is_safe(method: &Method) -> bool {
    [Method::GET, Method::HEAD, Method::OPTIONS, Method::TRACE].contains(method)
}

fn is_ours(req: &Request) -> bool {
    let headers = req.headers();
    let has_cookie = headers.contains_key(header::COOKIE);
    // Another site cannot add this header without asking first, and we never agree.
    if headers.contains_key("x-api-key") && !has_cookie {
        return true;
    }
    let site = headers.get("sec-fetch-site").map(|site| site.as_bytes());
    if !matches!(site, None | Some(b"same-origin" | b"none")) {
        return false;
    }
    match single(headers, header::ORIGIN) {
        Found::One(origin) => is_own_origin(origin, req),
        Found::None => site.is_some() || !has_cookie,
        Found::Odd => false,
    }
}

fn is_own_origin(origin: &str, req: &Request) -> bool {
    let scheme = if *req.scheme() == Scheme::HTTPS { "https" } else { "http" };
    let standard_port = if scheme == "https" { 443 } else { 80 };
    let Some(from) = origin.strip_prefix(scheme).and_then(|rest| rest.strip_prefix("://")) else {
        return false;
    };
    let Some(own) = authority(req) else { return false };
    let ((from, from_port), (own, own_port)) = (split(from), split(own));
    from.eq_ignore_ascii_case(own)
        && from_port.unwrap_or(standard_port) == own_port.unwrap_or(standard_port)
}

/// The host and port the request is for. HTTP/2 has it in the URI, HTTP/1 in a header; two
/// different answers are none.
pub fn authority(req: &Request) -> Option<&str> {
    let in_uri = req.original_uri().authority().map(|authority| authority.as_str());
    match (in_uri, single(req.headers(), header::HOST)) {
        (Some(uri), Found::One(host)) => uri.eq_ignore_ascii_case(host).then_some(uri),
        (Some(uri), Found::None) => Some(uri),
        (None, Found::One(host)) => Some(host),
        (_, Found::Odd) | (None, Found::None) => None,
    }
}

/// `[::1]:8443` and `pi-crm.local` into host and port; brackets stay with the host.
pub fn split(authority: &str) -> (&str, Option<u16>) {
    let after_address = authority.rfind(']').map_or(0, |bracket| bracket + 1);
    match authority[after_address..].rfind(':') {
        None => (authority, None),
        Some(colon) => {
            let (host, port) = authority.split_at(after_address + colon);
            // Port 0 belongs to nobody, so nonsense matches nothing.
            (host, Some(port[1..].parse().unwrap_or(0)))
        }
    }
}

fn address(host: &str) -> Option<IpAddr> {
    match host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(inner) => inner.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        None => host.parse().ok(),
    }
}

enum Found<'a> {
    None,
    One(&'a str),
    /// Several, or not text.
    Odd,
}

fn single(headers: &HeaderMap, name: header::HeaderName) -> Found<'_> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Found::None,
        (Some(value), None) => value.to_str().map_or(Found::Odd, Found::One),
        (Some(_), Some(_)) => Found::Odd,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts() -> Hosts {
        Hosts::new(["pi-crm.local".into(), "pi-crm".into()], Lan::default(), 8443)
    }

    fn request(method: Method, headers: &[(&str, &str)]) -> Request {
        let mut req = Request::builder().method(method);
        for (name, value) in headers {
            req = req.header(*name, *value);
        }
        req.finish()
    }

    #[test]
    fn own_names_and_lan_addresses_are_known_and_nothing_else() {
        for (host, known) in [
            ("pi-crm.local", true),
            ("PI-CRM.local.", true),
            ("pi-crm", true),
            ("localhost", true),
            ("192.168.1.5", true),
            ("[fd00::5]", true),
            ("[::1]", true),
            ("8.8.8.8", false),
            ("[2001:db8::1]", false),
            ("evil.example", false),
            ("pi-crm.local.evil.example", false),
            ("xpi-crm.local", false),
            ("192.168.1.5.evil.example", false),
            ("[192.168.1.5]", false),
            ("", false),
        ] {
            assert_eq!(hosts().knows(host), known, "{host}");
        }
    }

    #[test]
    fn an_authority_splits_into_host_and_port() {
        for (authority, parts) in [
            ("pi-crm.local", ("pi-crm.local", None)),
            ("pi-crm.local:8443", ("pi-crm.local", Some(8443))),
            ("[::1]", ("[::1]", None)),
            ("[::1]:443", ("[::1]", Some(443))),
            ("host:", ("host", Some(0))),
            ("host:99999", ("host", Some(0))),
            ("", ("", None)),
        ] {
            assert_eq!(split(authority), parts, "{authority}");
        }
    }

    #[test]
    fn people_are_sent_to_the_first_name_and_the_right_port() {
        assert_eq!(hosts().home(), "https://pi-crm.local:8443");
        let plain = Hosts::new(["pi-crm.local".into()], Lan::default(), 443);
        assert_eq!(plain.home(), "https://pi-crm.local");
    }

    #[test]
    fn a_request_names_one_host_or_none() {
        let with = |hosts: &[&str]| {
            let headers: Vec<_> = hosts.iter().map(|host| ("host", *host)).collect();
            authority(&request(Method::GET, &headers)).map(str::to_owned)
        };
        assert_eq!(with(&["pi-crm.local"]), Some("pi-crm.local".into()));
        assert_eq!(with(&[]), None);
        assert_eq!(with(&["pi-crm.local", "pi-crm.local"]), None);
    }

    #[test]
    fn only_our_own_pages_and_programs_change_things() {
        const HOST: (&str, &str) = ("host", "pi-crm.local:8443");
        const OWN: (&str, &str) = ("origin", "http://pi-crm.local:8443");
        const OTHER: (&str, &str) = ("origin", "http://evil.example");
        const COOKIE: (&str, &str) = ("cookie", "session=1");
        const KEY: (&str, &str) = ("x-api-key", "k");
        let same = ("sec-fetch-site", "same-origin");
        let cross = ("sec-fetch-site", "cross-site");
        for (ours, headers) in [
            (true, &[HOST, OWN, COOKIE, same][..]),
            (true, &[HOST, OWN, COOKIE]),
            (true, &[HOST, COOKIE, same]),
            (true, &[HOST]),
            (true, &[HOST, KEY]),
            (true, &[HOST, KEY, OTHER]),
            (false, &[HOST, KEY, OTHER, COOKIE]),
            (false, &[HOST, COOKIE]),
            (false, &[HOST, OTHER, COOKIE]),
            (false, &[HOST, OTHER]),
            (false, &[HOST, OWN, COOKIE, cross]),
            (false, &[HOST, cross]),
            (false, &[HOST, COOKIE, ("sec-fetch-site", "same-site")]),
            (false, &[HOST, COOKIE, ("origin", "null")]),
            (false, &[HOST, ("origin", "http://pi-crm.local")]),
            (false, &[HOST, ("origin", "https://pi-crm.local:8443")]),
            (false, &[HOST, OWN, OTHER]),
            (false, &[OWN]),
        ] {
            assert_eq!(is_ours(&request(Method::POST, headers)), ours, "{headers:?}");
        }
    }

    #[test]
    fn the_standard_port_may_be_left_out() {
        let headers = [("host", "pi-crm.local:80"), ("origin", "http://pi-crm.local")];
        assert!(is_ours(&request(Method::POST, &headers)));
    }
}
