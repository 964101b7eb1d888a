//! Finding contacts by any part of their names, addresses, numbers and company (CT-8). A few
//! hundred hits are sorted, the best first, then by name. Of more the newest come first within
//! each tier, since sorting all of them would cost more than anybody gets from it.
mod store;
mod terms;

use std::collections::HashSet;

use rusqlite::Connection;

use self::store::Span;
pub use self::terms::{Terms, Tier};
use super::{
    Contact,
    filter::{Resolved, Total},
    list::Place,
    position::{Position, Sequence},
    reach::phone_key,
};
use crate::{
    error::Result,
    ids::{ContactId, Uid},
    workspaces::Scope,
};

/// What has to be found, and what else has to be true of them.
#[derive(Clone, Copy)]
struct Sought<'a> {
    terms: &'a Terms,
    filter: &'a Resolved,
}

/// More hits than this are told as "more", and not sorted.
pub const MOST_SORTED: usize = 500;

/// A page of everybody in a workspace who fits, nearest first, and how many fit in all.
pub fn page(
    conn: &Connection,
    scope: &Scope,
    terms: &Terms,
    filter: &Resolved,
    place: &Place,
    most: usize,
) -> Result<(Vec<(Contact, Position)>, Total)> {
    let sought = Sought { terms, filter };
    // All of them are wanted: the index is read the way it lies, which is the quicker one.
    let hits = best(conn, scope, sought, Span::OLDEST_FIRST, MOST_SORTED + 1)?;
    let total = match hits.len() > MOST_SORTED {
        true => Total::Over(MOST_SORTED as i64),
        false => Total::Exactly(hits.len() as i64),
    };
    let is_sorted = match place.position() {
        Some(position) => position.sequence == Sequence::Best,
        None => total.exactly().is_some(),
    };
    let rows = match is_sorted {
        true => sorted(conn, scope, &hits, place, most)?,
        false => newest(conn, scope, sought, place, most)?,
    };
    Ok((rows, total))
}

/// A whole number is looked for in the notation of its owner's country and from abroad.
pub fn terms_of(conn: &Connection, scope: Option<&Scope>, typed: &str) -> Result<Option<Terms>> {
    let Some(terms) = Terms::of(typed) else { return Ok(None) };
    let key = match scope.filter(|_| terms::is_number(typed)) {
        Some(scope) => phone_key(conn, scope, typed)?,
        None => None,
    };
    Ok(Some(match key {
        Some(key) => terms.or_dialled(&key),
        None => terms,
    }))
}

/// The best few of several workspaces, each with its tier, for who looks across them.
pub fn best_of(
    conn: &Connection,
    scopes: &[Scope],
    typed: &str,
    most: usize,
) -> Result<Vec<Contact>> {
    let Some(terms) = terms_of(conn, scopes.first(), typed)? else { return Ok(Vec::new()) };
    let everybody = Resolved::default();
    let sought = Sought { terms: &terms, filter: &everybody };
    let mut found = Vec::new();
    for scope in scopes {
        if !store::hits_anybody(conn, scope, sought.terms)? {
            continue;
        }
        for (tier, id) in best(conn, scope, sought, Span::NEWEST_FIRST, most)? {
            found.extend(position(conn, scope, tier, id)?.map(|at| (at, scope, id)));
        }
    }
    found.sort_by(|(one, ..), (other, ..)| one.cmp(other));
    found.truncate(most);
    found
        .into_iter()
        .filter_map(|(_, scope, id)| store::by_id(conn, scope, id).transpose())
        .collect()
}

/// As many as asked for, tier by tier. A tier is asked for together with those
/// before it: to pass over who is known costs less than the index's own "not".
fn best(
    conn: &Connection,
    scope: &Scope,
    sought: Sought<'_>,
    span: Span,
    most: usize,
) -> Result<Vec<(Tier, ContactId)>> {
    let mut found = Vec::new();
    let mut known = HashSet::new();
    for &tier in sought.terms.tiers() {
        if found.len() == most {
            break;
        }
        let expression = sought.terms.reaching(scope.workspace(), tier);
        let hits = store::hits(conn, scope, expression, sought.filter, span, most)?;
        let new = hits.into_iter().filter(|id| known.insert(*id));
        found.extend(new.take(most - found.len()).map(|id| (tier, id)));
    }
    Ok(found)
}

/// Where somebody stands among the best; none when they are gone.
fn position(
    conn: &Connection,
    scope: &Scope,
    tier: Tier,
    id: ContactId,
) -> Result<Option<Position>> {
    let key = store::sort_key(conn, scope, id)?;
    Ok(key.map(|(sort_name, uid)| {
        let key = Some(format!("{}{sort_name}", tier as u8));
        Position { sequence: Sequence::Best, key, uid }
    }))
}

fn sorted(
    conn: &Connection,
    scope: &Scope,
    hits: &[(Tier, ContactId)],
    place: &Place,
    most: usize,
) -> Result<Vec<(Contact, Position)>> {
    let mut rows = Vec::with_capacity(hits.len());
    for (tier, id) in hits {
        rows.extend(position(conn, scope, *tier, *id)?.map(|at| (at, *id)));
    }
    rows.sort_by(|(one, _), (other, _)| one.cmp(other));
    match place {
        Place::Start => {}
        Place::After(from) => rows.retain(|(it, _)| it > from),
        Place::Before(from) => {
            rows.retain(|(it, _)| it < from);
            rows.reverse();
        }
    }
    let mut page = Vec::with_capacity(most);
    for (at, id) in rows.into_iter().take(most) {
        page.extend(store::by_id(conn, scope, id)?.map(|contact| (contact, at)));
    }
    Ok(page)
}

fn newest(
    conn: &Connection,
    scope: &Scope,
    sought: Sought<'_>,
    place: &Place,
    most: usize,
) -> Result<Vec<(Contact, Position)>> {
    let is_backwards = matches!(place, Place::Before(_));
    let mut tiers = sought.terms.tiers().to_vec();
    if is_backwards {
        tiers.reverse();
    }
    if let Some(position) = place.position() {
        tiers = tiers.into_iter().skip_while(|tier| Some(key(*tier)) != position.key).collect();
    }
    let mut rows = Vec::new();
    for tier in tiers {
        let span = match place.position() {
            Some(position) if position.key == Some(key(tier)) => span(conn, place, position.uid)?,
            _ if is_backwards => Span::OLDEST_FIRST,
            _ => Span::NEWEST_FIRST,
        };
        let expression = sought.terms.alone(scope.workspace(), tier);
        let left = most - rows.len();
        for id in store::hits(conn, scope, expression, sought.filter, span, left)? {
            let Some(contact) = store::by_id(conn, scope, id)? else { continue };
            let (sequence, uid) = (Sequence::BestThenNewest, contact.uid);
            rows.push((contact, Position { sequence, key: Some(key(tier)), uid }));
        }
        if rows.len() == most {
            break;
        }
    }
    Ok(rows)
}

fn key(tier: Tier) -> String {
    (tier as u8).to_string()
}

/// Beyond this contact, which may be gone meanwhile.
fn span(conn: &Connection, place: &Place, uid: Uid) -> Result<Span> {
    let (id, is_itself) = match store::nearest(conn, uid)? {
        Some((id, found)) => (id, found == uid),
        None => (0, false),
    };
    Ok(match place {
        Place::Before(_) => Span::Above(id),
        _ if is_itself => Span::Below(id),
        _ => Span::Below(id + 1),
    })
}
