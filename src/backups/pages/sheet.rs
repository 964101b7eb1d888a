//! The recovery sheet: shown when an owner asks for it, which stands in the log, and printed.
use poem::{
    Response, Result, handler,
    http::{HeaderValue, header},
};

use super::{about, owner_only};
use crate::{
    audit::{Action, Tx},
    backups::{self, recovery::RecoveryKey, trouble::Trouble, views},
    error::Error,
    settings,
    shell::Submission,
};

#[handler]
pub async fn show(form: Submission) -> Result<Response> {
    let (pass, home) = (form.visit.pass(), form.visit.app.home());
    let is_locked = home.wrapped_key().is_some();
    let verb = move |tx: &Tx<'_>| {
        owner_only(tx, &pass)?;
        about(tx, "With the recovery key".into());
        Ok((backups::list(tx)?, settings::household_name(tx)?))
    };
    let done = form.visit.write(Action::RecoverySheetShown, verb).await?;
    let key = tokio::task::spawn_blocking(move || RecoveryKey::load_or_create(&home));
    let key = key.await.map_err(Error::internal)?.map_err(told)?;
    let (targets, household) = done.value;
    let (around, ()) = form.visit.read(|_, _| Ok(())).await?;
    let now = form.visit.app.db.clock().now();
    let (key, targets) = (&key, &targets[..]);
    let body = views::Sheet { around: &around, key, targets, household, is_locked, now };
    let mut response = around.answer("Recovery sheet", body);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn told(cause: Trouble) -> Error {
    match cause {
        Trouble::Ours(cause) => cause,
        other => Error::Unavailable(other.words()),
    }
}
