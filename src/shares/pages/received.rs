//! The receiver's side: what is shared with me, one of it, a copy of it.
use poem::{
    Response, Result, handler,
    web::{Path, Query},
};
use serde::Deserialize;

use crate::{
    audit::Action,
    contacts::duplicates::Twin,
    error::{Error, Problems},
    ids::Uid,
    log::Position,
    shares::{self, Copied, views},
    shell::{Submission, Visit, answer},
};

const PAGE: usize = 50;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Params {
    q: String,
    before: String,
}

#[handler]
pub async fn list(visit: Visit, Query(params): Query<Params>) -> Result<Response> {
    let (typed, before) = (params.q.clone(), params.before.parse().ok());
    let (around, (place, tally)) = visit
        .read(move |conn, actor| {
            let place = shares::received(conn, actor, &typed, before, PAGE)?;
            Ok((place, shares::tally(conn, actor)?))
        })
        .await?;
    let (around, place, typed) = (&around, &place, &*params.q);
    if visit.wants_fragment {
        return Ok(answer::fragment(views::Found { around, place, typed }));
    }
    let body = views::SharedWithMe { around, place, typed, is_any: tally.all > 0 };
    Ok(around.answer("Shared with me", body))
}

#[derive(Debug, Default, Deserialize)]
pub struct Older {
    before: Option<String>,
}

#[handler]
pub async fn show(visit: Visit, Path(uid): Path<Uid>) -> Result<Response> {
    let (around, (shared, card)) = visit
        .read(move |conn, actor| {
            let shared = shares::open(conn, actor, uid)?;
            let card = shares::card(conn, &shared, None)?;
            Ok((shared, card))
        })
        .await?;
    let now = visit.app.db.clock().now();
    if card.share.seen_on.is_none() {
        visit.app.db.upkeep(move |conn| shares::saw(conn, &shared, now)).await?;
    }
    let body = views::SharedCard { around: &around, card: &card, now };
    Ok(around.answer(&card.share.name, body))
}

#[handler]
pub async fn older(
    visit: Visit,
    Path(uid): Path<Uid>,
    Query(params): Query<Older>,
) -> Result<Response> {
    let before = params.before.as_deref().and_then(Position::from_cursor);
    let (around, card) = visit
        .read(move |conn, actor| shares::card(conn, &shares::open(conn, actor, uid)?, before))
        .await?;
    let now = visit.app.db.clock().now();
    Ok(around.answer("Activity", views::OlderLog { around: &around, card: &card, now }))
}

#[handler]
pub async fn choose(visit: Visit, Path(uid): Path<Uid>) -> Result<Response> {
    save_page(&visit, uid, "", &[], Problems::new()).await
}

#[handler]
pub async fn save(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let chosen = form.fields.get("workspace").to_owned();
    let workspace = chosen.parse().unwrap_or(Uid::FIRST);
    let (is_meant, request) = (form.fields.find("meant").is_some(), form.request);
    let visit = form.visit;
    let saved = visit
        .write(Action::ShareSaved, move |tx| {
            shares::save(tx, uid, workspace, is_meant, Some(&request))
        })
        .await;
    match saved.map(|done| (done.value, done.change)) {
        Ok((Copied::Saved(contact), change)) => {
            Ok(answer::done(&answer::contact_path(contact.uid), change))
        }
        Ok((Copied::Alike(alike), _)) => {
            save_page(&visit, uid, &chosen, &alike, Problems::new()).await
        }
        Err(Error::NotFound("workspace")) => {
            let gone = Problems::from([("workspace", "Choose one of your workspaces".into())]);
            save_page(&visit, uid, &chosen, &[], gone).await
        }
        Err(Error::Invalid(problems)) => {
            let said = problems.into_values().next().unwrap_or_default();
            let said = Problems::from([("workspace", said)]);
            save_page(&visit, uid, &chosen, &[], said).await
        }
        Err(cause) => Err(cause.into()),
    }
}

async fn save_page(
    visit: &Visit,
    uid: Uid,
    chosen: &str,
    alike: &[Twin],
    problems: Problems,
) -> Result<Response> {
    let (around, card) = visit
        .read(move |conn, actor| shares::card(conn, &shares::open(conn, actor, uid)?, None))
        .await?;
    let body = views::Save { around: &around, card: &card, chosen, alike, problems: &problems };
    Ok(around.answer_or_invalid(&problems, "Save a copy", body))
}
