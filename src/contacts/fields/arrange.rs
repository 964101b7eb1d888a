//! The order in which fields are shown.
use super::{Definition, FieldOwner, concerns, find, live, store};
use crate::{
    audit::Tx,
    contacts::Step,
    error::{Error, Result},
    ids::Uid,
    workspaces::Mine,
};

/// Moves it past its neighbour. At the end of the list there is nowhere to go.
pub fn shift(tx: &Tx<'_>, mine: &Mine, uid: Uid, step: Step) -> Result<Definition> {
    let moved = live(tx, mine, uid)?;
    let list = store::beside(tx, mine, &moved)?;
    let at = list.iter().position(|it| it.uid == uid).ok_or(Error::NotFound("field"))?;
    if let Some(to) = step.from_place(at, list.len()) {
        let mut order = list;
        order.swap(at, to);
        arrange(tx, mine, &order)?;
        concerns(tx, &moved);
    }
    find(tx, mine, uid)
}

/// Puts all of an owner's fields into this order, which has to name each of them once.
pub fn order(tx: &Tx<'_>, owner: FieldOwner<'_>, wanted: &[Uid]) -> Result<Vec<Definition>> {
    let list = store::list(tx, owner)?;
    let find = |uid: &Uid| list.iter().find(|it| it.uid == *uid).cloned();
    let ordered: Option<Vec<Definition>> = wanted.iter().map(find).collect();
    let ordered = ordered.ok_or(Error::NotFound("field"))?;
    if ordered.len() != list.len() || list.iter().any(|it| !wanted.contains(&it.uid)) {
        return Err(Error::invalid("order", "Name every field of the list exactly once"));
    }
    if arrange(tx, &Mine::of(tx.actor)?, &ordered)? {
        ordered.iter().for_each(|definition| concerns(tx, definition));
    }
    store::list(tx, owner)
}

fn arrange(tx: &Tx<'_>, mine: &Mine, order: &[Definition]) -> Result<bool> {
    let mut is_changed = false;
    for (position, definition) in (0..).zip(order) {
        if definition.position != position {
            store::update(tx, mine, &Definition { position, ..definition.clone() })?;
            is_changed = true;
        }
    }
    Ok(is_changed)
}
