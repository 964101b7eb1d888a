//! What stands on top of a contact's page (LG-5): which day is near, where they are, when they
//! were last contacted. A feature that has more to tell adds its own notice.
pub mod pages;
mod store;
pub mod views;

use std::collections::HashSet;

use rusqlite::Connection;

use crate::{
    actor::Actor,
    audit::Tx,
    contacts::{
        self, Contact,
        fields::{
            Kind,
            occasion::{self, Occasion},
            values::FieldValue,
        },
        lists::Standings,
    },
    error::{Error, Result},
    ids::Uid,
    log::{self, Logged},
    when::Manner,
    workspaces::Scope,
};

/// How far ahead a day is told of.
const NEAR_DAYS: i64 = 30;
const DIGEST_CHARS: usize = 16;
/// Of one contact and person: far more than there can be notices.
const MOST_DISMISSED: i64 = 200;

/// What a notice is about, for its picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    Stage,
    Contact,
    Day,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub about: About,
    pub words: String,
    /// What it can be dismissed by; none for a standing fact. Once the fact is another, so is this,
    /// and the notice is there again.
    pub fact: Option<String>,
}

/// What is told, and how much of it this person has dismissed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notices {
    pub shown: Vec<Notice>,
    pub dismissed: usize,
}

/// What the database knows for the notices.
#[derive(Clone, Debug)]
pub struct Known {
    moved: Option<Logged>,
    contacted: Option<Logged>,
    dismissed: HashSet<String>,
}

impl Notice {
    pub fn standing(about: About, words: impl Into<String>) -> Self {
        Self { about, words: words.into(), fact: None }
    }

    /// One that can be dismissed until what it says is another.
    pub fn passing(about: About, words: impl Into<String>, fact: &str) -> Self {
        let digest = ring::digest::digest(&ring::digest::SHA256, fact.as_bytes());
        let fact = digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        Self { fact: Some(fact[..DIGEST_CHARS].to_owned()), ..Self::standing(about, words) }
    }
}

pub fn known(conn: &Connection, actor: &Actor, scope: &Scope, contact: &Contact) -> Result<Known> {
    Ok(Known {
        moved: log::last_move(conn, scope, contact.id)?,
        contacted: log::last_contact(conn, scope, contact.id)?,
        dismissed: store::dismissed(conn, actor.user()?, contact.id)?,
    })
}

/// All that there is to tell, in the order of its weight.
pub fn of(
    known: &Known,
    contact: &Contact,
    standings: &Standings,
    custom: &[FieldValue],
    manner: &Manner,
    now: i64,
) -> Notices {
    let mut all = days(custom, manner, now);
    let stage = standings.stage(contact.id);
    if let Some(words) = stage.and_then(|stage| moved(&stage.name, known, manner, now)) {
        all.push(Notice::standing(About::Stage, words));
    }
    all.push(Notice::standing(About::Contact, last_contact(known, manner, now)));
    let is_dismissed =
        |it: &Notice| it.fact.as_ref().is_some_and(|fact| known.dismissed.contains(fact));
    let (dismissed, shown): (Vec<_>, Vec<_>) = all.into_iter().partition(is_dismissed);
    Notices { shown, dismissed: dismissed.len() }
}

/// When they came into the stage that the head of the page names; None where nobody knows.
fn moved(name: &str, known: &Known, manner: &Manner, now: i64) -> Option<String> {
    let entry = &known.moved.as_ref()?.entry;
    let is_this = entry.content["to"].as_str() == Some(name);
    is_this.then(|| format!("{name}, moved {}", on_or_ago(entry.at, manner, now)))
}

fn last_contact(known: &Known, manner: &Manner, now: i64) -> String {
    match &known.contacted {
        Some(logged) => {
            format!("Last contact {}", on_or_ago(logged.entry.at, manner, now))
        }
        None => "Never contacted".to_owned(),
    }
}

/// "yesterday", "3 days ago", "on Nov 3, 2026".
fn on_or_ago(at: i64, manner: &Manner, now: i64) -> String {
    let words = manner.relative(at, now);
    if words == manner.date(at) { format!("on {words}") } else { words }
}

fn days(custom: &[FieldValue], manner: &Manner, now: i64) -> Vec<Notice> {
    let Some(today) = manner.today(now) else { return Vec::new() };
    let mut near: Vec<(Occasion, Notice)> = Vec::new();
    for field in custom.iter().filter(|it| it.definition.kind == Kind::Date) {
        let definition = &field.definition;
        let value = field.value.as_deref().unwrap_or_default();
        let next = occasion::next(value, definition.is_yearly(), today);
        let Some(next) = next.filter(|it| it.days <= NEAR_DAYS) else { continue };
        let fact = format!("day {} {}", definition.uid, next.date);
        let words = day_words(&definition.label, &next, manner);
        near.push((next, Notice::passing(About::Day, words, &fact)));
    }
    near.sort_by_key(|(next, _)| next.days);
    near.into_iter().map(|(_, notice)| notice).collect()
}

fn day_words(label: &str, next: &Occasion, manner: &Manner) -> String {
    let when = match next.days {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        days => format!("in {days} days"),
    };
    let years = match next.years {
        Some(years) if label.to_lowercase().contains("birthday") => format!(", turns {years}"),
        Some(1) => ", 1 year".to_owned(),
        Some(years) => format!(", {years} years"),
        None => String::new(),
    };
    format!("{label} {when}{years} ({})", manner.yearless(next.date))
}

/// Hides a notice from this person until its fact is another.
pub fn dismiss(tx: &Tx<'_>, contact: Uid, fact: &str) -> Result<Uid> {
    let (scope, contact) = contacts::open(tx, tx.actor, contact)?;
    let is_digest = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if fact.len() != DIGEST_CHARS || !fact.bytes().all(is_digest) {
        return Err(Error::NotFound("notice"));
    }
    if store::dismiss(tx, tx.actor.user()?, contact.id, fact, MOST_DISMISSED)? {
        contacts::concerns(tx, &scope, &contact);
    }
    Ok(contact.uid)
}

/// Shows this person all notices of a contact again.
pub fn show_again(tx: &Tx<'_>, contact: Uid) -> Result<Uid> {
    let (scope, contact) = contacts::open(tx, tx.actor, contact)?;
    if store::show_again(tx, tx.actor.user()?, contact.id)? {
        contacts::concerns(tx, &scope, &contact);
    }
    Ok(contact.uid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_day_says_when_and_how_often() {
        let check = |label: &str, days, years, expected: &str| {
            let next = Occasion { date: "2026-11-25".parse().unwrap(), days, years };
            assert_eq!(day_words(label, &next, &Manner::default()), expected);
        };
        check("Birthday", 4, Some(41), "Birthday in 4 days, turns 41 (Nov 25)");
        check("Birthday", 0, None, "Birthday today (Nov 25)");
        check("Home anniversary", 1, Some(1), "Home anniversary tomorrow, 1 year (Nov 25)");
        check("Closing date", 30, None, "Closing date in 30 days (Nov 25)");
    }

    #[test]
    fn another_fact_is_another_notice() {
        let fact = |fact| Notice::passing(About::Day, "x", fact).fact.unwrap();
        assert_eq!(fact("day 1 2026-11-25"), fact("day 1 2026-11-25"));
        assert_ne!(fact("day 1 2026-11-25"), fact("day 1 2027-11-25"));
    }
}
