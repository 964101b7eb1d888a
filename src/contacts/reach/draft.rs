//! An e-mail or phone as somebody typed it.
use super::{Kind, keys};
use crate::{
    error::{Problems, Result, unless_any},
    text,
};

pub const LABEL_CHARS: usize = 40;
/// What people call theirs, as ideas: any other word does as well.
pub const LABELS: [&str; 5] = ["Home", "Work", "Mobile", "Business", "Assistant"];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayDraft {
    pub kind: Kind,
    pub label: String,
    pub value: String,
}

/// One that passed every check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedWay {
    pub kind: Kind,
    pub label: Option<String>,
    pub value: String,
    /// By which it is found; none for a number that no exchange would dial.
    pub key: Option<String>,
}

impl WayDraft {
    /// For somebody whose numbers are dialled in this country.
    pub fn check(&self, country: &str) -> Result<CheckedWay> {
        let mut problems = Problems::new();
        let label = text::optional(&mut problems, "label", &self.label, LABEL_CHARS);
        let value = match self.kind {
            Kind::Email => text::optional_email(&mut problems, "value", &self.value),
            Kind::Phone => text::optional_phone(&mut problems, "value", &self.value),
        };
        if value.is_none() {
            problems.insert("value", "Fill this in".into());
        }
        unless_any(problems)?;
        let value = value.unwrap_or_default();
        let key = keys::key(self.kind, &value, country);
        Ok(CheckedWay { kind: self.kind, label, value, key })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    fn check(kind: Kind, label: &str, value: &str) -> Result<CheckedWay> {
        WayDraft { kind, label: label.into(), value: value.into() }.check("US")
    }

    #[test]
    fn what_is_typed_is_kept_and_blanks_are_not() {
        let checked = check(Kind::Phone, "  HI Mobile ", " (808) 555-0100 ").unwrap();
        assert_eq!(
            (checked.label.as_deref(), &*checked.value),
            (Some("HI Mobile"), "(808) 555-0100")
        );
        assert_eq!(checked.key.as_deref(), Some("+18085550100"));
        let checked = check(Kind::Email, " ", "A@example.com").unwrap();
        assert_eq!((checked.label, checked.key.as_deref()), (None, Some("a@example.com")));
    }

    #[test]
    fn each_kind_has_its_rule() {
        let long = "x".repeat(LABEL_CHARS + 1);
        for (kind, label, value, field) in [
            (Kind::Email, "", "rosa at home", "value"),
            (Kind::Email, "", " ", "value"),
            (Kind::Phone, "", "a@example.com", "value"),
            (Kind::Phone, "", "", "value"),
            (Kind::Phone, &*long, "808 555 0100", "label"),
            (Kind::Phone, "a\nb", "808 555 0100", "label"),
        ] {
            let Err(Error::Invalid(problems)) = check(kind, label, value) else {
                panic!("accepted {value:?}")
            };
            assert_eq!(problems.keys().collect::<Vec<_>>(), [field], "{value:?}");
        }
    }
}
