//! A bucket of S3 storage that backups go to: where it is, and what opens it.
mod endpoint;
pub(super) mod store;

use rusqlite::Connection;

use super::Target;
use crate::{
    audit::Tx,
    error::{Problems, Result, unless_any},
    vault::{self, Locked, SealKey, Secret},
};

pub use endpoint::{E2_REGIONS, Endpoint, e2_endpoint};

/// Where a service asks for none, and does not look at it.
const USUAL_REGION: &str = "us-east-1";
const KEY_CHARS: usize = 256;
const PREFIX_CHARS: usize = 200;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    pub endpoint: Endpoint,
    pub region: String,
    pub name: String,
    /// Empty, or ends with a slash.
    pub prefix: String,
    pub access_key: String,
    pub secret_key: SecretKey,
}

/// What opens a bucket: in hand, or as it lies in the vault until it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretKey {
    InHand(Secret),
    Locked(Locked),
    /// The vault has none: it has to be typed again.
    Lost,
}

/// As a form or a command brings it.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub endpoint: String,
    /// Empty for what the endpoint says.
    pub region: String,
    pub bucket: String,
    pub prefix: String,
    pub access_key: String,
    /// Empty for the one that is known.
    pub secret_key: String,
    /// Said by a person: the storage is in this home, and speaks no TLS.
    pub is_plain: bool,
}

/// Where a target is a bucket: a database from before there were any is not asked.
pub(super) fn of(conn: &Connection, target: &Target) -> Result<Option<Bucket>> {
    let name = target.uid.to_string();
    let secret_key = vault::locked(conn, entry(&name))?.map_or(SecretKey::Lost, SecretKey::Locked);
    store::of(conn, target.id, secret_key)
}

pub(super) fn put(tx: &Tx<'_>, key: &SealKey, target: &Target, bucket: &Bucket) -> Result<()> {
    store::put(tx, target.id, bucket)?;
    match &bucket.secret_key {
        SecretKey::InHand(secret) => vault::put(tx, key, entry(&target.uid.to_string()), secret),
        SecretKey::Locked(_) | SecretKey::Lost => Ok(()),
    }
}

pub(super) fn forget(tx: &Tx<'_>, target: &Target) -> Result<()> {
    vault::forget(tx, entry(&target.uid.to_string()))?;
    Ok(())
}

fn entry(name: &str) -> vault::Entry<'_> {
    vault::Entry { owner: vault::Owner::Household, kind: vault::Kind::BackupTarget, name }
}

impl SecretKey {
    /// In hand from now on, where the vault gives it out by this key.
    pub fn opened(self, key: Option<&SealKey>) -> Self {
        match (self, key) {
            (Self::Locked(locked), Some(key)) => locked.open(key).map_or(Self::Lost, Self::InHand),
            (other, _) => other,
        }
    }

    /// What is not in hand opens nothing.
    pub fn reveal(&self) -> &str {
        if let Self::InHand(secret) = self { secret.reveal() } else { "" }
    }

    fn is_usable(&self) -> bool {
        match self {
            Self::InHand(secret) => is_key(secret.reveal()),
            Self::Locked(_) => true,
            Self::Lost => false,
        }
    }
}

impl Bucket {
    /// With its secret in hand, where this key gives it out.
    pub fn opened(self, key: Option<&SealKey>) -> Self {
        Self { secret_key: self.secret_key.opened(key), ..self }
    }

    /// As people read it, and as the recovery sheet tells it.
    pub fn shown(&self) -> String {
        format!("{}/{}/{}", self.endpoint, self.name, self.prefix)
    }
}

impl Typed {
    pub fn of(bucket: &Bucket) -> Self {
        Self {
            endpoint: bucket.endpoint.to_string(),
            region: bucket.region.clone(),
            bucket: bucket.name.clone(),
            prefix: bucket.prefix.clone(),
            access_key: bucket.access_key.clone(),
            secret_key: String::new(),
            is_plain: bucket.endpoint.is_plain(),
        }
    }

    /// `known` is the secret of before.
    pub fn check(&self, known: Option<&SecretKey>) -> Result<Bucket> {
        let mut problems = Problems::new();
        let mut wrong = |field: &'static str, says: &str| {
            problems.insert(field, says.into());
        };
        let endpoint = Endpoint::parse(&self.endpoint, self.is_plain)
            .map_err(|says| wrong("endpoint", says))
            .ok();
        let name = self.bucket.trim();
        if !is_bucket(name) {
            wrong("bucket", "3 to 63 small letters, digits, dots and hyphens, as its service says");
        }
        let prefix = self.prefix.trim().trim_matches('/');
        if !is_prefix(prefix) {
            wrong("prefix", "Use letters, digits, dots, hyphens and slashes, or leave it empty");
        }
        let region = self.region.trim();
        if !region.is_empty() && !is_region(region) {
            wrong("region", "Small letters, digits and hyphens, such as us-west-1");
        }
        let access_key = self.access_key.trim();
        if !is_key(access_key) {
            wrong("access_key", "Copy the access key as its service shows it");
        }
        let typed = Some(self.secret_key.trim()).filter(|it| !it.is_empty());
        let typed = typed.map(|it| SecretKey::InHand(Secret::new(it)));
        let secret_key = typed.or_else(|| known.cloned());
        if !secret_key.as_ref().is_some_and(SecretKey::is_usable) {
            wrong("secret_key", "Copy the secret key that belongs to the access key");
        }
        unless_any(problems)?;
        let unchecked = || crate::error::Error::NotFound("bucket");
        let endpoint = endpoint.ok_or_else(unchecked)?;
        let region = match region.is_empty() {
            true => endpoint.region().unwrap_or(USUAL_REGION).to_owned(),
            false => region.to_owned(),
        };
        Ok(Bucket {
            endpoint,
            region,
            name: name.into(),
            prefix: if prefix.is_empty() { String::new() } else { format!("{prefix}/") },
            access_key: access_key.into(),
            secret_key: secret_key.ok_or_else(unchecked)?,
        })
    }
}

fn is_bucket(name: &str) -> bool {
    let is_inside = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-' || c == b'.';
    let is_edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    (3..=63).contains(&name.len())
        && name.bytes().all(is_inside)
        && is_edge(name.chars().next())
        && is_edge(name.chars().next_back())
        && !name.contains("..")
}

fn is_prefix(prefix: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c);
    let is_step = |it: &str| !it.is_empty() && it != "." && it != "..";
    prefix.is_empty()
        || prefix.len() <= PREFIX_CHARS
            && prefix.chars().all(is_plain)
            && prefix.split('/').all(is_step)
}

fn is_region(region: &str) -> bool {
    let is_plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    region.len() <= 40 && region.bytes().all(is_plain)
}

fn is_key(key: &str) -> bool {
    !key.is_empty() && key.len() <= KEY_CHARS && key.bytes().all(|it| it.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    fn typed() -> Typed {
        Typed {
            endpoint: "s3.us-west-2.idrivee2.com".into(),
            bucket: "household-backups".into(),
            prefix: "/pi/crm/".into(),
            access_key: "AKTEST".into(),
            secret_key: "hush".into(),
            ..Typed::default()
        }
    }

    #[test]
    fn what_is_typed_becomes_a_bucket_and_its_secret_is_not_told() {
        let bucket = typed().check(None).unwrap();
        assert_eq!(bucket.shown(), "https://s3.us-west-2.idrivee2.com/household-backups/pi/crm/");
        assert_eq!(bucket.region, "us-west-2");
        assert!(!format!("{bucket:?}").contains("hush"));
        assert_eq!(Typed::of(&bucket).secret_key, "");
        let unchanged = Typed::of(&bucket).check(Some(&bucket.secret_key)).unwrap();
        assert_eq!(unchanged, bucket);
    }

    #[test]
    fn what_is_wrong_is_said_by_its_field() {
        type Spoil = fn(&mut Typed);
        let cases: [(&str, Spoil); 8] = [
            ("endpoint", |it| it.endpoint = "http://s3.example.com".into()),
            ("endpoint", |it| it.endpoint = "https://s3.example.com/bucket".into()),
            ("bucket", |it| it.bucket = "My Bucket".into()),
            ("bucket", |it| it.bucket = "ab".into()),
            ("prefix", |it| it.prefix = "a/../b".into()),
            ("region", |it| it.region = "US West".into()),
            ("access_key", |it| it.access_key = "two words".into()),
            ("secret_key", |it| it.secret_key.clear()),
        ];
        for (field, spoil) in cases {
            let mut it = typed();
            spoil(&mut it);
            let Err(Error::Invalid(problems)) = it.check(None) else { panic!("{field} is taken") };
            assert_eq!(problems.keys().map(|it| it.to_string()).collect::<Vec<_>>(), [field]);
        }
    }
}
