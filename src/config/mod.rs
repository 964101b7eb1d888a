//! What can be configured, from file, environment and flags in rising precedence. Nothing wrong
//! is skipped: an unknown key or a bad value stops the start with a message that names it.
mod keys;
mod sources;
mod values;

use std::{
    fmt,
    net::{Ipv6Addr, SocketAddr},
    path::{Path, PathBuf, absolute},
};

use ipnet::IpNet;

use crate::{
    accounts::second_factor::Rule,
    web::{lan, limits::Limits},
};

pub use keys::{KEYS, Key, Kind};
pub use sources::Surroundings;

#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The file that was read, for `doctor` and messages.
    pub file: Option<PathBuf>,
    pub data_dir: PathBuf,
    /// Holds the 32 bytes that open the database; never inside `data_dir`.
    pub key_file: PathBuf,
    pub https: SocketAddr,
    /// The plain door; `None` when it is off.
    pub http: Option<SocketAddr>,
    pub hostname: String,
    pub also_known_as: Vec<String>,
    /// A certificate of the household's own instead of the local CA's leaf.
    pub certificate: Option<CertificateFiles>,
    pub allow: Vec<IpNet>,
    /// How much anyone may ask of the server; the table `[limits]` of the file.
    pub limits: Limits,
    pub demo: bool,
    pub log: String,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct CertificateFiles {
    pub cert_file: PathBuf,
    pub key_file: PathBuf,
}

/// Everything that is wrong, a line each, so that one look at the file mends it all.
#[derive(Debug, PartialEq)]
pub struct ConfigError(pub Vec<String>);

/// What flags said.
pub type Given = Vec<(&'static Key, String)>;

impl Config {
    pub fn load(
        around: &Surroundings,
        file: Option<&Path>,
        given: &Given,
    ) -> Result<Self, ConfigError> {
        let mut config = Self::defaults(around);
        let mut problems = Vec::new();
        config.file = around.config_file(file);
        let mut settings = Vec::new();
        if let Some(file) = &config.file {
            settings.extend(sources::file(file, &mut config.limits, &mut problems));
        }
        settings.extend(sources::environment(around, &mut problems));
        settings.extend(sources::flags(given));
        for setting in settings {
            problems.extend(setting.apply(&mut config).err());
        }
        for path in [&mut config.data_dir, &mut config.key_file] {
            *path = absolute(&*path).unwrap_or_default();
        }
        problems.extend(config.contradictions());
        if problems.is_empty() { Ok(config) } else { Err(ConfigError(problems)) }
    }

    pub fn database_file(&self) -> PathBuf {
        self.data_dir.join("pi-crm.db")
    }

    /// The networks beyond home and VPN that may connect.
    pub fn exposed_to(&self) -> Vec<&IpNet> {
        self.allow.iter().filter(|net| lan::is_outside(net)).collect()
    }

    /// Whoever is exposed to more than the home needs more than a password.
    pub fn second_factor(&self) -> Rule {
        if self.exposed_to().is_empty() { Rule::Optional } else { Rule::Required }
    }

    fn defaults(around: &Surroundings) -> Self {
        let (https, http) = if around.is_appliance() { (443, 80) } else { (8443, 8080) };
        let any = |port| SocketAddr::from((Ipv6Addr::UNSPECIFIED, port));
        Self {
            file: None,
            data_dir: around.data_dir(),
            key_file: around.key_file(),
            https: any(https),
            http: Some(any(http)),
            hostname: "pi-crm.local".into(),
            also_known_as: Vec::new(),
            certificate: None,
            allow: Vec::new(),
            limits: Limits::default(),
            demo: false,
            log: "info".into(),
        }
    }

    /// What no single key can be blamed for.
    fn contradictions(&mut self) -> Vec<String> {
        let mut found = Vec::new();
        let mut say = |wrong: bool, what: &str| {
            if wrong {
                found.push(what.to_owned());
            }
        };
        let homeless = "there is no home folder to keep it in by default";
        say(self.data_dir.as_os_str().is_empty(), &format!("data_dir is needed: {homeless}"));
        say(self.key_file.as_os_str().is_empty(), &format!("key_file is needed: {homeless}"));
        say(
            is_inside(&self.key_file, &self.data_dir),
            "key_file lies inside data_dir; whoever copies the data would have the key as well, \
             so keep it elsewhere",
        );
        self.certificate.take_if(|files| *files == CertificateFiles::default());
        let half = self.certificate.as_ref().is_some_and(|files| {
            files.cert_file.as_os_str().is_empty() || files.key_file.as_os_str().is_empty()
        });
        say(half, "cert_file and cert_key_file belong together: set both or neither");
        let same_port = self.http.is_some_and(|http| {
            http.port() == self.https.port() && http.port() != 0 && overlap(http, self.https)
        });
        say(same_port, "http and https listen on the same address and port: change one of them");
        found
    }
}

/// Links are followed where the folders are there already.
fn is_inside(file: &Path, folder: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let file = file.parent().map(real).unwrap_or_default();
    !folder.as_os_str().is_empty() && file.starts_with(real(folder))
}

fn overlap(a: SocketAddr, b: SocketAddr) -> bool {
    a.ip() == b.ip() || a.ip().is_unspecified() || b.ip().is_unspecified()
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for ConfigError {}

#[cfg(test)]
mod tests;
