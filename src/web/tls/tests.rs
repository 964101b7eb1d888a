use std::{fs, os::unix::fs::PermissionsExt, path::Path, process::Command};

use super::*;
use crate::clock::{DAY_S, built_at};

const HOME: [&str; 2] = ["192.168.1.5", "fd00::5"];

fn addresses(of: &[&str]) -> Vec<IpAddr> {
    of.iter().map(|address| address.parse().unwrap()).collect()
}

fn plan(dir: &Path) -> Plan {
    Plan { dir: dir.join("tls"), names: vec!["pi-crm.local".into(), "pi-crm".into()], own: None }
}

fn open(dir: &Path, clock: &Clock) -> Certificates {
    Certificates::open(plan(dir), &addresses(&HOME), clock.clone()).unwrap()
}

fn soon() -> Clock {
    Clock::set(built_at() + 10 * DAY_S)
}

fn accepts(certificates: &Certificates, name: &str, at: i64) -> bool {
    let authority = certificates.authority().unwrap();
    authority.accepts(&certificates.current.get().cert[0], name, at)
}

fn shown(certificates: &Certificates) -> Vec<u8> {
    certificates.current.get().cert[0].to_vec()
}

/// The second opinion, where the machine has it; without it the first has to do.
fn has_openssl() -> bool {
    let has = Command::new("openssl").arg("version").output().is_ok();
    if !has {
        eprintln!("openssl is not installed, so its opinion was not asked");
    }
    has
}

fn openssl(arguments: &[&str]) -> (bool, String) {
    let output = Command::new("openssl").args(arguments).output().expect("openssl is installed");
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&text).into_owned())
}

fn openssl_accepts(dir: &Path, leaf: &str, name: &[&str]) -> (bool, String) {
    let (ca, leaf) = (dir.join("tls/ca.pem"), dir.join(leaf));
    let files = ["-CAfile", ca.to_str().unwrap(), leaf.to_str().unwrap()];
    openssl(&[&["verify", "-x509_strict", "-purpose", "sslserver"], name, &files].concat())
}

#[test]
fn what_we_make_is_accepted_by_two_libraries_under_every_name() {
    let dir = tempfile::tempdir().unwrap();
    let certificates = open(dir.path(), &Clock::System);
    let now = Clock::System.now();
    for name in ["pi-crm.local", "pi-crm", "localhost", "127.0.0.1", "::1", HOME[0], HOME[1]] {
        assert!(accepts(&certificates, name, now), "rustls refuses {name}");
        if !has_openssl() {
            continue;
        }
        let kind = if name.parse::<IpAddr>().is_ok() { "-verify_ip" } else { "-verify_hostname" };
        let (accepted, said) = openssl_accepts(dir.path(), "tls/leaf.pem", &[kind, name]);
        assert!(accepted, "openssl refuses {name}: {said}");
    }
    assert!(!accepts(&certificates, "other.local", now));
}

#[test]
fn our_authority_cannot_vouch_for_the_world() {
    let dir = tempfile::tempdir().unwrap();
    let certificates = open(dir.path(), &Clock::System);
    let authority = certificates.authority().unwrap();
    for name in ["example.com", "local.example.com", "8.8.8.8", "2001:db8::1"] {
        assert!(!authority.can_vouch_for(name, Clock::System.now()), "{name}");
        if !has_openssl() {
            continue;
        }
        let key = rcgen::KeyPair::generate().unwrap();
        let params = leaf::params(&[name.to_owned()], Clock::System.now()).unwrap();
        let leaf = authority.sign(&params, &key).unwrap();
        fs::write(dir.path().join("forged.pem"), leaf.pem()).unwrap();
        let (accepted, said) = openssl_accepts(dir.path(), "forged.pem", &[]);
        assert!(!accepted && said.contains("permitted subtree"), "{name}: {said}");
    }
    for name in ["other.local", "crm.home.arpa", "10.9.8.7", "100.64.0.9", "fd12::1"] {
        assert!(authority.can_vouch_for(name, Clock::System.now()), "{name}");
    }
}

#[test]
fn flags_and_dates_are_what_devices_ask_for() {
    if !has_openssl() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    open(dir.path(), &Clock::System);
    let text = |file: &str| {
        let path = dir.path().join("tls").join(file);
        openssl(&["x509", "-noout", "-text", "-in", path.to_str().unwrap()]).1
    };
    let (ca, leaf) = (text("ca.pem"), text("leaf.pem"));
    for wanted in [
        "Basic Constraints: critical",
        "CA:TRUE, pathlen:0",
        "Key Usage: critical",
        "Certificate Sign, CRL Sign",
        "Name Constraints: critical",
        "DNS:local\n",
        "IP:192.168.0.0/255.255.0.0",
        "Subject Key Identifier",
    ] {
        assert!(ca.contains(wanted), "the authority lacks {wanted}: {ca}");
    }
    for wanted in ["CA:FALSE", "Digital Signature", "TLS Web Server Authentication"] {
        assert!(leaf.contains(wanted), "the certificate lacks {wanted}: {leaf}");
    }
    assert!(leaf.contains("Authority Key Identifier"), "{leaf}");
    let ends_within = |file: &str, days: i64| {
        let (path, seconds) = (dir.path().join("tls").join(file), (days * DAY_S).to_string());
        let path = path.to_str().unwrap();
        !openssl(&["x509", "-noout", "-checkend", &seconds, "-in", path]).0
    };
    assert!(!ends_within("ca.pem", 3650), "the authority lives ten years and more");
    assert!(ends_within("leaf.pem", 825) && !ends_within("leaf.pem", 700));
}

#[test]
fn only_we_may_read_what_is_written() {
    let dir = tempfile::tempdir().unwrap();
    open(dir.path(), &soon());
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&dir.path().join("tls")), 0o700);
    let mut names: Vec<_> = fs::read_dir(dir.path().join("tls"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .inspect(|path| assert_eq!(mode(path), 0o600, "{}", path.display()))
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    assert_eq!(names, ["ca.key", "ca.pem", "leaf.key", "leaf.pem"]);
}

#[test]
fn a_second_start_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let first = open(dir.path(), &soon());
    let second = open(dir.path(), &soon());
    assert_eq!(shown(&first), shown(&second));
    let fingerprint = second.authority().unwrap().fingerprint();
    assert_eq!(fingerprint, first.authority().unwrap().fingerprint());
    if !has_openssl() {
        return;
    }
    let ca = dir.path().join("tls/ca.pem");
    let ca = ca.to_str().unwrap();
    let (_, said) = openssl(&["x509", "-noout", "-fingerprint", "-sha256", "-in", ca]);
    assert!(said.contains(&fingerprint), "{said} is not {fingerprint}");
}

#[test]
fn it_is_renewed_at_two_thirds_of_its_life_and_not_before() {
    let dir = tempfile::tempdir().unwrap();
    let clock = Clock::set(built_at());
    let certificates = open(dir.path(), &clock);
    let first = shown(&certificates);
    let go_to = |days: i64| {
        let Clock::Set(now) = &clock else { unreachable!() };
        now.store(built_at() + days * DAY_S, std::sync::atomic::Ordering::Relaxed);
        certificates.tend(&addresses(&HOME));
    };
    go_to(540);
    assert_eq!(shown(&certificates), first, "too early");
    go_to(550);
    assert_ne!(shown(&certificates), first, "too late");
    assert!(accepts(&certificates, "pi-crm.local", built_at() + 1200 * DAY_S));
}

#[test]
fn it_follows_the_addresses_without_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let clock = soon();
    let certificates = open(dir.path(), &clock);
    let first = shown(&certificates);
    certificates.tend(&addresses(&HOME));
    certificates.tend(&addresses(&HOME[..1]));
    assert_eq!(shown(&certificates), first, "an address that went is no reason");
    certificates.tend(&addresses(&["203.0.113.5", "2001:db8::5", "fe80::5"]));
    assert_eq!(shown(&certificates), first, "what cannot be vouched for is no reason");
    certificates.tend(&addresses(&["10.0.0.9"]));
    assert!(accepts(&certificates, "10.0.0.9", clock.now()));
    assert!(accepts(&open(dir.path(), &clock), HOME[0], clock.now()), "a start looks as well");
}

#[test]
fn on_a_wrong_clock_it_works_and_nothing_is_old() {
    let dir = tempfile::tempdir().unwrap();
    let asleep = Clock::set(0);
    let certificates = open(dir.path(), &asleep);
    let first = shown(&certificates);
    for at in [built_at(), built_at() + 365 * DAY_S] {
        assert!(accepts(&certificates, "pi-crm.local", at), "devices know the true time");
    }
    certificates.tend(&addresses(&HOME));
    assert_eq!(shown(&certificates), first);
    assert_eq!(shown(&open(dir.path(), &asleep)), first);
    let ahead = tempfile::tempdir().unwrap();
    let certificates = open(ahead.path(), &Clock::set(built_at() + 60 * DAY_S));
    assert!(accepts(&certificates, "pi-crm.local", built_at()), "a clock two months ahead");
}

#[test]
fn a_cable_that_is_plugged_in_before_the_time_is_known_is_served() {
    let dir = tempfile::tempdir().unwrap();
    let made_on = built_at() + 400 * DAY_S;
    open(dir.path(), &Clock::set(made_on));
    let ends = |certificates: &Certificates| {
        let shown = shown(certificates);
        let (_, leaf) = x509_parser::parse_x509_certificate(&shown).unwrap();
        leaf.validity().not_after.timestamp()
    };
    let certificates = open(dir.path(), &Clock::set(0));
    let before = ends(&certificates);
    certificates.tend(&addresses(&["10.0.0.9"]));
    for name in ["10.0.0.9", "pi-crm.local"] {
        assert!(accepts(&certificates, name, made_on + 365 * DAY_S), "{name}");
    }
    assert_eq!(ends(&certificates), before, "it does not live longer for that");
    let first = shown(&certificates);
    certificates.tend(&addresses(&["10.0.0.9"]));
    assert_eq!(shown(&certificates), first, "once is enough");
}

#[test]
fn a_damaged_certificate_is_made_anew_and_a_damaged_authority_is_told() {
    let dir = tempfile::tempdir().unwrap();
    open(dir.path(), &soon());
    fs::write(dir.path().join("tls/leaf.pem"), "half").unwrap();
    assert!(accepts(&open(dir.path(), &soon()), "pi-crm.local", soon().now()));
    let foreign = rcgen::KeyPair::generate().unwrap().serialize_pem();
    for damage in ["", "half", &foreign] {
        fs::write(dir.path().join("tls/ca.key"), damage).unwrap();
        let refused = Certificates::open(plan(dir.path()), &[], soon()).unwrap_err();
        assert!(refused.0.contains("from a backup"), "{refused}");
    }
    fs::remove_file(dir.path().join("tls/ca.pem")).unwrap();
    open(dir.path(), &soon());
}

#[test]
fn files_of_ones_own_are_used_and_followed() {
    let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    open(dir.path(), &soon());
    open(other.path(), &soon());
    let own = OwnFiles {
        cert_file: dir.path().join("tls/leaf.pem"),
        key_file: dir.path().join("tls/leaf.key"),
    };
    let plan = || Plan { own: Some(own.clone()), ..plan(&dir.path().join("unused")) };
    let refused = || Certificates::open(plan(), &[], soon()).unwrap_err().0;
    let certificates = Certificates::open(plan(), &[], soon()).unwrap();
    assert!(certificates.authority().is_none() && !dir.path().join("unused").exists());
    let first = shown(&certificates);

    fs::copy(other.path().join("tls/leaf.pem"), &own.cert_file).unwrap();
    certificates.tend(&[]);
    assert_eq!(shown(&certificates), first, "half a change keeps the old one");
    assert!(refused().contains("do not belong together"), "{}", refused());
    fs::copy(other.path().join("tls/leaf.key"), &own.key_file).unwrap();
    certificates.tend(&[]);
    assert_ne!(shown(&certificates), first);

    fs::write(&own.cert_file, "nothing of use").unwrap();
    assert!(refused().contains("does not hold a certificate"), "{}", refused());
    fs::remove_file(&own.cert_file).unwrap();
    assert!(refused().contains("there is no such file"), "{}", refused());
    certificates.tend(&[]);
}
