//! The owner's side: sharing a contact, ending it, the record and its file.
use poem::{
    Response, Result, handler,
    web::{Path, Query},
};

use crate::{
    actor::Actor,
    audit::Action,
    contact_page::{
        pages::{Opened, contact_page, notices_of},
        recent_changes,
    },
    contacts::{
        self,
        lists::{self, views::News},
    },
    error::{Error, Problems},
    ids::Uid,
    log,
    shares::{self, Wanted, csv, views},
    shell::{Fields, Submission, Visit, answer},
};

/// As many of what is received are in the record.
const MOST_RECEIVED: usize = 2_000;

#[handler]
pub async fn share(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let (typed, wanted) = (typed(&form.fields), wanted(&form.fields));
    let visit = form.visit;
    let saved = visit
        .write(Action::ContactShared, move |tx| {
            let (scope, _) = contacts::open(tx, tx.actor, uid)?;
            shares::share(tx, &scope, &[uid], &wanted)
        })
        .await;
    match saved {
        Ok(done) => saved_section(&visit, uid, done.change).await,
        Err(Error::Invalid(problems)) => {
            open_section(&visit, uid, views::Typed { problems, ..typed }).await
        }
        Err(cause) => Err(cause.into()),
    }
}

fn typed(fields: &Fields) -> views::Typed {
    views::Typed {
        people: fields.all("with").map(str::to_owned).collect(),
        with_history: fields.find("history").is_some(),
        purpose: fields.get("purpose").to_owned(),
        problems: Problems::new(),
    }
}

/// What is no id names nobody, just as an id that nobody has.
fn wanted(fields: &Fields) -> Wanted {
    Wanted {
        people: fields.all("with").map(|uid| uid.parse().unwrap_or(Uid::FIRST)).collect(),
        with_history: fields.find("history").is_some(),
        purpose: fields.get("purpose").to_owned(),
    }
}

#[handler]
pub async fn revoke(
    form: Submission,
    Path(uid): Path<Uid>,
    Query(back): Query<answer::Back>,
) -> Result<Response> {
    let visit = form.visit;
    let done = visit.write(Action::ShareEnded, move |tx| shares::revoke(tx, uid)).await?;
    match visit.wants_fragment {
        true => saved_section(&visit, done.value.uid, done.change).await,
        false => Ok(answer::done(back.path(), done.change)),
    }
}

async fn open_section(visit: &Visit, uid: Uid, typed: views::Typed) -> Result<Response> {
    if !visit.wants_fragment {
        return contact_page(visit, uid, Opened::Sharing(typed)).await;
    }
    let (around, (contact, sharing)) = visit
        .read(move |conn, actor| {
            let (scope, contact) = contacts::open(conn, actor, uid)?;
            let sharing = shares::of_contact(conn, &scope, contact.id)?;
            Ok((contact, sharing))
        })
        .await?;
    let section =
        views::Section { around: &around, contact: &contact, sharing: &sharing, typed: &typed };
    Ok(around.answer_or_invalid(&typed.problems, &contact.display_name(), section))
}

/// After a change: back to the page, or the section anew with all that tells of it.
async fn saved_section(visit: &Visit, uid: Uid, change: Option<Uid>) -> Result<Response> {
    let path = answer::contact_path(uid);
    if !visit.wants_fragment {
        return Ok(answer::done(&path, change));
    }
    let db = visit.app.db.clone();
    let (around, (contact, sharing, standings, changes, log)) = visit
        .read(move |conn, actor| {
            let (scope, contact) = contacts::open(conn, actor, uid)?;
            let sharing = shares::of_contact(conn, &scope, contact.id)?;
            let standings = lists::standings(conn, &scope, &[contact.id])?;
            let changes = recent_changes(conn, &scope, db.columns(), &contact)?;
            let log = log::page(conn, &scope, contact.id, None)?;
            Ok((contact, sharing, standings, changes, log))
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
    let section =
        views::Saved { around: &around, contact: &contact, sharing: &sharing, news: &news };
    Ok(around.answer(&contact.display_name(), section))
}

#[handler]
pub async fn record(visit: Visit) -> Result<Response> {
    let (around, (given, received)) = visit.read(both).await?;
    let body = views::Record { around: &around, given: &given, received: &received };
    Ok(around.answer("Record of sharing", body))
}

#[handler]
pub async fn export(visit: Visit) -> Result<Response> {
    let (around, (given, received)) = visit.read(both).await?;
    let file = csv::file(&given, &received, around.manner());
    Ok(Response::builder()
        .content_type("text/csv; charset=utf-8")
        .header("Content-Disposition", "attachment; filename=\"sharing.csv\"")
        .body(file))
}

fn both(
    conn: &rusqlite::Connection,
    actor: &Actor,
) -> crate::error::Result<(Vec<shares::Share>, Vec<shares::Received>)> {
    let received = shares::received(conn, actor, "", None, MOST_RECEIVED)?;
    Ok((shares::given(conn, actor)?, received.shares))
}
