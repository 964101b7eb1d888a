//! Every page route there is, with who may come. API operations are read from their document.
use poem::{Endpoint, EndpointExt, IntoEndpoint, Route, endpoint::BoxEndpoint, http::Method};

use crate::{
    accounts::pages::{account, keys, password, sessions, set_up, sign_in},
    app::App,
    audit, contacts, home, search,
    web::assets::{self, Assets},
    workspaces,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Before there is a session: its own token and the Origin guard it. And signing out, which
    /// has nothing to say to somebody who is signed out already.
    Anyone,
    /// A signed-in person; whose data it is, the handler's `Scope` proves.
    Person,
    /// A signed-in person on an appliance with demo data.
    DemoOnly,
}

pub struct PageRoute {
    pub method: Method,
    pub path: &'static str,
    pub access: Access,
    endpoint: BoxEndpoint<'static>,
}

fn get<E>(path: &'static str, access: Access, endpoint: E) -> PageRoute
where
    E: IntoEndpoint,
    E::Endpoint: Endpoint + 'static,
{
    let endpoint = endpoint.into_endpoint().map_to_response().boxed();
    PageRoute { method: Method::GET, path, access, endpoint }
}

fn post<E>(path: &'static str, access: Access, endpoint: E) -> PageRoute
where
    E: IntoEndpoint,
    E::Endpoint: Endpoint + 'static,
{
    PageRoute { method: Method::POST, ..get(path, access, endpoint) }
}

pub fn pages() -> Vec<PageRoute> {
    use Access::{Anyone, Person};
    vec![
        get("/", Person, home::pages::show),
        get("/first-run", Anyone, set_up::show),
        post("/first-run", Anyone, set_up::submit),
        get("/login", Anyone, sign_in::show),
        post("/login", Anyone, sign_in::submit),
        post("/logout", Anyone, sign_in::sign_out),
        get("/account", Person, account::show),
        post("/account/name", Person, account::rename),
        post("/account/email", Person, account::change_email),
        post("/account/preferences", Person, account::prefer),
        post("/account/password", Person, password::change),
        post("/account/sessions/end-others", Person, sessions::end_others),
        post("/account/sessions/:session/end", Person, sessions::end),
        get("/account/keys", Person, keys::list),
        post("/account/keys", Person, keys::create),
        get("/account/keys/:key/revoke", Person, keys::ask_to_revoke),
        post("/account/keys/:key/revoke", Person, keys::revoke),
        get("/search", Person, search::pages::show),
        get("/workspaces", Person, workspaces::pages::list),
        get("/workspaces/new", Person, workspaces::pages::new),
        post("/workspaces", Person, workspaces::pages::create),
        get("/w/:workspace/settings", Person, workspaces::pages::settings),
        post("/w/:workspace/rename", Person, workspaces::pages::rename),
        post("/w/:workspace/delete", Person, workspaces::pages::delete),
        get("/w/:workspace/contacts", Person, contacts::pages::index),
        post("/w/:workspace/contacts", Person, contacts::pages::create),
        get("/w/:workspace/contacts/new", Person, contacts::pages::new),
        get("/contacts/:contact", Person, contacts::pages::show),
        get("/contacts/:contact/edit/:field", Person, contacts::pages::open_field),
        post("/contacts/:contact/edit/:field", Person, contacts::pages::save_field),
        get("/contacts/:contact/field/:field", Person, contacts::pages::close_field),
        post("/contacts/:contact/delete", Person, contacts::pages::delete),
        get("/audit", Person, audit::pages::list),
        post("/changes/:change/undo", Person, audit::pages::take_back),
    ]
}

/// All of them as one endpoint, with the assets beside them.
pub fn endpoint(app: &App) -> impl Endpoint + use<> {
    let is_demo = app.config.demo;
    let mut routes: Vec<PageRoute> =
        pages().into_iter().filter(|page| is_demo || page.access != Access::DemoOnly).collect();
    let mut tree = Route::new();
    while let Some(first) = routes.first() {
        let path = first.path;
        let mut methods = poem::RouteMethod::new();
        for page in routes.extract_if(.., |page| page.path == path) {
            methods = methods.method(page.method, page.endpoint);
        }
        tree = tree.at(path, methods);
    }
    for path in assets::WELL_KNOWN {
        tree = tree.at(path, Assets);
    }
    tree.at("/assets/*file", Assets).data(app.clone())
}
