//! The contact's page, with what is open for editing on it where there is no HTMX.
use poem::{Response, Result, handler, http::StatusCode, web::Path};

use super::{sheet, views};
use crate::{
    contacts::{
        fields::views::OpenValue,
        lists::{pages::manage::status, views::OpenStage},
        views::Open,
    },
    error::Problems,
    ids::Uid,
    shares::views::Typed,
    shell::Visit,
};

/// What is open for editing.
pub enum Opened {
    Nothing,
    Field(Open),
    Stage(OpenStage),
    Tags { typed: String, problems: Problems },
    Value(Box<OpenValue>),
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
            Self::Sharing(typed) => status(&typed.problems),
        }
    }
}

#[handler]
pub async fn show(visit: Visit, Path(contact): Path<Uid>) -> Result<Response> {
    contact_page(&visit, contact, Opened::Nothing).await
}

pub async fn contact_page(visit: &Visit, uid: Uid, open: Opened) -> Result<Response> {
    let db = visit.app.db.clone();
    let (around, sheet) =
        visit.read(move |conn, actor| sheet(conn, actor, db.columns(), uid)).await?;
    let around = around.within(sheet.workspace.uid);
    let now = visit.app.db.clock().now();
    let body = views::Show { around: &around, sheet: &sheet, open: &open, now };
    Ok(around.answer_with(open.status(), &sheet.contact.display_name(), body))
}
