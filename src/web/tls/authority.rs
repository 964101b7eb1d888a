//! Our own certificate authority. It can vouch only for private names and addresses, so that a
//! device which trusts it risks nothing elsewhere even if its key is stolen.
use std::{net::IpAddr, path::Path, sync::Arc};

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CidrSubnet, DnType, GeneralSubtree, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, NameConstraints,
};
use rustls::{
    RootCertStore,
    client::{WebPkiServerVerifier, danger::ServerCertVerifier},
};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject};
use time::OffsetDateTime;

use super::{StartError, files, leaf};
use crate::clock::{DAY_S, built_at};

const LIFE_S: i64 = 20 * 365 * DAY_S;

/// Names that no public authority may ever vouch for; the last is what many routers use.
const PRIVATE_NAMES: [&str; 5] = ["local", "localhost", "home.arpa", "internal", "lan"];

const PRIVATE_NETS: [(&str, u8); 9] = [
    ("127.0.0.0", 8),
    ("10.0.0.0", 8),
    ("172.16.0.0", 12),
    ("192.168.0.0", 16),
    ("169.254.0.0", 16),
    ("100.64.0.0", 10),
    ("::1", 128),
    ("fe80::", 10),
    ("fc00::", 7),
];

#[derive(Debug)]
pub struct Authority {
    pem: String,
    der: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
    verifier: Arc<WebPkiServerVerifier>,
}

impl Authority {
    /// Reads it, or makes it on the first start. One that was lost in part is never replaced by
    /// itself: every device would have to trust the new one again.
    pub(super) fn open(dir: &Path, names: &[String], now: i64) -> Result<Self, StartError> {
        files::make_private_dir(dir)?;
        let (cert_file, key_file) = (dir.join("ca.pem"), dir.join("ca.key"));
        // The certificate is written last: without it nobody can have trusted anything.
        let Some(pem) = files::read(&cert_file)? else {
            let (pem, key) = make(names, now)?;
            files::write(&key_file, key.serialize_pem().as_bytes())?;
            files::write(&cert_file, pem.as_bytes())?;
            return Self::assemble(pem, key, now).ok_or_else(|| broken(dir));
        };
        let key = files::read(&key_file)?.and_then(|key| KeyPair::from_pem(&key).ok());
        key.and_then(|key| Self::assemble(pem, key, now)).ok_or_else(|| broken(dir))
    }

    fn assemble(pem: String, key: KeyPair, now: i64) -> Option<Self> {
        let der = CertificateDer::from_pem_slice(pem.as_bytes()).ok()?;
        let issuer = Issuer::from_ca_cert_der(&der, key).ok()?;
        let mut roots = RootCertStore::empty();
        roots.add(der.clone()).ok()?;
        let verifier = WebPkiServerVerifier::builder_with_provider(roots.into(), super::provider())
            .build()
            .ok()?;
        let authority = Self { pem, der, issuer, verifier };
        // Key and certificate belong together if what they sign is accepted.
        authority.can_vouch_for("localhost", now.max(built_at())).then_some(authority)
    }

    /// What a person compares: the SHA-256 of the certificate, in pairs with colons.
    pub fn fingerprint(&self) -> String {
        let digest = ring::digest::digest(&ring::digest::SHA256, &self.der);
        let pairs: Vec<_> = digest.as_ref().iter().map(|byte| format!("{byte:02X}")).collect();
        pairs.join(":")
    }

    pub fn pem(&self) -> &str {
        &self.pem
    }

    pub fn der(&self) -> &[u8] {
        &self.der
    }

    pub(super) fn sign(
        &self,
        params: &CertificateParams,
        key: &KeyPair,
    ) -> Result<Certificate, rcgen::Error> {
        params.signed_by(key, &self.issuer)
    }

    /// Whether a device that trusts us would accept this certificate for that name at that time.
    pub(super) fn accepts(&self, leaf: &CertificateDer<'_>, name: &str, at: i64) -> bool {
        let Ok(name) = ServerName::try_from(name) else { return false };
        let at = UnixTime::since_unix_epoch(std::time::Duration::from_secs(at.max(0) as u64));
        self.verifier.verify_server_cert(leaf, &[], &name, &[], at).is_ok()
    }

    /// Tried out rather than worked out, so that it is true of what devices really check.
    pub(super) fn can_vouch_for(&self, name: &str, now: i64) -> bool {
        let trial = || -> Option<bool> {
            let key = KeyPair::generate().ok()?;
            let leaf = self.sign(&leaf::params(&[name.to_owned()], now).ok()?, &key).ok()?;
            Some(self.accepts(leaf.der(), name, now))
        };
        trial().unwrap_or(false)
    }
}

fn make(names: &[String], now: i64) -> Result<(String, KeyPair), StartError> {
    let failed = |error| StartError(format!("cannot make a certificate authority: {error}"));
    let key = KeyPair::generate().map_err(failed)?;
    let cert = params(names, now).self_signed(&key).map_err(failed)?;
    Ok((cert.pem(), key))
}

fn params(names: &[String], now: i64) -> CertificateParams {
    let mut params = CertificateParams::default();
    // A day early and from the earlier of two clocks, so that a wrong one does no harm.
    params.not_before = at(now.min(built_at()) - DAY_S);
    params.not_after = at(now.max(built_at()) + LIFE_S);
    let owner = names.first().map_or("pi-crm", String::as_str);
    params.distinguished_name.push(DnType::CommonName, format!("{owner} local authority"));
    params.distinguished_name.push(DnType::OrganizationName, "pi-crm");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let permitted_names = PRIVATE_NAMES.iter().map(|name| (*name).to_owned());
    let own_names = names.iter().filter(|name| name.parse::<IpAddr>().is_err()).cloned();
    let permitted_nets = PRIVATE_NETS.iter().map(|(net, length)| {
        let net = net.parse().expect("the table holds addresses");
        GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(net, *length))
    });
    let permitted_names = permitted_names.chain(own_names).map(GeneralSubtree::DnsName);
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: permitted_names.chain(permitted_nets).collect(),
        excluded_subtrees: Vec::new(),
    });
    params
}

pub(super) fn at(seconds: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

fn broken(dir: &Path) -> StartError {
    StartError(format!(
        "the certificate authority in {} is incomplete, damaged or expired. Put ca.pem and ca.key \
         back from a backup, or remove both to make a new one; every device must then trust the \
         new one again",
        dir.display()
    ))
}
