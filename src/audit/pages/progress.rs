//! How far a large undo is, told while it goes on; whoever looks can leave and come back.
use std::time::Duration;

use hyper::body::Bytes;
use poem::{
    Response, Result, handler,
    web::{Path, Query},
};

use crate::{
    audit::{
        undo::long::{self, Progress, State},
        views,
    },
    ids::Uid,
    shell::{Visit, answer},
    web::streamed::streamed,
};

const LOOK_EVERY: Duration = Duration::from_millis(400);

/// Once it is done, back to where it was asked for, with an undo of the undo.
#[handler]
pub async fn watch(
    visit: Visit,
    Path(change): Path<Uid>,
    Query(back): Query<answer::Back>,
) -> Result<Response> {
    let back = back.path();
    let (around, progress) =
        visit.read(move |conn, actor| long::progress(conn, actor.user()?, change)).await?;
    match progress.state {
        State::Done(undo) => return Ok(answer::done(back, Some(undo))),
        State::Standing => return Ok(answer::see_other(back)),
        _ => {}
    }
    let title = views::title(&progress);
    Ok(around.answer(&title, views::Undoing { progress: &progress, change, back }))
}

#[handler]
pub async fn events(visit: Visit, Path(change): Path<Uid>) -> Result<Response> {
    let found = look(&visit, change).await?;
    let (pieces, body) = streamed();
    tokio::spawn(async move {
        let mut now = Ok(found);
        let mut told: Option<Progress> = None;
        // Signed out meanwhile: the page finds out when it asks again.
        while let Ok(progress) = now {
            let event = match (progress.state.is_at_work(), told.as_ref() == Some(&progress)) {
                (true, false) => {
                    let html = views::Figures { progress: &progress }.to_string();
                    format!("data: {}\n\n", html.replace('\n', " "))
                }
                // Nothing new; only to learn whether somebody still listens.
                (true, true) => ":\n\n".to_owned(),
                (false, _) => "event: done\ndata: \n\n".to_owned(),
            };
            let is_at_work = progress.state.is_at_work();
            told = Some(progress);
            let is_heard = pieces.send(Ok(Bytes::from(event))).await.is_ok();
            if !is_heard || !is_at_work {
                return;
            }
            tokio::time::sleep(LOOK_EVERY).await;
            now = look(&visit, change).await;
        }
    });
    Ok(Response::builder().content_type("text/event-stream").body(body))
}

async fn look(visit: &Visit, change: Uid) -> Result<Progress> {
    let found = visit.read(move |conn, actor| long::progress(conn, actor.user()?, change));
    Ok(found.await?.1)
}
