//! What somebody typed, as the search index is asked for it.
use crate::{
    ids::WorkspaceId,
    text::{self, limits},
};

const MOST_TERMS: usize = 8;
/// The index knows three letters at a time; fewer are found where a word begins.
const GRAM: usize = 3;
const FEWEST_DIGITS: usize = 3;
const FEWEST_OF_A_NUMBER: usize = 6;
/// The last digits tell a number; before them stands a country's or an area's code, or a zero.
const TELLING_DIGITS: usize = 9;

/// How well somebody fits, best first: each tier leaves out those of the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Every term begins the first or last name.
    NameBegins,
    /// Every term begins a word: of the company, the address, the number's digits.
    WordBegins,
    /// Every term is somewhere in it.
    Contains,
}

impl Tier {
    pub const ALL: [Self; 3] = [Self::NameBegins, Self::WordBegins, Self::Contains];
}

/// What has to be found, all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms(Vec<Term>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    text: String,
    /// Those of a number in some notation, where they are not the text itself.
    digits: Option<String>,
}

impl Terms {
    /// None when nothing in it could be searched for.
    pub fn of(typed: &str) -> Option<Self> {
        let typed = typed.replace(char::is_control, " ");
        let typed = text::trim(&typed);
        if typed.chars().count() > limits::LINE {
            return None;
        }
        if let Some(digits) = digits_of(typed) {
            return Some(Self(vec![Term { text: digits, digits: None }]));
        }
        let terms: Vec<Term> = typed
            .split_whitespace()
            .filter(|word| word.contains(char::is_alphanumeric))
            .take(MOST_TERMS)
            .map(|word| Term { text: word.to_owned(), digits: digits_of(word) })
            .collect();
        (!terms.is_empty()).then_some(Self(terms))
    }

    /// The same number as it is dialled from abroad: whoever is known by it fits too.
    pub fn or_dialled(mut self, e164: &str) -> Self {
        let digits = last_digits(e164.trim_start_matches('+'));
        if let [term] = &mut self.0[..]
            && term.text != digits
        {
            term.digits = Some(digits.to_owned());
        }
        self
    }

    /// Those that could hold anybody: letters too few to be within a word only begin one.
    pub fn tiers(&self) -> &'static [Tier] {
        let is_long = |term: &Term| letters(&term.text) >= GRAM;
        if self.0.iter().any(is_long) { &Tier::ALL } else { &Tier::ALL[..2] }
    }

    /// The index's expression for everybody who fits in any way.
    pub fn anyhow(&self, workspace: WorkspaceId) -> String {
        self.all(|term| term.contained(workspace))
    }

    /// The index's expression for one tier and those before it, which it has within it.
    pub fn reaching(&self, workspace: WorkspaceId, tier: Tier) -> String {
        match tier {
            Tier::NameBegins => {
                self.all(|term| format!("name : {}", begins(workspace, &term.text)))
            }
            Tier::WordBegins => self.all(|term| term.beginning(workspace)),
            Tier::Contains => self.anyhow(workspace),
        }
    }

    /// The index's expression for one tier alone.
    pub fn alone(&self, workspace: WorkspaceId, tier: Tier) -> String {
        let these = self.reaching(workspace, tier);
        let before = match tier {
            Tier::NameBegins => return these,
            Tier::WordBegins => Tier::NameBegins,
            Tier::Contains => Tier::WordBegins,
        };
        format!("({these}) NOT ({})", self.reaching(workspace, before))
    }

    fn all(&self, expression: impl Fn(&Term) -> String) -> String {
        let terms: Vec<String> = self.0.iter().map(expression).collect();
        terms.join(" AND ")
    }
}

impl Term {
    fn beginning(&self, workspace: WorkspaceId) -> String {
        self.either(|text| begins(workspace, text))
    }

    fn contained(&self, workspace: WorkspaceId) -> String {
        self.either(|text| match letters(text) >= GRAM {
            true => phrase(workspace, text),
            false => begins(workspace, text),
        })
    }

    fn either(&self, expression: impl Fn(&str) -> String) -> String {
        let text = expression(&self.text);
        match &self.digits {
            Some(digits) => format!("({text} OR {})", expression(digits)),
            None => text,
        }
    }
}

/// Two blanks stand before each word; with as many of them as it takes, any letter is three.
fn begins(workspace: WorkspaceId, text: &str) -> String {
    let blanks = if letters(text) == 1 { "  " } else { " " };
    phrase(workspace, &format!("{blanks}{text}"))
}

fn phrase(workspace: WorkspaceId, text: &str) -> String {
    format!("\"{}:{}\"", workspace.0, text.replace('"', "\"\""))
}

/// As the index counts them: a mark over a letter is no letter.
fn letters(text: &str) -> usize {
    text.chars().filter(|c| !matches!(c, '\u{300}'..='\u{36F}')).count()
}

/// The digits of what could be a phone number or a part of one.
fn digits_of(text: &str) -> Option<String> {
    let is_dialled = |c: char| c.is_ascii_digit() || text::is_phone_mark(c);
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < FEWEST_DIGITS || digits == text || !text.chars().all(is_dialled) {
        return None;
    }
    Some(last_digits(&digits).to_owned())
}

fn last_digits(digits: &str) -> &str {
    &digits[digits.len().saturating_sub(TELLING_DIGITS)..]
}

/// Whether it could be a whole number, in whatever notation.
pub fn is_number(text: &str) -> bool {
    let is_dialled = |c: char| c.is_ascii_digit() || text::is_phone_mark(c);
    text.chars().filter(char::is_ascii_digit).count() >= FEWEST_OF_A_NUMBER
        && text.chars().all(is_dialled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, tier: Tier, expected: &str) {
        let terms = Terms::of(typed).unwrap_or_else(|| panic!("{typed}: nothing to search for"));
        assert_eq!(terms.alone(WorkspaceId(7), tier), expected, "{typed}");
    }

    #[test]
    fn every_term_counts_however_short() {
        check("r", Tier::NameBegins, "name : \"7:  r\"");
        check(" ro  Ib ", Tier::NameBegins, "name : \"7: ro\" AND name : \"7: Ib\"");
        check(
            "barra r",
            Tier::Contains,
            "(\"7:barra\" AND \"7:  r\") NOT (\"7: barra\" AND \"7:  r\")",
        );
        check("o\u{308}n", Tier::NameBegins, "name : \"7: o\u{308}n\"");
    }

    #[test]
    fn numbers_are_searched_for_in_any_notation() {
        let anyhow = |typed| Terms::of(typed).unwrap().anyhow(WorkspaceId(7));
        for (typed, expected) in [
            ("(808) 555-0100", "\"7:085550100\""),
            ("+1 808 555 0100", "\"7:085550100\""),
            ("555 01", "\"7:55501\""),
            ("5550100", "\"7:5550100\""),
            ("rosa 555-0100", "\"7:rosa\" AND (\"7:555-0100\" OR \"7:5550100\")"),
            ("5-0", "\"7:5-0\""),
            ("rosa2 x", "\"7:rosa2\" AND \"7:  x\""),
        ] {
            assert_eq!(anyhow(typed), expected, "{typed}");
        }
    }

    #[test]
    fn a_whole_number_is_also_searched_for_as_dialled_from_abroad() {
        let anyhow =
            |typed, e164| Terms::of(typed).unwrap().or_dialled(e164).anyhow(WorkspaceId(7));
        assert_eq!(anyhow("030 901820", "+4930901820"), "(\"7:030901820\" OR \"7:930901820\")");
        assert_eq!(anyhow("18085550100", "+18085550100"), "(\"7:18085550100\" OR \"7:085550100\")");
        assert_eq!(anyhow("+1 808 555 0100", "+18085550100"), "\"7:085550100\"");
        for (typed, is) in [("808 555 0100", true), ("555-01", false), ("rosa 8085550100", false)] {
            assert_eq!(is_number(typed), is, "{typed}");
        }
    }

    #[test]
    fn what_cannot_be_searched_for_finds_nobody() {
        for typed in ["", "  ", "-", "\"", "? !", &"a".repeat(201)] {
            assert_eq!(Terms::of(typed), None, "{typed:.20}");
        }
        assert_eq!(Terms::of(&"a ".repeat(50)).unwrap().0.len(), MOST_TERMS);
        check("\"o", Tier::NameBegins, "name : \"7: \"\"o\"");
    }

    #[test]
    fn short_terms_are_within_no_word() {
        assert_eq!(Terms::of("ma r").unwrap().tiers().len(), 2);
        assert_eq!(Terms::of("ma ros").unwrap().tiers().len(), 3);
    }
}
