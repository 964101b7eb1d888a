//! Every page route there is, with who may come. API operations are read from their document.
mod accounts;
mod serve;

use poem::{Endpoint, EndpointExt, IntoEndpoint, endpoint::BoxEndpoint, http::Method};

pub use serve::endpoint;

use crate::contacts::fields::pages::{definitions as fields, values};
use crate::contacts::{board::pages as board, bulk::pages as bulk};
use crate::{
    api, audit,
    contact_page::{self, notices},
    contacts::{
        self, duplicates, lists::pages as lists, merge, reach::pages as reach,
        saved::pages as saved,
    },
    home, log, palette, presets, search,
    shares::pages::{given, received},
    todos, transfer, trash,
    web::{gallery, limits::Limits},
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
        accounts::doors(),
        accounts::own_pages(),
        accounts::household_pages(),
        workspace_pages(),
        contact_pages(),
        contact_lists(),
        activity(),
        custom_fields(),
        twins(),
        board_pages(),
        transfers(),
        reach_pages(),
        todo_pages(),
        sharing(),
        trashed(),
        other_pages(),
    ];
    rooms.into_iter().flatten().collect()
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
    ]
}

fn activity() -> Vec<PageRoute> {
    use Access::Person;
    vec![
        get("/contacts/:contact/log", Person, log::pages::list_entries),
        post("/contacts/:contact/log", Person, log::pages::add_entry),
        get("/log/:entry", Person, log::pages::show_entry),
        get("/log/:entry/edit", Person, log::pages::open_entry),
        post("/log/:entry/edit", Person, log::pages::save_entry),
        post("/log/:entry/pin", Person, log::pages::pin_entry),
        post("/log/:entry/delete", Person, log::pages::delete_entry),
        get("/log/:entry/versions", Person, log::pages::list_versions),
        post("/contacts/:contact/notices/dismiss", Person, notices::pages::dismiss),
        post("/contacts/:contact/notices/show", Person, notices::pages::show_again),
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

fn twins() -> Vec<PageRoute> {
    use Access::Person;
    vec![
        get("/w/:workspace/duplicates", Person, duplicates::pages::show),
        get("/contacts/:contact/merge", Person, merge::pages::show),
        post("/contacts/:contact/merge", Person, merge::pages::submit),
        post("/contacts/:contact/separate", Person, duplicates::pages::separate),
        post("/contacts/:contact/unseparate", Person, duplicates::pages::unseparate),
    ]
}

fn board_pages() -> Vec<PageRoute> {
    use Access::Person;
    vec![
        get("/w/:workspace/board", Person, board::show),
        get("/w/:workspace/board/filter", Person, contacts::pages::filter::show_on_board),
        get("/w/:workspace/board/column", Person, board::more),
        get("/w/:workspace/board/move", Person, board::ask_to_move),
        post("/w/:workspace/board/move", Person, board::shift),
        post("/w/:workspace/contacts/bulk", Person, bulk::ask),
        post("/w/:workspace/contacts/bulk/run", Person, bulk::go),
        post("/w/:workspace/contacts/bulk/export", Person, bulk::export),
    ]
}

fn transfers() -> Vec<PageRoute> {
    use Access::Person;
    vec![
        get("/w/:workspace/import", Person, transfer::import::pages::show),
        post("/w/:workspace/import", Person, transfer::import::pages::upload),
        get("/imports/:import", Person, transfer::import::pages::one),
        post("/imports/:import/check", Person, transfer::import::pages::check),
        post("/imports/:import/run", Person, transfer::import::pages::run),
        post("/imports/:import/columns", Person, transfer::import::pages::reopen),
        post("/imports/:import/cancel", Person, transfer::import::pages::cancel),
        get("/imports/:import/events", Person, transfer::import::pages::events),
        get("/imports/:import/errors", Person, transfer::import::pages::errors),
        get("/imports/:import/review", Person, transfer::import::pages::review),
        post("/imports/:import/review", Person, transfer::import::pages::decide),
        get("/w/:workspace/export", Person, transfer::export::pages::show),
        get("/w/:workspace/export/file", Person, transfer::export::pages::file),
        post("/w/:workspace/export/everything", Person, transfer::whole::pages::file),
        get("/contacts/:contact/card", Person, transfer::card::pages::show),
        get("/contacts/:contact/card.vcf", Person, transfer::card::pages::file),
    ]
}

fn reach_pages() -> Vec<PageRoute> {
    use Access::Person;
    vec![
        post("/contacts/:contact/ways", Person, reach::add),
        get("/contacts/:contact/ways/:way", Person, reach::close_way),
        get("/contacts/:contact/ways/:way/edit", Person, reach::open_way),
        post("/contacts/:contact/ways/:way/edit", Person, reach::save_way),
        post("/contacts/:contact/ways/:way/primary", Person, reach::promote),
        post("/contacts/:contact/ways/:way/remove", Person, reach::remove),
        post("/contacts/:contact/primary/:kind/remove", Person, reach::remove_primary),
        get("/contacts/:contact/do-not-contact", Person, reach::close_silence),
        get("/contacts/:contact/do-not-contact/edit", Person, reach::open_silence),
        post("/contacts/:contact/do-not-contact/edit", Person, reach::save_silence),
    ]
}

fn todo_pages() -> Vec<PageRoute> {
    use Access::Person;
    vec![
        get("/todos", Person, todos::pages::index),
        post("/todos", Person, todos::pages::add),
        get("/todos/new", Person, todos::pages::new),
        get("/todos/:todo", Person, todos::pages::close_todo),
        get("/todos/:todo/edit", Person, todos::pages::open_todo),
        post("/todos/:todo/edit", Person, todos::pages::save),
        post("/todos/:todo/done", Person, todos::pages::tick),
        post("/todos/:todo/snooze", Person, todos::pages::snooze),
        post("/todos/:todo/delete", Person, todos::pages::delete),
    ]
}

fn sharing() -> Vec<PageRoute> {
    use Access::Person;
    vec![
        post("/contacts/:contact/shares", Person, given::share),
        get("/shares", Person, given::record),
        get("/shares/export", Person, given::export),
        post("/shares/:share/revoke", Person, given::revoke),
        get("/shared", Person, received::list),
        get("/shared/:share", Person, received::show),
        get("/shared/:share/log", Person, received::older),
        get("/shared/:share/save", Person, received::choose),
        post("/shared/:share/save", Person, received::save),
    ]
}

fn trashed() -> Vec<PageRoute> {
    use Access::Person;
    vec![
        get("/trash", Person, trash::pages::list),
        get("/trash/:change", Person, trash::pages::people),
        get("/trash/:change/:contact/erase", Person, trash::pages::ask_in_trash),
        post("/trash/:change/:contact/erase", Person, trash::pages::erase_in_trash),
        get("/contacts/:contact/erase", Person, trash::pages::ask),
        post("/contacts/:contact/erase", Person, trash::pages::erase),
    ]
}

fn other_pages() -> Vec<PageRoute> {
    use Access::{DemoOnly, Person};
    vec![
        get("/", Person, home::pages::show),
        get("/search", Person, search::pages::show),
        get("/palette", Person, palette::pages::show),
        post("/appearance", Person, palette::pages::appear),
        get("/api", Person, api::pages::show),
        get("/audit", Person, audit::pages::list),
        get("/changes/:change/undo", Person, audit::pages::watch),
        post("/changes/:change/undo", Person, audit::pages::take_back),
        get("/changes/:change/undo/events", Person, audit::pages::events),
        get("/ui", DemoOnly, gallery::pages::components),
        get("/ui/:name", DemoOnly, gallery::pages::one),
    ]
}

/// Where a file may come in, which is larger than any form.
pub fn most_bytes(path: &str, limits: &Limits) -> u64 {
    match path {
        "/household/backups/restore/upload" | "/first-run/restore/upload" => limits.backup_bytes,
        "/api/csv/import" => limits.upload_bytes,
        _ if path.starts_with("/w/") && path.ends_with("/import") => limits.upload_bytes,
        _ => limits.body_bytes,
    }
}
