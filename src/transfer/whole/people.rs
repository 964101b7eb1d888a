//! Contacts as JSON, with all that is known of them.
use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::{add, everybody};
use crate::{
    contacts::{
        self, Field,
        fields::{self, Definition},
    },
    error::Result,
    ids::ContactId,
    transfer::export::{CHANNELS, Chunk, PER_CHUNK, Person},
    when,
    workspaces::Scope,
};

pub struct People {
    fields: Vec<Definition>,
    after: Option<ContactId>,
    has_begun: bool,
}

impl People {
    pub fn begin(conn: &Connection, scope: &Scope) -> Result<Self> {
        Ok(Self { fields: fields::seen(conn, scope)?, after: None, has_begun: false })
    }

    pub fn next(&mut self, conn: &Connection, scope: &Scope) -> Result<Option<String>> {
        let ids = contacts::chosen(conn, scope, &everybody().whom, 0, self.after, PER_CHUNK)?;
        let Some(last) = ids.last() else {
            let is_empty = !std::mem::replace(&mut self.has_begun, true);
            return Ok(is_empty.then(|| "[".to_owned()));
        };
        self.after = Some(*last);
        let mut text = String::new();
        for person in Chunk::read(conn, scope, &ids)?.people {
            let is_first = !std::mem::replace(&mut self.has_begun, true);
            add(&mut text, is_first, &self.told(&person));
        }
        Ok(Some(text))
    }

    fn told(&self, person: &Person) -> Value {
        let mut told = Map::new();
        told.insert("id".into(), person.uid.to_string().into());
        for (field, value) in Field::ALL.iter().zip(&person.base) {
            told.insert(field.name().into(), value.clone().into());
        }
        let [email_label, phone_label] = person.labels.clone();
        told.insert("email_label".into(), email_label.into());
        told.insert("phone_label".into(), phone_label.into());
        let ways = |is_email| -> Value {
            let some = person.ways.iter().filter(|it| it.is_email == is_email);
            some.map(|it| json!({ "label": it.label, "value": it.value })).collect()
        };
        told.insert("other_emails".into(), ways(true));
        told.insert("other_phones".into(), ways(false));
        told.insert("stage".into(), person.stage.as_deref().into());
        told.insert("tags".into(), person.tags.iter().map(|it| Value::from(&**it)).collect());
        let refused = CHANNELS.iter().zip(person.do_not_contact).filter(|(_, is_on)| *is_on);
        told.insert("do_not_contact".into(), refused.map(|(it, _)| Value::from(*it)).collect());
        told.insert("created_on".into(), when::iso(person.created_on).into());
        told.insert("last_contact".into(), person.last_contact_at.map(when::iso).into());
        let named = self.fields.iter().filter_map(|field| {
            let (_, value) = person.values.iter().find(|(id, _)| *id == field.id.0)?;
            Some((field.name.clone(), Value::from(value.as_str())))
        });
        told.insert("custom".into(), Value::Object(named.collect()));
        Value::Object(told)
    }
}
