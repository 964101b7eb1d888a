//! The backups page, for owners: how each place is, back up now, where backups go.
pub mod aside;
pub mod buckets;
pub mod restore;
pub mod sheet;
pub mod targets;

use std::time::Duration;

use hyper::body::Bytes;
use poem::{Response, Result, handler, http::StatusCode};

use super::{
    Draft, Status, What, ask, due,
    restore::{
        aside::{self as restored, Aside},
        swap::FAILED,
    },
    seed, statuses, views,
};
use crate::{
    accounts::users::Role,
    app::App,
    audit::{Action, Subject, Tx},
    error::{Error, Problems, Result as Domain},
    ids::{HouseholdId, Uid},
    sending::{self, Hold},
    shell::{Pass, Submission, Visit, answer},
    web::streamed::streamed,
};

pub const PATH: &str = "/household/backups";
const LOOK_EVERY: Duration = Duration::from_millis(500);

pub struct Overview {
    pub statuses: Vec<Status>,
    pub overdue: Option<String>,
    pub hold: Option<Hold>,
    /// Why what was restored is not served.
    pub not_restored: Option<String>,
    /// What earlier restores set aside.
    pub aside: Vec<Aside>,
}

impl Overview {
    pub fn is_at_work(&self) -> bool {
        self.statuses.iter().any(|it| it.at_work.is_some())
    }
}

#[handler]
pub async fn show(visit: Visit) -> Result<Response> {
    page(&visit, StatusCode::OK, &Draft::default(), &Problems::new()).await
}

/// All of them, or the one that the button says.
#[handler]
pub async fn run(form: Submission) -> Result<Response> {
    let (pass, home) = (form.visit.pass(), form.visit.app.home());
    let only = form.fields.find("target").and_then(|it| it.parse::<Uid>().ok());
    let db = &form.visit.app.db;
    let now = db.clock().now();
    let at = db.clock().read();
    let asked = db.upkeep(move |conn| {
        refuse_members(pass.person(conn, at)?.role)?;
        seed(conn, &home, now)?;
        for status in statuses(conn)? {
            if only.is_none_or(|only| only == status.target.uid) {
                ask(conn, status.target.id, What::Backup, now)?;
            }
        }
        Ok(())
    });
    asked.await?;
    form.visit.app.backups.ring();
    Ok(answer::see_other(PATH))
}

/// How far they are, told while they go on; whoever looks can leave and come back.
#[handler]
pub async fn events(visit: Visit) -> Result<Response> {
    let found = look(&visit).await?;
    let (pieces, body) = streamed();
    tokio::spawn(async move {
        let mut now = Ok(found);
        let mut told = String::new();
        while let Ok((is_at_work, html)) = now {
            let event = match (is_at_work, told == html) {
                (true, false) => format!("data: {}\n\n", html.replace('\n', " ")),
                (true, true) => ":\n\n".to_owned(),
                (false, _) => "event: done\ndata: \n\n".to_owned(),
            };
            told = html;
            let is_heard = pieces.send(Ok(Bytes::from(event))).await.is_ok();
            if !is_heard || !is_at_work {
                return;
            }
            tokio::time::sleep(LOOK_EVERY).await;
            now = look(&visit).await;
        }
    });
    Ok(Response::builder().content_type("text/event-stream").body(body))
}

async fn look(visit: &Visit) -> Result<(bool, String)> {
    let (_, all) = visit
        .read_as(|conn, me| {
            refuse_members(me.role)?;
            statuses(conn)
        })
        .await?;
    let is_at_work = all.iter().any(|it| it.at_work.is_some());
    Ok((is_at_work, views::Figures { statuses: &all }.to_string()))
}

/// Asked within the same transaction: somebody may be an owner no longer.
fn owner_only(tx: &Tx<'_>, pass: &Pass) -> Domain<()> {
    refuse_members(pass.person(tx, tx.at)?.role)
}

/// A place of one's own stands beside those that every box begins with.
async fn seeded(app: &App) -> Domain<()> {
    let (home, now) = (app.home(), app.db.clock().now());
    app.db.upkeep(move |conn| seed(conn, &home, now)).await
}

/// For a member there is no such page.
pub fn refuse_members(role: Role) -> Domain<()> {
    match role {
        Role::Owner => Ok(()),
        Role::Member => Err(Error::NotFound("page")),
    }
}

fn about(tx: &Tx<'_>, words: String) {
    tx.about(Subject::household(HouseholdId::THIS, "the household"));
    tx.say(words);
}

async fn changed<F>(form: &Submission, verb: F) -> Domain<Option<Uid>>
where
    F: FnOnce(&Tx<'_>) -> Domain<String> + Send + 'static,
{
    let pass = form.visit.pass();
    let whole = move |tx: &Tx<'_>| {
        owner_only(tx, &pass)?;
        let words = verb(tx)?;
        about(tx, words);
        Ok(())
    };
    Ok(form.visit.write(Action::BackupsChanged, whole).await?.entry)
}

async fn page(
    visit: &Visit,
    status: StatusCode,
    typed: &Draft,
    problems: &Problems,
) -> Result<Response> {
    seeded(&visit.app).await?;
    let (home, now) = (visit.app.home(), visit.app.db.clock().now());
    let (around, overview) = visit
        .read_as(move |conn, me| {
            refuse_members(me.role)?;
            Ok(Overview {
                statuses: statuses(conn)?,
                overdue: due::overdue(conn, now)?.map(|it| it.words(now)),
                hold: sending::held(conn)?,
                aside: restored::list(&home),
                not_restored: std::fs::read_to_string(home.data_dir.join(FAILED)).ok(),
            })
        })
        .await?;
    let body = views::Backups { around: &around, overview: &overview, typed, problems, now };
    Ok(around.answer_with(status, "Backups", body))
}
