//! Links that bring another device in. They lead through the trust page, since that device does not
//! trust us yet; the code stands behind the `#`, which browsers never send, so that it never
//! travels unencrypted.
use poem::Request;

use super::{
    addresses,
    host::{authority, split},
};

/// Where a code can be typed by hand, and where the trust page leads on to.
pub const JOIN: &str = "/join";

/// The link for a camera first: an address, since a phone may not know the name. `trust_port` is
/// the plain door's, where there is something to trust.
pub fn links(
    request: &Request,
    hostname: &str,
    trust_port: Option<u16>,
    code: &str,
) -> Vec<String> {
    let visited = authority(request).map_or("localhost", |it| split(it).0);
    let hosts = hosts(&addresses::for_others(visited), hostname);
    of_hosts(&hosts, &secure_port(request), trust_port, code)
}

/// The same for the terminal, which nobody visits.
pub fn links_of(
    hostname: &str,
    https_port: u16,
    trust_port: Option<u16>,
    code: &str,
) -> Vec<String> {
    of_hosts(&hosts(hostname, hostname), &port(https_port, 443), trust_port, code)
}

/// Where a code can be typed, as this visitor reaches it.
pub fn door(request: &Request) -> String {
    let host = authority(request).map_or("localhost", |it| split(it).0);
    format!("https://{}{}{JOIN}", addresses::for_others(host), secure_port(request))
}

fn hosts(visited: &str, hostname: &str) -> Vec<String> {
    let mut hosts = Vec::new();
    for host in [addresses::lan_address().as_deref().unwrap_or(visited), visited, hostname] {
        if !hosts.iter().any(|it| it == host) {
            hosts.push(host.to_owned());
        }
    }
    hosts
}

fn of_hosts(
    hosts: &[String],
    secure_port: &str,
    trust_port: Option<u16>,
    code: &str,
) -> Vec<String> {
    let link = |host: &String| match trust_port {
        Some(plain) => format!("http://{host}{}/#join={code}", port(plain, 80)),
        None => format!("https://{host}{secure_port}{JOIN}#join={code}"),
    };
    hosts.iter().map(link).collect()
}

fn secure_port(request: &Request) -> String {
    let visited = authority(request).and_then(|it| split(it).1).unwrap_or(443);
    port(visited, 443)
}

fn port(port: u16, usual: u16) -> String {
    if port == usual { String::new() } else { format!(":{port}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_through_the_trust_page_where_there_is_one() {
        let check = |trust_port, expected: [&str; 2]| {
            let hosts = ["192.168.1.9".to_owned(), "pi-crm.local".to_owned()];
            assert_eq!(of_hosts(&hosts, ":8443", trust_port, "AB-CD"), expected);
        };
        check(Some(80), ["http://192.168.1.9/#join=AB-CD", "http://pi-crm.local/#join=AB-CD"]);
        check(
            Some(8080),
            ["http://192.168.1.9:8080/#join=AB-CD", "http://pi-crm.local:8080/#join=AB-CD"],
        );
        check(
            None,
            [
                "https://192.168.1.9:8443/join#join=AB-CD",
                "https://pi-crm.local:8443/join#join=AB-CD",
            ],
        );
    }
}
