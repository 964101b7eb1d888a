//! Among the demo household's people: two who are alike by a further address, and two who were
//! looked at and kept separate.
use crate::{
    accounts::users::User,
    actor::Actor,
    audit::{Action, Tx},
    contacts::{
        self, Contact,
        duplicates::{self, MOST_PAIRS},
        reach::{self, Kind, WayDraft},
    },
    db::Db,
    error::Result,
    workspaces::{self, Scope},
};

/// Those at the top are shared, and stay as they are.
const SKIPPED: usize = 4;
const LOOKED_AT: usize = 40;

pub async fn pair_up(db: &Db, people: &[User]) -> Result<()> {
    for user in people {
        let reader = Actor::person(user.id);
        let newest = db.read(move |conn| contacts::newest(conn, &reader, LOOKED_AT)).await?;
        let Some(first) = newest.first() else { continue };
        let workspace = first.workspace;
        let reached: Vec<Contact> = newest
            .into_iter()
            .skip(SKIPPED)
            .filter(|it| it.workspace == workspace && it.primary_email.is_some())
            .collect();
        let [one, other, ..] = &reached[..] else { continue };
        let (one, other) = (one.clone(), other.clone());
        db.write(Actor::person(user.id), Action::ContactEdited, move |tx| {
            alike(tx, &workspaces::open(tx, tx.actor, workspace)?, &one, &other)
        })
        .await?;
        db.write(Actor::person(user.id), Action::KeptSeparate, move |tx| {
            separate(tx, &workspaces::open(tx, tx.actor, workspace)?)
        })
        .await?;
    }
    Ok(())
}

/// The one uses an address of the other's too, as couples and partners do.
fn alike(tx: &Tx<'_>, scope: &Scope, one: &Contact, other: &Contact) -> Result<()> {
    let value = other.primary_email.clone().unwrap_or_default();
    let draft = WayDraft { kind: Kind::Email, label: "Shared".into(), value };
    reach::keep(tx, scope, one.id, &draft)?;
    contacts::concerns(tx, scope, one);
    Ok(())
}

/// The pair that is least likely to be one.
fn separate(tx: &Tx<'_>, scope: &Scope) -> Result<()> {
    let found = duplicates::scan(tx, scope, None, MOST_PAIRS)?;
    if let Some(pair) = found.pairs.last() {
        duplicates::keep_separate(tx, scope, pair.one.uid, pair.other.uid)?;
    }
    Ok(())
}
