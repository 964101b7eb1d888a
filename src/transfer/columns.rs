//! The columns that a file of contacts can have, as an export offers them and an import knows them.
use rusqlite::Connection;

use crate::{
    contacts::{
        Field,
        fields::{self, Definition},
    },
    error::Result,
    workspaces::Scope,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// By which a file that comes back knows its contacts again.
    Id,
    Base(Field),
    EmailLabel,
    PhoneLabel,
    OtherEmails,
    OtherPhones,
    Stage,
    Tags,
    DoNotContact,
    Created,
    LastContact,
    Custom(Box<Definition>),
}

/// Before a custom field's name in a column's code.
pub const CUSTOM: &str = "custom-";

impl Column {
    /// As in addresses and forms.
    pub fn code(&self) -> String {
        match self {
            Self::Id => "id".to_owned(),
            Self::Base(field) => field.name().to_owned(),
            Self::EmailLabel => "email_label".to_owned(),
            Self::PhoneLabel => "phone_label".to_owned(),
            Self::OtherEmails => "other_emails".to_owned(),
            Self::OtherPhones => "other_phones".to_owned(),
            Self::Stage => "stage".to_owned(),
            Self::Tags => "tags".to_owned(),
            Self::DoNotContact => "do_not_contact".to_owned(),
            Self::Created => "created_on".to_owned(),
            Self::LastContact => "last_contact".to_owned(),
            Self::Custom(definition) => format!("{CUSTOM}{}", definition.name),
        }
    }

    /// As it stands over the column.
    pub fn label(&self) -> &str {
        match self {
            Self::Id => "Id",
            Self::Base(field) => field.label(),
            Self::EmailLabel => "E-mail label",
            Self::PhoneLabel => "Phone label",
            Self::OtherEmails => "Other e-mails",
            Self::OtherPhones => "Other phones",
            Self::Stage => "Stage",
            Self::Tags => "Tags",
            Self::DoNotContact => "Do not contact",
            Self::Created => "Created",
            Self::LastContact => "Last contact",
            Self::Custom(definition) => &definition.label,
        }
    }
}

/// All that this workspace's contacts have, in the order of a file.
pub fn all(conn: &Connection, scope: &Scope) -> Result<Vec<Column>> {
    let mut columns = vec![Column::Id];
    columns.extend(Field::ALL.map(Column::Base));
    columns.extend([
        Column::EmailLabel,
        Column::PhoneLabel,
        Column::OtherEmails,
        Column::OtherPhones,
        Column::Stage,
        Column::Tags,
        Column::DoNotContact,
        Column::Created,
        Column::LastContact,
    ]);
    let custom = fields::seen(conn, scope)?;
    columns.extend(custom.into_iter().map(|it| Column::Custom(Box::new(it))));
    Ok(columns)
}

/// What stands over each of these columns: two fields of one label are told apart by their names.
pub fn headers(columns: &[Column]) -> Vec<String> {
    let header = |column: &Column| {
        let is_alone = columns.iter().filter(|it| it.label() == column.label()).count() == 1;
        match column {
            Column::Custom(it) if !is_alone => format!("{} ({})", it.label, it.name),
            _ => column.label().to_owned(),
        }
    };
    columns.iter().map(header).collect()
}
