//! The trash, and the pages that ask before somebody is erased for good.
use poem::{
    Response, Result, handler,
    web::{Path, Query},
};
use serde::Deserialize;

use super::{PAGE, views};
use crate::{
    audit::deleted::Wanted,
    contacts,
    error::{Error, Problems, Result as Domain},
    ids::Uid,
    shell::{Submission, Visit, answer},
    text, trash,
};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Params {
    pub q: String,
    pub workspace: String,
    pub before: String,
}

impl Params {
    fn wanted(&self) -> Wanted {
        let search = text::trim(&self.q).to_owned();
        Wanted { search, before: self.before.parse().ok(), ..Wanted::default() }
    }

    fn workspace(&self) -> Domain<Option<Uid>> {
        match self.workspace.as_str() {
            "" => Ok(None),
            uid => uid.parse().map(Some).map_err(|_| Error::NotFound("workspace")),
        }
    }

    /// The same filters, further down.
    pub fn older(&self, before: Uid) -> String {
        let (q, workspace) = (answer::encoded(&self.q), answer::encoded(&self.workspace));
        format!("/trash?q={q}&workspace={workspace}&before={before}")
    }
}

#[handler]
pub async fn list(visit: Visit, Query(params): Query<Params>) -> Result<Response> {
    let (wanted, at) = (params.clone(), visit.app.db.clock().read());
    let (around, page) = visit
        .read(move |conn, actor| {
            trash::list(conn, actor, wanted.workspace()?, wanted.wanted(), at, PAGE)
        })
        .await?;
    let (around, page, params, now) = (&around, &page, &params, at.now);
    if visit.wants_fragment {
        return Ok(answer::fragment(views::Found { around, page, params, now }));
    }
    Ok(around.answer("Trash", views::Trash { around, page, params, now }))
}

#[handler]
pub async fn people(visit: Visit, Path(change): Path<Uid>) -> Result<Response> {
    let db = visit.app.db.clone();
    let (around, (deletion, people)) =
        visit.read(move |conn, actor| trash::people(conn, actor, change, db.columns())).await?;
    let body = views::People { around: &around, deletion: &deletion, people: &people };
    Ok(around.answer("Trash", body))
}

#[handler]
pub async fn ask(visit: Visit, Path(contact): Path<Uid>) -> Result<Response> {
    ask_page(&visit, contact, "", Problems::new()).await
}

async fn ask_page(visit: &Visit, uid: Uid, typed: &str, problems: Problems) -> Result<Response> {
    let (around, (workspace, contact)) = visit
        .read(move |conn, actor| {
            let (scope, contact) = contacts::open(conn, actor, uid)?;
            Ok((scope.uid(), contact))
        })
        .await?;
    let around = around.within(workspace);
    let path = answer::contact_path(uid);
    let name = contact.display_name();
    let asked = views::Asked { name: &name, back: &path, action: &format!("{path}/erase"), typed };
    let body = views::Erase { around: &around, asked: &asked, problems: &problems };
    Ok(around.answer_or_invalid(&problems, "Erase for good", body))
}

#[handler]
pub async fn erase(form: Submission, Path(contact): Path<Uid>) -> Result<Response> {
    let typed = form.fields.get("typed_name").to_owned();
    let visit = form.visit;
    match trash::erase(&visit.app.db, visit.pass(), contact, typed.clone()).await {
        Ok(done) => Ok(answer::done(&answer::workspace_path(done.value), done.entry)),
        Err(Error::Invalid(problems)) => ask_page(&visit, contact, &typed, problems).await,
        Err(cause) => Err(cause.into()),
    }
}

#[handler]
pub async fn ask_in_trash(
    visit: Visit,
    Path((change, contact)): Path<(Uid, Uid)>,
) -> Result<Response> {
    ask_in_trash_page(&visit, change, contact, "", Problems::new()).await
}

async fn ask_in_trash_page(
    visit: &Visit,
    change: Uid,
    contact: Uid,
    typed: &str,
    problems: Problems,
) -> Result<Response> {
    let db = visit.app.db.clone();
    let (around, gone) = visit
        .read(move |conn, actor| trash::person(conn, actor, change, contact, db.columns()))
        .await?;
    let action = format!("/trash/{change}/{contact}/erase");
    let asked = views::Asked { name: &gone.name, back: "/trash", action: &action, typed };
    let body = views::Erase { around: &around, asked: &asked, problems: &problems };
    Ok(around.answer_or_invalid(&problems, "Erase for good", body))
}

#[handler]
pub async fn erase_in_trash(
    form: Submission,
    Path((change, contact)): Path<(Uid, Uid)>,
) -> Result<Response> {
    let typed = form.fields.get("typed_name").to_owned();
    let (visit, name) = (form.visit, typed.clone());
    match trash::erase_deleted(&visit.app.db, visit.pass(), change, contact, name).await {
        Ok(done) => Ok(answer::done("/trash", done.entry)),
        Err(Error::Invalid(problems)) => {
            ask_in_trash_page(&visit, change, contact, &typed, problems).await
        }
        Err(cause) => Err(cause.into()),
    }
}
