//! What a column of a file can become.
use crate::contacts::{Field, fields::Kind};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Ignore,
    Id,
    Base(Field),
    /// Both names in one cell.
    FullName,
    OtherEmails,
    OtherPhones,
    /// What the address or number beside this column is called.
    LabelOfNext,
    LabelOfPrevious,
    EmailLabel,
    PhoneLabel,
    Stage,
    Tags,
    DoNotContact,
    Created,
    LastContact,
    /// A field that is there, by its name.
    Custom(String),
    /// A field that the import adds, named as the column.
    New(Kind),
}

const CUSTOM: &str = "custom-";
const NEW: &str = "new-";

impl Target {
    /// Those that every workspace has, in the order they are offered.
    pub const FIXED: [Self; 20] = [
        Self::Ignore,
        Self::Base(Field::FirstName),
        Self::Base(Field::LastName),
        Self::FullName,
        Self::Base(Field::Company),
        Self::Base(Field::PrimaryEmail),
        Self::EmailLabel,
        Self::OtherEmails,
        Self::Base(Field::PrimaryPhone),
        Self::PhoneLabel,
        Self::OtherPhones,
        Self::LabelOfNext,
        Self::LabelOfPrevious,
        Self::Stage,
        Self::Tags,
        Self::DoNotContact,
        Self::Created,
        Self::LastContact,
        Self::Id,
        Self::New(Kind::Text),
    ];

    /// Types that a new field may have; a dropdown would need its choices, a link its contact.
    pub const NEW_KINDS: [Kind; 9] = [
        Kind::Text,
        Kind::LongText,
        Kind::Date,
        Kind::Number,
        Kind::YesNo,
        Kind::Url,
        Kind::Phone,
        Kind::Email,
        Kind::Json,
    ];

    pub fn code(&self) -> String {
        let fixed = match self {
            Self::Ignore => "",
            Self::Id => "id",
            Self::Base(field) => field.name(),
            Self::FullName => "full_name",
            Self::OtherEmails => "other_emails",
            Self::OtherPhones => "other_phones",
            Self::LabelOfNext => "label_of_next",
            Self::LabelOfPrevious => "label_of_previous",
            Self::EmailLabel => "email_label",
            Self::PhoneLabel => "phone_label",
            Self::Stage => "stage",
            Self::Tags => "tags",
            Self::DoNotContact => "do_not_contact",
            Self::Created => "created_on",
            Self::LastContact => "last_contact",
            Self::Custom(name) => return format!("{CUSTOM}{name}"),
            Self::New(kind) => return format!("{NEW}{}", kind.code()),
        };
        fixed.to_owned()
    }

    pub fn from_code(code: &str) -> Option<Self> {
        if let Some(name) = code.strip_prefix(CUSTOM) {
            return Some(Self::Custom(name.to_owned()));
        }
        if let Some(kind) = code.strip_prefix(NEW) {
            let kind = Kind::from_code(kind).filter(|it| Self::NEW_KINDS.contains(it));
            return kind.map(Self::New);
        }
        Self::FIXED.into_iter().find(|target| target.code() == code)
    }

    pub fn label(&self) -> String {
        let fixed = match self {
            Self::Ignore => "Leave out",
            Self::Id => "Id in pi-crm",
            Self::Base(field) => field.label(),
            Self::FullName => "Whole name",
            Self::OtherEmails => "Further e-mail",
            Self::OtherPhones => "Further phone",
            Self::LabelOfNext => "Label of the next column",
            Self::LabelOfPrevious => "Label of the column before",
            Self::EmailLabel => "Label of the e-mail",
            Self::PhoneLabel => "Label of the phone",
            Self::Stage => "Stage",
            Self::Tags => "Tags",
            Self::DoNotContact => "Do not contact",
            Self::Created => "Created",
            Self::LastContact => "Last contact",
            Self::Custom(name) => return name.clone(),
            Self::New(kind) => return format!("New field: {}", kind.label()),
        };
        fixed.to_owned()
    }

    /// Whether two columns can both become this.
    pub fn is_for_many(&self) -> bool {
        matches!(
            self,
            Self::Ignore
                | Self::Base(Field::PrimaryEmail | Field::PrimaryPhone)
                | Self::OtherEmails
                | Self::OtherPhones
                | Self::LabelOfNext
                | Self::LabelOfPrevious
                | Self::Tags
                | Self::New(_)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_leads_back_to_its_target() {
        let custom = Target::Custom("birthday".into());
        let new = Target::NEW_KINDS.map(Target::New);
        for target in Target::FIXED.into_iter().chain([custom]).chain(new) {
            assert_eq!(Target::from_code(&target.code()), Some(target));
        }
        for unknown in ["x", "new-dropdown", "new-"] {
            assert_eq!(Target::from_code(unknown), None, "{unknown}");
        }
    }
}
