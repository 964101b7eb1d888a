//! Which contacts of a workspace (CT-8): words to search for, and conditions that all hold. The
//! list, its views, the board, bulk work, exports and the API share it: written in an address as
//! text, asked of the database as SQL.
mod condition;
mod query;
mod resolve;
mod selection;
mod store;
mod total;
mod words;

pub use condition::{
    Channel, Condition, InStage, MOST_DAYS, MOST_VALUE_CHARS, Op, Quantifier, Recency, Span, Test,
};
pub use query::rows;
pub use resolve::Resolved;
pub(super) use resolve::Search;
pub use selection::{Selection, chosen, count};
pub(super) use store::Bound;
pub use total::{MOST_COUNTED, Total, few, total};
pub use words::Known;

use crate::{ids::Uid, text};

/// More would make a statement that nobody can check any more.
pub const MOST_CONDITIONS: usize = 30;
/// Stages, tags or values that one condition may name.
pub const MOST_NAMED: usize = 100;

/// All of it holds for whoever fits; the empty one fits everybody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    search: String,
    conditions: Vec<Condition>,
}

impl Filter {
    /// Blank searches for nothing.
    pub fn searching(words: &str) -> Self {
        Self::default().with_search(words)
    }

    pub fn with_search(self, words: &str) -> Self {
        Self { search: text::trim(words).to_owned(), ..self }
    }

    pub fn search(&self) -> &str {
        &self.search
    }

    pub fn is_search(&self) -> bool {
        !self.search.is_empty()
    }

    pub fn conditions(&self) -> &[Condition] {
        &self.conditions
    }

    /// Neither words nor conditions.
    pub fn is_empty(&self) -> bool {
        !self.is_search() && self.conditions.is_empty()
    }

    /// One condition more. Several values of one thing are alternatives, so they become one.
    pub fn and(mut self, condition: Condition) -> Self {
        let met = self.conditions.iter_mut().any(|known| known.take_in(&condition));
        if !met {
            self.conditions.push(condition);
        }
        self
    }

    /// The same without the condition at this place.
    pub fn without(&self, at: usize) -> Self {
        let mut rest = self.clone();
        if at < rest.conditions.len() {
            rest.conditions.remove(at);
        }
        rest
    }

    /// The same words, whatever the conditions.
    pub fn of_words_alone(&self) -> Self {
        Self { search: self.search.clone(), conditions: Vec::new() }
    }

    /// Of this stage, of none, or of any: instead of what was asked of the stage before.
    pub fn in_stage(&self, stage: Option<InStage>) -> Self {
        let mut other = self.clone();
        other.conditions.retain(|it| !matches!(it, Condition::Stage(_)));
        other.conditions.extend(stage.map(|it| Condition::Stage(vec![it])));
        other
    }

    /// With this tag beside the others.
    pub fn with_tag(self, tag: Uid) -> Self {
        self.and(Condition::Tags(Quantifier::All, vec![tag]))
    }

    /// The stages asked for; none where it does not matter.
    pub fn stages(&self) -> &[InStage] {
        let stages = self.conditions.iter().find_map(|it| match it {
            Condition::Stage(stages) => Some(stages.as_slice()),
            _ => None,
        });
        stages.unwrap_or_default()
    }
}
