//! What a backup's file is called: whose it is and when it was made, so that a list of names says
//! all that pruning has to know.
use std::{fmt, str::FromStr};

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

const BEGINS: &str = "pi-crm-";
pub const ENDS: &str = ".tar.zst.age";
const WHEN: &str = "%Y-%m-%d-%H%M%S";
const HOUSEHOLD_CHARS: usize = 8;

/// In the order of time, then of households.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// UTC.
    when: DateTime,
    household: String,
}

impl Name {
    /// A moment that no calendar has counts as 1970.
    pub fn new(household: &str, made_on: i64) -> Self {
        let at = Timestamp::from_second(made_on).unwrap_or_default();
        let when = at.to_zoned(TimeZone::UTC).datetime();
        Self { when, household: household.chars().take(HOUSEHOLD_CHARS).collect() }
    }

    pub fn made_on(&self) -> i64 {
        self.when.to_zoned(TimeZone::UTC).map_or(0, |it| it.timestamp().as_second())
    }

    pub fn date(&self) -> jiff::civil::Date {
        self.when.date()
    }

    pub fn is_of(&self, household: &str) -> bool {
        household.starts_with(&self.household)
    }

    pub fn is_of_the_same(&self, other: &Self) -> bool {
        self.household == other.household
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{BEGINS}{}-{}{ENDS}", self.household, self.when.strftime(WHEN))
    }
}

impl FromStr for Name {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let middle = text.strip_prefix(BEGINS).and_then(|it| it.strip_suffix(ENDS)).ok_or(())?;
        let (household, when) = middle.split_once('-').ok_or(())?;
        let is_hex = household.len() == HOUSEHOLD_CHARS
            && household.bytes().all(|it| it.is_ascii_hexdigit());
        let when = DateTime::strptime(WHEN, when).map_err(|_| ())?;
        if is_hex { Ok(Self { when, household: household.into() }) } else { Err(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_whose_it_is_and_when_it_was_made() {
        let name = Name::new("0123456789abcdef", 1_795_000_000);
        assert_eq!(name.to_string(), "pi-crm-01234567-2026-11-18-110640.tar.zst.age");
        assert_eq!(name.to_string().parse(), Ok(name.clone()));
        assert_eq!(name.made_on(), 1_795_000_000);
        assert!(name.is_of("0123456789abcdef") && !name.is_of("1123456789abcdef"));
    }

    #[test]
    fn other_files_are_none() {
        for other in [
            "",
            "pi-crm.db",
            ".pi-crm-01234567-2026-11-18-110640.tar.zst.age.part",
            "pi-crm-01234567-2026-11-18.tar.zst.age",
            "pi-crm-0123456z-2026-11-18-110640.tar.zst.age",
            "pi-crm-01234567-2026-13-18-110640.tar.zst.age",
        ] {
            assert_eq!(other.parse::<Name>(), Err(()), "{other}");
        }
    }
}
