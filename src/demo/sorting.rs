//! Who stands where in the stages and tags that the workspace's preset brought. A chance of its
//! own, so that the people stay the same whatever is decided here.
use super::{
    companies::Line,
    random::{self, Random},
};

/// How many of a hundred stand there, in the order of the preset.
type Share = usize;

const MORTGAGE: (&[Share], &[Share]) = (&[31, 22, 8, 24, 9], &[10, 9, 5, 6, 9, 3]);
const STORIES: (&[Share], &[Share]) = (&[40, 20, 8, 22], &[30, 6, 14, 7]);
const REALTORS: (&[Share], &[Share]) = (&[30, 28, 26, 12], &[9, 7, 11, 40]);
const CONSULTING: (&[Share], &[Share]) = (&[36, 16, 9, 22, 12], &[24, 15, 35, 5]);
const CIRCLE: (&[Share], &[Share]) = (&[], &[28, 45, 14, 38]);
const HOMES: (&[Share], &[Share]) = (&[28, 20, 13, 5, 22, 7], &[18, 7, 9, 14, 3]);
const OPEN_HOUSES: (&[Share], &[Share]) = (&[46, 22, 9, 3, 14], &[16, 12, 18, 15]);

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

    /// The next contact's, who was entered then.
    pub fn standing(&mut self, created_on: i64) -> Standing {
        let (stages, tags) = self.shares();
        let mut left = self.random.below(100);
        let stage = stages.iter().position(|share| {
            let is_here = left < *share;
            left = left.saturating_sub(*share);
            is_here
        });
        let tags = (0..tags.len()).filter(|at| self.random.percent(tags[*at])).collect();
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
    use crate::presets::Preset;

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
    fn every_list_of_a_preset_has_its_share() {
        for workspace in crate::demo::household(7, 100, NOW).iter().flat_map(|it| &it.workspaces) {
            let preset = Preset::named(workspace.name).expect("a preset");
            let (stages, tags) = workspace.sorting().shares();
            let counts = (preset.stages.len(), preset.tags.len());
            assert_eq!((stages.len(), tags.len()), counts, "{}", workspace.name);
        }
    }

    #[test]
    fn the_shares_leave_some_without_a_stage() {
        for (stages, _) in [MORTGAGE, STORIES, REALTORS, CONSULTING, HOMES, OPEN_HOUSES] {
            let sum: usize = stages.iter().sum();
            assert!((88..100).contains(&sum), "{sum}");
        }
    }
}
