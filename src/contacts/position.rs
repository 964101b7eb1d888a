//! A place in a list, as addresses and the API carry it: no row's number, and of one order alone.
use super::Sort;
use crate::{
    error::{Error, Result},
    ids::Uid,
};

const MAX_CURSOR_CHARS: usize = 4_000;
const UID_CHARS: usize = 36;
/// Between the order's code and the key.
const MARK: char = '\n';
/// Before a key: there is one, or the row has nothing there.
const FILLED: char = '=';
const EMPTY: char = '-';

/// What a list can be in the order of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sequence {
    By(Sort),
    /// A search's hits: the best first, then by name.
    Best,
    /// A search's hits where they are too many to sort: the best first, then the newest.
    BestThenNewest,
}

impl Sequence {
    fn code(&self) -> String {
        match self {
            Self::By(sort) => format!("s{}", sort.code()),
            Self::Best => "b".to_owned(),
            Self::BestThenNewest => "c".to_owned(),
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        match code {
            "b" => Some(Self::Best),
            "c" => Some(Self::BestThenNewest),
            _ => Sort::from_code(code.strip_prefix('s')?).map(Self::By),
        }
    }

    /// Whether rows of the same key follow one another by rising uids.
    fn is_rising(&self, has_key: bool) -> bool {
        match self {
            Self::By(sort) => !sort.is_descending() || !has_key,
            Self::Best => true,
            Self::BestThenNewest => false,
        }
    }
}

/// What the row there sorts by, and its uid. It outlives the row itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub(super) sequence: Sequence,
    /// None where the row has nothing in the column: those come last.
    pub(super) key: Option<String>,
    pub(super) uid: Uid,
}

impl Position {
    /// For URLs and the API: letters and digits, nothing to read.
    pub fn cursor(&self) -> String {
        let key = match &self.key {
            Some(key) => format!("{FILLED}{key}"),
            None => EMPTY.to_string(),
        };
        let text = format!("{}{}{MARK}{key}", self.uid, self.sequence.code());
        text.bytes().map(|byte| format!("{byte:02x}")).collect()
    }

    pub fn from_cursor(cursor: &str) -> Result<Self> {
        decoded(cursor).ok_or_else(|| {
            refused("this place in the list is not known; start from the first page")
        })
    }

    /// Right behind the row that is here, which itself then lies before it.
    pub(super) fn behind(&self) -> Self {
        self.at(if self.is_rising() { Uid::LAST } else { Uid::FIRST })
    }

    /// Right before the row that is here.
    pub(super) fn ahead(&self) -> Self {
        self.at(if self.is_rising() { Uid::FIRST } else { Uid::LAST })
    }

    fn is_rising(&self) -> bool {
        self.sequence.is_rising(self.key.is_some())
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
    let (uid, rest) = text.split_at_checked(UID_CHARS)?;
    let (code, key) = rest.split_once(MARK)?;
    let key = match key.strip_prefix(FILLED) {
        Some(key) => Some(key.to_owned()),
        None if key == EMPTY.to_string() => None,
        None => return None,
    };
    Some(Position { sequence: Sequence::from_code(code)?, key, uid: uid.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sequences() -> Vec<Sequence> {
        let sorts = ["name", "-created_on", "last_contact", "custom-birthday", "-company"];
        let sorts = sorts.map(|code| Sequence::By(Sort::from_code(code).unwrap()));
        sorts.into_iter().chain([Sequence::Best, Sequence::BestThenNewest]).collect()
    }

    fn position(sequence: Sequence, key: Option<&str>) -> Position {
        Position { sequence, key: key.map(str::to_owned), uid: Uid::new() }
    }

    #[test]
    fn a_cursor_carries_any_key_in_any_order() {
        for sequence in sequences() {
            for key in [None, Some(""), Some("smith ann"), Some("Đỗ: thị\n=-"), Some("a\u{1F600}")]
            {
                let position = position(sequence.clone(), key);
                assert_eq!(Position::from_cursor(&position.cursor()).unwrap(), position);
            }
        }
    }

    #[test]
    fn a_mangled_cursor_is_refused() {
        let whole = position(Sequence::By(Sort::default()), Some("smith")).cursor();
        let unknown = whole.replace(&hex("sname"), &hex("stags"));
        let cut = &whole[..40];
        for cursor in ["", "x", "zz", "é0", "3a", "ff", cut, &unknown, &"00".repeat(5_000)] {
            assert!(Position::from_cursor(cursor).is_err(), "{cursor:.20}");
        }
    }

    fn hex(text: &str) -> String {
        text.bytes().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn a_place_of_another_order_is_refused_in_words() {
        let by_name = position(Sequence::By(Sort::default()), Some("smith"));
        assert!(by_name.refuse_unless(&[Sequence::By(Sort::default())]).is_ok());
        let refused = by_name.refuse_unless(&[Sequence::By(Sort::NEWEST)]);
        let Err(Error::Invalid(problems)) = refused else { panic!("accepted") };
        assert!(problems["cursor"].contains("another order"), "{problems:?}");
    }
}
