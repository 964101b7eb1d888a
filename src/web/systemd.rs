//! Tells the service manager when we are ready, stopping, and still alive. Says nothing elsewhere.
use sd_notify::NotifyState;
use tokio_util::sync::CancellationToken;

/// `status` is the line that `systemctl status` shows, such as the address people can open.
pub fn ready(status: &str) {
    tell(&[NotifyState::Ready, NotifyState::Status(status)]);
}

pub fn stopping() {
    tell(&[NotifyState::Stopping]);
}

/// Proves, twice in the time allowed, that the runtime still turns; ends at once where no watchdog
/// is set.
pub async fn watchdog(stop: CancellationToken) {
    let Some(allowed) = sd_notify::watchdog_enabled() else { return };
    let mut due = tokio::time::interval(allowed / 2);
    while stop.run_until_cancelled(due.tick()).await.is_some() {
        tell(&[NotifyState::Watchdog]);
    }
}

fn tell(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::warn!(%error, "the service manager cannot be told");
    }
}
