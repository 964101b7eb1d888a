//! S3 storage as a place: add it, with what its service is known to want, and try it out.
use std::time::Duration;

use poem::{Response, Result, handler, http::StatusCode, web::Query};
use serde::Deserialize;

use super::{changed, refuse_members, seeded, targets};
use crate::{
    app::App,
    backups::{
        self, Draft, Kind,
        buckets::Typed,
        places::{S3, StorageTrouble},
        views,
    },
    clients::http::Failure,
    error::{Error, Problems, Result as Domain},
    ids::Uid,
    shell::{Submission, Visit, answer},
};

pub const NEW: &str = "/household/backups/buckets/new";
/// Shorter than a browser's patience.
const TRY_FOR: Duration = Duration::from_secs(25);

/// What is known of a service beforehand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Service {
    #[default]
    IdriveE2,
    Other,
}

#[derive(Debug, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    service: Service,
}

impl Service {
    pub fn code(self) -> &'static str {
        match self {
            Self::IdriveE2 => "idrive-e2",
            Self::Other => "other",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::IdriveE2 => "iDrive e2",
            Self::Other => "S3 storage",
        }
    }

    fn parse(code: &str) -> Self {
        if code == Self::Other.code() { Self::Other } else { Self::IdriveE2 }
    }
}

#[handler]
pub async fn new(visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response> {
    let typed = Draft {
        name: wanted.service.label().into(),
        bucket: Typed { prefix: "pi-crm".into(), ..Typed::default() },
        ..Draft::default()
    };
    page(&visit, wanted.service, &typed, &Problems::new()).await
}

/// Kept first, so that whatever trying it tells, nothing is typed twice.
#[handler]
pub async fn add(form: Submission) -> Result<Response> {
    seeded(&form.visit.app).await?;
    let typed = Draft { kind: Kind::S3.code().into(), ..targets::typed(&form) };
    let (draft, (sender, kept)) = (typed.clone(), tokio::sync::oneshot::channel());
    let key = form.visit.app.db.seal_key();
    let done = changed(&form, move |tx| {
        let target = backups::add(tx, &key, &draft)?;
        let _ = sender.send(target.uid);
        Ok(format!("They go to {} as well", target.name))
    });
    match done.await {
        Ok(entry) => answered(&form, kept.await.ok(), entry).await,
        Err(Error::Invalid(problems)) => {
            let service = Service::parse(form.fields.get("service"));
            page(&form.visit, service, &typed, &problems).await
        }
        Err(cause) => Err(cause.into()),
    }
}

/// The button says whether it is tried as well.
pub(super) async fn answered(
    form: &Submission,
    uid: Option<Uid>,
    entry: Option<Uid>,
) -> Result<Response> {
    match uid.filter(|_| form.fields.get("do") == "try") {
        Some(uid) => {
            let tried = tried(&form.visit.app, uid).await?;
            let mut problems = Problems::new();
            if let Some((field, cause)) =
                tried.as_ref().err().and_then(|it| Some((it.field()?, it)))
            {
                problems.insert(field, cause.to_string());
            }
            targets::one(&form.visit, uid, None, &problems, Some(&tried)).await
        }
        None => Ok(answer::done(super::PATH, entry)),
    }
}

async fn tried(app: &App, uid: Uid) -> Domain<Result<(), StorageTrouble>> {
    let target = app.db.read(move |conn| backups::find(conn, uid)).await?;
    let bucket = target.bucket.ok_or(Error::NotFound("bucket"))?;
    let host = bucket.endpoint.host().to_owned();
    let bucket = bucket.opened(Some(&app.db.seal_key()));
    let place = S3::new(bucket, app.db.clock().clone());
    let work = tokio::task::spawn_blocking(move || place.try_out());
    match tokio::time::timeout(TRY_FOR, work).await {
        Ok(done) => done.map_err(Error::internal),
        Err(_) => Ok(Err(StorageTrouble::Unreachable { host, why: Failure::Silent })),
    }
}

async fn page(
    visit: &Visit,
    service: Service,
    typed: &Draft,
    problems: &Problems,
) -> Result<Response> {
    let (around, ()) = visit.read_as(|_, me| refuse_members(me.role)).await?;
    seeded(&visit.app).await?;
    let body = views::NewBucket { around: &around, service, typed, problems };
    let status =
        if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(around.answer_with(status, "Backups", body))
}
