//! The start page, and where somebody who is not signed in goes from it.
use poem::{Request, Response, Result, handler};

use super::views;
use crate::{
    accounts::users,
    app::App,
    doctor::{self, Machine},
    error::{Error, Result as Domain},
    home,
    shell::{Visit, answer},
};

#[handler]
pub async fn show(request: &Request) -> Result<Response> {
    match overview(request).await {
        Err(cause) if is_unauthenticated(&cause) => Ok(to_the_door(request).await?),
        answered => answered,
    }
}

async fn overview(request: &Request) -> Result<Response> {
    let visit = Visit::of(request)?;
    let (db, config) = (visit.app.db.clone(), visit.app.config.clone());
    let now = visit.app.db.clock().now();
    let (around, overview) = visit
        .read(move |conn, actor| {
            let look = || doctor::wrong_at_a_glance(&config, db.clock(), &Machine::real());
            home::overview(conn, actor, db.columns(), now, &look)
        })
        .await?;
    Ok(around.answer("Home", views::Home { around: &around, overview: &overview, now }))
}

async fn to_the_door(request: &Request) -> Domain<Response> {
    let app: &App = request.data().expect("routes carry the app");
    let is_first_run = app.db.read(|conn| Ok(users::count(conn)? == 0)).await?;
    Ok(answer::see_other(if is_first_run { "/first-run" } else { "/login" }))
}

fn is_unauthenticated(cause: &poem::Error) -> bool {
    matches!(cause.downcast_ref(), Some(Error::Unauthenticated))
}
