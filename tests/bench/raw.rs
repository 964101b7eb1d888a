//! The same work with nothing around it: session look-up, query and markup on one thread, by one
//! connection, from the same functions that the server calls.
use std::{hint::black_box, thread};

use pi_crm::{
    contacts::{Reading, pages::list},
    shell::{Visit, cookie},
};
use poem::Request;

use crate::{process::own_thread_us, scene::Scene};

/// CPU time of one list page, in microseconds. Between two pages `pause` happens, uncounted: the
/// caches get as cold as they are for a server that waits for its next request.
pub async fn list_page_us(
    scene: &Scene,
    path: &str,
    times: usize,
    pause: impl Fn() + Send + 'static,
) -> f64 {
    let visit = visit(scene, path);
    let workspace = scene.workspace;
    let query = path.split_once('?').map_or("", |(_, query)| query).to_owned();
    let timed = scene.app.db.read(move |conn| {
        let now = visit.app.db.clock().now();
        let mut used = 0.0;
        for _ in 0..times {
            let before = settled_us();
            let reading = Reading::of_query(&query)?;
            let (around, found) = visit
                .read_by(conn, |conn, actor| list::find(conn, actor, workspace, reading, now))?;
            black_box(list::page(&around, &found));
            used += settled_us() - before;
            pause();
        }
        Ok(used / times as f64)
    });
    timed.await.expect("the page is read")
}

fn visit(scene: &Scene, path: &str) -> Visit {
    let mut request = Request::builder()
        .uri_str(path)
        .header("Cookie", format!("{}={}", cookie::NAME, scene.token))
        .finish();
    request.set_data(scene.app.clone());
    Visit::of(&request).expect("a cookie")
}

/// The kernel brings the account up to date when a thread offers its place.
fn settled_us() -> f64 {
    thread::yield_now();
    own_thread_us()
}
