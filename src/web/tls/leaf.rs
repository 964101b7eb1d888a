//! The certificate that browsers see: short-lived, signed by our authority, following the machine's
//! addresses.
use std::{
    net::IpAddr,
    path::{Path, PathBuf},
};

use rcgen::{
    CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose, SanType,
};
use rustls::sign::CertifiedKey;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};

use super::{
    StartError,
    authority::{Authority, at},
    files,
};
use crate::{
    clock::{Clock, DAY_S, built_at},
    web::lan::is_private,
};

/// Apple's devices refuse more than 825 days, counting both ends.
const LIFE_S: i64 = 824 * DAY_S;
const RENEW_BEFORE_END_S: i64 = LIFE_S / 3;
/// How far ahead our clock may be wrong without our certificate seeming to be from the future.
const BACKDATED_S: i64 = 90 * DAY_S;
/// A machine full of virtual networks has more addresses than anybody will ever type.
const MOST_ADDRESSES: usize = 48;

#[derive(Debug)]
pub struct Maker {
    dir: PathBuf,
    authority: Authority,
    names: Vec<String>,
}

impl Maker {
    pub fn new(dir: PathBuf, authority: Authority, names: Vec<String>) -> Self {
        let now = built_at();
        let (mut names, others): (Vec<_>, Vec<_>) =
            names.into_iter().partition(|name| authority.can_vouch_for(name, now));
        for name in others {
            tracing::warn!(
                name,
                "our authority cannot vouch for this name; bring certificate files of your own \
                 for it, or use a name that ends in .local"
            );
        }
        names.push("localhost".into());
        Self { dir, authority, names }
    }

    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    /// The certificate there is, or a new one if it is missing, damaged or due.
    pub fn open(&self, addresses: &[IpAddr], clock: &Clock) -> Result<CertifiedKey, StartError> {
        match load(&self.dir) {
            Some(key) => Ok(self.renewed(&key, addresses, clock).unwrap_or(key)),
            None => self.make(addresses, clock.now()),
        }
    }

    /// A new certificate where the old one is old or lacks a name. On a clock that is wrong none
    /// is old, and one that lacks a name gets it with the same dates: a box whose cable is plugged
    /// in later than its power must be reached before it can learn the time.
    pub fn renewed(
        &self,
        old: &CertifiedKey,
        addresses: &[IpAddr],
        clock: &Clock,
    ) -> Option<CertifiedKey> {
        let now = clock.read().trusted().or_else(|| made_on(old))?;
        if !self.is_due(old, addresses, now) {
            return None;
        }
        match self.make(addresses, now) {
            Ok(key) => {
                tracing::info!("the certificate was renewed");
                Some(key)
            }
            Err(error) => {
                tracing::warn!(%error, "the certificate could not be renewed; the old one stays");
                None
            }
        }
    }

    fn is_due(&self, key: &CertifiedKey, addresses: &[IpAddr], now: i64) -> bool {
        let Some(leaf) = key.cert.first() else { return true };
        let accepted = |name: &str, at| self.authority.accepts(leaf, name, at);
        !accepted("localhost", now + RENEW_BEFORE_END_S)
            || self.wanted(addresses).iter().any(|name| !accepted(name, now))
    }

    fn make(&self, addresses: &[IpAddr], now: i64) -> Result<CertifiedKey, StartError> {
        let failed =
            |error: rcgen::Error| StartError(format!("cannot make a certificate: {error}"));
        let key = KeyPair::generate().map_err(failed)?;
        let params = params(&self.wanted(addresses), now).map_err(failed)?;
        let cert = self.authority.sign(&params, &key).map_err(failed)?;
        files::write(&self.dir.join("leaf.key"), key.serialize_pem().as_bytes())?;
        files::write(&self.dir.join("leaf.pem"), cert.pem().as_bytes())?;
        load(&self.dir).ok_or_else(|| StartError("the new certificate cannot be read back".into()))
    }

    /// Every name and address a browser may be pointed at. Link-local IPv6 cannot be typed into
    /// one, and a public address is beyond what our authority may vouch for.
    fn wanted(&self, addresses: &[IpAddr]) -> Vec<String> {
        let loopback = ["127.0.0.1".parse(), "::1".parse()];
        let mut wanted: Vec<IpAddr> = loopback.into_iter().flatten().collect();
        for address in addresses {
            let typeable = !matches!(address, IpAddr::V6(v6) if v6.is_unicast_link_local());
            if typeable && is_private(*address) && !wanted.contains(address) {
                wanted.push(*address);
            }
        }
        wanted.truncate(MOST_ADDRESSES);
        self.names.iter().cloned().chain(wanted.iter().map(IpAddr::to_string)).collect()
    }
}

pub fn params(names: &[String], now: i64) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::default();
    // A Pi's clock may lag by years or run ahead: the build date is the earliest true time there
    // can be, and on a right clock a start some months back harms nobody.
    let start = built_at().max(now - BACKDATED_S) - DAY_S;
    params.not_before = at(start);
    params.not_after = at(start + LIFE_S);
    params.distinguished_name.push(DnType::CommonName, names.first().map_or("", String::as_str));
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    for name in names {
        params.subject_alt_names.push(match name.parse::<IpAddr>() {
            Ok(address) => SanType::IpAddress(address),
            Err(_) => SanType::DnsName(name.as_str().try_into()?),
        });
    }
    Ok(params)
}

/// When it was made, as `params` dates it.
fn made_on(key: &CertifiedKey) -> Option<i64> {
    let (_, leaf) = x509_parser::parse_x509_certificate(key.cert.first()?).ok()?;
    Some(leaf.validity().not_before.timestamp() + DAY_S + BACKDATED_S)
}

/// None unless both files are there, readable and belong together: then a new pair is made.
fn load(dir: &Path) -> Option<CertifiedKey> {
    let cert = CertificateDer::from_pem_file(dir.join("leaf.pem")).ok()?;
    let key = PrivateKeyDer::from_pem_file(dir.join("leaf.key")).ok()?;
    CertifiedKey::from_der(vec![cert], key, &super::provider()).ok()
}
