//! Notices dismissed, and shown again.
use poem::{Response, Result, handler, web::Path};

use super::views::Pinned;
use crate::{
    audit::Action,
    contact_page::pages::{noticed, read},
    ids::Uid,
    log,
    shell::{Submission, Visit, answer},
};

#[handler]
pub async fn dismiss(form: Submission, Path(contact): Path<Uid>) -> Result<Response> {
    let (visit, fact) = (form.visit, form.fields.get("fact").to_owned());
    visit.write(Action::NoticeDismissed, move |tx| super::dismiss(tx, contact, &fact)).await?;
    changed(&visit, contact).await
}

#[handler]
pub async fn show_again(form: Submission, Path(contact): Path<Uid>) -> Result<Response> {
    form.visit.write(Action::NoticesShown, move |tx| super::show_again(tx, contact)).await?;
    changed(&form.visit, contact).await
}

async fn changed(visit: &Visit, contact: Uid) -> Result<Response> {
    if !visit.wants_fragment {
        return Ok(answer::see_other(&answer::contact_path(contact)));
    }
    let (around, sheet) = read(visit, contact, log::Tab::All).await?;
    let notices = noticed(visit, &around, &sheet);
    let body = Pinned { around: &around, contact, notices: &notices, is_news: false };
    Ok(around.answer("Notices", body))
}
