//! What a restore set aside: removed when an owner says so.
use poem::{Response, Result, handler};

use super::{PATH, changed, refuse_members};
use crate::{
    backups::{restore::aside, trouble::Trouble},
    error::Error,
    shell::{Submission, answer},
    when::Manner,
};

#[handler]
pub async fn remove(form: Submission) -> Result<Response> {
    form.visit.read_as(|_, me| refuse_members(me.role)).await?;
    let (home, name) = (form.visit.app.home(), form.fields.get("name").to_owned());
    let removed = tokio::task::spawn_blocking(move || aside::remove(&home, &name));
    let gone = match removed.await.map_err(Error::internal)? {
        Ok(gone) => gone,
        // Pressed twice.
        Err(Trouble::NoFile(_)) => return Ok(answer::see_other(PATH)),
        Err(cause) => return Err(Error::Unavailable(cause.words()).into()),
    };
    let when = Manner::default().date_time(gone.since);
    let words = format!("The database that was set aside on {when} (UTC) was removed");
    Ok(answer::done(PATH, changed(&form, move |_| Ok(words)).await?))
}
