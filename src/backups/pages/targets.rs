//! Where backups go: add a place, change it, remove it.
use poem::{Response, Result, handler, http::StatusCode, web::Path};

use super::{PATH, buckets, changed, page, refuse_members};
use crate::{
    backups::{self, Draft, buckets::Typed, places::StorageTrouble, views},
    error::{Error, Problems},
    ids::Uid,
    shell::{Fields, Submission, Visit, answer},
};

/// What became of trying it out.
pub type Tried = std::result::Result<(), StorageTrouble>;

#[handler]
pub async fn add(form: Submission) -> Result<Response> {
    let typed = typed(&form);
    let draft = typed.clone();
    let key = form.visit.app.db.seal_key();
    let done = changed(&form, move |tx| {
        let target = backups::add(tx, &key, &draft)?;
        Ok(format!("They go to {} as well", target.name))
    });
    match done.await {
        Ok(entry) => Ok(answer::done(PATH, entry)),
        Err(Error::Invalid(problems)) => {
            page(&form.visit, StatusCode::UNPROCESSABLE_ENTITY, &typed, &problems).await
        }
        Err(cause) => Err(cause.into()),
    }
}

#[handler]
pub async fn edit(visit: Visit, Path(uid): Path<Uid>) -> Result<Response> {
    one(&visit, uid, None, &Problems::new(), None).await
}

#[handler]
pub async fn save(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let typed = typed(&form);
    let draft = typed.clone();
    let key = form.visit.app.db.seal_key();
    let done = changed(&form, move |tx| {
        let target = backups::change(tx, &key, &backups::find(tx, uid)?, &draft)?;
        let when = target.schedule.label().to_lowercase();
        Ok(format!("{}: {when}, {} days kept", target.name, target.keep_days))
    });
    match done.await {
        Ok(entry) => buckets::answered(&form, Some(uid), entry).await,
        Err(Error::Invalid(problems)) => one(&form.visit, uid, Some(&typed), &problems, None).await,
        Err(cause) => Err(cause.into()),
    }
}

#[handler]
pub async fn remove(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let done = changed(&form, move |tx| {
        let target = backups::find(tx, uid)?;
        backups::remove(tx, &target)?;
        Ok(format!("They go to {} no longer; those in it stay", target.name))
    });
    Ok(answer::done(PATH, done.await?))
}

pub(super) fn typed(form: &Submission) -> Draft {
    let field = |name| form.fields.get(name).to_owned();
    Draft {
        kind: field("kind"),
        name: field("name"),
        place: field("place"),
        schedule: field("schedule"),
        keep_days: field("keep_days"),
        bucket: typed_bucket(&form.fields),
    }
}

pub(super) fn typed_bucket(fields: &Fields) -> Typed {
    let field = |name| fields.get(name).to_owned();
    Typed {
        endpoint: field("endpoint"),
        region: field("region"),
        bucket: field("bucket"),
        prefix: field("prefix"),
        access_key: field("access_key"),
        secret_key: field("secret_key"),
        is_plain: !field("plain").is_empty(),
    }
}

pub(super) async fn one(
    visit: &Visit,
    uid: Uid,
    typed: Option<&Draft>,
    problems: &Problems,
    tried: Option<&Tried>,
) -> Result<Response> {
    let (around, status) = visit
        .read_as(move |conn, me| {
            refuse_members(me.role)?;
            let mut all = backups::statuses(conn)?.into_iter();
            all.find(|it| it.target.uid == uid).ok_or(Error::NotFound("target"))
        })
        .await?;
    let proven = views::proven(&around, &status, visit.app.db.clock().now());
    let target = status.target;
    let now = Draft::of(&target);
    let typed = typed.unwrap_or(&now);
    let body =
        views::EditTarget { around: &around, target: &target, proven, typed, problems, tried };
    Ok(around.answer_or_invalid(problems, "Backups", body))
}
