//! The certificate that browsers are shown: made here, or somebody's own.
use std::{fs::File, path::Path};

use rustls_pki_types::{CertificateDer, pem::PemObject};

use super::{Finding, note, shown, well, wrong};
use crate::{
    clock::{Clock, DAY_S},
    config::Config,
    when,
};

/// Ours are renewed long before; of one's own this is the time to look why it was not.
const SOON_S: i64 = 14 * DAY_S;

pub fn look(config: &Config, clock: &Clock) -> Vec<Finding> {
    let now = clock.now();
    let Some(own) = &config.certificate else {
        let tls = config.data_dir.join("tls");
        if !tls.join("leaf.pem").exists() {
            return vec![note("certificate", "is not there yet; the first start makes it")];
        }
        let again = "start pi-crm again, which renews it; if it stays so, check the clock";
        let beyond = "a new authority has to be made and trusted on every device: ask for help";
        return vec![
            ends("certificate", "made here", &tls.join("leaf.pem"), now, again),
            ends(
                "authority",
                "made here, and trusted by your devices",
                &tls.join("ca.pem"),
                now,
                beyond,
            ),
        ];
    };
    if let Err(cause) = File::open(&own.key_file) {
        return vec![wrong("certificate", format!("{}: {cause}", shown(&own.key_file)))];
    }
    let origin = format!("your own, {}", shown(&own.cert_file));
    vec![ends("certificate", &origin, &own.cert_file, now, "renew it where it comes from")]
}

fn ends(about: &'static str, origin: &str, file: &Path, now: i64, what_to_do: &str) -> Finding {
    let der = match CertificateDer::from_pem_file(file) {
        Ok(der) => der,
        Err(cause) => return wrong(about, format!("{}: {cause}", shown(file))),
    };
    let Ok((_, read)) = x509_parser::parse_x509_certificate(&der) else {
        return wrong(about, format!("{} cannot be read as a certificate", shown(file)));
    };
    let (from, to) =
        (read.validity().not_before.timestamp(), read.validity().not_after.timestamp());
    let day = |at: i64| when::iso(at).chars().take(10).collect::<String>();
    match now {
        _ if now < from => {
            wrong(about, format!("{origin}, counts only from {} on: check the clock", day(from)))
        }
        _ if now >= to => wrong(about, format!("{origin}, ended on {}: {what_to_do}", day(to))),
        _ if now + SOON_S >= to => {
            note(about, format!("{origin}, ends on {}: {what_to_do}", day(to)))
        }
        _ => well(about, format!("{origin}, until {}", day(to))),
    }
}
