//! Where the gallery is looked at: behind the sign-in, like every other page.
use poem::{Response, Result, handler, http::StatusCode, web::Path};

use crate::{
    error::Error,
    shell::{Visit, answer},
};

#[handler]
pub async fn index(visit: Visit) -> Result<Response> {
    visit.read(|_, _| Ok(())).await?;
    Ok(answer::html(StatusCode::OK, super::index()))
}

#[handler]
pub async fn show(visit: Visit, Path(name): Path<String>) -> Result<Response> {
    visit.read(|_, _| Ok(())).await?;
    let page = super::show(&name).ok_or(Error::NotFound("page"))?;
    Ok(answer::html(StatusCode::OK, page))
}
