//! Merging two lists and deleting one, however many contacts are on them: in short steps under one
//! entry in the log, taken back as one.
use super::{
    List, ListKind, concerns, described, find,
    history::{NO_STAGE, Scribe},
    members, open, store,
};
use crate::{
    actor::Identify,
    audit::{Action, Done, Progress, ROWS_PER_PART, Tx},
    db::Db,
    error::{Error, Result},
    ids::Uid,
    settings,
    workspaces::Scope,
};

/// Each contact costs two rows or three: where it stands, and what its log says of it.
const CONTACTS_PER_PART: usize = ROWS_PER_PART / 2;

/// Everybody on one list goes to another of its kind, and the first is gone.
pub async fn merge(db: &Db, who: impl Identify + Clone, list: Uid, into: Uid) -> Result<Done<()>> {
    let step = move |tx: &Tx<'_>| {
        let (scope, list) = open(tx, tx.actor, list)?;
        let into = other(tx, &scope, &list, into, "into")?;
        empty(tx, &scope, &list, Some(&into))
    };
    to_the_end(db, who, Action::ListsMerged, step).await
}

/// The list is gone. Who was in a stage goes to another, or to none; a tag just goes.
pub async fn delete(
    db: &Db,
    who: impl Identify + Clone,
    list: Uid,
    to: Option<Uid>,
) -> Result<Done<()>> {
    let step = move |tx: &Tx<'_>| {
        let (scope, list) = open(tx, tx.actor, list)?;
        if to.is_some() && list.kind == ListKind::Tag {
            return Err(Error::invalid("move_to", "Only the contacts of a stage go elsewhere"));
        }
        let to = to.map(|to| other(tx, &scope, &list, to, "move_to")).transpose()?;
        empty(tx, &scope, &list, to.as_ref())
    };
    to_the_end(db, who, Action::ListDeleted, step).await
}

/// Goes on when whoever asked does not wait for the answer.
async fn to_the_end<F>(
    db: &Db,
    who: impl Identify + Clone,
    action: Action,
    step: F,
) -> Result<Done<()>>
where
    F: FnMut(&Tx<'_>) -> Result<Progress> + Send + 'static,
{
    let db = db.clone();
    let work = async move { db.write_in_parts(who, action, step).await };
    tokio::spawn(work).await.map_err(Error::internal)?
}

fn other(tx: &Tx<'_>, scope: &Scope, list: &List, uid: Uid, field: &'static str) -> Result<List> {
    let kind = list.kind.code();
    match find(tx, scope, uid) {
        Ok(other) if other.id == list.id || other.kind != list.kind => {
            Err(Error::invalid(field, format!("Choose another {kind}")))
        }
        Err(Error::NotFound(_)) => {
            let said = format!("This {kind} was deleted in the meantime. Choose another");
            Err(Error::invalid(field, said))
        }
        found => found,
    }
}

/// A step: whoever came onto the list meanwhile is taken along, and the list goes with the last.
fn empty(tx: &Tx<'_>, scope: &Scope, list: &List, to: Option<&List>) -> Result<Progress> {
    let some = members::some_on(tx, scope, list, CONTACTS_PER_PART)?;
    let scribe = Scribe::new(tx, scope)?;
    for member in &some {
        members::pass_on(tx, scope, &scribe, member, list, to)?;
    }
    concerns(tx, scope, list.id, described(list.kind, &list.name));
    tx.say(outcome(tx, scope, list, to)?);
    if some.len() == CONTACTS_PER_PART {
        return Ok(Progress::More);
    }
    store::delete(tx, scope, list.id)?;
    Ok(Progress::Finished)
}

fn outcome(tx: &Tx<'_>, scope: &Scope, list: &List, to: Option<&List>) -> Result<String> {
    let manner = settings::preferences(tx, scope.owner())?.manner;
    let count = match list.contacts {
        0 => return Ok("no contact was on it".to_owned()),
        1 => "1 contact".to_owned(),
        many => format!("{} contacts", manner.number(many)),
    };
    Ok(match (list.kind, to) {
        (_, Some(to)) => format!("{count} went to “{}”", to.name),
        (ListKind::Stage, None) => format!("{count} went to “{NO_STAGE}”"),
        (ListKind::Tag, None) => format!("it was taken off {count}"),
    })
}
