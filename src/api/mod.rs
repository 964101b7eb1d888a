//! The API as one tree, and what can be read from its own description: the document for programs,
//! the page for people, and which permission each operation needs.
pub mod document;
mod health;
pub mod pages;
mod parameters;
mod views;

use std::sync::Arc;

use poem::{
    Endpoint, EndpointExt, IntoResponse, Request, Response, Result, Route,
    error::MethodNotAllowedError,
    http::{HeaderMap, HeaderValue, header},
};
use poem_openapi::OpenApiService;

pub use document::{Described, Operation, operations};

use self::parameters::Parameters;

use crate::{
    accounts::api::{Alias, Auth, Keys, Main},
    app::App,
    audit, backups,
    contacts::{self, fields, reach},
    log, presets, shares,
    shell::{errors::ExtraHeaders, limited},
    todos, transfer, trash,
    web::rate::Limiter,
    workspaces,
};

pub const DOCUMENT_PATH: &str = "/api/openapi.json";

/// Every part of the API, room by room; the page shows them in this order.
type Apis = (Doors, Workspaces, OfContacts, Work, Around, Machine);
type Doors = (Auth, Keys<Main>, Keys<Alias>);
type Workspaces = (workspaces::api::Api, presets::api::Api);
type OfContacts = (
    contacts::api::Api,
    contacts::bulk::api::Api,
    contacts::duplicates::api::Api,
    reach::api::Api,
    contacts::lists::api::Api,
    contacts::saved::api::Api,
    fields::api::Values,
    fields::api::Definitions,
    log::api::OfContact,
    log::api::Entries,
);
type Work = (
    todos::api::Api,
    transfer::export::api::Api,
    transfer::import::api::Api,
    transfer::whole::api::Api,
);
type Around = (shares::api::Api, trash::api::Api);
type Machine = (audit::api::Api, audit::api::Log, backups::api::Api, health::Api);

fn apis() -> Apis {
    (
        (Auth, Keys::default(), Keys::default()),
        (workspaces::api::Api, presets::api::Api),
        (
            contacts::api::Api,
            contacts::bulk::api::Api,
            contacts::duplicates::api::Api,
            reach::api::Api,
            contacts::lists::api::Api,
            contacts::saved::api::Api,
            fields::api::Values,
            fields::api::Definitions,
            log::api::OfContact,
            log::api::Entries,
        ),
        (
            todos::api::Api,
            transfer::export::api::Api,
            transfer::import::api::Api,
            transfer::whole::api::Api,
        ),
        (shares::api::Api, trash::api::Api),
        (audit::api::Api, audit::api::Log, backups::api::Api, health::Api),
    )
}

/// All operations, at their whole paths; the app stands around it.
pub fn endpoint(app: &App) -> impl Endpoint<Output = Response> + use<> {
    let limiter = Arc::new(Limiter::per_minute(app.config.limits.api_per_minute));
    let known = Arc::new(operations());
    let parameters = Arc::new(Parameters::from_code());
    let service = OpenApiService::new(apis(), document::TITLE, document::VERSION);
    let document = Described::from_code().json();
    let whole = poem::endpoint::make_sync(move |_| {
        Response::builder().content_type("application/json").body(document.clone())
    });
    Route::new()
        .at(DOCUMENT_PATH, poem::get(whole))
        .nest_no_strip("/", service)
        .around(move |next, mut request: Request| {
            parameters.look_at(&mut request);
            allowing(next, request, known.clone())
        })
        .around(move |next, request| limited(next, request, limiter.clone()))
}

/// Says with a 405 which methods there are.
async fn allowing<E: Endpoint>(
    next: Arc<E>,
    request: Request,
    operations: Arc<Vec<Operation>>,
) -> Result<Response> {
    let path = request.uri().path().to_owned();
    let mut error = match next.call(request).await {
        Ok(answered) => return Ok(answered.into_response()),
        Err(error) => error,
    };
    if error.is::<MethodNotAllowedError>() {
        let mut headers = HeaderMap::new();
        let methods = methods_at(&path, &operations);
        headers.insert(header::ALLOW, HeaderValue::try_from(methods).expect("names of methods"));
        ExtraHeaders::add(&mut error, headers);
    }
    Err(error)
}

fn methods_at(path: &str, operations: &[Operation]) -> String {
    let here = operations.iter().filter(|it| it.is_at(path));
    let mut methods: Vec<&str> = here.map(|it| it.method.as_str()).collect();
    if methods.is_empty() || methods.contains(&"GET") {
        methods.extend(["HEAD"]);
    }
    if path == DOCUMENT_PATH {
        methods.insert(0, "GET");
    }
    methods.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_method_is_told_the_others() {
        let operations = operations();
        for (path, methods) in [
            ("/api/contacts", "GET, POST, HEAD"),
            ("/api/contacts/1", "GET, PUT, DELETE, HEAD"),
            ("/api/changes/1/undo", "POST, GET, HEAD"),
            (DOCUMENT_PATH, "GET, HEAD"),
        ] {
            assert_eq!(methods_at(path, &operations), methods, "{path}");
        }
    }
}
