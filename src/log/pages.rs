//! A contact's log: its tabs, what is written down, changed, pinned and deleted. In place by HTMX,
//! else as pages.
use poem::{
    FromRequest, Request, RequestBody, Response, Result, handler,
    web::{Path, Query},
};
use serde::Deserialize;

use super::{
    Logged, PAGE, Position, Tab,
    manual::{Draft, Edited, When, versions},
    views::{self, OpenEntry},
};
use crate::{
    audit::Action,
    contact_page::pages::{Opened, contact_page, log_changed},
    contacts::{self, Contact, activity},
    error::{Error, Problems},
    ids::Uid,
    log,
    shell::{Fields, Submission, Surroundings, Visit, answer},
};

#[derive(Debug, Default, Deserialize)]
pub struct Params {
    tab: Option<String>,
    before: Option<String>,
}

/// The tab of the page that a part of it was asked from.
pub struct Shown(pub Tab);

impl<'a> FromRequest<'a> for Shown {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> Result<Self> {
        Ok(Self(Tab::of_address(request.header("HX-Current-URL").unwrap_or_default())))
    }
}

#[handler]
pub async fn list_entries(
    visit: Visit,
    Path(uid): Path<Uid>,
    Query(params): Query<Params>,
) -> Result<Response> {
    let tab = params.tab.as_deref().and_then(Tab::from_code).unwrap_or(Tab::All);
    let before = params.before.as_deref().and_then(Position::from_cursor);
    let (around, (workspace, contact, page)) = visit
        .read(move |conn, actor| {
            let (scope, contact) = contacts::open(conn, actor, uid)?;
            let page = log::page_of(conn, &scope, contact.id, tab, before, PAGE)?;
            Ok((scope.uid(), contact, page))
        })
        .await?;
    let now = visit.app.db.clock().now();
    if visit.wants_fragment {
        let (around, page) = (&around, &page);
        return Ok(match before {
            Some(_) => answer::fragment(views::Items { around, contact: uid, page, now }),
            None => answer::fragment(views::Entries { around, contact: uid, page, now }),
        });
    }
    let around = around.within(workspace);
    let name = contact.display_name();
    let body = views::Older { around: &around, contact: uid, name: &name, page: &page, now };
    Ok(around.answer("Activity", body))
}

#[handler]
pub async fn add_entry(form: Submission, Path(uid): Path<Uid>, shown: Shown) -> Result<Response> {
    let (visit, draft, request) = (form.visit, draft(&form.fields), form.request);
    let wanted = draft.clone();
    let saved = visit
        .write(Action::EntryAdded, move |tx| activity::write(tx, uid, &wanted, Some(&request)))
        .await;
    let problems = match saved {
        Ok(done) => return log_changed(&visit, uid, done.change, shown.0, true).await,
        Err(Error::Invalid(problems)) => problems,
        Err(cause) => return Err(cause.into()),
    };
    let open = OpenEntry { draft, problems, theirs: None };
    if !visit.wants_fragment {
        return contact_page(&visit, uid, Opened::Entry(Box::new(open))).await;
    }
    let (around, contact) =
        visit.read(move |conn, actor| Ok(contacts::open(conn, actor, uid)?.1)).await?;
    let body = views::Composer { around: &around, contact: uid, open: Some(&open) };
    Ok(around.answer_with(open.status(), &contact.display_name(), body))
}

/// All of an entry: in its place on the contact's page, or by itself.
#[handler]
pub async fn show_entry(visit: Visit, Path(uid): Path<Uid>) -> Result<Response> {
    let (around, (contact, entry)) = read(&visit, uid).await?;
    let name = contact.display_name();
    if visit.wants_fragment {
        let body = views::Whole { around: &around, entry: &entry, is_part: true };
        return Ok(around.answer(&name, body));
    }
    let around = around.within(contact.workspace);
    let body =
        views::EntryPage { around: &around, contact: contact.uid, name: &name, entry: &entry };
    Ok(around.answer(entry.summary(), body))
}

#[handler]
pub async fn open_entry(visit: Visit, Path(uid): Path<Uid>) -> Result<Response> {
    let (around, (contact, entry)) = read(&visit, uid).await?;
    let draft = Draft::of(&entry.entry, around.manner());
    let open = OpenEntry { draft, ..OpenEntry::default() };
    edit_form(&visit, around, &contact, &entry, &open)
}

#[handler]
pub async fn save_entry(form: Submission, Path(uid): Path<Uid>, shown: Shown) -> Result<Response> {
    let (visit, draft) = (form.visit, draft(&form.fields));
    let (seen, wanted) = (form.fields.get("etag").to_owned(), draft.clone());
    let saved = visit
        .write(Action::EntryEdited, move |tx| activity::edit(tx, uid, Some(&seen), &wanted))
        .await;
    let (problems, is_conflict) = match saved {
        Ok(done) => match done.value {
            (contact, Edited::Saved | Edited::Same) => {
                return log_changed(&visit, contact, done.change, shown.0, false).await;
            }
            (_, Edited::Changed) => (Problems::new(), true),
        },
        Err(Error::Invalid(problems)) => (problems, false),
        Err(cause) => return Err(cause.into()),
    };
    let (around, (contact, entry)) = read(&visit, uid).await?;
    let theirs = is_conflict.then(|| Box::new(entry.clone()));
    edit_form(&visit, around, &contact, &entry, &OpenEntry { draft, problems, theirs })
}

#[handler]
pub async fn pin_entry(form: Submission, Path(uid): Path<Uid>, shown: Shown) -> Result<Response> {
    let is_pinned = form.fields.get("pinned") == "1";
    let done =
        form.visit.write(Action::EntryPinned, move |tx| activity::pin(tx, uid, is_pinned)).await?;
    log_changed(&form.visit, done.value, done.change, shown.0, false).await
}

#[handler]
pub async fn delete_entry(
    form: Submission,
    Path(uid): Path<Uid>,
    shown: Shown,
) -> Result<Response> {
    let done = form.visit.write(Action::EntryDeleted, move |tx| activity::delete(tx, uid)).await?;
    log_changed(&form.visit, done.value, done.change, shown.0, false).await
}

#[handler]
pub async fn list_versions(visit: Visit, Path(uid): Path<Uid>) -> Result<Response> {
    let (around, (contact, entry, versions)) = visit
        .read(move |conn, actor| {
            let (scope, entry, contact) = log::open(conn, actor, uid)?;
            let versions = versions(conn, &scope, &entry)?;
            Ok((contacts::find(conn, &scope, contact)?, entry, versions))
        })
        .await?;
    let around = around.within(contact.workspace);
    let body = views::Versions {
        around: &around,
        contact: contact.uid,
        name: &contact.display_name(),
        entry: &entry,
        versions: &versions,
    };
    Ok(around.answer("Versions", body))
}

fn edit_form(
    visit: &Visit,
    around: Surroundings,
    contact: &Contact,
    entry: &Logged,
    open: &OpenEntry,
) -> Result<Response> {
    let name = contact.display_name();
    if visit.wants_fragment {
        let body = views::EditForm { around: &around, entry, open, is_part: true };
        return Ok(around.answer_with(open.status(), &name, body));
    }
    let around = around.within(contact.workspace);
    let (contact, name) = (contact.uid, &*name);
    let body = views::EditPage { around: &around, contact, name, entry, open };
    Ok(around.answer_with(open.status(), "Edit", body))
}

async fn read(visit: &Visit, uid: Uid) -> Result<(Surroundings, (Contact, Logged))> {
    visit
        .read(move |conn, actor| {
            let (scope, entry, contact) = log::open(conn, actor, uid)?;
            Ok((contacts::find(conn, &scope, contact)?, entry))
        })
        .await
}

fn draft(fields: &Fields) -> Draft {
    let field = |name: &str| fields.get(name).to_owned();
    Draft {
        kind: field("kind"),
        text: field("text"),
        at: When::Typed(field("at")),
        direction: field("direction"),
        outcome: field("outcome"),
        minutes: field("minutes"),
        place: field("place"),
    }
}
