//! The code to scan, and the file.
use poem::{Response, Result, handler, http::header, web::Path};
use rusqlite::Connection;

use super::views;
use crate::{
    actor::Actor,
    contacts::{self, Contact},
    error::Result as Domain,
    ids::Uid,
    shell::Visit,
    transfer::{
        export::{self, Format, Person, download::attachment},
        vcard,
    },
    workspaces::{self, Workspace},
};

#[handler]
pub async fn show(visit: Visit, Path(contact): Path<Uid>) -> Result<Response> {
    let (around, (workspace, contact, person)) =
        visit.read(move |conn, actor| find(conn, actor, contact)).await?;
    let around = around.within(workspace.uid);
    let card = vcard::small(&person);
    let body = views::Card { workspace: &workspace, contact: &contact, card: &card };
    Ok(around.answer(&format!("Card of {}", contact.display_name()), body))
}

#[handler]
pub async fn file(visit: Visit, Path(contact): Path<Uid>) -> Result<Response> {
    let (_, (_, contact, person)) =
        visit.read(move |conn, actor| find(conn, actor, contact)).await?;
    let mut text = String::new();
    vcard::write(&person, vcard::Version::V3, &mut text);
    let format = Format::Vcard3;
    let mut response = Response::builder().content_type(format.content_type()).body(text);
    let disposition = attachment(&contact.display_name(), format.extension());
    response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    Ok(response)
}

fn find(conn: &Connection, actor: &Actor, uid: Uid) -> Domain<(Workspace, Contact, Person)> {
    let (scope, contact) = contacts::open(conn, actor, uid)?;
    let person = export::person(conn, &scope, contact.id)?;
    Ok((workspaces::find(conn, &scope)?, contact, person))
}
