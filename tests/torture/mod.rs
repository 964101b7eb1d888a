//! Crash tests: the real server is killed at random moments of edits, imports, undos, backups,
//! restores and starts, and started again. What was answered with success is there; what was not is
//! there whole or not at all; the database is sound and told by its log; backups that count are
//! whole; a restore ended in the old or the new.
//!
//! `make torture ROUNDS=300 SEED=7` goes on for longer. The seed makes the plan; when a process is
//! scheduled, and so what exactly is cut short, is chance.
mod act;
mod client;
mod editor;
mod ledger;
mod place;
mod random;
mod replay;
mod rounds;
mod world;

use std::env;

use self::{
    random::Random,
    rounds::{Kind, Torture},
};

const ROUNDS: usize = Kind::ALL.len();
const SEED: u64 = 20_261_121;

fn number(name: &str) -> Option<u64> {
    let text = env::var(name).ok().filter(|it| !it.is_empty())?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is to be a number")))
}

#[test]
fn nothing_that_was_answered_is_lost_however_often_it_is_killed() {
    let rounds = number("TORTURE_ROUNDS").map_or(ROUNDS, |it| it as usize);
    let seed = number("TORTURE_SEED").unwrap_or(SEED);
    println!("torture: {rounds} rounds, seed {seed}");
    let mut random = Random::new(seed);
    let mut torture = Torture::begin(random.split());
    for round in 0..rounds {
        // Each kind once, then as it comes.
        let kind = match Kind::ALL.get(round) {
            Some(kind) => *kind,
            None => *random.pick(&Kind::ALL),
        };
        println!("torture: round {round}, {kind:?}, {} kills so far", torture.kills);
        torture.round(kind);
    }
    let kills = torture.kills;
    let world = torture.settle();
    let answered: usize = world.editors.iter().map(|it| it.answered).sum();
    println!(
        "torture: {kills} kills, {answered} changes answered, {:?}, nothing lost (seed {seed})",
        world.tally
    );
    assert!(answered > rounds, "hardly anything was under way: {answered} changes");
}
