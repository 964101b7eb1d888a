//! What a workspace is made of beside its contacts: stages, tags, custom fields.
use rusqlite::Connection;
use serde_json::{Value, json};

use super::history::line;
use crate::{
    contacts::{
        fields::{self, Definition},
        lists::{self, List},
    },
    error::{Error, Result},
    spreadsheet,
    transfer::cells,
    when,
    workspaces::{Scope, Workspace},
};

pub fn json(conn: &Connection, scope: &Scope, workspace: &Workspace, now: i64) -> Result<String> {
    let list = |it: &List| {
        json!({
            "id": it.uid.to_string(), "kind": it.kind.code(), "name": it.name,
            "colour": it.colour.code(), "inactive_after_days": it.patience.to_store(),
            "contacts": it.contacts,
        })
    };
    let field = |it: &Definition| {
        json!({
            "id": it.uid.to_string(), "name": it.name, "label": it.label, "type": it.kind.code(),
            "options": it.options, "required": it.is_required, "default": it.default,
            "transaction": it.is_transaction, "of_all_workspaces": it.workspace.is_none(),
        })
    };
    let told = json!({
        "format": "pi-crm workspace 1",
        "made_by": format!("pi-crm {}", env!("CARGO_PKG_VERSION")),
        "made_on": when::iso(now),
        "workspace": {
            "id": workspace.uid.to_string(), "name": workspace.name,
            "created_on": when::iso(workspace.created_on), "contacts": workspace.contacts,
        },
        "lists": lists::all(conn, scope)?.iter().map(list).collect::<Value>(),
        "fields": fields::seen(conn, scope)?.iter().map(field).collect::<Value>(),
    });
    serde_json::to_string_pretty(&told).map(|it| it + "\n").map_err(Error::internal)
}

pub fn lists(conn: &Connection, scope: &Scope) -> Result<String> {
    let mut text = spreadsheet::BOM.to_owned();
    line(&mut text, &["Kind", "Name", "Colour", "Contacts"]);
    for list in lists::all(conn, scope)? {
        let contacts = list.contacts.to_string();
        line(&mut text, &[list.kind.code(), &list.name, list.colour.code(), &contacts]);
    }
    Ok(text)
}

pub fn fields(conn: &Connection, scope: &Scope) -> Result<String> {
    let yes = |flag| if flag { "yes" } else { "no" };
    let mut text = spreadsheet::BOM.to_owned();
    line(&mut text, &["Name", "Label", "Type", "Choices", "Required", "Default", "Of"]);
    for field in fields::seen(conn, scope)? {
        let options = cells::joined(field.options.iter().map(String::as_str));
        let of = if field.workspace.is_none() { "all workspaces" } else { "this workspace" };
        let Definition { name, label, kind, is_required, default, .. } = &field;
        let default = default.as_deref().unwrap_or_default();
        line(&mut text, &[name, label, kind.code(), &options, yes(*is_required), default, of]);
    }
    Ok(text)
}
