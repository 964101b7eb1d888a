//! The trash and erasing for good (CT-17).
mod erase;
mod every_table;
mod list;

use pi_crm::{
    audit::{Action, Done, undo},
    contacts::{self, Contact},
    error::Result,
    ids::Uid,
    workspaces,
};

use crate::support::Household;

/// Deletes these as one change.
async fn delete(home: &Household, workspace: Uid, people: &[Uid]) -> Uid {
    let people = people.to_vec();
    home.write(&home.andy, Action::ContactDeleted, move |tx| {
        let scope = workspaces::open(tx, tx.actor, workspace)?;
        for uid in people {
            contacts::delete(tx, &scope, uid)?;
        }
        Ok(())
    })
    .await
    .expect("deleted")
    .change
    .expect("recorded")
}

async fn take_back(home: &Household, change: Uid) -> Result<Done<undo::Undone>> {
    undo::undo(&home.db, home.andy.clone(), change).await
}

async fn is_there(home: &Household, contact: Uid) -> bool {
    let andy = home.andy.clone();
    home.db.read(move |conn| Ok(contacts::open(conn, &andy, contact).is_ok())).await.unwrap()
}

async fn add(home: &Household, workspace: Uid, name: &str) -> Contact {
    home.contact(&home.andy, workspace, name).await.value
}
