//! The board as a page, more of one of its columns, and the move of a card.
use poem::{
    Response, Result, handler,
    http::StatusCode,
    web::{Path, Query as FromQuery},
};
use rusqlite::Connection;
use serde::Deserialize;

use super::{
    Board, Column, board, more as more_of, path, some,
    views::{self, MoveForm, Setting},
};
use crate::{
    actor::Actor,
    audit::{
        Action,
        read::{self, Told},
    },
    contacts::{
        self, Asked, Contact, Reading,
        filter::InStage,
        lists::{self, List, ListKind, Moved, NO_STAGE_CODE, STAGE_GONE},
        pages::{filter, list::query_of},
        views::Look,
    },
    error::{Error, Problems, Result as Domain, unless_any},
    ids::Uid,
    shell::{Fields, Submission, Surroundings, Visit, answer},
    web::ui::Toast,
    workspaces::{self, Workspace},
};

/// What the address asks for, apart from what only a part of the board is asked by.
fn reading(visit: &Visit) -> Domain<Reading> {
    let query = query_of(&visit.path);
    let is_own = |pair: &&str| !pair.starts_with("contact=") && !pair.starts_with("column=");
    Reading::of_query(&query.split('&').filter(is_own).collect::<Vec<_>>().join("&"))
}

fn asked(visit: &Visit) -> Domain<Asked> {
    let Reading { asked, problems, .. } = reading(visit)?;
    unless_any(problems)?;
    Ok(asked)
}

/// Where a part of the filter is not understood, the table says which, and how to go on.
#[handler]
pub async fn show(visit: Visit, Path(workspace): Path<Uid>) -> Result<Response> {
    let reading = reading(&visit)?;
    if reading.is_of_form() {
        return filter::submitted(&visit, workspace, Look::Board, reading).await;
    }
    if !reading.problems.is_empty() {
        visit.read(move |conn, actor| workspaces::open(conn, actor, workspace)).await?;
        let query = query_of(&visit.path);
        return Ok(answer::see_other(&format!("{}?{query}", answer::workspace_path(workspace))));
    }
    page(&visit, workspace, reading.asked, None).await
}

async fn page(visit: &Visit, uid: Uid, asked: Asked, trouble: Option<String>) -> Result<Response> {
    let (now, wants_fragment, wanted) =
        (visit.app.db.clock().now(), visit.wants_fragment, asked.clone());
    let load = move |conn: &Connection, actor: &Actor| load(conn, actor, uid, &wanted, now);
    visit
        .show(load, move |around, (workspace, board)| {
            let around = around.within(uid);
            let setting = Setting { around: &around, workspace: uid, asked: &asked, now };
            if wants_fragment {
                return answer::fragment(views::Columns { setting, board });
            }
            let trouble = trouble.as_deref();
            let status = if trouble.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
            let body = views::Page { setting, workspace, board, trouble };
            around.answer_with(status, &workspace.name, body)
        })
        .await
}

fn load(
    conn: &Connection,
    actor: &Actor,
    workspace: Uid,
    asked: &Asked,
    now: i64,
) -> Domain<(Workspace, Board)> {
    let scope = workspaces::open(conn, actor, workspace)?;
    Ok((workspaces::find(conn, &scope)?, board(conn, &scope, asked, now)?))
}

#[derive(Debug, Deserialize)]
pub struct OfColumn {
    #[serde(default)]
    column: String,
}

/// The next cards of a column; without HTMX the table of its stage shows them all.
#[handler]
pub async fn more(
    visit: Visit,
    Path(workspace): Path<Uid>,
    FromQuery(of): FromQuery<OfColumn>,
) -> Result<Response> {
    let reading = reading(&visit)?;
    let (asked, wanted, now) =
        (reading.asked.clone(), reading.asked.clone(), visit.app.db.clock().now());
    let column = of.column.clone();
    let find = move |conn: &Connection, actor: &Actor| {
        let scope = workspaces::open(conn, actor, workspace)?;
        unless_any(reading.problems)?;
        more_of(conn, &scope, &wanted, &column, reading.place, now)
    };
    if !visit.wants_fragment {
        let (_, column) = visit.read(find).await?;
        let stage = column.stage.map_or(InStage::None, |stage| InStage::Is(stage.uid));
        let table = asked.with_filter(asked.filter.in_stage(Some(stage)));
        return Ok(answer::see_other(&table.path(workspace)));
    }
    visit
        .show(find, move |around, column| {
            let setting = Setting { around: &around, workspace, asked: &asked, now };
            answer::fragment(views::More { setting, column })
        })
        .await
}

#[derive(Debug, Deserialize)]
pub struct OfContact {
    #[serde(default)]
    contact: String,
}

/// The way to move a card without script.
#[handler]
pub async fn ask_to_move(
    visit: Visit,
    Path(workspace): Path<Uid>,
    FromQuery(of): FromQuery<OfContact>,
) -> Result<Response> {
    let contact = of.contact.parse().unwrap_or_else(|_| Uid::new());
    let asked = asked(&visit).unwrap_or_default();
    move_form(&visit, workspace, asked, contact, None).await
}

async fn move_form(
    visit: &Visit,
    uid: Uid,
    asked: Asked,
    contact: Uid,
    refused: Option<(String, Problems)>,
) -> Result<Response> {
    let (around, (workspace, contact, stages, now_in)) = visit
        .read(move |conn, actor| {
            let scope = workspaces::open(conn, actor, uid)?;
            let contact = contacts::find(conn, &scope, contact)?;
            let standings = lists::standings(conn, &scope, &[contact.id])?;
            let now_in = super::code(standings.stage(contact.id));
            let stages: Vec<List> = standings.of_kind(ListKind::Stage).cloned().collect();
            Ok((workspaces::find(conn, &scope)?, contact, stages, now_in))
        })
        .await?;
    let around = around.within(uid);
    let (chosen, problems) = refused.unwrap_or_else(|| (now_in.clone(), Problems::new()));
    let form = MoveForm { contact: contact.uid.to_string(), seen: now_in, chosen, problems };
    let now = visit.app.db.clock().now();
    let setting = Setting { around: &around, workspace: uid, asked: &asked, now };
    let (workspace, contact, stages, form) = (&workspace, &contact, &stages[..], &form);
    let body = views::MovePage { setting, workspace, contact, stages, form };
    Ok(around.answer_or_invalid(&form.problems, "Move", body))
}

/// A move as it was sent.
#[derive(Clone)]
struct Wanted {
    workspace: Uid,
    contact: Uid,
    seen: Option<Uid>,
    to: Option<Uid>,
    /// Cards that the fuller of the two columns showed.
    shown: usize,
    asked: Asked,
}

impl Wanted {
    /// What can be no uid is one that nobody has.
    fn read(workspace: Uid, fields: &Fields) -> Self {
        let uid = |text: &str| text.parse().unwrap_or_else(|_| Uid::new());
        let stage = |name| match fields.get(name) {
            NO_STAGE_CODE => None,
            stage => Some(uid(stage)),
        };
        Self {
            workspace,
            contact: uid(fields.get("contact")),
            seen: stage("seen"),
            to: stage("stage"),
            shown: fields.get("shown").parse().unwrap_or_default(),
            asked: Reading::of_query(fields.get("asked")).map(|it| it.asked).unwrap_or_default(),
        }
    }
}

#[handler]
pub async fn shift(form: Submission, Path(workspace): Path<Uid>) -> Result<Response> {
    let wanted = Wanted::read(workspace, &form.fields);
    let chosen = form.fields.get("stage").to_owned();
    let (visit, moving) = (form.visit, wanted.clone());
    let saved = visit
        .write(Action::ContactMoved, move |tx| {
            let scope = workspaces::open(tx, tx.actor, moving.workspace)?;
            lists::move_seen(tx, &scope, moving.contact, moving.seen, moving.to)
        })
        .await;
    match saved {
        Ok(done) => match done.value {
            Moved::Saved(_) => moved(&visit, wanted, done.change).await,
            Moved::Changed => elsewhere(&visit, wanted).await,
        },
        Err(Error::Invalid(problems)) if !visit.wants_fragment => {
            let Wanted { workspace, contact, asked, .. } = wanted;
            move_form(&visit, workspace, asked, contact, Some((chosen, problems))).await
        }
        Err(Error::Invalid(_)) => stage_gone(&visit, wanted).await,
        Err(cause) => Err(cause.into()),
    }
}

async fn moved(visit: &Visit, wanted: Wanted, change: Option<Uid>) -> Result<Response> {
    let back = path(wanted.workspace, &wanted.asked);
    if !visit.wants_fragment {
        return Ok(answer::done(&back, change));
    }
    let toast = |around: &Surroundings, news: &News| {
        news.told.as_ref().map(|told| around.toast_for(told, &back))
    };
    touched(visit, wanted.clone(), change, StatusCode::OK, toast).await
}

/// Somebody else moved the contact in the meantime: the card goes where it is now.
async fn elsewhere(visit: &Visit, wanted: Wanted) -> Result<Response> {
    let said = |name: &str, stage: &str| {
        format!("{name} was moved to “{stage}” in the meantime, so nothing was changed.")
    };
    if visit.wants_fragment {
        let toast = |_: &Surroundings, news: &News| {
            Some(Toast::error(said(&news.contact.display_name(), &news.stage)))
        };
        return touched(visit, wanted, None, StatusCode::CONFLICT, toast).await;
    }
    let (moving, now) = (wanted.clone(), visit.app.db.clock().now());
    let (_, news) = visit.read(move |conn, actor| news(conn, actor, &moving, None, now)).await?;
    let trouble = said(&news.contact.display_name(), &news.stage);
    page(visit, wanted.workspace, wanted.asked, Some(trouble)).await
}

/// What is new on the board after a move, or after one that did not come about.
struct News {
    contact: Contact,
    /// Where the contact is now.
    stage: String,
    columns: Vec<Column>,
    told: Option<Told>,
}

fn news(
    conn: &Connection,
    actor: &Actor,
    wanted: &Wanted,
    told: Option<Told>,
    now: i64,
) -> Domain<News> {
    let scope = workspaces::open(conn, actor, wanted.workspace)?;
    let contact = contacts::find(conn, &scope, wanted.contact)?;
    let standings = lists::standings(conn, &scope, &[contact.id])?;
    let now_in = standings.stage(contact.id);
    let mut stages = vec![wanted.seen, wanted.to, now_in.map(|stage| stage.uid)];
    stages.sort_unstable();
    stages.dedup();
    let columns = some(conn, &scope, &wanted.asked, &stages, wanted.shown, now)?;
    let stage = now_in.map_or(lists::NO_STAGE, |stage| &stage.name).to_owned();
    Ok(News { contact, stage, columns, told })
}

/// The columns anew that a move touches, with what to say of it.
async fn touched(
    visit: &Visit,
    wanted: Wanted,
    change: Option<Uid>,
    status: StatusCode,
    toast: impl Fn(&Surroundings, &News) -> Option<Toast<'static>>,
) -> Result<Response> {
    let (db, moving, now) = (visit.app.db.clone(), wanted.clone(), visit.app.db.clock().now());
    let (around, news) = visit
        .read(move |conn, actor| {
            let find = |change| read::find(conn, actor.user()?, change, db.columns());
            let told = change.map(find).transpose()?;
            news(conn, actor, &moving, told, now)
        })
        .await?;
    let Wanted { workspace, asked, .. } = &wanted;
    let workspace = *workspace;
    let setting = Setting { around: &around, workspace, asked, now };
    let toast = toast(&around, &news);
    let body = views::Moved { setting, columns: &news.columns, toast: toast.as_slice() };
    Ok(answer::html(status, body.to_string()))
}

/// The column is not there any more: the whole board as it is now.
async fn stage_gone(visit: &Visit, wanted: Wanted) -> Result<Response> {
    let (moving, now) = (wanted.clone(), visit.app.db.clock().now());
    let (around, (_, board)) = visit
        .read(move |conn, actor| load(conn, actor, moving.workspace, &moving.asked, now))
        .await?;
    let Wanted { workspace, asked, .. } = &wanted;
    let setting = Setting { around: &around, workspace: *workspace, asked, now };
    let toast = [Toast::error(format!("{STAGE_GONE}."))];
    let body = views::Anew { setting, board: &board, toast: &toast };
    Ok(answer::html(StatusCode::UNPROCESSABLE_ENTITY, body.to_string()))
}
