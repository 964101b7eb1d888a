//! The audit page with its filters, and Undo.
mod progress;

pub use progress::{events, watch};

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
    contacts,
    error::{Error, Result as Domain},
    ids::Uid,
    shell::{Submission, Visit, answer},
    when::Manner,
    workspaces,
};

/// The filters as they stand in the address; what is not known filters nothing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Params {
    pub who: String,
    pub what: String,
    pub action: String,
    pub workspace: String,
    pub contact: String,
    pub from: String,
    pub to: String,
    pub before: String,
}

impl Params {
    fn filter(&self, manner: &Manner) -> Filter {
        let day = |text: &str, after| manner.start_of_day(text, after);
        Filter {
            before: self.before.parse().ok(),
            action: Action::from_code(&self.action),
            actor: ActorKind::ALL.into_iter().find(|kind| kind.code() == self.who),
            since: day(&self.from, 0),
            until: day(&self.to, 1),
            kind: SubjectKind::from_code(&self.what),
            ..Filter::default()
        }
    }

    /// The same filters, from the newest on.
    pub fn newest(&self) -> String {
        let pairs = [
            ("who", &self.who),
            ("what", &self.what),
            ("action", &self.action),
            ("workspace", &self.workspace),
            ("contact", &self.contact),
            ("from", &self.from),
            ("to", &self.to),
        ];
        let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        let pairs = pairs.map(|(name, value)| format!("{name}={}", answer::encoded(value)));
        match pairs.collect::<Vec<_>>().join("&").as_str() {
            "" => "/audit".to_owned(),
            pairs => format!("/audit?{pairs}"),
        }
    }

    /// The same filters, further down.
    pub fn older(&self, before: Uid) -> String {
        let newest = self.newest();
        let and = if newest.contains('?') { '&' } else { '?' };
        format!("{newest}{and}before={before}")
    }
}

#[handler]
pub async fn list(visit: Visit, Query(params): Query<Params>) -> Result<Response> {
    let (db, wanted) = (visit.app.db.clone(), params.clone());
    let (around, (contact, page)) = visit
        .read_as(move |conn, person| {
            let mut filter = wanted.filter(&person.preferences.manner);
            let actor = Actor::person(person.user);
            if let Some(uid) = named(&wanted.workspace, "workspace")? {
                filter.workspace = Some(workspaces::open(conn, &actor, uid)?.workspace());
            }
            let contact = match named(&wanted.contact, "contact")? {
                Some(uid) => Some(contacts::open(conn, &actor, uid)?.1),
                None => None,
            };
            filter.subject = contact.as_ref().map(|it| (SubjectKind::Contact, it.id.0));
            Ok((contact, read::page(conn, person.user, &filter, db.columns())?))
        })
        .await?;
    let now = visit.app.db.clock().now();
    let (around, page, params) = (&around, &page, &params);
    if visit.wants_fragment {
        return Ok(answer::fragment(views::Entries { around, page, params, now }));
    }
    let contact = contact.as_ref();
    Ok(around.answer("Audit log", views::Log { around, page, params, contact, now }))
}

/// Whose history is asked for; what nobody has is not there.
fn named(uid: &str, noun: &'static str) -> Domain<Option<Uid>> {
    match uid {
        "" => Ok(None),
        uid => uid.parse().map(Some).map_err(|_| Error::NotFound(noun)),
    }
}

#[handler]
pub async fn take_back(
    form: Submission,
    Path(change): Path<Uid>,
    Query(back): Query<answer::Back>,
) -> Result<Response> {
    let done = undo::undo(&form.visit.app.db, form.visit.pass(), change).await?;
    let back = still_there(done.value.action, back.path());
    if done.value.is_under_way {
        form.visit.app.undos.ring();
        return Ok(answer::see_other(&answer::undo_path(change, back)));
    }
    Ok(answer::done(back, done.change))
}

/// The page of something whose making was undone is gone with it.
fn still_there(undone: Option<Action>, back: &str) -> &str {
    match undone {
        Some(Action::WorkspaceCreated) if back.starts_with("/w/") => "/workspaces",
        Some(Action::ContactCreated | Action::ShareSaved) if back.starts_with("/contacts/") => "/",
        _ => back,
    }
}
