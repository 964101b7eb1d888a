//! Where fields are kept in order: mine in all workspaces, and those of one workspace.
use poem::{Response, Result, handler, web::Path};
use rusqlite::Connection;

use crate::{
    actor::Actor,
    audit::{Action, Tx},
    contacts::{
        Step,
        fields::{
            self, Definition, FieldDraft, FieldOwner, Kind, options_of_lines,
            packs::{self, Pack},
            views::{
                definitions::{self as views, Place, Shown},
                form::{Edit, Sheet},
            },
        },
    },
    error::{Error, Problems, Result as Domain},
    ids::Uid,
    shell::{Fields, Submission, Visit, answer},
    when::Manner,
    workspaces::{self, Mine},
};

#[handler]
pub async fn list_mine(visit: Visit) -> Result<Response> {
    list(&visit, None).await
}

#[handler]
pub async fn list_of_workspace(visit: Visit, Path(workspace): Path<Uid>) -> Result<Response> {
    list(&visit, Some(workspace)).await
}

async fn list(visit: &Visit, workspace: Option<Uid>) -> Result<Response> {
    let (around, shown) = visit.read(move |conn, actor| read_list(conn, actor, workspace)).await?;
    let around = match workspace {
        Some(uid) => around.within(uid),
        None => around,
    };
    Ok(around.answer("Custom fields", views::List { around: &around, shown: &shown }))
}

fn read_list(conn: &Connection, actor: &Actor, workspace: Option<Uid>) -> Domain<Shown> {
    let mine = Mine::of(actor)?;
    let scope = workspace.map(|uid| workspaces::open(conn, actor, uid)).transpose()?;
    let owner = scope.as_ref().map_or(FieldOwner::Mine(&mine), FieldOwner::In);
    let there = |pack| Ok((pack, packs::present(conn, owner, pack)?));
    Ok(Shown {
        place: match &scope {
            Some(scope) => Place::In(workspaces::find(conn, scope)?),
            None => Place::Mine,
        },
        fields: fields::list(conn, owner)?,
        shared: match &scope {
            Some(_) => fields::list(conn, FieldOwner::Mine(&mine))?,
            None => Vec::new(),
        },
        deleted: fields::deleted(conn, owner)?,
        packs: Pack::ALL.into_iter().map(there).collect::<Domain<_>>()?,
    })
}

#[handler]
pub async fn new_of_mine(visit: Visit) -> Result<Response> {
    new_form(&visit, None, FieldDraft::new("", Kind::Text), Problems::new()).await
}

#[handler]
pub async fn new_of_workspace(visit: Visit, Path(workspace): Path<Uid>) -> Result<Response> {
    new_form(&visit, Some(workspace), FieldDraft::new("", Kind::Text), Problems::new()).await
}

async fn new_form(
    visit: &Visit,
    workspace: Option<Uid>,
    draft: FieldDraft,
    problems: Problems,
) -> Result<Response> {
    let (around, place) = visit.read(move |conn, actor| place(conn, actor, workspace)).await?;
    let sheet = Sheet { place: &place, changed: None, draft: &draft, problems: &problems };
    Ok(around.answer_or_invalid(&problems, "New field", Edit { around: &around, sheet }))
}

#[handler]
pub async fn create_mine(form: Submission) -> Result<Response> {
    create(form, None).await
}

#[handler]
pub async fn create_in_workspace(form: Submission, Path(workspace): Path<Uid>) -> Result<Response> {
    create(form, Some(workspace)).await
}

async fn create(form: Submission, workspace: Option<Uid>) -> Result<Response> {
    let draft = draft(&form.fields);
    let Submission { visit, request, .. } = form;
    let wanted = draft.clone();
    let saved = visit
        .write(Action::FieldAdded, move |tx| {
            owned(tx, workspace, |owner| fields::define_once(tx, owner, &wanted, Some(&request)))
        })
        .await;
    match saved {
        Ok(done) => Ok(answer::done(&home(workspace), done.change)),
        Err(Error::Invalid(problems)) => new_form(&visit, workspace, draft, problems).await,
        Err(cause) => Err(cause.into()),
    }
}

#[handler]
pub async fn add_pack_to_mine(form: Submission) -> Result<Response> {
    add_pack(form, None).await
}

#[handler]
pub async fn add_pack_to_workspace(
    form: Submission,
    Path(workspace): Path<Uid>,
) -> Result<Response> {
    add_pack(form, Some(workspace)).await
}

async fn add_pack(form: Submission, workspace: Option<Uid>) -> Result<Response> {
    let pack = Pack::from_code(form.fields.get("pack"));
    let done = form
        .visit
        .write(Action::PackAdded, move |tx| {
            owned(tx, workspace, |owner| {
                let applied = packs::apply(tx, owner, pack.ok_or(Error::NotFound("pack"))?)?;
                match applied.added.is_empty() {
                    true => Err(Error::Conflict(applied.words())),
                    false => Ok(applied),
                }
            })
        })
        .await?;
    Ok(answer::done(&home(workspace), done.change))
}

#[handler]
pub async fn edit(visit: Visit, Path(uid): Path<Uid>) -> Result<Response> {
    edit_form(&visit, uid, None, Problems::new()).await
}

async fn edit_form(
    visit: &Visit,
    uid: Uid,
    typed: Option<FieldDraft>,
    problems: Problems,
) -> Result<Response> {
    let (around, (field, place)) = visit.read(move |conn, actor| one(conn, actor, uid)).await?;
    let draft = typed.unwrap_or_else(|| draft_of(&field, around.manner()));
    let sheet = Sheet { place: &place, changed: Some(&field), draft: &draft, problems: &problems };
    Ok(around.answer_or_invalid(&problems, &field.label, Edit { around: &around, sheet }))
}

#[handler]
pub async fn save(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let draft = draft(&form.fields);
    let (wanted, seen) = (draft.clone(), form.fields.get("etag").to_owned());
    let visit = form.visit;
    let saved = visit
        .write(Action::FieldChanged, move |tx| {
            let mine = Mine::of(tx.actor)?;
            let now = fields::find(tx, &mine, uid)?;
            let saved = fields::change(tx, &mine, uid, &wanted)?;
            // The same form sent twice finds its own field there already.
            if now.etag() != seen && saved != now {
                return Err(Error::invalid("label", CHANGED));
            }
            Ok(saved)
        })
        .await;
    match saved {
        Ok(done) => Ok(answer::done(&home_of(&done.value), done.change)),
        Err(Error::Invalid(problems)) => {
            let kept = FieldDraft { kind: kind_of(&visit, uid).await?, ..draft };
            edit_form(&visit, uid, Some(kept), problems).await
        }
        Err(cause) => Err(cause.into()),
    }
}

const CHANGED: &str = "This field was changed in the meantime. What you typed is kept; look it \
                       over and save again";

async fn kind_of(visit: &Visit, uid: Uid) -> Result<Kind> {
    let (_, (field, _)) = visit.read(move |conn, actor| one(conn, actor, uid)).await?;
    Ok(field.kind)
}

#[handler]
pub async fn shift(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let step = Step::from_code(form.fields.get("step")).ok_or(Error::NotFound("step"));
    let verb = move |tx: &Tx<'_>| fields::shift(tx, &Mine::of(tx.actor)?, uid, step?);
    back_home(&form, Action::FieldsOrdered, verb).await
}

#[handler]
pub async fn ask_to_delete(visit: Visit, Path(uid): Path<Uid>) -> Result<Response> {
    let (around, (field, place, used)) = visit
        .read(move |conn, actor| {
            let (field, place) = one(conn, actor, uid)?;
            let used = fields::in_use(conn, &field)?;
            Ok((field, place, used))
        })
        .await?;
    let body = views::Delete { around: &around, place: &place, field: &field, used };
    Ok(around.answer(&format!("Delete {}?", field.label), body))
}

#[handler]
pub async fn delete(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let verb = move |tx: &Tx<'_>| fields::delete(tx, &Mine::of(tx.actor)?, uid);
    back_home(&form, Action::FieldDeleted, verb).await
}

#[handler]
pub async fn revive(form: Submission, Path(uid): Path<Uid>) -> Result<Response> {
    let verb = move |tx: &Tx<'_>| fields::revive(tx, &Mine::of(tx.actor)?, uid);
    back_home(&form, Action::FieldRevived, verb).await
}

/// Carries a verb out and goes back to the list; what it cannot be done for is told as a whole.
async fn back_home(
    form: &Submission,
    action: Action,
    verb: impl FnOnce(&Tx<'_>) -> Domain<Definition> + Send + 'static,
) -> Result<Response> {
    let done = form.visit.write(action, verb).await.map_err(|cause| match cause {
        Error::Invalid(problems) => {
            let said = problems.into_values().collect::<Vec<_>>().join(" ");
            Error::Conflict(format!("{said}. Nothing was changed."))
        }
        other => other,
    })?;
    Ok(answer::done(&home_of(&done.value), done.change))
}

fn one(conn: &Connection, actor: &Actor, uid: Uid) -> Domain<(Definition, Place)> {
    let field = fields::find(conn, &Mine::of(actor)?, uid)?;
    let place = place(conn, actor, field.workspace.map(|(_, uid)| uid))?;
    Ok((field, place))
}

fn place(conn: &Connection, actor: &Actor, workspace: Option<Uid>) -> Domain<Place> {
    Ok(match workspace {
        Some(uid) => Place::In(workspaces::find(conn, &workspaces::open(conn, actor, uid)?)?),
        None => Place::Mine,
    })
}

/// With the proof that it is this person's.
fn owned<T>(
    tx: &Tx<'_>,
    workspace: Option<Uid>,
    verb: impl FnOnce(FieldOwner<'_>) -> Domain<T>,
) -> Domain<T> {
    match workspace {
        Some(uid) => verb(FieldOwner::In(&workspaces::open(tx, tx.actor, uid)?)),
        None => verb(FieldOwner::Mine(&Mine::of(tx.actor)?)),
    }
}

fn home(workspace: Option<Uid>) -> String {
    workspace.map_or_else(|| "/fields".to_owned(), |uid| format!("/w/{uid}/fields"))
}

fn home_of(definition: &Definition) -> String {
    home(definition.workspace.map(|(_, uid)| uid))
}

fn draft(fields: &Fields) -> FieldDraft {
    FieldDraft {
        name: fields.get("name").to_owned(),
        label: fields.get("label").to_owned(),
        kind: Kind::from_code(fields.get("type")).unwrap_or(Kind::Text),
        options: options_of_lines(fields.get("options")),
        is_required: fields.find("is_required").is_some(),
        default: fields.get("default").to_owned(),
        is_transaction: fields.find("is_transaction").is_some(),
    }
}

fn draft_of(field: &Definition, manner: &Manner) -> FieldDraft {
    FieldDraft {
        name: field.name.clone(),
        label: field.label.clone(),
        kind: field.kind,
        options: field.options.clone(),
        is_required: field.is_required,
        default: field.as_typed(field.default.as_deref().unwrap_or_default(), manner),
        is_transaction: field.is_transaction,
    }
}
