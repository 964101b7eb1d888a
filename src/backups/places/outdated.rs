//! Which backups need not be kept any longer.
use std::collections::BTreeSet;

use super::{Name, Stored};
use crate::clock::DAY_S;

/// Of each of the newest `keep_days` days that have one, the newest stays. Days, not ages: a box
/// that was off for a year loses nothing. What is of another household, or of a day to come, made
/// while a clock was wrong, is left alone.
pub fn outdated(stored: &[Stored], household: &str, keep_days: u16, now: i64) -> Vec<Name> {
    let mut ours: Vec<&Name> = stored
        .iter()
        .map(|it| &it.name)
        .filter(|it| it.is_of(household) && it.made_on() <= now + DAY_S)
        .collect();
    ours.sort();
    let mut days = BTreeSet::new();
    let mut outdated = Vec::new();
    for name in ours.into_iter().rev() {
        let is_newest_of_its_day = days.insert(name.date());
        if !is_newest_of_its_day || days.len() > usize::from(keep_days) {
            outdated.push(name.clone());
        }
    }
    outdated
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUSEHOLD: &str = "0123456789abcdef";
    const NOON: i64 = 1_795_000_000;

    fn stored(household: &str, made_on: i64) -> Stored {
        Stored { name: Name::new(household, made_on), bytes: 1 }
    }

    fn outdated_of(all: &[Stored], keep_days: u16) -> Vec<i64> {
        let found = outdated(all, HOUSEHOLD, keep_days, NOON);
        found.iter().map(|name| (name.made_on() - NOON) / 3_600).collect()
    }

    #[test]
    fn the_newest_of_each_day_stays_for_as_many_days_as_were_asked_for() {
        let days: Vec<Stored> = (0..10).map(|day| stored(HOUSEHOLD, NOON - day * DAY_S)).collect();
        assert_eq!(outdated_of(&days, 7), [-168, -192, -216]);
        assert!(outdated_of(&days, 10).is_empty());
        let same_day = [stored(HOUSEHOLD, NOON), stored(HOUSEHOLD, NOON - 3_600)];
        assert_eq!(outdated_of(&same_day, 7), [-1]);
    }

    #[test]
    fn a_box_that_was_off_for_a_year_loses_nothing() {
        let old = [stored(HOUSEHOLD, NOON), stored(HOUSEHOLD, NOON - 365 * DAY_S)];
        assert!(outdated_of(&old, 7).is_empty());
    }

    #[test]
    fn what_is_not_ours_or_not_of_this_time_is_left_alone() {
        let mut all: Vec<Stored> =
            (0..9).map(|day| stored("ffffffffffffffff", NOON - day * DAY_S)).collect();
        all.extend((2..9).map(|day| stored(HOUSEHOLD, NOON + day * DAY_S)));
        all.push(stored(HOUSEHOLD, NOON));
        assert!(outdated_of(&all, 7).is_empty());
    }
}
