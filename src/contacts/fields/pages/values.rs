//! Values on a contact's page, each edited in its place.
use poem::{
    Response, Result, handler,
    web::{Path, Query},
};
use serde::Deserialize;

use super::typed;
use crate::{
    audit::Action,
    contact_page::{
        pages::{Opened, contact_page, notices_of},
        recent_changes,
    },
    contacts::{
        self, Contact,
        fields::{
            Kind,
            values::{self, Edited, FieldValue},
            views::{
                OpenValue,
                control::{Found, NobodyFound},
                section::{OpenRow, RestRow, SavedRow},
            },
        },
    },
    error::Error,
    ids::Uid,
    shell::{Submission, Surroundings, Visit, answer},
};

type Ids = Path<(Uid, Uid)>;

/// The value as a form, in its place.
#[handler]
pub async fn open_value(visit: Visit, Path((contact, field)): Ids) -> Result<Response> {
    let (around, (contact, field)) = read_one(&visit, contact, field).await?;
    answer_open(&visit, &around, &contact, OpenValue::fresh(field)).await
}

/// The value at rest: what *Cancel* and *Keep theirs* go back to.
#[handler]
pub async fn close_value(visit: Visit, Path((contact, field)): Ids) -> Result<Response> {
    let (around, (contact, field)) = read_one(&visit, contact, field).await?;
    if !visit.wants_fragment || field.definition.hidden_on.is_some() {
        return Ok(answer::see_other(&answer::contact_path(contact.uid)));
    }
    let body = RestRow { around: &around, contact: &contact, field: &field, is_saved: false };
    Ok(around.answer(&contact.display_name(), body))
}

#[handler]
pub async fn save_value(form: Submission, Path((contact, field)): Ids) -> Result<Response> {
    let Submission { visit, fields, .. } = form;
    let (_, (_, known)) = read_one(&visit, contact, field).await?;
    let typed = typed(&fields, &known.definition);
    let (seen, input) = (fields.get("etag").to_owned(), typed.clone());
    let saved = visit
        .write(Action::ContactEdited, move |tx| {
            let (scope, _) = contacts::open(tx, tx.actor, contact)?;
            values::edit_seen(tx, &scope, contact, field, &seen, &input)
        })
        .await;
    let (is_conflict, problem) = match saved {
        Ok(done) => match done.value {
            Edited::Saved(contact) => {
                return saved_row(&visit, &contact, field, done.change).await;
            }
            Edited::Changed => (true, None),
            Edited::Gone => (false, None),
        },
        Err(Error::Invalid(problems)) => (false, problems.into_values().next()),
        Err(cause) => return Err(cause.into()),
    };
    refused(&visit, contact, field, typed, is_conflict, problem).await
}

/// The form again, with what was typed and why it was not saved.
async fn refused(
    visit: &Visit,
    contact: Uid,
    field: Uid,
    typed: String,
    is_conflict: bool,
    problem: Option<String>,
) -> Result<Response> {
    let part = typed.clone();
    let (around, (contact, field, found)) = visit
        .read(move |conn, actor| {
            let (scope, contact) = contacts::open(conn, actor, contact)?;
            let field = values::one(conn, &scope, contact.id, field)?;
            let found = match field.definition.kind {
                Kind::ContactLink => values::suggest(conn, &scope, &part, Some(contact.id))?,
                _ => Vec::new(),
            };
            Ok((contact, field, found))
        })
        .await?;
    let open = OpenValue { field, typed: Some(typed), problem, is_conflict, found };
    answer_open(visit, &around, &contact, open).await
}

async fn answer_open(
    visit: &Visit,
    around: &Surroundings,
    contact: &Contact,
    open: OpenValue,
) -> Result<Response> {
    if !visit.wants_fragment {
        return contact_page(visit, contact.uid, Opened::Value(Box::new(open))).await;
    }
    let body = OpenRow { around, contact, open: &open };
    Ok(around.answer_with(open.status(), &contact.display_name(), body))
}

/// After a save: back to the page, or the value at rest with a toast that offers Undo.
async fn saved_row(
    visit: &Visit,
    contact: &Contact,
    field: Uid,
    change: Option<Uid>,
) -> Result<Response> {
    let path = answer::contact_path(contact.uid);
    if !visit.wants_fragment {
        return Ok(answer::done(&path, change));
    }
    let (db, uid) = (visit.app.db.clone(), contact.uid);
    let (around, (field, changes)) = visit
        .read(move |conn, actor| {
            let (scope, contact) = contacts::open(conn, actor, uid)?;
            let field = values::one(conn, &scope, contact.id, field)?;
            let changes = recent_changes(conn, &scope, db.columns(), &contact)?;
            Ok((field, changes))
        })
        .await?;
    let told = changes.iter().find(|told| Some(told.entry.uid) == change);
    let toast = told.map(|told| around.toast_for(told, &path));
    let body = SavedRow {
        around: &around,
        contact,
        field: &field,
        changes: &changes,
        notices: &notices_of(visit, contact.uid).await?,
        toast: toast.as_slice(),
        now: visit.app.db.clock().now(),
    };
    Ok(around.answer(&contact.display_name(), body))
}

/// What was typed, under the name of the input that it was typed into.
#[derive(Debug, Deserialize)]
pub struct Looked {
    #[serde(flatten)]
    inputs: std::collections::HashMap<String, String>,
}

/// Whom a link could lead to.
#[handler]
pub async fn pick(
    visit: Visit,
    Path((contact, field)): Ids,
    Query(looked): Query<Looked>,
) -> Result<Response> {
    let (_, (part, id, found)) = visit
        .read(move |conn, actor| {
            let (scope, contact) = contacts::open(conn, actor, contact)?;
            let id = values::one(conn, &scope, contact.id, field)?.definition.input();
            let part = looked.inputs.get(&id).cloned().unwrap_or_default();
            let found = values::suggest(conn, &scope, &part, Some(contact.id))?;
            Ok((part, id, found))
        })
        .await?;
    Ok(match found.is_empty() && !part.trim().is_empty() {
        true => answer::fragment(NobodyFound { part: &part }),
        false => answer::fragment(Found { id: &id, found: &found }),
    })
}

async fn read_one(
    visit: &Visit,
    contact: Uid,
    field: Uid,
) -> Result<(Surroundings, (Contact, FieldValue))> {
    visit
        .read(move |conn, actor| {
            let (scope, contact) = contacts::open(conn, actor, contact)?;
            let field = values::one(conn, &scope, contact.id, field)?;
            Ok((contact, field))
        })
        .await
}
