//! The stages and tags of each line of business, and who stands where. A chance of its own, so that
//! the people stay the same whatever is decided here.
use super::{
    companies::Line,
    random::{self, Random},
};
use crate::contacts::lists::{Colour, ListDraft, ListKind};

/// A name, and how many of a hundred stand there.
type Share = (&'static str, usize);

const MORTGAGE: (&[Share], &[Share]) = (
    &[("Leads", 31), ("Prospects", 22), ("Applications", 8), ("Closed", 24), ("Lost", 9)],
    &[
        ("First-time buyer", 10),
        ("Refinance", 9),
        ("VA loan", 5),
        ("Self-employed", 6),
        ("Referral", 9),
        ("Hot", 3),
    ],
);
const STORIES: (&[Share], &[Share]) = (
    &[("Curious", 40), ("In talks", 20), ("Recording", 8), ("Published", 22)],
    &[("Storyteller", 30), ("Sponsor", 6), ("Volunteer", 14), ("Press", 7)],
);
const REALTORS: (&[Share], &[Share]) = (
    &[("New", 30), ("Introduced", 28), ("Partner", 26), ("Inactive", 12)],
    &[("Top producer", 9), ("Luxury", 7), ("Co-hosts events", 11), ("Newsletter", 40)],
);
const CONSULTING: (&[Share], &[Share]) = (
    &[("Leads", 36), ("Discovery", 16), ("Proposal", 9), ("Client", 22), ("Lost", 12)],
    &[("Automation", 24), ("Training", 15), ("Newsletter", 35), ("Hot", 5)],
);
const CIRCLE: (&[Share], &[Share]) =
    (&[], &[("Family", 28), ("Friends", 45), ("Neighbours", 14), ("Holiday cards", 38)]);
const HOMES: (&[Share], &[Share]) = (
    &[
        ("Leads", 28),
        ("Buyers", 20),
        ("Sellers", 13),
        ("Under contract", 5),
        ("Closed", 22),
        ("Lost", 7),
    ],
    &[("Past client", 18), ("Investor", 7), ("Relocating", 9), ("Referral", 14), ("Hot", 3)],
);
const OPEN_HOUSES: (&[Share], &[Share]) = (
    &[("Visitors", 46), ("Follow-up", 22), ("Touring", 9), ("Offer", 3), ("Not interested", 14)],
    &[("Neighbour", 16), ("Pre-approved", 12), ("Has an agent", 18), ("First-time buyer", 15)],
);

pub struct Sorting {
    line: Line,
    random: Random,
    now: i64,
}

/// Where one contact stands, and how they came there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub stage: Option<usize>,
    pub tags: Vec<usize>,
    /// When they came to their stage, and from which.
    pub moves: Option<(i64, Option<usize>)>,
    /// When they got their last tag, where the log knows.
    pub tagged_on: Option<i64>,
}

impl Sorting {
    pub(super) fn new(line: Line, seed: u64, now: i64) -> Self {
        Self { line, random: Random::new(random::mix(seed, 0x5057)), now }
    }

    /// In the order in which `Standing` counts them, stages and tags each from nought.
    pub fn lists(&self) -> Vec<ListDraft> {
        let (stages, tags) = self.shares();
        let draft = |kind| {
            move |(at, share): (usize, &Share)| {
                let colour = Colour::in_turn(at);
                ListDraft { kind, name: share.0.to_owned(), colour }
            }
        };
        let tags = tags.iter().enumerate().map(draft(ListKind::Tag));
        stages.iter().enumerate().map(draft(ListKind::Stage)).chain(tags).collect()
    }

    /// The next contact's, who was entered then.
    pub fn standing(&mut self, created_on: i64) -> Standing {
        let (stages, tags) = self.shares();
        let mut left = self.random.below(100);
        let stage = stages.iter().position(|(_, share)| {
            let is_here = left < *share;
            left = left.saturating_sub(*share);
            is_here
        });
        let tags = (0..tags.len()).filter(|at| self.random.percent(tags[*at].1)).collect();
        let from = stage.and_then(|stage| stage.checked_sub(1));
        let is_told = stage.is_some() && self.random.percent(if from.is_some() { 24 } else { 5 });
        let moves = is_told.then(|| (self.since(created_on), from));
        let tagged_on = self.random.percent(6).then(|| self.since(created_on));
        Standing { stage, tags, moves, tagged_on }
    }

    fn since(&mut self, created_on: i64) -> i64 {
        let age = (self.now - created_on).max(1);
        created_on + (self.random.fraction() * age as f64) as i64
    }

    fn shares(&self) -> (&'static [Share], &'static [Share]) {
        match self.line {
            Line::Mortgage => MORTGAGE,
            Line::Stories => STORIES,
            Line::Realtors => REALTORS,
            Line::Consulting => CONSULTING,
            Line::Circle => CIRCLE,
            Line::Homes => HOMES,
            Line::OpenHouses => OPEN_HOUSES,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn standings(seed: u64) -> Vec<Standing> {
        let mut sorting = Sorting::new(Line::Mortgage, seed, NOW);
        (0..2_000).map(|at| sorting.standing(NOW - at * 10_000)).collect()
    }

    #[test]
    fn the_same_seed_sorts_the_same_way() {
        assert_eq!(standings(7), standings(7));
        assert_ne!(standings(7), standings(8));
    }

    #[test]
    fn nobody_moved_before_they_came_or_after_today() {
        for (at, standing) in (0_i64..).zip(standings(7)) {
            let moments = standing.moves.map(|(moved, _)| moved).into_iter();
            for moment in moments.chain(standing.tagged_on) {
                assert!((NOW - at * 10_000..=NOW).contains(&moment), "{standing:?}");
            }
            assert!(standing.moves.is_none() || standing.stage.is_some());
        }
    }

    #[test]
    fn the_shares_leave_some_without_a_stage() {
        for (stages, _) in [MORTGAGE, STORIES, REALTORS, CONSULTING, HOMES, OPEN_HOUSES] {
            let sum: usize = stages.iter().map(|(_, share)| share).sum();
            assert!((88..100).contains(&sum), "{sum}");
        }
    }
}
