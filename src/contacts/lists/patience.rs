//! How long a contact may be silent before it is shown as such (LI-5).
use crate::{clock::DAY_S, error::Problems, text};

/// What a stage has that says nothing else.
pub const USUAL_DAYS: i64 = 60;
pub const MOST_DAYS: i64 = 3_650;
pub const INPUT: &str = "inactive_after_days";

/// What a list says of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Patience {
    /// 60 days for a stage; for a tag, whatever the stage says.
    #[default]
    Usual,
    Days(i64),
    Endless,
}

impl Patience {
    pub fn stored(days: Option<i64>) -> Self {
        match days {
            None => Self::Usual,
            Some(0) => Self::Endless,
            Some(days) => Self::Days(days),
        }
    }

    pub fn to_store(self) -> Option<i64> {
        match self {
            Self::Usual => None,
            Self::Days(days) => Some(days),
            Self::Endless => Some(0),
        }
    }

    /// As it stands in a form.
    pub fn typed(self) -> String {
        self.to_store().map(|days| days.to_string()).unwrap_or_default()
    }

    pub fn parse(problems: &mut Problems, input: &str) -> Self {
        let input = text::trim(input);
        if input.is_empty() {
            return Self::Usual;
        }
        match input.parse().ok().filter(|days| (0..=MOST_DAYS).contains(days)) {
            Some(days) => Self::stored(Some(days)),
            None => {
                let said = format!("Give whole days from 1 to {MOST_DAYS}, or 0 for never");
                problems.insert(INPUT, said);
                Self::Usual
            }
        }
    }
}

/// Of somebody in this stage with these tags: after how many days, if ever.
pub(super) fn of(stage: Option<Patience>, tags: &[Patience]) -> Option<i64> {
    let days = |patience: &Patience| match patience {
        Patience::Days(days) => Some(*days),
        Patience::Usual | Patience::Endless => None,
    };
    if let Some(least) = tags.iter().filter_map(days).min() {
        return Some(least);
    }
    if tags.contains(&Patience::Endless) {
        return None;
    }
    match stage? {
        Patience::Usual => Some(USUAL_DAYS),
        Patience::Days(days) => Some(days),
        Patience::Endless => None,
    }
}

/// For how many days nothing was heard, where that is longer than it may be.
pub fn days_silent(since: i64, now: i64, patience: Option<i64>) -> Option<i64> {
    let days = (now - since) / DAY_S;
    patience.filter(|most| days > *most).map(|_| days)
}

#[cfg(test)]
mod tests {
    use super::{Patience::*, *};

    #[test]
    fn a_tag_that_says_so_goes_before_the_stage() {
        let check = |stage, tags: &[Patience], days| assert_eq!(of(stage, tags), days, "{tags:?}");
        check(None, &[], None);
        check(Some(Usual), &[], Some(60));
        check(Some(Days(14)), &[Usual], Some(14));
        check(Some(Endless), &[Usual], None);
        check(Some(Days(14)), &[Days(90), Days(30)], Some(30));
        check(Some(Days(14)), &[Endless], None);
        check(Some(Endless), &[Endless, Days(7)], Some(7));
        check(None, &[Days(7)], Some(7));
    }

    #[test]
    fn silence_begins_after_the_last_day_that_is_fine() {
        let check = |days, patience, silent| {
            assert_eq!(days_silent(1_000, 1_000 + days * DAY_S, patience), silent);
        };
        check(60, Some(60), None);
        check(61, Some(60), Some(61));
        check(9_999, None, None);
        check(-3, Some(1), None);
    }

    #[test]
    fn what_is_typed_is_read_or_told() {
        let check = |input: &str, expected: Option<Patience>| {
            let mut problems = Problems::new();
            let read = Patience::parse(&mut problems, input);
            assert_eq!(problems.is_empty().then_some(read), expected, "{input:?}");
        };
        check("", Some(Usual));
        check(" 14 ", Some(Days(14)));
        check("0", Some(Endless));
        check("3650", Some(Days(3650)));
        for wrong in ["3651", "-1", "2.5", "two weeks", "99999999999999999999"] {
            check(wrong, None);
        }
        for patience in [Usual, Days(9), Endless] {
            assert_eq!(Patience::stored(patience.to_store()), patience);
            check(&patience.typed(), Some(patience));
        }
    }
}
