//! A step up or down in a row that a person puts in order: stages, tags, fields.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Up,
    Down,
}

impl Step {
    pub const ALL: [Self; 2] = [Self::Up, Self::Down];

    pub fn code(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }

    /// Where it leads in a row of this length; at its ends there is nowhere to go.
    pub fn from_place(self, at: usize, length: usize) -> Option<usize> {
        match self {
            Self::Up => at.checked_sub(1),
            Self::Down => Some(at + 1).filter(|next| *next < length),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Step::{self, Down, Up};

    #[test]
    fn at_the_ends_there_is_nowhere_to_go() {
        let check = |step: Step, at, expected| assert_eq!(step.from_place(at, 3), expected);
        check(Up, 0, None);
        check(Up, 2, Some(1));
        check(Down, 1, Some(2));
        check(Down, 2, None);
    }
}
