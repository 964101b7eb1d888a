//! Every key there is, once: name, flag, kind, default, help, and where its value goes.
use super::{
    CertificateFiles, Config,
    values::{self, Value},
};

pub struct Key {
    /// In the file; the environment says `PI_CRM_` and the name in capitals.
    pub name: &'static str,
    pub flag: &'static str,
    pub kind: Kind,
    /// On the appliance, as TOML.
    pub default: &'static str,
    pub expects: &'static str,
    pub help: &'static str,
    /// `None` when the value is not what the key expects.
    pub(super) set: fn(&mut Config, &Value) -> Option<()>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// Text that names a file or folder; a relative one in the file is meant from the file.
    Path,
    /// A list in the file, words with commas between them elsewhere.
    List,
    Switch,
}

pub const KEYS: &[Key] = &[
    Key {
        name: "data_dir",
        flag: "data-dir",
        kind: Kind::Path,
        default: r#""/var/lib/pi-crm""#,
        expects: "a folder",
        help: "The folder of the database. Without root rights: pi-crm in your data folder",
        set: |config, value| values::path(value).map(|it| config.data_dir = it),
    },
    Key {
        name: "key_file",
        flag: "key-file",
        kind: Kind::Path,
        default: r#""/etc/pi-crm/database.key""#,
        expects: "a file outside data_dir",
        help: "The key that opens the database, made on the first start and kept apart from the \
               data: whoever has both can read everything, and nobody can without it. A systemd \
               credential named database.key comes first",
        set: |config, value| values::path(value).map(|it| config.key_file = it),
    },
    Key {
        name: "https",
        flag: "https",
        kind: Kind::Text,
        default: r#""[::]:443""#,
        expects: r#"an address and a port, such as "[::]:443""#,
        help: "Where to listen for HTTPS. Without root rights: [::]:8443",
        set: |config, value| values::address(value).map(|it| config.https = it),
    },
    Key {
        name: "http",
        flag: "http",
        kind: Kind::Text,
        default: r#""[::]:80""#,
        expects: r#"an address and a port, such as "[::]:80", or "off""#,
        help: "Where to listen for plain HTTP, which only helps a phone or laptop to trust this \
               box; \"off\" closes it. Without root rights: [::]:8080",
        set: |config, value| values::address_or_off(value).map(|it| config.http = it),
    },
    Key {
        name: "hostname",
        flag: "hostname",
        kind: Kind::Text,
        default: r#""pi-crm.local""#,
        expects: r#"a host name, such as "pi-crm.local""#,
        help: "The name people type into the browser",
        set: |config, value| values::host(value).map(|it| config.hostname = it),
    },
    Key {
        name: "also_known_as",
        flag: "also-known-as",
        kind: Kind::List,
        default: "[]",
        expects: r#"host names, such as ["crm.home.arpa"]"#,
        help: "Further names this box answers to, for instance the one in your VPN",
        set: |config, value| values::hosts(value).map(|it| config.also_known_as = it),
    },
    Key {
        name: "cert_file",
        flag: "cert-file",
        kind: Kind::Path,
        default: r#""""#,
        expects: "a file with the certificate and its chain (PEM)",
        help: "A certificate of your own, with its chain, instead of the one made here",
        set: |config, value| {
            values::path_or_none(value).map(|it| certificate(config).cert_file = it)
        },
    },
    Key {
        name: "cert_key_file",
        flag: "cert-key-file",
        kind: Kind::Path,
        default: r#""""#,
        expects: "a file with the certificate's private key (PEM)",
        help: "The private key of your own certificate",
        set: |config, value| {
            values::path_or_none(value).map(|it| certificate(config).key_file = it)
        },
    },
    Key {
        name: "allow",
        flag: "allow",
        kind: Kind::List,
        default: "[]",
        expects: r#"networks or addresses, such as ["203.0.113.0/24"]"#,
        help: "Networks that may connect beside the home network and VPN. Think twice: nothing \
               outside needs to call in, and then everybody needs two-step sign-in",
        set: |config, value| values::networks(value).map(|it| config.allow = it),
    },
    Key {
        name: "demo",
        flag: "demo",
        kind: Kind::Switch,
        default: "false",
        expects: "true or false",
        help: "Demo mode, with a page of every component of the interface; never with real data",
        set: |config, value| values::switch(value).map(|it| config.demo = it),
    },
    Key {
        name: "log",
        flag: "log",
        kind: Kind::Text,
        default: r#""info""#,
        expects: r#"a level (error, warn, info, debug, trace) or a filter like "info,hyper=debug""#,
        help: "How much goes to the log",
        set: |config, value| values::log_filter(value).map(|it| config.log = it),
    },
];

impl Key {
    pub fn named(name: &str) -> Option<&'static Self> {
        KEYS.iter().find(|key| key.name == name)
    }

    pub fn variable(&self) -> String {
        format!("PI_CRM_{}", self.name.to_uppercase())
    }
}

fn certificate(config: &mut Config) -> &mut CertificateFiles {
    config.certificate.get_or_insert_default()
}
