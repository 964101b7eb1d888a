//! Restoring on a box where nobody lives yet: from what is plugged in, from S3 storage, from a file
//! that is uploaded. The set-up code first: without it nobody brings anything in.
use poem::{Body, Request, RequestBody, Response, Result, handler, http::StatusCode};

use super::{NEW_BOX, begun, choice, declared_bytes, told};
use crate::{
    accounts::{pages::set_up, users},
    actor::Who,
    app::App,
    backups::{
        Target, buckets::Typed, pages::targets::typed_bucket, restore::attempt, trouble::Trouble,
        views,
    },
    error::{Error, FieldName, Problems, Result as Domain},
    shell::{Door, DoorForm, OLD_PAGE, answer, upload::DoorUpload},
};

/// Which form of the page it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Restore,
    Bucket,
    File,
}

impl Step {
    /// Its field for the set-up code: there are three on the page.
    pub fn code_id(self) -> &'static str {
        match self {
            Self::Restore => "code",
            Self::Bucket => "bucket-code",
            Self::File => "file-code",
        }
    }
}

#[handler]
pub async fn show(door: Door) -> Result<Response> {
    nobody_here(&door.app).await?;
    page(&door, Step::Restore, &Typed::default(), Ok(())).await
}

#[handler]
pub async fn submit(form: DoorForm) -> Result<Response> {
    nobody_here(form.app()).await?;
    let actor = form.actor(Who::Job("restore"));
    let done = match let_in(&form).await? {
        Ok(()) => begun(form.app(), &form.fields, actor),
        refused => refused,
    };
    answered(&form, Step::Restore, &Typed::default(), done).await
}

/// Looks into a bucket, and offers what is in it.
#[handler]
pub async fn look(form: DoorForm) -> Result<Response> {
    nobody_here(form.app()).await?;
    let typed = typed_bucket(&form.fields);
    let done = match let_in(&form).await? {
        Ok(()) => looked_into(form.app(), &typed).await,
        refused => refused,
    };
    answered(&form, Step::Bucket, &typed, done).await
}

#[handler]
pub async fn upload(request: &Request, body: Body) -> Result<Response> {
    let app: &App = request.data().expect("routes carry the app");
    nobody_here(app).await?;
    let declared = declared_bytes(request);
    let (form, file) = DoorUpload::open(request, RequestBody::new(body)).await?;
    let done = match (let_in(&form).await?, file) {
        (Err(refused), _) => Err(refused),
        (Ok(()), None) => Err(Error::invalid("upload", "Choose a file")),
        (Ok(()), Some(file)) => {
            let taken = attempt::take_in(form.app().home(), declared, file.pieces(request));
            taken.await.map_err(|cause| Error::invalid("upload", cause.words()))
        }
    };
    answered(&form, Step::File, &Typed::default(), done).await
}

#[handler]
pub async fn events(door: Door) -> Result<Response> {
    nobody_here(&door.app).await?;
    Ok(told(door.app.clone()))
}

async fn nobody_here(app: &App) -> Domain<()> {
    match app.db.read(users::count).await? {
        0 => Ok(()),
        _ => Err(Error::NotFound("page")),
    }
}

/// The inner result is what the form is told. A browser brings the code once.
async fn let_in(form: &DoorForm) -> Domain<Domain<()>> {
    if !form.is_proven {
        return Ok(Err(Error::Conflict(OLD_PAGE.into())));
    }
    let (restoring, browser) = (&form.app().restoring, form.door.browser());
    if restoring.has_let_in(browser) {
        return Ok(Ok(()));
    }
    let checked = set_up::checked_code(form, form.fields.get("code").to_owned()).await?;
    if checked.is_ok() {
        restoring.let_in(browser);
    }
    Ok(checked)
}

async fn looked_into(app: &App, typed: &Typed) -> Domain<()> {
    let target = Target::of_bucket(typed.check(None)?);
    let (place, listed) = (target.open(&app.home()), target);
    let work = tokio::task::spawn_blocking(move || place.list());
    match work.await.map_err(Error::internal)? {
        Ok(found) if found.is_empty() => {
            Err(Error::invalid("prefix", "There is no backup there; check bucket and folder"))
        }
        Ok(_) => {
            app.restoring.look_into(listed);
            Ok(())
        }
        Err(Trouble::Storage(cause)) => {
            Err(Error::invalid(cause.field().unwrap_or("endpoint"), cause.to_string()))
        }
        Err(Trouble::Ours(cause)) => Err(cause),
        Err(other) => Err(Error::invalid("endpoint", other.words())),
    }
}

async fn answered(
    form: &DoorForm,
    step: Step,
    typed: &Typed,
    done: Domain<()>,
) -> Result<Response> {
    match done {
        Ok(()) => Ok(answer::see_other(NEW_BOX)),
        done @ Err(Error::Invalid(_) | Error::Conflict(_)) => {
            page(&form.door, step, typed, done).await
        }
        Err(cause) => Err(cause.into()),
    }
}

async fn page(door: &Door, step: Step, typed: &Typed, done: Domain<()>) -> Result<Response> {
    let choice = choice(&door.app).await?;
    let (status, problems, notice) = match done {
        Ok(()) => (StatusCode::OK, Problems::new(), None),
        Err(Error::Invalid(problems)) => {
            let named = |(field, says): (FieldName, String)| match &*field {
                "code" => (step.code_id().into(), says),
                _ => (field, says),
            };
            let problems = problems.into_iter().map(named).collect();
            (StatusCode::UNPROCESSABLE_ENTITY, problems, None)
        }
        Err(other) => (StatusCode::FORBIDDEN, Problems::new(), Some(other.to_string())),
    };
    let most = door.app.config.limits.backup_bytes;
    let body = views::NewBox {
        csrf: &door.csrf(),
        choice: &choice,
        problems: &problems,
        notice: notice.as_deref(),
        step,
        needs_code: !door.app.restoring.has_let_in(door.browser()),
        typed,
        most,
    };
    Ok(door.page(status, "Restore", body))
}
