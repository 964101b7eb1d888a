//! Merging by hand: whom with, both side by side, and the press.
pub mod choices;

use poem::{
    Response, Result, handler,
    http::StatusCode,
    web::{Path, Query},
};
use serde::Deserialize;

use super::{Comparison, Merged, SAME, compare, merge, views};
use crate::{
    audit::Action,
    contacts::{
        self, Contact, Field,
        duplicates::{self, Twin},
        fields::{
            reader,
            values::{self, Suggestion},
        },
    },
    error::{Error, Problems},
    ids::Uid,
    shell::{Fields, Submission, Visit, answer},
    workspaces::{self, Workspace},
};

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Params {
    /// The other one; without, one is asked for.
    with: Option<String>,
    q: Option<String>,
    /// A base field whose value is to be the other's, where somebody just typed that one.
    take: Option<String>,
    /// The page to come back to.
    back: Option<String>,
}

/// A screen as it is shown: fresh, or again with what was chosen on it.
#[derive(Default)]
pub struct Again {
    pub fields: Fields,
    pub problems: Problems,
    /// One of the two was changed since it was shown.
    pub is_changed: bool,
}

#[handler]
pub async fn show(
    visit: Visit,
    Path(uid): Path<Uid>,
    Query(params): Query<Params>,
) -> Result<Response> {
    let Some(with) = params.with.clone() else { return whom(&visit, uid, params, None).await };
    let other: Uid = with.parse().map_err(|_| Error::NotFound("contact"))?;
    if other == uid {
        return whom(&visit, uid, Params::default(), Some(SAME)).await;
    }
    let back = params.back.unwrap_or_default();
    let mut again = Again::default();
    if let Some(field) = params.take.as_deref().and_then(Field::from_name) {
        let pick = format!("{}{}={}", choices::PICK, field.name(), choices::Chosen::Source.code());
        again.fields = Fields::parse(pick.as_bytes())?;
    }
    side_by_side(&visit, (uid, other), &back, again).await
}

/// Whom to merge a contact with: those who look like it, or anybody by name.
async fn whom(
    visit: &Visit,
    uid: Uid,
    params: Params,
    problem: Option<&'static str>,
) -> Result<Response> {
    let part = params.q.clone().unwrap_or_default();
    let wanted = part.clone();
    let (around, (workspace, contact, twins, found)) = visit
        .read(move |conn, actor| {
            let (scope, contact) = contacts::open(conn, actor, uid)?;
            let twins = duplicates::twins(conn, &scope, &contact)?;
            let found = match wanted.trim().is_empty() {
                true => Vec::new(),
                false => values::suggest(conn, &scope, &wanted, Some(contact.id))?,
            };
            Ok((workspaces::find(conn, &scope)?, contact, twins, found))
        })
        .await?;
    let whom = Whom { workspace, contact, twins, part, found, problem };
    if visit.wants_fragment {
        return Ok(answer::fragment(views::Found { whom: &whom }));
    }
    let around = around.within(whom.workspace.uid);
    let status = problem.map_or(StatusCode::OK, |_| StatusCode::UNPROCESSABLE_ENTITY);
    Ok(around.answer_with(status, "Merge", views::Pick { whom: &whom }))
}

/// What the page tells that asks whom with.
pub struct Whom {
    pub workspace: Workspace,
    pub contact: Contact,
    pub twins: Vec<Twin>,
    pub part: String,
    pub found: Vec<Suggestion>,
    /// Why it was not the one who was chosen.
    pub problem: Option<&'static str>,
}

#[handler]
pub async fn submit(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let Submission { visit, fields, request } = form;
    let source = fields.get("source").parse::<Uid>();
    let typed = fields.clone();
    let done = visit
        .write(Action::ContactsMerged, move |tx| {
            let (scope, target) = contacts::open(tx, tx.actor, uid)?;
            let source = source.map_err(|_| Error::NotFound("contact"))?;
            let wanted = choices::wanted(&typed)?;
            let reader = reader(tx, scope.owner())?;
            merge(tx, &scope, (target.uid, source), &wanted, &reader, Some(&request))
        })
        .await;
    let back = fields.get("back").to_owned();
    let source = fields.get("source").parse::<Uid>().unwrap_or(Uid::FIRST);
    let again = match done {
        Ok(done) => match done.value {
            Merged::Done(contact) => {
                let path = answer::contact_path(contact.uid);
                let path = if back.is_empty() { &path } else { answer::own_path(&back) };
                return Ok(answer::done(path, done.change));
            }
            Merged::Changed => Again { fields, is_changed: true, ..Again::default() },
        },
        Err(Error::Invalid(problems)) if !problems.contains_key("source") => {
            Again { fields, problems, is_changed: false }
        }
        Err(Error::Invalid(_)) => return whom(&visit, uid, Params::default(), Some(SAME)).await,
        Err(cause) => return Err(cause.into()),
    };
    side_by_side(&visit, (uid, source), &back, again).await
}

/// Both as they are now, with what was chosen before.
async fn side_by_side(
    visit: &Visit,
    (target, source): (Uid, Uid),
    back: &str,
    again: Again,
) -> Result<Response> {
    let (around, (workspace, sides)) = visit
        .read(move |conn, actor| {
            let (scope, _) = contacts::open(conn, actor, target)?;
            let sides = compare(conn, &scope, target, source)?;
            Ok::<(Workspace, Comparison), Error>((workspaces::find(conn, &scope)?, sides))
        })
        .await?;
    let around = around.within(workspace.uid);
    let status = match (again.is_changed, again.problems.is_empty()) {
        (true, _) => StatusCode::CONFLICT,
        (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (false, true) => StatusCode::OK,
    };
    let now = visit.app.db.clock().now();
    let body = views::Screen {
        around: &around,
        workspace: &workspace,
        sides: &sides,
        again: &again,
        back,
        now,
    };
    Ok(around.answer_with(status, "Merge", body))
}
