//! The form of a list's conditions: all that can be asked for, as it is asked for now. The board
//! has the same, which leads back there.
use poem::{Response, Result, handler, http::StatusCode, web::Path};
use rusqlite::Connection;

use super::list::query_of;
use crate::{
    actor::Actor,
    contacts::{
        Asked, Reading,
        fields::{self, Definition},
        filter::rows,
        lists::{self, List},
        views::{self, Look},
    },
    error::{Error, Problems, Result as Domain},
    ids::Uid,
    shell::{Surroundings, Visit, answer},
    workspaces::{self, Workspace},
};

/// What the form offers, and what stands in it.
pub struct Offer {
    pub workspace: Workspace,
    pub look: Look,
    pub lists: Vec<List>,
    pub fields: Vec<Definition>,
    pub asked: Asked,
    /// As the address or the form has them, each condition under its name.
    pub rows: Vec<(String, String)>,
    pub problems: Problems,
}

#[handler]
pub async fn show(visit: Visit, Path(workspace): Path<Uid>) -> Result<Response> {
    asked_for(&visit, workspace, Look::Table).await
}

#[handler]
pub async fn show_on_board(visit: Visit, Path(workspace): Path<Uid>) -> Result<Response> {
    asked_for(&visit, workspace, Look::Board).await
}

async fn asked_for(visit: &Visit, workspace: Uid, look: Look) -> Result<Response> {
    let reading = Reading::of_query(query_of(&visit.path));
    let offer =
        move |conn: &Connection, actor: &Actor| offer(conn, actor, workspace, look, reading?);
    let (around, offer) = visit.read(offer).await?;
    Ok(form(&around.within(workspace), &offer))
}

/// The form as it was sent: on to the list that it asks for, or back with what is wrong.
pub async fn submitted(
    visit: &Visit,
    workspace: Uid,
    look: Look,
    reading: Reading,
) -> Result<Response> {
    let now = visit.app.db.clock().now();
    let (around, offer) = visit
        .read(move |conn, actor| {
            let filter = reading.asked.filter.clone();
            let mut offer = offer(conn, actor, workspace, look, reading)?;
            let scope = workspaces::open(conn, actor, workspace)?;
            match filter.resolve(conn, &scope, now) {
                Err(Error::Invalid(wrong)) => offer.problems.extend(wrong),
                resolved => drop(resolved?),
            }
            Ok(offer)
        })
        .await?;
    Ok(match offer.problems.is_empty() {
        true => answer::see_other(&look.path(workspace, &offer.asked)),
        false => form(&around.within(workspace), &offer),
    })
}

fn form(around: &Surroundings, offer: &Offer) -> Response {
    let status = match offer.problems.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    around.answer_with(status, "Filter contacts", views::Filter { around, offer })
}

fn offer(
    conn: &Connection,
    actor: &Actor,
    workspace: Uid,
    look: Look,
    reading: Reading,
) -> Domain<Offer> {
    let scope = workspaces::open(conn, actor, workspace)?;
    let pairs = reading.pairs.iter().map(|(key, value)| (key.as_str(), value.as_str()));
    Ok(Offer {
        workspace: workspaces::find(conn, &scope)?,
        look,
        lists: lists::all(conn, &scope)?,
        fields: fields::seen(conn, &scope)?,
        rows: rows(pairs),
        asked: reading.asked,
        problems: reading.problems,
    })
}
