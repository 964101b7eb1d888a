//! Search as you type, and its page for those who press Enter.
use poem::{Response, Result, handler, web::Query};
use serde::Deserialize;

use super::views;
use crate::{
    search,
    shell::{Visit, answer},
};

const AS_YOU_TYPE: usize = 6;
const ON_THE_PAGE: usize = 50;

#[derive(Debug, Deserialize)]
pub struct Params {
    #[serde(default)]
    q: String,
}

#[handler]
pub async fn show(visit: Visit, Query(params): Query<Params>) -> Result<Response> {
    let wants_fragment = visit.wants_fragment;
    let most = if wants_fragment { AS_YOU_TYPE } else { ON_THE_PAGE };
    let query = params.q.clone();
    visit
        .show(
            move |conn, actor| search::find(conn, actor, &query, most),
            move |around, found| match wants_fragment {
                true => answer::fragment(views::hits(&params.q, found)),
                false => around.searched(&params.q, views::Page { query: &params.q, found }),
            },
        )
        .await
}
