//! What happened with the demo household's people: calls, meetings and notes over time. A chance of
//! its own, so that the people stay the same.
use super::{
    companies::Line,
    random::{self, Random},
};
use crate::{
    clock::{DAY_S, HOUR_S},
    log::manual::{Draft, When},
};

/// Of a hundred contacts, about how many have anything written down.
const TALKED_WITH: usize = 34;
/// Nine to six on the west coast, in UTC.
const FIRST_HOUR_S: i64 = 17 * HOUR_S;
const OFFICE_HOURS: usize = 9;

/// Something that was written down, as `log::manual` takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub kind: &'static str,
    pub at: i64,
    pub text: &'static str,
    pub direction: &'static str,
    pub outcome: &'static str,
    pub minutes: Option<usize>,
    pub place: &'static str,
}

pub struct History {
    line: Line,
    random: Random,
    now: i64,
}

/// Calls, meetings with their places, notes.
type Words = (&'static [&'static str], &'static [&'static str], &'static [&'static str]);

const LOANS: Words = (
    &[
        "Asked about today’s rates; wants a quote for 30 years fixed.",
        "Went through the documents that are still missing: two pay stubs and the W-2.",
        "Explained closing costs and who pays what.",
        "Rate lock runs out on Friday; will decide by Thursday.",
        "Prefers texts over calls in the morning.",
    ],
    &["Kapolei office", "Their kitchen table", "Video call", "Coffee at the harbor"],
    &[
        "**Self-employed.** Two years of returns are in the file:\n\
         - 2024 complete\n- 2025 waits for the accountant",
        "Wants to close *before school starts*. See https://loans.example/checklist",
        "# First conversation\nLooking for a three-bedroom near the school, up to 650k.\n\n1. \
         Pre-approval this week\n2. Introduce a realtor",
        "Refinance only makes sense under 6 %. Call again when rates move.",
        "Parents help with the down payment; gift letter needed.",
    ],
);

const HOMES: Words = (
    &[
        "Liked the second house, worried about the road noise.",
        "Asked what the neighbours sold for; sent three comparables.",
        "Wants to see it again with the parents on Sunday.",
        "Offer was accepted. Inspection is next week.",
        "Still waiting for the bank; will call back.",
    ],
    &["Open house, Pearl Cove", "Showing, Tamarind Hills", "At their home", "Office"],
    &[
        "**Must have:** yard for the dog, walkable to school\n**Nice:** ocean view",
        "Sells only after the youngest has graduated, *next summer*.",
        "# Listing talk\n- Paint the front door\n- Photos on Tuesday\n- Price at 899",
        "Knows everybody on the street: a good one to ask for referrals.",
        "Pre-approved, letter is with the lender: https://loans.example/letters",
    ],
);

const BUSINESS: Words = (
    &[
        "Short introduction; wants examples first.",
        "Went through the offer. Budget is decided in two weeks.",
        "Happy with the first results, wants to add a second project.",
        "Not now; asked to be called next quarter.",
    ],
    &["Video call", "Their office", "Lunch downtown", "Conference"],
    &[
        "Decides together with the partner. **Both** need to be on the next call.",
        "Came by way of the newsletter.\n- interested in the workshop\n- asked for a reference",
        "Invoice goes to the *assistant*, not to the main address.",
        "Sent the deck: https://example.com/deck",
    ],
);

const CIRCLE: Words = (
    &["Caught up for the holidays.", "Called to say thank you.", "Asked for a recipe."],
    &["Dinner at our place", "Beach park", "Church", "Birthday party"],
    &[
        "Moving in spring; offered to help carry.",
        "Allergic to **nuts**. Brings the best mangoes.",
        "New puppy! Name is *Mochi*.",
        "Gift ideas:\n- gardening gloves\n- the book about tides",
    ],
);

const OUTCOMES: [(&str, usize); 4] =
    [("reached", 58), ("left_message", 22), ("no_answer", 15), ("busy", 5)];

impl History {
    pub(super) fn new(line: Line, seed: u64, now: i64) -> Self {
        Self { line, random: Random::new(random::mix(seed, 0x1095)), now }
    }

    /// The next contact's, who was entered then; the oldest first.
    pub fn next(&mut self, created_on: i64) -> Vec<Told> {
        if !self.random.percent(TALKED_WITH) {
            return Vec::new();
        }
        let count = 1 + self.random.below(5).min(self.random.below(5));
        let mut told: Vec<Told> = (0..count).map(|_| self.one(created_on)).collect();
        told.sort_by_key(|it| it.at);
        told
    }

    fn one(&mut self, created_on: i64) -> Told {
        let (calls, places, notes) = self.words();
        let at = self.moment(created_on);
        let random = &mut self.random;
        let note = Told {
            kind: "note",
            at,
            text: "",
            direction: "",
            outcome: "",
            minutes: None,
            place: "",
        };
        match random.below(100) {
            0..48 => {
                let outcome = outcome(random);
                let is_reached = outcome == "reached";
                Told {
                    kind: "call",
                    text: if is_reached { random.pick(calls) } else { "" },
                    direction: if random.percent(70) { "out" } else { "in" },
                    outcome,
                    minutes: is_reached.then(|| 2 + random.below(28)),
                    ..note
                }
            }
            48..66 => Told {
                kind: "meeting",
                text: if random.percent(60) { random.pick(notes) } else { "" },
                minutes: Some(30 + 15 * random.below(5)),
                place: random.pick(places),
                ..note
            },
            _ => Told { text: random.pick(notes), ..note },
        }
    }

    /// Within office hours, between the day they were entered and now.
    fn moment(&mut self, created_on: i64) -> i64 {
        let age = (self.now - created_on).max(1);
        let any = created_on + (self.random.fraction() * age as f64) as i64;
        let second = self.random.below(OFFICE_HOURS * HOUR_S as usize) as i64;
        let at = any.div_euclid(DAY_S) * DAY_S + FIRST_HOUR_S + second;
        let at = if at > self.now { at - DAY_S } else { at };
        at.max(created_on)
    }

    fn words(&self) -> Words {
        match self.line {
            Line::Mortgage => LOANS,
            Line::Homes | Line::OpenHouses | Line::Realtors => HOMES,
            Line::Stories | Line::Consulting => BUSINESS,
            Line::Circle => CIRCLE,
        }
    }
}

impl From<&Told> for Draft {
    fn from(told: &Told) -> Self {
        Self {
            kind: told.kind.to_owned(),
            text: told.text.to_owned(),
            at: When::At(told.at),
            direction: told.direction.to_owned(),
            outcome: told.outcome.to_owned(),
            minutes: told.minutes.map(|it| it.to_string()).unwrap_or_default(),
            place: told.place.to_owned(),
        }
    }
}

fn outcome(random: &mut Random) -> &'static str {
    let mut left = random.below(100);
    for (outcome, share) in OUTCOMES {
        match left.checked_sub(share) {
            Some(rest) => left = rest,
            None => return outcome,
        }
    }
    OUTCOMES[0].0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{clock::Reading, when::Manner};

    const NOW: i64 = 1_800_000_000;

    #[test]
    fn what_is_told_happened_since_they_came_and_can_be_written_down() {
        for line in [Line::Mortgage, Line::Homes, Line::Consulting, Line::Circle] {
            let mut history = History::new(line, 7, NOW);
            let mut told = 0;
            for at in 0..1_000 {
                let created_on = NOW - at * 50_000;
                let entries = history.next(created_on);
                told += usize::from(!entries.is_empty());
                for entry in entries {
                    assert!((created_on..=NOW).contains(&entry.at), "{entry:?}");
                    let draft = Draft::from(&entry);
                    assert_eq!(draft.at, When::At(entry.at));
                    let now = Reading { now: NOW, is_plausible: true };
                    draft.check(&Manner::default(), now, None).expect("a whole entry");
                }
            }
            assert!((250..420).contains(&told), "{told}");
        }
    }
}
