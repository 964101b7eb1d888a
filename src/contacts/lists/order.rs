//! The order of a workspace's stages and of its tags.
use super::{List, ListKind, all, concerns, described, find, store};
use crate::{
    audit::Tx,
    contacts::Step,
    error::{Error, Result},
    ids::Uid,
    workspaces::Scope,
};

/// Swaps a list with its neighbour; at the end of the row nothing happens.
pub fn shift(tx: &Tx<'_>, scope: &Scope, uid: Uid, step: Step) -> Result<List> {
    let list = find(tx, scope, uid)?;
    let mut row = of_kind(tx, scope, list.kind)?;
    let at = row.iter().position(|it| it.id == list.id).unwrap_or_default();
    if let Some(neighbour) = step.from_place(at, row.len()) {
        row.swap(at, neighbour);
        number(tx, scope, &row)?;
        concerns(tx, scope, list.id, described(list.kind, &list.name));
    }
    find(tx, scope, uid)
}

/// Puts all lists of a kind into this order.
pub fn reorder(tx: &Tx<'_>, scope: &Scope, kind: ListKind, wanted: &[Uid]) -> Result<Vec<List>> {
    let mut row = of_kind(tx, scope, kind)?;
    let place = |list: &List| wanted.iter().position(|uid| *uid == list.uid);
    if wanted.len() != row.len() || row.iter().any(|list| place(list).is_none()) {
        let said = format!("Name each {} of the workspace once", kind.code());
        return Err(Error::invalid("lists", said));
    }
    row.sort_by_key(place);
    for list in number(tx, scope, &row)? {
        concerns(tx, scope, list.id, described(list.kind, &list.name));
    }
    of_kind(tx, scope, kind)
}

fn of_kind(tx: &Tx<'_>, scope: &Scope, kind: ListKind) -> Result<Vec<List>> {
    let mut row = all(tx, scope)?;
    row.retain(|list| list.kind == kind);
    Ok(row)
}

/// Numbers the row from one on; answers with those that got another number.
fn number<'a>(tx: &Tx<'_>, scope: &Scope, row: &'a [List]) -> Result<Vec<&'a List>> {
    let mut moved = Vec::new();
    for (position, list) in (1..).zip(row) {
        if list.position != position {
            store::set_position(tx, scope, list.id, position)?;
            moved.push(list);
        }
    }
    Ok(moved)
}
