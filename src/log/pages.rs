//! More of a contact's log: in place by HTMX, else as a page.
use poem::{
    Response, Result, handler,
    web::{Path, Query},
};
use serde::Deserialize;

use super::{Position, views};
use crate::{
    contacts,
    ids::Uid,
    log,
    shell::{Visit, answer},
};

#[derive(Debug, Default, Deserialize)]
pub struct Params {
    before: Option<String>,
}

#[handler]
pub async fn older(
    visit: Visit,
    Path(uid): Path<Uid>,
    Query(params): Query<Params>,
) -> Result<Response> {
    let before = params.before.as_deref().and_then(Position::from_cursor);
    let (around, (workspace, contact, page)) = visit
        .read(move |conn, actor| {
            let (scope, contact) = contacts::open(conn, actor, uid)?;
            let page = log::page(conn, &scope, contact.id, before)?;
            Ok((scope.uid(), contact, page))
        })
        .await?;
    let now = visit.app.db.clock().now();
    if visit.wants_fragment {
        let (around, page) = (&around, &page);
        return Ok(answer::fragment(views::Items { around, contact: uid, page, now }));
    }
    let around = around.within(workspace);
    let name = contact.display_name();
    let body = views::Older { around: &around, contact: uid, name: &name, page: &page, now };
    Ok(around.answer("Activity", body))
}
