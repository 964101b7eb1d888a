//! What a list shows of a contact, and what it can be sorted by (CT-8).
use super::{Field, fields::values::INPUT};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    Name,
    FirstName,
    LastName,
    Email,
    Phone,
    Company,
    Stage,
    Tags,
    LastContact,
    Created,
    Id,
    /// A custom field by its name.
    Custom(String),
}

impl Column {
    /// All but custom fields, in the order in which they are offered.
    pub const OWN: [Self; 11] = [
        Self::Name,
        Self::FirstName,
        Self::LastName,
        Self::Company,
        Self::Stage,
        Self::Tags,
        Self::Email,
        Self::Phone,
        Self::LastContact,
        Self::Created,
        Self::Id,
    ];

    /// What a list shows until somebody chooses.
    pub fn usual() -> Vec<Self> {
        vec![
            Self::Name,
            Self::Company,
            Self::Stage,
            Self::Tags,
            Self::Email,
            Self::Phone,
            Self::LastContact,
            Self::Created,
        ]
    }

    /// As addresses and the API say it.
    pub fn code(&self) -> String {
        match self {
            Self::Name => "name".to_owned(),
            Self::FirstName => Field::FirstName.name().to_owned(),
            Self::LastName => Field::LastName.name().to_owned(),
            Self::Email => Field::PrimaryEmail.name().to_owned(),
            Self::Phone => Field::PrimaryPhone.name().to_owned(),
            Self::Company => Field::Company.name().to_owned(),
            Self::Stage => "stage".to_owned(),
            Self::Tags => "tags".to_owned(),
            Self::LastContact => "last_contact".to_owned(),
            Self::Created => "created_on".to_owned(),
            Self::Id => "id".to_owned(),
            Self::Custom(name) => format!("{INPUT}{name}"),
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        match code.strip_prefix(INPUT) {
            Some("") => None,
            Some(name) => Some(Self::Custom(name.to_owned())),
            None => Self::OWN.into_iter().find(|column| column.code() == code),
        }
    }

    /// Over the column; a custom field has a label of its own.
    pub fn label(&self) -> &str {
        match self {
            Self::Name => "Name",
            Self::FirstName => Field::FirstName.label(),
            Self::LastName => Field::LastName.label(),
            Self::Email => Field::PrimaryEmail.label(),
            Self::Phone => Field::PrimaryPhone.label(),
            Self::Company => Field::Company.label(),
            Self::Stage => "Stage",
            Self::Tags => "Tags",
            Self::LastContact => "Last contact",
            Self::Created => "Added",
            Self::Id => "Id",
            Self::Custom(name) => name,
        }
    }

    /// A contact has any number of tags, so they are in no order; an id says nothing.
    pub fn is_sortable(&self) -> bool {
        !matches!(self, Self::Tags | Self::Id)
    }

    /// The newest is wanted first of what has a date.
    pub fn is_newest_first(&self) -> bool {
        matches!(self, Self::Created | Self::LastContact)
    }
}

/// By which column, and which way. Who has nothing there comes last either way.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sort {
    column: Column,
    is_descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self { column: Column::Name, is_descending: false }
    }
}

impl Sort {
    pub const NEWEST: Self = Self { column: Column::Created, is_descending: true };

    /// None for a column that no list can be sorted by.
    pub fn by(column: Column, is_descending: bool) -> Option<Self> {
        column.is_sortable().then_some(Self { column, is_descending })
    }

    /// By this column the way that is wanted first; by the same column the other way.
    pub fn turned_to(&self, column: &Column) -> Option<Self> {
        let is_descending = match *column == self.column {
            true => !self.is_descending,
            false => column.is_newest_first(),
        };
        Self::by(column.clone(), is_descending)
    }

    pub fn column(&self) -> &Column {
        &self.column
    }

    pub fn is_descending(&self) -> bool {
        self.is_descending
    }

    /// `-created_on` is from the newest down.
    pub fn code(&self) -> String {
        format!("{}{}", if self.is_descending { "-" } else { "" }, self.column.code())
    }

    pub fn from_code(code: &str) -> Option<Self> {
        let (column, is_descending) = match code.strip_prefix('-') {
            Some(column) => (column, true),
            None => (code, false),
        };
        Self::by(Column::from_code(column)?, is_descending)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_and_order_is_known_again_by_its_code() {
        let custom = [Column::Custom("birthday".into())];
        for column in Column::OWN.into_iter().chain(custom) {
            assert_eq!(Column::from_code(&column.code()), Some(column.clone()));
            for is_descending in [false, true] {
                let Some(sort) = Sort::by(column.clone(), is_descending) else { continue };
                assert_eq!(Sort::from_code(&sort.code()), Some(sort));
            }
        }
        for unknown in ["", "-", "tags", "id", "-id", "custom-", "newest", "--name"] {
            assert_eq!(Sort::from_code(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn a_second_click_turns_the_order() {
        let by_name = Sort::default();
        assert_eq!(by_name.turned_to(&Column::Name).unwrap().code(), "-name");
        assert_eq!(by_name.turned_to(&Column::Created).unwrap(), Sort::NEWEST);
        assert_eq!(Sort::NEWEST.turned_to(&Column::Created).unwrap().code(), "created_on");
        assert_eq!(by_name.turned_to(&Column::Tags), None);
    }
}
