//! A contact's e-mails, phones and do-not-contact, changed on the contact's page.
use poem::{Response, Result, handler, web::Path};

use super::{
    Kind, Reach, Silence, Way, WayDraft,
    views::{self, News, OpenReach, OpenWay},
};
use crate::{
    audit::Action,
    contact_page::{
        pages::{Opened, contact_page},
        recent_changes,
    },
    contacts::{self, Contact, Edited, reach},
    error::{Error, Problems, Result as Domain},
    ids::Uid,
    log,
    shell::{Fields, Submission, Surroundings, Visit, answer},
};

type Ids = Path<(Uid, Uid)>;

#[handler]
pub async fn add(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let Submission { visit, fields, request } = form;
    let (label, value) = typed(&fields);
    let (kind, draft) = (Kind::of_typed(&value), (label.clone(), value.clone()));
    let added = visit
        .write(Action::ContactEdited, move |tx| {
            let (scope, _) = contacts::open(tx, tx.actor, uid)?;
            let draft = WayDraft { kind, label: draft.0, value: draft.1 };
            reach::add(tx, &scope, uid, &draft, Some(&request))
        })
        .await;
    match added {
        Ok(done) => saved(&visit, uid, done.change, Part::Whole).await,
        Err(Error::Invalid(problems)) => {
            panel(&visit, uid, OpenReach::Adding { label, value, problems }).await
        }
        Err(cause) => Err(cause.into()),
    }
}

/// The e-mail or phone as a form, in its place.
#[handler]
pub async fn open_way(visit: Visit, Path((uid, way)): Ids) -> Result<Response> {
    let (typed, problems) = (None, Problems::new());
    form(&visit, uid, OpenWay { way, typed, problems, is_conflict: false }).await
}

/// The same at rest: what *Cancel* and *Keep theirs* go back to.
#[handler]
pub async fn close_way(visit: Visit, Path((uid, way)): Ids) -> Result<Response> {
    let (around, (contact, way)) = read_one(&visit, uid, way).await?;
    if !visit.wants_fragment {
        return Ok(answer::see_other(&answer::contact_path(uid)));
    }
    let body = views::WayRow { around: &around, contact: &contact, way: &way, is_saved: false };
    Ok(around.answer(&contact.display_name(), body))
}

#[handler]
pub async fn save_way(form: Submission, Path((uid, way)): Ids) -> Result<Response> {
    let Submission { visit, fields, .. } = form;
    let (label, value) = typed(&fields);
    let (seen, draft) = (fields.get("etag").to_owned(), (label.clone(), value.clone()));
    let edited = visit
        .write(Action::ContactEdited, move |tx| {
            let (scope, contact) = contacts::open(tx, tx.actor, uid)?;
            let kind = reach::find(tx, &scope, contact.id, way)?.kind;
            let draft = WayDraft { kind, label: draft.0, value: draft.1 };
            reach::edit_seen(tx, &scope, uid, way, &seen, &draft)
        })
        .await;
    let (is_conflict, problems) = match edited {
        Ok(done) => match done.value {
            Edited::Saved(_) => return saved(&visit, uid, done.change, Part::Way(way)).await,
            Edited::Changed => (true, Problems::new()),
        },
        Err(Error::Invalid(problems)) => (false, problems),
        Err(cause) => return Err(cause.into()),
    };
    let open = OpenWay { way, typed: Some((label, value)), problems, is_conflict };
    self::form(&visit, uid, open).await
}

#[handler]
pub async fn promote(form: Submission, Path((uid, way)): Ids) -> Result<Response> {
    let Submission { visit, fields, .. } = form;
    let seen = fields.get("etag").to_owned();
    let done = visit
        .write(Action::ContactEdited, move |tx| {
            let (scope, _) = contacts::open(tx, tx.actor, uid)?;
            reach::promote_seen(tx, &scope, uid, way, &seen)
        })
        .await?;
    match done.value {
        Edited::Saved(_) => saved(&visit, uid, done.change, Part::Whole).await,
        Edited::Changed => panel(&visit, uid, OpenReach::Stale).await,
    }
}

#[handler]
pub async fn remove(form: Submission, Path((uid, way)): Ids) -> Result<Response> {
    let Submission { visit, fields, .. } = form;
    let seen = fields.get("etag").to_owned();
    let done = visit
        .write(Action::ContactEdited, move |tx| {
            let (scope, contact) = contacts::open(tx, tx.actor, uid)?;
            match reach::remove_seen(tx, &scope, uid, way, &seen) {
                // Removed already, perhaps on another tab.
                Err(Error::NotFound(_)) => Ok(Edited::Saved(contact)),
                done => done,
            }
        })
        .await?;
    match done.value {
        Edited::Saved(_) => saved(&visit, uid, done.change, Part::Whole).await,
        Edited::Changed => panel(&visit, uid, OpenReach::Stale).await,
    }
}

#[handler]
pub async fn remove_primary(
    form: Submission,
    Path((uid, kind)): Path<(Uid, String)>,
) -> Result<Response> {
    let Submission { visit, fields, .. } = form;
    let seen = fields.get("etag").to_owned();
    let removed = visit
        .write(Action::ContactEdited, move |tx| {
            let (scope, _) = contacts::open(tx, tx.actor, uid)?;
            let kind = Kind::from_code(&kind).ok_or(Error::NotFound("e-mail or phone"))?;
            reach::remove_primary_seen(tx, &scope, uid, kind, &seen)
        })
        .await;
    match removed.map(|done| (done.value, done.change)) {
        Ok((Edited::Saved(_), change)) => saved(&visit, uid, change, Part::Whole).await,
        Ok((Edited::Changed, _)) => panel(&visit, uid, OpenReach::Stale).await,
        Err(Error::Invalid(problems)) => {
            let why = problems.into_values().next().unwrap_or_default();
            panel(&visit, uid, OpenReach::Refused(why)).await
        }
        Err(cause) => Err(cause.into()),
    }
}

#[handler]
pub async fn open_silence(visit: Visit, Path(uid): Path<Uid>) -> Result<Response> {
    silence_form(&visit, uid, None, false).await
}

#[handler]
pub async fn close_silence(visit: Visit, Path(uid): Path<Uid>) -> Result<Response> {
    let (around, (contact, reach)) = read(&visit, uid).await?;
    if !visit.wants_fragment {
        return Ok(answer::see_other(&answer::contact_path(uid)));
    }
    let body = views::SilenceRow { contact: &contact, reach: &reach, is_saved: false };
    Ok(around.answer(&contact.display_name(), body))
}

#[handler]
pub async fn save_silence(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let Submission { visit, fields, .. } = form;
    let is_ticked = |name: &str| fields.find(name).is_some();
    let wanted =
        Silence { all: is_ticked("all"), mail: is_ticked("mail"), text: is_ticked("text") };
    let seen = Silence::from_code(fields.get("etag")).unwrap_or_default();
    let done = visit
        .write(Action::ContactSilenced, move |tx| {
            let (scope, _) = contacts::open(tx, tx.actor, uid)?;
            reach::set_silence_seen(tx, &scope, uid, seen, wanted)
        })
        .await?;
    match done.value {
        Edited::Saved(_) => saved(&visit, uid, done.change, Part::Silence).await,
        Edited::Changed => silence_form(&visit, uid, Some(wanted), true).await,
    }
}

async fn silence_form(
    visit: &Visit,
    uid: Uid,
    typed: Option<Silence>,
    is_conflict: bool,
) -> Result<Response> {
    let open = OpenReach::Silence { typed, is_conflict };
    if !visit.wants_fragment {
        return contact_page(visit, uid, Opened::Reach(open)).await;
    }
    let (around, (contact, reach)) = read(visit, uid).await?;
    let body = views::SilenceForm {
        around: &around,
        contact: &contact,
        reach: &reach,
        typed,
        is_conflict,
    };
    Ok(around.answer_with(open.status(), &contact.display_name(), body))
}

/// The form of one in its place, with what was typed and why it was not saved.
async fn form(visit: &Visit, uid: Uid, open: OpenWay) -> Result<Response> {
    let (around, (contact, way)) = read_one(visit, uid, open.way).await?;
    let open = OpenReach::Way(open);
    let status = open.status();
    match open {
        OpenReach::Way(open) if visit.wants_fragment => {
            let body =
                views::WayForm { around: &around, contact: &contact, way: &way, open: &open };
            Ok(around.answer_with(status, &contact.display_name(), body))
        }
        open => contact_page(visit, uid, Opened::Reach(open)).await,
    }
}

/// The whole part, with what is open in it.
async fn panel(visit: &Visit, uid: Uid, open: OpenReach) -> Result<Response> {
    if !visit.wants_fragment {
        return contact_page(visit, uid, Opened::Reach(open)).await;
    }
    let (around, (contact, reach)) = read(visit, uid).await?;
    let body = views::Panel {
        around: &around,
        contact: &contact,
        reach: &reach,
        field: None,
        open: Some(&open),
    };
    Ok(around.answer_with(open.status(), &contact.display_name(), body))
}

/// What of the page was changed.
#[derive(Clone, Copy, Debug)]
enum Part {
    Whole,
    Way(Uid),
    Silence,
}

/// After a change: back to the page, or the part anew with all that tells of it.
async fn saved(visit: &Visit, uid: Uid, change: Option<Uid>, part: Part) -> Result<Response> {
    let path = answer::contact_path(uid);
    if !visit.wants_fragment {
        return Ok(answer::done(&path, change));
    }
    let db = visit.app.db.clone();
    let (around, (contact, reach, changes, log)) = visit
        .read(move |conn, actor| {
            let (scope, contact) = contacts::open(conn, actor, uid)?;
            let reach = reach::of(conn, &scope, contact.id)?;
            let changes = recent_changes(conn, &scope, db.columns(), &contact)?;
            let log = log::page(conn, &scope, contact.id, None)?;
            Ok((contact, reach, changes, log))
        })
        .await?;
    let told = changes.iter().find(|told| Some(told.entry.uid) == change);
    let toast = told.map(|told| around.toast_for(told, &path));
    let news = News {
        around: &around,
        contact: &contact,
        reach: &reach,
        changes: &changes,
        log: &log,
        toast: toast.as_slice(),
        now: visit.app.db.clock().now(),
    };
    let name = contact.display_name();
    let way = |uid| reach.ways.iter().find(|way| way.uid == uid);
    Ok(match part {
        Part::Silence => around.answer(&name, views::SavedSilence { news: &news }),
        Part::Way(uid) => match way(uid) {
            Some(way) => around.answer(&name, views::SavedRow { news: &news, way }),
            None => answer::see_other(&path),
        },
        Part::Whole => around.answer(&name, views::SavedPanel { news: &news }),
    })
}

fn typed(fields: &Fields) -> (String, String) {
    (fields.get("label").to_owned(), fields.get("value").to_owned())
}

async fn read(visit: &Visit, uid: Uid) -> Result<(Surroundings, (Contact, Reach))> {
    visit
        .read(move |conn, actor| {
            let (scope, contact) = contacts::open(conn, actor, uid)?;
            let reach = reach::of(conn, &scope, contact.id)?;
            Ok((contact, reach))
        })
        .await
}

async fn read_one(visit: &Visit, uid: Uid, way: Uid) -> Result<(Surroundings, (Contact, Way))> {
    visit
        .read(move |conn, actor| -> Domain<_> {
            let (scope, contact) = contacts::open(conn, actor, uid)?;
            let way = reach::find(conn, &scope, contact.id, way)?;
            Ok((contact, way))
        })
        .await
}
