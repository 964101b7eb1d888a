//! From what was asked to what the database is asked: names become ids of this workspace alone,
//! values what they are kept as, days points in time. What does not exist here is told, and nobody
//! fits until it is mended.
use jiff::civil;
use rusqlite::Connection;

use super::{Channel, Condition, Filter, InStage, Op, Quantifier, Recency, Span, Test, store};
use crate::{
    clock::DAY_S,
    contacts::{
        Field,
        fields::{self, Definition, Kind, Reader, value},
        lists::{self, List, ListKind},
        search::{self, Terms},
    },
    error::{Problems, Result, unless_any},
    ids::{ContactId, FieldId, ListId, Uid},
    text,
    workspaces::Scope,
};

/// A filter as it is looked for, at one moment.
#[derive(Clone, Debug, Default)]
pub struct Resolved {
    pub(in crate::contacts) search: Search,
    pub(super) clauses: Vec<Clause>,
    /// A tag that few have is the better way into the contacts.
    pub(super) rare: Option<ListId>,
}

#[derive(Clone, Debug, Default)]
pub(in crate::contacts) enum Search {
    #[default]
    Nothing,
    /// Words with nothing in them that could be found.
    Nobody,
    For(Terms),
}

#[derive(Clone, Debug)]
pub(super) enum Clause {
    Stage {
        of: Vec<ListId>,
        or_none: bool,
    },
    Tags(Quantifier, Vec<ListId>),
    Base(Field, Probe),
    Custom(FieldId, Probe),
    /// Last contact before this moment.
    ContactBefore(i64),
    ContactSince(i64),
    NeverContacted,
    CreatedBefore(i64),
    CreatedSince(i64),
    DoNot(Channel, bool),
}

/// A test with its values as they are kept.
#[derive(Clone, Debug)]
pub(super) enum Probe {
    /// As kept, to the letter.
    Exactly(Vec<String>),
    /// The same in any capitals.
    Folded(Vec<String>),
    NotFolded(Vec<String>),
    NotExactly(Vec<String>),
    Keyed(Vec<String>),
    NotKeyed(Vec<String>),
    Linked(Vec<ContactId>),
    Number(Vec<f64>),
    NotNumber(Vec<f64>),
    Contains(String),
    ContainsDigits(String),
    DayBefore(String),
    DayAfter(String),
    AtLeast(f64),
    AtMost(f64),
    Empty,
    Filled,
}

/// Contacts that a tag may have to count as rare.
const RARE: i64 = 2_000;

impl Filter {
    pub fn resolve(&self, conn: &Connection, scope: &Scope, now: i64) -> Result<Resolved> {
        let search = self.sought(conn, scope)?;
        let mut resolved = Resolved { search, ..Resolved::default() };
        if self.conditions().is_empty() {
            return Ok(resolved);
        }
        let place = Place::of(conn, scope, self, now)?;
        let mut problems = Problems::new();
        for condition in self.conditions() {
            match place.clause(condition)? {
                Ok(clause) => resolved.clauses.push(clause),
                Err(wrong) => problems.insert(condition.key(), wrong),
            }
        }
        unless_any(problems)?;
        resolved.rare = place.rare(&resolved.clauses);
        Ok(resolved)
    }

    fn sought(&self, conn: &Connection, scope: &Scope) -> Result<Search> {
        if !self.is_search() {
            return Ok(Search::Nothing);
        }
        let terms = search::terms_of(conn, Some(scope), self.search())?;
        Ok(terms.map_or(Search::Nobody, Search::For))
    }
}

/// What is wrong is for the person; the outer error is for us.
type Verdict<T> = Result<std::result::Result<T, String>>;

/// The workspace as conditions are looked up in it, read only as far as they need.
struct Place<'a> {
    conn: &'a Connection,
    scope: &'a Scope,
    lists: Vec<List>,
    fields: Vec<Definition>,
    reader: Reader,
    now: i64,
}

impl<'a> Place<'a> {
    fn of(conn: &'a Connection, scope: &'a Scope, filter: &Filter, now: i64) -> Result<Self> {
        let any = |wanted: fn(&Condition) -> bool| filter.conditions().iter().any(wanted);
        let needs_lists = any(|it| matches!(it, Condition::Stage(_) | Condition::Tags(..)));
        let needs_fields = any(|it| matches!(it, Condition::Custom(..)));
        let needs_reader = needs_fields || any(|it| matches!(it, Condition::Created(_)));
        Ok(Self {
            conn,
            scope,
            lists: if needs_lists { lists::all(conn, scope)? } else { Vec::new() },
            fields: if needs_fields { fields::seen(conn, scope)? } else { Vec::new() },
            reader: match needs_reader {
                true => fields::reader(conn, scope.owner())?,
                false => Reader::default(),
            },
            now,
        })
    }

    fn clause(&self, condition: &Condition) -> Verdict<Clause> {
        Ok(Ok(match condition {
            Condition::Stage(stages) => {
                let uids = stages.iter().filter_map(|it| match it {
                    InStage::Is(uid) => Some(*uid),
                    InStage::None => None,
                });
                let Some(of) = self.lists(ListKind::Stage, uids) else {
                    return Ok(Err("This stage was deleted; choose another".into()));
                };
                Clause::Stage { of, or_none: stages.contains(&InStage::None) }
            }
            Condition::Tags(how, tags) => match self.lists(ListKind::Tag, tags.iter().copied()) {
                Some(tags) => Clause::Tags(*how, tags),
                None => return Ok(Err("This tag was deleted; choose another".into())),
            },
            Condition::Base(field, test) => Clause::Base(*field, base(*field, test)),
            Condition::Custom(name, test) => return self.custom(name, test),
            Condition::LastContact(recency) => match *recency {
                Recency::Older(days) => Clause::ContactBefore(self.ago(days)),
                Recency::Newer(days) => Clause::ContactSince(self.ago(days)),
                Recency::Never => Clause::NeverContacted,
            },
            Condition::Created(span) => match *span {
                Span::Before(day) => Clause::CreatedBefore(self.start_of(day, 0)),
                Span::After(day) => Clause::CreatedSince(self.start_of(day, 1)),
            },
            Condition::DoNot(channel, wanted) => Clause::DoNot(*channel, *wanted),
        }))
    }

    fn lists(&self, kind: ListKind, uids: impl Iterator<Item = Uid>) -> Option<Vec<ListId>> {
        let find = |uid| self.lists.iter().find(|it| it.uid == uid && it.kind == kind);
        uids.map(|uid| find(uid).map(|it| it.id)).collect()
    }

    fn ago(&self, days: u32) -> i64 {
        self.now - i64::from(days) * DAY_S
    }

    /// A day that is beyond all times lies at their end.
    fn start_of(&self, day: civil::Date, days_on: i64) -> i64 {
        self.reader.manner.start_of_day(&day.to_string(), days_on).unwrap_or(match day.year() {
            ..=1970 => i64::MIN,
            _ => i64::MAX,
        })
    }

    fn custom(&self, name: &str, test: &Test) -> Verdict<Clause> {
        let Some(field) = self.fields.iter().find(|it| it.name == name) else {
            return Ok(Err("This field was deleted; choose another".into()));
        };
        if !Op::of_kind(field.kind).contains(&test.op()) {
            let (label, words) = (field.kind.label(), test.op().words());
            return Ok(Err(format!("A field of the type {label} cannot be asked “{words}”")));
        }
        let probe = match field.kind {
            Kind::ContactLink if test.op().takes_value() => self.linked(test)?,
            _ => custom(field, test, &self.reader),
        };
        Ok(probe.map(|probe| Clause::Custom(field.id, probe)))
    }

    /// A link is asked for by the contact's id.
    fn linked(&self, test: &Test) -> Verdict<Probe> {
        let mut uids = Vec::new();
        for value in test.values() {
            match value.parse::<Uid>() {
                Ok(uid) => uids.push(uid),
                Err(_) => return Ok(Err("This needs the id of a contact here".into())),
            }
        }
        let found = store::among(self.conn, self.scope, &uids, None, uids.len())?;
        Ok(match found.len() == uids.len() {
            true => Ok(Probe::Linked(found)),
            false => Err("There is no such contact here".into()),
        })
    }

    fn rare(&self, clauses: &[Clause]) -> Option<ListId> {
        let needed = clauses.iter().flat_map(|clause| match clause {
            Clause::Tags(Quantifier::All, tags) => tags.as_slice(),
            Clause::Tags(Quantifier::Any, tags) if tags.len() == 1 => tags.as_slice(),
            _ => &[],
        });
        let worn = needed.filter_map(|id| self.lists.iter().find(|it| it.id == *id));
        let rarest = worn.min_by_key(|list| list.contacts)?;
        (rarest.contacts <= RARE).then_some(rarest.id)
    }
}

fn base(field: Field, test: &Test) -> Probe {
    let folded = || test.values().iter().map(|it| text::name_key(it)).collect();
    match test.op() {
        Op::Is => Probe::Folded(folded()),
        Op::IsNot => Probe::NotFolded(folded()),
        Op::Empty => Probe::Empty,
        Op::Filled => Probe::Filled,
        _ => contains(field == Field::PrimaryPhone, test),
    }
}

/// A part of a number is looked for in any notation.
fn contains(is_phone: bool, test: &Test) -> Probe {
    let part = test.values().first().map(String::as_str).unwrap_or_default();
    let is_dialled = part.chars().all(|c| c.is_ascii_digit() || text::is_phone_mark(c));
    match text::digits(part) {
        digits if is_phone && is_dialled && !digits.is_empty() => Probe::ContainsDigits(digits),
        _ => Probe::Contains(text::name_key(part)),
    }
}

fn custom(field: &Definition, test: &Test, reader: &Reader) -> Result<Probe, String> {
    let is_phone = field.kind == Kind::Phone;
    match test.op() {
        Op::Empty => Ok(Probe::Empty),
        Op::Filled => Ok(Probe::Filled),
        Op::Contains => Ok(contains(is_phone, test)),
        Op::Is | Op::IsNot => same(field, test, reader),
        Op::Before | Op::After => {
            let day = checked(field, &test.values()[0], reader)?.value;
            if day.starts_with("--") {
                return Err("Before and after need a day with its year".into());
            }
            Ok(if test.op() == Op::Before { Probe::DayBefore(day) } else { Probe::DayAfter(day) })
        }
        Op::AtLeast => Ok(Probe::AtLeast(number(field, &test.values()[0], reader)?)),
        Op::AtMost => Ok(Probe::AtMost(number(field, &test.values()[0], reader)?)),
    }
}

fn same(field: &Definition, test: &Test, reader: &Reader) -> Result<Probe, String> {
    let is_wanted = test.op() == Op::Is;
    let values = test.values();
    Ok(match field.kind {
        Kind::Text | Kind::Url => {
            let folded = values.iter().map(|it| text::name_key(it)).collect();
            if is_wanted { Probe::Folded(folded) } else { Probe::NotFolded(folded) }
        }
        Kind::Number => {
            let numbers = values.iter().map(|it| number(field, it, reader));
            let numbers = numbers.collect::<Result<_, _>>()?;
            if is_wanted { Probe::Number(numbers) } else { Probe::NotNumber(numbers) }
        }
        Kind::Phone | Kind::Email => {
            let keys = values.iter().map(|it| key(field, it, reader));
            let keys = keys.collect::<Result<_, _>>()?;
            if is_wanted { Probe::Keyed(keys) } else { Probe::NotKeyed(keys) }
        }
        // A choice that is no longer offered may still be what contacts have.
        Kind::Dropdown if is_wanted => Probe::Exactly(values.to_vec()),
        Kind::Dropdown => Probe::NotExactly(values.to_vec()),
        _ => {
            let kept = values.iter().map(|it| checked(field, it, reader).map(|it| it.value));
            Probe::Exactly(kept.collect::<Result<_, _>>()?)
        }
    })
}

fn checked(field: &Definition, input: &str, reader: &Reader) -> Result<value::Checked, String> {
    // Written as programs do it, whatever its owner's country: an address reads the same to all.
    let reader = Reader { manner: Default::default(), country: reader.country.clone() };
    let checked = value::check(field.kind, &field.options, input, &reader)?;
    checked.ok_or_else(|| "Fill this in".to_owned())
}

fn number(field: &Definition, input: &str, reader: &Reader) -> Result<f64, String> {
    let plain = checked(field, input, reader)?.value;
    plain.parse().map_err(|_| "This needs a number, such as 1250.5".to_owned())
}

fn key(field: &Definition, input: &str, reader: &Reader) -> Result<String, String> {
    let checked = checked(field, input, reader)?;
    checked.match_key.ok_or_else(|| "This needs a whole number, such as +1 808 555 0100".to_owned())
}
