//! Which pages and actions are meant by a few letters: "nc" is *New contact*, "stag" *Stages*.
use std::cmp::Reverse;

use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{AtomKind, CaseMatching, Normalization, Pattern},
};

use super::Offer;

/// What a letter has to bring on the average; letters scattered over long words bring less.
const LEAST_PER_LETTER: u32 = 20;

/// Those that fit, the best first; of equals the one that begins so, then the one that stands first
/// in the table.
pub fn best(offers: Vec<Offer>, typed: &str) -> Vec<Offer> {
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::new(typed, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy);
    let letters = typed.chars().filter(|it| !it.is_whitespace()).count() as u32;
    let mut buffer = Vec::new();
    let mut score = |text: &str| pattern.score(Utf32Str::new(text, &mut buffer), &mut matcher);
    let mut fitting: Vec<(u32, Offer)> = Vec::new();
    for offer in offers {
        let by_name = score(&format!("{} {}", offer.label, offer.detail));
        // What it is also called counts a little less.
        let by_words = score(&format!("{} {}", offer.words, offer.detail)).map(|it| it * 9 / 10);
        match by_name.max(by_words) {
            Some(score) if score >= letters * LEAST_PER_LETTER => fitting.push((score, offer)),
            _ => {}
        }
    }
    let begins = |offer: &Offer| {
        let typed = typed.trim();
        let does =
            |text: &str| text.get(..typed.len()).is_some_and(|it| it.eq_ignore_ascii_case(typed));
        does(&offer.label) || does(offer.words)
    };
    fitting.sort_by_key(|(score, offer)| Reverse((*score, begins(offer))));
    fitting.into_iter().map(|(_, offer)| offer).collect()
}

/// Does each word typed begin a word of its label?
pub fn names(offer: Option<&Offer>, typed: &str) -> bool {
    let Some(offer) = offer else { return false };
    let label = offer.label.to_lowercase();
    let mut words = typed.split_whitespace().map(str::to_lowercase);
    words.all(|typed| label.split_whitespace().any(|word| word.starts_with(&typed)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        accounts::users::Role,
        ids::{Uid, WorkspaceId},
        palette::offers,
        workspaces::Workspace,
    };

    fn first(typed: &str) -> Option<String> {
        let workspace = |name: &str| Workspace {
            id: WorkspaceId(1),
            uid: Uid::new(),
            name: name.to_owned(),
            created_on: 0,
            contacts: 0,
        };
        let all = [workspace("Loan Factory"), workspace("Family & Friends")];
        let mut offers = offers::actions(&all);
        offers.extend(offers::pages(&all, Role::Owner));
        let found = best(offers, typed).into_iter().next()?;
        Some(format!("{} {}", found.label, found.detail).trim().to_owned())
    }

    #[test]
    fn a_few_letters_lead_there() {
        for (typed, expected) in [
            ("nc", "New contact Loan Factory"),
            ("new cont fam", "New contact Family & Friends"),
            ("todo", "Todos"),
            ("task", "Todos"),
            ("stag fam", "Stages and tags Family & Friends"),
            ("dark", "Switch to dark"),
            ("audit", "Audit log"),
            ("invite", "Household"),
            ("ADD TODO", "Add a todo"),
        ] {
            assert_eq!(first(typed).as_deref(), Some(expected), "{typed}");
        }
    }

    #[test]
    fn names_of_people_find_no_pages() {
        for typed in ["maria", "rosa ibarra", "quillfeather", "808", "novak", "@"] {
            assert_eq!(first(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_page_is_named_by_the_beginnings_of_its_words() {
        let offer = offers::pages(&[], Role::Member).into_iter().find(|it| it.label == "Audit log");
        assert!(names(offer.as_ref(), "log AU") && !names(offer.as_ref(), "udit"));
        assert!(!names(None, "log"));
    }
}
