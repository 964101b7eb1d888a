//! What the chosen columns of a page show beyond the contacts' own rows.
use std::collections::HashMap;

use rusqlite::Connection;

use super::store;
use crate::{
    contacts::{
        Column, Contact,
        fields::{
            Definition,
            values::{self, FieldValue},
        },
    },
    error::Result,
    ids::ContactId,
    workspaces::Scope,
};

#[derive(Debug, Default)]
pub struct Cells {
    last_contacts: HashMap<ContactId, i64>,
    /// By contact and the field's name.
    values: HashMap<(ContactId, String), FieldValue>,
}

impl Cells {
    pub fn of(
        conn: &Connection,
        scope: &Scope,
        contacts: &[Contact],
        columns: &[Column],
        fields: &[Definition],
    ) -> Result<Self> {
        let ids: Vec<ContactId> = contacts.iter().map(|it| it.id).collect();
        let is_shown = |field: &&Definition| {
            columns.iter().any(|it| matches!(it, Column::Custom(name) if *name == field.name))
        };
        let shown: Vec<&Definition> = fields.iter().filter(is_shown).collect();
        let values = values::of_many(conn, scope, &ids, &shown)?.into_iter();
        Ok(Self {
            last_contacts: match columns.contains(&Column::LastContact) {
                true => store::last_contacts(conn, scope, &ids)?.into_iter().collect(),
                false => HashMap::new(),
            },
            values: values.map(|(id, it)| ((id, it.definition.name.clone()), it)).collect(),
        })
    }

    pub fn last_contact(&self, contact: ContactId) -> Option<i64> {
        self.last_contacts.get(&contact).copied()
    }

    pub fn value(&self, contact: ContactId, field: &str) -> Option<&FieldValue> {
        self.values.get(&(contact, field.to_owned()))
    }
}
