//! The audit page with its filters, and Undo.
use poem::{
    Response, Result, handler,
    web::{Path, Query},
};
use serde::Deserialize;

use super::{
    Action, SubjectKind, read,
    read::{ActorKind, Filter},
    undo, views,
};
use crate::{
    actor::Actor,
    ids::Uid,
    shell::{Submission, Visit, answer},
    when::Manner,
    workspaces::{self, Workspace},
};

/// The filters as they stand in the address; what is not known filters nothing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Params {
    pub who: String,
    pub what: String,
    pub action: String,
    pub workspace: String,
    pub from: String,
    pub to: String,
    pub before: String,
}

impl Params {
    fn filter(&self, manner: &Manner, workspaces: &[Workspace]) -> Filter {
        let within = workspaces.iter().find(|it| it.uid.to_string() == self.workspace);
        let day = |text: &str, after| manner.start_of_day(text, after);
        Filter {
            before: self.before.parse().ok(),
            action: Action::from_code(&self.action),
            actor: ActorKind::ALL.into_iter().find(|kind| kind.code() == self.who),
            workspace: within.map(|it| it.id),
            is_in_a_workspace: false,
            since: day(&self.from, 0),
            until: day(&self.to, 1),
            subject: SubjectKind::from_code(&self.what).map(|kind| (kind, None)),
        }
    }

    /// The same filters, further down.
    pub fn older(&self, before: Uid) -> String {
        let pairs = [
            ("who", self.who.as_str()),
            ("what", self.what.as_str()),
            ("action", self.action.as_str()),
            ("workspace", self.workspace.as_str()),
            ("from", self.from.as_str()),
            ("to", self.to.as_str()),
        ];
        let mut path = format!("/audit?before={before}");
        for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
            path.push_str(&format!("&{name}={}", answer::encoded(value)));
        }
        path
    }
}

#[handler]
pub async fn list(visit: Visit, Query(params): Query<Params>) -> Result<Response> {
    let (db, wanted) = (visit.app.db.clone(), params.clone());
    let (around, (workspaces, page)) = visit
        .read_as(move |conn, person| {
            let workspaces = workspaces::list(conn, &Actor::person(person.user))?;
            let filter = wanted.filter(&person.preferences.manner, &workspaces);
            let page = read::page(conn, person.user, &filter, db.columns())?;
            Ok((workspaces, page))
        })
        .await?;
    let now = visit.app.db.clock().now();
    let workspaces = &workspaces;
    let body = views::Log { around: &around, workspaces, page: &page, params: &params, now };
    if visit.wants_fragment {
        return Ok(answer::fragment(views::Entries {
            around: &around,
            page: &page,
            params: &params,
            now,
        }));
    }
    Ok(around.answer("Audit log", body))
}

#[derive(Debug, Deserialize)]
pub struct Back {
    #[serde(default)]
    back: String,
}

#[handler]
pub async fn take_back(
    form: Submission,
    Path(change): Path<Uid>,
    Query(Back { back }): Query<Back>,
) -> Result<Response> {
    let done = undo::undo(&form.visit.app.db, form.visit.pass(), change)
        .await
        .map_err(|cause| form.visit.or_held(cause))?;
    let back = still_there(done.value.action, answer::own_path(&back));
    Ok(answer::done(back, done.change))
}

/// The page of something whose making was undone is gone with it.
fn still_there(undone: Option<Action>, back: &str) -> &str {
    match undone {
        Some(Action::WorkspaceCreated) if back.starts_with("/w/") => "/workspaces",
        Some(Action::ContactCreated) if back.starts_with("/contacts/") => "/",
        _ => back,
    }
}
