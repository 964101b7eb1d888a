//! The eleven types of a custom field.

macro_rules! kinds {
    ($($name:ident $code:literal $label:literal $many:literal)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Kind { $($name,)* }

        impl Kind {
            pub const ALL: [Self; 11] = [$(Self::$name,)*];

            /// As in the database and in the API.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            pub fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)* }
            }

            /// What such a field holds, in the middle of a sentence.
            pub fn words(self) -> &'static str {
                match self { $(Self::$name => $many,)* }
            }
        }
    };
}

kinds! {
    Text "text" "Text" "lines of text"
    LongText "long_text" "Long text" "longer texts"
    Date "date" "Date" "dates"
    Number "number" "Number" "numbers"
    YesNo "yes_no" "Yes or no" "yes or no"
    Url "url" "Web address" "web addresses"
    Phone "phone" "Phone" "phone numbers"
    Email "email" "E-mail" "e-mail addresses"
    Dropdown "dropdown" "Dropdown" "choices"
    Json "json" "JSON" "JSON"
    ContactLink "contact_link" "Link to a contact" "links to contacts"
}

impl Kind {
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// May this type take over the values that were kept of another one?
    pub fn takes_over(self, kept: Self) -> bool {
        match self {
            Self::Text => !matches!(kept, Self::LongText | Self::Json | Self::ContactLink),
            Self::LongText => kept != Self::ContactLink,
            _ => self == kept,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_leads_back_to_its_type() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_code(kind.code()), Some(kind));
            assert!(kind.takes_over(kind), "{kind:?}");
        }
        for unknown in ["", "Text", "yes no", "file"] {
            assert_eq!(Kind::from_code(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn text_takes_over_what_reads_as_text() {
        assert!(Kind::Text.takes_over(Kind::Date) && Kind::LongText.takes_over(Kind::Json));
        assert!(!Kind::Date.takes_over(Kind::Text) && !Kind::Text.takes_over(Kind::LongText));
        assert!(!Kind::LongText.takes_over(Kind::ContactLink), "it holds no text a person knows");
    }
}
