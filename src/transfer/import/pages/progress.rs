//! How far an import is, told while it goes on; whoever looks can leave and come back.
use std::time::Duration;

use hyper::body::Bytes;
use poem::{Response, Result, handler, web::Path};

use crate::{
    ids::Uid,
    shell::Visit,
    transfer::import::{self, Counts, State, views},
    web::streamed::streamed,
};

const LOOK_EVERY: Duration = Duration::from_millis(400);

#[handler]
pub async fn events(visit: Visit, Path(uid): Path<Uid>) -> Result<Response> {
    let found = look(&visit, uid).await?;
    let (pieces, body) = streamed();
    tokio::spawn(async move {
        let mut now = Ok(found);
        let mut told: Option<(Counts, State)> = None;
        // Signed out, or the import is gone: the page finds out when it asks again.
        while let Ok((state, counts, html)) = now {
            let event = match (state.is_at_work(), told == Some((counts, state))) {
                (true, false) => format!("data: {}\n\n", html.replace('\n', " ")),
                // Nothing new; only to learn whether somebody still listens.
                (true, true) => ":\n\n".to_owned(),
                (false, _) => "event: done\ndata: \n\n".to_owned(),
            };
            told = Some((counts, state));
            let is_heard = pieces.send(Ok(Bytes::from(event))).await.is_ok();
            if !is_heard || !state.is_at_work() {
                return;
            }
            tokio::time::sleep(LOOK_EVERY).await;
            now = look(&visit, uid).await;
        }
    });
    Ok(Response::builder().content_type("text/event-stream").body(body))
}

async fn look(visit: &Visit, uid: Uid) -> Result<(State, Counts, String)> {
    let (around, found) =
        visit.read(move |conn, actor| Ok(import::open(conn, actor, uid)?.1)).await?;
    let html = views::Figures { around: &around, import: &found }.to_string();
    Ok((found.state, found.counts, html))
}
