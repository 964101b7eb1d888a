//! Who reaches the box: its addresses, who is let in, the firewall.
use std::{
    io::Read,
    net::IpAddr,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use super::{Finding, Machine, note, unknown, well, wrong};
use crate::{config::Config, web::addresses};

/// Where the installer puts our rules, and how they are asked for.
const RULES: &str = "etc/nftables-pi-crm.nft";
const NFT: &str = "usr/sbin/nft";
const LONGEST: Duration = Duration::from_secs(5);
const LOOK_EVERY: Duration = Duration::from_millis(20);

pub fn look(config: &Config, machine: &Machine) -> Vec<Finding> {
    vec![reachable(config), let_in(config), firewall(machine)]
}

fn reachable(config: &Config) -> Finding {
    let own = addresses::own().reachable();
    let shown: Vec<String> =
        own.iter().filter(|it| IpAddr::is_ipv4(it)).map(ToString::to_string).collect();
    match shown.is_empty() {
        true => note(
            "network",
            "the box has no address: check its cable, or the name and password of the Wi-Fi",
        ),
        false => well("network", format!("{}, at {}", config.hostname, shown.join(", "))),
    }
}

fn let_in(config: &Config) -> Finding {
    match exposure(config) {
        Some(says) => note("addresses", says),
        None => well("addresses", "only the home network and VPNs may connect"),
    }
}

/// What it means to let in more than the home; nothing where that is not so.
pub fn exposure(config: &Config) -> Option<String> {
    let nets: Vec<String> = config.exposed_to().iter().map(ToString::to_string).collect();
    (!nets.is_empty()).then(|| {
        format!(
            "allow lets in {} from outside the home network, so everybody needs two-step \
             sign-in; whoever has none sets it up when they sign in",
            nets.join(", ")
        )
    })
}

/// Only root can see which rules are loaded.
fn firewall(machine: &Machine) -> Finding {
    if !machine.has(RULES) {
        return note(
            "firewall",
            "no rules of pi-crm are installed here. pi-crm itself answers the home network and \
             VPNs alone; the installer adds a firewall to that",
        );
    }
    if !machine.is_root() || !machine.is_real() {
        return unknown(
            "firewall",
            "the rules are installed; whether they are loaded only root can see: run sudo pi-crm \
             doctor",
        );
    }
    match said(&format!("/{NFT}"), &["list", "table", "inet", "pi_crm"]) {
        Some(true) => well("firewall", "the rules are loaded: the home network and VPNs alone"),
        Some(false) => wrong(
            "firewall",
            "the rules are installed and not loaded; run: systemctl restart pi-crm-firewall",
        ),
        None => unknown("firewall", "nft did not answer, so that nobody knows what is loaded"),
    }
}

/// Whether it went well; None where it cannot be run or takes too long.
fn said(program: &str, words: &[&str]) -> Option<bool> {
    let mut command = Command::new(program);
    command.args(words).env_clear().stdin(Stdio::null()).stderr(Stdio::null());
    let mut child = command.stdout(Stdio::piped()).spawn().ok()?;
    let mut output = child.stdout.take()?;
    // What is not read would hold it up.
    thread::spawn(move || std::io::copy(&mut output.by_ref().take(1 << 20), &mut std::io::sink()));
    let begun = Instant::now();
    while begun.elapsed() < LONGEST {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status.success());
        }
        thread::sleep(LOOK_EVERY);
    }
    let _ = child.kill();
    let _ = child.wait();
    None
}
