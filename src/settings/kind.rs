//! What a setting accepts, and how its values are told to people.
use super::{Appearance, Country, MailProvider};
use crate::{
    error::Problems,
    text,
    when::{self, Locale},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Appearance,
    Country,
    Locale,
    MailProvider,
    TimeZone,
    YesNo,
    Number { least: u32, most: u32 },
    Text { most_chars: usize },
}

/// One of the values a setting accepts, and what it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

pub const YES: &str = "yes";
pub const NO: &str = "no";

impl Kind {
    /// The values to choose from; nothing where any number or text will do.
    pub fn choices(self) -> Vec<Choice> {
        let choice = |value: &str, label: &str| Choice { value: value.into(), label: label.into() };
        match self {
            Self::Appearance => {
                Appearance::ALL.iter().map(|it| choice(it.name(), it.label())).collect()
            }
            Self::Country => Country::all().map(|it| choice(it.code(), it.name())).collect(),
            Self::Locale => Locale::ALL.iter().map(|it| choice(it.name(), it.label())).collect(),
            Self::MailProvider => {
                MailProvider::ALL.iter().map(|it| choice(it.name(), it.label())).collect()
            }
            Self::TimeZone => {
                let names = when::zone_names();
                names.iter().map(|it| choice(it, &it.replace('_', " "))).collect()
            }
            Self::YesNo => vec![choice(YES, "yes"), choice(NO, "no")],
            Self::Number { .. } | Self::Text { .. } => Vec::new(),
        }
    }

    /// The value as it is stored, or what is wrong with what was typed.
    pub fn checked(self, typed: &str) -> Result<String, String> {
        let value = text::trim(typed);
        let offered = |is_offered: bool| match is_offered {
            true => Ok(value.to_owned()),
            false => Err("Choose one of the values offered".to_owned()),
        };
        match self {
            Self::Appearance => offered(Appearance::parse(value).is_some()),
            Self::Country => offered(Country::parse(value).is_some()),
            Self::Locale => offered(Locale::parse(value).is_some()),
            Self::MailProvider => offered(MailProvider::parse(value).is_some()),
            Self::TimeZone => offered(when::zone(value).is_some()),
            Self::YesNo => offered(matches!(value, YES | NO)),
            Self::Number { least, most } => match value.parse::<u32>() {
                Ok(number) if (least..=most).contains(&number) => Ok(number.to_string()),
                _ => Err(format!("This needs a whole number from {least} to {most}")),
            },
            Self::Text { most_chars } => {
                let mut problems = Problems::new();
                let line = text::optional(&mut problems, "value", value, most_chars);
                match problems.into_values().next() {
                    Some(problem) => Err(problem),
                    None => Ok(line.unwrap_or_default()),
                }
            }
        }
    }

    pub fn is_tick(self) -> bool {
        self == Self::YesNo
    }

    pub fn accepts(self, value: &str) -> bool {
        self.checked(value).is_ok_and(|checked| checked == value)
    }

    /// A value in words, for the log.
    pub fn told(self, value: &str) -> String {
        let label = self.choices().into_iter().find(|it| it.value == value).map(|it| it.label);
        match label {
            Some(label) => label,
            None if value.is_empty() => "nothing".to_owned(),
            None => value.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_takes_its_own_values_alone() {
        let days = Kind::Number { least: 1, most: 365 };
        let line = Kind::Text { most_chars: 5 };
        for (kind, typed, stored) in [
            (Kind::Appearance, "dark", Some("dark")),
            (Kind::Appearance, "pink", None),
            (Kind::Appearance, "", None),
            (Kind::Country, "VN", Some("VN")),
            (Kind::Country, "vn", None),
            (Kind::Country, "Vietnam", None),
            (Kind::Locale, "de-DE", Some("de-DE")),
            (Kind::Locale, "de", None),
            (Kind::MailProvider, "google", Some("google")),
            (Kind::MailProvider, "Google", None),
            (Kind::TimeZone, "America/Los_Angeles", Some("America/Los_Angeles")),
            (Kind::TimeZone, "UTC", Some("UTC")),
            (Kind::TimeZone, "Mars/Olympus", None),
            (Kind::TimeZone, "../etc/passwd", None),
            (Kind::YesNo, "yes", Some("yes")),
            (Kind::YesNo, "true", None),
            (days, " 060 ", Some("60")),
            (days, "0", None),
            (days, "366", None),
            (days, "-1", None),
            (days, "1.5", None),
            (days, "99999999999999", None),
            (days, "", None),
            (line, " Kim ", Some("Kim")),
            (line, "", Some("")),
            (line, "sixsix", None),
            (line, "a\nb", None),
        ] {
            assert_eq!(kind.checked(typed).ok().as_deref(), stored, "{kind:?} {typed:?}");
        }
    }

    #[test]
    fn values_are_told_in_words() {
        assert_eq!(Kind::TimeZone.told("America/Los_Angeles"), "America/Los Angeles");
        assert_eq!(Kind::MailProvider.told("microsoft"), "Microsoft 365");
        assert_eq!(Kind::Text { most_chars: 9 }.told(""), "nothing");
        assert_eq!(Kind::Appearance.told("sepia"), "sepia");
    }
}
