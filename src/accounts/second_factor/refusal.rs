//! Why a code was not taken, in words that lead on.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Neither six digits nor a recovery code.
    NoCode,
    Wrong,
    /// Right, and taken once already.
    Used,
    /// A code of some minutes ago or ahead: a clock is wrong.
    ClockOff,
    /// The box itself does not know the time.
    NoClock,
    WrongRecovery,
    UsedRecovery,
}

impl Refusal {
    pub fn title(self) -> &'static str {
        match self {
            Self::NoCode => "This is no code",
            Self::Wrong => "This code is not right",
            Self::Used => "This code has been used",
            Self::ClockOff => "The clocks do not agree",
            Self::NoClock => "This box does not know the time yet",
            Self::WrongRecovery => "This recovery code is not right",
            Self::UsedRecovery => "This recovery code has been used",
        }
    }

    /// What to do; `here` is what the box's clock shows.
    pub fn advice(self, here: &str) -> String {
        match self {
            Self::NoCode => {
                "Type the six digits that the app shows, or one of your recovery codes.".into()
            }
            Self::Wrong => {
                format!("Type the newest code under “pi-crm” in the app. This box shows {here}.")
            }
            Self::Used => "Each code works once. Wait for the next one, half a minute.".into(),
            Self::ClockOff => format!(
                "The code is of another time: either the phone’s clock or this box’s is some \
                 minutes off. This box shows {here}. Set the one that is wrong (on a phone: date \
                 and time, automatic), then type a new code, or use a recovery code."
            ),
            Self::NoClock => format!(
                "It shows {here}, so no code from the app can be right. Connect the box to the \
                 internet so that it learns the time, or use a recovery code."
            ),
            Self::WrongRecovery => {
                "Compare it with your list, letter by letter. Only the newest list counts.".into()
            }
            Self::UsedRecovery => "Each one works once: take the next of your list.".into(),
        }
    }

    /// For the log, without what was typed.
    pub fn noted(self) -> &'static str {
        match self {
            Self::NoCode => "no code",
            Self::Wrong | Self::WrongRecovery => "wrong code",
            Self::Used | Self::UsedRecovery => "used code",
            Self::ClockOff => "code of another time",
            Self::NoClock => "clock not set",
        }
    }

    /// In one line, beside a field or for a program.
    pub fn sentence(self, here: &str) -> String {
        format!("{}. {}", self.title(), self.advice(here))
    }
}
