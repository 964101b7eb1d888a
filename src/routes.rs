//! Every page route there is, with who may come. API operations are read from their document.
use std::sync::Arc;

use poem::{
    Endpoint, EndpointExt, IntoEndpoint, IntoResponse, Request, Response, Result, Route,
    endpoint::BoxEndpoint, http::Method,
};

use crate::contacts::fields::pages::{definitions as fields, values};
use crate::contacts::{board::pages as board, bulk::pages as bulk};
use crate::{
    accounts::pages::{
        account, household, join, keys, password, second_factor, second_step, sessions, set_up,
        sign_in,
    },
    api,
    app::App,
    audit, contact_page,
    contacts::{self, lists::pages as lists, saved::pages as saved},
    home, log, presets, search, settings,
    shell::{errors, limited},
    transfer,
    web::{
        assets::{self, Assets},
        gallery,
        rate::Limiter,
    },
    workspaces,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Before there is a session: its own token and the Origin guard it. And signing out, which
    /// has nothing to say to somebody who is signed out already.
    Anyone,
    /// A signed-in person; whose data it is, the handler's `Scope` proves.
    Person,
    /// Anyone, but only in demo mode: made-up data, nothing of the household.
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
    let rooms = [
        doors(),
        own_pages(),
        household_pages(),
        workspace_pages(),
        contact_pages(),
        contact_lists(),
        custom_fields(),
        board_pages(),
        transfers(),
        other_pages(),
    ];
    rooms.into_iter().flatten().collect()
}

fn doors() -> Vec<PageRoute> {
    use Access::Anyone;
    vec![
        get("/first-run", Anyone, set_up::show),
        post("/first-run", Anyone, set_up::submit),
        get("/login", Anyone, sign_in::show),
        post("/login", Anyone, sign_in::submit),
        get("/login/code", Anyone, second_step::show_code),
        post("/login/code", Anyone, second_step::submit_code),
        get("/login/enrol", Anyone, second_step::show_enrol),
        post("/login/enrol", Anyone, second_step::submit_enrol),
        post("/logout", Anyone, sign_in::sign_out),
        get("/join", Anyone, join::show),
        post("/join/code", Anyone, join::open),
        post("/join", Anyone, join::submit),
    ]
}

fn own_pages() -> Vec<PageRoute> {
    use Access::Person;
    vec![
        get("/account", Person, account::show),
        post("/account/name", Person, account::rename),
        post("/account/email", Person, account::change_email),
        post("/account/preferences", Person, account::prefer),
        post("/account/password", Person, password::change),
        get("/account/second-step", Person, second_factor::show),
        post("/account/second-step", Person, second_factor::start),
        get("/account/second-step/enrol", Person, second_factor::show_enrol),
        post("/account/second-step/enrol", Person, second_factor::confirm),
        post("/account/second-step/codes", Person, second_factor::renew_codes),
        post("/account/second-step/off", Person, second_factor::turn_off),
        post("/account/sessions/end-others", Person, sessions::end_others),
        post("/account/sessions/:session/end", Person, sessions::end),
        get("/account/keys", Person, keys::list),
        post("/account/keys", Person, keys::create),
        get("/account/keys/:key/revoke", Person, keys::ask_to_revoke),
        post("/account/keys/:key/revoke", Person, keys::revoke),
    ]
}

fn household_pages() -> Vec<PageRoute> {
    use Access::Person;
    vec![
        get("/household", Person, household::show),
        post("/household/invitations", Person, household::invite),
        post("/household/invitations/:invitation/renew", Person, household::renew),
        post("/household/invitations/:invitation/revoke", Person, household::revoke),
        get("/household/people/:person/shut-out", Person, household::ask_to_deactivate),
        post("/household/people/:person/shut-out", Person, household::deactivate),
        post("/household/people/:person/let-in", Person, household::let_back_in),
        get("/household/settings", Person, settings::pages::household),
        post("/household/settings", Person, settings::pages::save_household),
    ]
}

fn workspace_pages() -> Vec<PageRoute> {
    use Access::Person;
    vec![
        get("/workspaces", Person, workspaces::pages::list),
        get("/workspaces/new", Person, presets::pages::new),
        post("/workspaces", Person, presets::pages::create),
        get("/w/:workspace/settings", Person, workspaces::pages::show_settings),
        post("/w/:workspace/settings", Person, workspaces::pages::save_settings),
        get("/w/:workspace/presets", Person, presets::pages::more),
        post("/w/:workspace/presets", Person, presets::pages::add),
        post("/w/:workspace/rename", Person, workspaces::pages::rename),
        post("/w/:workspace/delete", Person, workspaces::pages::delete),
        get("/w/:workspace/lists", Person, lists::manage::show),
        post("/w/:workspace/lists", Person, lists::manage::create),
        get("/lists/:list", Person, lists::manage::close_list),
        get("/lists/:list/edit", Person, lists::manage::open_list),
        post("/lists/:list/edit", Person, lists::manage::save),
        post("/lists/:list/move", Person, lists::manage::shift),
        get("/lists/:list/merge", Person, lists::leave::ask_to_merge),
        post("/lists/:list/merge", Person, lists::leave::merge),
        get("/lists/:list/delete", Person, lists::leave::ask_to_delete),
        post("/lists/:list/delete", Person, lists::leave::delete),
    ]
}

fn contact_pages() -> Vec<PageRoute> {
    use Access::Person;
    vec![
        get("/w/:workspace/contacts", Person, contacts::pages::list::index),
        post("/w/:workspace/contacts", Person, contacts::pages::create),
        get("/w/:workspace/contacts/new", Person, contacts::pages::new),
        get("/contacts/:contact", Person, contact_page::pages::show),
        get("/contacts/:contact/edit/:field", Person, contacts::pages::open_field),
        post("/contacts/:contact/edit/:field", Person, contacts::pages::save_field),
        get("/contacts/:contact/field/:field", Person, contacts::pages::close_field),
        post("/contacts/:contact/delete", Person, contacts::pages::delete),
        get("/contacts/:contact/stage", Person, lists::contact::close_stage),
        get("/contacts/:contact/stage/edit", Person, lists::contact::open_stage),
        post("/contacts/:contact/stage/edit", Person, lists::contact::save_stage),
        post("/contacts/:contact/tags", Person, lists::contact::add_tag),
        post("/contacts/:contact/tags/remove", Person, lists::contact::remove_tag),
        get("/contacts/:contact/log", Person, log::pages::older),
    ]
}

fn contact_lists() -> Vec<PageRoute> {
    use Access::Person;
    vec![
        get("/w/:workspace/contacts/filter", Person, contacts::pages::filter::show),
        get("/w/:workspace/columns", Person, saved::show_columns),
        post("/w/:workspace/columns", Person, saved::choose_columns),
        get("/w/:workspace/views/new", Person, saved::new),
        post("/w/:workspace/views", Person, saved::create),
        get("/views/:view/edit", Person, saved::edit),
        post("/views/:view/rename", Person, saved::rename),
        post("/views/:view/keep", Person, saved::keep),
        post("/views/:view/delete", Person, saved::delete),
    ]
}

fn custom_fields() -> Vec<PageRoute> {
    use Access::Person;
    vec![
        get("/contacts/:contact/custom/:definition", Person, values::close_value),
        get("/contacts/:contact/custom/:definition/edit", Person, values::open_value),
        post("/contacts/:contact/custom/:definition/edit", Person, values::save_value),
        get("/contacts/:contact/custom/:definition/pick", Person, values::pick),
        get("/fields", Person, fields::list_mine),
        post("/fields", Person, fields::create_mine),
        get("/fields/new", Person, fields::new_of_mine),
        post("/fields/packs", Person, fields::add_pack_to_mine),
        get("/fields/:definition", Person, fields::edit),
        post("/fields/:definition", Person, fields::save),
        post("/fields/:definition/move", Person, fields::shift),
        get("/fields/:definition/delete", Person, fields::ask_to_delete),
        post("/fields/:definition/delete", Person, fields::delete),
        post("/fields/:definition/revive", Person, fields::revive),
        get("/w/:workspace/fields", Person, fields::list_of_workspace),
        post("/w/:workspace/fields", Person, fields::create_in_workspace),
        get("/w/:workspace/fields/new", Person, fields::new_of_workspace),
        post("/w/:workspace/fields/packs", Person, fields::add_pack_to_workspace),
    ]
}

fn board_pages() -> Vec<PageRoute> {
    use Access::Person;
    vec![
        get("/w/:workspace/board", Person, board::show),
        get("/w/:workspace/board/column", Person, board::more),
        get("/w/:workspace/board/move", Person, board::ask_to_move),
        post("/w/:workspace/board/move", Person, board::shift),
        post("/w/:workspace/contacts/bulk", Person, bulk::ask),
        post("/w/:workspace/contacts/bulk/run", Person, bulk::go),
    ]
}

fn transfers() -> Vec<PageRoute> {
    use Access::Person;
    vec![
        get("/w/:workspace/export", Person, transfer::export::pages::show),
        get("/w/:workspace/export/file", Person, transfer::export::pages::file),
        get("/contacts/:contact/card", Person, transfer::card::pages::show),
        get("/contacts/:contact/card.vcf", Person, transfer::card::pages::file),
    ]
}

fn other_pages() -> Vec<PageRoute> {
    use Access::{DemoOnly, Person};
    vec![
        get("/", Person, home::pages::show),
        get("/search", Person, search::pages::show),
        get("/api", Person, api::pages::show),
        get("/audit", Person, audit::pages::list),
        post("/changes/:change/undo", Person, audit::pages::take_back),
        get("/ui", DemoOnly, gallery::pages::components),
        get("/ui/:name", DemoOnly, gallery::pages::one),
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
