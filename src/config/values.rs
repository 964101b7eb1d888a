//! What a value may look like. `None` means: not like that.
use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

use ipnet::IpNet;
use tracing_subscriber::EnvFilter;

use super::keys::Kind;

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(String),
    List(Vec<String>),
    Switch(bool),
    /// A kind that no key takes: a number, a date, a table.
    Foreign,
}

impl Value {
    /// Environment and flags know text only; the key tells what it stands for.
    pub fn from_text(kind: Kind, text: &str) -> Self {
        match (kind, text.trim()) {
            (Kind::Switch, "true" | "yes" | "on" | "1") => Self::Switch(true),
            (Kind::Switch, "false" | "no" | "off" | "0") => Self::Switch(false),
            (Kind::List, "") => Self::List(Vec::new()),
            (Kind::List, text) => {
                Self::List(text.split(',').map(|word| word.trim().to_owned()).collect())
            }
            (_, text) => Self::Text(text.to_owned()),
        }
    }
}

pub fn path(value: &Value) -> Option<PathBuf> {
    path_or_none(value).filter(|path| !path.as_os_str().is_empty())
}

/// Empty text stands for "none". A replacement character is what is left of bytes that are no text.
pub fn path_or_none(value: &Value) -> Option<PathBuf> {
    let text = text(value)?;
    (!text.contains(['\0', '\u{FFFD}'])).then(|| PathBuf::from(text))
}

pub fn address(value: &Value) -> Option<SocketAddr> {
    text(value)?.parse().ok()
}

pub fn address_or_off(value: &Value) -> Option<Option<SocketAddr>> {
    if text(value)? == "off" { Some(None) } else { address(value).map(Some) }
}

pub fn host(value: &Value) -> Option<String> {
    host_name(text(value)?)
}

pub fn hosts(value: &Value) -> Option<Vec<String>> {
    list(value)?.iter().map(|name| host_name(name)).collect()
}

pub fn networks(value: &Value) -> Option<Vec<IpNet>> {
    list(value)?.iter().map(|network| self::network(network)).collect()
}

pub fn switch(value: &Value) -> Option<bool> {
    if let Value::Switch(on) = value { Some(*on) } else { None }
}

pub fn log_filter(value: &Value) -> Option<String> {
    let text = text(value)?;
    let is_filter = !text.is_empty() && EnvFilter::try_new(text).is_ok();
    is_filter.then(|| text.to_owned())
}

fn text(value: &Value) -> Option<&str> {
    if let Value::Text(text) = value { Some(text) } else { None }
}

fn list(value: &Value) -> Option<&[String]> {
    if let Value::List(words) = value { Some(words) } else { None }
}

fn host_name(text: &str) -> Option<String> {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_name = text.len() <= 253 && text.split('.').all(label);
    is_name.then(|| text.to_ascii_lowercase())
}

/// A single address is a network of one.
fn network(text: &str) -> Option<IpNet> {
    text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_names_are_dns_labels() {
        for (text, expected) in [
            ("Pi-CRM.local", Some("pi-crm.local")),
            ("pi", Some("pi")),
            ("", None),
            ("a..b", None),
            ("-a.local", None),
            ("a b", None),
            ("pi.local:8443", None),
            ("https://pi.local", None),
        ] {
            assert_eq!(host_name(text).as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn networks_may_be_single_addresses() {
        for (text, expected) in [
            ("10.0.0.0/8", Some("10.0.0.0/8")),
            ("203.0.113.7", Some("203.0.113.7/32")),
            ("fd00::/8", Some("fd00::/8")),
            ("10.0.0.0/33", None),
            ("lan", None),
        ] {
            assert_eq!(network(text).map(|network| network.to_string()).as_deref(), expected);
        }
    }

    #[test]
    fn text_from_outside_becomes_what_the_key_takes() {
        let list = |words: &[&str]| Value::List(words.iter().map(|&word| word.into()).collect());
        for (kind, text, expected) in [
            (Kind::Switch, "yes", Value::Switch(true)),
            (Kind::Switch, "0", Value::Switch(false)),
            (Kind::Switch, "perhaps", Value::Text("perhaps".into())),
            (Kind::List, "a, b", list(&["a", "b"])),
            (Kind::List, "", list(&[])),
            (Kind::Text, "a, b", Value::Text("a, b".into())),
        ] {
            assert_eq!(Value::from_text(kind, text), expected, "{text:?}");
        }
    }
}
