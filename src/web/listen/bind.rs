//! Takes a port, or says in plain words why it cannot be had.
use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
};

use tokio::net::TcpListener;

/// On a machine without IPv6, "every address" means every IPv4 address.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, String> {
    let error = match TcpListener::bind(address).await {
        Ok(listener) => return Ok(listener),
        Err(error) => error,
    };
    if address.is_ipv6() && address.ip().is_unspecified() && is_without_ipv6(&error) {
        let ipv4 = SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), address.port());
        return TcpListener::bind(ipv4).await.map_err(|error| reason(ipv4, &error));
    }
    Err(reason(address, &error))
}

fn is_without_ipv6(error: &io::Error) -> bool {
    // EAFNOSUPPORT has no kind of its own.
    const NO_SUCH_FAMILY: i32 = 97;
    error.raw_os_error() == Some(NO_SUCH_FAMILY) || error.kind() == io::ErrorKind::AddrNotAvailable
}

fn reason(address: SocketAddr, error: &io::Error) -> String {
    let port = address.port();
    match error.kind() {
        io::ErrorKind::AddrInUse => format!(
            "port {port} is taken by another program (perhaps a second copy of this one); stop it \
             or choose another port"
        ),
        io::ErrorKind::PermissionDenied => format!(
            "port {port} needs more rights than this user has; choose one above 1023, or give the \
             service CAP_NET_BIND_SERVICE"
        ),
        io::ErrorKind::AddrNotAvailable => {
            format!("{} is not an address of this machine; choose one that is", address.ip())
        }
        _ => format!("cannot listen on {address}: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_taken_port_and_a_foreign_address_are_told() {
        let first = bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let refused = bind(first.local_addr().unwrap()).await.unwrap_err();
        assert!(refused.contains("taken by another program"), "{refused}");
        let refused = bind("203.0.113.77:0".parse().unwrap()).await.unwrap_err();
        assert!(refused.contains("not an address of this machine"), "{refused}");
    }
}
