//! One contact after the other: name, company, address, number, the day it was entered.
use std::{collections::HashSet, ops::Range};

use super::{
    DemoContact,
    companies::{Line, company},
    duplicates,
    names::{self, Name},
    phones,
    random::Random,
};
use crate::clock::{DAY_S, HOUR_S};

/// Domains that no mail ever leaves for (RFC 2606).
const DOMAINS: [&str; 8] = [
    "example.com",
    "example.com",
    "example.com",
    "mail.example.com",
    "example.net",
    "home.example.net",
    "example.org",
    "post.example.org",
];

const FOUR_YEARS_S: f64 = (4 * 365 * DAY_S) as f64;
/// Eight in the morning to eight in the evening in California, in hours of UTC.
const WAKING_HOURS: Range<i64> = 16..28;
/// Of a thousand contacts, how many are somebody who is there already.
const DUPLICATES_PER_MILLE: usize = 14;

#[derive(Clone, Debug)]
pub struct Contacts {
    line: Line,
    random: Random,
    first_number: usize,
    size: usize,
    made: usize,
    now: i64,
    taken: HashSet<String>,
    remembered: Option<DemoContact>,
}

impl Contacts {
    pub(super) fn new(line: Line, seed: u64, size: usize, now: i64) -> Self {
        let taken = HashSet::with_capacity(size);
        let mut random = Random::new(seed);
        let first_number = random.below(1_000);
        Self { line, random, first_number, size, made: 0, now, taken, remembered: None }
    }

    fn person(&mut self) -> DemoContact {
        let created_on = self.created_on();
        if self.random.below(1_000) < DUPLICATES_PER_MILLE
            && let Some(person) = self.remembered.take()
        {
            return duplicates::again(&person, created_on, &mut self.random);
        }
        let name = names::name(&mut self.random);
        let company = company(self.line, &mut self.random);
        let (mail, phone) = self.reachable();
        let primary_email = mail.then(|| self.address(&name, company.as_deref()));
        let primary_phone =
            phone.then(|| phones::number(self.slot(), self.first_number, &mut self.random));
        let last_name = (!self.random.percent(self.only_first_names())).then_some(name.last);
        let first_name = name.first;
        let person = DemoContact {
            first_name,
            last_name,
            primary_email,
            primary_phone,
            company,
            created_on,
        };
        if self.random.percent(3) || self.remembered.is_none() {
            self.remembered = Some(person.clone());
        }
        person
    }

    /// The oldest first, and ever more towards today; at hours at which people type.
    fn created_on(&mut self) -> i64 {
        let left = (self.size - self.made) as f64 - self.random.fraction();
        let age = FOUR_YEARS_S * (left / self.size as f64).powi(2);
        let day = (self.now - age as i64).div_euclid(DAY_S) * DAY_S;
        let hour = WAKING_HOURS.start + self.random.below(WAKING_HOURS.count()) as i64;
        let moment = day + hour * HOUR_S + self.random.below(HOUR_S as usize) as i64;
        if moment > self.now { moment - 2 * DAY_S } else { moment }
    }

    /// By mail, by phone; never neither.
    fn reachable(&mut self) -> (bool, bool) {
        let (mail, phone) = match self.line {
            Line::OpenHouses => (72, 64),
            Line::Circle => (70, 90),
            Line::Stories | Line::Consulting => (97, 55),
            Line::Mortgage | Line::Realtors | Line::Homes => (92, 82),
        };
        let has_phone = self.random.percent(phone);
        (self.random.percent(mail) || !has_phone, has_phone)
    }

    fn only_first_names(&self) -> usize {
        match self.line {
            Line::OpenHouses => 14,
            Line::Circle => 9,
            _ => 2,
        }
    }

    /// A place of its own for each contact, out of order.
    fn slot(&self) -> usize {
        const STRIDE: usize = 1_000_003;
        self.made * STRIDE % self.size
    }

    fn address(&mut self, name: &Name, company: Option<&str>) -> String {
        let random = &mut self.random;
        let given = name.first.split(' ').next().unwrap_or_default();
        let (first, last) = (names::plain(given), names::plain(&name.last));
        let initial = &first[..1];
        let year = 60 + random.below(40);
        let mailbox = match random.below(10) {
            0..4 => format!("{first}.{last}"),
            4 => format!("{first}{last}"),
            5 => format!("{initial}{last}"),
            6 => format!("{initial}.{last}{year}"),
            7 => format!("{first}{year}"),
            8 => format!("{first}_{last}"),
            _ => format!("{last}.{first}"),
        };
        let domain = match company {
            Some(company) if random.percent(45) => format!("{}.example", names::plain(company)),
            _ => random.pick(&DOMAINS).to_owned(),
        };
        let address = format!("{mailbox}@{domain}");
        if self.taken.insert(address.clone()) {
            return address;
        }
        let address = format!("{mailbox}{}@{domain}", self.made);
        self.taken.insert(address.clone());
        address
    }
}

impl Iterator for Contacts {
    type Item = DemoContact;

    fn next(&mut self) -> Option<DemoContact> {
        if self.made == self.size {
            return None;
        }
        let person = self.person();
        self.made += 1;
        Some(person)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.size - self.made, Some(self.size - self.made))
    }
}

impl ExactSizeIterator for Contacts {}
