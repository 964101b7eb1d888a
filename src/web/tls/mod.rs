//! The certificates of the secure door: our own, made and renewed here, or files somebody brings.
mod authority;
mod files;
mod leaf;
mod own_files;

use std::{
    net::IpAddr,
    path::PathBuf,
    sync::{Arc, PoisonError, RwLock},
};

use rustls::{
    ServerConfig,
    crypto::{CryptoProvider, ring},
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};

pub use self::{authority::Authority, own_files::OwnFiles};
use crate::clock::Clock;

/// Why the secure door cannot open, for the person who starts the server.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct StartError(pub String);

pub struct Plan {
    /// Where our own authority and certificate live, usually `<data_dir>/tls`.
    pub dir: PathBuf,
    /// The names people use for this machine, the best one first.
    pub names: Vec<String>,
    /// Certificate files of somebody else's making, instead of ours.
    pub own: Option<OwnFiles>,
}

#[derive(Debug)]
pub struct Certificates {
    source: Source,
    current: Arc<Current>,
    clock: Clock,
}

#[derive(Debug)]
enum Source {
    Ours(Box<leaf::Maker>),
    Theirs(own_files::Watched),
}

impl Certificates {
    /// Makes what is missing. `addresses` are the machine's own.
    pub fn open(plan: Plan, addresses: &[IpAddr], clock: Clock) -> Result<Self, StartError> {
        let (source, key) = match plan.own {
            Some(files) => {
                let (watched, key) = own_files::Watched::open(files)?;
                (Source::Theirs(watched), key)
            }
            None => {
                let authority = Authority::open(&plan.dir, &plan.names, clock.now())?;
                let maker = leaf::Maker::new(plan.dir, authority, plan.names);
                let key = maker.open(addresses, &clock)?;
                (Source::Ours(Box::new(maker)), key)
            }
        };
        Ok(Self { source, current: Arc::new(Current(RwLock::new(Arc::new(key)))), clock })
    }

    /// Renews or reloads where that is due; whatever goes wrong, the old one stays in use.
    /// To be called every minute or so.
    pub fn tend(&self, addresses: &[IpAddr]) {
        let newer = match &self.source {
            Source::Ours(maker) => maker.renewed(&self.current.get(), addresses, &self.clock),
            Source::Theirs(watched) => watched.reloaded(),
        };
        if let Some(key) = newer {
            self.current.set(key);
        }
    }

    /// For the listener. Follows every renewal by itself.
    pub fn server_config(&self) -> Arc<ServerConfig> {
        let mut config = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .expect("the provider knows TLS 1.2 and 1.3")
            .with_no_client_auth()
            .with_cert_resolver(self.current.clone());
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Arc::new(config)
    }

    /// Our own authority, which people have to trust once; none where files were brought.
    pub fn authority(&self) -> Option<&Authority> {
        match &self.source {
            Source::Ours(maker) => Some(maker.authority()),
            Source::Theirs(_) => None,
        }
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

#[derive(Debug)]
struct Current(RwLock<Arc<CertifiedKey>>);

impl Current {
    fn get(&self) -> Arc<CertifiedKey> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, key: CertifiedKey) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(key);
    }
}

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.get())
    }
}

#[cfg(test)]
mod tests;
