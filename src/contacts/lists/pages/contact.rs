//! Stage and tags on a contact's page, changed in place.
use poem::{Response, Result, handler, web::Path};

use super::{chosen, manage::status};
use crate::{
    audit::Action,
    contact_page::{
        pages::{Opened, contact_page, notices_of},
        recent_changes,
    },
    contacts::{
        self, Contact,
        lists::{
            self, Moved, Standings,
            views::{self, News, OpenStage},
        },
    },
    error::{Error, Problems},
    ids::Uid,
    log,
    shell::{Submission, Surroundings, Visit, answer},
};

/// The stage as a form, in its place.
#[handler]
pub async fn open_stage(visit: Visit, Path(uid): Path<Uid>) -> Result<Response> {
    stage_form(&visit, uid, OpenStage::default()).await
}

/// The stage at rest: what *Cancel* goes back to.
#[handler]
pub async fn close_stage(visit: Visit, Path(uid): Path<Uid>) -> Result<Response> {
    let (around, (contact, standings)) = standing(&visit, uid).await?;
    if !visit.wants_fragment {
        return Ok(answer::see_other(&answer::contact_path(uid)));
    }
    let body = views::StageRow { contact: &contact, standings: &standings, is_saved: false };
    Ok(around.answer(&contact.display_name(), body))
}

#[handler]
pub async fn save_stage(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let wanted = form.fields.get("stage").to_owned();
    let (seen, to) = (chosen(form.fields.get("seen")), chosen(&wanted));
    let visit = form.visit;
    let saved = visit
        .write(Action::ContactMoved, move |tx| {
            let (scope, _) = contacts::open(tx, tx.actor, uid)?;
            lists::move_seen(tx, &scope, uid, seen, to)
        })
        .await;
    let open = match saved {
        Ok(done) => match done.value {
            Moved::Saved(_) => return saved_part(&visit, uid, done.change, Part::Stage).await,
            Moved::Changed => {
                OpenStage { chosen: Some(wanted), is_conflict: true, ..OpenStage::default() }
            }
        },
        Err(Error::Invalid(problems)) => {
            OpenStage { chosen: Some(wanted), problems, ..OpenStage::default() }
        }
        Err(cause) => return Err(cause.into()),
    };
    stage_form(&visit, uid, open).await
}

async fn stage_form(visit: &Visit, uid: Uid, open: OpenStage) -> Result<Response> {
    if !visit.wants_fragment {
        return contact_page(visit, uid, Opened::Stage(open)).await;
    }
    let (around, (contact, standings)) = standing(visit, uid).await?;
    let body =
        views::StageForm { around: &around, contact: &contact, standings: &standings, open: &open };
    Ok(around.answer_with(open.status(), &contact.display_name(), body))
}

#[handler]
pub async fn add_tag(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let name = form.fields.get("name").to_owned();
    let (visit, wanted) = (form.visit, name.clone());
    let saved = visit
        .write(Action::ContactTagged, move |tx| {
            let (scope, _) = contacts::open(tx, tx.actor, uid)?;
            lists::tag_by_name(tx, &scope, uid, &wanted)
        })
        .await;
    match saved {
        Ok(done) => saved_part(&visit, uid, done.change, Part::Tags).await,
        Err(Error::Invalid(problems)) => tags_form(&visit, uid, name, problems).await,
        Err(cause) => Err(cause.into()),
    }
}

#[handler]
pub async fn remove_tag(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let (visit, tag) = (form.visit, chosen(form.fields.get("tag")));
    let done = visit
        .write(Action::ContactTagged, move |tx| {
            let (scope, _) = contacts::open(tx, tx.actor, uid)?;
            lists::untag(tx, &scope, uid, tag.unwrap_or_else(Uid::new))
        })
        .await?;
    saved_part(&visit, uid, done.change, Part::Tags).await
}

async fn tags_form(visit: &Visit, uid: Uid, typed: String, problems: Problems) -> Result<Response> {
    if !visit.wants_fragment {
        return contact_page(visit, uid, Opened::Tags { typed, problems }).await;
    }
    let (around, (contact, standings)) = standing(visit, uid).await?;
    let body = views::TagsRow {
        around: &around,
        contact: &contact,
        standings: &standings,
        typed: &typed,
        problems: &problems,
    };
    Ok(around.answer_with(status(&problems), &contact.display_name(), body))
}

/// Which part of the page was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Stage,
    Tags,
}

/// After a change: back to the page, or the part anew with all that tells of it.
async fn saved_part(visit: &Visit, uid: Uid, change: Option<Uid>, part: Part) -> Result<Response> {
    let path = answer::contact_path(uid);
    if !visit.wants_fragment {
        return Ok(answer::done(&path, change));
    }
    let db = visit.app.db.clone();
    let (around, (contact, standings, changes, log)) = visit
        .read(move |conn, actor| {
            let (scope, contact) = contacts::open(conn, actor, uid)?;
            let changes = recent_changes(conn, &scope, db.columns(), &contact)?;
            let standings = lists::standings(conn, &scope, &[contact.id])?;
            let log = log::page(conn, &scope, contact.id, None)?;
            Ok((contact, standings, changes, log))
        })
        .await?;
    let told = changes.iter().find(|told| Some(told.entry.uid) == change);
    let toast = told.map(|told| around.toast_for(told, &path));
    let notices = notices_of(visit, uid).await?;
    let news = News {
        around: &around,
        notices: &notices,
        contact: &contact,
        standings: &standings,
        changes: &changes,
        log: &log,
        toast: toast.as_slice(),
        now: visit.app.db.clock().now(),
    };
    let name = contact.display_name();
    Ok(match part {
        Part::Stage => around.answer(&name, views::SavedStage { news: &news }),
        Part::Tags => around.answer(&name, views::SavedTags { news: &news }),
    })
}

async fn standing(visit: &Visit, uid: Uid) -> Result<(Surroundings, (Contact, Standings))> {
    visit
        .read(move |conn, actor| {
            let (scope, contact) = contacts::open(conn, actor, uid)?;
            let standings = lists::standings(conn, &scope, &[contact.id])?;
            Ok((contact, standings))
        })
        .await
}
