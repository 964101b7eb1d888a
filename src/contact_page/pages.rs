//! The contact's page, with what is open for editing on it where there is no HTMX.
use poem::{Response, Result, handler, http::StatusCode, web::Path};

use super::{
    Sheet,
    notices::{self, Notices, views::Pinned},
    sheet, views,
};
use crate::{
    contacts::{
        fields::views::OpenValue,
        lists::{pages::manage::status, views::OpenStage},
        reach::views::OpenReach,
        views::Open,
    },
    error::Problems,
    ids::Uid,
    log::{
        Tab,
        views::{Composer, News, OpenEntry, tab_path},
    },
    shares::views::Typed,
    shell::{Surroundings, Visit, answer},
};

/// What is open for editing.
pub enum Opened {
    Nothing,
    Field(Open),
    Stage(OpenStage),
    Tags { typed: String, problems: Problems },
    Value(Box<OpenValue>),
    Reach(OpenReach),
    Entry(Box<OpenEntry>),
    Sharing(Typed),
}

impl Opened {
    fn status(&self) -> StatusCode {
        match self {
            Self::Nothing => StatusCode::OK,
            Self::Field(open) => open.status(),
            Self::Stage(open) => open.status(),
            Self::Tags { problems, .. } => status(problems),
            Self::Value(open) => open.status(),
            Self::Reach(open) => open.status(),
            Self::Entry(open) => open.status(),
            Self::Sharing(typed) => status(&typed.problems),
        }
    }
}

#[handler]
pub async fn show(visit: Visit, Path(contact): Path<Uid>) -> Result<Response> {
    contact_page(&visit, contact, Opened::Nothing).await
}

pub async fn contact_page(visit: &Visit, uid: Uid, open: Opened) -> Result<Response> {
    let tab = Tab::of_address(&visit.path);
    let (around, sheet) = read(visit, uid, tab).await?;
    let around = around.within(sheet.workspace.uid);
    let notices = noticed(visit, &around, &sheet);
    let now = visit.app.db.clock().now();
    let body = views::Show { around: &around, sheet: &sheet, notices: &notices, open: &open, now };
    Ok(around.answer_with(open.status(), &sheet.contact.display_name(), body))
}

pub async fn read(visit: &Visit, uid: Uid, tab: Tab) -> Result<(Surroundings, Sheet)> {
    let db = visit.app.db.clone();
    let now = db.clock().now();
    visit.read(move |conn, actor| sheet(conn, actor, db.columns(), uid, tab, now)).await
}

/// The notices after a change elsewhere on the page.
pub async fn notices_of(visit: &Visit, uid: Uid) -> Result<Notices> {
    let (around, sheet) = read(visit, uid, Tab::All).await?;
    Ok(noticed(visit, &around, &sheet))
}

/// The notices as this person reads them.
pub fn noticed(visit: &Visit, around: &Surroundings, sheet: &Sheet) -> Notices {
    let Sheet { known, contact, standings, custom, .. } = sheet;
    let now = visit.app.db.clock().now();
    notices::of(known, contact, standings, custom, around.manner(), now)
}

/// After a change of the log: back to the page, or the list anew with all that tells of it. A form
/// whose entry was saved is empty again.
pub async fn log_changed(
    visit: &Visit,
    uid: Uid,
    change: Option<Uid>,
    tab: Tab,
    is_new: bool,
) -> Result<Response> {
    let path = tab_path(uid, tab);
    if !visit.wants_fragment {
        return Ok(answer::done(&path, change));
    }
    let (around, sheet) = read(visit, uid, tab).await?;
    let notices = noticed(visit, &around, &sheet);
    let told = sheet.changes.iter().find(|told| Some(told.entry.uid) == change);
    let toast = told.map(|told| around.toast_for(told, &path));
    let news = News {
        around: &around,
        contact: uid,
        page: &sheet.log,
        changes: &sheet.changes,
        toast: toast.as_slice(),
        now: visit.app.db.clock().now(),
    };
    let composer = is_new.then_some(Composer { around: &around, contact: uid, open: None });
    let pinned = Pinned { around: &around, contact: uid, notices: &notices, is_news: true };
    let body = views::LogChanged { composer, news, pinned };
    Ok(around.answer(&sheet.contact.display_name(), body))
}
