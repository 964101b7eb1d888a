//! The one button: from now on things are sent again.
use poem::{Response, Result, handler};

use crate::{
    accounts::users::Role,
    audit::{Action, Subject, Tx},
    error::Error,
    ids::HouseholdId,
    sending,
    shell::{Submission, answer},
};

#[handler]
pub async fn release(form: Submission) -> Result<Response> {
    let pass = form.visit.pass();
    let verb = move |tx: &Tx<'_>| {
        if pass.person(tx, tx.at)?.role != Role::Owner {
            return Err(Error::Forbidden(
                "Only an owner of this pi-crm can release sending. Nothing was changed.".into(),
            ));
        }
        if sending::release(tx)? {
            tx.about(Subject::household(HouseholdId::THIS, "the household"));
            tx.say("After a restore");
        }
        Ok(())
    };
    let done = form.visit.write(Action::SendingReleased, verb).await?;
    Ok(answer::done("/household/backups", done.entry))
}
