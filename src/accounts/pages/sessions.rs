//! Ending one's sign-ins elsewhere.
use poem::{Response, Result, handler, web::Path};

use super::{account::PATH, password::ended_words};
use crate::{
    accounts::sessions,
    audit::{Action, Subject, Tx},
    ids::Uid,
    shell::{Submission, answer},
};

#[handler]
pub async fn end(form: Submission, Path(session): Path<Uid>) -> Result<Response> {
    let pass = form.visit.pass();
    let verb = move |tx: &Tx<'_>| {
        let person = pass.person(tx, tx.at)?;
        let ended = sessions::end(tx, person.user, session)?;
        tx.about(Subject::session(ended.id, &ended.device));
        tx.say(ended.address.unwrap_or_else(|| "Address unknown".into()));
        Ok(())
    };
    let done = form.visit.write(Action::SessionsEnded, verb).await?;
    Ok(answer::done(PATH, done.entry))
}

#[handler]
pub async fn end_others(form: Submission) -> Result<Response> {
    let pass = form.visit.pass();
    let verb = move |tx: &Tx<'_>| {
        let person = pass.person(tx, tx.at)?;
        let ended = sessions::end_others(tx, person.user, person.session)?;
        if ended > 0 {
            tx.about(Subject::session(person.session, "All other devices"));
            tx.say(ended_words(ended));
        }
        Ok(())
    };
    let done = form.visit.write(Action::SessionsEnded, verb).await?;
    Ok(answer::done(PATH, done.entry))
}
