//! Certificate files that somebody else makes and renews, Let's Encrypt for instance.
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::SystemTime,
};

use rustls::{Error as TlsError, sign::CertifiedKey};
use rustls_pki_types::{
    CertificateDer, PrivateKeyDer,
    pem::{self, PemObject},
};

use super::{StartError, files};

#[derive(Clone, Debug)]
pub struct OwnFiles {
    /// The certificate first, then the chain, as PEM.
    pub cert_file: PathBuf,
    pub key_file: PathBuf,
}

/// The files, and which state of them is in use or was complained about.
#[derive(Debug)]
pub struct Watched {
    files: OwnFiles,
    seen: Mutex<Stamp>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Stamp([Option<(SystemTime, u64)>; 2]);

impl Watched {
    pub fn open(files: OwnFiles) -> Result<(Self, CertifiedKey), StartError> {
        let stamp = stamp(&files);
        let key = load(&files)?;
        Ok((Self { files, seen: Mutex::new(stamp) }, key))
    }

    /// The files' new content, if they changed and are good.
    pub fn reloaded(&self) -> Option<CertifiedKey> {
        let now = stamp(&self.files);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if *seen == now {
            return None;
        }
        *seen = now;
        match load(&self.files) {
            Ok(key) => {
                tracing::info!("the certificate files were read again");
                Some(key)
            }
            Err(error) => {
                tracing::warn!(%error, "the certificate files changed; the old one stays in use");
                None
            }
        }
    }
}

fn stamp(files: &OwnFiles) -> Stamp {
    Stamp([&files.cert_file, &files.key_file].map(|path| {
        let about = fs::metadata(path).ok()?;
        Some((about.modified().ok()?, about.len()))
    }))
}

fn load(files: &OwnFiles) -> Result<CertifiedKey, StartError> {
    let chain = chain(&files.cert_file)?;
    let key = PrivateKeyDer::from_pem_file(&files.key_file)
        .map_err(|error| unusable(&files.key_file, "a private key", error))?;
    CertifiedKey::from_der(chain, key, &super::provider()).map_err(|error| {
        let why = match error {
            TlsError::InconsistentKeys(_) => "do not belong together".into(),
            other => format!("cannot be used: {other}"),
        };
        let (cert, key) = (files.cert_file.display(), files.key_file.display());
        StartError(format!("the certificate {cert} and the key {key} {why}"))
    })
}

fn chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, StartError> {
    let chain: Vec<_> = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect)
        .map_err(|error| unusable(path, "a certificate", error))?;
    if chain.is_empty() {
        return Err(unusable(path, "a certificate", pem::Error::NoItemsFound));
    }
    Ok(chain)
}

fn unusable(path: &Path, wanted: &str, error: pem::Error) -> StartError {
    match error {
        pem::Error::Io(error) => files::cannot("read", path, &error),
        _ => StartError(format!("{} does not hold {wanted} as PEM", path.display())),
    }
}
