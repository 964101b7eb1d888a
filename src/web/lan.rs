//! Who may talk to us at all: the household's own networks, a VPN, and what is allowed by hand.
use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::{Arc, PoisonError, RwLock},
};

use ipnet::IpNet;

/// Cheap to clone; the clones learn together of networks that come and go.
#[derive(Clone, Debug, Default)]
pub struct Lan {
    allow: Arc<[IpNet]>,
    links: Arc<RwLock<Vec<IpNet>>>,
}

impl Lan {
    /// `allow` is what the configuration exposes on purpose, beside the private ranges.
    pub fn new(allow: Vec<IpNet>) -> Self {
        Self { allow: allow.into(), links: Arc::default() }
    }

    /// The machine's own on-link networks, as they are now.
    pub fn set_links(&self, links: Vec<IpNet>) {
        *self.links.write().unwrap_or_else(PoisonError::into_inner) = links;
    }

    pub fn admits(&self, address: IpAddr) -> bool {
        // An IPv4 visitor on a dual-stack socket looks like ::ffff:192.168.1.5.
        let address = address.to_canonical();
        is_private(address)
            || self.allow.iter().any(|net| net.contains(&address))
            || self
                .links
                .read()
                .unwrap_or_else(PoisonError::into_inner)
                .iter()
                .any(|net| net.contains(&address))
    }
}

/// Loopback, RFC 1918, link-local, unique local, and the shared range that VPNs use (100.64/10).
pub fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_private_v4(address),
        IpAddr::V6(address) => is_private_v6(address),
    }
}

/// Does this network reach beyond the private ranges?
pub fn is_outside(net: &IpNet) -> bool {
    !PRIVATE.iter().any(|range| {
        let range: IpNet = range.parse().expect("the table holds networks");
        range.contains(net)
    })
}

/// The same ranges as networks.
const PRIVATE: [&str; 9] = [
    "127.0.0.0/8",
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "169.254.0.0/16",
    "100.64.0.0/10",
    "::1/128",
    "fc00::/7",
    "fe80::/10",
];

fn is_private_v4(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || (first == 100 && second & 0b1100_0000 == 64)
}

fn is_private_v6(address: Ipv6Addr) -> bool {
    address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lan: &Lan, cases: &[(&str, bool)]) {
        for (address, admitted) in cases {
            assert_eq!(lan.admits(address.parse().unwrap()), *admitted, "{address}");
        }
    }

    #[test]
    fn the_household_is_let_in_and_the_world_is_not() {
        check(
            &Lan::default(),
            &[
                ("127.0.0.1", true),
                ("127.8.9.1", true),
                ("10.255.0.1", true),
                ("172.15.255.255", false),
                ("172.16.0.1", true),
                ("172.31.255.255", true),
                ("172.32.0.0", false),
                ("192.168.200.3", true),
                ("192.169.0.1", false),
                ("169.254.7.7", true),
                ("100.63.255.255", false),
                ("100.64.0.1", true),
                ("100.127.255.255", true),
                ("100.128.0.0", false),
                ("0.0.0.0", false),
                ("8.8.8.8", false),
                ("224.0.0.251", false),
                ("::1", true),
                ("::", false),
                ("fe80::1", true),
                ("febf::1", true),
                ("fec0::1", false),
                ("fc00::1", true),
                ("fdff::1", true),
                ("fe00::1", false),
                ("2001:db8::1", false),
                ("::ffff:192.168.1.5", true),
                ("::ffff:8.8.8.8", false),
                ("::192.168.1.5", false),
                ("64:ff9b::c0a8:105", false),
            ],
        );
    }

    #[test]
    fn a_network_within_the_private_ranges_exposes_nothing() {
        for (net, outside) in [
            ("192.168.7.0/24", false),
            ("10.0.0.0/8", false),
            ("100.64.0.0/10", false),
            ("fd12::/16", false),
            ("172.16.0.0/11", true),
            ("203.0.113.7/32", true),
            ("0.0.0.0/0", true),
            ("2001:db8::/64", true),
        ] {
            assert_eq!(is_outside(&net.parse().unwrap()), outside, "{net}");
        }
        for range in PRIVATE {
            let net: IpNet = range.parse().unwrap();
            assert!(is_private(net.addr()) && !is_outside(&net), "{range}");
        }
    }

    #[test]
    fn what_is_allowed_by_hand_and_the_next_door_network_come_in_too() {
        let lan = Lan::new(vec!["203.0.113.8/32".parse().unwrap()]);
        let clone = lan.clone();
        check(&lan, &[("203.0.113.8", true), ("203.0.113.9", false), ("2001:db8:1::9", false)]);
        lan.set_links(vec!["2001:db8:1::/64".parse().unwrap()]);
        check(&clone, &[("2001:db8:1::9", true), ("2001:db8:2::9", false)]);
        lan.set_links(Vec::new());
        check(&clone, &[("2001:db8:1::9", false), ("::ffff:203.0.113.8", true)]);
    }
}
