//! The trash (CT-17): deletions that can still be undone, and erasing for good.
pub mod api;
pub mod pages;
mod views;

use rusqlite::Connection;

use crate::{
    actor::{Actor, Identify},
    audit::{
        Action, Done,
        deleted::{self, Deletion, Page, Wanted},
    },
    clock::Reading,
    contacts::{
        self,
        erase::{self, Gone},
    },
    db::{Columns, Db, search},
    error::{Error, Result},
    ids::Uid,
    transfer::import,
    workspaces,
};

pub const PAGE: usize = 50;
/// People of one deletion that are listed.
const MOST_PEOPLE: usize = 500;

/// What can be brought back, the newest first.
pub fn list(
    conn: &Connection,
    actor: &Actor,
    workspace: Option<Uid>,
    wanted: Wanted,
    at: Reading,
    most: usize,
) -> Result<Page> {
    let workspace = workspace.map(|uid| workspaces::open(conn, actor, uid)).transpose()?;
    let workspace = workspace.map(|scope| scope.workspace());
    let wanted = Wanted { workspace, ..wanted }.at(at);
    deleted::deletions(conn, actor.user()?, &wanted, most)
}

/// One deletion with the people that it took.
pub fn people(
    conn: &Connection,
    actor: &Actor,
    deletion: Uid,
    columns: &Columns,
) -> Result<(Deletion, Vec<Gone>)> {
    let deletion = deleted::find(conn, actor.user()?, deletion)?;
    let people = erase::in_trash(conn, &deletion, columns, MOST_PEOPLE)?;
    Ok((deletion, people))
}

/// One of them.
pub fn person(
    conn: &Connection,
    actor: &Actor,
    deletion: Uid,
    contact: Uid,
    columns: &Columns,
) -> Result<Gone> {
    let deletion = deleted::find(conn, actor.user()?, deletion)?;
    let people = erase::in_trash(conn, &deletion, columns, usize::MAX)?;
    people.into_iter().find(|it| it.uid == contact).ok_or(Error::NotFound("contact"))
}

/// Erases a contact for good, from its page.
pub async fn erase(
    db: &Db,
    who: impl Identify,
    contact: Uid,
    typed_name: String,
) -> Result<Done<Uid>> {
    let columns = db.clone();
    let erased = db
        .write_for_good(who, Action::ContactErased, move |tx| {
            let (scope, _) = contacts::open(tx, tx.actor, contact)?;
            let erased = erase::erase(tx, &scope, contact, &typed_name, columns.columns())?;
            import::forget(tx, scope.owner(), &erased, tx.now)?;
            Ok(scope.uid())
        })
        .await?;
    clear_up(db);
    Ok(erased)
}

/// The same from the trash.
pub async fn erase_deleted(
    db: &Db,
    who: impl Identify,
    deletion: Uid,
    contact: Uid,
    typed_name: String,
) -> Result<Done<()>> {
    let columns = db.clone();
    let erased = db
        .write_for_good(who, Action::ContactErased, move |tx| {
            let deletion = deleted::find(tx, tx.actor.user()?, deletion)?;
            let erased =
                erase::erase_from_trash(tx, &deletion, contact, &typed_name, columns.columns())?;
            import::forget(tx, tx.actor.user()?, &erased, tx.now)
        })
        .await?;
    clear_up(db);
    Ok(erased)
}

/// Beside the answer, since a large index takes a while.
fn clear_up(db: &Db) {
    let db = db.clone();
    tokio::spawn(async move {
        if let Err(cause) = clear_traces(&db).await {
            tracing::warn!(%cause, "the search index was not cleared after erasing for good");
        }
    });
}

/// What deleting a row leaves on the disk: parts of the search index, and the write-ahead log.
pub async fn clear_traces(db: &Db) -> Result<()> {
    search::put_together(db).await?;
    db.fold_in().await
}
