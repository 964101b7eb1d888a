//! One line of a file as a contact: taken apart by the plan, every value checked.
use super::{
    dates, layouts,
    plan::{Filled, Ready, Slot},
    targets::Target,
};
use crate::{
    contacts::{
        Checked, Draft, Field,
        duplicates::{Keysets, Look},
        fields::{Kind, value},
        lists,
        reach::{self, CheckedWay, Keys, LABEL_CHARS, Silence, WayDraft},
    },
    error::Error,
    ids::Uid,
    text,
    transfer::{cells, csv::read::Record, export::CHANNELS},
};

#[derive(Clone, Debug, Default)]
pub struct Row {
    pub line: u32,
    pub id: Option<Uid>,
    pub draft: Draft,
    /// The same, once nothing of it is wrong.
    pub checked: Option<Checked>,
    /// What the primary e-mail and phone are called.
    pub labels: [Option<String>; 2],
    /// Of the primary e-mail and phone.
    pub keys: Keys,
    pub ways: Vec<CheckedWay>,
    pub stage: Option<String>,
    pub tags: Vec<String>,
    pub silence: Silence,
    pub created_on: Option<i64>,
    pub last_contact_at: Option<i64>,
    /// The slot, and the value as it is kept.
    pub values: Vec<(usize, String)>,
    /// What cannot be taken, in words.
    pub problems: Vec<String>,
}

/// Whether it stands in the column of the primary ones, and what stands there.
type Reached = (bool, WayDraft);

const MOST_WAYS: usize = reach::MOST_OF_A_KIND;

/// Reads a line. What is wrong stands in `problems`; the rest is whole without it.
pub fn read(ready: &Ready, record: &Record) -> Row {
    let mut row = Row { line: record.line, ..Row::default() };
    let surplus = record.cells.iter().skip(ready.slots.len()).any(|it| !it.trim().is_empty());
    if surplus {
        row.problems.push(format!(
            "This line has {} values, but there are {} columns",
            record.cells.len(),
            ready.slots.len()
        ));
    }
    let mut reached = Vec::new();
    for (at, slot) in ready.slots.iter().enumerate() {
        let cell = record.cells.get(at).map_or("", |it| text::trim(it));
        if !cell.is_empty() {
            take(&mut row, ready, record, (at, slot), cell, &mut reached);
        }
    }
    settle(&mut row, reached, ready);
    for name in row.stage.iter().chain(&row.tags) {
        if let Err(wrong) = text::check_line(name, lists::NAME_CHARS) {
            row.problems.push(format!("“{}”: {wrong}", shown(name)));
        }
    }
    check_draft(&mut row);
    row
}

/// A cell that is not blank.
fn take(
    row: &mut Row,
    ready: &Ready,
    record: &Record,
    (at, slot): (usize, &Slot),
    cell: &str,
    reached: &mut Vec<Reached>,
) {
    let manner = &ready.reader.manner;
    match &slot.target {
        Target::Base(Field::PrimaryEmail) => {
            add_ways(reached, ready, record, at, reach::Kind::Email)
        }
        Target::Base(Field::PrimaryPhone) => {
            add_ways(reached, ready, record, at, reach::Kind::Phone)
        }
        Target::OtherEmails => add_ways(reached, ready, record, at, reach::Kind::Email),
        Target::OtherPhones => add_ways(reached, ready, record, at, reach::Kind::Phone),
        Target::Base(Field::FirstName) => row.draft.first_name = one_line(cell),
        Target::Base(Field::LastName) => row.draft.last_name = one_line(cell),
        Target::Base(Field::Company) => row.draft.company = one_line(cell),
        Target::FullName => {
            let name = one_line(cell);
            let (first, last) = name.rsplit_once(' ').unwrap_or((&name, ""));
            if row.draft.first_name.is_empty() && row.draft.last_name.is_empty() {
                (row.draft.first_name, row.draft.last_name) = (first.into(), last.into());
            }
        }
        Target::EmailLabel => row.labels[0] = label(cell),
        Target::PhoneLabel => row.labels[1] = label(cell),
        Target::Id => row.id = cell.parse().ok(),
        Target::Stage => row.stage = Some(one_line(cell)),
        Target::Tags => row.tags.extend(tags(ready, cell)),
        Target::DoNotContact => row.silence = silence(cell),
        Target::Created => match dates::moment(cell, manner) {
            Some(moment) => row.created_on = Some(moment),
            None => row.problems.push(format!("{}: “{}” is no day", slot.header, shown(cell))),
        },
        Target::LastContact => match dates::moment(cell, manner) {
            Some(moment) => row.last_contact_at = Some(moment),
            None => row.problems.push(format!("{}: “{}” is no day", slot.header, shown(cell))),
        },
        Target::Custom(_) | Target::New(_) => {
            if let Some(field) = &slot.field {
                match checked(field, cell, ready) {
                    Ok(value) => row.values.push((at, value)),
                    Err(wrong) => {
                        row.problems.push(format!("{}: {wrong} (“{}”)", slot.header, shown(cell)));
                    }
                }
            }
        }
        Target::Ignore | Target::LabelOfNext | Target::LabelOfPrevious => {}
    }
}

/// In the form in which it is kept. Whom a link leads to is found out when it is put there.
fn checked(field: &Filled, cell: &str, ready: &Ready) -> Result<String, String> {
    let input = match field.kind {
        Kind::ContactLink => return Ok(cell.to_owned()),
        Kind::Date => dates::day(cell, &ready.reader.manner).unwrap_or_else(|| cell.to_owned()),
        // Spreadsheets and other programs have no lines here.
        Kind::Text if cell.contains(['\n', '\t']) => one_line(cell),
        _ => cell.to_owned(),
    };
    let value = value::check(field.kind, &field.options, &input, &ready.reader)?;
    Ok(value.map(|it| it.value).unwrap_or_default())
}

fn add_ways(
    reached: &mut Vec<Reached>,
    ready: &Ready,
    record: &Record,
    at: usize,
    kind: reach::Kind,
) {
    let slot = &ready.slots[at];
    let is_primary = matches!(slot.target, Target::Base(_));
    let cell = text::trim(&record.cells[at]);
    let whole = match kind {
        reach::Kind::Email => text::is_email(cell),
        reach::Kind::Phone => !cell.contains([';', ',', '|', '"', '\n']) && !cell.contains(":::"),
    };
    let parts = if whole { vec![cell.to_owned()] } else { cells::apart(cell) };
    let beside = beside(ready, record, at);
    for part in parts {
        let (own, value) = match part.rsplit_once(": ") {
            Some((label, value)) if !is_primary => (Some(label.to_owned()), value.to_owned()),
            _ => (None, part),
        };
        let is_own_list = matches!(&*slot.header, "Other e-mails" | "Other phones");
        let fallback = beside.clone().or_else(|| slot.label.clone().filter(|_| !is_own_list));
        let label = own.or(fallback).and_then(|it| label(&it)).unwrap_or_default();
        reached.push((is_primary, WayDraft { kind, label, value: one_line(&value) }));
    }
}

/// What the column beside it calls it.
fn beside(ready: &Ready, record: &Record, at: usize) -> Option<String> {
    let is =
        |at: usize, wanted: &Target| ready.slots.get(at).is_some_and(|it| it.target == *wanted);
    let cell = |at: usize| record.cells.get(at).map(|it| text::trim(it).to_owned());
    let label = if at > 0 && is(at - 1, &Target::LabelOfNext) {
        cell(at - 1)
    } else if is(at + 1, &Target::LabelOfPrevious) {
        cell(at + 1)
    } else {
        None
    };
    label.map(|it| it.trim_start_matches("* ").trim_matches('*').to_owned())
}

fn label(text: &str) -> Option<String> {
    let label: String = one_line(text).chars().take(LABEL_CHARS).collect();
    let label = text::trim(&label);
    (!label.is_empty() && text::check_line(label, LABEL_CHARS).is_ok()).then(|| label.to_owned())
}

/// The first of each kind becomes the primary one; one that is there twice counts once.
fn settle(row: &mut Row, reached: Vec<Reached>, ready: &Ready) {
    // Somebody of ours may well have further addresses and no primary one.
    let is_own = ready.program.as_deref() == Some(layouts::OWN);
    let mut sorted = reached;
    sorted.sort_by_key(|(is_primary, _)| !is_primary);
    let mut known: Vec<(reach::Kind, String)> = Vec::new();
    for (is_primary, draft) in sorted {
        let words = draft.kind.field().label();
        let way = match draft.check(&ready.reader.country) {
            Ok(way) => way,
            Err(cause) => {
                let said = said(cause);
                row.problems.push(format!("{words}: {said} (“{}”)", shown(&draft.value)));
                continue;
            }
        };
        let is = (way.kind, way.key.clone().unwrap_or_else(|| way.value.clone()));
        if known.contains(&is) {
            continue;
        }
        known.push(is);
        let (at, place, key) = match way.kind {
            reach::Kind::Email => (0, &mut row.draft.primary_email, &mut row.keys.email),
            reach::Kind::Phone => (1, &mut row.draft.primary_phone, &mut row.keys.phone),
        };
        if place.is_empty() && (is_primary || !is_own) {
            (*place, *key) = (way.value, way.key);
            row.labels[at] = row.labels[at].take().or(way.label);
        } else if row.ways.iter().filter(|it| it.kind == way.kind).count() < MOST_WAYS {
            row.ways.push(way);
        } else {
            row.problems.push(format!("{words}: these are more than {MOST_WAYS}"));
        }
    }
}

fn said(cause: Error) -> String {
    match cause {
        Error::Invalid(problems) => problems.into_values().collect::<Vec<_>>().join(". "),
        other => other.to_string(),
    }
}

/// Names that are too long and the like; and that there is somebody at all.
fn check_draft(row: &mut Row) {
    let problems = match row.draft.check() {
        Err(Error::Invalid(problems)) => problems,
        checked => {
            row.checked = checked.ok();
            return;
        }
    };
    if row.draft == Draft::default() {
        row.problems.push("There is no name, company, e-mail or phone here".into());
        return;
    }
    for (field, message) in problems.iter() {
        let label = Field::from_name(field).map_or("", Field::label);
        row.problems.push(format!("{label}: {message}"));
    }
}

impl Row {
    /// Whether there is somebody left once what cannot be taken is left out.
    pub fn without_what_is_wrong(&mut self) -> bool {
        if let Err(Error::Invalid(problems)) = self.draft.check() {
            let fields: Vec<String> = problems.keys().map(str::to_owned).collect();
            for field in fields.iter().filter_map(|it| Field::from_name(it)) {
                let place = match field {
                    Field::FirstName => &mut self.draft.first_name,
                    Field::LastName => &mut self.draft.last_name,
                    Field::PrimaryEmail => &mut self.draft.primary_email,
                    Field::PrimaryPhone => &mut self.draft.primary_phone,
                    Field::Company => &mut self.draft.company,
                };
                place.clear();
            }
        }
        self.checked = self.draft.check().ok();
        self.checked.is_some()
    }

    /// By what it is compared with who is there; who only has the same name is somebody else.
    pub fn look(&self) -> Look {
        let mut further = Keysets::default();
        for way in &self.ways {
            let all = match way.kind {
                reach::Kind::Email => &mut further.emails,
                reach::Kind::Phone => &mut further.phones,
            };
            all.extend(way.key.clone());
        }
        Look { keys: self.keys.clone(), further, ..Look::default() }
    }

    /// The keys by which two people would be the same.
    pub fn reached(&self) -> impl Iterator<Item = &str> {
        let primary = [&self.keys.email, &self.keys.phone].into_iter();
        primary.chain(self.ways.iter().map(|way| &way.key)).filter_map(Option::as_deref)
    }
}

fn silence(cell: &str) -> Silence {
    let said: Vec<String> = cells::apart(cell).iter().map(|it| it.to_lowercase()).collect();
    let is_all = |word: &String| matches!(&**word, "yes" | "true" | "1" | "x" | "y");
    let [all, mail, text] = CHANNELS.map(|channel| said.iter().any(|it| it == channel));
    Silence { all: all || said.iter().any(is_all), mail, text }
}

/// Google puts everybody into a group of its own.
fn tags(ready: &Ready, cell: &str) -> Vec<String> {
    let is_google = ready.program.as_deref() == Some(layouts::GOOGLE);
    let names = cells::apart(cell).into_iter();
    names.filter(|it| !is_google || it != "* myContacts").map(|it| one_line(&it)).collect()
}

fn one_line(text: &str) -> String {
    match text.contains(['\n', '\r', '\t']) {
        true => text.split_whitespace().collect::<Vec<_>>().join(" "),
        false => text.to_owned(),
    }
}

fn shown(text: &str) -> String {
    text::shortened(text, 60)
}
