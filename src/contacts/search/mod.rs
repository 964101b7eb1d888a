//! Finding contacts by any part of their names, addresses, numbers and company (CT-8). A few
//! hundred hits are sorted, the best first, then by name. Of more the newest come first within
//! each tier, since sorting all of them would cost more than anybody gets from it.
mod store;
mod terms;

use rusqlite::Connection;

use self::store::{Sought, Span};
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
    let hits = best(conn, scope, sought, MOST_SORTED + 1)?;
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
        for (tier, id) in best(conn, scope, sought, most)? {
            found.extend(store::by_id(conn, scope, id)?.map(|it| positioned(tier, it)));
        }
    }
    found.sort_by(|(_, one), (_, other)| one.cmp(other));
    found.truncate(most);
    Ok(found.into_iter().map(|(contact, _)| contact).collect())
}

/// As many as asked for, tier by tier, the newest of each.
fn best(
    conn: &Connection,
    scope: &Scope,
    sought: Sought<'_>,
    most: usize,
) -> Result<Vec<(Tier, ContactId)>> {
    let mut found = Vec::new();
    for &tier in sought.terms.tiers() {
        if found.len() == most {
            break;
        }
        let hits = store::hits(conn, scope, sought, tier, Span::WHOLE, most - found.len())?;
        found.extend(hits.into_iter().map(|id| (tier, id)));
    }
    Ok(found)
}

fn positioned(tier: Tier, (contact, sort_name): (Contact, String)) -> (Contact, Position) {
    let key = Some(format!("{}{sort_name}", tier as u8));
    let position = Position { sequence: Sequence::Best, key, uid: contact.uid };
    (contact, position)
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
        rows.extend(store::by_id(conn, scope, *id)?.map(|it| positioned(*tier, it)));
    }
    rows.sort_by(|(_, one), (_, other)| one.cmp(other));
    match place {
        Place::Start => {}
        Place::After(from) => rows.retain(|(_, it)| it > from),
        Place::Before(from) => {
            rows.retain(|(_, it)| it < from);
            rows.reverse();
        }
    }
    rows.truncate(most);
    Ok(rows)
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
            _ if is_backwards => Span::Above(0),
            _ => Span::WHOLE,
        };
        for id in store::hits(conn, scope, sought, tier, span, most - rows.len())? {
            let Some((contact, _)) = store::by_id(conn, scope, id)? else { continue };
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
