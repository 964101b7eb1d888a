//! Contact pages: the list, a new one, one by itself edited in place, deleted.
pub mod filter;
pub mod list;

use poem::{Response, Result, handler, web::Path};

use super::{Contact, Draft, Edited, Field, views};
use crate::{
    audit::{Action, Done},
    contact_page::{
        pages::{Opened, contact_page},
        recent_changes,
    },
    contacts::{
        self,
        duplicates::{
            self, Said,
            pages::prompt,
            views::{EDIT_ANYWAY, EDIT_CHOICE, EDIT_SEPARATE, EDIT_SHOWN},
        },
        reach::{self, Kind, Reach},
    },
    error::{Error, Problems, Result as Domain},
    ids::Uid,
    shell::{Fields, Submission, Surroundings, Visit, answer},
    workspaces,
};

#[handler]
pub async fn new(visit: Visit, Path(workspace): Path<Uid>) -> Result<Response> {
    new_form(&visit, workspace, Draft::default(), None, Problems::new()).await
}

#[handler]
pub async fn create(form: Submission, Path(workspace): Path<Uid>) -> Result<Response> {
    prompt::submit(form, workspace).await
}

pub async fn new_form(
    visit: &Visit,
    workspace: Uid,
    draft: Draft,
    custom: Option<Vec<(String, String)>>,
    problems: Problems,
) -> Result<Response> {
    let (around, (workspace, fields)) = visit
        .read(move |conn, actor| {
            let scope = workspaces::open(conn, actor, workspace)?;
            Ok((workspaces::find(conn, &scope)?, contacts::fields::seen(conn, &scope)?))
        })
        .await?;
    let fields = views::filled_in(fields, custom, around.manner());
    let around = around.within(workspace.uid);
    let body = views::New {
        around: &around,
        workspace: &workspace,
        draft: &draft,
        fields: &fields,
        problems: &problems,
    };
    Ok(around.answer_or_invalid(&problems, "New contact", body))
}

pub fn draft(fields: &Fields) -> Draft {
    let field = |field: Field| fields.get(field.name()).to_owned();
    Draft {
        first_name: field(Field::FirstName),
        last_name: field(Field::LastName),
        primary_email: field(Field::PrimaryEmail),
        primary_phone: field(Field::PrimaryPhone),
        company: field(Field::Company),
    }
}

/// The field as a form, in its place; without HTMX, on the contact's page.
#[handler]
pub async fn open_field(visit: Visit, Path((uid, field)): Path<(Uid, String)>) -> Result<Response> {
    let field = field_named(&field)?;
    if !visit.wants_fragment {
        return contact_page(&visit, uid, Opened::Field(views::Open::fresh(field))).await;
    }
    edit_row(&visit, uid, views::Open::fresh(field)).await
}

/// The field at rest: what *Cancel* and *Keep theirs* go back to.
#[handler]
pub async fn close_field(
    visit: Visit,
    Path((uid, field)): Path<(Uid, String)>,
) -> Result<Response> {
    let field = field_named(&field)?;
    let (around, (contact, reach)) = read_contact(&visit, uid).await?;
    if !visit.wants_fragment {
        return Ok(answer::see_other(&answer::contact_path(uid)));
    }
    let body = views::RestRow {
        around: &around,
        contact: &contact,
        reach: &reach,
        field,
        is_saved: false,
    };
    Ok(around.answer(&contact.display_name(), body))
}

#[handler]
pub async fn save_field(
    form: Submission,
    Path((uid, field)): Path<(Uid, String)>,
) -> Result<Response> {
    let field = field_named(&field)?;
    let typed = form.fields.get(field.name()).to_owned();
    let said = said(&form.fields);
    let label = form.fields.get("label").to_owned();
    let (seen, value) = (form.fields.get("etag").to_owned(), (typed.clone(), label.clone()));
    let visit = form.visit;
    let saved = visit
        .write(Action::ContactEdited, move |tx| {
            let (scope, contact) = contacts::open(tx, tx.actor, uid)?;
            let (value, label) = (&*value.0, &*value.1);
            let Some(kind) = Kind::of_field(field) else {
                return contacts::edit_seen(tx, &scope, uid, field, &seen, value).map(Ok);
            };
            let twins = duplicates::edited(tx, &scope, &contact, field, value, &said)?;
            if !twins.is_empty() {
                return Ok(Err(twins));
            }
            reach::edit_primary_seen(tx, &scope, uid, kind, &seen, (value, label)).map(Ok)
        })
        .await;
    let open = match saved {
        Ok(Done { value: Err(twins), .. }) => views::Open::taken(field, typed, twins),
        Ok(Done { value: Ok(value), change, .. }) => match value {
            Edited::Saved(contact) => return saved_row(&visit, &contact, field, change).await,
            Edited::Changed => views::Open::conflict(field, typed),
        },
        Err(Error::Invalid(problems)) => views::Open::invalid(field, typed, problems),
        Err(cause) => return Err(cause.into()),
    };
    let open = open.labelled(label);
    if !visit.wants_fragment {
        return contact_page(&visit, uid, Opened::Field(open)).await;
    }
    edit_row(&visit, uid, open).await
}

/// Without a button of the prompt nothing was said, whoever was shown.
fn said(fields: &Fields) -> Said {
    let choice = fields.get(EDIT_CHOICE);
    if choice != EDIT_SEPARATE && choice != EDIT_ANYWAY {
        return Said::default();
    }
    let shown = fields.all(EDIT_SHOWN).filter_map(|uid| uid.parse().ok()).collect();
    Said { shown, is_apart: choice == EDIT_SEPARATE }
}

async fn edit_row(visit: &Visit, uid: Uid, open: views::Open) -> Result<Response> {
    let (around, (contact, reach)) = read_contact(visit, uid).await?;
    let body = views::EditRow { around: &around, contact: &contact, reach: &reach, open: &open };
    Ok(around.answer_with(open.status(), &contact.display_name(), body))
}

/// After a save: back to the page, or the field at rest with a toast that offers Undo.
async fn saved_row(
    visit: &Visit,
    contact: &Contact,
    field: Field,
    change: Option<Uid>,
) -> Result<Response> {
    let path = answer::contact_path(contact.uid);
    if !visit.wants_fragment {
        return Ok(answer::done(&path, change));
    }
    let (db, uid) = (visit.app.db.clone(), contact.uid);
    let (around, (reach, changes)) = visit
        .read(move |conn, actor| {
            let (scope, contact) = contacts::open(conn, actor, uid)?;
            let changes = recent_changes(conn, &scope, db.columns(), &contact)?;
            Ok((reach::of(conn, &scope, contact.id)?, changes))
        })
        .await?;
    let told = changes.iter().find(|told| Some(told.entry.uid) == change);
    let toast = told.map(|told| around.toast_for(told, &path));
    let now = visit.app.db.clock().now();
    let toast = toast.as_slice();
    let (around, changes) = (&around, &*changes);
    let body = views::SavedRow { around, contact, reach: &reach, field, changes, toast, now };
    Ok(around.answer(&contact.display_name(), body))
}

#[handler]
pub async fn delete(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let done = form
        .visit
        .write(Action::ContactDeleted, move |tx| {
            let (scope, _) = contacts::open(tx, tx.actor, uid)?;
            contacts::delete(tx, &scope, uid)
        })
        .await?;
    Ok(answer::done(&answer::workspace_path(done.value.workspace), done.change))
}

async fn read_contact(visit: &Visit, uid: Uid) -> Result<(Surroundings, (Contact, Reach))> {
    visit
        .read(move |conn, actor| {
            let (scope, contact) = contacts::open(conn, actor, uid)?;
            let reach = reach::of(conn, &scope, contact.id)?;
            Ok((contact, reach))
        })
        .await
}

fn field_named(name: &str) -> Domain<Field> {
    Field::from_name(name).ok_or(Error::NotFound("field"))
}
