//! What the demo household knows of its people beyond the base fields: values in some of the fields
//! of each line of business. A chance of its own, so that the people stay the same.
use jiff::{ToSpan, civil};

use super::{
    companies::Line,
    random::{self, Random},
};

/// Of a hundred contacts, about how many have anything noted at all.
const NOTED: usize = 45;

const PETS: [&str; 6] = ["Two cats", "Rex the dog", "A parrot", "Luna (labrador)", "Goldfish", "–"];
const CHILDREN: [&str; 5] = ["Mia and Leo", "Ava", "Noah, Emma", "Kai, Malia and Keanu", "Lily"];
const INTERESTS: [&str; 6] = ["Surfing", "Gardening", "Golf", "Hiking", "Baking", "Photography"];
const FRIENDS: [&str; 5] =
    ["A neighbour", "An open house", "The newsletter", "A past client", "A friend from church"];
const MARITAL: [&str; 4] = ["Single", "Married", "Divorced", "Engaged"];
const AREAS: [&str; 5] =
    ["Pearl Cove", "Tamarind Hills", "Near the harbor", "Redwood Hollow", "Plumeria Park"];
const PURPOSES: [&str; 3] = ["Purchase", "Refinance", "Cash-out refinance"];
const LOANS: [&str; 4] = ["Conventional", "FHA", "VA", "Jumbo"];
const CLIENTS: [&str; 4] = ["Buyer", "Seller", "Buyer and seller", "Investor"];
const HOMES: [&str; 4] = ["House", "Condo", "Townhouse", "Multi-family"];
const NOTES: [&str; 4] = [
    "Waiting for the appraisal.\nSee https://loans.example/checklist",
    "Rate locked; documents complete.",
    "Self-employed: two years of returns are in the file.",
    "Wants to close before school starts.",
];

type Value = (&'static str, String);

pub struct Noted {
    line: Line,
    random: Random,
    today: civil::Date,
}

impl Noted {
    pub(super) fn new(line: Line, seed: u64, now: i64) -> Self {
        let today = jiff::Timestamp::from_second(now).unwrap_or_default();
        let today = today.to_zoned(jiff::tz::TimeZone::UTC).date();
        Self { line, random: Random::new(random::mix(seed, 0xF1E1)), today }
    }

    /// For the next contact: values by the names of their fields.
    pub fn next(&mut self) -> Vec<Value> {
        if !self.random.percent(NOTED) {
            return Vec::new();
        }
        let mut values = self.personal();
        match self.line {
            Line::Mortgage => values.extend(self.loan()),
            Line::Homes | Line::OpenHouses => values.extend(self.home()),
            Line::Realtors | Line::Stories | Line::Consulting | Line::Circle => {}
        }
        values
    }

    fn personal(&mut self) -> Vec<Value> {
        let mut values = Vec::new();
        if self.random.percent(55) {
            values.push(("birthday", self.birthday()));
        }
        for (name, chance, from) in [
            ("marital_status", 25, &MARITAL[..]),
            ("childrens_names", 15, &CHILDREN),
            ("pets", 12, &PETS[..5]),
            ("interests", 15, &INTERESTS),
            ("referred_by", 25, &FRIENDS),
        ] {
            if self.random.percent(chance) {
                values.push((name, self.random.pick(from).to_owned()));
            }
        }
        values
    }

    /// Of some, only the day is known.
    fn birthday(&mut self) -> String {
        let day = self.day(-365 * 70, 365 * 45);
        if self.random.percent(20) { day.strftime("--%m-%d").to_string() } else { day.to_string() }
    }

    fn loan(&mut self) -> Vec<Value> {
        if !self.random.percent(60) {
            return Vec::new();
        }
        let amount = 150 + self.random.below(900);
        let rate = 500 + self.random.below(250);
        let file = 10_000 + self.random.below(89_000);
        let mut values = vec![
            ("loan_purpose", self.random.pick(&PURPOSES).to_owned()),
            ("loan_type", self.random.pick(&LOANS).to_owned()),
            ("loan_amount", (amount * 1_000).to_string()),
        ];
        if self.random.percent(40) {
            values.push(("interest_rate", format!("{}.{:03}", rate / 100, rate % 100 * 10)));
            values.push(("closing_date", self.day(-400, 460).to_string()));
        }
        if self.random.percent(30) {
            values.push(("loan_file_link", format!("https://loans.example/file/{file}")));
        }
        if self.random.percent(12) {
            values.push(("transaction_notes", self.random.pick(&NOTES).to_owned()));
            values.push(("pre_approval_expires", self.day(-20, 90).to_string()));
        }
        values
    }

    fn home(&mut self) -> Vec<Value> {
        let from = 300 + self.random.below(600);
        let mut values = vec![("client_type", self.random.pick(&CLIENTS).to_owned())];
        if self.random.percent(60) {
            values.push(("property_type", self.random.pick(&HOMES).to_owned()));
            values.push(("areas_of_interest", self.random.pick(&AREAS).to_owned()));
            values.push(("price_to", ((from + 150) * 1_000).to_string()));
        }
        if self.random.percent(25) {
            values.push(("is_pre_approved", "yes".to_owned()));
        }
        if self.random.percent(20) {
            values.push(("home_anniversary", self.day(-3_000, 2_900).to_string()));
        }
        values
    }

    /// A day, counted on from today: beginning at `from`, at most `most` days further.
    fn day(&mut self, from: i64, most: usize) -> civil::Date {
        let days = from + self.random.below(most) as i64;
        self.today.checked_add(days.days()).unwrap_or(self.today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_values_are_few_and_each_is_one_its_field_takes() {
        for line in [Line::Mortgage, Line::Homes, Line::Circle] {
            let mut noted = Noted::new(line, 7, 1_800_000_000);
            let all: Vec<Vec<Value>> = (0..1_000).map(|_| noted.next()).collect();
            let filled = all.iter().filter(|values| !values.is_empty()).count();
            assert!((300..600).contains(&filled), "{line:?}: {filled}");
            let again: Vec<Vec<Value>> = {
                let mut noted = Noted::new(line, 7, 1_800_000_000);
                (0..1_000).map(|_| noted.next()).collect()
            };
            assert_eq!(all, again, "the same seed, the same values");
        }
    }
}
