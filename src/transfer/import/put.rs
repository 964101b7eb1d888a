//! A line of a file becomes a contact, or is added to one.
use std::collections::HashMap;

use rusqlite::Connection;
use serde_json::json;

use super::{
    plan::{Ready, Slot},
    row::{Row, Way, WayKind},
    store,
    targets::Target,
};
use crate::{
    audit::Tx,
    contacts::{
        self, Field,
        fields::{self, FieldDraft, FieldOwner, values},
        lists::{self, Assignment, Colour, List, ListDraft, ListKind, StageChange},
    },
    error::{Error, Result},
    ids::{ContactId, Uid},
    log::{self, Entry, Kind},
    text,
    workspaces::Scope,
};

/// What a line changes about somebody who is there.
struct Edits {
    fields: Vec<(Field, String)>,
    ways: Vec<Way>,
}

/// Who of the workspace this line is about, by the surest sign first.
pub fn known(conn: &Connection, scope: &Scope, row: &Row) -> Result<Option<ContactId>> {
    if let Some(uid) = row.id
        && let Some(found) = store::by_uid(conn, scope, uid)?
    {
        return Ok(Some(found));
    }
    for (kind, key) in row.reached() {
        let found = match kind {
            WayKind::Email => store::by_email(conn, scope, key)?,
            WayKind::Phone => store::by_phone(conn, scope, key)?,
        };
        let found = found.map_or_else(|| store::by_way(conn, scope, key), |it| Ok(Some(it)))?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

impl Row {
    /// The keys by which two people would be the same.
    pub fn reached(&self) -> impl Iterator<Item = (WayKind, &str)> {
        let primary = [WayKind::Email, WayKind::Phone].into_iter().zip(&self.keys);
        let primary = primary.filter_map(|(kind, key)| Some((kind, key.as_deref()?)));
        let ways = self.ways.iter().filter_map(|way| Some((way.kind, way.key.as_deref()?)));
        primary.chain(ways)
    }
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
}

impl<'a, 'tx> Putter<'a, 'tx> {
    pub fn new(tx: &'a Tx<'tx>, scope: &'a Scope, ready: &'a Ready, name: &'a str) -> Result<Self> {
        let all = lists::all(tx, scope)?;
        let stage = all.iter().find(|it| Some(it.uid) == ready.plan.stage).cloned();
        let lists = all.into_iter().map(|it| ((it.kind, text::name_key(&it.name)), it)).collect();
        Ok(Self { tx, scope, ready, name, lists, stage })
    }

    /// A new contact with all that the line says.
    pub fn add(&mut self, row: &Row) -> Result<()> {
        let (tx, scope) = (self.tx, self.scope);
        let stage = match &row.stage {
            Some(name) => Some(self.list(ListKind::Stage, name)?),
            None => self.stage.clone(),
        };
        let checked = row.draft.check()?;
        let created_on = row.created_on.unwrap_or(tx.now);
        let stage = stage.map(|it| it.id);
        let (id, _) = contacts::insert_in(tx, scope, &checked, created_on, stage)?;
        if row.has_beside() {
            store::set_beside(tx, scope, id, row)?;
        }
        for way in &row.ways {
            store::add_way(tx, scope, id, way)?;
        }
        for tag in self.tags(row)? {
            lists::wear(tx, scope, id, &tag)?;
        }
        for (at, value) in &row.values {
            self.fill(id, &self.ready.slots[*at], value)?;
        }
        for field in &self.ready.defaults {
            let value = field.default.as_deref().unwrap_or_default();
            values::fill(tx, scope, id, field, value, &plain())?;
        }
        self.told(id, "Imported from")
    }

    fn fill(&self, contact: ContactId, slot: &Slot, value: &str) -> Result<()> {
        let Some(field) = slot.field.as_ref().and_then(|it| it.definition.as_ref()) else {
            return Ok(());
        };
        values::fill(self.tx, self.scope, contact, field, value, &plain())
    }

    /// What the line says is put beside what is there. Names and values give way to the file's;
    /// addresses and numbers are never lost.
    pub fn update(&mut self, row: &Row, contact: ContactId) -> Result<()> {
        let (tx, scope) = (self.tx, self.scope);
        let Some(uid) = self.uid_of(contact)? else { return self.add(row) };
        let Edits { fields, ways } = self.edits(row, uid, contact)?;
        contacts::edit(tx, scope, uid, &fields)?;
        for way in &ways {
            store::add_way(tx, scope, contact, way)?;
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
        if row.has_beside() {
            store::set_beside(tx, scope, contact, row)?;
        }
        let stage = match &row.stage {
            Some(name) => StageChange::To(self.list(ListKind::Stage, name)?.uid),
            None => StageChange::Keep,
        };
        let add = self.tags(row)?.iter().map(|it| it.uid).collect();
        lists::assign(tx, scope, &[uid], &Assignment { stage, add, remove: Vec::new() })?;
        self.told(contact, "Updated by the import of")
    }

    fn uid_of(&self, contact: ContactId) -> Result<Option<Uid>> {
        let found = contacts::known(self.tx, self.tx.actor, contact)?;
        Ok(found.filter(|it| it.workspace == self.scope.uid()).map(|it| it.uid))
    }

    fn edits(&self, row: &Row, uid: Uid, contact: ContactId) -> Result<Edits> {
        let there = contacts::find(self.tx, self.scope, uid)?;
        let known = store::keys_of(self.tx, self.scope, contact)?;
        let mut fields: Vec<(Field, String)> = [
            (Field::FirstName, &row.draft.first_name),
            (Field::LastName, &row.draft.last_name),
            (Field::Company, &row.draft.company),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(field, value)| (field, value.clone()))
        .collect();
        let mut ways = Vec::new();
        for way in row.all_ways() {
            let key = way.key.as_ref().unwrap_or(&way.value);
            let field = match way.kind {
                WayKind::Email => Field::PrimaryEmail,
                WayKind::Phone => Field::PrimaryPhone,
            };
            let is_there = there.get(field) == Some(&way.value);
            let is_free = there.get(field).is_none() && !fields.iter().any(|(it, _)| *it == field);
            if known.contains(key) || is_there {
                continue;
            }
            match is_free {
                true => fields.push((field, way.value)),
                false => ways.push(way),
            }
        }
        Ok(Edits { fields, ways })
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

    fn told(&self, contact: ContactId, verb: &str) -> Result<()> {
        let content = json!({ "summary": format!("{verb} “{}”", self.name), "of": "import" });
        let entry = Entry::new(Kind::System, content, self.tx.now);
        log::write(self.tx, self.scope, contact, &entry)
    }
}

/// Values were checked as their file writes them, and are kept as programs do.
fn plain() -> fields::Reader {
    fields::Reader::default()
}

impl Row {
    fn has_beside(&self) -> bool {
        self.labels.iter().any(Option::is_some)
            || self.do_not_contact.contains(&true)
            || self.last_contact_at.is_some()
    }

    fn all_ways(&self) -> Vec<Way> {
        let [email, phone] = [&self.draft.primary_email, &self.draft.primary_phone];
        let [email_label, phone_label] = &self.labels;
        let [email_key, phone_key] = &self.keys;
        let primary = [
            (WayKind::Email, email, email_label, email_key),
            (WayKind::Phone, phone, phone_label, phone_key),
        ];
        let primary = primary.into_iter().filter(|(_, value, ..)| !value.is_empty());
        primary
            .map(|(kind, value, label, key)| Way {
                kind,
                label: label.clone(),
                value: value.clone(),
                key: key.clone(),
            })
            .chain(self.ways.iter().cloned())
            .collect()
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
