//! A chunk of contacts with all that is told of them, put together from ordered cursors.
use std::{collections::HashMap, sync::Arc};

use rusqlite::Connection;

use super::store;
use crate::{
    contacts::{Field, lists},
    error::Result,
    ids::{ContactId, ListId, Uid},
    spreadsheet,
    transfer::{cells, columns::Column},
    when,
    workspaces::Scope,
};

/// One way to reach somebody beside the primary ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    pub is_email: bool,
    pub label: Option<String>,
    pub value: String,
}

#[derive(Clone, Debug)]
pub struct Person {
    pub id: ContactId,
    pub uid: Uid,
    /// In the order of `Field::ALL`.
    pub base: [Option<String>; 5],
    /// What the primary e-mail and phone are called.
    pub labels: [Option<String>; 2],
    pub ways: Vec<Way>,
    pub stage: Option<Arc<str>>,
    pub tags: Vec<Arc<str>>,
    pub do_not_contact: [bool; 3],
    pub created_on: i64,
    pub last_contact_at: Option<i64>,
    /// By the field's id.
    pub values: Vec<(i64, String)>,
}

/// What `do_not_contact` says in a cell, in the order of its columns.
pub const CHANNELS: [&str; 3] = ["all", "mail", "text"];

pub struct Chunk {
    pub people: Vec<Person>,
}

impl Chunk {
    pub fn read(conn: &Connection, scope: &Scope, ids: &[ContactId]) -> Result<Self> {
        let lists: HashMap<ListId, Arc<str>> =
            lists::all(conn, scope)?.into_iter().map(|it| (it.id, it.name.into())).collect();
        let ids = json_of(ids);
        let mut people = store::people(conn, scope, &ids, &lists)?;
        let mut at = 0;
        store::tags(conn, scope, &ids, |contact, tag| {
            if let (Some(person), Some(name)) =
                (ahead(&mut people, &mut at, contact), lists.get(&tag))
            {
                person.tags.push(name.clone());
            }
        })?;
        at = 0;
        store::ways(conn, scope, &ids, |contact, way| {
            if let Some(person) = ahead(&mut people, &mut at, contact) {
                person.ways.push(way);
            }
        })?;
        at = 0;
        store::values(conn, scope, &ids, |contact, field, value| {
            if let Some(person) = ahead(&mut people, &mut at, contact) {
                person.values.push((field, value));
            }
        })?;
        Ok(Self { people })
    }
}

/// Both run in the order of the contacts' ids.
fn ahead<'a>(people: &'a mut [Person], at: &mut usize, id: ContactId) -> Option<&'a mut Person> {
    while people.get(*at)?.id < id {
        *at += 1;
    }
    people.get_mut(*at).filter(|person| person.id == id)
}

fn json_of(ids: &[ContactId]) -> String {
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    serde_json::to_string(&ids).expect("numbers are JSON")
}

impl Person {
    pub fn get(&self, field: Field) -> Option<&str> {
        let at = Field::ALL.iter().position(|it| *it == field)?;
        self.base[at].as_deref()
    }

    pub fn line(&self, columns: &[Column], text: &mut String) {
        let mut line = spreadsheet::Line::new(text);
        for column in columns {
            match column {
                Column::Id => line.cell(&self.uid.to_string()),
                Column::Base(field) => line.cell(self.get(*field).unwrap_or_default()),
                Column::EmailLabel => line.cell(self.labels[0].as_deref().unwrap_or_default()),
                Column::PhoneLabel => line.cell(self.labels[1].as_deref().unwrap_or_default()),
                Column::OtherEmails => line.cell(&self.others(true)),
                Column::OtherPhones => line.cell(&self.others(false)),
                Column::Stage => line.cell(self.stage.as_deref().unwrap_or_default()),
                Column::Tags => line.cell(&cells::joined(self.tags.iter().map(|it| &**it))),
                Column::DoNotContact => line.cell(&self.refused()),
                Column::Created => line.cell(&when::iso(self.created_on)),
                Column::LastContact => {
                    line.cell(&self.last_contact_at.map(when::iso).unwrap_or_default());
                }
                Column::Custom(field) => {
                    let found = self.values.iter().find(|(id, _)| *id == field.id.0);
                    line.cell(found.map_or("", |(_, value)| value));
                }
            }
        }
        line.end();
    }

    /// `Work: rosa@tide.example; rosa@home.example`
    fn others(&self, is_email: bool) -> String {
        let told = |way: &Way| match &way.label {
            Some(label) => format!("{label}: {}", way.value),
            None => way.value.clone(),
        };
        let ways: Vec<String> =
            self.ways.iter().filter(|way| way.is_email == is_email).map(told).collect();
        cells::joined(ways.iter().map(String::as_str))
    }

    fn refused(&self) -> String {
        let refused = CHANNELS.iter().zip(self.do_not_contact).filter(|(_, is_on)| *is_on);
        refused.map(|(channel, _)| *channel).collect::<Vec<_>>().join("; ")
    }
}
