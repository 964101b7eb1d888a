//! The list of a workspace's contacts: the whole page, and what changes of it as one types.
use poem::{Response, Result, handler, http::StatusCode, web::Path};
use rusqlite::Connection;

use super::filter;
use crate::{
    actor::Actor,
    contacts::{
        self, Asked, Cells, Column, Listing, Reading,
        fields::{self, Definition},
        saved::{self, View},
        views::{self, Look},
    },
    error::{Error, Problems, Result as Domain},
    ids::Uid,
    shell::{Surroundings, Visit, answer},
    workspaces::{self, Workspace},
};

/// All that the list shows.
pub struct Found {
    pub workspace: Workspace,
    pub asked: Asked,
    /// None of anybody while something in the address is not understood.
    pub listing: Listing,
    pub fields: Vec<Definition>,
    pub views: Vec<View>,
    pub columns: Vec<Column>,
    pub cells: Cells,
    pub problems: Problems,
    pub now: i64,
}

#[handler]
pub async fn index(visit: Visit, Path(workspace): Path<Uid>) -> Result<Response> {
    let reading = Reading::of_query(query_of(&visit.path));
    if reading.as_ref().is_ok_and(Reading::is_of_form) {
        return filter::submitted(&visit, workspace, Look::Table, reading?).await;
    }
    let (now, wants_fragment) = (visit.app.db.clock().now(), visit.wants_fragment);
    let find = move |conn: &Connection, actor: &Actor| find(conn, actor, workspace, reading?, now);
    visit
        .show(find, move |around, found| match wants_fragment {
            true => part(&around, found),
            false => page(&around.within(workspace), found),
        })
        .await
}

pub fn find(
    conn: &Connection,
    actor: &Actor,
    workspace: Uid,
    reading: Reading,
    now: i64,
) -> Domain<Found> {
    let scope = workspaces::open(conn, actor, workspace)?;
    let query = reading.query(now);
    let mut problems = reading.problems;
    let listed = match problems.is_empty() {
        true => contacts::list(conn, &scope, &query),
        false => Err(Error::Invalid(Problems::new())),
    };
    let listing = match listed {
        Ok(listing) => listing,
        Err(Error::Invalid(wrong)) if !wrong.contains_key("cursor") => {
            problems.extend(wrong);
            Listing::of_nobody(conn, &scope)?
        }
        Err(other) => return Err(other),
    };
    let fields = fields::seen(conn, &scope)?;
    let (views, columns) = saved::around(conn, &scope, reading.asked.view)?;
    Ok(Found {
        workspace: workspaces::find(conn, &scope)?,
        asked: reading.asked,
        cells: Cells::of(conn, &scope, &listing.contacts, &columns, &fields)?,
        listing,
        fields,
        views,
        columns,
        problems,
        now,
    })
}

pub fn page(around: &Surroundings, found: &Found) -> Response {
    around.answer_with(found.status(), &found.workspace.name, views::List { around, found })
}

fn part(around: &Surroundings, found: &Found) -> Response {
    answer::fragment(views::Found { around, found })
}

impl Found {
    fn status(&self) -> StatusCode {
        match self.problems.is_empty() {
            true => StatusCode::OK,
            false => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

pub fn query_of(path: &str) -> &str {
    path.split_once('?').map_or("", |(_, query)| query)
}
