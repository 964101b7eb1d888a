//! Likely pairs of a whole workspace (CT-16). Only those who share something are ever compared: a
//! key, a company, a place where their mail goes. So the work stays in bounds with any number.
use std::{
    collections::{BTreeMap, HashMap},
    hash::{DefaultHasher, Hash, Hasher},
};

use rusqlite::Connection;

use super::{Reason, store, whole};
use crate::{contacts::Contact, error::Result, ids::ContactId, text, workspaces::Scope};

/// Pairs that a scan tells of at most; the next scan finds those behind them.
pub const MOST_PAIRS: usize = 1_000;
const MOST_GROUPS: i64 = 2_000;
/// Of those who share a key, each is paired with the oldest.
const MOST_OF_A_GROUP: usize = 12;
/// More with one company or domain than this are compared with their next neighbours by name only.
const NEIGHBOURS: usize = 4;
/// A domain that more people than this share says nothing of them.
const MOST_AT_A_DOMAIN: usize = 30;
const LIKENESS: f64 = 0.92;

/// Two who may be one, the older first.
#[derive(Clone, Debug)]
pub struct Pair {
    pub one: Contact,
    pub other: Contact,
    /// The surest first.
    pub reasons: Vec<Reason>,
}

/// A pair's place among all, the likeliest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    rank: u32,
    one: ContactId,
    other: ContactId,
}

#[derive(Clone, Debug)]
pub struct Scanned {
    pub pairs: Vec<Pair>,
    /// How many there are in all; there may be more when it is `MOST_PAIRS`.
    pub total: usize,
    /// Behind which the next page begins.
    pub next: Option<Place>,
}

impl Place {
    pub fn cursor(&self) -> String {
        format!("{}-{}-{}", self.rank, self.one.0, self.other.0)
    }

    /// What is no place begins the list anew.
    pub fn from_cursor(cursor: &str) -> Option<Self> {
        let mut parts = cursor.split('-');
        let rank = parts.next()?.parse().ok()?;
        let mut id = || Some(ContactId(parts.next()?.parse().ok()?));
        Some(Self { rank, one: id()?, other: id()? })
    }
}

/// A page of the likely pairs, without those that were kept apart.
pub fn scan(
    conn: &Connection,
    scope: &Scope,
    after: Option<Place>,
    most: usize,
) -> Result<Scanned> {
    let mut found = Found::default();
    found.by_keys(conn, scope)?;
    found.by_names(conn, scope)?;
    let apart = store::all_apart(conn, scope)?;
    found.0.retain(|pair, _| !apart.contains(pair));
    let mut places: Vec<Place> = found.0.iter().map(|(pair, bits)| place(*pair, *bits)).collect();
    places.sort_unstable();
    places.truncate(MOST_PAIRS);
    let begin = after.map_or(0, |after| places.partition_point(|place| *place <= after));
    let page = &places[begin..places.len().min(begin + most)];
    let next = page.last().copied().filter(|_| begin + most < places.len());
    let mut pairs = Vec::new();
    for place in page {
        let both = (whole(conn, scope, place.one)?, whole(conn, scope, place.other)?);
        if let (Some(one), Some(other)) = both {
            let reasons = reasons(found.0[&(place.one, place.other)]);
            pairs.push(Pair { one, other, reasons });
        }
    }
    Ok(Scanned { pairs, total: places.len(), next })
}

/// What the scan reads of everybody.
pub(super) struct Seen<'a> {
    pub id: ContactId,
    pub sort_name: &'a str,
    pub company: Option<&'a str>,
    pub email: Option<&'a str>,
    pub phone: Option<&'a str>,
    /// By first and last name.
    pub is_named: bool,
}

/// Somebody among those who share a company or a domain.
struct Entry {
    block: u64,
    name: String,
    id: ContactId,
}

/// Pairs by their ids, the smaller first, with a bit for each reason.
#[derive(Default)]
struct Found(BTreeMap<(ContactId, ContactId), u8>);

impl Found {
    fn add(&mut self, one: ContactId, other: ContactId, reason: Reason) {
        *self.0.entry((one.min(other), one.max(other))).or_default() |= 1 << reason as u8;
    }

    fn by_keys(&mut self, conn: &Connection, scope: &Scope) -> Result<()> {
        let emails = store::same_email(conn, scope, MOST_GROUPS)?;
        let phones = store::same_phone(conn, scope, MOST_GROUPS)?;
        let all = [(emails, Reason::Email), (phones, Reason::Phone)];
        for (groups, reason) in all {
            for group in groups {
                let oldest = group[0];
                for other in group.iter().skip(1).take(MOST_OF_A_GROUP) {
                    self.add(oldest, *other, reason);
                }
            }
        }
        for (one, other, is_email) in store::same_further(conn, scope, MOST_GROUPS)? {
            let reason = if is_email { Reason::OtherEmail } else { Reason::OtherPhone };
            self.add(one, other, reason);
        }
        Ok(())
    }

    fn by_names(&mut self, conn: &Connection, scope: &Scope) -> Result<()> {
        let mut blocks = Blocks::default();
        store::each(conn, scope, |seen| blocks.see(&seen))?;
        self.in_companies(blocks.companies);
        self.at_domains(blocks.domains);
        for (one, other) in blocks.namesakes.into_values().flat_map(Namesakes::pairs) {
            self.add(one, other, Reason::Name);
        }
        Ok(())
    }

    fn in_companies(&mut self, mut entries: Vec<Entry>) {
        entries.sort_unstable_by(|a, b| (a.block, &a.name, a.id).cmp(&(b.block, &b.name, b.id)));
        for block in entries.chunk_by(|one, other| one.block == other.block) {
            self.neighbours(block, Some(Reason::NameAndCompany), Reason::LikeNameAndCompany);
        }
    }

    fn at_domains(&mut self, mut entries: Vec<Entry>) {
        entries.sort_unstable_by(|a, b| (a.block, &a.name, a.id).cmp(&(b.block, &b.name, b.id)));
        for block in entries.chunk_by(|one, other| one.block == other.block) {
            if block.len() <= MOST_AT_A_DOMAIN {
                self.neighbours(block, None, Reason::LikeNameAndDomain);
            }
        }
    }

    /// Few are compared each with each, many with those who come next by name.
    fn neighbours(&mut self, block: &[Entry], same: Option<Reason>, like: Reason) {
        let reach = if block.len() <= MOST_AT_A_DOMAIN { block.len() } else { NEIGHBOURS };
        for (at, one) in block.iter().enumerate() {
            for other in block[at + 1..].iter().take(reach) {
                match one.name == other.name {
                    true => self.add(one.id, other.id, same.unwrap_or(like)),
                    false if is_like(&one.name, &other.name) => self.add(one.id, other.id, like),
                    false => {}
                }
            }
        }
    }
}

/// Everybody, by what they share.
#[derive(Default)]
struct Blocks {
    companies: Vec<Entry>,
    domains: Vec<Entry>,
    namesakes: HashMap<u64, Namesakes>,
}

impl Blocks {
    fn see(&mut self, seen: &Seen<'_>) {
        let entry = |block| Entry { block, name: seen.sort_name.to_owned(), id: seen.id };
        if let Some(company) = seen.company {
            self.companies.push(entry(hash(&text::name_key(company))));
        }
        if !seen.is_named {
            return;
        }
        if let Some((_, domain)) = seen.email.and_then(|email| email.rsplit_once('@')) {
            self.domains.push(entry(hash(domain)));
        }
        let about = About {
            id: seen.id,
            company: seen.company.map(|it| hash(&text::name_key(it))),
            email: seen.email.map(hash),
            phone: seen.phone.map(hash),
        };
        self.namesakes.entry(hash(seen.sort_name)).or_default().0.push(about);
    }
}

/// People of one name.
#[derive(Default)]
struct Namesakes(Vec<About>);

#[derive(Clone, Copy)]
struct About {
    id: ContactId,
    company: Option<u64>,
    email: Option<u64>,
    phone: Option<u64>,
}

impl Namesakes {
    /// A common name says little; of a rare one, those whom nothing tells apart.
    fn pairs(self) -> Vec<(ContactId, ContactId)> {
        let Self(people) = self;
        if people.len() > NEIGHBOURS {
            return Vec::new();
        }
        let mut pairs = Vec::new();
        for (at, one) in people.iter().enumerate() {
            let others = people[at + 1..].iter().filter(|other| !one.differs(other));
            pairs.extend(others.map(|other| (one.id, other.id)));
        }
        pairs
    }
}

impl About {
    fn differs(&self, other: &Self) -> bool {
        let is_other =
            |one: Option<u64>, two: Option<u64>| one.is_some() && two.is_some() && one != two;
        is_other(self.company, other.company)
            || is_other(self.email, other.email)
            || is_other(self.phone, other.phone)
    }
}

fn is_like(one: &str, other: &str) -> bool {
    let (short, long) = (one.len().min(other.len()), one.len().max(other.len()));
    short * 2 >= long && strsim::jaro_winkler(one, other) >= LIKENESS
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// A likeness goes without saying where something surer is said.
fn reasons(bits: u8) -> Vec<Reason> {
    let mut found: Vec<Reason> =
        Reason::ALL.into_iter().filter(|it| bits & (1 << *it as u8) != 0).collect();
    let sure = found.partition_point(|it| *it <= Reason::NameAndCompany);
    found.truncate(sure.max(1));
    found
}

/// The surest reason first; of the same, who have more of them.
fn place((one, other): (ContactId, ContactId), bits: u8) -> Place {
    let rank = bits.trailing_zeros() * 16 + (8 - bits.count_ones());
    Place { rank, one, other }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits(reasons: &[Reason]) -> u8 {
        reasons.iter().fold(0, |bits, reason| bits | 1 << *reason as u8)
    }

    #[test]
    fn the_surest_reason_comes_first_and_more_of_them_before_fewer() {
        let ids = (ContactId(1), ContactId(2));
        let mut all = [
            bits(&[Reason::Name]),
            bits(&[Reason::Phone]),
            bits(&[Reason::Email, Reason::Phone]),
            bits(&[Reason::NameAndCompany, Reason::Name]),
            bits(&[Reason::Email]),
        ];
        all.sort_by_key(|bits| place(ids, *bits));
        let told: Vec<Reason> = all.iter().map(|bits| reasons(*bits)[0]).collect();
        use Reason::{Email, Name, NameAndCompany, Phone};
        assert_eq!(told, [Email, Email, Phone, NameAndCompany, Name]);
        assert_eq!(reasons(all[0]), [Email, Phone]);
    }

    #[test]
    fn names_are_alike_but_for_a_slip() {
        for (one, other) in [("ibarra rosa", "ibarra rosita"), ("smith mike", "smtih mike")] {
            assert!(is_like(one, other), "{one} {other}");
        }
        for (one, other) in [("ibarra rosa", "ibarra ben"), ("li an", "li jo"), ("a", "abcdef")] {
            assert!(!is_like(one, other), "{one} {other}");
        }
    }

    #[test]
    fn a_cursor_leads_back_to_its_place() {
        let place = Place { rank: 23, one: ContactId(4), other: ContactId(9) };
        assert_eq!(Place::from_cursor(&place.cursor()), Some(place));
        for mangled in ["", "1", "1-2", "a-b-c"] {
            assert_eq!(Place::from_cursor(mangled), None, "{mangled}");
        }
    }
}
