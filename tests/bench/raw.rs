//! The same work with nothing around it: session look-up, query and markup on one thread, by one
//! connection, from the same functions that the server calls.
use std::hint::black_box;

use pi_crm::{
    contacts::{Query, pages},
    error::Result,
    shell::{Visit, cookie},
};
use poem::Request;

use crate::{process::own_thread_us, scene::Scene};

/// CPU time of one list page, in microseconds.
pub async fn list_page_us(scene: &Scene, path: &str, query: &Query, times: usize) -> f64 {
    let mut request = Request::builder()
        .uri_str(path)
        .header("Cookie", format!("{}={}", cookie::NAME, scene.token))
        .finish();
    request.set_data(scene.app.clone());
    let visit = Visit::of(&request).expect("a cookie");
    let (workspace, query) = (scene.workspace, query.clone());
    let timed = scene.app.db.read(move |conn| {
        let now = visit.app.db.clock().now();
        let page = || -> Result<()> {
            let (around, found) = visit
                .read_by(conn, |conn, actor| pages::find_page(conn, actor, workspace, &query))?;
            black_box(pages::list_page(&around, &found, query.order, now));
            Ok(())
        };
        page()?;
        let before = own_thread_us();
        for _ in 0..times {
            page()?;
        }
        Ok((own_thread_us() - before) / times as f64)
    });
    timed.await.expect("the page is read")
}
