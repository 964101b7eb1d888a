//! All routes as one endpoint, with the assets beside them.
use std::sync::Arc;

use poem::{Endpoint, EndpointExt, IntoResponse, Request, Response, Result, Route};

use super::{Access, PageRoute, pages};
use crate::{
    api,
    app::App,
    shell::{errors, limited},
    web::{
        assets::{self, Assets},
        rate::Limiter,
    },
};

/// All of them as one endpoint, with the assets beside them.
pub fn endpoint(app: &App) -> impl Endpoint + use<> {
    let is_demo = app.config.demo;
    let mut routes: Vec<PageRoute> =
        pages().into_iter().filter(|page| is_demo || page.access != Access::DemoOnly).collect();
    let mut tree = Route::new();
    while let Some(first) = routes.first() {
        let path = first.path;
        let mut methods = poem::RouteMethod::new();
        let mut allowed = Vec::new();
        for page in routes.extract_if(.., |page| page.path == path) {
            allowed.push(page.method.clone());
            methods = methods.method(page.method, page.endpoint);
        }
        tree = tree.at(
            path,
            methods.around(move |it, request| errors::allowing(it, request, allowed.clone())),
        );
    }
    for path in assets::WELL_KNOWN {
        tree = tree.at(path, Assets);
    }
    let pages = tree.at("/assets/*file", Assets);
    let api = Arc::new(api::endpoint(app));
    let limiter = Arc::new(Limiter::per_minute(app.config.limits.pages_per_minute));
    let pages = pages.around(move |next, request| limited(next, request, limiter.clone()));
    pages.around(move |pages, request| split(pages, api.clone(), request)).data(app.clone())
}

/// The API is a tree of its own, whose whole paths stand in its description.
async fn split(
    pages: Arc<impl Endpoint>,
    api: Arc<impl Endpoint>,
    request: Request,
) -> Result<Response> {
    if errors::is_for_programs(request.uri().path()) {
        return Ok(api.call(request).await?.into_response());
    }
    Ok(pages.call(request).await?.into_response())
}
