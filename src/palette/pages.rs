//! What the palette lists as one types, and the switch of light and dark that it offers. Without
//! script there is the page of the search.
use poem::{Response, Result, handler, web::Query};
use serde::Deserialize;

use super::views;
use crate::{
    audit::{Action, Subject, Tx},
    error::Error,
    palette,
    settings::{self, Owner, Sent, Setting},
    shell::{Submission, Visit, answer},
};

#[derive(Debug, Deserialize)]
pub struct Params {
    #[serde(default)]
    q: String,
    /// The workspace whose page is open.
    #[serde(default)]
    within: String,
}

#[handler]
pub async fn show(visit: Visit, Query(params): Query<Params>) -> Result<Response> {
    if !visit.wants_fragment {
        visit.read(|_, _| Ok(())).await?;
        return Ok(answer::see_other(&format!("/search?q={}", answer::encoded(&params.q))));
    }
    let (typed, within) = (params.q.clone(), params.within.parse().ok());
    visit
        .show(
            move |conn, actor| palette::find(conn, actor, &typed, within),
            move |_, found| answer::fragment(views::hits(&params.q, found)),
        )
        .await
}

/// Light, dark or as the device has it, and back to where one was.
#[handler]
pub async fn appear(form: Submission) -> Result<Response> {
    let wanted = form.fields.get("appearance").to_owned();
    let pass = form.visit.pass();
    let done = form
        .visit
        .write(Action::SettingChanged, move |tx: &Tx<'_>| {
            let person = pass.person(tx, tx.at)?;
            let subject = Subject::user(person.user, &person.name);
            let sent = [Sent::new(Setting::Appearance, wanted)];
            settings::save(tx, Owner::User(person.user), subject, &sent)
        })
        .await;
    match done {
        Ok(_) => Ok(answer::see_other(answer::own_path(form.fields.get("back")))),
        Err(Error::Invalid(_)) => Ok(answer::see_other("/account#appearance")),
        Err(cause) => Err(cause.into()),
    }
}
