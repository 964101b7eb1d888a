//! The machine's own addresses and the networks it sits on, as the kernel lists them.
//! Read from /proc because that needs neither unsafe code nor another dependency, and because only
//! there does IPv6 say which addresses are passing ones.
use std::{
    fs,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use super::lan::is_private;

// `self/net` stays visible in a service that is shown only processes of /proc.
const IPV4_TABLE: &str = "/proc/self/net/fib_trie";
const IPV6_TABLE: &str = "/proc/self/net/if_inet6";

// A wider "network" is a VPN's route to everywhere, not people next door.
const WIDEST_IPV4_LINK: u8 = 16;
const WIDEST_IPV6_LINK: u8 = 48;

// Flags of an IPv6 address, from the kernel's if_addr.h.
const TEMPORARY: u8 = 0x01;
const DUPLICATE: u8 = 0x08;
const DEPRECATED: u8 = 0x20;
const TENTATIVE: u8 = 0x40;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnAddresses {
    /// What others can reach this machine by, sorted; passing IPv6 addresses are left out.
    pub addresses: Vec<IpAddr>,
    /// The networks directly attached to it.
    pub links: Vec<IpNet>,
}

/// Reads them now. What cannot be read is left out: there is always loopback.
pub fn own() -> OwnAddresses {
    let ipv4 = fs::read_to_string(IPV4_TABLE).unwrap_or_default();
    let ipv6 = fs::read_to_string(IPV6_TABLE).unwrap_or_default();
    let mut own = from_tables(&ipv4, &ipv6);
    own.addresses.sort();
    own.addresses.dedup();
    own.links.sort();
    own.links.dedup();
    own
}

impl OwnAddresses {
    /// Addresses worth showing to a person, the likeliest first: no loopback, no link-local.
    pub fn reachable(&self) -> Vec<IpAddr> {
        let mut reachable: Vec<_> =
            self.addresses.iter().copied().filter(|address| !is_local_only(*address)).collect();
        reachable.sort_by_key(|address| match address {
            IpAddr::V4(address) => (!address.is_private(), 0),
            IpAddr::V6(_) => (true, 1),
        });
        reachable
    }
}

/// The address that people at home reach this machine by, as it stands in a link.
pub fn lan_address() -> Option<String> {
    let found = own().reachable().into_iter().find(|own| is_private(*own))?;
    Some(match found {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    })
}

/// The host that somebody visits, as another device knows it: a laptop that says "localhost" means
/// an address the phone does not know by that name.
pub fn for_others(host: &str) -> String {
    let is_own = is_this_machine(host);
    lan_address().filter(|_| is_own).unwrap_or_else(|| host.to_owned())
}

fn is_this_machine(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn is_local_only(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_loopback() || address.is_link_local(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unicast_link_local(),
    }
}

fn from_tables(ipv4: &str, ipv6: &str) -> OwnAddresses {
    let mut own = OwnAddresses::default();
    read_ipv4(ipv4, &mut own);
    read_ipv6(ipv6, &mut own);
    let addresses = own.addresses.clone();
    own.links.retain(|link| addresses.iter().any(|address| link.contains(address)));
    own
}

/// A prefix line (`|-- 192.168.1.0`) is followed by what is known of it (`/24 link UNICAST`).
fn read_ipv4(table: &str, own: &mut OwnAddresses) {
    let mut prefix = None::<Ipv4Addr>;
    for line in table.lines() {
        let mut words = line.split_whitespace();
        match (words.next(), words.next(), words.next()) {
            (Some("|--"), Some(address), _) => prefix = address.parse().ok(),
            (Some("/32"), Some("host"), Some("LOCAL")) => {
                own.addresses.extend(prefix.map(IpAddr::V4));
            }
            (Some(length), Some("link"), Some("UNICAST")) => {
                let length = length.trim_start_matches('/').parse().unwrap_or(0);
                if let (Some(prefix), WIDEST_IPV4_LINK..=32) = (prefix, length) {
                    own.links.extend(Ipv4Net::new(prefix, length).map(IpNet::from));
                }
            }
            _ => {}
        }
    }
}

/// One address a line: address, interface, prefix length, scope and flags in hex, name.
fn read_ipv6(table: &str, own: &mut OwnAddresses) {
    for line in table.lines() {
        let words: Vec<_> = line.split_whitespace().collect();
        let [address, _, length, _, flags, _] = words[..] else { continue };
        let (Ok(address), Ok(length), Ok(flags)) = (
            u128::from_str_radix(address, 16).map(Ipv6Addr::from),
            u8::from_str_radix(length, 16),
            u8::from_str_radix(flags, 16),
        ) else {
            continue;
        };
        if flags & (DUPLICATE | TENTATIVE) != 0 {
            continue;
        }
        if length >= WIDEST_IPV6_LINK && !address.is_loopback() {
            own.links.extend(Ipv6Net::new(address, length).map(|net| IpNet::from(net.trunc())));
        }
        if flags & (TEMPORARY | DEPRECATED) == 0 {
            own.addresses.push(address.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIB_TRIE: &str = "Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 0.0.0.0
        /0 universe UNICAST
        /1 link UNICAST
     +-- 127.0.0.0/8 2 0 2
        +-- 127.0.0.0/31 1 0 0
           |-- 127.0.0.0
              /8 host LOCAL
           |-- 127.0.0.1
              /32 host LOCAL
     +-- 203.0.113.0/24 2 0 2
           |-- 203.0.113.0
              /24 link UNICAST
           |-- 203.0.113.7
              /32 host LOCAL
        |-- 203.0.113.255
           /32 link BROADCAST
     |-- 198.51.100.0
        /24 link UNICAST
";

    const IF_INET6: &str = "\
20010db8000100000000000000000007 02 40 00 80     eth0
20010db80001000000000000dead0007 02 40 00 01     eth0
20010db80002000000000000dead0007 02 40 00 c0     eth0
00000000000000000000000000000001 01 80 10 80       lo
fe80000000000000000000000000000a 02 40 20 80     eth0
nonsense
";

    #[test]
    fn the_kernels_tables_are_understood() {
        let own = from_tables(FIB_TRIE, IF_INET6);
        let addresses: Vec<_> = own.addresses.iter().map(ToString::to_string).collect();
        assert_eq!(addresses, ["127.0.0.1", "203.0.113.7", "2001:db8:1::7", "::1", "fe80::a"]);
        let mut links: Vec<_> = own.links.iter().map(ToString::to_string).collect();
        links.dedup();
        // Neither the VPN's half of the internet nor a route to elsewhere is a neighbour.
        assert_eq!(links, ["203.0.113.0/24", "2001:db8:1::/64", "fe80::/64"]);
    }

    #[test]
    fn a_person_is_shown_the_private_address_first() {
        let addresses = ["127.0.0.1", "203.0.113.7", "fd00::7", "192.168.1.5", "fe80::a"];
        let own = OwnAddresses {
            addresses: addresses.map(|address| address.parse().unwrap()).to_vec(),
            links: Vec::new(),
        };
        let shown: Vec<_> = own.reachable().iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["192.168.1.5", "203.0.113.7", "fd00::7"]);
    }

    #[test]
    fn this_machine_has_loopback() {
        assert!(own().addresses.contains(&IpAddr::from(Ipv4Addr::LOCALHOST)));
    }

    #[test]
    fn only_names_for_this_machine_are_replaced_for_others() {
        for host in ["localhost", "LOCALHOST", "[::1]", "127.0.0.1"] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in ["192.168.1.5", "pi-crm.local"] {
            assert_eq!(for_others(host), host);
        }
    }
}
