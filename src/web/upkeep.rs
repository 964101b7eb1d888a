//! What the doors need now and then: networks come and go, certificates age.
use std::{sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;

use super::{addresses, lan::Lan, tls::Certificates};

const EVERY: Duration = Duration::from_secs(60);

/// Looks at the machine's addresses once, and follows them.
pub fn tend(certificates: &Certificates, lan: &Lan) {
    let own = addresses::own();
    lan.set_links(own.links);
    certificates.tend(&own.addresses);
}

/// Tends every minute until the stop.
pub async fn run(certificates: Arc<Certificates>, lan: Lan, stop: CancellationToken) {
    let mut due = tokio::time::interval(EVERY);
    while stop.run_until_cancelled(due.tick()).await.is_some() {
        let (certificates, lan) = (certificates.clone(), lan.clone());
        let tended = tokio::task::spawn_blocking(move || tend(&certificates, &lan)).await;
        if tended.is_err() {
            tracing::error!("looking after addresses and certificates failed");
        }
    }
}
