//! SQL of filters: conditions on a contact `c`, as EXISTS over ids rather than as joins, so that a
//! page stops at its last row.
use rusqlite::{Connection, params_from_iter, types::Value};

use super::{
    Channel, Quantifier, Resolved,
    resolve::{Clause, Probe, Search},
};
use crate::{
    contacts::Field,
    error::Result,
    ids::{ContactId, ListId, Uid},
    workspaces::Scope,
};

/// The values of a statement, in the order in which their places were asked for.
#[derive(Debug, Default)]
pub struct Bound(Vec<Value>);

impl Bound {
    /// Its first value is the workspace, at `?1`.
    pub fn in_workspace(scope: &Scope) -> Self {
        Self(vec![scope.workspace().0.into()])
    }

    /// The place of the value in the statement: `?7`.
    pub fn add(&mut self, value: impl Into<Value>) -> String {
        self.0.push(value.into());
        format!("?{}", self.0.len())
    }

    pub fn uid(&mut self, uid: Uid) -> String {
        self.add(uid.as_bytes().to_vec())
    }

    fn all<T: Into<Value>>(&mut self, values: impl IntoIterator<Item = T>) -> String {
        let places: Vec<String> = values.into_iter().map(|it| self.add(it)).collect();
        places.join(", ")
    }

    pub fn values(&self) -> impl rusqlite::Params + '_ {
        params_from_iter(self.0.iter())
    }
}

impl Resolved {
    /// What holds for everybody: nothing is asked beyond the words.
    pub fn is_unconditional(&self) -> bool {
        self.clauses.is_empty()
    }

    /// Where to look: the contacts, by way of a rare tag where there is one.
    pub fn tables(&self) -> &'static str {
        match self.rare {
            Some(_) => {
                "contact_list_assignments AS a CROSS JOIN base_contacts AS c ON c.id = a.contact_id"
            }
            None => "base_contacts AS c",
        }
    }

    /// What must be true of a contact in one of `tables`, the workspace at `?1` among it.
    pub fn conditions(&self, bound: &mut Bound) -> String {
        let way = match self.rare {
            Some(tag) => format!("a.list_id = {} AND ", bound.add(tag.0)),
            None => String::new(),
        };
        format!("{way}c.workspace_id = ?1{}", self.and_clauses(bound))
    }

    /// What must be true of a contact at hand, however it was come by.
    pub fn and_clauses(&self, bound: &mut Bound) -> String {
        let mut sql = String::new();
        for clause in &self.clauses {
            sql.push_str("\n  AND ");
            sql.push_str(&clause.sql(bound));
        }
        sql
    }
}

impl Clause {
    fn sql(&self, bound: &mut Bound) -> String {
        match self {
            Self::Stage { of, or_none } => stage(of, *or_none, bound),
            Self::Tags(how, tags) => worn(*how, tags, bound),
            Self::Base(field, probe) => base(*field, probe, bound),
            Self::Custom(field, probe) => {
                let field = bound.add(field.0);
                let kept = "SELECT 1 FROM custom_fields AS v
                    WHERE v.contact_id = c.id AND v.definition_id";
                let (not, test) = probe.of_value(bound);
                format!("{not}EXISTS ({kept} = {field}{test})")
            }
            Self::ContactBefore(at) => format!("c.last_contact_at < {}", bound.add(*at)),
            Self::ContactSince(at) => format!("c.last_contact_at >= {}", bound.add(*at)),
            Self::NeverContacted => "c.last_contact_at IS NULL".to_owned(),
            Self::CreatedBefore(at) => format!("c.created_on < {}", bound.add(*at)),
            Self::CreatedSince(at) => format!("c.created_on >= {}", bound.add(*at)),
            Self::DoNot(channel, wanted) => {
                let flags = match channel {
                    Channel::Any => "c.do_not_contact",
                    Channel::Mail => "max(c.do_not_contact, c.do_not_mail)",
                    Channel::Text => "max(c.do_not_contact, c.do_not_text)",
                };
                format!("{flags} = {}", i64::from(*wanted))
            }
        }
    }
}

fn stage(of: &[ListId], or_none: bool, bound: &mut Bound) -> String {
    let none = "c.primary_list_id IS NULL";
    match (of, or_none) {
        ([], _) => none.to_owned(),
        ([only], false) => format!("c.primary_list_id = {}", bound.add(only.0)),
        (_, false) => format!("c.primary_list_id IN ({})", ids(of, bound)),
        (_, true) => format!("({none} OR c.primary_list_id IN ({}))", ids(of, bound)),
    }
}

fn ids(of: &[ListId], bound: &mut Bound) -> String {
    bound.all(of.iter().map(|it| it.0))
}

fn worn(how: Quantifier, tags: &[ListId], bound: &mut Bound) -> String {
    let of = |tags: String| {
        format!(
            "EXISTS (SELECT 1 FROM contact_list_assignments AS w
                WHERE w.contact_id = c.id AND w.list_id IN ({tags}))"
        )
    };
    match how {
        Quantifier::Any => of(ids(tags, bound)),
        Quantifier::None => format!("NOT {}", of(ids(tags, bound))),
        Quantifier::All => {
            let each: Vec<String> = tags.iter().map(|tag| of(bound.add(tag.0))).collect();
            each.join("\n  AND ")
        }
    }
}

fn base(field: Field, probe: &Probe, bound: &mut Bound) -> String {
    let column = match field {
        Field::FirstName => "c.first_name",
        Field::LastName => "c.last_name",
        Field::PrimaryEmail => "c.primary_email",
        Field::PrimaryPhone => "c.primary_phone",
        Field::Company => "c.company",
    };
    match probe {
        Probe::Empty => format!("{column} IS NULL"),
        Probe::Filled => format!("{column} IS NOT NULL"),
        Probe::NotFolded(_) => {
            let (_, test) = probe.on(column, bound);
            format!("({column} IS NULL OR NOT {test})")
        }
        _ => probe.on(column, bound).1,
    }
}

impl Probe {
    /// Whether there must be no such value, and what is true of the value.
    fn of_value(&self, bound: &mut Bound) -> (&'static str, String) {
        match self {
            Self::Empty => ("NOT ", String::new()),
            Self::Filled => ("", String::new()),
            _ => {
                let (not, test) = self.on("v.value", bound);
                (not, format!(" AND {test}"))
            }
        }
    }

    fn on(&self, value: &str, bound: &mut Bound) -> (&'static str, String) {
        let mut text = |values: &[String]| bound.all(values.iter().cloned());
        let (not, test) = match self {
            Self::Exactly(values) => ("", format!("{value} IN ({})", text(values))),
            Self::NotExactly(values) => ("NOT ", format!("{value} IN ({})", text(values))),
            Self::Folded(values) => ("", format!("folded({value}) IN ({})", text(values))),
            Self::NotFolded(values) => ("NOT ", format!("folded({value}) IN ({})", text(values))),
            Self::Keyed(keys) => ("", format!("v.match_key IN ({})", text(keys))),
            Self::NotKeyed(keys) => ("NOT ", format!("v.match_key IN ({})", text(keys))),
            Self::Linked(people) => {
                ("", format!("v.linked_id IN ({})", bound.all(people.iter().map(|it| it.0))))
            }
            Self::Number(numbers) => ("", is_number(value, numbers, bound)),
            Self::NotNumber(numbers) => ("NOT ", is_number(value, numbers, bound)),
            Self::Contains(part) => {
                ("", format!("instr(folded({value}), {}) > 0", bound.add(part.clone())))
            }
            Self::ContainsDigits(part) => {
                ("", format!("instr(digits({value}), {}) > 0", bound.add(part.clone())))
            }
            // A day without its year is neither before nor after.
            Self::DayBefore(day) => {
                ("", format!("{value} >= '0' AND {value} < {}", bound.add(day.clone())))
            }
            Self::DayAfter(day) => ("", format!("{value} > {}", bound.add(day.clone()))),
            Self::AtLeast(least) => ("", format!("CAST({value} AS REAL) >= {}", bound.add(*least))),
            Self::AtMost(most) => ("", format!("CAST({value} AS REAL) <= {}", bound.add(*most))),
            Self::Empty | Self::Filled => ("", "TRUE".to_owned()),
        };
        (not, test)
    }
}

fn is_number(value: &str, numbers: &[f64], bound: &mut Bound) -> String {
    format!("CAST({value} AS REAL) IN ({})", bound.all(numbers.iter().copied()))
}

/// Those of these contacts that are in the workspace, by id; the rest does not exist.
pub fn among(
    conn: &Connection,
    scope: &Scope,
    uids: &[Uid],
    after: Option<ContactId>,
    most: usize,
) -> Result<Vec<ContactId>> {
    let mut bound = Bound::in_workspace(scope);
    let after = bound.add(after.map_or(0, |it| it.0));
    let most = bound.add(most as i64);
    let uids = bound.add(serde_json::json!(uids).to_string());
    let sql = format!(
        "SELECT c.id
         FROM base_contacts AS c
         WHERE c.workspace_id = ?1 AND c.id > {after}
           AND c.uid IN (SELECT unhex(j.value, '-') FROM json_each({uids}) AS j)
         ORDER BY c.id
         LIMIT {most}"
    );
    ids_of(conn, &sql, &bound)
}

/// Everybody who fits, by id, so that bulk work goes on behind the last one it did.
pub fn fitting(
    conn: &Connection,
    scope: &Scope,
    filter: &Resolved,
    after: Option<ContactId>,
    most: usize,
) -> Result<Vec<ContactId>> {
    let mut bound = Bound::in_workspace(scope);
    let Some(from) = filter.whole(scope, &mut bound) else { return Ok(Vec::new()) };
    let after = bound.add(after.map_or(0, |it| it.0));
    let most = bound.add(most as i64);
    let sql = format!("SELECT c.id {from} AND c.id > {after} ORDER BY c.id LIMIT {most}");
    ids_of(conn, &sql, &bound)
}

/// As many of those who fit as are asked for, in no order.
pub fn some(
    conn: &Connection,
    scope: &Scope,
    filter: &Resolved,
    most: usize,
) -> Result<Vec<ContactId>> {
    let mut bound = Bound::in_workspace(scope);
    let Some(from) = filter.whole(scope, &mut bound) else { return Ok(Vec::new()) };
    let most = bound.add(most as i64);
    ids_of(conn, &format!("SELECT c.id {from} LIMIT {most}"), &bound)
}

/// How many fit, at most this many.
pub fn counted(conn: &Connection, scope: &Scope, filter: &Resolved, most: i64) -> Result<i64> {
    let mut bound = Bound::in_workspace(scope);
    let Some(from) = filter.whole(scope, &mut bound) else { return Ok(0) };
    let most = bound.add(most);
    let sql = format!("SELECT count(*) FROM (SELECT 1 {from} LIMIT {most})");
    Ok(conn.prepare_cached(&sql)?.query_row(bound.values(), |row| row.get(0))?)
}

impl Resolved {
    /// By which index all of them are come by, where order does not matter: one that holds what is
    /// asked for, or else the rows as they lie in the file, since each page of it costs the same
    /// whether one row is wanted of it or all.
    fn way(&self) -> &'static str {
        let has = |is: fn(&Clause) -> bool| self.clauses.iter().any(is);
        let of_stage = |it: &Clause| matches!(it, Clause::Stage { or_none: false, .. });
        let by_time =
            |it: &Clause| matches!(it, Clause::ContactBefore(_) | Clause::ContactSince(_));
        match self.rare {
            Some(_) => "",
            None if has(of_stage) => "INDEXED BY base_contacts_by_stage",
            None if has(by_time) => "INDEXED BY base_contacts_by_last_contact",
            None => "NOT INDEXED",
        }
    }

    /// Tables and conditions, the words among them; none where nobody can fit.
    fn whole(&self, scope: &Scope, bound: &mut Bound) -> Option<String> {
        match &self.search {
            Search::Nobody => None,
            Search::Nothing => {
                let (tables, way) = (self.tables(), self.way());
                Some(format!("FROM {tables} {way} WHERE {}", self.conditions(bound)))
            }
            Search::For(terms) => {
                let expression = bound.add(terms.anyhow(scope.workspace()));
                Some(format!(
                    "FROM contact_search AS s CROSS JOIN base_contacts AS c ON c.id = s.rowid
                     WHERE contact_search MATCH {expression} AND c.workspace_id = ?1{}",
                    self.and_clauses(bound)
                ))
            }
        }
    }
}

fn ids_of(conn: &Connection, sql: &str, bound: &Bound) -> Result<Vec<ContactId>> {
    let mut statement = conn.prepare_cached(sql)?;
    let ids = statement.query_map(bound.values(), |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}
