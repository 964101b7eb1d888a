//! A line of a file becomes a contact, or is added to one.
use std::collections::HashMap;

use rusqlite::Connection;
use serde_json::json;

use super::{plan::Ready, row::Row, store, targets::Target};
use crate::{
    audit::Tx,
    contacts::{
        self, Field, duplicates,
        fields::{self, FieldDraft, FieldOwner, Reader, values},
        lists::{self, Assignment, Colour, List, ListDraft, ListKind, StageChange},
        reach::{self, CheckedWay, Standing},
    },
    error::{Error, Result},
    ids::{ContactId, Uid},
    log::{self, Entry, Kind},
    text,
    when::Manner,
    workspaces::Scope,
};

/// What a line changes about somebody who is there.
#[derive(Default)]
struct Edits {
    fields: Vec<(Field, String)>,
    /// Of primary ones.
    labels: Vec<(reach::Kind, String)>,
    ways: Vec<CheckedWay>,
}

/// Who of the workspace this line is about, by the surest sign first.
pub fn known(conn: &Connection, scope: &Scope, row: &Row) -> Result<Option<ContactId>> {
    if let Some(uid) = row.id
        && let Some(found) = store::by_uid(conn, scope, uid)?
    {
        return Ok(Some(found));
    }
    Ok(duplicates::of(conn, scope, &row.look())?.first().map(|it| it.contact))
}

/// What one part of an import works with.
pub struct Putter<'a, 'tx> {
    tx: &'a Tx<'tx>,
    scope: &'a Scope,
    ready: &'a Ready,
    /// Of the file.
    name: &'a str,
    lists: HashMap<(ListKind, String), List>,
    /// Chosen for all.
    stage: Option<List>,
    /// What the log of each new contact says.
    added: Entry,
}

impl<'a, 'tx> Putter<'a, 'tx> {
    pub fn new(tx: &'a Tx<'tx>, scope: &'a Scope, ready: &'a Ready, name: &'a str) -> Result<Self> {
        let all = lists::all(tx, scope)?;
        let stage = all.iter().find(|it| Some(it.uid) == ready.plan.stage).cloned();
        let lists = all.into_iter().map(|it| ((it.kind, text::name_key(&it.name)), it)).collect();
        let added = told("Imported from", name, tx.now);
        Ok(Self { tx, scope, ready, name, lists, stage, added })
    }

    /// A new contact with all that the line says. What may be refused is found out before anything
    /// is written, so that a line that cannot be taken leaves nothing.
    pub fn add(&mut self, row: &Row) -> Result<()> {
        let (tx, scope) = (self.tx, self.scope);
        let values = self.values(row)?;
        let stage = match &row.stage {
            Some(name) => Some(self.list(ListKind::Stage, name)?),
            None => self.stage.clone(),
        };
        let tags = self.tags(row)?;
        let Some(checked) = &row.checked else { return row.draft.check().map(drop) };
        let created_on = row.created_on.unwrap_or(tx.now);
        let stage = stage.map(|it| it.id);
        let (id, _) = contacts::insert_with(tx, scope, checked, &row.keys, created_on, stage)?;
        for (kind, label) in row.primary_labels() {
            reach::keep_label(tx, scope, id, kind, label)?;
        }
        reach::keep_silence(tx, scope, id, row.silence)?;
        for way in &row.ways {
            reach::keep_checked(tx, scope, id, way)?;
        }
        for tag in tags {
            lists::wear(tx, scope, id, &tag)?;
        }
        for value in values {
            values::lay_in(tx, scope, id, &value)?;
        }
        self.contacted(id, row)?;
        log::write(tx, scope, id, &self.added)
    }

    /// What somebody new has in their fields: of the line, or to begin with.
    fn values(&self, row: &Row) -> Result<Vec<values::Known>> {
        // They were checked as their file writes them, and are kept as programs do.
        let reader =
            Reader { manner: Manner::default(), country: self.ready.reader.country.clone() };
        let of_line = row.values.iter().filter_map(|(at, value)| {
            let field = self.ready.slots[*at].field.as_ref()?;
            Some((field.definition.as_ref()?, value.as_str()))
        });
        let defaults = self.ready.defaults.iter();
        let defaults = defaults.map(|it| (it, it.default.as_deref().unwrap_or_default()));
        let mut known = Vec::new();
        for (field, value) in of_line.chain(defaults) {
            known.extend(values::known(self.tx, self.scope, None, field, value, &reader)?);
        }
        Ok(known)
    }

    /// What the line says is put beside what is there. Names and values give way to the file's;
    /// addresses and numbers are never lost.
    pub fn update(&mut self, row: &Row, contact: ContactId) -> Result<()> {
        let Some(uid) = self.uid_of(contact)? else { return self.add(row) };
        let stage = match &row.stage {
            Some(name) => StageChange::To(self.list(ListKind::Stage, name)?.uid),
            None => StageChange::Keep,
        };
        let add = self.tags(row)?.iter().map(|it| it.uid).collect();
        let lists = Assignment { stage, add, remove: Vec::new() };
        store::attempt(self.tx, || self.change(row, (contact, uid), &lists))
    }

    fn change(
        &self,
        row: &Row,
        (contact, uid): (ContactId, Uid),
        lists: &Assignment,
    ) -> Result<()> {
        let (tx, scope) = (self.tx, self.scope);
        let Edits { fields, labels, ways } = self.edits(row, uid, contact)?;
        contacts::edit(tx, scope, uid, &fields)?;
        for (kind, label) in &labels {
            reach::keep_label(tx, scope, contact, *kind, label)?;
        }
        for way in &ways {
            reach::keep_checked(tx, scope, contact, way)?;
        }
        let values: Vec<(String, String)> = row
            .values
            .iter()
            .filter_map(|(at, value)| {
                let field = self.ready.slots[*at].field.as_ref()?.definition.as_ref()?;
                Some((field.name.clone(), value.clone()))
            })
            .collect();
        values::edit(tx, scope, uid, &values)?;
        let silence = reach::of(tx, scope, contact)?.silence;
        reach::keep_silence(tx, scope, contact, silence.joined(row.silence))?;
        lists::assign(tx, scope, &[uid], lists)?;
        self.contacted(contact, row)?;
        log::write(tx, scope, contact, &told("Updated by the import of", self.name, tx.now))
    }

    /// A last contact that the file tells of is one in the log, so that it outlives what is undone,
    /// merged or deleted around it.
    fn contacted(&self, contact: ContactId, row: &Row) -> Result<()> {
        let Some(at) = row.last_contact_at else { return Ok(()) };
        let entry = log::told_contact(&format!("Last contact, as “{}” has it", self.name), at);
        log::write(self.tx, self.scope, contact, &entry)
    }

    fn uid_of(&self, contact: ContactId) -> Result<Option<Uid>> {
        let found = contacts::known(self.tx, self.tx.actor, contact)?;
        Ok(found.filter(|it| it.workspace == self.scope.uid()).map(|it| it.uid))
    }

    fn edits(&self, row: &Row, uid: Uid, contact: ContactId) -> Result<Edits> {
        let there = contacts::find(self.tx, self.scope, uid)?;
        let mut edits = Edits::default();
        for field in [Field::FirstName, Field::LastName, Field::Company] {
            let value = row.draft.get(field);
            if !value.is_empty() {
                edits.fields.push((field, value.to_owned()));
            }
        }
        for way in row.all_ways() {
            let field = way.kind.field();
            let is_free =
                there.get(field).is_none() && !edits.fields.iter().any(|(it, _)| *it == field);
            let standing = reach::standing(self.tx, contact, &way)?;
            if standing == Standing::New && !is_free {
                edits.ways.push(way);
                continue;
            }
            if standing == Standing::New {
                edits.fields.push((field, way.value));
            }
            if standing != Standing::Further {
                edits.labels.extend(way.label.map(|label| (way.kind, label)));
            }
        }
        Ok(edits)
    }

    fn tags(&mut self, row: &Row) -> Result<Vec<List>> {
        let mut tags: Vec<List> = Vec::new();
        for name in row.tags.iter().chain(&self.ready.plan.tags) {
            let tag = self.list(ListKind::Tag, name)?;
            if !tags.iter().any(|it| it.id == tag.id) {
                tags.push(tag);
            }
        }
        Ok(tags)
    }

    /// The stage or tag of this name; one that is not there yet is added.
    fn list(&mut self, kind: ListKind, name: &str) -> Result<List> {
        let key = (kind, text::name_key(text::trim(name)));
        if let Some(list) = self.lists.get(&key) {
            return Ok(list.clone());
        }
        let count = self.lists.keys().filter(|(it, _)| *it == kind).count();
        let draft = ListDraft { kind, name: name.to_owned(), colour: Colour::in_turn(count) };
        let list = lists::create(self.tx, self.scope, &draft)?;
        self.lists.insert(key, list.clone());
        Ok(list)
    }
}

fn told(verb: &str, file: &str, now: i64) -> Entry {
    let content = json!({ "summary": format!("{verb} “{file}”"), "of": "import" });
    Entry::new(Kind::System, content, now)
}

impl Row {
    fn primary_labels(&self) -> impl Iterator<Item = (reach::Kind, &str)> {
        let labels = reach::Kind::ALL.into_iter().zip(&self.labels);
        let labels = labels.filter(|(kind, _)| !self.draft.get(kind.field()).is_empty());
        labels.filter_map(|(kind, label)| Some((kind, label.as_deref()?)))
    }

    fn all_ways(&self) -> Vec<CheckedWay> {
        let [email_label, phone_label] = &self.labels;
        let primary = [
            (reach::Kind::Email, email_label, &self.keys.email),
            (reach::Kind::Phone, phone_label, &self.keys.phone),
        ];
        let primary = primary.into_iter().map(|(kind, label, key)| CheckedWay {
            kind,
            label: label.clone(),
            value: self.draft.get(kind.field()).to_owned(),
            key: key.clone(),
        });
        let primary = primary.filter(|way| !way.value.is_empty());
        primary.chain(self.ways.iter().cloned()).collect()
    }
}

/// Adds the fields that the plan asks for, and the plan knows them from then on.
pub fn define_fields(tx: &Tx<'_>, scope: &Scope, ready: &mut Ready) -> Result<()> {
    for slot in &mut ready.slots {
        let (Target::New(kind), Some(field)) = (&slot.target, &mut slot.field) else { continue };
        if field.definition.is_none() {
            let draft =
                FieldDraft { name: field.name.clone(), ..FieldDraft::new(&*field.label, *kind) };
            let made = fields::define(tx, FieldOwner::In(scope), &draft);
            field.definition = Some(made.map_err(|cause| refused(&slot.header, cause))?);
        }
    }
    Ok(())
}

fn refused(header: &str, cause: Error) -> Error {
    match cause {
        Error::Invalid(problems) => {
            let said: Vec<String> = problems.into_values().collect();
            Error::Conflict(format!("No field could be added for “{header}”: {}.", said.join(". ")))
        }
        other => other,
    }
}
