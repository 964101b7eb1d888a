//! What forms do to todos: every one leads back to the page that it stood on.
use poem::{Response, Result, handler, web::Path};

use super::{At, BACK, changed, draft, edit_form, into, new_form};
use crate::{
    audit::{Action, Done},
    error::{Error, Problems},
    ids::Uid,
    shell::{Submission, Visit},
    todos::{
        self, Draft, Edited, Snooze, Todo,
        views::{self, Focus},
    },
};

#[handler]
pub async fn add(form: Submission) -> Result<Response> {
    let at = At::of(form.fields.get(BACK));
    let (typed, request) = (draft(&form.fields), form.request);
    // Whoever is not signed in hears of that first.
    let wanted = typed.as_ref().ok().cloned();
    let saved = form
        .visit
        .write(Action::TodoAdded, move |tx| todos::add(tx, &typed?, Some(&request)))
        .await;
    match (saved, wanted) {
        (Ok(done), _) => changed(&form.visit, at, done.change, Some(Focus::Adding)).await,
        (Err(Error::Invalid(problems)), Some(draft)) => {
            refused(&form.visit, at, draft, problems).await
        }
        (Err(cause), _) => Err(cause.into()),
    }
}

/// The line in which one adds, with what was typed; without HTMX, the form with everything.
async fn refused(visit: &Visit, at: At, draft: Draft, problems: Problems) -> Result<Response> {
    if !visit.wants_fragment {
        return new_form(visit, draft, at, problems).await;
    }
    let (around, ()) = visit.read(|_, _| Ok(())).await?;
    let open = views::Open { draft, problems, is_conflict: false, etag: String::new() };
    let body = views::Add { around: &around, at, open: Some(&open), is_focused: true };
    Ok(into(around.answer_with(open.status(), "Todos", body), "#todo-add"))
}

#[handler]
pub async fn save(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let at = At::of(form.fields.get(BACK));
    let (typed, seen) = (draft(&form.fields), form.fields.get("etag").to_owned());
    let wanted = typed.as_ref().ok().cloned();
    let saved = form
        .visit
        .write(Action::TodoEdited, move |tx| todos::edit_seen(tx, uid, &seen, &typed?))
        .await;
    let (problems, is_conflict) = match saved {
        Ok(Done { value: Edited::Saved(_), change, .. }) => {
            return changed(&form.visit, at, change, Some(Focus::On(uid))).await;
        }
        Ok(_) => (Problems::new(), true),
        Err(Error::Invalid(problems)) => (problems, false),
        Err(cause) => return Err(cause.into()),
    };
    let draft = wanted.unwrap_or_default();
    let open = views::Open { draft, problems, is_conflict, etag: String::new() };
    edit_form(&form.visit, uid, at, Some(open)).await
}

/// Ticked, or the tick taken off.
#[handler]
pub async fn tick(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let saved = match form.fields.get("done") {
        "0" => form.visit.write(Action::TodoReopened, move |tx| todos::reopen(tx, uid)).await,
        _ => form.visit.write(Action::TodoDone, move |tx| todos::finish(tx, uid)).await,
    };
    on_to_the_next(&form, saved).await
}

#[handler]
pub async fn snooze(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let (until, day) = (form.fields.get("until").to_owned(), form.fields.get("day").to_owned());
    let saved = form
        .visit
        .write(Action::TodoSnoozed, move |tx| {
            let todo = todos::find(tx, tx.actor, uid)?;
            todos::snooze(tx, todo.uid, Snooze::read(&until, &day)?)
        })
        .await;
    match saved {
        Err(Error::Invalid(problems)) => {
            let said = problems.into_values().next().unwrap_or_default();
            Err(Error::Conflict(format!("{said}. Nothing was changed.")).into())
        }
        saved => on_to_the_next(&form, saved).await,
    }
}

#[handler]
pub async fn delete(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let saved = form.visit.write(Action::TodoDeleted, move |tx| todos::delete(tx, uid)).await;
    on_to_the_next(&form, saved).await
}

/// The row may be gone from where it stood: the hands go on to the one behind it.
async fn on_to_the_next(form: &Submission, saved: Result<Done<Todo>, Error>) -> Result<Response> {
    let at = At::of(form.fields.get(BACK));
    let next = form.fields.get("next").parse().map_or(Focus::Adding, Focus::On);
    changed(&form.visit, at, saved?.change, Some(next)).await
}
