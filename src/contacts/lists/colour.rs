//! The colours that a stage or a tag can have.

/// The hues of the theme, readable in light and dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Colour {
    Red,
    Orange,
    Yellow,
    Green,
    Teal,
    Blue,
    Violet,
    Pink,
}

impl Colour {
    pub const ALL: [Self; 8] = [
        Self::Red,
        Self::Orange,
        Self::Yellow,
        Self::Green,
        Self::Teal,
        Self::Blue,
        Self::Violet,
        Self::Pink,
    ];

    /// The one for the next of several, neighbours well apart.
    pub fn in_turn(position: usize) -> Self {
        const TURNS: [Colour; 8] = [
            Colour::Blue,
            Colour::Teal,
            Colour::Yellow,
            Colour::Green,
            Colour::Pink,
            Colour::Violet,
            Colour::Orange,
            Colour::Red,
        ];
        TURNS[position % TURNS.len()]
    }

    /// Its place among the theme's hues.
    pub fn hue(self) -> u32 {
        self as u32
    }

    pub fn code(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Orange => "orange",
            Self::Yellow => "yellow",
            Self::Green => "green",
            Self::Teal => "teal",
            Self::Blue => "blue",
            Self::Violet => "violet",
            Self::Pink => "pink",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Red => "Red",
            Self::Orange => "Orange",
            Self::Yellow => "Yellow",
            Self::Green => "Green",
            Self::Teal => "Teal",
            Self::Blue => "Blue",
            Self::Violet => "Violet",
            Self::Pink => "Pink",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|colour| colour.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stored_colour_is_known_again() {
        assert!(Colour::ALL.iter().all(|it| Colour::from_code(it.code()) == Some(*it)));
    }

    #[test]
    fn eight_in_a_row_have_eight_colours() {
        let row: std::collections::HashSet<_> = (0..8).map(Colour::in_turn).collect();
        assert_eq!(row.len(), 8);
        assert_eq!(Colour::in_turn(8), Colour::in_turn(0));
    }
}
