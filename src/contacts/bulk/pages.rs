//! A change to many, from the list: asked for with its number, then done.
use poem::{Response, Result, handler, http::StatusCode, web::Path};
use rusqlite::Connection;

use super::{
    Operation, Order, Outcome, everybody, run,
    views::{self, Deed},
};
use crate::{
    actor::Actor,
    contacts::{
        Asked, Filter, Reading, Selection,
        fields::{self, Definition},
        lists::{self, List, NO_STAGE_CODE},
    },
    error::{Error, Problems, Result as Domain, unless_any},
    ids::Uid,
    shell::{Fields, Submission, Visit, answer},
    workspaces::{self, Workspace},
};

/// The field of a form that names no custom one.
pub const COMPANY: &str = "company";

/// What the form of the list brought, or the one that asks.
#[derive(Clone)]
pub struct Wanted {
    pub deed: Deed,
    pub picked: Vec<Uid>,
    pub is_all: bool,
    pub asked: Asked,
    pub expected: Option<i64>,
    /// The tag, stage or field chosen, and the value typed.
    pub chosen: String,
    pub value: String,
}

impl Wanted {
    fn read(fields: &Fields) -> Domain<Self> {
        Ok(Self {
            deed: Deed::from_code(fields.get("do")).ok_or(Error::NotFound("change"))?,
            picked: picked(fields),
            is_all: fields.get("all") == "1",
            asked: asked(fields)?,
            expected: fields.get("expected").parse().ok(),
            chosen: fields.get("chosen").to_owned(),
            value: fields.get("value").to_owned(),
        })
    }

    fn selection(&self) -> Selection {
        match self.is_all {
            true => Selection::All(Filter::clone(&self.asked.filter)),
            false => Selection::These(self.picked.clone()),
        }
    }

    /// What can be no uid is one that nobody has.
    fn operation(&self) -> Operation {
        let uid = || self.chosen.parse().unwrap_or_else(|_| Uid::new());
        let value = self.value.clone();
        match self.deed {
            Deed::Tag => Operation::TagNamed(self.chosen.clone()),
            Deed::Untag => Operation::RemoveTag(uid()),
            Deed::Move if self.chosen == NO_STAGE_CODE => Operation::Move(None),
            Deed::Move => Operation::Move(Some(uid())),
            Deed::Set if self.chosen == COMPANY => Operation::Company(value),
            Deed::Set => Operation::Field { definition: uid(), value },
            Deed::Silence => Operation::DoNotContact(true),
            Deed::Unsilence => Operation::DoNotContact(false),
            Deed::Delete => Operation::Delete,
        }
    }
}

/// What the page that asks shows.
pub struct Asking {
    pub workspace: Workspace,
    pub lists: Vec<List>,
    pub fields: Vec<Definition>,
    pub count: i64,
}

fn asking(
    conn: &Connection,
    actor: &Actor,
    workspace: Uid,
    wanted: Domain<Wanted>,
    now: i64,
) -> Domain<(Asking, Wanted)> {
    let scope = workspaces::open(conn, actor, workspace)?;
    let wanted = wanted?;
    let asking = Asking {
        workspace: workspaces::find(conn, &scope)?,
        lists: lists::all(conn, &scope)?,
        fields: fields::seen(conn, &scope)?,
        count: everybody(conn, &scope, &wanted.selection(), now)?.len() as i64,
    };
    Ok((asking, wanted))
}

#[handler]
pub async fn ask(form: Submission, Path(workspace): Path<Uid>) -> Result<Response> {
    let (visit, wanted) = (form.visit, Wanted::read(&form.fields));
    confirm(&visit, workspace, wanted, StatusCode::OK, None, Problems::new()).await
}

/// A file of those picked is a page of its own, which has them in its address.
#[handler]
pub async fn export(form: Submission, Path(workspace): Path<Uid>) -> Result<Response> {
    let asked = asked(&form.fields);
    form.visit.read(move |conn, actor| workspaces::open(conn, actor, workspace)).await?;
    let asked = asked?;
    let query = match selection(&form.fields, &asked) {
        Selection::These(uids) if uids.is_empty() => {
            return Ok(answer::see_other(&asked.path(workspace)));
        }
        Selection::These(uids) => {
            let pairs: Vec<String> = uids.iter().map(|uid| format!("contact={uid}")).collect();
            pairs.join("&")
        }
        Selection::All(filter) => filter.to_query(),
    };
    Ok(answer::see_other(&format!("/w/{workspace}/export?{query}")))
}

/// The list as it was when it was picked from.
fn asked(fields: &Fields) -> Domain<Asked> {
    let Reading { asked, problems, .. } = Reading::of_query(fields.get("asked"))?;
    unless_any(problems)?;
    Ok(asked)
}

fn selection(fields: &Fields, asked: &Asked) -> Selection {
    match fields.get("all") {
        "1" => Selection::All(Filter::clone(&asked.filter)),
        _ => Selection::These(picked(fields)),
    }
}

fn picked(fields: &Fields) -> Vec<Uid> {
    fields.all("contact").filter_map(|uid| uid.parse().ok()).collect()
}

async fn confirm(
    visit: &Visit,
    uid: Uid,
    wanted: Domain<Wanted>,
    status: StatusCode,
    trouble: Option<String>,
    problems: Problems,
) -> Result<Response> {
    let now = visit.app.db.clock().now();
    let (around, (asking, wanted)) =
        visit.read(move |conn, actor| asking(conn, actor, uid, wanted, now)).await?;
    let around = around.within(uid);
    let body = views::Confirm {
        around: &around,
        asking: &asking,
        wanted: &wanted,
        trouble: trouble.as_deref(),
        problems: &problems,
    };
    Ok(around.answer_with(status, wanted.deed.title(), body))
}

#[handler]
pub async fn go(form: Submission, Path(workspace): Path<Uid>) -> Result<Response> {
    let (visit, wanted) = (form.visit, Wanted::read(&form.fields));
    // Whose workspace it is comes before what the form says.
    visit.read(move |conn, actor| workspaces::open(conn, actor, workspace)).await?;
    let wanted = wanted?;
    let order = Order {
        workspace,
        selection: wanted.selection(),
        operation: wanted.operation(),
        expected: wanted.expected,
    };
    let again = |status, trouble, problems| {
        confirm(&visit, workspace, Ok(wanted.clone()), status, trouble, problems)
    };
    match run(&visit.app.db, visit.pass(), order).await {
        Ok(done) if done.value.changed == 0 => {
            again(StatusCode::OK, Some(idle(&done.value)), Problems::new()).await
        }
        Ok(done) => Ok(answer::done(&wanted.asked.path(workspace), done.change)),
        Err(Error::Conflict(said)) => {
            again(StatusCode::CONFLICT, Some(said), Problems::new()).await
        }
        Err(Error::Invalid(problems)) => {
            again(StatusCode::UNPROCESSABLE_ENTITY, None, problems).await
        }
        Err(cause) => Err(cause.into()),
    }
}

fn idle(outcome: &Outcome) -> String {
    match &outcome.why {
        Some(why) => format!("Nothing was changed: {why}."),
        None => "Nothing was changed: it is so already with all of them.".to_owned(),
    }
}
