//! The living page's two addresses.
use poem::{Response, Result, handler, web::Path};

use super::{index, show};
use crate::web::fault::Fault;

#[handler]
pub async fn components() -> Response {
    html(index())
}

#[handler]
pub async fn one(Path(name): Path<String>) -> Result<Response> {
    Ok(html(show(&name).ok_or(Fault::NotFound)?))
}

fn html(text: String) -> Response {
    Response::builder().content_type("text/html; charset=utf-8").body(text)
}
