//! Custom fields as JSON.
mod examples;

use std::collections::HashMap;

use poem_openapi::{Enum, Object};
use serde_json::Value;

use crate::{
    contacts::fields::{
        Definition, FieldDraft, Kind,
        values::{FieldValue, INPUT},
    },
    error::{Error, Problems, Result as Domain, unless_any},
    ids::Uid,
    shell::wire::Moment,
};

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename = "CustomFieldType", rename_all = "snake_case")]
pub enum Type {
    Text,
    LongText,
    /// 1985-02-28, or --02-28 where the year is not known
    Date,
    Number,
    YesNo,
    Url,
    Phone,
    Email,
    Dropdown,
    Json,
    /// The id of another contact of the workspace
    ContactLink,
}

/// A field that contacts have beside the base ones.
#[derive(Object)]
#[oai(rename = "CustomField")]
pub struct DefinitionOut {
    pub id: Uid,
    /// The one it is for; null for all of yours
    pub workspace: Option<Uid>,
    /// As programs and templates say it
    pub name: String,
    pub label: String,
    #[oai(rename = "type")]
    pub kind: Type,
    /// The choices of a dropdown
    pub options: Vec<String>,
    pub required: bool,
    pub default: Option<String>,
    /// Changes of its value go into the communication log
    pub transaction: bool,
    pub created_on: Moment,
    /// When it was deleted, if it was
    pub deleted_on: Option<Moment>,
}

#[derive(Object)]
#[oai(rename = "NewCustomField", example)]
pub struct NewDefinition {
    /// The workspace it is for; left out, all of yours
    pub workspace: Option<Uid>,
    /// Small letters, digits and _; made from the label if it is left out
    pub name: Option<String>,
    /// At most 60 characters
    pub label: String,
    #[oai(rename = "type")]
    pub kind: String,
    /// The choices of a dropdown, at most 100
    pub options: Option<Vec<String>>,
    pub required: Option<bool>,
    /// What a new contact begins with
    pub default: Option<String>,
    pub transaction: Option<bool>,
}

#[derive(Object)]
#[oai(rename = "CustomFieldFields", example)]
pub struct Fields {
    /// At most 60 characters
    pub label: String,
    /// The choices of a dropdown, at most 100
    pub options: Option<Vec<String>>,
    pub required: Option<bool>,
    /// What a new contact begins with
    pub default: Option<String>,
    pub transaction: Option<bool>,
}

#[derive(Object)]
#[oai(rename = "CustomFieldOrder", example)]
pub struct Order {
    /// The workspace whose fields these are; left out, those of all yours
    pub workspace: Option<Uid>,
    /// Ids of all fields of the list
    pub order: Vec<Uid>,
}

#[derive(Object)]
#[oai(rename = "CustomFields")]
pub struct All {
    pub fields: Vec<DefinitionOut>,
}

#[derive(Object)]
#[oai(rename = "ChangedCustomField")]
pub struct Changed {
    pub field: DefinitionOut,
    /// By which this can be undone; null when nothing changed
    pub change: Option<Uid>,
}

#[derive(Object)]
#[oai(rename = "DeletedCustomField")]
pub struct Deleted {
    /// How many contacts keep a value
    pub values_kept: i64,
    /// By which this can be undone
    pub change: Option<Uid>,
}

/// A field of a contact with its value.
#[derive(Object)]
#[oai(rename = "CustomValue")]
pub struct ValueOut {
    pub field: Uid,
    pub name: String,
    pub label: String,
    #[oai(rename = "type")]
    pub kind: Type,
    /// Text, a number, true or false, or JSON, as the type has it; null for none
    pub value: Option<Value>,
    /// Of a dropdown: whether the value is still one of the choices
    pub offered: bool,
}

#[derive(Object)]
#[oai(rename = "CustomValues")]
pub struct ValuesOut {
    pub values: Vec<ValueOut>,
}

#[derive(Object)]
#[oai(rename = "ChangedCustomValues")]
pub struct ChangedValues {
    pub values: Vec<ValueOut>,
    /// By which this can be undone; null when nothing changed
    pub change: Option<Uid>,
}

/// Values by the names of their fields; null empties one.
#[derive(Object)]
#[oai(rename = "NewCustomValues", example)]
pub struct NewValues {
    pub values: HashMap<String, Option<Value>>,
}

impl NewDefinition {
    pub fn draft(self) -> Domain<FieldDraft> {
        let kind = Kind::from_code(&self.kind).ok_or_else(|| {
            let names: Vec<&str> = Kind::ALL.into_iter().map(Kind::code).collect();
            Error::invalid("type", format!("Choose one of {}", names.join(", ")))
        })?;
        Ok(FieldDraft {
            name: self.name.unwrap_or_default(),
            label: self.label,
            kind,
            options: self.options.unwrap_or_default(),
            is_required: self.required.unwrap_or_default(),
            default: self.default.unwrap_or_default(),
            is_transaction: self.transaction.unwrap_or_default(),
        })
    }
}

impl Fields {
    pub fn draft(self, kind: Kind) -> FieldDraft {
        FieldDraft {
            options: self.options.unwrap_or_default(),
            is_required: self.required.unwrap_or_default(),
            default: self.default.unwrap_or_default(),
            is_transaction: self.transaction.unwrap_or_default(),
            ..FieldDraft::new(self.label, kind)
        }
    }
}

impl NewValues {
    /// As a person would have typed them.
    pub fn edits(self, fields: &[FieldValue]) -> Domain<Vec<(String, String)>> {
        let mut problems = Problems::new();
        let mut edits = Vec::new();
        for (name, value) in self.values {
            let kind = fields.iter().find(|it| it.definition.name == name);
            match typed(kind.map(|it| it.definition.kind), value) {
                Ok(typed) => edits.push((name, typed)),
                Err(wrong) => problems.insert(name, wrong),
            }
        }
        unless_any(problems)?;
        Ok(edits)
    }
}

/// As a person would have typed it.
pub fn typed(kind: Option<Kind>, value: Option<Value>) -> Result<String, String> {
    match (kind, value) {
        (_, None | Some(Value::Null)) => Ok(String::new()),
        (Some(Kind::Json), Some(Value::String(text))) => Ok(text),
        (Some(Kind::Json), Some(value)) => Ok(value.to_string()),
        (_, Some(Value::String(text))) => Ok(text),
        (_, Some(Value::Bool(flag))) => Ok(flag.to_string()),
        (_, Some(Value::Number(number))) => Ok(number.to_string()),
        (_, Some(Value::Array(_) | Value::Object(_))) => Err("This needs to be one value".into()),
    }
}

/// Programs name a field by its name alone, forms with what tells it from a base field.
pub fn named_as_sent(error: Error) -> Error {
    match error {
        Error::Invalid(problems) => Error::Invalid(
            problems
                .into_iter()
                .map(|(name, said)| (name.strip_prefix(INPUT).unwrap_or(&name).to_owned(), said))
                .collect(),
        ),
        other => other,
    }
}

impl All {
    pub fn new(fields: Vec<Definition>) -> Self {
        Self { fields: fields.into_iter().map(DefinitionOut::from).collect() }
    }
}

impl ValuesOut {
    pub fn new(fields: Vec<FieldValue>) -> Self {
        Self { values: fields.into_iter().map(ValueOut::from).collect() }
    }
}

impl From<FieldValue> for ValueOut {
    fn from(field: FieldValue) -> Self {
        let offered = field.is_offered();
        let FieldValue { definition, value, .. } = field;
        Self {
            field: definition.uid,
            kind: definition.kind.into(),
            value: value.map(|value| as_json(definition.kind, value)),
            name: definition.name,
            label: definition.label,
            offered,
        }
    }
}

/// A number has at most 15 digits, so a double carries it whole.
fn as_json(kind: Kind, value: String) -> Value {
    let parsed = match kind {
        Kind::Number | Kind::Json => serde_json::from_str(&value).ok(),
        Kind::YesNo => Some(Value::Bool(value == "yes")),
        _ => None,
    };
    parsed.unwrap_or(Value::String(value))
}

impl From<Definition> for DefinitionOut {
    fn from(field: Definition) -> Self {
        Self {
            id: field.uid,
            workspace: field.workspace.map(|(_, uid)| uid),
            name: field.name,
            label: field.label,
            kind: field.kind.into(),
            options: field.options,
            required: field.is_required,
            default: field.default,
            transaction: field.is_transaction,
            created_on: Moment(field.created_on),
            deleted_on: field.hidden_on.map(Moment),
        }
    }
}

impl From<Kind> for Type {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text,
            Kind::LongText => Self::LongText,
            Kind::Date => Self::Date,
            Kind::Number => Self::Number,
            Kind::YesNo => Self::YesNo,
            Kind::Url => Self::Url,
            Kind::Phone => Self::Phone,
            Kind::Email => Self::Email,
            Kind::Dropdown => Self::Dropdown,
            Kind::Json => Self::Json,
            Kind::ContactLink => Self::ContactLink,
        }
    }
}
