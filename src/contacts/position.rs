//! A place in a list, as addresses and the API carry it: no row's number, and of one order alone.
use crate::{
    error::{Error, Result},
    ids::Uid,
};

const MAX_CURSOR_CHARS: usize = 2_000;
const UID_CHARS: usize = 36;

/// What a list can be in the order of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sequence {
    Name,
    Newest,
    /// A search's hits: the best first, then by name.
    Best,
    /// A search's hits where they are too many to sort: the best first, then the newest.
    BestThenNewest,
}

impl Sequence {
    const ALL: [Self; 4] = [Self::Name, Self::Newest, Self::Best, Self::BestThenNewest];

    fn code(self) -> char {
        match self {
            Self::Name => 'n',
            Self::Newest => 'a',
            Self::Best => 'b',
            Self::BestThenNewest => 'c',
        }
    }

    /// Whether rows of the same key follow one another by rising uids.
    fn is_rising(self) -> bool {
        matches!(self, Self::Name | Self::Best)
    }
}

/// What the row there sorts by, and its uid. It outlives the row itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub(super) sequence: Sequence,
    pub(super) key: String,
    pub(super) uid: Uid,
}

impl Position {
    /// For URLs and the API: letters and digits, nothing to read.
    pub fn cursor(&self) -> String {
        let text = format!("{}{}{}", self.sequence.code(), self.uid, self.key);
        text.bytes().map(|byte| format!("{byte:02x}")).collect()
    }

    pub fn from_cursor(cursor: &str) -> Result<Self> {
        decoded(cursor).ok_or_else(|| {
            refused("this place in the list is not known; start from the first page")
        })
    }

    /// Right behind the row that is here, which itself then lies before it.
    pub(super) fn behind(&self) -> Self {
        self.at(if self.sequence.is_rising() { Uid::LAST } else { Uid::FIRST })
    }

    /// Right before the row that is here.
    pub(super) fn ahead(&self) -> Self {
        self.at(if self.sequence.is_rising() { Uid::FIRST } else { Uid::LAST })
    }

    fn at(&self, uid: Uid) -> Self {
        Self { uid, ..self.clone() }
    }

    /// A place is of use only in the order that it was taken in.
    pub(super) fn refuse_unless(&self, wanted: &[Sequence]) -> Result<()> {
        if wanted.contains(&self.sequence) {
            return Ok(());
        }
        Err(refused("this place is in a list of another order; start from the first page"))
    }
}

fn refused(words: &str) -> Error {
    Error::invalid("cursor", words)
}

fn decoded(cursor: &str) -> Option<Position> {
    if cursor.len() > MAX_CURSOR_CHARS || !cursor.len().is_multiple_of(2) || !cursor.is_ascii() {
        return None;
    }
    let bytes = (0..cursor.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&cursor[at..at + 2], 16).ok())
        .collect::<Option<Vec<u8>>>()?;
    let text = String::from_utf8(bytes).ok()?;
    let code = text.chars().next()?;
    let sequence = Sequence::ALL.into_iter().find(|it| it.code() == code)?;
    let (uid, key) = text[1..].split_at_checked(UID_CHARS)?;
    Some(Position { sequence, key: key.to_owned(), uid: uid.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(sequence: Sequence, key: &str) -> Position {
        Position { sequence, key: key.into(), uid: Uid::new() }
    }

    #[test]
    fn a_cursor_carries_any_name_in_any_order() {
        for sequence in Sequence::ALL {
            for key in ["", "smith ann", "Đỗ: thị", "a\u{1F600}"] {
                let position = position(sequence, key);
                assert_eq!(Position::from_cursor(&position.cursor()).unwrap(), position);
            }
        }
    }

    #[test]
    fn a_mangled_cursor_is_refused() {
        let whole = position(Sequence::Name, "smith").cursor();
        let unknown = format!("78{}", &whole[2..]);
        let cut = &whole[..40];
        for cursor in ["", "x", "zz", "é0", "3a", "ff", cut, &unknown, &"00".repeat(5_000)] {
            assert!(Position::from_cursor(cursor).is_err(), "{cursor:.20}");
        }
    }

    #[test]
    fn a_place_of_another_order_is_refused_in_words() {
        let by_name = position(Sequence::Name, "smith");
        assert!(by_name.refuse_unless(&[Sequence::Name]).is_ok());
        let refused = by_name.refuse_unless(&[Sequence::Newest]);
        let Err(Error::Invalid(problems)) = refused else { panic!("accepted") };
        assert!(problems["cursor"].contains("another order"), "{problems:?}");
    }
}
