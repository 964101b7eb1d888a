//! The health page, for owners: what is well and what is not, and the database looked through when
//! somebody asks for it.
use std::time::Duration;

use poem::{Response, Result, handler};

use super::{Finding, Level, Machine, around, database, unknown, views, within};
use crate::{
    app::App,
    backups::{newest, pages::refuse_members},
    error::Error,
    shell::{Submission, Visit},
};

pub const PATH: &str = "/household/health";
/// A disk that hangs holds up a look at it, but nobody who waits for the page.
const LONGEST: Duration = Duration::from_secs(10);

pub struct Health {
    pub findings: Vec<Finding>,
    /// When a backup was last restored on trial, which reads the whole database.
    pub read_on: Option<i64>,
    /// What was found just now, where somebody asked.
    pub checked: Option<Finding>,
}

impl Health {
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|it| it.level == level).count()
    }
}

#[handler]
pub async fn show(visit: Visit) -> Result<Response> {
    page(&visit, None).await
}

#[handler]
pub async fn check(form: Submission) -> Result<Response> {
    let visit = &form.visit;
    visit.read_as(|_, me| refuse_members(me.role)).await?;
    let db = visit.app.db.clone();
    let found = tokio::task::spawn_blocking(move || database::soon(&db));
    let found = found.await.map_err(Error::internal)?;
    page(visit, Some(found)).await
}

async fn page(visit: &Visit, checked: Option<Finding>) -> Result<Response> {
    let (now, config) = (visit.app.db.clock().now(), visit.app.config.clone());
    let (page, (told, read_on)) = visit
        .read_as(move |conn, me| {
            refuse_members(me.role)?;
            Ok((within(conn, &config, now)?, newest(conn)?))
        })
        .await?;
    let mut findings = told;
    findings.extend(of_the_machine(&visit.app).await);
    // What is wrong comes first; else the order is that of the checks.
    findings.sort_by_key(|it| std::cmp::Reverse(it.level));
    let health = Health { findings, read_on, checked };
    Ok(page.answer("Health", views::Page { around: &page, health: &health, now }))
}

async fn of_the_machine(app: &App) -> Vec<Finding> {
    let (config, clock) = (app.config.clone(), app.db.clock().clone());
    let look = tokio::task::spawn_blocking(move || around(&config, &clock, &Machine::real()));
    match tokio::time::timeout(LONGEST, look).await {
        Ok(Ok(findings)) => findings,
        _ => vec![unknown("machine", "it does not answer: a disk may hang; start the box again")],
    }
}
